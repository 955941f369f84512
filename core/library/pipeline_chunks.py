"""Chunk batching: how one input becomes several runs of the network, seen on a run.

Some pipelines (transformers' ChunkPipeline) cut one input into chunks: token-classification a long text into windows
that overlap, zero-shot-classification a text into one pair a label. Batches are made of chunks then, not of inputs.
Scope: the chunks of one text and the calls of the network, as the pipeline itself makes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import UserError
from core.i18n import N_
from core.library.pipeline_run import check_labels, check_padding
from core.models.loaded import LoadedModel

TASKS = ("token-classification", "zero-shot-classification")
"""The tasks on texts whose pipelines cut their input."""

MOST_CHUNKS = 64
"""More would keep others waiting."""


@dataclass(frozen=True)
class Chunk:
    """One chunk: what the network reads of the text, and of how many tokens it is."""

    text: str
    tokens: int


@dataclass(frozen=True)
class Chunked:
    """One text that went through a pipeline: its chunks, the shape [chunks, tokens] of each call of the network, and
    how many answers came out of it."""

    chunks: tuple[Chunk, ...]
    calls: tuple[tuple[int, ...], ...]
    answers: int


def run_in_chunks(
    loaded: LoadedModel,
    text: str,
    batch_size: int,
    *,
    stride: int = 0,
    labels: Sequence[str] = (),
    window: int = 0,
) -> Chunked:
    """Return how a loaded pipeline of one of TASKS works on a text.

    Token classification reads windows of `window` tokens, of which neighbours share `stride`; zero-shot classification
    pairs the text with each of `labels`. Hold a turn. Raises UserError where windows share more than they have, the
    text makes too many, or there are no labels.
    """
    pipe = loaded.model
    check_padding(loaded, batch_size)
    if loaded.kind.hub_task == "zero-shot-classification":
        check_labels(labels)
        return _watched(pipe, text, batch_size, {"candidate_labels": list(labels)})
    if not pipe.tokenizer.is_fast:
        raise UserError(
            N_("{name} has a tokenizer that cannot cut texts into windows. Choose another model."),
            name=loaded.row.title,
        )
    _check_stride(stride, window)
    before = pipe.tokenizer.model_max_length
    pipe.tokenizer.model_max_length = window
    try:
        return _watched(pipe, text, batch_size, {"stride": stride, "aggregation_strategy": "simple"})
    finally:
        pipe.tokenizer.model_max_length = before


def _watched(pipe: Any, text: str, batch_size: int, arguments: dict[str, Any]) -> Chunked:  # noqa: ANN401
    """Return how a pipeline works on a text: its chunks, and the calls of its network while it runs."""
    chunks = chunks_of(pipe, text, arguments)
    if len(chunks) > MOST_CHUNKS:
        raise UserError(
            N_("This makes {n} chunks; at most {most} are run here. Take a shorter text or longer windows."),
            n=len(chunks),
            most=MOST_CHUNKS,
        )
    shapes: list[tuple[int, ...]] = []

    def note(_module: object, _args: object, given: dict[str, Any]) -> None:
        shapes.append(tuple(given["input_ids"].shape))

    watching = pipe.model.register_forward_pre_hook(note, with_kwargs=True)
    try:
        found = pipe(text, batch_size=batch_size, **arguments)
    finally:
        watching.remove()
    return Chunked(chunks, tuple(shapes), len(found["labels"]) if isinstance(found, dict) else len(found))


def chunks_of(pipe: Any, text: str, arguments: dict[str, Any]) -> tuple[Chunk, ...]:  # noqa: ANN401
    """Return the chunks that a pipeline's own first step (preprocess) makes of a text, called with `arguments`."""
    preparing, _forward, _after = pipe._sanitize_parameters(**arguments)
    made = [chunk["input_ids"][0].tolist() for chunk in pipe.preprocess(text, **preparing)]
    return tuple(Chunk(pipe.tokenizer.decode(ids), len(ids)) for ids in made)


def _check_stride(stride: int, window: int) -> None:
    if not 0 <= 2 * stride < window:
        raise UserError(
            N_("Windows of {window} tokens cannot share {stride}: choose less than half of a window."),
            window=window,
            stride=stride,
        )
