"""A pipeline as its line of code makes it: run on texts, and the code that does the same.

Scope: the five tasks on texts that pipeline() still has and that the app has models for.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

from core.errors import UserError
from core.i18n import N_, _
from core.models.catalogue.row import ModelRow
from core.models.code import load_words, pipeline_model
from core.models.kind import Kind
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel
from core.python_code import quoted

TASKS = (
    *("text-classification", "token-classification", "fill-mask"),
    *("text-generation", "zero-shot-classification"),
)
"""The tasks that can be run here."""

WITH_TOP_K = frozenset({"text-classification", "fill-mask"})
"""Those of TASKS whose pipeline gives the best `top_k` answers."""

DTYPES = ("auto", "float32", "bfloat16", "float16")
MOST_TOP_K = 20
MOST_BATCH = 32
NEW_TOKENS = 20
"""How many tokens text-generation adds."""

GAP = "<mask>"
"""What stands in a text where a word is missing, whatever a model calls that."""

_CUT = frozenset({"text-classification", "token-classification", "zero-shot-classification"})
"""Those of TASKS whose pipeline cuts off what a model does not read."""


@dataclass(frozen=True)
class Call:
    """How a pipeline is made and called: its task (one of TASKS), device ("cpu", "cuda", "mps", "xpu"), the type of its
    numbers (one of DTYPES), how many texts at once, how many answers a text, and the labels of
    zero-shot-classification."""

    task: str
    device: str = "cpu"
    dtype: str = "auto"
    batch_size: int = 1
    top_k: int = 3
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Ran:
    """What a pipeline answered: an answer a text, as it gives it, in plain data; and the wall time of the whole call in
    milliseconds."""

    answers: tuple[Any, ...]
    ms: float


def pipeline_kind(task: str, dtype: str = "auto") -> Kind:
    """Return the kind that opens a model of `task` as transformers' pipeline, its weights read as `dtype`."""
    named = "" if dtype == "auto" else dtype
    return replace(KINDS[task], task=f"{task}.pipeline.{dtype}", opening="pipeline", dtype=named)


def run(loaded: LoadedModel, texts: Sequence[str], call: Call, limit: int | None = None) -> Ran:
    """Return what a loaded pipeline (opened for `pipeline_kind`) answers to texts, at least one, in one call.

    A text of fill-mask has GAP in it. Of more than `limit` tokens the first ones are read, where the task can do that.
    Hold a turn. Raises UserError where a text has no gap to fill or too many tokens, there are no labels, or the
    model's tokenizer cannot make texts equally long.
    """
    pipe, given = loaded.model, list(texts)
    check_padding(loaded, call.batch_size)
    if call.task == "zero-shot-classification":
        check_labels(call.labels)
    if call.task == "fill-mask":
        given = [_with_mask(text, pipe.tokenizer.mask_token) for text in texts]
    if limit is not None:
        pipe.tokenizer.model_max_length = limit
        if call.task not in _CUT:
            _check_lengths(pipe.tokenizer, given, limit - NEW_TOKENS * (call.task == "text-generation"))
    start = perf_counter()
    found = pipe(given, **arguments(call))
    ms = 1000 * (perf_counter() - start)
    # A list of one text is answered as one text by some.
    answers = found if isinstance(found, list) and len(found) == len(given) else [found]
    return Ran(tuple(_plain(answer) for answer in answers), ms)


def check_padding(loaded: LoadedModel, batch_size: int) -> None:
    """Raise UserError where a pipeline's tokenizer cannot fill up shorter texts, which a batch needs."""
    if batch_size > 1 and loaded.model.tokenizer.pad_token is None:
        raise UserError(
            N_(
                "{name} has no token to fill up shorter texts with, so its texts cannot go through at once. Choose a "
                "batch size of 1."
            ),
            name=loaded.row.title,
        )


def check_labels(labels: Sequence[str]) -> None:
    """Raise UserError where there are no labels to choose from."""
    if not labels:
        raise UserError(N_("Write at least one label, for example: sports, politics."))


def arguments(call: Call) -> dict[str, Any]:
    """Return the arguments with which a pipeline is called, beside its texts."""
    own: dict[str, dict[str, Any]] = {
        "text-classification": {"top_k": call.top_k, "truncation": True},
        "token-classification": {"aggregation_strategy": "simple"},
        "fill-mask": {"top_k": call.top_k},
        "text-generation": {"max_new_tokens": NEW_TOKENS, "do_sample": False},
        "zero-shot-classification": {"candidate_labels": list(call.labels)},
    }
    return {**own[call.task], "batch_size": call.batch_size}


def script(row: ModelRow, call: Call, texts: Sequence[str]) -> str:
    """Return a Python script that makes the pipeline, calls it and prints each text with its answer.

    It needs transformers and nothing of this app. Its comments are in the language in use.
    """
    lines = ["from transformers import pipeline", "", f"# {load_words(row)}", making_line(row, call)]
    if call.task == "fill-mask":
        own_mask = _("Every model has a mask of its own.")
        lines += ["", f"# {own_mask}", "mask = pipe.tokenizer.mask_token"]
        given = [f"    {_mask_code(text)}," for text in texts]
    else:
        given = [f"    {quoted(text)}," for text in texts]
    lines += ["texts = [", *given, "]", "", calling_line(call)]
    lines += ["for text, answer in zip(texts, answers):", "    print(text, answer)", ""]
    return "\n".join(lines)


def making_line(row: ModelRow, call: Call) -> str:
    """Return the line of code that makes a pipeline."""
    dtype = "" if call.dtype == "auto" else f", dtype={quoted(call.dtype)}"
    return f"pipe = pipeline({quoted(call.task)}, model={pipeline_model(row)}, device={quoted(call.device)}{dtype})"


def calling_line(call: Call) -> str:
    """Return the line of code that calls a pipeline on its texts."""
    given = ", ".join(f"{name}={_literal(value)}" for name, value in arguments(call).items())
    return f"answers = pipe(texts, {given})"


def as_json(answer: object) -> str:
    """Return an answer as JSON, an entry a line."""
    if isinstance(answer, list):
        return "[\n" + ",\n".join(f"  {json.dumps(entry, ensure_ascii=False)}" for entry in answer) + "\n]"
    return json.dumps(answer, ensure_ascii=False, indent=2)


def _with_mask(text: str, mask: str | None) -> str:
    if GAP not in text or not mask:
        raise UserError(N_("There is no gap in “{text}”. Write <mask> where a word is missing."), text=text)
    return text.replace(GAP, mask)


def _check_lengths(tokenizer: Any, texts: Sequence[str], limit: int) -> None:  # noqa: ANN401 (transformers' own)
    longest = max(len(ids) for ids in tokenizer(list(texts), truncation=False)["input_ids"])
    if longest > limit:
        raise UserError(
            N_("A text has {n} tokens, and this pipeline takes {limit} at the most. Make it shorter."),
            n=longest,
            limit=limit,
        )


def _mask_code(text: str) -> str:
    words = [word for part in text.split(GAP) for word in (quoted(part) if part else "", "mask")]
    return " + ".join(filter(None, words[:-1]))


def _literal(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | str) else repr(value)


def _plain(value: Any) -> Any:  # noqa: ANN401 (whatever a pipeline answers)
    """Return an answer without numpy's numbers."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str | int | float | bool) or value is None:
        return round(value, 4) if isinstance(value, float) else value
    return _plain(value.item()) if hasattr(value, "item") else str(value)
