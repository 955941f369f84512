"""The kinds that look into the library itself, a record each (see core.models.kind): no weights are opened for them."""

from core.i18n import N_
from core.models.kind import Kind

LIBRARY_KINDS = (
    Kind(
        task="tokenizer",
        hub_task="",
        opening="tokenizer",
        endings=(),
        mappings=(),
        domains=("text",),
        limits={
            "text": N_(
                "A tokenizer only fits the model that it was made with: its ids mean nothing to another one. It cuts "
                "well what is frequent in the texts that it learnt from, and other languages, names and emojis into "
                "many small pieces."
            ),
        },
        not_suitable=N_(
            "{name} is not among the models whose tokenizer the app opens. Choose one that reads texts."
        ),
        hub_example="dccuchile/bert-base-spanish-wwm-uncased",
        hub_help=N_(
            "Tokenizers of models that read texts and need no code of their own. Only the tokenizer is downloaded, "
            "when you use it."
        ),
        defaults=("bert-base-uncased", "xlm-roberta-base"),
        shipped=("mini-bert-es", "mini-lm-es"),
        command="core.text.commands.tokenizer",
    ),
)
