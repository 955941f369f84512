"""How much of a text a model in memory reads."""

from typing import Any

from core.text.tokens import fit_of, token_limit, tokens_of

USUAL_TOKENS = 1024
"""What is read at most by a model that has no limit of its own, such as T5, whose work grows with the square."""


def most_tokens(tokenizer: Any, model: Any) -> int:  # noqa: ANN401 (transformers' own)
    """Return how many tokens, special ones included, a model reads at once."""
    return token_limit(tokenizer, model.config.to_dict()) or USUAL_TOKENS


def read_characters(tokenizer: Any, text: str, most: int) -> int:  # noqa: ANN401
    """Return how many of a text's first characters are in its first `most` tokens (special ones included)."""
    return fit_of(tokens_of(tokenizer, text), most, text).characters
