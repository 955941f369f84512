"""How the code that the app hands out keeps a text to what its model reads: many tokenizers do not know how much that
is, and a network that gets more breaks down."""

from core.i18n import _
from core.text.tokens import FROM_PADDING_ON


def limit_code() -> str:
    """Return the definition of `limit(tokenizer, config)`, with an empty line behind it: from then on `truncation=True`
    cuts where the page cuts (`token_limit`). Comments are in the language in use."""
    places = _("Not every tokenizer knows how many tokens its model reads: as many as it has places for.")
    first = _("RoBERTa and its relatives count their places from the padding on.")
    return f"""\
def limit(tokenizer, config):
    # {places}
    places = getattr(config, "max_position_embeddings", None)
    if places and places > 0:
        # {first}
        if config.model_type in {FROM_PADDING_ON}:
            places -= config.pad_token_id + 1
        tokenizer.model_max_length = min(tokenizer.model_max_length, places)
"""
