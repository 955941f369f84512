"""Models that give every token of a text a label: parts of speech, and names."""

from core.i18n import N_, Phrase
from core.models.catalogue.row import WEIGHTS, ModelRow

TAGGERS: tuple[ModelRow, ...] = (
    ModelRow(
        name="robertuito-pos",
        title=Phrase(N_("RoBERTuito (parts of speech)")),
        hub_id="pysentimiento/robertuito-pos",
        tasks=("token-classification", "tokenizer"),
        domain="text",
        languages=("es",),
        instead="mini-pos-es",
        library="transformers",
        parameters=108_200_000,
        download_bytes=434_000_000,
        trained_on=N_("500 million Spanish tweets, then LinCE: tweets in Spanish and English"),
        why=N_("It says of every word which part of speech it is: noun, verb, adjective…"),
    ),
    ModelRow(
        name="bert-spanish-ner",
        title=Phrase(N_("BETO NER (names, Spanish)")),
        hub_id="mrm8488/bert-spanish-cased-finetuned-ner",
        tasks=("token-classification", "tokenizer"),
        domain="text",
        languages=("es",),
        library="transformers",
        parameters=109_300_000,
        download_bytes=440_000_000,
        trained_on=N_("CoNLL-2002: Spanish news of the agency EFE"),
        why=N_("It finds the names in Spanish texts: persons, places, organisations, others (NER)."),
    ),
    ModelRow(
        name="bert-base-ner",
        title=Phrase(N_("BERT NER (names, English)")),
        hub_id="dslim/bert-base-NER",
        tasks=("token-classification", "tokenizer"),
        domain="text",
        languages=("en",),
        library="transformers",
        parameters=107_700_000,
        download_bytes=433_000_000,
        licence="MIT",
        trained_on=N_("CoNLL-2003: English news of the agency Reuters"),
        why=N_("The same four kinds of names in English texts."),
    ),
    ModelRow(
        name="mini-pos-es",
        title="Mini POS (es)",
        hub_id="",
        tasks=("token-classification", "tokenizer"),
        domain="text",
        languages=("es",),
        library="transformers",
        parameters=2_515_793,
        licence="AGPL-3.0",
        trained_on=N_("Spanish novels of 1840 to 1920 (ELTeC), then 128,000 words of news and the web (UD)"),
        why=N_(
            "A small one that ships with the app and needs no network: parts of speech. It learnt from edited texts: "
            "slang and names in small letters mislead it."
        ),
        local_path=str(WEIGHTS / "mini-pos-es"),
    ),
)
