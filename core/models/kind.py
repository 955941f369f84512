"""What a kind of task is: one record says all in which it differs from the others where models are concerned.

The records themselves are in core.models.kinds, core.models.text_kinds and core.models.library_kinds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from core.models.catalogue.row import Domain

Opening = Literal["pipeline", "auto", "tokenizer", "config"]
"""How transformers opens a model: as a pipeline; with an Auto class and the class that prepares its input, where there
is no pipeline; its tokenizer alone; its configuration alone."""


@dataclass(frozen=True)
class Kind:
    """One kind of task.

    `task` is its name in the app and in the terminal, `hub_task` what the Hub files its models under (the name of
    transformers' pipeline, where `opening` is "pipeline"; "" where it is any of them). A model is recognised by its
    architecture: the name ends as one of `endings` says, and is in one of transformers' `mappings` (constants of
    modeling_auto). Where `labels_of` names a CSV file, at least half of a model's labels are in its column "class";
    where `label_like` is given, one of them at least has these letters in it. `auto_class` and `processor` are the
    classes that open it where `opening` is "auto". `ultralytics_task` is Ultralytics' name of the task, "" where its
    models cannot do it; `own_networks` says that core.models.networks has some for it.

    `domains` are what its models may have learnt from, the usual one first, and `limits` what to keep in mind about
    models of each. `defaults` names the models that a page begins with, and `shipped` those that take their place
    where the Hub cannot be reached. `command` is the module that does the task in the terminal (`python -m core`).
    `page` is the page that does it (core.tasks), "" where that is called like the task. `dtype` names the type that the
    weights of a pipeline are read as ("bfloat16"), "" for the one that they are stored in.
    `not_suitable`, `hub_help` and the limits are English sentences, marked for translation; `hub_example` is an id as
    an example.
    """

    task: str
    hub_task: str
    opening: Opening
    endings: tuple[str, ...]
    mappings: tuple[str, ...]
    domains: tuple[Domain, ...]
    limits: Mapping[Domain, str] = field(hash=False)
    not_suitable: str
    hub_example: str
    hub_help: str
    defaults: tuple[str, ...]
    shipped: tuple[str, ...]
    command: str
    labels_of: Path | None = None
    label_like: str = ""
    auto_class: str = ""
    processor: str = ""
    ultralytics_task: str = ""
    own_networks: bool = False
    page: str = ""
    dtype: str = ""

    @property
    def has_weights(self) -> bool:
        """Whether a model is opened, and not only its tokenizer or its configuration."""
        return self.opening in ("pipeline", "auto")
