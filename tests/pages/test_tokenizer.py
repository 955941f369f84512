"""The tokenizers page: what a visitor sees of a text, of a tokenizer, and of one that he trains."""

import pytest

from core.models import loader
from core.models.catalogue.row import WEIGHTS
from core.ui.tokenizer.choices import EXAMPLES
from core.ui.tokenizer.result import PAGE
from tests.pages.visitor import errors, go, html, press_words, said, visit, well

FETCH = "Fetch the tokenizer and show the tokens"
MINI = {"tokenizer": "Mini BERT (es)"}


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def chips(at) -> list[str]:
    """The rows of tokens on the page, as HTML."""
    return html(at, 'class="pointed"')


def look(at, view: str):
    return well(at.button_group(key="tokenizer_view").set_value(view).run())


def typed(at, text: str):
    return well(at.text_area[0].input(text).run())


def cell(at, column: str) -> list:
    """A column of the table that has it."""
    return next(list(frame.value[column]) for frame in at.dataframe if column in frame.value)


# --- tokens


def test_the_course_s_tokenizer_is_fetched_without_its_weights_at_a_click(clean_cache):
    at = visit("tokenizer")
    assert said(at, "only the tokenizer is downloaded") and said(at, "That needs a network connection, once")
    assert chips(at) == []
    at = press_words(at, FETCH)
    assert ">[CLS]<" in chips(at)[0] and ">[SEP]<" in chips(at)[0]
    files = {path.name for path in clean_cache.rglob("snapshots/*/*")}
    assert "tokenizer.json" in files and not {"model.safetensors", "pytorch_model.bin"} & files


def test_what_ships_needs_no_button():
    at = visit("tokenizer", **MINI)
    assert said(at, "14 tokens")
    assert "id 463, characters 0 to 2, bytes 68 65" in chips(at)[0]


def test_where_the_hub_cannot_be_reached_it_begins_with_what_ships(hub, clean_cache):
    with hub.broken("refuse"):
        at = visit("tokenizer")
    assert chips(at) and at.selectbox(key="tokenizer").value == "mini-bert-es"


def test_where_the_hub_breaks_off_another_tokenizer_takes_its_place_and_that_is_said(hub, clean_cache):
    at = visit("tokenizer")
    with hub.broken("refuse"):
        at = press_words(at, FETCH)
    assert chips(at) and said(at, "could not be had")


def test_a_damaged_tokenizer_is_said_and_another_one_takes_its_place(clean_cache):
    at = press_words(visit("tokenizer"), FETCH)
    (file,) = clean_cache.rglob("snapshots/*/tokenizer.json")
    content = file.resolve()
    content.write_text(content.read_text()[:200])
    (file.parent / "vocab.txt").unlink()
    loader._store.clear()
    at = visit("tokenizer")
    assert said(at, "could not be read") and chips(at)


def test_every_token_of_a_text_is_on_one_of_the_pages():
    at = typed(visit("tokenizer", **MINI), "Hola. " * 400)
    assert chips(at)[0].count("<bdi>") == PAGE
    assert said(at, "Tokens 1 to 200 of 802.")
    pages = next(field for field in at.number_input if field.label == "Page of tokens")
    well(pages.set_value(5).run())
    assert said(at, "Tokens 801 to 802 of 802.")
    assert chips(at)[0].count("<bdi>") == 2


def test_100_000_characters_are_cut_and_drawn_in_part():
    at = typed(visit("tokenizer", **MINI), "Hola, mundo. " * 9000)
    assert said(at, "the first 100,000 are used") and chips(at)[0].count("<bdi>") == PAGE


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script> &amp;", "مرحبا بالعالم", "e\u0301\u0302\u0303", "👩‍👩‍👧 a\u202eb\x02"],
    ids=["markup", "right to left", "marks", "signs"],
)
@pytest.mark.parametrize("model", ["Mini BERT (es)", "Mini LM (es)", "BERTweet (sentiment, English)"])
def test_any_text_shows_as_text(text, model):
    at = visit("tokenizer", tokenizer=model)
    if any(button.label == FETCH for button in at.button):
        at = press_words(at, FETCH)
    at = typed(at, text)
    assert "<bdi>" in chips(at)[0] and "<script" not in chips(at)[0]


def test_lines_end_where_the_text_s_do():
    at = typed(visit("tokenizer", **MINI), "uno\ndos")
    assert chips(at)[0].count('class="end"') == 1


def test_two_tokenizers_say_which_needs_fewer_tokens():
    at = visit("tokenizer", two_tokenizers="true", second_tokenizer="Mini LM (es)", **MINI)
    assert len(chips(at)) >= 2
    assert said(at, "needs the fewest tokens")


def test_a_slow_tokenizer_says_that_its_places_are_the_app_s_and_its_steps_are_closed(hub):
    at = visit("tokenizer", tokenizer="OPUS-MT es → en")
    if any(button.label == FETCH for button in at.button):
        at = press_words(at, FETCH)
    assert said(at, "written in Python: it does not say where")
    assert said(look(at, "steps"), "its steps cannot be looked into")
    assert said(look(at, "word"), "its steps cannot be looked into")


# --- a closer look


def test_ids_are_decoded_with_and_without_special_tokens():
    at = visit("tokenizer", **MINI)
    assert at.code[0].value.startswith("2 463 682")
    assert "[CLS]" in at.code[1].value
    well(at.toggle(key="tokenizer_text.with_special").set_value(False).run())
    assert at.code[1].value == "hello, this is a basic example."


@pytest.mark.parametrize(
    ("ids", "words"), [("", "no ids yet"), ("5 x", "“x” is no id"), ("99999", "no id 99999: they go from 0")]
)
def test_ids_that_are_none_are_said(ids, words):
    at = visit("tokenizer", **MINI)
    well(at.text_area(key="tokenizer_text.ids").input(ids).run())
    assert said(at, words)


def test_a_token_and_an_id_are_looked_up():
    at = visit("tokenizer", **MINI)
    well(at.text_input(key="tokenizer_text.token").input("[MASK]").run())
    well(at.number_input(key="tokenizer_text.number").set_value(3).run())
    assert said(at, "`token_to_id`: **4**") and said(at, r"`id_to_token`: **\[SEP\]**")
    well(at.text_input(key="tokenizer_text.token").input("desoxirribonucleico").run())
    well(at.number_input(key="tokenizer_text.number").set_value(999_999).run())
    assert said(at, "does not have it as one token") and said(at, "no such id")


@pytest.mark.parametrize(
    ("model", "words"),
    [("Mini BERT (es)", "WordPiece** takes"), ("Mini LM (es)", "BPE** begins with the bytes")],
)
def test_steps_and_one_word_are_shown_of_every_kind_of_model(model, words):
    at = visit("tokenizer", tokenizer=model, tokenizer_view="steps")
    assert [said(at, f"**{n} · ") != [] for n in range(1, 5)] == [True] * 4
    assert said(look(at, "word"), words)


def test_unigram_shows_its_scores():
    at = visit("tokenizer", tokenizer="XLM-RoBERTa base", tokenizer_view="word")
    if any(button.label == FETCH for button in at.button):
        at = press_words(at, FETCH)
    assert said(at, "Unigram** gives each piece a score")
    assert cell(at, "Sum")


def test_merges_are_gone_through_one_by_one():
    at = visit("tokenizer", tokenizer="Mini LM (es)", tokenizer_view="word")
    steps = at.slider[0]
    well(steps.set_value(0).run())
    assert not said(at, "Merge 1 of")
    well(at.slider[0].set_value(1).run())
    assert said(at, "Merge 1 of") and 'class="marked' in chips(at)[-1]


def test_the_vocabulary_is_searched_a_page_at_a_time():
    at = visit("tokenizer", tokenizer_view="vocabulary", **MINI)
    assert said(at, "1 to 50 of 8,192.")
    assert cell(at, "Role")
    well(at.text_input(key="tokenizer_text.wanted").input("ción").run())
    found = cell(at, "As it is read")
    assert found and all("ción" in token for token in found)
    well(at.text_input(key="tokenizer_text.wanted").input("qqqqqq").run())
    assert said(at, "No token is like that.")


def test_a_batch_has_its_padding_its_cut_and_its_mask():
    at = visit("tokenizer", tokenizer_view="batch", tokenizer_most="6", **MINI)
    (table,) = html(at, 'class="batch"')
    assert table.count("<tr>") == 3 and ">[PAD]<" in table and "<span>0</span>" in table
    assert said(at, "tokens were cut off")
    assert any("max_length=6" in code.value for code in at.code)


def test_the_same_sentence_is_counted_in_both_languages():
    at = visit("tokenizer", tokenizer_view="languages", two_tokenizers="true", **MINI)
    assert len(cell(at, "Tokens in Spanish")) == 2
    assert said(at, "Spanish costs")


# --- one's own


@pytest.mark.parametrize("model", ["BPE", "WordPiece", "Unigram"])
def test_a_tokenizer_is_trained_and_stands_beside_the_others(model):
    at = visit("tokenizer", {"tokenizer_training.model": model}, tokenizer_view="train", **MINI)
    at = press_words(at, "Train the tokenizer")
    assert said(at, f"**Yours ({model}, ")
    assert said(at, "needs the fewest tokens") or said(at, "same number of tokens")
    at = look(at, "vocabulary")
    assert len(at.button_group(key="tokenizer_view.of").options) == 2


def test_what_was_trained_is_there_after_another_page_and_another_language():
    at = press_words(visit("tokenizer", tokenizer_view="train", **MINI), "Train the tokenizer")
    go(at, "image_classification")
    at = go(at, "tokenizer", **MINI)
    assert said(at, "**Yours (BPE, ")


def test_without_a_token_for_the_unknown_it_says_what_to_write():
    at = visit("tokenizer", {"tokenizer_training.special.BPE": "<s>"}, tokenizer_view="train", **MINI)
    at = press_words(at, "Train the tokenizer")
    assert "write <unk> or [UNK]" in errors(at)[0].replace("\\", "")


def test_an_address_opens_text_model_and_view():
    at = visit("tokenizer", tokenizer_text_example="long", tokenizer_view="batch", tokenizer="Mini LM (es)")
    assert at.text_area[0].value == EXAMPLES[3].text
    assert at.selectbox(key="tokenizer").value == "mini-lm-es"
    assert html(at, 'class="batch"')


def test_a_view_that_the_address_makes_up_is_the_first_one():
    assert (
        visit("tokenizer", tokenizer_view="nonsense", **MINI).button_group(key="tokenizer_view").value
        == "ids"
    )


def test_the_code_prints_the_tokens_of_the_page(run_script, tmp_path):
    at = visit("tokenizer", **MINI)
    code = next(block.value for block in at.code if "AutoTokenizer" in block.value)
    script = tmp_path / "tokenizer.py"
    script.write_text(code.replace("weights/mini-bert-es", str(WEIGHTS / "mini-bert-es")), encoding="utf-8")
    lines = run_script(script, tmp_path).splitlines()
    assert lines[1].split() == ["'he'", "463", "0-2"]
    assert lines[-1] == "hello, this is a basic example."
