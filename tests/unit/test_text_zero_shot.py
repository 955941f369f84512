"""Zero-shot classification of texts: the scores are those of transformers' pipeline, of the very pairs it sends."""

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.text.zero_shot import judge, places_of, record
from tests.unit.text_models import opened

NAME = "Recognai/bert-base-spanish-wwm-cased-xnli"
TEXT = "El algoritmo de la transformada rápida de Fourier calcula las frecuencias de una señal."
LABELS = ("computación", "filosofía", "artes", "arquitectura")
TEMPLATE = "Este ejemplo es {}."


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture
def model_of(hub):
    return opened(hub.root / NAME, "AutoModelForSequenceClassification")


@pytest.fixture
def named(model_of):
    """A function that gives the model's labels other names until the test ends."""
    config = model_of[1].config
    before = config.id2label, config.label2id

    def name(*labels):
        config.id2label = dict(enumerate(labels))
        config.label2id = {label: number for number, label in enumerate(labels)}

    yield name
    config.id2label, config.label2id = before


def plain(model_of, text=TEXT, labels=LABELS, template=TEMPLATE, several=False):
    from transformers import pipeline

    pipe = pipeline("zero-shot-classification", model=model_of[1], tokenizer=model_of[0])
    return pipe(text, candidate_labels=list(labels), hypothesis_template=template, multi_label=several)


def same(found, theirs):
    """Tell whether every label has the same score, to 1e-5, and the best come first; the pipeline turns equal ones
    around."""
    ours = record(found)
    expected = dict(zip(theirs["labels"], theirs["scores"], strict=True))
    scores = dict(zip(ours["labels"], ours["scores"], strict=True))
    return scores == pytest.approx(expected, abs=1e-5) and ours["scores"] == sorted(
        ours["scores"], reverse=True
    )


@pytest.mark.parametrize("several", [False, True])
@pytest.mark.parametrize(
    ("text", "labels", "template"),
    [
        (TEXT, LABELS, TEMPLATE),
        (TEXT, LABELS[:1], TEMPLATE),
        (TEXT, ("artes", "🎨", "艺术", "فنون"), "{}"),
        ("Este texto es largo. " * 5_000, LABELS, TEMPLATE),
        ("e\N{COMBINING ACUTE ACCENT}l", LABELS[::-1], "¿{}?"),
    ],
    ids=["course", "one label", "scripts", "100,000 characters", "combining"],
)
def test_labels_and_scores_are_those_of_the_pipeline(model_of, text, labels, template, several):
    found = judge(*model_of, text, labels, template, NAME, several)
    assert same(found, plain(model_of, text, labels, template, several))


@pytest.mark.parametrize(
    "names",
    [
        ("Entailment", "neutral", "contradiction"),
        ("contradiction", "ENTAILMENT", "neutral"),
        ("not_entailment", "entails", "other"),
        ("neutral?", "x", "entailment"),
    ],
)
@pytest.mark.parametrize("several", [False, True])
def test_entailment_is_found_wherever_it_is(model_of, named, names, several):
    named(*names)
    assert same(judge(*model_of, TEXT, LABELS, TEMPLATE, NAME, several), plain(model_of, several=several))


@pytest.mark.parametrize(
    ("labels", "places"),
    [
        (("contradicción", "neutral", "implicación"), (2, 0)),
        (("neutro", "contradição", "acarretamento"), (2, 1)),
        (("not_entailment", "entailment"), (1, 0)),
        (("entailment", "not_entailment"), (0, 1)),
        (("Implikation", "neutral", "Widerspruch"), (0, 2)),
        (("vinculación", "otra"), (0, 1)),
        (("neutral", "entailment"), (1, 0)),
    ],
)
def test_entailment_and_contradiction_have_names_in_many_languages(labels, places):
    assert places_of(dict(enumerate(labels)), "it") == places


def test_a_model_that_says_nothing_of_entailment_is_refused():
    with pytest.raises(UserError, match="Bert does not say which of its labels"):
        places_of({0: "LABEL_0", 1: "LABEL_1"}, "Bert")


def test_every_pair_that_is_sent_can_be_seen(model_of):
    found = judge(*model_of, TEXT, LABELS, TEMPLATE, NAME)
    assert [pair.hypothesis for pair in found.pairs] == [f"Este ejemplo es {label}." for label in LABELS]
    assert found.names == ("contradiction", "neutral", "entailment")
    for pair in found.pairs:
        inputs = model_of[0](TEXT, pair.hypothesis, return_tensors="pt")
        assert pair.sent == model_of[0].decode(inputs["input_ids"][0])
        logits = model_of[1](**inputs).logits[0]
        assert pair.logits == pytest.approx(logits.tolist(), abs=1e-5)
        assert pair.probabilities == pytest.approx(logits.softmax(0).tolist(), abs=1e-5)


def test_only_the_text_is_cut_and_that_is_said(model_of):
    text = "hola " * 600
    found = judge(*model_of, text, LABELS, TEMPLATE, NAME)
    tokenizer, _model = model_of
    longest = max((pair.hypothesis for pair in found.pairs), key=lambda one: len(tokenizer(one)["input_ids"]))
    room = 512 - len(tokenizer("", longest)["input_ids"])
    assert found.fit.is_cut
    assert (
        tokenizer(text[: found.fit.characters], add_special_tokens=False)["input_ids"]
        == (tokenizer(text, add_special_tokens=False)["input_ids"][:room])
    )
    assert not judge(*model_of, "hola", LABELS, TEMPLATE, NAME).fit.is_cut
    with pytest.raises(UserError, match="alone is longer than the model reads"):
        judge(*model_of, TEXT, ["largo " * 600], TEMPLATE, NAME)


@pytest.mark.parametrize(
    ("text", "labels", "template", "says"),
    [
        ("", LABELS, TEMPLATE, "no text to classify"),
        (" \n", LABELS, TEMPLATE, "no text to classify"),
        (TEXT, (), TEMPLATE, "no labels"),
        (TEXT, LABELS, "Este ejemplo.", "no place for the label"),
    ],
)
def test_what_is_missing_is_said(model_of, text, labels, template, says):
    with pytest.raises(UserError, match=says):
        judge(*model_of, text, labels, template, NAME)


def test_a_template_or_a_label_with_braces_of_its_own_is_taken_as_it_is(model_of):
    (pair,) = judge(*model_of, TEXT, ["{0}"], "Trata de {}: {a}", NAME).pairs
    assert pair.hypothesis == "Trata de {0}: {a}"


def test_others_can_have_their_turn_after_every_pair(model_of):
    told = []
    judge(*model_of, TEXT, LABELS, TEMPLATE, NAME, progress=lambda *of: told.append(of))
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
