"""Questions: the answers are those of transformers' old pipeline, computed here the long way; letters are never off."""

import numpy as np
import pytest

from core.errors import UserError
from core.i18n import speaking
from core.text.question_answering import LONGEST_ANSWER, ask, record
from tests.hub.sentences import QUESTIONS
from tests.unit.text_models import opened

NAME = "PlanTL-GOB-ES/roberta-base-bne-sqac"
QUESTION, CONTEXT, ANSWER = QUESTIONS[0]
FILLING = "En la plaza hay un banco, una fuente y un árbol muy viejo. "


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture
def model_of(hub):
    return opened(hub.root / NAME, "AutoModelForQuestionAnswering")


def softmax(values):
    powers = np.exp(values - values.max())
    return powers / powers.sum()


def plain(model_of, question, context):
    """The best run of whole words in a text that is read at once: softmax over the text and the first token, products
    of all starts and ends, and what covers the same words added up, as transformers 4 did it."""
    tokenizer, model = model_of
    inputs = tokenizer(question, context, return_tensors="pt")
    found = model(**inputs)
    keep = [place for place, part in enumerate(inputs.sequence_ids(0)) if part == 1 or place == 0]
    starts, ends = (
        softmax(logits[0, keep].detach().numpy()) for logits in (found.start_logits, found.end_logits)
    )
    scores: dict = {}
    for first in range(1, len(keep)):
        for last in range(first, min(first + LONGEST_ANSWER, len(keep))):
            start, end = (
                inputs.word_to_chars(0, inputs.token_to_word(0, keep[place]), sequence_index=1)
                for place in (first, last)
            )
            answer = context[start.start : end.end]
            scores[answer] = scores.get(answer, 0) + starts[first] * ends[last]
    best = max(scores, key=scores.get)
    return best, float(scores[best]), float(starts[0] * ends[0])


@pytest.mark.parametrize(("question", "context", "answer"), QUESTIONS, ids=range(4))
def test_the_best_answer_is_that_of_plain_transformers(model_of, question, context, answer):
    found = ask(*model_of, question, context, NAME)
    best, score, null = plain(model_of, question, context)
    assert record(found) == {
        "answer": answer,
        "start": context.index(answer),
        "end": context.index(answer) + len(answer),
        "score": pytest.approx(score, abs=1e-5),
    }
    assert (best.strip(), found.no_answer) == (answer, pytest.approx(null, abs=1e-5))


@pytest.mark.parametrize(
    "before",
    [
        "¡Qué día! 😀👩‍👩‍👧 ",
        "cafe\N{COMBINING ACUTE ACCENT} nin\N{COMBINING TILDE}o. ",
        "مرحبا بكم. ",
        "今天很好。",
        "\t\n ",
    ],
    ids=["emoji", "combining", "Arabic", "Chinese", "space"],
)
def test_the_answer_stands_where_it_says_whatever_is_before_it(model_of, before):
    context = before + CONTEXT
    for one in ask(*model_of, QUESTION, context, NAME).answers:
        assert context[one.start : one.end] == one.answer == one.answer.strip() != ""


def test_every_token_stands_where_it_says_and_has_its_logits(model_of):
    tokenizer, model = model_of
    context = "😀 e\N{COMBINING ACUTE ACCENT}l مرحبا 你好. " + CONTEXT
    inputs = tokenizer(QUESTION, context, return_tensors="pt")
    logits = model(**inputs).start_logits[0].tolist()
    (window,) = ask(tokenizer, model, QUESTION, context, NAME).windows
    places = [place for place, part in enumerate(inputs.sequence_ids(0)) if part == 1]
    assert [token.start_logit for token in window.tokens] == pytest.approx(
        [logits[place] for place in places], abs=1e-5
    )
    assert all(context[token.start : token.end] == token.text for token in window.tokens)
    assert sum(token.start_probability for token in window.tokens) < 1


def test_no_letter_of_a_long_text_is_missed_and_the_answer_is_found_in_it(model_of):
    context = FILLING * 40 + CONTEXT + FILLING * 40
    found = ask(*model_of, QUESTION, context, NAME)
    assert len(found.windows) > 1
    seen = {
        letter
        for window in found.windows
        for token in window.tokens
        for letter in range(token.start, token.end)
    }
    assert all(letter in seen for letter, character in enumerate(context) if not character.isspace())
    for one in found.answers:
        assert context[one.start : one.end] == one.answer


def test_a_hundred_thousand_characters_are_read_window_by_window_with_room_for_others(model_of):
    context, told = (FILLING * 1_700)[:100_000], []
    found = ask(*model_of, QUESTION, context, NAME, progress=lambda *of: told.append(of))
    assert told[-1] == (len(found.windows),) * 2 and len(told) == len(found.windows)
    assert max(token.end for token in found.windows[-1].tokens) >= len(context.rstrip())
    assert all(0 <= one.score <= 1 for one in found.answers)


def test_the_next_best_answers_share_no_letter_with_a_better_one(model_of):
    found = ask(*model_of, QUESTION, CONTEXT + " " + CONTEXT, NAME, most=8).answers
    assert len(found) == 8
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    letters = [letter for one in found for letter in range(one.start, one.end)]
    assert len(letters) == len(set(letters))
    assert len({one.answer.casefold() for one in found}) == 8


@pytest.mark.parametrize(
    ("question", "context", "says"),
    [
        ("", CONTEXT, "no question"),
        (" \n", CONTEXT, "no question"),
        (QUESTION, "  ", "no text to look for the answer in"),
        ("¿y? " * 600, CONTEXT, "question is too long"),
    ],
)
def test_what_is_missing_or_too_long_is_said(model_of, question, context, says):
    with pytest.raises(UserError, match=says):
        ask(*model_of, question, context, NAME)


def test_a_tokenizer_that_cannot_say_where_its_tokens_stand_is_refused(hub, model_of):
    slow, _model = opened(hub.root / "finiteautomata/bertweet-base-sentiment-analysis", "AutoModel")
    with pytest.raises(UserError, match="Tweets has a tokenizer that does not say"):
        ask(slow, model_of[1], QUESTION, CONTEXT, "Tweets")


def test_a_text_of_one_word_has_one_answer(model_of):
    (only,) = ask(*model_of, QUESTION, "Colombia", NAME).answers
    assert (only.answer, only.start, only.end) == ("Colombia", 0, 8)


def test_a_text_of_which_the_tokenizer_keeps_nothing_is_said(hub):
    lowercase = opened(hub.root / "google-bert/bert-base-uncased", "AutoModelForQuestionAnswering")
    with pytest.raises(UserError, match="BERT sees no words in this text"):
        ask(*lowercase, QUESTION, "\N{COMBINING ACUTE ACCENT}", "BERT")
