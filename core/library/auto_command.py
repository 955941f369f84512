"""The Auto classes in the terminal, for core.command: models in, their classes and shapes out."""

import argparse
from typing import Any

from core.errors import UserError
from core.i18n import N_, _, decimal
from core.library.auto_classes import choices_of
from core.library.auto_files import read_setting_files
from core.library.auto_layers import Layer, network_of
from core.models.catalogue.row import ModelRow
from core.models.command_line import row_named
from core.models.library_kinds import AUTO_CLASSES
from core.models.loaded import LoadedModel

SUMMARY = N_("Says which classes models open with, and how they are built, without their weights.")
INPUT_HELP = N_("Models: names of the catalogue, Hub ids, or paths of folders.")


def add_options(options: argparse._ArgumentGroup) -> None:
    """Add --build."""
    options.add_argument(
        "--build",
        default="",
        metavar="AUTO",
        help=_(
            "The Auto class whose layers are listed, such as AutoModelForMaskedLM. Default: AutoModel, where the "
            "model has one."
        ),
    )


def options_in(given: argparse.Namespace) -> str:
    """Return the Auto class that is built, "" for the first one that there is a class for."""
    return str(given.build)


def read(source: str) -> ModelRow:
    """Return the model that is looked at; UserError where there is none of that name."""
    return row_named(source, AUTO_CLASSES.task)


def row_of(given: ModelRow) -> ModelRow:
    """Return the model that an input is."""
    return given


def answer(loaded: LoadedModel, row: ModelRow, auto: str) -> dict[str, Any]:
    """Return what each Auto class takes and why, the number of parameters, and every tensor with its shape; UserError
    where no such class can be built."""
    files = read_setting_files(loaded.path)
    choices = choices_of(files)
    found = {one.auto: one.found for one in choices if one.found and one.auto.startswith("AutoModel")}
    kind = found.get(auto or next(iter(found), ""))
    if kind is None:
        raise UserError(
            N_("{name} has no class for {auto}. Choose one of these with --build: {names}."),
            name=row.title,
            auto=auto or "AutoModel",
            names=", ".join(found) or "–",
        )
    network = network_of(files, kind)
    return {
        "model_type": files.model_type,
        "classes": [
            {"auto": one.auto, "class": one.found, "rule": one.rule, "file": one.file, "value": one.value}
            for one in choices
        ],
        "built": kind,
        "parameters": network.parameters,
        "layers": _record(network.root),
    }


def lines(found: dict[str, Any]) -> list[str]:
    """Return a line a class, the number of parameters, and the layers as a tree."""
    widest = max(len(one["auto"]) for one in found["classes"])
    return [
        *(f"{one['auto']:<{widest}}  {one['class'] or '–'}" for one in found["classes"]),
        _("{kind}: {n} parameters").format(kind=found["built"], n=decimal(found["parameters"], 0)),
        *_tree(found["layers"], 1),
    ]


def files(_row: ModelRow, _found: dict[str, Any]) -> dict[str, bytes]:
    """Return nothing: the answer is in the JSON."""
    return {}


def _record(layer: Layer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "class": layer.kind,
        "times": layer.times,
        "parameters": layer.parameters,
        "shapes": {weight.name: list(weight.shape) for weight in layer.weights},
        "parts": [_record(part) for part in layer.parts],
    }


def _tree(layer: dict[str, Any], depth: int) -> list[str]:
    found = []
    for part in layer["parts"]:
        times = f" x {part['times']}" if part["times"] > 1 else ""
        shapes = "".join(f"  {name} {shape}" for name, shape in part["shapes"].items())
        found += [f"{'  ' * depth}{part['name']}{times}  {part['class']}{shapes}", *_tree(part, depth + 1)]
    return found
