"""Having a model write a text from a text: how it searches, and how it is asked; for translation and summaries."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Protocol, TypeVar

import streamlit as st

from core.i18n import _, decimal
from core.models.loaded import LoadedModel
from core.text import written
from core.text.border import Text
from core.text.generate import Between, Known, Search, Told, Written
from core.turns import in_turn
from core.ui.inputs import answers
from core.ui.inputs.address import bound_number
from core.ui.inputs.text_answers import Question
from core.ui.inputs.thumbnails import small

MOST_BEAMS = 8
_MOST_RUN = 6
_SECONDS_BETWEEN = 0.5

T = TypeVar("T", bound=written.Whole, covariant=True)


@dataclass(frozen=True)
class Manner:
    """How a text is written: how is searched, and whether the source goes in part by part."""

    search: Search
    in_parts: bool


class Work(Protocol[T]):
    """How a loaded model writes: core.text.translation's `translate`, core.text.summarization's `summarize`."""

    def __call__(
        self,
        tokenizer: object,
        model: object,
        text: str,
        search: Search,
        in_parts: bool,
        /,
        *,
        between: Between,
        told: Told,
        known: Known | None,
    ) -> T:
        """Return what is written."""


def choose_search(key: str, usual: Search, *, least: int, most: int, with_run: bool) -> Search:
    """Draw how the next words are searched for, each number with what it means, and return it.

    It begins with `usual`; from `least` to `most` tokens are written at the most, and `with_run` lets the visitor say
    that no run of tokens comes twice. The numbers stand in the address as `KEY_beams` and the like.
    """
    with st.expander(_("How it searches for words"), icon=":material/tune:", key=f"{key}.search"):
        beams = _number(f"{key}_beams", _("Beams"), 1, MOST_BEAMS, usual.beams)
        small(beams_words(beams))
        tokens = _number(f"{key}_tokens", _("Longest answer, in tokens"), least, most, usual.most_tokens)
        small(
            _(
                "A token is a word or a piece of one. The model ends where it holds the text to be complete; where it "
                "has not by then, the answer is cut off, and that is said."
            )
        )
        run = usual.no_repeat
        if with_run:
            run = _number(
                f"{key}_run", _("No run of so many tokens comes twice"), 0, _MOST_RUN, usual.no_repeat
            )
            small(
                _("At 0 anything may come again: small models go round in circles.")
                if run == 0
                else _(
                    "It keeps a model from going round in circles, and forbids it to repeat a long name, too."
                )
            )
    return Search(beams, tokens, run)


def beams_words(beams: int) -> str:
    """Return what so many beams mean."""
    if beams == 1:
        return _(
            "Greedy: at every step the likeliest token is taken. Fast, but what began badly stays like that."
        )
    return _(
        "At every step the {n} best beginnings are kept, and of the whole texts the likeliest wins: about {n} times "
        "the work."
    ).format(n=beams)


def question_of(task: str, manner: Manner, work: Work[T]) -> Question[T]:
    """Return what a page asks of a text: that it is written in a manner, with its progress drawn."""

    def ask(loaded: LoadedModel, text: Text) -> T:
        model = loaded.model
        known = _Kept((task, "part", manner.search, loaded.row))
        place = st.empty()
        with in_turn("run") as turn:
            progress = _Progress(place.progress, turn.give_way)
            found = work(
                model.processor,
                model.model,
                text.content,
                manner.search,
                manner.in_parts,
                between=progress.token,
                told=progress.part,
                known=known,
            )
        place.empty()
        return found

    return Question(task, ask, written.size, manner)


class _Kept:
    """What a model wrote of each part of a text, among the answers of the visit: whoever stops goes on from there."""

    def __init__(self, key: Hashable) -> None:
        self._key = key

    def get(self, source: str, /) -> Written | None:
        """Return what was written for a part, None where nothing is kept."""
        one: Written | None = answers.kept_answer((self._key, source))
        return one

    def __setitem__(self, source: str, one: Written, /) -> None:
        """Keep what was written for a part."""
        answers.keep_answer((self._key, source), one, 2 * (len(source) + len(one.text)) + 300)


class _Progress:
    """Draws how far the writing is and lets others have their turn between two tokens.

    To draw is also what ends the work of a visitor who has left or pressed something else.
    """

    def __init__(self, draw: Callable[[float, str], object], give_way: Callable[[], None]) -> None:
        self._draw, self._give_way = draw, give_way
        self._done, self._of, self._tokens, self._said = 0, 1, 0, 0.0

    def part(self, done: int, of: int) -> None:
        """Is told before each part how many are done, and of how many."""
        self._done, self._of, self._tokens = done, of, 0
        self._say()

    def token(self) -> None:
        """Is told between two tokens."""
        self._tokens += 1
        self._say()
        self._give_way()

    def _say(self) -> None:
        if monotonic() - self._said < _SECONDS_BETWEEN:
            return
        self._said = monotonic()
        words = _("{n} tokens written").format(n=decimal(self._tokens, 0))
        if self._of > 1:
            part = _("Part {n} of {all} of the text").format(
                n=decimal(self._done + 1, 0), all=decimal(self._of, 0)
            )
            words = f"{part} · {words}"
        self._draw(self._done / self._of, words)


def _number(key: str, label: str, least: int, most: int, usual: int) -> int:
    return st.slider(
        label, least, most, usual, key=key, bind=bound_number(key, least, most), persist_state="session"
    )
