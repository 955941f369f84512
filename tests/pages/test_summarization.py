"""The summarization page: what a visitor gets for a text, with a network and without."""

import pytest

from core.text.text_rank import text_rank
from core.ui.summarization.choices import EXAMPLES, KEY
from tests.hub.sentences import SUMMARIES
from tests.pages.visitor import blocks, errors, go, html, press, press_words, said, visit, warnings, well

PAGE = "summarization"
SOURCE, SUMMARY = SUMMARIES[0]


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def summarise(at):
    return press_words(at, "Summarise")


def write(at, text):
    return well(at.text_area(key=KEY).set_value(text).run())


def test_a_text_is_summarised_at_a_click_with_and_without_a_network():
    at = summarise(write(visit(PAGE), SOURCE))
    assert errors(at) == []
    assert blocks(at) == [SUMMARY, text_rank(SOURCE, 2).text]
    assert said(at, "no neural network")


def test_the_courses_example_is_ready():
    at = summarise(visit(PAGE))
    assert errors(at) == [] and len(blocks(at)) == 2
    assert blocks(at)[1] == text_rank(EXAMPLES[0].text, 2).text


def test_more_sentences_are_chosen_without_running_the_model_again(written):
    at = summarise(visit(PAGE))
    at = well(at.slider(key="summarization_sentences").set_value(4).run())
    assert blocks(at)[1] == text_rank(EXAMPLES[0].text, 4).text and len(written) == 1


def test_words_that_the_text_does_not_have_are_said():
    at = summarise(write(visit(PAGE), SOURCE))
    assert said(at, "calculable")


def test_of_a_long_text_the_beginning_is_read_and_in_parts_all_of_it(written):
    long = " ".join([SUMMARIES[1][0]] * 40)
    at = visit(PAGE, summarization_beams="1", summarization_tokens="8")
    at = summarise(write(at, long))
    assert [words for words in warnings(at) if "has not read the end" in words]
    at = summarise(well(at.toggle(key="summarization_parts").set_value(True).run()))
    assert not [words for words in warnings(at) if "has not read the end" in words]
    (table,) = html(at, 'class="sides"')
    assert table.count("<tr>") > 2


def test_a_reference_is_counted_beside_for_the_model_and_for_textrank():
    at = press(summarise(visit(PAGE)), f"{KEY}.ready")
    (table,) = [frame.value for frame in at.dataframe if "ROUGE-L" in frame.value]
    assert table["Model"].tolist() == ["mT5 small (Spanish summaries)", "TextRank"]


def test_where_no_model_can_be_had_the_summary_without_a_network_is_there(clean_cache, hub, monkeypatch):
    from core.models import defaults

    monkeypatch.setattr(defaults, "reachable", lambda: False)
    with hub.broken("gone"):
        at = summarise(visit(PAGE))
    assert len(errors(at)) == 1
    assert blocks(at) == [text_rank(EXAMPLES[0].text, 2).text]


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_with_nothing_to_read_there_is_nothing_to_press(text):
    at = write(visit(PAGE), text)
    (button,) = [button for button in at.button if button.label == "Summarise"]
    assert button.disabled and said(at, "There is no text yet")


def test_any_letters_are_shown_as_they_are():
    at = summarise(write(visit(PAGE), "<b>😀</b> & مرحبا. 你好。 cafe\N{COMBINING ACUTE ACCENT} $x$"))
    assert errors(at) == []
    assert not any(
        "<b>" in body for part in ("written", "sides", "extracted") for body in html(at, f'class="{part}"')
    )


def test_nothing_typed_or_answered_is_lost_on_another_page_or_in_another_language(written):
    at = summarise(write(visit(PAGE), SOURCE))
    at = go(go(at, ""), PAGE)
    assert at.text_area(key=KEY).value == SOURCE and blocks(at)[0] == SUMMARY
    at = go(at, PAGE, lang="es")
    assert blocks(at)[0] == SUMMARY and len(written) == 1


def test_in_spanish_the_page_speaks_spanish():
    at = press_words(visit(PAGE, lang="es"), "Resumir")
    assert said(at, "ninguna red neuronal")


def test_a_hundred_thousand_characters_are_ranked_in_a_moment():
    ranked = text_rank("Una frase corta. " * 6000, 3)
    assert (ranked.left_out, len(ranked.chosen)) == (5000, 3)
