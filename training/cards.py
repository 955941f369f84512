"""What the cards of models have in common: the Hub's header, the licence, and Markdown."""

from collections.abc import Sequence
from typing import Any

from huggingface_hub import EvalResult, ModelCardData

NOT_REPEATED = ("run again", "not from start to end since these weights were made")
"""The row of a recipe that was changed after its weights were made, or that made them in several runs."""

LICENCE = (
    "The weights are part of MiraLab and under its licence, AGPL-3.0. The drawings are not part of them; their "
    "licence, CC BY 4.0, is named above with its credit, which has to stay with the weights."
)

SOURCE = (
    "the [Quick, Draw! dataset](https://github.com/googlecreativelab/quickdraw-dataset) by Google, licensed under "
    "[CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). What was changed: a part of the drawings was selected"
)
"""Where the drawings come from, as their licence wants it said; what else was changed has to follow."""


def header(
    title: str,
    task: str,
    data_set: tuple[str, str],
    metric: str,
    figures: Sequence[tuple[str, float]],
    **more: Any,  # noqa: ANN401 (the Hub's own)
) -> str:
    """Return the header that the Hub reads, for a model of the Hub's task `task`.

    `data_set` is the type and the name of what it was measured on, `metric` the Hub's name of the `figures`, which have
    a name and a value; `more` goes to ModelCardData.
    """
    results = [
        EvalResult(
            task_type=task,
            dataset_type=data_set[0],
            dataset_name=data_set[1],
            metric_type=metric,
            metric_name=name,
            metric_value=value,
        )
        for name, value in figures
    ]
    data = ModelCardData(
        license="agpl-3.0",
        datasets=["google/quickdraw"],
        pipeline_tag=task,
        model_name=title,
        eval_results=results,
        **more,
    )
    return f"---\n{data.to_yaml()}\n---"


def percent(share: float) -> str:
    """Return a share of 0 to 1 as "61.5 %"."""
    return f"{100 * share:.1f} %"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table with a head, one line a row."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def folded(title: str, text: str) -> str:
    """Return text under a title that opens when it is clicked."""
    return f"<details><summary>{title}</summary>\n\n{text}\n\n</details>"
