"""What the cards of the models that give texts or words labels say beside their figures."""

from typing import Any

from training.cards import percent, table
from training.text import language, opinions, sentiment, speech_parts, teacher
from training.text.card_kinds import CC_BY, Kind
from training.text.conllu import HELD_OUT
from training.text.data import OPINIONS_HELD_OUT, ROWS_HELD_OUT
from training.text.loop import WARM_UP
from training.text.prepare import LANGUAGE, SENTIMENT, SPEECH
from training.text.spoken import SENTENCES

_CC_BY_SA = "[CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/)"
_LANGUAGES = (
    *("ar", "bg", "de", "el", "en", "es", "fr", "hi", "it", "ja"),
    *("nl", "pl", "pt", "ru", "sw", "th", "tr", "ur", "vi", "zh"),
)
_SENTENCES_SOURCE = (
    "- Sentences collected for [Common Voice](https://github.com/common-voice/common-voice) (CC0) and of "
    "[Tatoeba](https://tatoeba.org), licensed under [CC BY 2.0 FR](https://creativecommons.org/licenses/by/2.0/fr/).\n"
    "- Swahili also of [AfriSenti](https://github.com/afrisenti-semeval/afrisent-semeval-2023), licensed under "
    f"{CC_BY}, without names and links.\n\n"
    "What was changed: up to 6,000 sentences of each language were selected (Swahili: 2,161), quotation marks were "
    "made straight and taken away around sentences; training cuts words out of sentences and leaves out marks and "
    "accents."
)
_TREES_SOURCE = (
    "- [UD Spanish AnCora](https://github.com/UniversalDependencies/UD_Spanish-AnCora), its parts dev and test: news. "
    f"Licensed under {CC_BY}.\n"
    "- [UD Spanish GSD](https://github.com/UniversalDependencies/UD_Spanish-GSD), its part dev: news, blogs, reviews, "
    f"Wikipedia. Licensed under {_CC_BY_SA}.\n"
    f"- {len(SENTENCES)} sentences of our own of spoken Spanish, which are not in the figures: in the others I, you "
    "and orders are rare.\n\n"
    "What was changed: only words and parts of speech were read; training joins some sentences, and leaves marks, "
    "capitals or accents out of others."
)
_OPINIONS_SOURCE = (
    f"- Spanish lines of film subtitles of [XED](https://github.com/Helsinki-NLP/XED), licensed under {CC_BY}: joy and "
    "trust were joined to POS; anger, disgust, fear and sadness to NEG. The emotions were carried over from English by "
    "machine.\n"
    "- English sentences of film reviews (Pang and Lee 2005, by way of nltk_data: sentence polarity), licensed under "
    f"{CC_BY}.\n"
    "- Sentences without labels of [Tatoeba](https://tatoeba.org) by way of "
    "[manythings.org](https://www.manythings.org/anki/), licensed under "
    "[CC BY 2.0](https://creativecommons.org/licenses/by/2.0/), which the teacher judged.\n"
    "- What words stand near each other: in those sentences, and in novels of 1840 to 1920 from "
    "[ELTeC-spa](https://github.com/COST-ELTeC/ELTeC-spa) (COST Action Distant Reading): texts public domain, markup "
    f"{CC_BY}.\n"
    "- How positive people find 7,500 English words: the lexicon of "
    "[VADER](https://github.com/cjhutto/vaderSentiment) (Hutto and Gilbert 2014), MIT."
)


def _language_data(measured: dict[str, Any]) -> str:
    return (
        f"One sentence in {round(1 / ROWS_HELD_OUT)} is held out, by its letters alone (SHA-256): "
        f"{measured['sentences']:,} sentences; {measured['learnt_from']:,} were learnt from, none of which "
        "differs from a held-out one in case and punctuation only."
    )


def _language_quality(measured: dict[str, Any]) -> str:
    worst = sorted(measured["recall"].items(), key=lambda one: one[1])[:3]
    confused = ", ".join(
        f"{right} taken for {said} ({often} times)" for right, said, often in measured["confused"]
    )
    return (
        table(
            ("held-out texts", "right"),
            (
                ("sentences", percent(measured["accuracy"])),
                ("two neighbouring words of each", percent(measured["two_words"])),
                ("one word of each", percent(measured["one_word"])),
            ),
        )
        + "\n\nIn Chinese and Japanese two letters count as a word, in Thai four. Naive Bayes on groups of letters "
        "gets 98.8 %, 91.4 % and 80.5 % on such texts. Many single words are words of several languages.\n\n"
        f"The hardest languages, by sentences: {', '.join(f'{name} {percent(share)}' for name, share in worst)}. Most "
        f"often wrong: {confused}."
    )


def _speech_data(measured: dict[str, Any]) -> str:
    return (
        f"One sentence in {round(1 / HELD_OUT)} of each source is held out, by its letters alone (SHA-256): "
        f"{measured['sentences']:,} sentences with {measured['words']:,} words; {measured['learnt_from']:,} words were "
        "learnt from. Held-out sentences are of the same documents as others.\n\n"
        "The labels are the 17 parts of speech of [Universal Dependencies](https://universaldependencies.org/u/pos/). "
        "A word that is written as one and stands for several has that of the first of them: *del* and *al* are ADP, "
        "*dámelo* and *quedarse* VERB. Of a word of several pieces the first one counts; what goes on with it (`##`) "
        "was never asked."
    )


def _speech_quality(measured: dict[str, Any]) -> str:
    names = {"ancora": "AnCora (news)", "gsd": "GSD (news, blogs, reviews, Wikipedia)"}
    rows = [
        ("all", f"{measured['words']:,}", percent(measured["accuracy"])),
        *(
            (names[name], f"{one['words']:,}", percent(one["accuracy"]))
            for name, one in measured["sources"].items()
        ),
        ("all, in small letters", f"{measured['words']:,}", percent(measured["small_letters"])),
    ]
    tags = [(tag, percent(share)) for tag, share in measured["recall"].items()]
    return (
        table(("held-out text", "words", "right"), rows)
        + "\n\nAn averaged perceptron gets 95.2 % on AnCora and 91.9 % on GSD.\n\n"
        + table(("part of speech", "right"), tags)
    )


def _opinion_data(measured: dict[str, Any]) -> str:
    return (
        f"One line in {round(1 / OPINIONS_HELD_OUT)} is held out, by its letters alone (SHA-256): "
        f"{measured['lines']:,} lines; {measured['learnt_from']:,} were learnt from."
    )


def _opinion_quality(measured: dict[str, Any]) -> str:
    names = {"es": "Spanish subtitles", "en": "English film reviews"}
    rows = [
        (
            names[language],
            f"{part['lines']:,}",
            percent(part["accuracy"]),
            *(percent(part["recall"][label]) for label in sentiment.LABELS),
            percent(part["always_one"]),
        )
        for language, part in measured["languages"].items()
    ]
    head = (
        "held-out lines",
        "lines",
        "right",
        "of the NEG ones",
        "of the POS ones",
        "who always says one label",
    )
    return (
        table(head, rows)
        + f"\n\nIn all {percent(measured['accuracy'])} are right, and {percent(1 - measured['accuracy'])} wrong. Naive "
        "Bayes on words gets 76 % in Spanish and 79 % in English."
    )


READERS = {
    LANGUAGE: Kind(
        title="Mini idioma",
        task="text-classification",
        metric="accuracy",
        figure="accuracy",
        languages=list(_LANGUAGES),
        about="A small model that says in which of 20 languages a text is, in the architecture of transformers' "
        "`BertForSequenceClassification`: one layer, 64 wide, 7,168 pieces of words; a rare character is its bytes. "
        f"The languages: {', '.join(_LANGUAGES)}.",
        module="language",
        warm_up=min(WARM_UP, language.STEPS // 10),
        source=_SENTENCES_SOURCE,
        learnt_from=_language_data,
        recipe=(
            ("batch", f"{language.ROWS} texts"),
            ("learning rate", language.RATE),
            ("batches of one to three words", percent(language.CUTS)),
            ("loss", f"cross entropy, {language.SMOOTHING:g} of it smoothed"),
            ("dropout", "0.1"),
            ("tokens", f"cut anew every time (BPE-dropout {language.DROPPED:g})"),
        ),
        quality=_language_quality,
        limits="Other languages: it always says one of its 20, one close to Galician for Galician. A single word or a "
        "name is often a word of several languages. It sees no capitals, and 128 tokens of a text; of a text in two "
        "languages it names one. Of slang it has seen little, and Hindi, Urdu, Arabic or Russian in Latin letters it "
        "takes for something else.",
        begun_from="random numbers, and naive Bayes' log ratios of the pieces among them: nobody else's weights are "
        "inside",
    ),
    SPEECH: Kind(
        title="Mini POS (es)",
        task="token-classification",
        metric="accuracy",
        figure="accuracy",
        languages=["es"],
        about="A small model that says which part of speech each word of a Spanish text is, in the architecture of "
        f"transformers' `BertForTokenClassification`: {speech_parts.LAYERS} layers, 192 wide, 8,192 word pieces with "
        "case and accents.",
        module="speech_parts",
        warm_up=min(WARM_UP, speech_parts.STEPS // 10),
        source=_TREES_SOURCE,
        learnt_from=_speech_data,
        recipe=(
            ("batch", f"sentences of about the same length, up to {speech_parts.TOKENS // 2:,} tokens"),
            ("learning rate", speech_parts.RATE),
            ("loss", f"cross entropy, {speech_parts.SMOOTHING:g} of it smoothed"),
            ("dropout", "0.15"),
            ("tokens hidden", percent(speech_parts.HIDDEN)),
            ("sentences joined with another one", percent(speech_parts.JOINED)),
            ("sentences as people type them", percent(speech_parts.CARELESS)),
        ),
        quality=_speech_quality,
        limits="Texts of another kind: it has learnt from edited news most of all. Names in small letters, slang, "
        "verse, and words of other languages mislead it. Whether a participle is a verb or an adjective, and *que* a "
        "pronoun or a conjunction, its sources themselves do not always decide in one way. It sees 256 tokens of a "
        "text.",
        begun_from="the first layers of mini-bert-es, which is part of MiraLab too: nobody else's weights are inside",
    ),
    SENTIMENT: Kind(
        title="Mini sentimiento",
        task="text-classification",
        metric="accuracy",
        figure="accuracy",
        languages=["es", "en"],
        about="A small model that says whether a Spanish or English line is positive (POS) or negative (NEG), in the "
        "architecture of transformers' `MobileBertForSequenceClassification`: two layers, 64 wide, which see each "
        f"token with its neighbours; {opinions.TOKENS:,} words and pieces of words without case and accents, 16 "
        "numbers each.",
        module="sentiment",
        warm_up=min(WARM_UP, sentiment.STEPS // 10),
        source=_OPINIONS_SOURCE,
        learnt_from=_opinion_data,
        recipe=(
            ("batch", f"{sentiment.ROWS} lines, {percent(sentiment.OWN)} of them with a label"),
            ("learning rate", sentiment.RATE),
            ("learning rate of the embeddings", f"{sentiment.SLOWER:g} of that"),
            ("lines joined from parts of English ones with labels", percent(sentiment.JOINED)),
            (
                "teacher",
                "naive Bayes and logistic regressions on words, their pairs, parts of words and vectors of words, and "
                f"the lexicon; its word counts {percent(sentiment.TRUST)} where a line has a label, which it has not "
                f"learnt from then ({teacher.PARTS} parts), and alone where there is none",
            ),
            (
                "tokens",
                f"{opinions.PIECES:,} pieces, and the words whose score (what the teacher says of them alone) their "
                "pieces tell least",
            ),
            ("dropout", "0.2, in attention 0.1"),
        ),
        quality=_opinion_quality,
        limits="Deciding anything about people. It knows no neutral: a weather report is POS or NEG to it. It has "
        "learnt from subtitles, where anger and fear are NEG whatever is thought of them, and from film reviews: of "
        "products, politics or tweets it knows little. Irony, negation far from its word, and lines longer than 128 "
        "tokens are beyond it, and the mere name of a thing or of a group of people can tip the scale.",
        begun_from="random numbers, and among them naive Bayes' log ratios of the tokens and what the teacher says of "
        "each: nobody else's weights are inside",
    ),
}
