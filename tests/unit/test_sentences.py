"""Parting texts into sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.sentences import fitting, grouped, put_together, sentences


def texts(text):
    return [one.text for one in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        [],
        ["Hola"],
        ["¿Qué tal?", "¡Muy bien!", "Me alegro."],
        ["El Sr. López vive en EE. UU. desde 1.5 años... y ya.", "Fin."],
        ["La Dra. Ruiz y D. José llegaron a las 5 p. m. del lunes.", "Luego se fueron."],
        ["Hay peras, uvas, etc. en la mesa.", "Compró pan, leche, etc.", "Después volvió."],
        ["J. R. R. Tolkien escribió El hobbit.", "Nació en 1892."],
        ["«¿Vienes?», dijo ella.", "«No.»", "—Vale —contestó."],
        ["—¿Qué? —dijo él.", "—Nada."],
        ["Véase la pág. 12 y el art. 3.", "Mide 1.80 m.", "Y pesa 70 kg."],
        ["Mr. Smith went to the U.S. embassy, e.g. on Monday.", "He left at 3 p.m.", "Then what?!"],
        ["今日は良い天気ですね。", "散歩に行きます！", "行きますか？"],
        ["مرحبا، كيف حالك؟", "أنا بخير."],
        ["नमस्ते।", "आप कैसे हैं?"],
    ],
)  # fmt: skip
def test_a_text_is_parted_where_a_person_parts_it(parts):
    script_without_spaces = parts and parts[0][-1] == "。"
    assert texts(("" if script_without_spaces else " ").join(parts)) == parts


def test_an_empty_line_or_an_item_of_a_list_begins_a_sentence_and_another_line_end_does_not():
    text = "Un título\n\nUna frase que\nsigue aquí. Otra\n- uno\n- dos\n1. tres"
    assert texts(text) == ["Un título", "Una frase que\nsigue aquí.", "Otra", "- uno", "- dos", "1. tres"]


@given(st.text(alphabet="aB.!? ¿¡,\n«»。…1é😀", max_size=60))
def test_sentences_stand_where_they_say_and_nothing_but_space_is_between_them(text):
    found, at = sentences(text), 0
    for one in found:
        assert text[one.start : one.end] == one.text == one.text.strip() != ""
        assert not text[at : one.start].strip()
        at = one.end
    assert not text[at:].strip()
    assert put_together(text, found, tuple(one.text for one in found)) == text


@given(st.text(alphabet="aB.!? ,\n。1é", max_size=80), st.integers(1, 12))
def test_what_does_not_fit_is_cut_until_it_does_and_nothing_is_lost(text, most):
    for parted in (fitting, grouped):
        found = parted(text, lambda piece: len(piece) <= most)
        assert all(1 <= len(one.text) <= most and text[one.start : one.end] == one.text for one in found)
        assert "".join(one.text for one in found).split() == [] or "".join(
            "".join(one.text.split()) for one in found
        ) == "".join(text.split())


def test_a_long_sentence_is_cut_behind_a_comma_before_it_is_cut_behind_a_word():
    text = "primero una cosa, luego otra cosa y al final nada"
    found = [one.text for one in fitting(text, lambda piece: len(piece) <= 24)]
    assert found == ["primero una cosa,", "luego otra cosa y al", "final nada"]


def test_groups_are_as_few_as_fit():
    found = grouped("Una. Dos. Tres. Cuatro.", lambda piece: len(piece) <= 10)
    assert [one.text for one in found] == ["Una. Dos.", "Tres.", "Cuatro."]


def test_replacing_sentences_keeps_what_is_between_them():
    text = "  Una.\n\n Dos. \n"
    assert put_together(text, sentences(text), ("One.", "Two.")) == "  One.\n\n Two. \n"


def test_a_hundred_thousand_characters_are_parted_at_once():
    assert len(sentences("Una frase corta. " * 6000)) == 6000


def test_a_long_text_without_a_mark_is_not_read_to_its_end_for_every_piece():
    text, read = "palabra " * 12_500, []

    def fits(piece: str) -> bool:
        read.append(len(piece))
        return len(piece) <= 500

    assert len(fitting(text, fits)) > 200
    assert sum(read) < 20 * len(text)
