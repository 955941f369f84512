"""Opening a model: what each library needs to read one into memory, and the one check after it.

The libraries are imported by the functions that name them, before they return the function that reads: whoever measures
the reading does not measure the import.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import UserError
from core.i18n import N_, Phrase
from core.models import weights
from core.models.catalogue.row import ModelRow
from core.models.environment import threads
from core.models.kind import Kind
from core.models.kinds import not_suitable
from core.printable import printable_line

Opened = tuple[Any, list[Any]]
"""A model, and the torch modules that hold its weights, the one as published first; none for a tokenizer alone."""

Open = Callable[[Path, str], Opened]
"""Reads the model at a path (a folder or a file) onto a device ("cpu", "cuda", "mps", "xpu")."""

_ULTRALYTICS_TASKS = {
    "detect": N_("object detection"),
    "segment": N_("segmentation"),
    "pose": N_("poses"),
    "obb": N_("oriented boxes"),
    "classify": N_("classification"),
}


@dataclass(frozen=True)
class AutoModel:
    """A model of a task that transformers has no pipeline for, and what prepares its input: a tokenizer or a
    processor."""

    model: Any
    processor: Any


def open_pipeline(row: ModelRow, kind: Kind) -> Open:
    """Return what opens a model as transformers' pipeline of the kind's Hub task."""
    from transformers import pipeline

    _quiet()
    # Its type knows every task by name; a kind's task is only known when the app runs.
    any_pipeline: Any = pipeline
    dtype = {"dtype": kind.dtype} if kind.dtype else {}

    def open_model(path: Path, device: str) -> Opened:
        pipe = any_pipeline(
            kind.hub_task,
            model=str(path),
            device=device,
            trust_remote_code=False,
            model_kwargs=_weights_as_numbers(path),
            **dtype,
        )
        check_labels(pipe.model.config, row.title)
        return pipe, [pipe.model]

    return open_model


def open_auto(row: ModelRow, kind: Kind) -> Open:
    """Return what opens a model with the kind's Auto class, and its tokenizer or processor with the kind's other
    one."""
    import transformers

    _quiet()
    model_class, processor_class = (
        getattr(transformers, kind.auto_class),
        getattr(transformers, kind.processor),
    )

    def open_model(path: Path, device: str) -> Opened:
        processor = processor_class.from_pretrained(path, trust_remote_code=False)
        model = model_class.from_pretrained(path, trust_remote_code=False, **_weights_as_numbers(path))
        model = model.eval().to(device)
        check_labels(model.config, row.title)
        return AutoModel(model, processor), [model]

    return open_model


def open_tokenizer(_row: ModelRow, _kind: Kind) -> Open:
    """Return what opens a tokenizer without its model."""
    from transformers import AutoTokenizer

    _quiet()
    return lambda path, _device: (AutoTokenizer.from_pretrained(path, trust_remote_code=False), [])


def open_config(_row: ModelRow, _kind: Kind) -> Open:
    """Return what opens a configuration without its model."""
    from transformers import AutoConfig

    _quiet()
    return lambda path, _device: (AutoConfig.from_pretrained(path, trust_remote_code=False), [])


def open_yolo(row: ModelRow, kind: Kind) -> Open:
    """Return what opens an Ultralytics model; one for another task than the kind's is refused by its name."""
    import torch
    import torchvision  # noqa: F401 (Ultralytics imports it in its first prediction)
    from PIL import Image
    from ultralytics import YOLO, settings

    if settings["sync"]:
        settings.update(sync=False)

    def open_model(path: Path, device: str) -> Opened:
        model: Any = YOLO(path)
        _check_ultralytics(model, row.title, kind)
        # The first prediction builds the predictor: it copies the network, moves it to the device and fuses
        # it.
        model.predict(Image.new("RGB", (64, 64)), imgsz=64, device=device, verbose=False)
        # Meanwhile Ultralytics set the number of threads for all of torch to one less than there are cores.
        torch.set_num_threads(threads())
        return model, [model.model, model.predictor.model]

    return open_model


def open_network(_row: ModelRow, _kind: Kind) -> Open:
    """Return what opens one of the app's own networks."""
    from core.models.networks import read_sketcher

    def open_model(path: Path, device: str) -> Opened:
        sketcher = read_sketcher(weights.network_file(path), device)
        return sketcher, [sketcher.network]

    return open_model


def check_labels(config: Any, name: str) -> None:  # noqa: ANN401 (a transformers configuration)
    """Make the labels of a configuration complete, printable texts; UserError where some are missing.

    Numbers in the place of names become their text. A model without labels (a translator) has the two that
    transformers makes up, which are whole.
    """
    labels = getattr(config, "id2label", None)
    if labels:
        config.id2label = _complete(dict(labels), name)


def _complete(labels: dict[Any, Any], name: str) -> dict[int, str]:
    """Return labels by the number of the output; they have to be numbered from 0 on, and none may be empty."""
    texts = {int(number): printable_line(str(label)) for number, label in labels.items() if label is not None}
    if sorted(texts) != list(range(len(labels))) or not all(texts.values()):
        raise UserError(
            N_(
                "{name} does not say what its answers are called: its labels have to be numbered from 0 on, without a "
                "gap. Choose another model, or complete id2label in its config.json."
            ),
            name=name,
        )
    return texts


def _check_ultralytics(model: Any, name: str, kind: Kind) -> None:  # noqa: ANN401 (Ultralytics' own)
    if model.task != kind.ultralytics_task:
        if not kind.ultralytics_task or model.task not in _ULTRALYTICS_TASKS:
            raise not_suitable(name, kind)
        raise UserError(
            N_("{name} is a model of Ultralytics for {its_task}; here one for {task} is needed."),
            name=name,
            its_task=Phrase(_ULTRALYTICS_TASKS[model.task]),
            task=Phrase(_ULTRALYTICS_TASKS[kind.ultralytics_task]),
        )
    names = model.model.names
    labels = dict(enumerate(names)) if isinstance(names, list | tuple) else dict(names or {})
    model.model.names = _complete(labels, name)


def _weights_as_numbers(path: Path) -> dict[str, bool]:
    """Return how transformers has to read the weights in a folder: never so that they could run code."""
    is_safe = all(file.suffix == ".safetensors" for file in weights.weight_files(path))
    return {"use_safetensors": is_safe, "weights_only": True}


def _quiet() -> None:
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
