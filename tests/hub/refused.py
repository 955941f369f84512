"""Repositories that the app has to refuse, or to read with care, each for one reason."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hub.common import Recipe
from tests.hub.layouts import pickle_weights, shard, write_other_frameworks

DETECTOR = "hustvl/yolos-small"
"""What the repositories here are copies of: a detector that the app runs."""

TRAP = Path(tempfile.gettempdir()) / "miralab-pickled-code-ran"
"""The file that opening `someone/pickled-code` creates wherever its code is run."""


def _nothing(_folder: Path) -> None:
    """Change nothing: what is wrong with the repository is in the Hub's answer."""


def _with_config(change: Callable[[dict[str, Any]], dict[str, Any]], copy_of: str = DETECTOR) -> Recipe:
    def write(folder: Path) -> None:
        file = folder / "config.json"
        file.write_text(json.dumps(change(json.loads(file.read_text())), indent=2))

    return Recipe(write, copy_of)


def _without(config: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in config.items() if key not in keys}


def _labelled(labels: Callable[[int, str], tuple[int, Any]]) -> Recipe:
    """Return a detector, its first label "person", with every label written as `labels(number, text)` says."""

    def change(config: dict[str, Any]) -> dict[str, Any]:
        pairs = [labels(int(number), text) for number, text in config["id2label"].items()]
        return config | {
            "id2label": {str(number): text for number, text in pairs},
            "label2id": {text: number for number, text in pairs},
        }

    return _with_config(change, "ustc-community/dfine-nano-coco")


class _Code:
    """What, pickled, runs `open(TRAP, "w")` when it is read back by anything that trusts the file."""

    def __reduce__(self) -> tuple:
        return open, (str(TRAP), "w")


def _write_code(folder: Path) -> None:
    """Hide code in otherwise good weights."""
    import torch
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")
    torch.save(weights | {"step": _Code()}, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()


def _write_cut_pickle(folder: Path) -> None:
    """Upload a file whose end is missing, as a broken upload leaves it; the Hub's checksum is that of the rest."""
    pickle_weights(folder)
    weights = folder / "pytorch_model.bin"
    weights.write_bytes(weights.read_bytes()[:-5000])


def _write_without_torch(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    write_other_frameworks(folder)


REPOSITORIES = {
    "someone/gated-detector": Recipe(_nothing, DETECTOR),
    "someone/private-detector": Recipe(_nothing, DETECTOR),
    "someone/huge-detector": Recipe(_nothing, DETECTOR),
    "someone/coded-detector": _with_config(
        lambda config: config | {"auto_map": {"AutoModelForObjectDetection": "modeling.TheirDetector"}}
    ),
    "someone/classifier": _with_config(
        lambda _config: {"architectures": ["ViTForImageClassification"], "model_type": "vit"}
    ),
    "someone/sharded-detector": Recipe(shard, DETECTOR),
    # Weights in pickles: two that are fine, one with code in it, one that is damaged, and none at all.
    "someone/pickled-detector": Recipe(pickle_weights, DETECTOR),
    "someone/old-pickled-detector": Recipe(lambda folder: pickle_weights(folder, legacy=True), DETECTOR),
    "someone/pickled-code": Recipe(_write_code, DETECTOR),
    "someone/cut-pickle": Recipe(_write_cut_pickle, DETECTOR),
    "someone/other-frameworks": Recipe(_write_without_torch, DETECTOR),
    # Labels: numbers in place of texts, numbers that begin at 1, none but their count, and not even that.
    "someone/numbered-labels": _labelled(lambda number, _text: (number, number)),
    "someone/labels-from-one": _labelled(lambda number, text: (number + 1, text)),
    "someone/no-labels": _with_config(
        lambda config: _without(config, "id2label", "label2id") | {"num_labels": len(config["id2label"])}
    ),
    "someone/no-label-count": _with_config(lambda config: _without(config, "id2label", "label2id")),
}
