import json
import sys
from functools import partial

import numpy as np
import pytest
import torch
from PIL import Image
from transformers import (
    AutoImageProcessor,
    AutoModelForImageClassification,
    AutoProcessor,
    AutoTokenizer,
    CLIPModel,
    DepthAnythingForDepthEstimation,
    SegformerForSemanticSegmentation,
    pipeline,
)

from core.scenes.classes import LABELS
from core.scenes.scene import held_out_pool
from core.sketch.data_set import HELD_OUT, held_out, read
from core.sketch.strokes import bitmap, simplified
from training import timed
from training.loop import mean_of
from training.quick_draw.drawings import is_held_out
from training.scenes import (
    captions,
    classifiers,
    clip,
    clip_choices,
    clip_text,
    depth,
    detr_longer,
    evaluate,
    measure,
    paint,
    pool,
    pool_client,
    segformer,
    words,
)
from training.scenes.clip_truth import possible
from training.scenes.pool_client import Source
from training.scenes.taught import TAUGHT, Teacher


@pytest.fixture(scope="module")
def tokenizer_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("words")
    clip_text.write_tokenizer(folder)
    return folder


@pytest.fixture(scope="module")
def filled(tokenizer_folder):
    """A pool with a few records of each kind, of held-out drawings, which is no matter here."""
    rng = np.random.default_rng(0)
    drawings = held_out()
    encode = clip_text.encoder(clip_text.read_tokenizer(tokenizer_folder))
    things = clip_choices.held_out_things()
    made = {
        "scenes": lambda: pool.scene_record(rng, held_out_pool()),
        "captions": lambda: pool.caption_record(rng, things, encode),
        "singles": lambda: pool.single_record(rng, drawings, drawings.labels),
    }
    for kind, record in made.items():
        store = pool.create(tokenizer_folder, kind, 2, 6)
        for number in range(6):
            store.put(number % 2, record())
    return tokenizer_folder


@pytest.fixture(scope="module")
def network(tokenizer_folder):
    """A doodle-clip that is only one layer deep."""
    torch.manual_seed(0)
    config = clip.config(clip_text.read_tokenizer(tokenizer_folder).get_vocab_size())
    config.vision_config.num_hidden_layers = config.text_config.num_hidden_layers = 1
    return clip.WithParts(clip.CLIPModel(config)).eval()


@pytest.fixture(scope="module")
def teacher():
    return Teacher("cpu")


@pytest.fixture(scope="module")
def vit_folder(tmp_path_factory):
    """A doodle-vit that is only one layer deep."""
    torch.manual_seed(0)
    network = classifiers.build_vit()
    network.vit.layers = network.vit.layers[:1]
    network.config.num_hidden_layers = 1
    folder = tmp_path_factory.mktemp("vit")
    classifiers.export(network, folder)
    return folder


def test_the_same_words_give_the_same_tokenizer():
    assert clip_text.make_tokenizer().to_str() == clip_text.make_tokenizer().to_str()


def test_no_sentence_is_longer_than_the_network_reads(tokenizer_folder):
    tokenizer = clip_text.read_tokenizer(tokenizer_folder)
    texts = [text for language in words.LANGUAGES for text in words.every_text(language)]
    three = words.Sentence(
        tuple(words.Phrase(thing, 4, "yellow") for thing in ("wine glass", "tennis racquet", "stop sign"))
    )
    texts.append(words.said(three, "es", words.Wording(form=3)))
    lengths = [len(one.ids) for one in tokenizer.encode_batch(texts)]
    assert max(lengths) <= clip_text.MOST_TOKENS
    assert not any(clip_text.UNKNOWN in one.ids for one in tokenizer.encode_batch(texts))


def test_common_words_are_one_token_each(tokenizer_folder):
    tokenizer = clip_text.read_tokenizer(tokenizer_folder)
    tokens = tokenizer.encode("dos gatos rojos a la IZQUIERDA de una casa").tokens[1:-1]
    assert tokens == ["dos", "gatos", "rojos", "a", "la", "izquierda", "de", "una", "casa"]


def test_records_come_back_as_they_were_put(filled):
    store = pool.opened(filled, "scenes")
    assert len(store) == 6
    source = Source(filled, "scenes", 1)
    batch = source.batch(5, "cpu")
    assert batch["picture"].shape == (5, pool.SCENE_SIDE, pool.SCENE_SIDE, 3)
    assert set(batch["mask"].unique().tolist()) <= set(range(len(LABELS) + 1))
    there = batch["labels"] >= 0
    assert (batch["boxes"][there][:, 2:] > batch["boxes"][there][:, :2]).all()


def test_a_mask_has_the_classes_of_its_boxes(filled):
    batch = Source(filled, "scenes", 1).batch(6, "cpu")
    for labels, mask in zip(batch["labels"], batch["mask"], strict=True):
        assert set((labels[labels >= 0] + 1).tolist()) == set(mask.unique().tolist()) - {0}


def test_new_records_take_the_place_of_the_oldest(tmp_path):
    store = pool.create(tmp_path, "singles", 2, 4)
    for number in range(5):
        store.put(0, {"ink": np.zeros((pool.CLIP_SIDE, pool.CLIP_SIDE), np.uint8), "label": np.array(number)})
    assert len(store) == 2
    assert sorted(store.arrays["label"][store.choose(40, np.random.default_rng(0))].tolist())[::39] == [3, 4]


def test_an_empty_pool_is_waited_for_and_then_given_up(tmp_path):
    with pytest.raises(TimeoutError):
        pool.waited_for(tmp_path, "scenes", 1, seconds=0.1)


def test_a_pool_ends_with_an_error_when_one_of_its_processes_does(tmp_path, run_process):
    command = (sys.executable, "-m", "training.scenes.pool", "--folder", str(tmp_path), "--singles", "1")
    assert "singles need --data" in run_process(*command, code=1).stderr


def test_a_training_ends_where_nobody_makes_new_pictures(filled, monkeypatch):
    source = Source(filled, "singles", 1)
    source.batch(1, "cpu")
    monkeypatch.setattr(pool_client, "_SILENCE", -1.0)
    with pytest.raises(RuntimeError, match="new pictures"):
        source.batch(1, "cpu")


def test_a_new_picture_is_a_sign_of_life(filled, monkeypatch):
    source = Source(filled, "singles", 1)
    source.batch(1, "cpu")
    monkeypatch.setattr(pool_client, "_SILENCE", -1.0)
    source.store.made[0] += 1
    assert source.batch(1, "cpu")["label"].shape == (1,)


def test_held_out_drawings_are_refused():
    with pytest.raises(ValueError, match="no training may see"):
        pool.drawings_to_learn_from(HELD_OUT)
    assert not any(is_held_out(str(key)) for key in read(pool.TRAINING_SCENES).keys)


def test_sentences_of_a_batch_are_possible_where_nobody_could_say_that_they_are_false(filled):
    rng = np.random.default_rng(3)
    things = clip_choices.held_out_things()
    scenes = [captions.make_captioned(rng, things, 32).kinds for _ in range(12)]
    sentences = [captions.sentence_about(kinds, rng) for kinds in scenes]
    sentences += [captions.changed(one, kinds, rng) for one, kinds in zip(sentences, scenes, strict=True)]
    kinds = torch.full((12, 3, 3), -1)
    boxes = torch.zeros(12, 3, 4)
    for number, scene in enumerate(scenes):
        for place, kind in enumerate(scene):
            kinds[number, place], boxes[number, place] = (
                torch.tensor(pool.numbers_of(kind)),
                torch.tensor(kind.box),
            )
    phrases = torch.full((24, 3, 3), -1)
    for number, sentence in enumerate(sentences):
        for place, phrase in enumerate(sentence.phrases):
            phrases[number, place] = torch.tensor(pool.numbers_of(phrase))
    place = torch.tensor([words.PLACES.index(one.place) if one.place else -1 for one in sentences])
    expected = [[not captions.is_false(sentence, scene) for sentence in sentences] for scene in scenes]
    assert possible(kinds, boxes, phrases, place).tolist() == expected


def test_of_the_four_sentences_of_a_scene_only_the_first_is_possible(filled):
    batch = Source(filled, "captions", 1).batch(6, "cpu")
    number = torch.arange(6)
    found = possible(
        batch["kinds"], batch["boxes"], batch["phrases"].flatten(0, 1), batch["place"].flatten()
    ).unflatten(1, (6, 4))[number, number]
    assert found.tolist() == [[True, False, False, False]] * 6


def test_a_scene_that_is_told_right_has_a_smaller_loss(filled):
    batch = Source(filled, "captions", 1).batch(6, "cpu")
    logits = torch.zeros(6, 24)
    number = torch.arange(6)
    right = logits.clone()
    right[number, number * 4] = 10
    wrong = logits.clone()
    wrong[number, number * 4 + 1] = 10
    losses = [float(clip.scene_loss(values, batch)) for values in (right, logits, wrong)]
    assert losses == sorted(losses)


def clip_batch(folder):
    tokenizer = clip_text.read_tokenizer(folder)
    names = torch.from_numpy(clip_text.name_tokens(tokenizer))
    assert names.shape[:2] == (345, 16)
    return clip.batches(Source(folder, "singles", 1), Source(folder, "captions", 1), names, 4, "cpu")()


def test_clips_loss_is_a_finite_number_with_a_gradient(filled, network, teacher):
    loss = clip.loss_of(network, 0, iter([clip_batch(filled)]), teacher, "cpu")
    loss.backward()
    assert torch.isfinite(loss)
    assert network.clip.logit_scale.grad is not None
    assert network.heads[0].weight.grad is not None
    network.zero_grad()


def test_the_middle_of_a_patch_belongs_to_the_kind_whose_box_is_around_it():
    boxes = torch.tensor([[[0.0, 0.0, 0.5, 1.0], [0.5, 0.0, 1.0, 0.5], [0.0, 0.0, 1.0, 1.0]]])
    kinds = clip.kinds_of_patches(boxes, torch.tensor([[True, True, False]])).unflatten(1, (14, 14))[0]
    assert (kinds[:, :7] == 0).all()
    assert (kinds[:7, 7:] == 1).all()
    assert (kinds[7:, 7:] == -1).all()


def test_a_teacher_and_the_label_say_together_what_a_drawing_is(filled, teacher):
    batch = Source(filled, "singles", 1).batch(4, "cpu")
    targets = teacher.targets(batch["small"], batch["label"])
    torch.testing.assert_close(targets.sum(dim=1), torch.ones(4))
    assert (targets[torch.arange(4), batch["label"]] >= 1 - TAUGHT).all()


def test_a_teacher_says_what_most_drawings_are_in_the_order_of_the_labels(teacher):
    drawings = held_out()
    chosen = range(0, len(drawings), len(drawings) // 60)
    small = np.stack([bitmap(simplified(drawings.strokes(index))) for index in chosen])
    names = [drawings.classes[drawings.labels[index]] for index in chosen]
    labels = torch.tensor([(words.things().index(name) + 1) % 345 for name in names])
    said = teacher.targets(torch.from_numpy(small), labels)
    said[torch.arange(len(labels)), labels] -= 1 - TAUGHT
    right = [words.things()[int(best)] == name for best, name in zip(said.argmax(dim=1), names, strict=True)]
    assert np.mean(right) > 0.5


@pytest.fixture(scope="module")
def exported_clip(tokenizer_folder, network, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clip")
    clip.export(network, tokenizer_folder, folder)
    return folder


def test_a_clip_comes_back_from_its_files_and_says_what_the_training_network_says(
    exported_clip, tokenizer_folder, network
):
    again = CLIPModel.from_pretrained(exported_clip).eval()
    processor = AutoProcessor.from_pretrained(exported_clip)
    question = clip_choices.questions(2)[1]
    texts = list(question.sentences["es"])
    inputs = processor(text=texts, images=question.picture, return_tensors="pt", padding=True)
    tokens = torch.from_numpy(clip_text.encoder(clip_text.read_tokenizer(tokenizer_folder))(texts))
    assert inputs["input_ids"].tolist() == tokens[:, : inputs["input_ids"].shape[1]].tolist()
    with torch.inference_mode():
        said = again(**inputs)
        pictures = clip.of_pictures(network.clip, clip._pixels([question.picture]))
        sentences = clip.of_texts(network.clip, tokens)
    assert said.logits_per_image.dtype == torch.float32
    torch.testing.assert_close(said.image_embeds, pictures, atol=2e-2, rtol=0)
    torch.testing.assert_close(said.text_embeds, sentences, atol=2e-2, rtol=0)


def test_a_clip_works_in_the_pipeline(exported_clip):
    guess = pipeline("zero-shot-image-classification", model=str(exported_clip))
    answer = guess(
        Image.new("RGB", (80, 60), "white"),
        candidate_labels=["un gato", "dos casas rojas"],
        hypothesis_template="un dibujo de {}",
    )
    assert sum(one["score"] for one in answer) == pytest.approx(1, abs=1e-3)
    assert AutoTokenizer.from_pretrained(exported_clip)("Un AVIÓN")["input_ids"][-1] == clip_text.END


def test_a_segmenter_comes_back_from_its_files(tmp_path):
    torch.manual_seed(0)
    network = segformer.build().eval()
    segformer.export(network, tmp_path)
    again = SegformerForSemanticSegmentation.from_pretrained(tmp_path).eval()
    values = np.random.default_rng(0).integers(
        0, 256, (segformer.PREPARED_SIDE, segformer.PREPARED_SIDE, 3), np.uint8
    )
    theirs = AutoImageProcessor.from_pretrained(tmp_path)(Image.fromarray(values), return_tensors="pt")
    ours = segformer.normalised(torch.from_numpy(values).permute(2, 0, 1)[None].float() / 255)
    torch.testing.assert_close(theirs["pixel_values"], ours, atol=1e-5, rtol=0)
    with torch.inference_mode():
        torch.testing.assert_close(again(ours).logits, network(ours).logits, atol=2e-2, rtol=0)
    assert [again.config.id2label[number] for number in range(21)] == [segformer.GROUND, *LABELS]
    assert (tmp_path / "model.safetensors").stat().st_size < 8_000_000


def test_the_encoder_of_the_segmenter_is_that_of_the_classifier():
    encoder = segformer.build_classifier().segformer.state_dict()
    assert encoder.keys() == segformer.build().segformer.state_dict().keys()


def test_the_losses_of_masks_and_names_are_finite(filled, teacher):
    scenes, singles = (Source(filled, kind, 1).batch(2, "cpu") for kind in ("scenes", "singles"))
    assert torch.isfinite(segformer.pixel_loss(segformer.build(), 0, iter([scenes]), "cpu"))
    assert torch.isfinite(
        segformer.name_loss(segformer.build_classifier(), 0, iter([singles]), teacher, "cpu")
    )


@pytest.mark.parametrize("name", sorted(classifiers.BUILD))
def test_a_classifier_comes_back_from_its_files_and_works_in_the_pipeline(name, tmp_path):
    torch.manual_seed(0)
    network = classifiers.BUILD[name]().eval()
    classifiers.export(network, tmp_path)
    values = np.random.default_rng(0).integers(
        0, 256, (classifiers.CLIP_SIDE, classifiers.CLIP_SIDE, 3), np.uint8
    )
    guess = pipeline("image-classification", model=str(tmp_path), top_k=345)
    said = {one["label"]: one["score"] for one in guess(Image.fromarray(values))}
    ours = classifiers.normalised(torch.from_numpy(values).permute(2, 0, 1)[None].float() / 255)
    with torch.inference_mode():
        expected = network(ours).logits[0].softmax(dim=0)
    assert said.keys() == set(words.things())
    scores = torch.tensor([said[thing] for thing in words.things()])
    torch.testing.assert_close(scores, expected, atol=1e-3, rtol=0)


def test_what_a_doodle_vit_has_learnt_begins_the_encoders_of_clip_and_of_depth():
    torch.manual_seed(0)
    vit = classifiers.build_vit()
    of_clip, of_depth = clip.CLIPModel(clip.config(100)), depth.build()
    clip.begin(of_clip, vit)
    depth.begin(of_depth, vit)
    learnt = vit.vit.layers[2].mlp.fc1.weight
    assert torch.equal(of_clip.vision_model.encoder.layers[2].mlp.fc1.weight, learnt)
    assert torch.equal(of_depth.backbone.encoder.layer[2].mlp.fc1.weight, learnt)


def test_the_right_nearness_has_no_loss_and_what_is_far_counts_in_parts_of_its_distance(filled):
    truth = Source(filled, "scenes", 1).batch(2, "cpu")["nearness"].float() / 255
    assert depth.depth_loss(truth, truth) == 0
    near, far = torch.full((1, 2, 2), 0.9), torch.full((1, 2, 2), 0.1)
    assert depth.depth_loss(far - 0.05, far) > depth.depth_loss(near - 0.05, near)


def test_a_depth_network_comes_back_from_its_files(tmp_path):
    torch.manual_seed(0)
    network = depth.build().eval()
    depth.export(network, tmp_path)
    values = np.random.default_rng(0).integers(0, 256, (depth.SCENE_SIDE, depth.SCENE_SIDE, 3), np.uint8)
    said = pipeline("depth-estimation", model=str(tmp_path))(Image.fromarray(values))["predicted_depth"]
    ours = classifiers.normalised(torch.from_numpy(values).permute(2, 0, 1)[None].float() / 255)
    with torch.inference_mode():
        expected = network(ours).predicted_depth[0]
    torch.testing.assert_close(said, expected, atol=2e-2, rtol=0)


def test_a_right_mask_has_a_small_loss_and_an_iou_of_one(filled):
    mask = Source(filled, "scenes", 1).batch(2, "cpu")["mask"].long()
    logits = 20 * torch.nn.functional.one_hot(mask[:, 1::2, 1::2], 21).permute(0, 3, 1, 2).float()
    assert segformer.mask_loss(logits, mask) < 0.01
    unions = segformer.Unions()
    unions.add(mask.numpy(), mask.numpy())
    assert unions.mean() == 1.0
    unions.add(np.zeros_like(mask), mask.numpy())
    assert unions.mean() == pytest.approx(0.5)


def test_mirrored_boxes_stay_around_mirrored_things(filled):
    batch = Source(filled, "scenes", 1).batch(4, "cpu")
    which = torch.tensor([True, False, True, True])
    mask, boxes = paint.mirrored(which, batch["mask"]), paint.mirrored_boxes(which, batch["boxes"])
    for number in range(4):
        there = batch["labels"][number] >= 0
        around = boxes[number][there] * pool.SCENE_SIDE
        rows, columns = mask[number].nonzero().T
        assert columns.min() >= around[:, 0].min() - 1.5
        assert columns.max() <= around[:, 2].max() + 1.5
        assert rows.min() >= around[:, 1].min() - 1.5


def test_the_longer_training_of_the_detector_begins_with_what_ships(filled):
    network = detr_longer.begin(detr_longer.WEIGHTS / detr_longer.NAME).eval()
    batch = Source(filled, "scenes", 1).batch(2, "cpu")
    with torch.inference_mode():
        loss = detr_longer.loss_of(network, 0, iter([batch]), "cpu")
    assert loss < 6


@pytest.mark.parametrize(
    ("limits", "step", "seconds", "expected"),
    [
        (timed.Limits(100), 50, 1e9, 0.5),
        (timed.Limits(100, 2.0), 10, 60.0, 0.5),
        (timed.Limits(100, 2.0), 90, 60.0, 0.9),
        (timed.Limits(100, 3.0, begin=1.0), 0, 120.0, 0.5),
        (timed.Limits(100, 2.0), 1, 1000.0, 1.0),
    ],
)
def test_a_training_is_as_far_as_its_steps_or_its_minutes(limits, step, seconds, expected):
    assert limits.progress(step, seconds) == pytest.approx(expected)


def test_the_learning_rate_goes_up_soon_also_where_few_steps_fit_into_the_minutes():
    assert timed.rate(0, 0.0) < 0.01
    assert timed.rate(40, 0.05) > 0.99
    assert timed.rate(timed.WARM_UP, 0.02) > 0.99
    assert timed.rate(40, 1.0) == pytest.approx(0)


def test_the_mean_of_the_weights_soon_forgets_the_random_ones():
    network, mean = torch.nn.Linear(1, 1), torch.nn.Linear(1, 1)
    torch.nn.init.constant_(mean.weight, 1000.0)
    for step in range(100):
        torch.nn.init.constant_(network.weight, float(step))
        timed.update_mean(mean, network, step)
    assert 70 < mean.weight.item() < 99


def test_the_mean_of_a_training_by_steps_forgets_them_too():
    network = torch.nn.Linear(1, 1)
    mean = mean_of(network)
    for step in range(100):
        torch.nn.init.constant_(network.weight, float(step))
        mean.update_parameters(network)
    assert 70 < mean.module.weight.item() < 99


def test_whole_numbers_of_a_network_are_copied_and_not_averaged():
    network, mean = torch.nn.BatchNorm1d(2), torch.nn.BatchNorm1d(2)
    network.num_batches_tracked += 7
    timed.update_mean(mean, network, 1000)
    assert mean.num_batches_tracked == 7


def small_recipe(loss_of, **options):
    network = torch.nn.Linear(1, 1)
    groups = [{"params": list(network.parameters()), "lr": 0.1}]
    return timed.Recipe("small", network, groups, loss_of, 1, **options)


def test_a_timed_training_goes_on_where_it_stopped_and_counts_its_minutes(tmp_path):
    seen, written = [], []

    def loss_of(network, step):
        seen.append(step)
        return network(torch.ones(1, 1)).sum()

    for steps in (3, 5):
        recipe = small_recipe(loss_of, export=lambda _: written.append(len(seen)))
        timed.train(recipe, timed.Limits(steps), tmp_path)
    assert seen == [0, 1, 2, 3, 4]
    assert written == [3, 5]
    assert torch.load(tmp_path / "small" / "checkpoint.pt")["seconds"] > 0


def test_a_loss_that_is_no_number_ends_a_training_before_anything_is_written(tmp_path):
    recipe = small_recipe(lambda network, _: network(torch.ones(1, 1)).sum() * float("nan"))
    with pytest.raises(FloatingPointError):
        timed.train(recipe, timed.Limits(3), tmp_path)
    assert not list(tmp_path.rglob("checkpoint.pt"))


def test_a_segmenter_is_trained_from_the_command_line(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(segformer, "CheckNames", partial(classifiers.CheckNames, most=2))
    monkeypatch.setattr(segformer, "CheckMasks", partial(segformer.CheckMasks, 2))
    command = ["segformer", "--steps", "1", "--encoder-steps", "1", "--batch", "2", "--encoder-batch", "2"]
    options = [f"--threads={torch.get_num_threads()}", f"--pool={filled}", f"--runs={tmp_path}"]
    monkeypatch.setattr(sys, "argv", [*command, *options, f"--out={tmp_path / 'out'}"])
    segformer.main()
    assert SegformerForSemanticSegmentation.from_pretrained(tmp_path / "out").config.num_labels == 21


@pytest.mark.parametrize("name", sorted(classifiers.BUILD))
def test_a_classifier_is_trained_from_the_command_line(filled, tmp_path, monkeypatch, name):
    monkeypatch.setattr(classifiers, "CheckNames", partial(classifiers.CheckNames, most=2))
    options = [f"--threads={torch.get_num_threads()}", f"--pool={filled}", f"--runs={tmp_path}"]
    command = ["classifiers", "--model", name, "--steps", "1", "--batch", "2"]
    monkeypatch.setattr(sys, "argv", [*command, *options, f"--out={tmp_path / 'out'}"])
    classifiers.main()
    assert AutoModelForImageClassification.from_pretrained(tmp_path / "out").config.num_labels == 345


def test_a_depth_network_is_trained_from_the_command_line(filled, vit_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(depth, "Check", partial(depth.Check, 2))
    options = [f"--threads={torch.get_num_threads()}", f"--pool={filled}", f"--runs={tmp_path}"]
    command = ["depth", "--steps", "1", "--batch", "2", f"--start={vit_folder}"]
    monkeypatch.setattr(sys, "argv", [*command, *options, f"--out={tmp_path / 'out'}"])
    depth.main()
    assert DepthAnythingForDepthEstimation.from_pretrained(tmp_path / "out").config.patch_size == depth.PATCH


def test_a_clip_is_trained_from_the_command_line(filled, network, vit_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(clip, "Check", partial(clip.Check, drawings=2, asked=2))
    monkeypatch.setattr(clip, "config", lambda _vocabulary: network.clip.config)
    options = [f"--threads={torch.get_num_threads()}", f"--pool={filled}", f"--runs={tmp_path}"]
    options.append(f"--start={vit_folder}")
    monkeypatch.setattr(
        sys, "argv", ["clip", "--steps", "1", "--batch", "2", *options, f"--out={tmp_path / 'out'}"]
    )
    clip.main()
    assert CLIPModel.from_pretrained(tmp_path / "out").config.projection_dim == 192


def test_a_detector_is_trained_further_from_the_command_line(filled, tmp_path, monkeypatch):
    monkeypatch.setattr(detr_longer, "Check", partial(detr_longer.Check, 2))
    options = [f"--threads={torch.get_num_threads()}", f"--pool={filled}", f"--runs={tmp_path}"]
    monkeypatch.setattr(
        sys, "argv", ["detr_longer", "--steps", "1", "--batch", "2", *options, f"--out={tmp_path / 'out'}"]
    )
    detr_longer.main()
    size = AutoImageProcessor.from_pretrained(tmp_path / "out").size
    assert size["shortest_edge"] == detr_longer.SCENE_SIDE


@pytest.fixture
def weights(tmp_path, monkeypatch):
    """An empty folder in the place of weights/."""
    monkeypatch.setattr(evaluate, "WEIGHTS", tmp_path)
    return tmp_path


def measured(capsys, name, count):
    assert evaluate.main(["--model", name, "--count", str(count)]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["model"] == name
    assert figures["parameters"] > 0
    return figures


def test_a_segmenter_is_measured(weights, capsys):
    torch.manual_seed(0)
    segformer.export(segformer.build(), weights / segformer.NAME)
    figures = measured(capsys, segformer.NAME, 2)
    assert figures["scenes"] == 2
    assert 0 <= figures["miou"] < 0.2


def test_a_clip_is_measured(weights, network, tokenizer_folder, capsys):
    clip.export(network, tokenizer_folder, weights / clip.NAME)
    figures = measured(capsys, clip.NAME, 4)
    assert figures["questions"] == 4
    assert set(figures["by_difference"]) == set(clip_choices.ABOUT)
    assert 0 <= figures["top1_es"] <= figures["top5_es"] < 0.2
    assert figures["top1"] == pytest.approx((figures["top1_es"] + figures["top1_en"]) / 2, abs=1e-4)


def test_a_classifier_of_drawings_is_measured_and_sorts_by_examples(weights, capsys):
    torch.manual_seed(0)
    classifiers.export(classifiers.build_vit(), weights / "doodle-vit")
    figures = measured(capsys, "doodle-vit", 2)
    assert figures["drawings"] == 2 * measure.DRAWINGS_A_SCENE
    assert 0 <= figures["top1"] <= figures["top5"] < 0.3
    # Even by chance alone it is one of 30.
    assert 0 < figures["few_shot_known"] < 0.5


def test_models_without_weights_are_left_out_and_an_error_where_they_are_named(weights, capsys):
    assert evaluate.main([]) == 0
    assert capsys.readouterr().out == ""
    assert evaluate.main(["--model", clip.NAME]) == 2
    assert "no weights of doodle-clip" in capsys.readouterr().err
