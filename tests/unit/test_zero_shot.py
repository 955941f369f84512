"""Zero-shot image classification: its numbers are those of transformers."""

from collections import Counter

import numpy as np
import pytest
from PIL import Image

from core.errors import UserError
from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find, rows_for
from core.models.kinds import KINDS
from core.own_labels import MOST_LABELS
from core.pictures.images import open_picture
from core.pictures.plane import on_a_plane
from core.pictures.samples import open_sample
from core.vision.zero_shot import embeddings
from core.vision.zero_shot.embeddings import TASK, image_vector, label_vectors, scoring_of
from core.vision.zero_shot.labels import MOST_TEMPLATES
from core.vision.zero_shot.scores import averaged, ranked, records, scores_of, unit

ROWS = rows_for(TASK)
ANIMALS = ("owl", "bear", "seagull", "fox")
TEMPLATE = "a photo of a {}"
SIZES = {
    "wide": (640, 360),
    "tall": (300, 800),
    "one pixel wide": (1, 240),
    "one pixel": (1, 1),
    "12 megapixels": (4000, 3000),
}


def loaded(row):
    return loader.load(row, "cpu", kind=KINDS[TASK])


def answer(model, image, labels=ANIMALS, templates=(TEMPLATE,)):
    texts = label_vectors(model, labels, templates)
    return ranked(labels, image_vector(model, image), texts.vectors, scoring_of(model))


def plain_answer(model, image, labels=ANIMALS, template=TEMPLATE):
    from transformers import pipeline

    plain = pipeline(TASK, model=str(model.path), device="cpu")
    return plain(image, candidate_labels=list(labels), hypothesis_template=template)


def same(ours, theirs):
    """Tell whether labels come in the same order, with scores equal to 1e-5."""
    return [item["label"] for item in ours] == [item["label"] for item in theirs] and [
        item["score"] for item in ours
    ] == pytest.approx([item["score"] for item in theirs], abs=1e-5)


@pytest.mark.parametrize("template", [TEMPLATE, "{}", "una foto de un {}"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_labels_and_scores_are_those_of_the_plain_pipeline(hub, row, template):
    model, image = loaded(row), open_sample("owl.jpg").image
    assert same(
        records(answer(model, image, templates=(template,))), plain_answer(model, image, template=template)
    )


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES.keys())
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_picture_of_any_shape_is_answered_as_the_plain_pipeline_does_or_refused_in_plain_words(
    hub, row, size
):
    model = loaded(row)
    values = np.random.default_rng(sum(size)).integers(0, 256, (size[1], size[0], 3), np.uint8)
    image = Image.fromarray(values)
    try:
        found = answer(model, image)
    except UserError as error:
        with speaking("en"):
            assert f"cannot work on a picture of {size[0]} x {size[1]} pixels" in str(error)
        return
    assert same(records(found), plain_answer(model, image))


@pytest.mark.parametrize("turned", [True, False], ids=["turned", "palette"])
def test_a_file_that_is_turned_or_has_a_palette_is_answered_as_the_plain_pipeline_does(hub, tmp_path, turned):
    model, image = loaded(ROWS[0]), open_sample("gull.jpg").image
    exif = Image.Exif()
    exif[274] = 6
    path = tmp_path / ("turned.jpg" if turned else "palette.png")
    if turned:
        image.save(path, exif=exif)
    else:
        image.quantize(32).save(path)
    opened = open_picture(path.read_bytes(), path.name).image
    assert same(records(answer(model, opened)), plain_answer(model, str(path)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_embeddings_are_those_of_transformers_made_long_1(hub, row):
    import torch
    from transformers import AutoModel, AutoProcessor

    model, image = loaded(row), open_sample("fox.jpg").image
    plain, processor = AutoModel.from_pretrained(model.path), AutoProcessor.from_pretrained(model.path)
    padding = "max_length" if "siglip" in row.name else True
    with torch.no_grad():
        texts = processor(text=["a photo of a fox"], images=image, padding=padding, return_tensors="pt")
        found = plain(**texts)
    assert image_vector(model, image) == pytest.approx(found.image_embeds[0].numpy(), abs=1e-5)
    assert label_vectors(model, ["fox"], [TEMPLATE]).vectors == pytest.approx(
        found.text_embeds.numpy(), abs=1e-5
    )


def test_several_templates_are_averaged_and_made_long_1_again(hub):
    model = loaded(ROWS[0])
    one, other = (label_vectors(model, ANIMALS, [template]).vectors for template in (TEMPLATE, "{}"))
    mean = (one + other) / 2
    expected = mean / np.linalg.norm(mean, axis=1, keepdims=True)
    assert label_vectors(model, ANIMALS, [TEMPLATE, "{}"]).vectors == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_text_that_is_longer_than_the_model_reads_is_cut_and_named(hub, row):
    found = label_vectors(loaded(row), ["owl", "very long " * 100], ["{}"])
    assert found.cut == ("very long " * 100,)
    assert np.linalg.norm(found.vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)


@pytest.mark.parametrize("label", ["🦉", "بومة", "\N{RIGHT-TO-LEFT MARK}ינשוף", "猫", "  ", "{}", "%s {0}"])
def test_a_label_of_any_letters_has_an_answer(hub, label):
    found = answer(loaded(ROWS[0]), open_sample("owl.jpg").image, ("owl", label))
    assert {item.label for item in found} == {"owl", label}


@pytest.fixture
def reads(monkeypatch):
    """The texts that the text network read, with how often."""
    seen = Counter()
    real = embeddings._read

    def counting(model, texts):
        seen.update(texts)
        return real(model, texts)

    monkeypatch.setattr(embeddings, "_read", counting)
    return seen


def test_a_text_that_a_model_has_read_is_not_read_again(hub, clean_cache, reads):
    model = loaded(ROWS[0])
    label_vectors(model, ANIMALS, [TEMPLATE])
    label_vectors(model, [*ANIMALS, "puffin"], [TEMPLATE])
    assert set(reads.values()) == {1}
    assert len(reads) == 5


def test_the_most_labels_in_the_most_templates_are_kept():
    assert embeddings.MOST_KEPT >= MOST_LABELS * MOST_TEMPLATES


def test_of_more_texts_than_are_kept_the_last_ones_stay_and_all_are_right(
    hub, clean_cache, monkeypatch, reads
):
    monkeypatch.setattr(embeddings, "MOST_KEPT", 3)
    model = loaded(ROWS[0])
    before = label_vectors(model, ANIMALS, ["{}"]).vectors
    assert label_vectors(model, ANIMALS, ["{}"]).vectors == pytest.approx(before, abs=1e-6)
    assert reads["owl"] == 2
    assert len(embeddings._kept[model.model]) == 3


def test_a_thousand_labels_are_read_in_batches_with_room_for_others_between_them(
    hub, clean_cache, monkeypatch
):
    from core.turns import Turn

    given, told = [], []
    monkeypatch.setattr(Turn, "give_way", lambda turn, notify=None: given.append(turn))
    with loader.using(ROWS[0], "cpu", kind=KINDS[TASK]) as model:
        label_vectors(
            model, [f"label {number}" for number in range(1000)], ["{}"], lambda *of: told.append(of)
        )
    assert len(given) == len(told) - 1 > 20
    assert told[-1] == (1000, 1000)


@pytest.mark.parametrize(("rule", "scores"), [("softmax", [0.5, 0.5, 0.0]), ("sigmoid", [1.0, 1.0, 0.0])])
def test_logits_of_any_size_become_scores(rule, scores):
    assert scores_of(np.array([1e4, 1e4, -1e4], np.float32), rule) == pytest.approx(scores)


def test_without_labels_there_is_no_answer_and_one_label_alone_gets_it_all(hub):
    model = loaded(ROWS[0])
    scoring = scoring_of(model)
    vector = image_vector(model, open_sample("owl.jpg").image)
    assert ranked((), vector, vector[None][:0], scoring) == ()
    (only,) = ranked(("owl",), vector, vector[None], scoring)
    assert (only.score, only.cosine) == (1.0, pytest.approx(1, abs=1e-5))


def test_the_scores_of_siglip_do_not_add_up_to_one(hub):
    found = answer(loaded(find("siglip-base-patch16-224")), open_sample("owl.jpg").image)
    assert sum(item.score for item in found) != pytest.approx(1, abs=1e-3)


def test_equal_labels_keep_their_order():
    vectors = np.array([[1, 0], [1, 0]], np.float32)
    from core.vision.zero_shot.scores import Scoring

    found = ranked(("b", "a"), vectors[0], vectors, Scoring(100, 0, "softmax"))
    assert [item.label for item in found] == ["b", "a"]


def test_a_vector_of_nothing_stays_nothing():
    assert unit(np.zeros((1, 3), np.float32)).tolist() == [[0, 0, 0]]
    assert averaged([np.ones((1, 2), np.float32)]).tolist() == [[1, 1]]


def points(number: int, seed: int):
    return unit(np.random.default_rng(seed).normal(size=(number, 16)).astype(np.float32))


def test_the_map_of_the_same_set_is_the_same_and_each_kind_is_around_its_own_middle():
    images, labels = points(5, 1), points(7, 2)
    first, again = on_a_plane(images, labels)[0], on_a_plane(images.copy(), labels.copy())[0]
    assert [found.tolist() for found in first] == [found.tolist() for found in again]
    assert [found.mean(axis=0) for found in first] == [pytest.approx([0, 0], abs=1e-5)] * 2


def test_a_map_has_the_axes_of_most_variance():
    labels = np.array([[-2, 0, 0], [2, 0, 0], [0, 1, 0], [0, -1, 0]], np.float32)
    (_images, places), _shown = on_a_plane(np.zeros((2, 3), np.float32), labels)
    assert places == pytest.approx(labels[:, :2], abs=1e-6)


@pytest.mark.parametrize(("images", "labels"), [(1, 1), (2, 1), (1, 3)])
def test_a_map_of_very_few_has_a_place_for_each(images, labels):
    found, _shown = on_a_plane(points(images, 1), points(labels, 2))
    assert [one.shape for one in found] == [(images, 2), (labels, 2)]
    assert all(np.isfinite(one).all() for one in found)
