"""A continuation as far as it has come, and the files that it becomes: JSON, CSV. Pure."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

from core import spreadsheet
from core.i18n import _, ngettext
from core.text.generation import Candidate, Settings, Step, record


@dataclass(frozen=True)
class Written:
    """What was written behind a text with some settings: its `steps` so far, the last part of which begins with step
    `begun` (from 0). Of the text itself the first `left_out` tokens were not read."""

    settings: Settings
    steps: tuple[Step, ...] = ()
    left_out: int = 0
    begun: int = 0

    @property
    def text(self) -> str:
        """What was written, without the beginning."""
        return self.steps[-1].text if self.steps else ""

    @property
    def tokens(self) -> tuple[int, ...]:
        """The numbers of the tokens that were written."""
        return tuple(step.chosen.token for step in self.steps)

    @property
    def is_ended(self) -> bool:
        """Tell whether the model ended the text."""
        return bool(self.steps) and self.steps[-1].is_end

    @property
    def is_stopped(self) -> bool:
        """Tell whether there would be more, had nobody stopped it."""
        return not self.is_ended and len(self.steps) < self.settings.most_tokens


@dataclass(frozen=True)
class Line:
    """A text, the name of a model, and what it wrote."""

    text: str
    model: str
    written: Written


def pieces(steps: Sequence[Step]) -> list[str]:
    """Return what each step added to the text, "" where only a part of a letter came; together they are the text."""
    texts = ["", *(step.text for step in steps)]
    # A part of a letter that was shown as a sign of its own gives way to the letter.
    return [after[len(_shared(before, after)) :] for before, after in pairwise(texts)]


def to_json(lines: Sequence[Line]) -> str:
    """Return continuations as JSON text: each with the text, the model, its settings, the tokens that a person chose
    (`step` counts from 0), and the answer as transformers' pipeline gives it."""
    return json.dumps(
        [
            {
                "text": line.text,
                "model": line.model,
                "settings": asdict(line.written.settings),
                "chosen_by_hand": [
                    {"step": number, "token": step.chosen.token}
                    for number, step in enumerate(line.written.steps)
                    if step.by_hand
                ],
                "answer": record(line.text + line.written.text),
            }
            for line in lines
        ],
        ensure_ascii=False,
        indent=2,
    )


def to_csv(lines: Sequence[Line]) -> bytes:
    """Return continuations as a table: a row a token, with its probability (0..1), its chance once the settings are
    applied, and the likeliest ones in its place."""
    titles = [
        _("Model"),
        _("How"),
        _("Number"),
        _("Token"),
        _("Id"),
        _("Probability"),
        _("With the settings"),
        _("Chosen by hand"),
        _("The likeliest ones"),
    ]
    return spreadsheet.to_csv(
        titles,
        [
            [
                line.model,
                how_words(line.written.settings),
                number,
                step.chosen.text,
                step.chosen.token,
                round(step.chosen.probability, 6),
                round(step.chosen.chance, 6),
                _("yes") if step.by_hand else "",
                " | ".join(map(_candidate, step.candidates)),
            ]
            for line in lines
            for number, step in enumerate(line.written.steps, start=1)
        ],
    )


def how_words(settings: Settings) -> str:
    """Return in a word or two how the next token was chosen."""
    return _("sampling, seed {seed}").format(seed=settings.seed) if settings.is_sampled else _("greedy")


def left_out_words(left_out: int) -> str:
    """Return the sentence that says how many of a text's first tokens a model does not read."""
    return ngettext(
        "Text and continuation are more than the model has room for: it does not read the text's first token.",
        "Text and continuation are more than the model has room for: it does not read the text's first {n} tokens.",
        left_out,
    )


def _candidate(one: Candidate) -> str:
    return f"{one.text!r} {one.probability:.4f}"


def _shared(one: str, other: str) -> str:
    """Return the longest beginning that two texts have in common."""
    if other.startswith(one):
        return one
    for place, (first, second) in enumerate(zip(one, other, strict=False)):
        if first != second:
            return one[:place]
    return one[: len(other)]
