"""Masked language models: they fill gaps in texts."""

from core.i18n import N_, Phrase
from core.models.catalogue.row import WEIGHTS, ModelRow

GAP_FILLERS: tuple[ModelRow, ...] = (
    ModelRow(
        name="xlm-roberta-base",
        title="XLM-RoBERTa base",
        hub_id="FacebookAI/xlm-roberta-base",
        tasks=("fill-mask", "tokenizer"),
        domain="text",
        library="transformers",
        parameters=278_000_000,
        download_bytes=1_130_000_000,
        licence="MIT",
        trained_on=N_("2.5 TB of web pages in 100 languages (CommonCrawl)"),
        why=N_("One model for 100 languages, with 250,000 tokens for all of them together."),
    ),
    ModelRow(
        name="bert-base-uncased",
        title=Phrase(N_("BERT base uncased (English)")),
        hub_id="google-bert/bert-base-uncased",
        tasks=("fill-mask", "tokenizer"),
        domain="text",
        languages=("en",),
        library="transformers",
        parameters=110_000_000,
        download_bytes=441_000_000,
        licence="Apache-2.0",
        trained_on=N_("English books and Wikipedia"),
        why=N_("The BERT that began it all, in 2018: English, in small letters."),
    ),
    ModelRow(
        name="beto-cased",
        title=Phrase(N_("BETO (Spanish BERT)")),
        hub_id="dccuchile/bert-base-spanish-wwm-cased",
        tasks=("fill-mask", "tokenizer"),
        domain="text",
        languages=("es",),
        library="transformers",
        parameters=109_900_000,
        download_bytes=440_000_000,
        licence="CC BY 4.0",
        trained_on=N_("3,000 million Spanish words: Wikipedia, news, subtitles, laws"),
        why=N_("A BERT that has read Spanish alone, from the University of Chile."),
    ),
    ModelRow(
        name="mini-bert-es",
        title="Mini BERT (es)",
        hub_id="",
        tasks=("fill-mask", "tokenizer"),
        domain="text",
        languages=("es",),
        library="transformers",
        parameters=3_868_160,
        licence="AGPL-3.0",
        trained_on=N_("Spanish novels of 1840 to 1920 (ELTeC) and sonnets (DISCO)"),
        why=N_(
            "A small BERT that ships with the app and needs no network: it has read Spanish novels, nothing after 1920."
        ),
        local_path=str(WEIGHTS / "mini-bert-es"),
    ),
)
