"""Small language models of the real architectures, opened as whoever knows transformers opens them."""

from functools import cache
from pathlib import Path


@cache
def opened(folder: Path, auto_class: str):
    """Return the tokenizer and the model in a folder; the same ones every time."""
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    return tokenizer, getattr(transformers, auto_class).from_pretrained(folder).eval()
