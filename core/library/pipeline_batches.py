"""What batches are worth here: a pipeline timed at several batch sizes, on texts of one length and of many.

The protocol is that of every timing in the app: each case is warmed up; then the cases take turns, round by round, and
who begins changes from round to round, so that a machine that slows down slows all of them alike. Each run is alone:
other visitors' pages and models wait. A run goes through all texts; the median of its rounds counts. It ends in
MOST_SECONDS, or with the first round where that takes longer. Scope: cases, texts and times; nothing is drawn.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Literal

from core.errors import UserError
from core.i18n import N_
from core.load import Load, LoadMeter
from core.models.loaded import LoadedModel, Notify, ignore
from core.models.loader import in_turn

SIZES = (1, 2, 4, 8, 16)
WAYS_SIZE = 4
"""The batch size at which the ways to hand over texts are timed."""

MOST_TEXTS, FEWEST_TEXTS = 32, 16
ROUNDS = 5
MOST_SECONDS = 45.0

_SHORT, _LONG, _EVERY = 4, 52, 4
"""Words of a short and of a long text, and that every fourth one is long: 16 in the mean."""

_WORDS = [
    "la",
    "casa",
    "del",
    "pueblo",
    "tiene",
    "un",
    "jardín",
    "grande",
    "donde",
    "juegan",
    "los",
    "niños",
    "por",
    "la",
    "tarde",
    "cuando",
    "no",
    "hay",
    "escuela",
]

Texts = Literal["alike", "mixed", "sorted"]
"""Texts of one length; as many words in all, in texts of very different length; the same, in the order of length."""

Way = Literal["list", "generator", "data set", "one by one"]
"""How texts are handed over: a list; a generator; a data set of torch; or a call each."""


@dataclass(frozen=True)
class Case:
    """One thing that is timed: texts, how they are handed over, and how many go through the network at once."""

    texts: Texts
    way: Way
    batch_size: int


@dataclass(frozen=True)
class Timed:
    """What was measured so far: the cases, for each the milliseconds of its rounds (each a run over all texts), how
    many texts that were, what others used of the processor meanwhile, and whether it is over."""

    cases: tuple[Case, ...]
    rounds: tuple[tuple[float, ...], ...]
    texts: int
    others: Load
    is_over: bool


CASES = (
    *(Case(texts, "list", size) for texts in ("alike", "mixed", "sorted") for size in SIZES),
    *(Case("alike", way, WAYS_SIZE) for way in ("generator", "data set", "one by one")),
)


def texts_of(kind: Texts, number: int) -> list[str]:
    """Return `number` texts (a multiple of four) of about 16 words in the mean."""
    lengths = [_LONG if place % _EVERY == 0 else _SHORT for place in range(number)]
    if kind == "alike":
        lengths = [sum(lengths) // number] * number
    elif kind == "sorted":
        lengths.sort()
    return [_text(place, length) for place, length in enumerate(lengths)]


def padding_share(lengths: Sequence[int], batch_size: int) -> float:
    """Return which share (0..1) of what a network is given is padding, where texts of so many tokens go through
    `batch_size` at once, each batch filled up to its longest."""
    batches = [lengths[start : start + batch_size] for start in range(0, len(lengths), batch_size)]
    cells = sum(len(batch) * max(batch) for batch in batches)
    return 1 - sum(lengths) / cells if cells else 0.0


def token_lengths(tokenizer: Any, texts: Sequence[str]) -> list[int]:  # noqa: ANN401 (transformers' own)
    """Return how many tokens each text is, with those that the tokenizer adds."""
    return [len(ids) for ids in tokenizer(list(texts), truncation=True)["input_ids"]]


def measure(
    loaded: LoadedModel,
    arguments: dict[str, Any],
    notify: Notify = ignore,
    clock: Callable[[], float] = perf_counter,
    seconds: float = MOST_SECONDS,
) -> Iterator[Timed]:
    """Time a loaded pipeline (a model of text-classification or token-classification) and yield what is known after
    each round of all cases; whoever stops keeps the rounds that are finished.

    `arguments` are those of the call beside texts and batch size; `clock` counts seconds. Whatever comes first ends it:
    ROUNDS, or `seconds`. How many texts there are depends on how long the first ones take; UserError where the fewest
    would take too long.
    """
    pipe = loaded.model
    number = _how_many(loaded, arguments, notify, clock, seconds)
    texts = {kind: texts_of(kind, number) for kind in ("alike", "mixed", "sorted")}
    for case in CASES:
        with in_turn(notify, "measure"):
            _run(pipe, case, texts[case.texts][:WAYS_SIZE], arguments)
    rounds: list[list[float]] = [[] for _case in CASES]
    others, began = LoadMeter(), clock()
    for number_of_round in range(ROUNDS):
        first = number_of_round * len(CASES) // ROUNDS
        times = [0.0] * len(CASES)
        for place in (*range(first, len(CASES)), *range(first)):
            if number_of_round and clock() - began > seconds:
                yield _so_far(rounds, number, others, is_over=True)
                return
            case = CASES[place]
            with in_turn(notify, "measure") as turn:
                if turn.after_others:
                    # A run finds the processor as the one before left it.
                    _run(pipe, case, texts[case.texts][:WAYS_SIZE], arguments)
                with others.running():
                    start = clock()
                    _run(pipe, case, texts[case.texts], arguments)
                    times[place] = 1000 * (clock() - start)
        for place, ms in enumerate(times):
            rounds[place].append(ms)
        yield _so_far(rounds, number, others, is_over=number_of_round == ROUNDS - 1)


def _so_far(rounds: Sequence[Sequence[float]], texts: int, others: LoadMeter, *, is_over: bool) -> Timed:
    return Timed(CASES, tuple(map(tuple, rounds)), texts, others.load(), is_over)


def _how_many(
    loaded: LoadedModel,
    arguments: dict[str, Any],
    notify: Notify,
    clock: Callable[[], float],
    seconds: float,
) -> int:
    """Return how many texts let three rounds end in time, as far as one run of a few of them says, a multiple of
    four."""
    pipe, few = loaded.model, texts_of("alike", _EVERY)
    with in_turn(notify, "measure"):
        _run(pipe, Case("alike", "list", 1), few, arguments)
        start = clock()
        _run(pipe, Case("alike", "list", 1), few, arguments)
        each = (clock() - start) / len(few)
    if each * FEWEST_TEXTS * len(CASES) > 3 * seconds:
        raise UserError(
            N_("{name} takes too long for this: others would wait for minutes. Choose a smaller model."),
            name=loaded.row.title,
        )
    fitting = int(seconds / 3 / len(CASES) / max(each, 1e-6))
    return max(FEWEST_TEXTS, min(MOST_TEXTS, fitting)) // _EVERY * _EVERY


def _run(pipe: Any, case: Case, texts: list[str], arguments: dict[str, Any]) -> None:  # noqa: ANN401
    if case.way == "one by one":
        for text in texts:
            pipe(text, **arguments)
        return
    for _answer in pipe(handed_over(case.way, texts), batch_size=case.batch_size, **arguments):
        pass


def handed_over(way: Way, texts: list[str]) -> Any:  # noqa: ANN401 (what a pipeline takes)
    """Return texts as a pipeline takes them: a list, a generator, or a data set of torch."""
    if way == "generator":
        return (text for text in texts)
    if way == "data set":
        from torch.utils.data import Dataset

        class Lines(Dataset[str]):
            def __len__(self) -> int:
                return len(texts)

            def __getitem__(self, place: int) -> str:
                return texts[place]

        return Lines()
    return texts


def _text(place: int, words: int) -> str:
    return " ".join(_WORDS[(place + number) % len(_WORDS)] for number in range(words))
