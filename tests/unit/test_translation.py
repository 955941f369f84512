"""Translations and summaries: the words are those of `model.generate`, whole or in parts, and what is cut is said."""

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.text import summarization, translation
from core.text.generate import Search, write
from core.text.limits import USUAL_TOKENS, most_tokens, read_characters
from core.text.summarization import summarize
from core.text.translation import needs_sentences, translate
from tests.hub.sentences import SUMMARIES, TRANSLATIONS
from tests.unit.text_models import opened

MARIAN, MT5 = "Helsinki-NLP/opus-mt-es-en", "josmunpen/mt5-small-spanish-summarization"
MINI = "weights/mini-es-en"
GREEDY = Search(beams=1, most_tokens=40)


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


def model_of(hub, name):
    from tests.conftest import ROOT

    return opened(ROOT / name if name == MINI else hub.root / name, "AutoModelForSeq2SeqLM")


def plain(model_of, text, search):
    tokenizer, model = model_of
    ids = model.generate(
        **tokenizer(
            text, truncation=True, max_length=min(tokenizer.model_max_length, 1024), return_tensors="pt"
        ),
        num_beams=search.beams,
        max_new_tokens=search.most_tokens,
        no_repeat_ngram_size=search.no_repeat,
        do_sample=False,
    )
    return tokenizer.decode(ids[0], skip_special_tokens=True).strip()


@pytest.mark.parametrize("search", [GREEDY, Search(beams=4), Search(beams=3, no_repeat=2, most_tokens=20)])
@pytest.mark.parametrize("name", [MARIAN, MINI, MT5])
@pytest.mark.parametrize(
    "text", [TRANSLATIONS[0][0], SUMMARIES[0][0], "😀 e\N{COMBINING ACUTE ACCENT}l مرحبا 你好", "x"]
)
def test_what_is_written_is_what_generate_writes(hub, name, text, search):
    assert write(*model_of(hub, name), text, search).text == plain(model_of(hub, name), text, search)


@pytest.mark.parametrize(("source", "target"), TRANSLATIONS)
def test_a_model_translates_what_it_knows(hub, source, target):
    found = translate(*model_of(hub, MARIAN), source, Search(), by_sentence=False)
    assert translation.record(found) == {"translation_text": target}


def test_sentence_by_sentence_each_is_translated_alone_and_what_is_between_them_stays(hub):
    pairs = TRANSLATIONS[2:5]
    text = f"  {pairs[0][0]}\n\n{pairs[1][0]}  {pairs[2][0]}\n"
    found = translate(*model_of(hub, MARIAN), text, Search(), by_sentence=True)
    assert found.text == f"  {pairs[0][1]}\n\n{pairs[1][1]}  {pairs[2][1]}\n"
    assert [source.text for source in found.sources] == [source for source, _target in pairs]
    assert not found.is_cut


@pytest.fixture
def of_two_languages(hub):
    """A Marian model that knows a mark for a language."""
    from transformers import AutoTokenizer

    _tokenizer, model = model_of(hub, MARIAN)
    tokenizer = AutoTokenizer.from_pretrained(hub.root / MARIAN)
    tokenizer.encoder[">>fra<<"] = tokenizer.encoder.get("▁no", 5)
    return tokenizer, model


@pytest.mark.parametrize("by_sentence", [True, False])
@pytest.mark.parametrize(
    "text", [">>fra<< No veo nada. Ella lo sabe.", "\n >>fra<<No veo nada. Ella lo sabe."]
)
def test_a_language_goes_before_every_sentence_and_is_no_part_of_the_translation(
    of_two_languages, text, by_sentence
):
    found = translate(*of_two_languages, text, GREEDY, by_sentence)
    whole = "No veo nada. Ella lo sabe."
    sources = ["No veo nada.", "Ella lo sabe."] if by_sentence else [whole]
    assert [one.text for one in found.sources] == sources
    expected = [plain(of_two_languages, f">>fra<< {source}", GREEDY) for source in sources]
    assert [one.text for one in found.written] == expected
    assert found.text == " ".join(expected) and found.mark == ">>fra<< "


@pytest.mark.parametrize("text", [">>deu<< No veo nada.", ">>fra<<", "No >>fra<< veo."])
def test_what_is_no_language_of_the_model_or_stands_elsewhere_is_read_as_text(of_two_languages, text):
    found = translate(*of_two_languages, text, GREEDY, by_sentence=True)
    assert "".join(one.text for one in found.sources) == text and not found.mark


def test_with_and_without_a_language_are_kept_apart(of_two_languages):
    known = {}
    for text in ("No veo nada.", ">>fra<< No veo nada."):
        translate(*of_two_languages, text, GREEDY, by_sentence=True, known=known)
    assert list(known) == ["No veo nada.", ">>fra<< No veo nada."]


def test_nothing_is_warned_of_where_a_model_has_a_length_of_its_own(hub, caplog):
    import logging

    logger = logging.getLogger("transformers")
    logger.addHandler(caplog.handler)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        write(*model_of(hub, MARIAN), TRANSLATIONS[0][0], GREEDY)
    finally:
        logger.removeHandler(caplog.handler)
        logger.setLevel(level)
    assert not caplog.records


def test_whole_a_long_text_is_cut_and_by_sentence_it_is_not(hub):
    text = "El perro duerme en la cocina. " * 30
    model = model_of(hub, MINI)
    assert needs_sentences(*model, text)
    assert not needs_sentences(*model, text[:30])
    whole = translate(*model, text, GREEDY, by_sentence=False)
    assert whole.is_cut and whole.written[0].read < len(text.strip())
    assert len(translate(*model, text, GREEDY, by_sentence=True).sources) == 30


def test_a_sentence_that_is_too_long_by_itself_is_parted(hub):
    text = ", ".join(["el perro duerme en la cocina"] * 60) + "."
    found = translate(*model_of(hub, MINI), text, GREEDY, by_sentence=True)
    assert len(found.sources) > 1
    assert all(one.read == len(source.text) for source, one in zip(found.sources, found.written, strict=True))


def test_what_would_have_gone_on_is_said(hub):
    short = write(*model_of(hub, MT5), SUMMARIES[0][0], Search(beams=1, most_tokens=3))
    assert short.is_cut and short.tokens == 3
    assert not write(*model_of(hub, MT5), SUMMARIES[0][0], Search(beams=4, most_tokens=60)).is_cut


def test_no_more_is_written_than_the_decoder_has_places_for(hub):
    found = write(*model_of(hub, MINI), TRANSLATIONS[0][0], Search(beams=1, most_tokens=100_000))
    assert found.tokens <= 127


@pytest.mark.parametrize("beams", [1, 3])
def test_between_tokens_others_can_have_their_turn_and_the_work_can_be_ended(hub, beams):
    told = []

    def stop():
        told.append(1)
        if len(told) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(*model_of(hub, MARIAN), TRANSLATIONS[0][0], Search(beams=beams), stop)
    assert len(told) == 3


@pytest.mark.parametrize(("source", "target"), SUMMARIES)
def test_a_model_summarises_what_it_knows(hub, source, target):
    found = summarize(*model_of(hub, MT5), source, Search(most_tokens=60))
    assert summarization.record(found) == {"summary_text": target}
    assert found.read == len(source)


def test_a_long_text_is_summarised_in_parts_that_are_read_whole(hub):
    text = " ".join([SUMMARIES[1][0]] * 40)
    whole = summarize(*model_of(hub, MT5), text, GREEDY)
    assert whole.read < len(text)
    found = summarize(*model_of(hub, MT5), text, GREEDY, in_parts=True)
    assert 1 < len(found.sources) < 40
    assert found.read == len(text)
    assert found.text == " ".join(one.text for one in found.written)


def test_what_a_model_wants_to_see_before_the_text_is_there(hub, monkeypatch):
    tokenizer, model = model_of(hub, MT5)
    settings = {"summarization": {"prefix": "resume: "}}
    monkeypatch.setattr(model.config, "task_specific_params", settings, raising=False)
    found = summarize(tokenizer, model, SUMMARIES[0][0], GREEDY)
    assert found.text == plain((tokenizer, model), "resume: " + SUMMARIES[0][0], GREEDY)
    assert found.read == len(SUMMARIES[0][0])


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_without_a_text_it_says_so(hub, text):
    with pytest.raises(UserError, match="no text to translate"):
        translate(*model_of(hub, MARIAN), text, GREEDY, by_sentence=True)
    with pytest.raises(UserError, match="no text to summarise"):
        summarize(*model_of(hub, MT5), text, GREEDY)


LIMITS = {
    "finiteautomata/bertweet-base-sentiment-analysis": 128,
    "FacebookAI/xlm-roberta-base": 512,
    "google-bert/bert-base-uncased": 512,
    "PlanTL-GOB-ES/roberta-base-bne-sqac": 512,
    MARIAN: 512,
    MINI: 128,
    MT5: USUAL_TOKENS,
}


@pytest.mark.parametrize("name", LIMITS)
def test_how_much_a_model_reads_is_known_and_can_be_read(hub, name):
    tokenizer, model = opened(
        model_of(hub, MINI)[0].name_or_path if name == MINI else hub.root / name, "AutoModel"
    )
    most = most_tokens(tokenizer, model)
    assert most == LIMITS[name]
    text = "hola, ¿qué tal? " * most
    read = read_characters(tokenizer, text, most)
    assert len(tokenizer(text[:read])["input_ids"]) <= most < len(tokenizer(text[: read + 30])["input_ids"])
    assert read_characters(tokenizer, "hola", most) == 4
    inputs = tokenizer(text, truncation=True, max_length=most, return_tensors="pt")
    if model.config.is_encoder_decoder:
        inputs["decoder_input_ids"] = inputs["input_ids"][:, :1]
    assert model(**inputs).last_hidden_state.isfinite().all()


def test_two_models_put_together_read_and_write_no_more_than_they_have_places_for(hub):
    from transformers import BertConfig, EncoderDecoderConfig, EncoderDecoderModel

    tokenizer = opened(hub.root / "Recognai/bert-base-spanish-wwm-cased-xnli", "AutoModel")[0]
    tokenizer = tokenizer.__class__.from_pretrained(tokenizer.name_or_path, model_max_length=10**30)
    sizes = {
        "vocab_size": len(tokenizer),
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 16,
    }
    reads, writes = (
        BertConfig(**sizes, max_position_embeddings=places, is_decoder=decodes, add_cross_attention=decodes)
        for places, decodes in ((32, False), (16, True))
    )
    config = EncoderDecoderConfig.from_encoder_decoder_configs(reads, writes)
    model = EncoderDecoderModel(config).eval()
    model.generation_config.decoder_start_token_id = tokenizer.cls_token_id
    model.generation_config.pad_token_id = tokenizer.pad_token_id
    assert most_tokens(tokenizer, model) == 32
    assert write(tokenizer, model, "hola " * 100, Search(beams=2, most_tokens=100)).tokens <= 16


def test_a_model_of_many_languages_is_not_asked_into_which_nobody_said(hub, monkeypatch):
    tokenizer, model = model_of(hub, MARIAN)
    monkeypatch.setattr(tokenizer, "set_tgt_lang_special_tokens", None, raising=False)
    with pytest.raises(UserError, match="knows many languages"):
        translate(tokenizer, model, "Hola", GREEDY, by_sentence=True)
    monkeypatch.setattr(model.generation_config, "forced_bos_token_id", 1)
    assert translate(tokenizer, model, "Hola", GREEDY, by_sentence=True).sources
