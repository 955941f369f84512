"""The scripts that the text pages hand out, for models whose tokenizer does not say how much they read: a long text is
cut where the page cuts it."""

import json
import re
import shutil
from dataclasses import replace

import pytest

from core.models import loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.text import (
    classification_code,
    fill_mask_code,
    generation_code,
    question_answering_code,
    tagging_code,
    zero_shot_code,
)
from core.text.classification import best, classify
from core.text.fill_mask import fill
from core.text.generation import Settings, go_on
from core.text.question_answering import ask
from core.text.tagging import spans_of, tag
from core.text.zero_shot import judge

LONG = "La casa tiene un patio y un árbol muy viejo. " * 120
LABELS, TEMPLATE = ("artes", "arquitectura"), "Trata de {}."
QUESTION = "¿Qué tiene la casa?"
SETTINGS = Settings(is_sampled=False, most_tokens=8)


def classified(loaded, row):
    return classification_code.script(row, LONG), [item.score for item in best(classify(loaded, LONG))]


def tagged(loaded, row):
    return tagging_code.script(row, LONG), [span.score for span in spans_of(tag(loaded, LONG))]


def filled(loaded, row):
    text = "[MASK] " + LONG
    (gap,) = fill(loaded.model.processor, loaded.model.model, text, row.name, 3).gaps
    return fill_mask_code.script(row, text, 3), [guess.score for guess in gap]


def judged(loaded, row):
    found = judge(loaded.model.processor, loaded.model.model, LONG, LABELS, TEMPLATE, row.name)
    setup = zero_shot_code.Setup(LABELS, TEMPLATE, False)
    return zero_shot_code.script(row, setup, LONG), [score for _label, score in found.ranked]


def answered(loaded, row):
    found = ask(loaded.model.processor, loaded.model.model, QUESTION, LONG, row.name)
    return question_answering_code.script(row, QUESTION, LONG), [found.answers[0].score]


def continued(loaded, row):
    text = (LONG * 3).strip()
    return generation_code.script(row, text, SETTINGS), go_on(
        loaded.model.processor, loaded.model.model, text, SETTINGS
    )


@pytest.fixture
def limitless(hub, tmp_path):
    """A model of the Hub, opened from a folder in which its tokenizer does not know how much the model reads."""

    def opened(name, task):
        row = find(name)
        folder = shutil.copytree(loader.load(row, "cpu", kind=KINDS[task]).path, tmp_path / "model")
        file = folder / "tokenizer_config.json"
        settings = json.loads(file.read_text())
        del settings["model_max_length"]
        file.unlink()
        file.write_text(json.dumps(settings))
        row = replace(row, name="limitless", hub_id="", local_path=str(folder))
        return loader.load(row, "cpu", kind=KINDS[task]), row

    return opened


@pytest.mark.parametrize(
    ("name", "task", "both"),
    [
        ("bertweet-sentiment", "text-classification", classified),
        ("xlm-roberta-language-detection", "text-classification", classified),
        ("bert-spanish-ner", "token-classification", tagged),
        ("robertuito-pos", "token-classification", tagged),
        ("bert-base-uncased", "fill-mask", filled),
        ("bert-spanish-xnli", "zero-shot-classification", judged),
        ("roberta-bne-sqac", "question-answering", answered),
        ("gpt2-poems-es", "text-generation", continued),
    ],
)
def test_a_long_text_is_cut_where_the_page_cuts_it(limitless, run_script, tmp_path, name, task, both):
    loaded, row = limitless(name, task)
    assert loaded.model.processor.model_max_length > 10**6
    code, expected = both(loaded, row)
    (tmp_path / "script.py").write_text(code, encoding="utf-8")
    said = run_script(tmp_path / "script.py", tmp_path)
    if isinstance(expected, str):
        assert said == expected + "\n"
    else:
        scores = re.findall(r"^(\d\.\d{4}) |'score': ([\d.e-]+)", said, re.MULTILINE)
        assert [float(a or b) for a, b in scores] == pytest.approx(expected, abs=1e-4)
