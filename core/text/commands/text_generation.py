"""Text generation in the terminal, for core.command: texts in, each with its continuation out."""

import argparse
from typing import Any

from core.errors import UserError
from core.i18n import N_, _
from core.models.loaded import LoadedModel
from core.models.loader import in_turn
from core.terminal import whole_number_in
from core.text.border import Text
from core.text.generation import Settings, beginning, go_on, record
from core.text.sources import TEXTS, cut_words, text_at
from core.text.writing import left_out_words

SUMMARY = N_("Goes on with texts.")
INPUT_HELP = TEXTS

_USUAL = Settings()
_MOST_SEED = 2**32 - 1


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add the options that say how the next token is chosen."""
    options.add_argument(
        "--max-new-tokens",
        default=str(_USUAL.most_tokens),
        help=_("How many tokens are written at the most. Default: {n}.").format(n=_USUAL.most_tokens),
    )
    options.add_argument("--seed", default="0", help=_("The same seed writes the same text. Default: 0."))
    options.add_argument(
        "--temperature",
        default="1",
        help=_("Below 1 the likely tokens get likelier, above 1 the others do. Default: 1."),
    )
    options.add_argument(
        "--top-k",
        default=str(_USUAL.top_k),
        help=_("Only so many of the likeliest tokens may come next; 0 = all. Default: {n}.").format(
            n=_USUAL.top_k
        ),
    )
    options.add_argument(
        "--top-p",
        default="1",
        help=_("Only the likeliest tokens that have this probability together may come next. Default: 1."),
    )
    options.add_argument(
        "--repetition-penalty",
        default="1",
        help=_("Above 1, tokens that were there already get less likely. Default: 1."),
    )
    options.add_argument(
        "--greedy",
        action="store_true",
        help=_("Always take the likeliest token: seed, temperature, top-k and top-p play no part."),
    )


def options_in(given: argparse.Namespace) -> Settings:
    """Return how the next token is chosen."""
    return Settings(
        is_sampled=not given.greedy,
        seed=whole_number_in("--seed", given.seed, 0, _MOST_SEED),
        temperature=_number_in("--temperature", given.temperature, 0.01, 100),
        top_k=whole_number_in("--top-k", given.top_k, 0, 1_000_000),
        top_p=_number_in("--top-p", given.top_p, 0.01, 1),
        repetition_penalty=_number_in("--repetition-penalty", given.repetition_penalty, 0.1, 10),
        most_tokens=whole_number_in("--max-new-tokens", given.max_new_tokens, 1, 100_000),
    )


def said(_loaded: LoadedModel, text: Text) -> str:
    """Return what of a text was too long for the app; what is for the model depends on the options, and is said with
    the answer."""
    return cut_words(text) if text.cut_from else ""


def read(source: str) -> Text:
    """Return the text that was typed, or that of a file."""
    return text_at(source)


def answer(loaded: LoadedModel, text: Text, settings: Settings) -> dict[str, Any]:
    """Return the text with its continuation, as transformers' pipeline gives it, and, where the model does not read the
    beginning of the text, how many tokens that are."""
    tokenizer, model = loaded.model.processor, loaded.model.model
    with in_turn() as turn:
        left_out = beginning(tokenizer, model, text.content, settings.most_tokens).left_out
        whole = go_on(tokenizer, model, text.content, settings, between=turn.give_way)
    return {**record(whole), **({"left_out_tokens": left_out} if left_out else {})}


def lines(found: dict[str, Any]) -> list[str]:
    """Return the lines of the text, and what of it was not read."""
    left_out = found.get("left_out_tokens")
    return [*found["generated_text"].splitlines(), *([left_out_words(left_out)] if left_out else [])]


def files(_text: Text, _found: dict[str, Any]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}


def _number_in(option: str, text: str, least: float, most: float) -> float:
    """Return the number that a person typed behind an option, or raise UserError."""
    try:
        value = float(text)
    except ValueError:
        value = least - 1
    if not least <= value <= most:
        raise UserError(
            N_("{option} has to be a number from {least} to {most}, not {text}."),
            option=option,
            least=least,
            most=most,
            text=text,
        )
    return value
