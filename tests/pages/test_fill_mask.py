"""The fill-mask page: what a visitor gets for a gap."""

import pytest

from core.text.fill_mask import fill, records
from core.ui.fill_mask import choices
from core.ui.fill_mask.choices import EXAMPLES, KEY, OTHER_KEY
from tests.pages.visitor import errors, go, press, press_words, said, visit, well

PAGE = "fill_mask"
BERT = "BERT base uncased (English)"


@pytest.fixture(autouse=True)
def _models(hub):
    pass


@pytest.fixture
def asked(monkeypatch):
    """The models that filled a gap, in order."""
    names = []
    real = choices.fill

    def counting(tokenizer, model, text, name, top_k):
        names.append(name)
        return real(tokenizer, model, text, name, top_k)

    monkeypatch.setattr(choices, "fill", counting)
    return names


def fill_it(at):
    return press_words(at, "Fill the gap")


def bars(at) -> list[list[str]]:
    import re

    return [
        re.findall(r"<summary>(.*?)</summary>", html.body)
        for html in at.get("html")
        if '<ol class="scores">' in html.body
    ]


def write(at, text, key=KEY):
    return well(at.text_area(key=key).set_value(text).run())


def test_the_courses_example_is_filled_at_a_click_with_what_transformers_says(hub):
    from tests.unit.text_models import opened

    at = fill_it(visit(PAGE))
    assert errors(at) == []
    plain = opened(hub.root / "FacebookAI/xlm-roberta-base", "AutoModelForMaskedLM")
    expected = records(fill(*plain, EXAMPLES[0].text, "it"))
    assert bars(at) == [[guess["token_str"] for guess in expected]]
    assert bars(at)[0][0] == "coche"


def test_more_guesses_are_shown_without_running_the_model_again(asked):
    at = fill_it(visit(PAGE))
    well(at.slider(key="fill_mask_top").set_value(12).run())
    assert (len(bars(at)[0]), len(asked)) == (12, 1)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("the dog sleeps on the chair.", "the dog sleeps [MASK] the chair."),
        ("the <mask> sleeps on the chair.", "the <mask> sleeps on <mask> chair."),
    ],
    ids=["as the model writes it", "as the gap that is there"],
)
def test_a_word_is_hidden_at_a_click_and_all_masks_are_written_alike(text, hidden):
    at = fill_it(write(visit(PAGE, gap_filler=BERT), "the [MASK] sleeps on the chair."))
    write(at, text)
    at.button_group(key=f"{KEY}.hide").set_value(3)
    well(at.run())
    assert at.text_area(key=KEY).value == hidden
    press(at, f"{KEY}.gap")
    assert at.text_area(key=KEY).value == f"{hidden} {'<mask>' if '<' in hidden else '[MASK]'}"


def test_where_a_gap_is_taken_for_the_end_that_is_said_and_a_full_stop_brings_words():
    at = fill_it(visit(PAGE, gap_filler="Mini BERT (es)"))
    assert bars(at)[0][0] == "." and said(at, "Nothing stands behind the gap")
    at = fill_it(press(at, f"{KEY}.full_stop"))
    assert at.text_area(key=KEY).value == "Pedro compró un nuevo <mask>."
    assert bars(at)[0][0].isalpha() and not said(at, "Nothing stands behind the gap")


def test_a_choice_that_comes_in_with_another_text_hides_none_of_its_words():
    at = write(visit(PAGE), "one two three four")
    at.button_group(key=f"{KEY}.hide").set_value(3)
    well(at.text_area(key=KEY).set_value("one").run())
    assert at.text_area(key=KEY).value == "one"


def test_a_mask_of_another_model_is_understood_and_that_is_said():
    at = fill_it(visit(PAGE, gap_filler=BERT))
    assert errors(at) == []
    assert said(at, "reads a gap as `[MASK]`")


def test_several_gaps_have_a_tab_each_and_the_best_text_is_shown():
    at = fill_it(press(visit(PAGE), f"{KEY}.example.two"))
    assert [tab.label for tab in at.tabs[:2]] == ["Gap 1", "Gap 2"]
    assert len(bars(at)) == 2
    assert said(at, "With the likeliest token in every gap")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("There is nothing to fill here.", "There is no gap in the text"),
        ("word " * 2000 + "<mask>", "the gap comes later than that"),
    ],
)
def test_what_cannot_be_filled_is_said_in_a_sentence_and_stays(text, says):
    at = fill_it(write(visit(PAGE), text))
    assert [says in error for error in errors(at)] == [True]
    assert at.text_area(key=KEY).value == text


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01"])
def test_with_nothing_to_read_there_is_nothing_to_press(text):
    at = write(visit(PAGE), text)
    (button,) = [button for button in at.button if button.label == "Fill the gap"]
    assert button.disabled and said(at, "There is no text yet")


def test_another_context_is_filled_beside_the_first_and_the_change_is_shown():
    at = fill_it(visit(PAGE, fill_mask_contexts="true"))
    assert len(bars(at)) == 2
    assert said(at, "What the other context changes")
    (table,) = [frame.value for frame in at.dataframe if "Context 1" in frame.value]
    assert "coche" in table["XLM-RoBERTa base"].tolist()


def test_two_models_stand_side_by_side(asked):
    at = fill_it(visit(PAGE, two_gap_fillers="true"))
    assert (len(bars(at)), asked) == (2, ["XLM-RoBERTa base", BERT])


def test_nothing_typed_or_answered_is_lost_on_another_page_or_in_another_language(asked):
    at = fill_it(write(visit(PAGE), "Me gusta el <mask> con leche."))
    before = bars(at)
    at = go(go(at, ""), PAGE)
    assert (at.text_area(key=KEY).value, bars(at)) == ("Me gusta el <mask> con leche.", before)
    at.query_params["lang"] = "es"
    assert bars(go(at, PAGE, lang="es")) == before
    assert len(asked) == 1


def test_in_spanish_the_page_speaks_spanish():
    at = visit(PAGE, lang="es")
    assert [button.label for button in at.button if button.label == "Rellenar el hueco"]


@pytest.mark.parametrize("text", ["😀 <mask> مرحبا", "<b>x</b> <mask> $1$ _y_", "<mask>" * 60])
def test_any_text_is_shown_as_it_is(text):
    at = fill_it(write(visit(PAGE), text))
    assert errors(at) == [] and bars(at)


def test_the_other_text_is_kept_too():
    at = write(visit(PAGE, fill_mask_contexts="true"), "Otro <mask>.", OTHER_KEY)
    at = go(go(at, ""), PAGE, fill_mask_contexts="true")
    assert at.text_area(key=OTHER_KEY).value == "Otro <mask>."


def test_where_the_hub_cannot_be_reached_the_model_that_ships_fills_the_gap(clean_cache, monkeypatch):
    from core.models import defaults

    monkeypatch.setattr(defaults, "reachable", lambda: False)
    at = fill_it(write(visit(PAGE), "La mujer de la <mask> era muy vieja."))
    assert errors(at) == [] and len(bars(at)[0]) == 5
    assert at.selectbox(key="gap_filler").value == "mini-bert-es"


def test_two_models_are_timed_on_the_page_s_text_and_the_examples():
    at = visit(PAGE, {"fill_mask.timing": True}, two_gap_fillers="true")
    press(at, "fill_mask.measure")
    (times,) = [frame.value for frame in at.dataframe if "Median" in frame.value]
    assert list(times["Model"]) == ["XLM-RoBERTa base", BERT]


def test_a_gap_counts_as_the_one_token_that_the_model_has_for_it():
    from transformers import AutoTokenizer

    from core.models.catalogue.rows import find

    at = visit(PAGE, gap_filler="Mini BERT (es)")
    tokenizer = AutoTokenizer.from_pretrained(find("mini-bert-es").local_path)
    read = tokenizer("Pedro compró un nuevo [MASK]")["input_ids"]
    assert said(at, f"{len(read)} tokens of 128 that the model reads")
    assert len(read) < len(tokenizer(EXAMPLES[0].text)["input_ids"])
