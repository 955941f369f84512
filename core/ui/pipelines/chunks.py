"""Chunk batching: one input that becomes several runs of the network, seen on a run."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.library.pipeline_chunks import TASKS, Chunked, run_in_chunks
from core.library.pipeline_run import pipeline_kind
from core.library.pipelines import pipeline_tasks
from core.models import loader
from core.models.loaded import LoadedModel
from core.printable import printable_line
from core.ui.frame.status import status_line
from core.ui.inputs.address import bound_number
from core.ui.inputs.text_input import Example, choose_text
from core.ui.pipelines.choices import Tried, choose_labels
from core.ui.pipelines.result import limit_of

_EXAMPLES = (
    Example(
        "nobel",
        "Gabriel García Márquez nació en Aracataca en 1927 y fue criado por sus abuelos. Estudió Derecho en Bogotá, "
        "pero lo dejó por el periodismo y trabajó en Barranquilla, en Roma y en París. En México escribió Cien años de "
        "soledad, que se publicó en Buenos Aires en 1967 y se ha traducido a más de cuarenta lenguas. En 1982 ganó el "
        "premio Nobel de Literatura. Murió en Ciudad de México en 2014.",
    ),
)
_LEAST_WINDOW, _MOST_WINDOW, _USUAL_WINDOW = 16, 128, 48
_USUAL_STRIDE = 8
_KEPT = "pipelines.chunked"
_LONGEST_SHOWN = 300


@dataclass(frozen=True)
class _Cut:
    """How a text is cut: chunks at once, tokens of a window and how many of them neighbours share, or labels."""

    batch_size: int
    window: int = _USUAL_WINDOW
    stride: int = _USUAL_STRIDE
    labels: tuple[str, ...] = ()


def show_chunks(tried: Tried | None) -> None:
    """Draw the folded part on pipelines that cut their input, with a run of the model that is tried."""
    title = _("Chunk batching: one text, several runs of the network")
    with st.expander(title, icon=":material/splitscreen:", key="pipelines.chunks", on_change="rerun") as fold:
        if fold.open:
            _chunks(tried)


def _chunks(tried: Tried | None) -> None:
    cutting = [f"`{task.name}`" for task in pipeline_tasks() if task.in_chunks]
    st.markdown(
        _(
            "Some pipelines cut one input into **chunks**, run the network on each, and put the answers together "
            "again: {names} (their classes are `ChunkPipeline`s). A long text becomes windows that overlap, a text "
            "with labels one pair a label. `batch_size` counts chunks there, not inputs."
        ).format(names=", ".join(cutting))
    )
    can = tried is not None and tried.call.task in TASKS
    if not can:
        st.info(
            _(
                "Choose the task token-classification or zero-shot-classification above to see it on a text. The first "
                "one has a model that needs no network connection."
            ),
            icon=":material/arrow_upward:",
        )
    text = choose_text("pipelines_chunked", _EXAMPLES)
    cut = _choose_cut(is_pairs=tried is not None and tried.call.task == "zero-shot-classification")
    pressed = st.button(_("Run it in chunks"), key="pipelines.cut", disabled=not can or text is None)
    if pressed and tried and text:
        _run(tried, text.content, cut)
    kept: tuple[object, Chunked] | None = st.session_state.get(_KEPT)
    if kept:
        if not (tried and text) or kept[0] != (tried.row, text.content, cut):
            st.caption(_("This is from before the last change: run it again."))
        _show(kept[1])


def _choose_cut(*, is_pairs: bool) -> _Cut:
    """Draw how the text is cut: into pairs with labels, or into windows."""
    left, middle, right = st.columns(3)
    batch_size = left.number_input(
        "batch_size", 1, 16, 4, key="chunk_batch_size", bind=bound_number("chunk_batch_size", 1, 16)
    )
    if is_pairs:
        return _Cut(int(batch_size), labels=choose_labels("chunk_labels"))
    window = middle.number_input(
        _("Tokens of a window"),
        _LEAST_WINDOW,
        _MOST_WINDOW,
        _USUAL_WINDOW,
        key="chunk_window",
        bind=bound_number("chunk_window", _LEAST_WINDOW, _MOST_WINDOW),
        help=_("Usually as many as the model reads; here fewer, so that a short text shows it."),
    )
    stride = right.number_input(
        "stride",
        0,
        _MOST_WINDOW,
        _USUAL_STRIDE,
        key="chunk_stride",
        bind=bound_number("chunk_stride", 0, _MOST_WINDOW),
        help=_("How many tokens neighbouring windows share."),
    )
    return _Cut(int(batch_size), int(window), int(stride))


def _run(tried: Tried, text: str, cut: _Cut) -> None:
    """Run the pipeline that is tried on a text, and keep how it was cut."""

    def work(loaded: LoadedModel) -> Chunked:
        window = min(cut.window, limit_of(loaded) or cut.window)
        return run_in_chunks(
            loaded, text, cut.batch_size, stride=cut.stride, labels=cut.labels, window=window
        )

    kind = pipeline_kind(tried.call.task, tried.call.dtype)
    with status_line() as notify:
        chunked = loader.answer(tried.row, work, tried.call.device, notify, kind)
    st.session_state[_KEPT] = ((tried.row, text, cut), chunked)


def _show(chunked: Chunked) -> None:
    st.markdown(
        _("**1 text → {chunks} chunks → {calls} calls of the network → {answers} answers.**").format(
            chunks=len(chunked.chunks), calls=len(chunked.calls), answers=decimal(chunked.answers, 0)
        )
    )
    shapes = ", ".join(f"`[{', '.join(map(str, shape))}]`" for shape in chunked.calls)
    st.markdown(
        _("What the network was given, call by call, as [chunks, tokens]: {shapes}").format(shapes=shapes)
    )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Chunk"): number,
                    _("Tokens"): chunk.tokens,
                    _("What the network reads"): printable_line(chunk.text, _LONGEST_SHOWN),
                }
                for number, chunk in enumerate(chunked.chunks, start=1)
            ]
        ),
        hide_index=True,
        alt=_("The chunks of the text"),
    )
