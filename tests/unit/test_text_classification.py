"""Text classification: the numbers of the plain pipeline, whichever the model, step by step."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.text.attention import MOST_TOKENS, attention_of, of_head, strongest
from core.text.classification import best, classify, records, to_csv
from core.text.classification_code import gradio_app, script, streamlit_app
from core.text.label_names import meaning, with_meaning
from core.text.listing import Line, to_json

KIND = KINDS["text-classification"]
TEXTS = [
    "I'm so happy today, it's my birthday.",
    "@ana The concert was AMAZING 😍😍 thank you!! https://t.co/abc123",
    "Hola, cómo te encuentras?",
    "مرحبا 早上好 cafe\u0301 👩‍👩‍👧",
    "x",
]
NAMES = ["bertweet-sentiment", "xlm-roberta-language-detection"]


def load(name):
    return loader.load(find(name), "cpu", kind=KIND)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", NAMES)
def test_scores_are_those_of_the_plain_pipeline(hub, name, text):
    from transformers import pipeline

    loaded = load(name)
    plain = pipeline("text-classification", model=str(loaded.path), device="cpu")
    expected = plain(text, top_k=None)
    found = records(classify(loaded, text), 100)
    assert [one["label"] for one in found] == [one["label"] for one in expected]
    assert [one["score"] for one in found] == pytest.approx([one["score"] for one in expected], abs=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_a_text_that_is_too_long_gets_the_answer_of_the_pipeline_that_truncates(hub, name):
    from transformers import pipeline

    loaded, text = load(name), "I'm so happy today, it's my birthday. " * 400
    limit = loaded.model.processor.model_max_length
    plain = pipeline("text-classification", model=str(loaded.path), device="cpu")
    (expected,) = plain(text, top_k=1, truncation=True, max_length=limit)
    found = classify(loaded, text)
    assert best(found, 1)[0].score == pytest.approx(expected["score"], abs=1e-5)
    assert (found.fit.is_cut, len(found.tokens)) == (True, limit)


def test_the_course_s_example_is_positive_and_its_greeting_spanish(hub):
    assert best(classify(load("bertweet-sentiment"), TEXTS[0]), 1)[0].label == "POS"
    assert best(classify(load("xlm-roberta-language-detection"), TEXTS[2]), 1)[0].label == "es"


def test_the_steps_are_those_of_the_tokenizer_and_the_network(hub):
    import torch

    loaded = load("bertweet-sentiment")
    found = classify(loaded, TEXTS[1])
    tokenizer, model = loaded.model.processor, loaded.model.model
    inputs = tokenizer(TEXTS[1], return_tensors="pt")
    with torch.inference_mode():
        logits = model(**inputs).logits[0]
    assert found.prepared == tokenizer.normalizeTweet(TEXTS[1])
    assert "@USER" in found.prepared and "HTTPURL" in found.prepared and "heart-eyes" in found.prepared
    assert {one.name: one.shape for one in found.inputs} == {
        name: tuple(tensor.shape) for name, tensor in inputs.items()
    }
    assert found.logits == pytest.approx(logits.numpy(), abs=1e-6)


def test_where_several_labels_can_be_right_the_scores_do_not_add_up_to_one(hub):
    loaded = load("bertweet-sentiment")
    found = replace(classify(loaded, TEXTS[0]), rule="sigmoid")
    assert found.scores == pytest.approx(1 / (1 + np.exp(-found.logits)))


@pytest.mark.parametrize("kind", ["regression", "multi_label_classification", None])
def test_the_script_makes_scores_of_the_logits_by_the_page_s_rule(hub, run_script, tmp_path, kind):
    import json
    import shutil

    loaded = load("bertweet-sentiment")
    folder = shutil.copytree(loaded.path, tmp_path / "model")
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"problem_type": kind}))
    file = tmp_path / "text_classification.py"
    file.write_text(script(replace(loaded.row, local_path=str(folder)), TEXTS[0]), encoding="utf-8")
    rules = {"regression": "none", "multi_label_classification": "sigmoid", None: "softmax"}
    found = replace(classify(loaded, TEXTS[0]), rule=rules[kind])
    assert run_script(file, tmp_path).splitlines()[1:] == [
        f"{item.score:.4f} {item.label}" for item in best(found)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_script_prints_the_page_s_answer(hub, run_script, tmp_path, name):
    loaded = load(name)
    text = 'She said "hi" \\ café\n😀'
    row = replace(loaded.row, local_path=str(loaded.path))
    file = tmp_path / "text_classification.py"
    with speaking("en"):
        file.write_text(script(row, text), encoding="utf-8")
    printed = run_script(file, tmp_path).splitlines()
    assert printed[1:] == [f"{item.score:.4f} {item.label}" for item in best(classify(loaded, text))]


@pytest.mark.parametrize("app", [gradio_app, streamlit_app])
def test_an_app_asks_the_pipeline_for_the_chosen_model(app):
    code = app(find("distilbert-sst-2"))
    compile(code, "app.py", "exec")
    assert (
        f'pipeline("text-classification", model="{find("distilbert-sst-2").hub_id}", revision="714eb0f")'
        in code
    )


def test_answers_are_written_down_as_the_pipeline_gives_them(hub):
    found = records(classify(load("bertweet-sentiment"), TEXTS[0]), 2)
    line = Line(TEXTS[0], "bertweet-sentiment", found)
    assert json.loads(to_json([line])) == [{"text": TEXTS[0], "model": "bertweet-sentiment", "answer": found}]
    with speaking("es"):
        _titles, cells = csv.reader(io.StringIO(to_csv([line]).decode("utf-8-sig")), delimiter=";")
    assert cells[:3] == [TEXTS[0], "bertweet-sentiment", "POS"]
    assert float(cells[3].replace(",", ".")) == pytest.approx(found[0]["score"], abs=1e-4)


def test_labels_say_what_they_mean_where_the_set_is_known():
    with speaking("es"):
        assert with_meaning("POS", ("NEG", "NEU", "POS")) == "POS (positivo)"
        assert with_meaning("ja", ("ja", "es", "en")) == "ja (japonés)"
        assert meaning("POS", ("POS", "spam")) == ""
        assert meaning("is", ("is", "is not")) == ""


@pytest.mark.parametrize("name", NAMES)
def test_attention_is_what_the_network_gives_out(hub, name):
    import torch
    from transformers import AutoModelForSequenceClassification

    loaded, text = load(name), TEXTS[2]
    found = attention_of(loaded, text)
    plain = AutoModelForSequenceClassification.from_pretrained(loaded.path, attn_implementation="eager")
    with torch.inference_mode():
        expected = plain(
            **loaded.model.processor(text, return_tensors="pt"), output_attentions=True
        ).attentions
    assert found.weights == pytest.approx(torch.cat(expected).numpy(), abs=1e-3)
    assert of_head(found, 0, None).sum(axis=1) == pytest.approx(1, abs=1e-2)
    assert loaded.model.model.config._attn_implementation != "eager"


def test_attention_of_a_long_text_is_that_of_its_beginning(hub):
    found = attention_of(load("bertweet-sentiment"), "so happy today " * 200)
    assert (len(found.tokens), found.is_cut) == (MOST_TOKENS, True)


def test_the_strongest_links_are_between_two_tokens_of_the_text(hub):
    found = attention_of(load("bertweet-sentiment"), TEXTS[0])
    links = strongest(found, of_head(found, 1, 0))
    assert [share for _one, _other, share in links] == sorted((link[2] for link in links), reverse=True)
    assert all(one != other and not found.tokens[one].special for one, other, _share in links)
