"""How the code that the app hands out names and loads a model. The code runs by itself, outside the app."""

from core.i18n import _
from core.models.catalogue.row import ModelRow, ships, source_of
from core.python_code import quoted


def load_words(row: ModelRow) -> str:
    """Return the comment over the line that loads a model, in the language in use: where its weights come from."""
    if ships(row):
        return _(
            "Load the model. It ships with MiraLab: run this in MiraLab's folder, or change the path to where you have "
            "it."
        )
    if row.local_path:
        return _("Load the model from this machine's disk.")
    return _("Load the model. Its weights are downloaded the first time.")


def pipeline_model(row: ModelRow) -> str:
    """Return what stands behind "model=" in a call of transformers' pipeline: the model's name, and its revision.

    >>> pipeline_model(find("detr-resnet-50"))
    '"facebook/detr-resnet-50", revision="1d5f47b"'
    """
    where = quoted(source_of(row))
    if row.local_path or row.revision == "main":
        return where
    return f"{where}, revision={quoted(row.revision)}"
