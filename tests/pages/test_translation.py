"""The translation page: what a visitor gets for a text."""

import pytest

from core.text import generate
from core.ui.translation.choices import EXAMPLES, KEY, REFERENCES
from tests.hub.sentences import TRANSLATIONS
from tests.pages.visitor import blocks, errors, go, html, press, press_words, said, visit, warnings, well

PAGE = "translation"
TWO = {"two_translation_models": "true"}


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def translate(at):
    return press_words(at, "Translate")


def write(at, text):
    return well(at.text_area(key=KEY).set_value(text).run())


def test_the_courses_sentence_is_translated_at_a_click():
    at = translate(visit(PAGE))
    assert errors(at) == []
    assert blocks(at) == [TRANSLATIONS[0][1]]
    assert EXAMPLES[0].text == TRANSLATIONS[0][0]


def test_sentence_by_sentence_each_stands_beside_its_translation():
    pairs = TRANSLATIONS[2:5]
    at = translate(write(visit(PAGE), " ".join(source for source, _target in pairs)))
    (table,) = html(at, 'class="sides"')
    assert table.count("<tr>") == 1 + 3
    assert blocks(at) == [" ".join(target for _source, target in pairs)]


def test_a_sentence_is_not_translated_twice_and_another_search_is_another_answer(written):
    one, other = TRANSLATIONS[2][0], TRANSLATIONS[3][0]
    at = translate(translate(write(visit(PAGE), one)))
    at = translate(write(at, f"{one} {other}"))
    assert written == [one, other]
    at = translate(well(at.slider(key="translation_beams").set_value(1).run()))
    assert written == [one, other, one, other]
    assert said(at, "Greedy: at every step")


def test_what_was_translated_before_a_visitor_stopped_is_not_translated_again(written, monkeypatch):
    one, other = TRANSLATIONS[2][0], TRANSLATIONS[3][0]
    real = generate.write

    def broken(tokenizer, model, source, *rest):
        if source == other:
            raise ConnectionError("gone")
        return real(tokenizer, model, source, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(generate, "write", broken)
        at = write(visit(PAGE), f"{one} {other}")
        (button,) = [button for button in at.button if button.label == "Translate"]
        at = button.click().run()
    assert errors(at) and not blocks(at)
    at = translate(at)
    assert blocks(at) and written == [one, other]


def test_two_models_stand_side_by_side_with_their_differences_marked():
    at = translate(write(visit(PAGE, **TWO), TRANSLATIONS[3][0]))
    assert len(blocks(at)) == 2
    (table,) = html(at, 'class="sides"')
    assert table.count("<th ") == 3
    marked = ["<mark>" in body for body in html(at, 'class="written"')]
    assert any(marked) or said(at, "Both models write the same")


def test_a_text_that_is_too_long_to_be_read_whole_is_said_and_by_sentence_it_is_read():
    long = "El perro duerme en la cocina. " * 40
    at = visit(PAGE, translation_model="Mini es-en", translation_sentences="false", translation_tokens="20")
    at = translate(write(at, long))
    assert [words for words in warnings(at) if "has not read the end" in words]
    at = translate(well(at.toggle(key="translation_sentences").set_value(True).run()))
    assert not [words for words in warnings(at) if "has not read the end" in words]


def test_what_would_have_gone_on_is_said():
    at = translate(write(visit(PAGE, translation_tokens="8"), "mi casa y " * 40))
    assert [words for words in warnings(at) if "would have gone on" in words]


def test_a_reference_is_counted_beside():
    at = press(translate(visit(PAGE)), f"{KEY}.ready")
    assert at.text_area(key=f"{KEY}.reference").value == REFERENCES["course"] == TRANSLATIONS[0][1]
    (table,) = [frame.value for frame in at.dataframe if "BLEU" in frame.value]
    assert table.iloc[0].tolist()[1:] == ["100.0"] * 5


@pytest.mark.parametrize("text", ["", "   ", "\x00"])
def test_with_nothing_to_read_there_is_nothing_to_press(text):
    at = write(visit(PAGE), text)
    (button,) = [button for button in at.button if button.label == "Translate"]
    assert button.disabled and said(at, "There is no text yet")


def test_any_letters_are_shown_as_they_are():
    at = translate(write(visit(PAGE, **TWO), "<b>😀</b> & مرحبا. 你好。 cafe\N{COMBINING ACUTE ACCENT} $x$"))
    assert errors(at) == []
    assert not any("<b>" in body for body in (*html(at, 'class="written"'), *html(at, 'class="sides"')))


def test_nothing_typed_or_answered_is_lost_on_another_page_or_in_another_language(written):
    at = translate(write(visit(PAGE), TRANSLATIONS[4][0]))
    at.text_area(key=f"{KEY}.reference").set_value("A person's words")
    at = go(go(well(at.run()), ""), PAGE)
    assert (at.text_area(key=KEY).value, blocks(at)) == (TRANSLATIONS[4][0], [TRANSLATIONS[4][1]])
    assert at.text_area(key=f"{KEY}.reference").value == "A person's words"
    at = go(at, PAGE, lang="es")
    assert blocks(at) == [TRANSLATIONS[4][1]] and len(written) == 1


def test_in_spanish_the_page_speaks_spanish():
    at = visit(PAGE, lang="es")
    assert [button for button in at.button if button.label == "Traducir"]


def test_where_the_hub_cannot_be_reached_the_model_that_ships_translates(clean_cache, monkeypatch):
    from core.models import defaults

    monkeypatch.setattr(defaults, "reachable", lambda: False)
    at = translate(visit(PAGE, translation_example="morning"))
    assert errors(at) == [] and at.selectbox(key="translation_model").value == "mini-es-en"
    (text,) = blocks(at)
    assert "hospital" in text


def test_the_languages_of_the_models_are_said():
    at = visit(PAGE, **TWO, second_translation_model="OPUS-MT en → es")
    assert said(at, "from Spanish into English") and said(at, "from English into Spanish")
    assert said(at, "have different languages")
    assert not said(visit(PAGE, **TWO), "have different languages")


def test_others_have_their_turn_between_two_tokens(monkeypatch):
    from core.turns import Turn

    ways = []
    monkeypatch.setattr(Turn, "give_way", lambda self, notify=None: ways.append(self.purpose))
    translate(write(visit(PAGE), TRANSLATIONS[4][0]))
    assert ways.count("run") >= len(TRANSLATIONS[4][1].split())


def test_of_two_models_the_one_that_can_be_had_is_shown(clean_cache, monkeypatch):
    from core.models import defaults

    monkeypatch.setattr(defaults, "reachable", lambda: False)
    address = {"translation_model": "Mini es-en", "second_translation_model": "OPUS-MT en → es"}
    at = translate(visit(PAGE, translation_example="morning", **address, **TWO))
    assert len(errors(at)) == 1 and len(blocks(at)) == 1


@pytest.mark.parametrize(("reachable", "says"), [(True, False), (False, True)])
def test_that_a_small_model_stands_in_is_said_only_where_it_does(clean_cache, monkeypatch, reachable, says):
    from core.models import defaults

    monkeypatch.setattr(defaults, "reachable", lambda: reachable)
    at = visit(PAGE, **TWO)
    assert bool(said(at, "the Hugging Face Hub could not be reached")) == says
    if reachable:
        assert at.selectbox(key="second_translation_model").value == "mini-es-en"


@pytest.mark.parametrize(("beams", "says"), [(1, "You chose 1 beam"), (4, "The first one is the answer")])
def test_which_of_the_beams_is_the_answer_is_said(beams, says):
    state = {f"{KEY}.beams.opus-mt-es-en": True}
    at = translate(visit(PAGE, state, translation_beams=str(beams)))
    assert said(at, says)


def test_a_line_of_nothing_that_can_be_seen_breaks_nothing():
    at = translate(write(visit(PAGE, two_translation_models="true"), "Hola.\n\n\u200b\n\nHola."))
    assert errors(at) == []
