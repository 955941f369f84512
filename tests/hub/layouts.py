"""How repositories keep their weights: one safetensors file, pickles old and new, in several parts."""

import json
import math
from pathlib import Path


def pickle_weights(folder: Path, legacy: bool = False, keep: bool = False) -> None:
    """Write pytorch_model.bin in place of model.safetensors, or beside it (`keep`).

    `legacy` writes the format from before PyTorch 1.6, which is no ZIP.
    """
    import torch
    from safetensors.torch import load_file

    weights = load_file(folder / "model.safetensors")
    torch.save(weights, folder / "pytorch_model.bin", _use_new_zipfile_serialization=not legacy)
    if not keep:
        (folder / "model.safetensors").unlink()


def shard(folder: Path, pickled: bool = False) -> None:
    """Turn the one file of weights, whichever it is, into two and an index: safetensors, or `pickled`."""
    import torch
    from safetensors.torch import load_file, save_file

    whole = next(
        file for name in ("model.safetensors", "pytorch_model.bin") if (file := folder / name).is_file()
    )
    tensors = load_file(whole) if whole.suffix == ".safetensors" else torch.load(whole, weights_only=True)
    names, half = sorted(tensors), math.ceil(len(tensors) / 2)
    stem, end = ("pytorch_model", "bin") if pickled else ("model", "safetensors")
    parts = {f"{stem}-00001-of-00002.{end}": names[:half], f"{stem}-00002-of-00002.{end}": names[half:]}
    for file, inside in parts.items():
        content = {name: tensors[name] for name in inside}
        if pickled:
            torch.save(content, folder / file)
        else:
            save_file(content, folder / file, metadata={"format": "pt"})
    index = {
        "metadata": {"total_size": sum(tensor.nbytes for tensor in tensors.values())},
        "weight_map": {name: file for file, inside in parts.items() for name in inside},
    }
    (folder / f"{stem}.{end}.index.json").write_text(json.dumps(index, indent=2))
    whole.unlink()


def write_other_frameworks(folder: Path) -> None:
    """Add what many repositories hold for other libraries, which nothing here should fetch."""
    for file in ("tf_model.h5", "flax_model.msgpack", "rust_model.ot"):
        (folder / file).write_bytes(b"weights of another framework")
