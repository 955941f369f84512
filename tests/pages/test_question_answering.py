"""The question answering page: what a visitor gets for a question about a text."""

import re

import pytest

from core.text.question_answering import ask
from core.ui.question_answering import choices
from core.ui.question_answering.choices import EXAMPLES, KEY, QUESTIONS
from tests.hub.sentences import QUESTIONS as KNOWN
from tests.pages.visitor import errors, go, press, press_words, said, visit, visit_two, well

PAGE = "question_answering"
FIELD = "question_answering.question"
QUESTION, CONTEXT, ANSWER = KNOWN[0]


@pytest.fixture(autouse=True)
def _models(hub):
    pass


@pytest.fixture
def asked(monkeypatch):
    """The questions that a model was asked, in order."""
    questions = []
    real = choices.ask

    def counting(tokenizer, model, question, context, name, **options):
        questions.append(question)
        return real(tokenizer, model, question, context, name, **options)

    monkeypatch.setattr(choices, "ask", counting)
    return questions


def find(at):
    return press_words(at, "Find the answer")


def write(at, question=QUESTION, context=CONTEXT):
    at.text_input(key=FIELD).set_value(question)
    return well(at.text_area(key=KEY).set_value(context).run())


def html(at, part) -> list[str]:
    return [node.body for node in at.get("html") if part in node.body]


def test_the_courses_question_is_answered_at_a_click_with_what_transformers_says(hub):
    from tests.unit.text_models import opened

    at = find(visit(PAGE))
    assert errors(at) == []
    plain = opened(hub.root / "PlanTL-GOB-ES/roberta-base-bne-sqac", "AutoModelForQuestionAnswering")
    expected = ask(*plain, QUESTIONS["course"][0], EXAMPLES[0].text, "it").answers[0]
    (shown,) = html(at, 'class="answered"')
    assert f'<mark class="best">{expected.answer}<sup>1</sup></mark>' in shown


def test_an_answer_is_lit_up_where_it_stands_and_the_next_best_are_listed():
    at = find(write(visit(PAGE)))
    (shown,) = html(at, 'class="answered"')
    assert shown.count(f'<mark class="best">{ANSWER}<sup>1</sup></mark>') == 1
    assert shown.count('<mark class="next">') == 4
    (bars,) = html(at, '<ol class="scores">')
    assert bars.count("<li") == 5
    assert said(at, "“No answer” has")


def test_a_question_of_the_example_is_asked_at_a_click(asked):
    at = find(press(visit(PAGE), f"{KEY}.ask.course.1"))
    assert at.text_input(key=FIELD).value == QUESTIONS["course"][1] == asked[0]


def test_the_same_question_is_not_asked_twice_and_another_one_is(asked):
    at = find(find(write(visit(PAGE))))
    find(write(at, "¿Dónde nació?"))
    assert asked == [QUESTION, "¿Dónde nació?"]


def test_without_a_question_or_a_text_there_is_nothing_to_press():
    for question, context, says in (
        ("  ", CONTEXT, "There is no question yet"),
        (QUESTION, " ", "no text yet"),
    ):
        at = write(visit(PAGE), question, context)
        (button,) = [button for button in at.button if button.label == "Find the answer"]
        assert button.disabled and said(at, says)


def test_a_long_text_is_read_in_parts_of_which_the_answers_is_shown():
    filling = "En la plaza hay un banco y un árbol muy viejo. " * 60
    at = find(write(visit(PAGE), context=filling + CONTEXT + filling))
    assert errors(at) == [] and said(at, "which overlap")
    (part,) = at.number_input
    assert 1 <= part.value <= int(part.max)
    well(part.set_value(1).run())


def test_any_letters_are_shown_as_they_are():
    context = "<b>😀</b> & مرحبا 你好 cafe\N{COMBINING ACUTE ACCENT} $x$"
    at = find(write(visit(PAGE), "¿<i>Qué</i>?", context))
    assert errors(at) == []
    (shown,) = html(at, 'class="answered"')
    assert "<b>" not in shown and "&lt;" in shown


def test_two_models_are_compared(turned):
    row = turned("roberta-bne-sqac")
    at = find(write(visit_two(PAGE, "answer_finder", row)))
    assert errors(at) == [] and not said(at, "could not be had")
    best = [re.findall(r'<mark class="best">(.*?)<sup>', shown) for shown in html(at, 'class="answered"')]
    ((first,), (second,)) = best
    assert first == ANSWER != second
    titles = [
        one.value
        for one in at.markdown
        if one.value in ("**RoBERTa BNE SQAC (Spanish)**", f"**{row.title}**")
    ]
    assert titles == ["**RoBERTa BNE SQAC (Spanish)**", f"**{row.title}**"]
    assert said(at, "They differ")


def test_nothing_typed_or_answered_is_lost_on_another_page_or_in_another_language(asked):
    at = find(write(visit(PAGE), "¿Dónde nació?"))
    before = html(at, 'class="answered"')
    at = go(go(at, ""), PAGE)
    assert (at.text_input(key=FIELD).value, html(at, 'class="answered"')) == ("¿Dónde nació?", before)
    at = go(at, PAGE, lang="es")
    assert len(html(at, 'class="answered"')) == 1
    assert len(asked) == 1


def test_an_example_in_the_address_brings_its_question():
    at = visit(PAGE, question_answering_example="library")
    assert at.text_input(key=FIELD).value == QUESTIONS["library"][0]
