"""The catalogue: every model the app knows by name, as data, in one file a family.

A row holds facts only. Sizes and parameter counts are those of the published files; `revision` is a commit of
the Hub where one is known for sure, and "main" otherwise. A new model is a new row.
"""

from collections.abc import Iterable
from dataclasses import replace

from core.models.catalogue.classifiers import CLASSIFIERS
from core.models.catalogue.contrastive import CONTRASTIVE
from core.models.catalogue.depth import DEPTH_MODELS
from core.models.catalogue.detectors import DETECTORS
from core.models.catalogue.encoders import ENCODERS
from core.models.catalogue.row import ModelRow
from core.models.catalogue.segmenters import SEGMENTERS
from core.models.catalogue.sketch_networks import SKETCH_NETWORKS
from core.models.catalogue.text_classifiers import TEXT_CLASSIFIERS
from core.models.catalogue.text_gaps import GAP_FILLERS
from core.models.catalogue.text_questions import ANSWER_FINDERS
from core.models.catalogue.text_tags import TAGGERS
from core.models.catalogue.text_translators import TRANSLATORS
from core.models.catalogue.text_writers import GENERATORS, SUMMARIZERS

CATALOGUE: tuple[ModelRow, ...] = tuple(
    # Every model of transformers can be looked at from outside, whatever else it is for.
    replace(row, tasks=(*row.tasks, "auto-classes")) if row.library == "transformers" else row
    for row in (
        *DETECTORS,
        *CLASSIFIERS,
        *SEGMENTERS,
        *CONTRASTIVE,
        *ENCODERS,
        *DEPTH_MODELS,
        *SKETCH_NETWORKS,
        *TEXT_CLASSIFIERS,
        *TAGGERS,
        *GAP_FILLERS,
        *TRANSLATORS,
        *SUMMARIZERS,
        *ANSWER_FINDERS,
        *GENERATORS,
    )
)


def rows_for(task: str) -> tuple[ModelRow, ...]:
    """Return the catalogue's rows of a task (the name of a kind, such as "object-detection"), in their order."""
    return tuple(row for row in CATALOGUE if task in row.tasks)


def rows_called(names: Iterable[str]) -> tuple[ModelRow, ...]:
    """Return the rows of catalogue names, in their order; names that no row has are passed over."""
    return tuple(row for name in names if (row := find(name)))


def find(name: str) -> ModelRow | None:
    """Return the row called `name`, by catalogue name ("yolo11n") or Hub id ("facebook/detr-resnet-50"), or None.

    A repository that holds several models is not found by its Hub id.
    """
    for row in CATALOGUE:
        if name == row.name or (name and name == row.hub_id and not row.file):
            return row
    return None
