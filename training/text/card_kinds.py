"""What the cards of the models that write and that fill gaps say beside their figures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from training.cards import percent, table
from training.text import language_model, masked_model, translation
from training.text import pairs as pair_batches
from training.text.data import NOVELS_HELD_OUT, PAIRS_HELD_OUT, SONNETS_HELD_OUT
from training.text.loop import WARM_UP
from training.text.prepare import GENERATOR, MASKED, TRANSLATION

CC_BY = "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)"
_PAIRS_SOURCE = (
    "Sentence pairs of [Tatoeba](https://tatoeba.org) by way of [manythings.org](https://www.manythings.org/anki/), "
    "licensed under [CC BY 2.0](https://creativecommons.org/licenses/by/2.0/). What was changed: quotation marks were "
    "made straight, and training joins some pairs and leaves marks, capitals or accents out of some Spanish sentences."
)
_TEXTS_SOURCE = (
    "- Novels of 1840 to 1920 from [ELTeC-spa](https://github.com/COST-ELTeC/ELTeC-spa) (COST Action Distant Reading): "
    f"the texts are in the public domain, their markup is licensed under {CC_BY}. What was changed: the markup was "
    "taken away, quotation marks were made straight.\n"
    "- Sonnets of the 15th to the 19th century from [DISCO](https://github.com/pruizf/disco), licensed under "
    f"{CC_BY}. What was changed: those of 14 lines were selected, one of each first verse, and set as 4-4-3-3."
)


@dataclass(frozen=True)
class Kind:
    """What a card says of a model beside its figures."""

    title: str
    task: str
    metric: str
    figure: str
    languages: list[str]
    about: str
    module: str
    source: str
    learnt_from: Callable[[dict[str, Any]], str]
    recipe: tuple[tuple[str, object], ...]
    quality: Callable[[dict[str, Any]], str]
    limits: str
    warm_up: int = WARM_UP
    begun_from: str = "random numbers: nobody else's weights are inside"


def _translator_data(measured: dict[str, Any]) -> str:
    return (
        f"One Spanish sentence in {round(1 / PAIRS_HELD_OUT)} is held out, by its letters alone (SHA-256), with all "
        f"its translations: {measured['sentences']:,} sentences with {measured['references']:,} translations. None "
        f"of the {measured['learnt_from']:,} pairs that were learnt from shares its Spanish or its English side with "
        "them, also not in another case or punctuation. The sentences are short, six words on average."
    )


def _translator_quality(measured: dict[str, Any]) -> str:
    rows = [
        (name, part["bleu"], part["chrf"], percent(part["exact"]))
        for name, part in (
            ("all", measured),
            ("up to six words", measured["short"]),
            ("longer", measured["long"]),
        )
    ]
    return (
        table(("held-out sentences", "BLEU", "chrF", "word for word"), rows)
        + "\n\nBLEU and chrF are sacrebleu's, with its own settings and all translations that there are of a sentence; "
        f"beams: {translation.BEAMS}. Other sentences of the same kind come out about as well; other texts do not."
    )


def _texts_data(measured: dict[str, Any]) -> str:
    return (
        f"One novel in {NOVELS_HELD_OUT} and one sonnet in {round(1 / SONNETS_HELD_OUT)} are held out, whole: "
        f"{measured['novels']} novels with {measured['novel_words']:,} words and {measured['sonnets']} sonnets. No "
        "sonnet that was learnt from begins with the same verse as one of them."
    )


def _generator_quality(measured: dict[str, Any]) -> str:
    return (
        table(
            ("held-out texts", "perplexity a word"),
            (("novels", measured["novel_perplexity"]), ("sonnets", measured["sonnet_perplexity"])),
        )
        + "\n\nPunctuation and the ends of lines and texts count too; words are what stands between spaces.\n\n"
        + table(
            (f"{measured['samples']} sampled sonnets", "share"),
            (
                ("four stanzas of 4, 4, 3 and 3 lines", percent(measured["sonnet_form"])),
                ("14 lines", percent(measured["fourteen_lines"])),
            ),
        )
        + "\n\nSampled as generation_config.json says, from `<soneto>` on."
    )


def _masked_quality(measured: dict[str, Any]) -> str:
    return (
        table(
            ("held-out texts", "value"),
            (
                ("hidden tokens guessed right", percent(measured["accuracy"])),
                ("right one among five guesses", percent(measured["accuracy_of_5"])),
                ("right, of words that are one token", percent(measured["whole_word_accuracy"])),
                ("pseudo-perplexity a word", measured["pseudo_perplexity"]),
            ),
        )
        + f"\n\nWhole words were hidden, 15 %, {measured['hidden']:,} tokens in all. The pseudo-perplexity (Salazar et "
        f"al. 2020) is that of {measured['scored_sentences']} sentences of the novels."
    )


WRITERS = {
    TRANSLATION: Kind(
        title="Mini es-en",
        task="translation",
        metric="bleu",
        figure="bleu",
        languages=["es", "en"],
        about="A small translator of short Spanish sentences into English, in the architecture of transformers' "
        "`MarianMTModel`: six layers that read, three that write, 256 wide, 4,096 tokens for both languages.",
        module="translation",
        source=_PAIRS_SOURCE,
        learnt_from=_translator_data,
        recipe=(
            ("batch", f"pairs of about the same length, up to {translation.TOKENS:,} tokens of both sides"),
            ("learning rate", translation.RATE),
            (
                "loss",
                f"cross entropy, {translation.SMOOTHING:g} of it smoothed, and {translation.AGREEMENT:g} x R-Drop",
            ),
            ("dropout", "0.2, in attention and activations 0.1"),
            ("tokens", f"cut anew in every epoch (BPE-dropout {pair_batches.DROPPED:g})"),
            ("pairs joined with another one", percent(pair_batches.JOINED)),
            ("Spanish as people type it in a hurry", percent(pair_batches.CARELESS)),
        ),
        quality=_translator_quality,
        limits="Texts: it has learnt short everyday sentences. What is longer than two of them, technical, old or from "
        "the news goes wrong, often in fluent English, and past 128 tokens it sees nothing. Names that it has never "
        "seen may turn into others; Tom is who it knows best. Whether 'su' is his, her or your it has to guess.",
    ),
    GENERATOR: Kind(
        title="Mini LM (es)",
        task="text-generation",
        metric="perplexity",
        figure="novel_perplexity",
        languages=["es"],
        about="A small generator of Spanish prose and verse in the way of the 19th century, in the architecture of "
        "transformers' `GPT2LMHeadModel`: five layers, 256 wide, 5,120 tokens. A text that begins with `<soneto>` goes "
        "on as a sonnet, with `<prosa>` as prose; without either it goes on as whatever it looks like.",
        module="language_model",
        source=_TEXTS_SOURCE,
        learnt_from=_texts_data,
        recipe=(
            ("batch", f"{language_model.ROWS} rows of {language_model.LENGTH} tokens"),
            ("learning rate", language_model.RATE),
            (
                "rows with sonnets",
                f"{percent(language_model.VERSE[0])}, in the last part, from {percent(language_model.LAST)} of the "
                f"training on, {percent(language_model.VERSE[1])}",
            ),
            ("dropout", "0.1"),
        ),
        quality=_generator_quality,
        limits="Facts, instructions, conversation and today's Spanish: it has read novels and sonnets, nothing after "
        "1920, some of it in the spelling of its time. What is begun without `<prosa>` now and then goes on in verse. "
        "It keeps a thread for a sentence or two. Its verses look like verses; metre and rhyme come and go. What it "
        "writes can repeat the prejudices of its time, and here and there the words of a text that it learnt from.",
    ),
    MASKED: Kind(
        title="Mini BERT (es)",
        task="fill-mask",
        metric="accuracy",
        figure="accuracy",
        languages=["es"],
        about="A small model that fills gaps in Spanish sentences, in the architecture of transformers' "
        "`BertForMaskedLM`: five layers, 192 wide, 8,192 word pieces with case and accents. The gap is `[MASK]`.",
        module="masked_model",
        source=_TEXTS_SOURCE,
        learnt_from=_texts_data,
        recipe=(
            ("batch", f"{masked_model.ROWS} rows of {masked_model.LENGTH} tokens"),
            ("learning rate", masked_model.RATE),
            ("words hidden", f"{percent(masked_model.SHARE)}, whole ones, in another place every time"),
            ("rows of one sentence", percent(masked_model.SHORT)),
            ("rows that begin in a sonnet", percent(masked_model.VERSE)),
            ("dropout", "0.1"),
        ),
        quality=_masked_quality,
        limits="Knowledge: it guesses what a novel of the 19th century would say, not what is true. It has read "
        "nothing after 1920, so it has the words and the prejudices of that time. It sees 128 tokens, and fills a gap "
        "with one token: a rare word, which is several, it cannot guess.",
    ),
}
