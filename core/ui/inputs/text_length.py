"""How long a text is for a model: its tokens against the most that the model reads, and what of it is cut."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from core.i18n import _, decimal, ngettext
from core.models import files, loader, weights
from core.models.catalogue.row import ModelRow
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel
from core.text.border import Text
from core.text.sources import unread_words
from core.text.tokens import Fit, fit_of, token_limit, tokens_of
from core.ui.frame.markdown import plain
from core.ui.inputs import answers
from core.ui.inputs.thumbnails import small

_MOST_SHOWN = 2000


def show_length(text: Text, row: ModelRow, task: str) -> Fit | None:
    """Draw how many tokens a text is for a model that is chosen for `task`, and the part that it does not read.

    Returns that too; None where the model is not on this machine yet, so that nobody knows.
    """
    fit = length_of(text, row, task)
    if fit is None:
        small(_("Tokens are counted once the model is on this machine."))
        return None
    count = decimal(fit.tokens, 0)
    if fit.limit is None:
        small(_("{n} tokens; this model has no limit of its own").format(n=count))
    else:
        small(_("{n} tokens of {limit} that the model reads").format(n=count, limit=decimal(fit.limit, 0)))
    if fit.is_cut:
        say_cut(text, fit)
    return fit


def show_lengths(
    texts: Sequence[Text],
    rows: Sequence[ModelRow],
    task: str,
    as_read: Callable[[Text, ModelRow], Text] = lambda text, _row: text,
) -> None:
    """Draw, for each model that is chosen for `task`, how long a text is for it; of several texts, how many it does not
    read whole. `as_read` says what a model gets of a text."""
    for row in rows:
        read = [as_read(text, row) for text in texts]
        if len(read) == 1:
            if len(rows) > 1:
                small(f"**{plain(row.title)}**")
            show_length(read[0], row, task)
            continue
        cut = [text for text in read if (fit := length_of(text, row, task)) and fit.is_cut]
        if cut:
            st.warning(
                ngettext(
                    "One text has more tokens than {{model}} reads: its end is cut off.",
                    "{n} texts have more tokens than {{model}} reads: their ends are cut off.",
                    len(cut),
                ).format(model=plain(row.title)),
                icon=":material/content_cut:",
            )


def say_cut(text: Text, fit: Fit) -> None:
    """Draw what of a text a model does not read."""
    rest = text.content[fit.characters :].strip()
    st.warning(unread_words(text, fit), icon=":material/content_cut:")
    with st.expander(_("What the model does not read"), icon=":material/visibility_off:"):
        st.text(rest if len(rest) <= _MOST_SHOWN else f"{rest[:_MOST_SHOWN]}…")


def length_of(text: Text, row: ModelRow, task: str) -> Fit | None:
    """Return how a text fits a model, None where its files are not on this machine; what was counted once is kept."""
    key = ("text_length", text.digest, row)
    fit: Fit | None = answers.kept_answer(key)
    if fit is None:
        loaded = tokenizer_here(row, task)
        if loaded is None:
            return None
        limit = token_limit(loaded.model, weights.read_json(loaded.path / "config.json"))
        fit = fit_of(tokens_of(loaded.model, text.content), limit, text.content)
        answers.keep_answer(key, fit, 200)
    return fit


def tokenizer_here(row: ModelRow, task: str) -> LoadedModel | None:
    """Return the tokenizer of a model that is chosen for `task`, without the model: it is there at once. None where its
    files are not on this machine."""
    kind = replace(KINDS[task], task=f"{task}.tokenizer", opening="tokenizer")
    return None if files.cached(row, kind) is None else loader.load(row, "cpu", kind=kind)
