"""The kinds of the pages on the library itself, a record each (see core.models.kind), and how their models are run."""

from core.i18n import N_
from core.models.catalogue.row import Domain
from core.models.kind import Kind

_NOT_SUITABLE = N_("{name} is not a model that the installed transformers library knows.")
_LIMITS: dict[Domain, str] = {
    "photographs": N_(
        "What is shown is how the network is built and what its layers give out. It does not say how well the model "
        "does its task, nor what it learnt from."
    ),
    "text": N_(
        "What is shown is how the network is built and what its layers give out. It does not say how well the model "
        "does its task, nor what it learnt from."
    ),
    "doodles": N_(
        "What is shown is how the network is built and what its layers give out. It learnt from drawings: in a "
        "photograph it is lost."
    ),
}

TOKENIZER = Kind(
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
)

AUTO_CLASSES = Kind(
    task="auto-classes",
    hub_task="",
    opening="config",
    endings=(),
    mappings=(),
    domains=("photographs", "text", "doodles"),
    limits=_LIMITS,
    not_suitable=_NOT_SUITABLE,
    hub_example="google-bert/bert-base-multilingual-cased",
    hub_help=N_(
        "Any model of transformers, however large: only its small settings files are fetched. Its weights stay on "
        "the Hub."
    ),
    defaults=("bert-base-uncased", "vit-base-patch16-224"),
    shipped=("mini-bert-es", "doodle-vit"),
    command="core.library.auto_command",
)

LIBRARY_KINDS = (TOKENIZER, AUTO_CLASSES)


def _bare(task: str, processor: str) -> Kind:
    """Return how a model is opened without the head of its task, as AutoModel does it."""
    return Kind(
        task=task,
        hub_task=task,
        opening="auto",
        auto_class="AutoModel",
        processor=processor,
        endings=("",),
        mappings=("MODEL_MAPPING_NAMES",),
        domains=AUTO_CLASSES.domains,
        limits=_LIMITS,
        not_suitable=_NOT_SUITABLE,
        hub_example=AUTO_CLASSES.hub_example,
        hub_help=AUTO_CLASSES.hub_help,
        defaults=(),
        shipped=(),
        command=AUTO_CLASSES.command,
    )


BARE_TEXT = _bare("feature-extraction", "AutoTokenizer")
BARE_PICTURE = _bare("image-feature-extraction", "AutoImageProcessor")
"""No tasks of the app (they are not among KINDS): AutoModel on texts and on pictures, with its weights."""
