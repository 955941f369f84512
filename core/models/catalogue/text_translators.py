"""Translators, one a pair of languages."""

from core.i18n import N_
from core.models.catalogue.row import WEIGHTS, ModelRow

_OPUS = N_("OPUS: pairs of sentences from subtitles, the European Parliament, the web and more")


def _opus(source: str, target: str, title: str, why: str, size: int = 312_000_000) -> ModelRow:
    """Return the row of one of Helsinki-NLP's translators; its file has four bytes a parameter."""
    return ModelRow(
        name=f"opus-mt-{source}-{target}",
        title=title,
        hub_id=f"Helsinki-NLP/opus-mt-{source}-{target}",
        tasks=("translation", "tokenizer"),
        domain="text",
        languages=(source, target),
        library="transformers",
        parameters=size // 4_000_000 * 1_000_000,
        download_bytes=size,
        licence="Apache-2.0",
        trained_on=_OPUS,
        why=why,
    )


TRANSLATORS: tuple[ModelRow, ...] = (
    _opus("es", "en", "OPUS-MT es → en", N_("The course's translator from Spanish into English (Marian).")),
    _opus("en", "es", "OPUS-MT en → es", N_("The way back, from English into Spanish.")),
    _opus("es", "fr", "OPUS-MT es → fr", N_("From Spanish into French.")),
    _opus("es", "de", "OPUS-MT es → de", N_("From Spanish into German.")),
    _opus("es", "ca", "OPUS-MT es → ca", N_("From Spanish into Catalan.")),
    _opus("es", "eu", "OPUS-MT es → eu", N_("From Spanish into Basque.")),
    ModelRow(
        name="mini-es-en",
        title="Mini es-en",
        hub_id="",
        tasks=("translation", "tokenizer"),
        domain="text",
        languages=("es", "en"),
        library="transformers",
        parameters=6_587_648,
        licence="AGPL-3.0",
        trained_on=N_("114,000 pairs of short sentences (Tatoeba)"),
        why=N_(
            "A small translator that ships with the app and needs no network: it knows short everyday sentences."
        ),
        local_path=str(WEIGHTS / "mini-es-en"),
    ),
)
