"""How much of a text a model reads, and what is left over. Pure."""

from typing import Any

USUAL_TOKENS = 1024
"""What is read at most by a model that has no limit of its own, such as T5, whose work grows with the square."""

_NO_LIMIT = 10**9
"""A tokenizer without a limit says 10^30."""


def most_tokens(tokenizer: Any, model: Any) -> int:  # noqa: ANN401 (transformers' own)
    """Return how many tokens, special ones included, a model reads at once."""
    config = model.config
    limits = [getattr(config, "max_position_embeddings", None), tokenizer.model_max_length]
    table = getattr(getattr(model.base_model, "embeddings", None), "position_embeddings", None)
    padding = getattr(table, "padding_idx", None)
    if limits[0] and padding is not None:
        # RoBERTa counts its positions from behind the padding's number.
        limits[0] -= padding + 1
    return min((int(limit) for limit in limits if limit and limit < _NO_LIMIT), default=USUAL_TOKENS)


def read_characters(tokenizer: Any, text: str, most: int) -> int:  # noqa: ANN401
    """Return how many of a text's first characters are in its first `most` tokens (special ones included)."""
    if tokenizer.is_fast:
        spans = tokenizer(text, truncation=True, max_length=most, return_offsets_mapping=True)[
            "offset_mapping"
        ]
        whole = tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
        return len(text) if len(whole) <= most else max((end for _, end in spans), default=0)
    if len(tokenizer(text)["input_ids"]) <= most:
        return len(text)
    # An old tokenizer does not say which letters a token is made of.
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(tokenizer(text[:middle])["input_ids"]) <= most:
            low = middle
        else:
            high = middle - 1
    return low
