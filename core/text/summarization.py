"""Summarising a text in a model's own words ("abstractive"), whole or part by part."""

from dataclasses import dataclass
from typing import Any

from core.errors import UserError
from core.i18n import N_
from core.text import sentences as parts
from core.text.generate import Between, Known, Search, Told, Written, do_nothing, fits, tell_nobody, write_all
from core.text.sentences import Sentence

TASK = "summarization"

USUAL = Search(beams=4, most_tokens=96, no_repeat=3)
"""How is searched where nobody asks for anything else."""


@dataclass(frozen=True)
class Summary:
    """A summary, and what it was put together from: the parts of the text with what was written for each."""

    text: str
    sources: tuple[Sentence, ...]
    written: tuple[Written, ...]

    @property
    def is_cut(self) -> bool:
        """Whether the model would have gone on writing."""
        return any(one.is_cut for one in self.written)

    @property
    def read(self) -> int:
        """How many characters of the text were read, from its beginning; parts that were read whole count whole."""
        return self.sources[-1].start + self.written[-1].read


def summarize(
    tokenizer: Any,  # noqa: ANN401 (transformers' own)
    model: Any,  # noqa: ANN401
    text: str,
    search: Search,
    in_parts: bool = False,
    between: Between = do_nothing,
    told: Told = tell_nobody,
    known: Known | None = None,
) -> Summary:
    """Return a text's summary: of what the model reads at once, or in parts of whole sentences, a summary of each.

    Raises UserError where there is nothing to summarise. Hold a turn; `between` is called between tokens, `told` before
    each part, and `known` is what the model wrote before with this search.
    """
    if not text.strip():
        raise UserError(N_("There is no text to summarise. Write or paste one."))
    prefix = prefix_of(model)
    if in_parts:
        sources = parts.grouped(text, lambda piece: fits(tokenizer, model, prefix + piece))
    else:
        start = len(text) - len(text.lstrip())
        sources = (Sentence(text.strip(), start, start + len(text.strip())),)
    written = write_all(
        tokenizer, model, [source.text for source in sources], search, between, told, known, prefix
    )
    return Summary(" ".join(one.text for one in written), sources, written)


def prefix_of(model: Any) -> str:  # noqa: ANN401
    """Return what a model wants to see before a text that it shall summarise: T5's "summarize: ", mostly nothing."""
    settings = getattr(model.config, "task_specific_params", None) or {}
    return str(settings.get("summarization", {}).get("prefix") or "")


def record(found: Summary) -> dict[str, str]:
    """Return a summary as transformers' pipeline gave it: {"summary_text": …}."""
    return {"summary_text": found.text}
