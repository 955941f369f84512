"""The line of code that is tried, and what its pipeline answers."""

from collections.abc import Hashable

import streamlit as st

from core.i18n import _, milliseconds
from core.library.pipeline_run import Ran, as_json, calling_line, making_line, pipeline_kind, run
from core.models import loader
from core.models.loaded import LoadedModel, unable_words
from core.printable import printable_line
from core.text.tokens import token_limit
from core.ui.frame.code import show_code
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.out_of_reach import invitation
from core.ui.pipelines.choices import Tried

_LONGEST_SHOWN = 400
_MOST_SHOWN = 30


def show_lines(tried: Tried) -> None:
    """Draw the two lines of code that are run."""
    show_code(f"{making_line(tried.row, tried.call)}\n{calling_line(tried.call)}")


def run_tried(tried: Tried) -> None:
    """Run what is chosen, unless that was done in this visit, and keep the answers. Raises UserError."""
    if answers.kept_answer(_key(tried)) is not None:
        return

    def work(loaded: LoadedModel) -> tuple[Ran, str]:
        return run(loaded, tried.texts, tried.call, limit_of(loaded)), loaded.unable

    with status_line() as notify:
        ran, unable = loader.answer(
            tried.row, work, tried.call.device, notify, pipeline_kind(tried.call.task, tried.call.dtype)
        )
    if unable:
        st.caption(plain(unable_words(tried.row.title, unable)))
    answers.keep_answer(_key(tried), ran, sum(len(as_json(answer)) for answer in ran.answers))


def limit_of(loaded: LoadedModel) -> int | None:
    """Return the most tokens that the model of a loaded pipeline reads at once, None for any number."""
    return token_limit(loaded.model.tokenizer, loaded.model.model.config.to_dict())


def show_answers(tried: Tried) -> None:
    """Draw what was answered to what is chosen; an invitation where nothing was yet."""
    ran: Ran | None = answers.kept_answer(_key(tried))
    if ran is None:
        words = _("Press the button: these two lines run here, and their answer appears just as it comes.")
        st.caption(invitation([tried.row], tried.call.task, words))
        return
    for text, answer in zip(tried.texts, ran.answers, strict=True):
        st.markdown(f"> {plain(printable_line(text, _LONGEST_SHOWN))}")
        few = answer[:_MOST_SHOWN] if isinstance(answer, list) else answer
        show_code(as_json(few))
        if few != answer:
            st.caption(
                _("The first {n} of {all}; the file has them all.").format(n=len(few), all=len(answer))
            )
    st.caption(
        _("{time} for {n} texts in one call (one run; a model's first one takes longer)").format(
            time=milliseconds(ran.ms), n=len(tried.texts)
        )
        if len(tried.texts) > 1
        else _("{time} (one run; a model's first one takes longer)").format(time=milliseconds(ran.ms))
    )
    downloads(
        Download(
            "JSON", as_json(list(ran.answers)), "answers.json", "application/json", ":material/data_object:"
        )
    )


def _key(tried: Tried) -> Hashable:
    return "pipelines", tried
