"""Few-shot classification: embeddings are the networks' own, and the class is that of the nearest examples."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import torch
from PIL import Image
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import LeaveOneOut
from sklearn.neighbors import KNeighborsClassifier
from transformers import AutoImageProcessor, AutoModel

from core.__main__ import main
from core.errors import UserError
from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.pictures import zipped as zipped_pictures
from core.pictures.images import Picture, drawn_picture
from core.pictures.plane import on_a_plane
from core.pictures.samples import open_sample
from core.vision.few_shot.classify import (
    METHODS,
    Support,
    accuracy,
    classify,
    curve,
    leave_one_out,
    neighbours,
)
from core.vision.few_shot.effect import effects
from core.vision.few_shot.embed import embed
from core.vision.few_shot.example import SIDE, as_example
from core.vision.few_shot.snippets import gradio_app, streamlit_app
from core.vision.few_shot.snippets import script as script_of
from core.vision.few_shot.support_files import from_folder, from_zip, to_zip

TASK = "few-shot-image-classification"


def unit(*numbers: float) -> np.ndarray:
    vector = np.array(numbers, np.float32)
    return vector / np.linalg.norm(vector)


def support(**examples: list[tuple[float, ...]]) -> Support:
    """Examples by their class; the vectors are brought to length 1."""
    labels = tuple(name for name, vectors in examples.items() for _vector in vectors)
    return Support(np.stack([unit(*vector) for vectors in examples.values() for vector in vectors]), labels)


def cloud(classes: int = 3, each: int = 8, seed: int = 0) -> Support:
    """Classes that lie in directions of their own, and overlap."""
    chance = np.random.default_rng(seed)
    centres = chance.normal(size=(classes, 6))
    vectors = np.concatenate([centre + 0.9 * chance.normal(size=(each, 6)) for centre in centres])
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Support(
        vectors.astype(np.float32), tuple(f"class {n}" for n in range(classes) for _ in range(each))
    )


TWO = support(left=[(1, 0, 0), (1, 0.2, 0)], up=[(0, 1, 0), (0, 1, 0.4), (0.6, 1, 0)])


@pytest.mark.parametrize("method", METHODS)
def test_a_picture_like_the_examples_of_a_class_gets_that_class(method):
    scores = classify(TWO, unit(1, 0.05, 0), method)
    assert [one.label for one in scores] == ["left", "up"]
    assert scores[0].score > scores[1].score


def test_the_nearest_example_decides_where_the_mean_says_something_else():
    examples = support(near=[(1, 0.1, 0), (0, 0, 1)], mean=[(0.8, 0.6, 0), (0.8, 0.5, 0)])
    query = unit(1, 0, 0)
    assert (classify(examples, query, "nearest")[0].label, classify(examples, query, "mean")[0].label) == (
        "near",
        "mean",
    )


def test_the_scores_of_the_mean_are_cosines_with_it():
    (best, second) = classify(TWO, unit(1, 0, 0), "mean")
    mean = TWO.vectors[:2].mean(axis=0)
    assert best.score == pytest.approx(float(mean[0] / np.linalg.norm(mean)), abs=1e-6)
    assert -1 <= second.score < best.score <= 1


def test_probabilities_of_the_logistic_regression_are_scikit_learns_and_add_up_to_one():
    examples, query = cloud(), unit(1, -1, 0.5, 0, 0.3, 0)
    scores = {one.label: one.score for one in classify(examples, query, "logistic")}
    plain = LogisticRegression(C=100.0, max_iter=1000, class_weight="balanced").fit(
        examples.vectors, examples.labels
    )
    expected = dict(zip(plain.classes_, plain.predict_proba(query[None])[0], strict=True))
    assert scores == pytest.approx(expected, abs=1e-6)
    assert sum(scores.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("labels", "words"),
    [((), "There are no examples yet."), (("cat", "cat"), "Only cat has examples.")],
)
def test_without_two_classes_there_is_a_sentence(labels, words):
    vectors = np.tile(unit(1, 0), (len(labels), 1)) if labels else np.zeros((0, 2), np.float32)
    with speaking("en"), pytest.raises(UserError, match=words):
        classify(Support(vectors, labels), unit(1, 0), "mean")


def test_neighbours_come_by_falling_cosine_and_are_all_there_are_at_most():
    found = neighbours(TWO, unit(1, 0, 0), most=9)
    assert [one.index for one in found][:2] == [0, 1]
    assert len(found) == 5
    assert [one.cosine for one in found] == sorted((one.cosine for one in found), reverse=True)


def test_leaving_one_out_agrees_with_scikit_learns_nearest_neighbour():
    examples = cloud()
    expected = []
    for train, test in LeaveOneOut().split(examples.vectors):
        nearest = KNeighborsClassifier(1, metric="cosine").fit(
            examples.vectors[train], np.array(examples.labels)[train]
        )
        expected.append(nearest.predict(examples.vectors[test])[0])
    found = leave_one_out(examples, "nearest")
    assert list(found) == expected
    assert accuracy(examples, found) == np.mean(np.array(expected) == np.array(examples.labels))


@pytest.mark.parametrize("method", METHODS)
def test_what_is_said_without_an_example_is_what_the_others_say(method):
    examples, query = cloud(each=4), unit(1, -1, 0.5, 0, 0.3, 0)
    others = [examples.only([number for number in range(12) if number != index]) for index in range(12)]
    assert leave_one_out(examples, method) == tuple(
        classify(left, examples.vectors[index], method)[0].label for index, left in enumerate(others)
    )
    for one, left in zip(effects(examples, query, method), others, strict=True):
        best, second = classify(left, query, method)[:2]
        assert (one.best, one.lead) == (best.label, pytest.approx(best.score - second.score, abs=1e-5))


def test_an_example_alone_in_its_class_cannot_get_it_and_is_not_tried_where_one_class_is_left():
    assert leave_one_out(support(a=[(1, 0)], b=[(0, 1)]), "nearest") == (None, None)
    assert leave_one_out(support(a=[(1, 0)], b=[(0, 1)], c=[(1, 1)]), "mean")[0] != "a"


def test_the_curve_stops_where_a_class_has_no_example_left_to_try_and_is_always_the_same():
    examples = cloud(each=6)
    found = curve(examples, "mean")
    assert list(found) == [1, 2, 5]
    assert found == curve(examples, "mean")
    assert all(0 <= share <= 1 for share in found.values())
    assert curve(support(a=[(1, 0)], b=[(0, 1)]), "mean") == {}
    assert curve(support(a=[(1, 0), (1, 0.1)]), "mean") == {}


def test_more_examples_do_not_make_well_parted_classes_worse():
    apart = cloud(each=12, seed=4)
    found = curve(apart, "mean")
    assert found[10] >= found[1]


def test_the_effect_of_an_example_is_the_class_without_it():
    examples = support(a=[(1, 0.1)], b=[(1, 0.3), (0, 1)], c=[(0.2, 1)])
    query = unit(1, 0.15)
    assert classify(examples, query, "nearest")[0].label == "a"
    found = effects(examples, query, "nearest")
    assert [one.best for one in found] == ["b", "a", "a", "a"]
    assert effects(support(a=[(1, 0)], b=[(0, 1)]), unit(1, 0), "mean")[0].best is None


@pytest.mark.parametrize("examples", [cloud(), cloud(2, 2), cloud(classes=4, each=1)])
def test_the_map_is_that_of_scikit_learn_but_for_the_signs_and_always_the_same(examples):
    (points,), shown = on_a_plane(examples.vectors)
    pca = PCA(2).fit(examples.vectors.astype(np.float64))
    expected = pca.transform(examples.vectors.astype(np.float64))
    assert np.abs(points) == pytest.approx(np.abs(expected), abs=1e-5)
    assert shown == pytest.approx(pca.explained_variance_ratio_.sum(), abs=1e-6)
    assert np.array_equal(points, on_a_plane(examples.vectors.copy())[0][0])


@pytest.mark.parametrize("number", [0, 1, 3])
def test_of_nothing_of_one_and_of_equal_pictures_all_points_lie_at_the_origin(number):
    (points,), _shown = on_a_plane(np.tile(unit(1, 2, 3), (number, 1)).reshape(number, 3))
    assert np.array_equal(points, np.zeros((number, 2)))


@pytest.mark.parametrize(
    ("name", "of_model"),
    [
        (
            "clip-vit-base-patch32",
            lambda model, pixels: features(model.get_image_features(pixel_values=pixels)),
        ),
        ("dinov2-small", lambda model, pixels: model(pixel_values=pixels).pooler_output[0]),
        ("vit-base-patch16-224", lambda model, pixels: model(pixel_values=pixels).last_hidden_state[0, 0]),
    ],
)
def test_an_embedding_is_that_of_transformers_brought_to_length_one(hub, name, of_model):
    image = open_sample("owl.jpg").image
    loaded = loader.load(find(name), "cpu", kind=KINDS[TASK])
    folder = loaded.path
    processor, model = AutoImageProcessor.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        plain = of_model(model, processor(images=image, return_tensors="pt")["pixel_values"])
    expected = (plain / plain.norm()).numpy()
    assert embed(loaded, image) == pytest.approx(expected, abs=1e-5)


def features(found):
    return (found if hasattr(found, "shape") else found.pooler_output)[0]


def ring(size: int = 200) -> Image.Image:
    from PIL import ImageDraw

    image = Image.new("RGB", (size, size), "white")
    ImageDraw.Draw(image).ellipse((40, 40, size - 40, size - 40), outline="black", width=8)
    return image


def test_the_sketch_networks_see_a_drawing_and_its_mirror_image_alike():
    loaded = loader.load(find("quickdraw-resnet"), "cpu", kind=KINDS[TASK])
    drawn = ring()
    drawn.paste("black", (40, 90, 70, 100))
    one, other = embed(loaded, drawn), embed(loaded, drawn.transpose(Image.Transpose.FLIP_LEFT_RIGHT))
    assert one.shape == (256,)
    assert float(one @ other) > 0.97


def test_a_sketch_network_says_where_there_are_no_lines():
    loaded = loader.load(find("quickdraw-cnn"), "cpu", kind=KINDS[TASK])
    with speaking("en"), pytest.raises(UserError, match="there are no lines in this picture"):
        embed(loaded, Image.new("RGB", (90, 90), "white"))


def test_an_example_is_small_and_a_small_picture_stays_as_it_is():
    large = open_sample("taj_mahal.jpg")
    small = as_example(large)
    assert (max(small.size), small.name) == (SIDE, large.name)
    assert as_example(small) is small


def pictures() -> dict[str, list[Picture]]:
    return {
        "búho/real": [as_example(open_sample("owl.jpg")), drawn_picture(ring(), "owl.jpg")],
        "bear": [open_sample("bear_black.jpg")],
    }


def test_a_support_set_comes_back_out_of_its_zip_pixel_for_pixel():
    found = list(from_zip(to_zip(pictures())))
    assert [(label, picture.digest) for label, picture in found] == [
        (label.replace("/", "_"), picture.digest) for label, list_ in pictures().items() for picture in list_
    ]


def zipped(**files: bytes) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return content.getvalue()


JPEG = Path("assets/samples/bear_black.jpg").read_bytes()


def test_in_a_zip_what_is_no_example_is_passed_over_and_what_is_broken_is_named():
    data = zipped(
        **{
            "set/bear/1.jpg": JPEG,
            "set/bear/notes.txt": b"no picture",
            "__MACOSX/set/bear/._1.jpg": b"mac",
            "set/.hidden/2.jpg": JPEG,
            "lonely.jpg": JPEG,
            "set/owl/broken.jpg": b"\xff\xd8\xff nothing",
            "set/\x02 ñ/3.jpg": JPEG,
        }
    )
    found = list(from_zip(data))
    assert [label for label, _picture in found] == ["bear", "owl", "ñ"]
    assert [isinstance(picture, UserError) for _label, picture in found] == [False, True, False]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This ZIP cannot be read"),
        (b"PK\x03\x04 cut", "This ZIP cannot be read"),
        (zipped(), "There are no pictures in folders here."),
        (zipped(**{"lonely.jpg": JPEG}), "There are no pictures in folders here."),
    ],
    ids=["empty", "cut", "nothing in it", "no folders"],
)
def test_a_file_that_is_no_support_set_says_what_one_is(data, words):
    with speaking("en"), pytest.raises(UserError, match=words):
        list(from_zip(data))


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(zipped_pictures, "MAX_ZIP_BYTES", 1_000_000)
    content = BytesIO()
    with ZipFile(content, "w", 8) as archive:
        archive.writestr("bomb/1.png", bytes(2_000_000))
    with speaking("en"), pytest.raises(UserError, match="unpacked it may have 1 MB"):
        list(from_zip(content.getvalue()))


@pytest.fixture
def support_folder(tmp_path) -> Path:
    for label, names in {"owl": ("owl", "owl_snowy"), "bear": ("bear_black", "polar_bear")}.items():
        (tmp_path / "support_set" / label).mkdir(parents=True)
        for name in names:
            source = Path(f"assets/samples/{name}.jpg")
            (tmp_path / "support_set" / label / source.name).write_bytes(source.read_bytes())
    return tmp_path / "support_set"


def brown_bear(row, folder: Path, method):
    """What the functions say of a brown bear, from the examples in a folder."""
    loaded, examples = loader.load(row, "cpu", kind=KINDS[TASK]), list(from_folder(folder))
    known = Support(
        np.stack([embed(loaded, picture.image) for _label, picture in examples]),
        tuple(label for label, _picture in examples),
    )
    return classify(known, embed(loaded, open_sample("bear_brown.jpg").image), method)


@pytest.mark.parametrize("method", METHODS)
def test_the_terminal_the_script_and_the_functions_say_the_same(
    hub, support_folder, run_script, capsys, method
):
    row = find("dinov2-small")
    command = [
        "--support",
        str(support_folder),
        "--method",
        method,
        "--model",
        row.name,
        "--json",
        "--lang",
        "en",
    ]
    assert main([TASK, "assets/samples/bear_brown.jpg", *command]) == 0
    (answered,) = json.loads(capsys.readouterr().out)["inputs"]
    expected = brown_bear(row, support_folder, method)
    assert answered["answer"] == [{"label": one.label, "score": one.score} for one in expected]
    script = support_folder.parent / "few_shot.py"
    script.write_text(
        script_of(row, method, str(Path("assets/samples/bear_brown.jpg").resolve())), encoding="utf-8"
    )
    printed = [line.split(": ") for line in run_script(script, script.parent).splitlines() if ": " in line]
    assert [(name, float(score)) for name, score in printed] == [
        (one.label, pytest.approx(one.score, abs=2e-3)) for one in expected
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "Name the folder of examples with --support"),
        (["--support", "nowhere"], "There is no folder nowhere."),
        (["--support", "{folder}", "--method", "vote"], "not vote"),
        (["--support", "{folder}/owl"], "There are no pictures in folders here."),
    ],
)
def test_the_terminal_says_what_is_missing(support_folder, capsys, options, words):
    filled = [option.format(folder=support_folder) for option in options]
    assert main([TASK, "assets/samples/owl.jpg", *filled, "--lang", "en"]) == 2
    assert words in capsys.readouterr().err


GRADIO = """
import json
from PIL import Image as Pictures

class Interface:
    def __init__(self, function, given, shown):
        self.launch = lambda: print(json.dumps(function(given)))


Image = lambda type, image_mode: Pictures.open("query.jpg").convert(image_mode)
Label = lambda: None
"""
"""Stands in for Gradio: it hands a picture to the app's function and prints what comes back."""


@pytest.mark.parametrize("method", METHODS)
def test_the_gradio_app_gives_the_scores_of_the_functions(hub, support_folder, run_script, method):
    row, folder = find("dinov2-small"), support_folder.parent
    (folder / "query.jpg").write_bytes(Path("assets/samples/bear_brown.jpg").read_bytes())
    (folder / "gradio.py").write_text(GRADIO, encoding="utf-8")
    (folder / "app.py").write_text(gradio_app(row, method), encoding="utf-8")
    expected = brown_bear(row, support_folder, method)
    given = json.loads(run_script(folder / "app.py", folder).splitlines()[-1])
    assert given == pytest.approx({one.label: one.score for one in expected}, abs=2e-3)


def test_the_streamlit_app_is_python_and_names_the_model():
    code = streamlit_app(find("dinov2-small"), "mean")
    compile(code, "app.py", "exec")
    assert 'AutoModel.from_pretrained("facebook/dinov2-small")' in code
