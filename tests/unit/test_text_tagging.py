"""Token classification: the labels of the plain pipeline, and words and names put together as a reader sees them."""

import csv
import io
from dataclasses import replace

import pytest

from core.i18n import speaking
from core.models import loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.text.listing import Line
from core.text.tagging import RULES, counts_of, records, spans_of, tag, to_csv, words_of
from core.text.tagging_code import gradio_app, script, streamlit_app

KIND = KINDS["token-classification"]
COURSE = "Estamos aprendiendo a usar los grandes modelos del lenguaje"
SPANISH_NAMES = "Gabriel García Márquez nació en Aracataca , Colombia ."
TEXTS = [
    COURSE,
    SPANISH_NAMES,
    "La Universidad de Sevilla invita a María.",
    "cafe\u0301 👩‍👩‍👧 مرحبا 早上好 x",
]


def load(name):
    return loader.load(find(name), "cpu", kind=KIND)


def plain(loaded, text, strategy):
    from transformers import pipeline

    pipe = pipeline("token-classification", model=str(loaded.path), device="cpu")
    return pipe(text, aggregation_strategy=strategy)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["robertuito-pos", "bert-spanish-ner", "bert-base-ner"])
def test_the_label_of_every_token_is_the_plain_pipeline_s(hub, name, text):
    loaded = load(name)
    found = tag(loaded, text)
    best = [(found.labels[row.argmax()], float(row.max())) for row in found.scores]
    expected = plain(loaded, text, "none")
    assert [label for label, _score in best if label != "O"] == [one["entity"] for one in expected]
    assert [score for label, score in best if label != "O"] == pytest.approx(
        [one["score"] for one in expected], abs=1e-5
    )


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["bert-spanish-ner", "bert-base-ner"])
def test_names_are_the_plain_pipeline_s(hub, name, text, rule):
    loaded = load(name)
    expected = plain(loaded, text, rule)
    found = records(tag(loaded, text), rule)
    assert [(one["label"], one["start"], one["end"]) for one in found] == [
        (one["entity_group"], one["start"], one["end"]) for one in expected
    ]
    assert [one["score"] for one in found] == pytest.approx([one["score"] for one in expected], abs=1e-5)


def test_the_course_s_sentence_has_a_part_of_speech_for_every_word(hub):
    found = tag(load("robertuito-pos"), COURSE)
    assert [(word.word, word.label) for word in words_of(found)] == [
        ("Estamos", "AUX"),
        ("aprendiendo", "VERB"),
        ("a", "ADP"),
        ("usar", "VERB"),
        ("los", "DET"),
        ("grandes", "ADJ"),
        ("modelos", "NOUN"),
        ("del", "ADP"),
        ("lenguaje", "NOUN"),
    ]


def test_a_name_of_several_words_is_one(hub):
    found = spans_of(tag(load("bert-spanish-ner"), SPANISH_NAMES))
    assert [(span.label, span.word) for span in found] == [
        ("PER", "Gabriel García Márquez"),
        ("LOC", "Aracataca"),
        ("LOC", "Colombia"),
    ]
    assert counts_of(found) == [("LOC", 2), ("PER", 1)]


@pytest.mark.parametrize("name", ["robertuito-pos", "bert-spanish-ner"])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("¡Hola, Núñez!", ["¡", "Hola", ",", "Núñez", "!"]),
        ("uno\ndos  tres", ["uno", "dos", "tres"]),
        ("早上", ["早", "上"]),
    ],
)
def test_words_end_at_spaces_and_signs(hub, name, text, words):
    assert [word.word for word in words_of(tag(load(name), text))] == words


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("name", ["robertuito-pos", "bert-spanish-ner"])
def test_a_span_says_where_its_word_stands(hub, name, text):
    for span in words_of(tag(load(name), text)):
        assert text[span.start : span.end] == span.word
        assert span.word.strip() == span.word


def test_a_text_that_is_too_long_is_cut_and_that_is_known(hub):
    found = tag(load("robertuito-pos"), f"{COURSE} " * 2000)
    assert (found.fit.is_cut, len(found.tokens)) == (True, 126)


def test_spans_are_written_down_as_a_table(hub):
    found = records(tag(load("bert-spanish-ner"), SPANISH_NAMES))
    with speaking("es"):
        table = to_csv([Line(SPANISH_NAMES, "bert-spanish-ner", found)]).decode("utf-8-sig")
    _titles, first, *_rest = csv.reader(io.StringIO(table), delimiter=";")
    assert first[:5] == ["bert-spanish-ner", "PER", "Gabriel García Márquez", "0", "22"]


@pytest.mark.parametrize("text", [COURSE, SPANISH_NAMES, '¡Hola, "Núñez"!\n早上 cafe\u0301'])
@pytest.mark.parametrize("name", ["robertuito-pos", "bert-spanish-ner"])
def test_the_script_prints_the_page_s_words(hub, run_script, tmp_path, name, text):
    loaded = load(name)
    file = tmp_path / "token_classification.py"
    file.write_text(script(replace(loaded.row, local_path=str(loaded.path)), text), encoding="utf-8")
    expected = [f"{span.score:.4f} {span.label} {span.word}" for span in spans_of(tag(loaded, text))]
    assert run_script(file, tmp_path).splitlines() == expected


@pytest.mark.parametrize(
    ("app", "keeps"), [(gradio_app, "@cache\n"), (streamlit_app, "@st.cache_resource\n")]
)
def test_an_app_loads_the_model_once(app, keeps):
    code = app(find("robertuito-pos"))
    compile(code, "app.py", "exec")
    assert f"{keeps}def load():" in code
