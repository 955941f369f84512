"""Markdown for the cards of models."""

from collections.abc import Sequence


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
