"""The zero-shot page for texts: own labels, the sentence that they are put into, and the pairs that are sent."""

import re
from html import escape

import pytest

from core.text.zero_shot import LABELS
from core.ui.zero_shot_classification import choices
from core.ui.zero_shot_classification.choices import KEY
from tests.pages.visitor import errors, go, press, press_words, said, visit, visit_two, warnings, well

PAGE = "zero_shot_classification"
CHIPS, TEMPLATE, SEVERAL = "zero_shot_text_labels", "zero_shot_text_template", "zero_shot_text_several"


@pytest.fixture(autouse=True)
def _models(hub):
    pass


@pytest.fixture
def judged(monkeypatch):
    """The labels that a model was asked about, in order."""
    asked = []
    real = choices.judge

    def counting(tokenizer, model, text, labels, *others):
        asked.append(labels)
        return real(tokenizer, model, text, labels, *others)

    monkeypatch.setattr(choices, "judge", counting)
    return asked


def compare(at):
    return press_words(at, "Compare with my labels")


def bars(at) -> list[list[str]]:
    return [
        re.findall(r'class="name">(.*?)</div>', node.body)
        for node in at.get("html")
        if '<ol class="scores">' in node.body
    ]


def label(at, *labels):
    return well(at.multiselect(key=CHIPS).set_value(list(labels)).run())


def pairs(at):
    (table,) = [frame.value for frame in at.dataframe if "Second sentence" in frame.value]
    return table


def test_the_courses_labels_are_compared_at_a_click_and_the_right_one_is_first():
    at = compare(visit(PAGE))
    assert errors(at) == []
    (found,) = bars(at)
    assert (found[0], sorted(found)) == ("computación", sorted(LABELS))
    assert said(at, "the scores add up to 100 %")


def test_the_very_pairs_that_are_sent_are_shown_with_the_models_own_labels():
    at = compare(visit(PAGE))
    assert pairs(at)["Second sentence"].tolist() == [f"Este ejemplo es {name}." for name in LABELS]
    assert [name for name in pairs(at) if name[:1] in "→×"] == ["× contradiction", "→ entailment"]


def test_own_labels_and_an_own_template_are_asked(judged):
    at = label(visit(PAGE), "deporte", "política")
    well(at.text_input(key=TEMPLATE).set_value("Habla de {}.").run())
    assert said(at, "Habla de deporte.")
    assert sorted(bars(compare(at))[0]) == ["deporte", "política"]
    assert pairs(at)["Second sentence"].tolist() == ["Habla de deporte.", "Habla de política."]
    assert judged == [("deporte", "política")]


def test_labels_that_are_pasted_as_a_list_are_parted_and_none_is_there_twice():
    at = label(visit(PAGE), "deporte, política; deporte")
    assert at.multiselect(key=CHIPS).value == ["deporte", "política"]
    assert said(at, "Written twice, taken once: deporte.")


def test_labels_that_differ_in_case_alone_are_both_asked_as_the_pipeline_does_and_that_is_said(judged):
    at = label(visit(PAGE), "marte", "Marte")
    assert at.multiselect(key=CHIPS).value == ["marte", "Marte"]
    assert said(at, "in capitals alone: Marte.")
    compare(at)
    assert judged == [("marte", "Marte")]


def test_of_too_many_labels_the_first_are_taken_and_that_is_said():
    at = label(visit(PAGE), ",".join(f"label {number}" for number in range(130)))
    assert len(at.multiselect(key=CHIPS).value) == 100
    assert said(at, "There are 130 labels: the first 100 are taken.")


def test_without_labels_there_is_nothing_to_press():
    at = label(visit(PAGE))
    (button,) = [button for button in at.button if button.label == "Compare with my labels"]
    assert button.disabled and said(at, "Write at least one label first")


@pytest.mark.parametrize("template", ["{} {}", "{x}", "{"])
def test_a_template_that_cannot_be_used_is_said_and_the_usual_one_takes_its_place(template):
    at = well(visit(PAGE).text_input(key=TEMPLATE).set_value(template).run())
    assert ["was not taken" in error for error in errors(at)] == [True]
    assert said(at, "Este ejemplo es computación.")


def test_when_several_may_be_true_the_scores_need_not_add_up(judged):
    at = compare(visit(PAGE, zero_shot_text_several="true"))
    assert said(at, "the scores do not add up to 100 %") and said(at, "the softmax of two of its logits")


def test_labels_in_the_address_are_those_of_the_visit():
    at = visit(PAGE, zero_shot_text_labels=["deporte", "política"])
    assert at.multiselect(key=CHIPS).value == ["deporte", "política"]


def test_labels_of_any_letters_are_shown_as_they_are():
    labels = ["<b>x</b>", "🦉", "بومة", "$a$ _b_"]
    at = compare(label(visit(PAGE), *labels))
    assert errors(at) == []
    assert sorted(bars(at)[0]) == sorted(map(escape, labels))


def test_of_a_long_text_what_is_not_read_is_said_and_shown():
    at = well(visit(PAGE).text_area(key=KEY).set_value("palabra " * 2000 + "final").run())
    at = compare(at)
    assert [words for words in warnings(at) if "does not see the end of this text" in words]
    (rest,) = [one.value for one in at.text if one.value.startswith("palabra")]
    assert rest.endswith("…")


def test_two_models_are_compared(turned):
    row = turned("bert-spanish-xnli")
    at = compare(visit_two(PAGE, "inference_model", row))
    assert errors(at) == [] and not said(at, "could not be had")
    first, second = bars(at)
    assert sorted(first) == sorted(second) and first[0] != second[0]
    assert said(
        at, f"They differ: BETO XNLI (Spanish) says **{first[0]}**, {row.title} says **{second[0]}**."
    )


def test_nothing_typed_or_answered_is_lost_on_another_page_or_in_another_language(judged):
    at = compare(label(visit(PAGE), "deporte", "artes"))
    before = bars(at)
    at = go(go(at, ""), PAGE)
    assert (at.multiselect(key=CHIPS).value, bars(at)) == (["deporte", "artes"], before)
    assert bars(go(at, PAGE, lang="es")) == before
    assert len(judged) == 1


def test_a_template_that_is_offered_is_taken_at_a_click():
    at = press(visit(PAGE), f"{TEMPLATE}.1")
    assert at.text_input(key=TEMPLATE).value == "Este texto trata de {}."
    assert said(at, "Este texto trata de computación.") and not at.warning
