"""A forward pass through a network without the head of its task: what AutoModel gives out for a text or a picture.

Scope: the outputs as numbers, bounded in size, and what can be read off them: how long the vectors are, and how alike.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.i18n import N_
from core.library.auto_pictures import check_sides
from core.models.attentions import giving_attentions
from core.models.failures import explained, refused
from core.models.loaded import LoadedModel
from core.printable import printable_line

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_TOKENS = 48
"""How many tokens of a text go through: more rows and columns nobody can read."""

_MOST_KEPT = 8_000_000
"""Of outputs with more numbers than this, all layers together, only the shapes are kept."""

_MOST_ATTENTION = 50_000_000
"""Attention maps of more numbers than this are not asked for: they would fill the memory."""

_MOST_BEFORE_PATCHES = 5
"""Before a picture's patches stand a class token and, in some networks, up to four registers. More are no patches."""

_OTHER_NAMES = {"encoder_last_hidden_state": "last_hidden_state", "encoder_hidden_states": "hidden_states"}


@dataclass(frozen=True)
class Tensor:
    """One output: its name, its shape (() for none), of how many such tensors it is a tuple (0: it is one), and the
    type of its numbers."""

    name: str
    shape: tuple[int, ...]
    number: int
    kind: str


@dataclass(frozen=True)
class Piece:
    """A token as the vocabulary writes it, its number there, and whether the tokenizer added it to the text."""

    text: str
    id: int
    added: bool


@dataclass(frozen=True, eq=False)
class Pass:
    """What went in and came out: `inputs` and `outputs` as they are; `tokens`, the pieces of a text, () for a picture,
    and whether the text goes on behind them.

    `part` is the class of the part that ran, where that is not the whole network (the encoder of a translator, the part
    of CLIP that sees). `hidden`, float16 [layers + 1, places, width], are the vectors of every place (token or patch)
    before the first layer and after each; [0, 0, 0] where the network has no such vectors. `attentions`, float16
    [layers, heads, places, places], [0, 0, 0, 0] where it has none. `grid` are the rows and columns of a picture's
    patches, the last of the places; (0, 0) where there are none.
    """

    kind: str
    part: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    tokens: tuple[Piece, ...]
    is_cut: bool
    hidden: NDArray[np.float16]
    attentions: NDArray[np.float16]
    grid: tuple[int, int] = (0, 0)

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.hidden.nbytes + self.attentions.nbytes + 1000


def pass_text(loaded: LoadedModel, text: str) -> Pass:
    """Return what a loaded AutoModel gives out for the first MOST_TOKENS tokens of a text; of one that reads a text and
    writes another, the part that reads.

    Hold a turn (`loader.using`). Raises UserError where it cannot work on the text.
    """
    model, tokenizer = loaded.model.model, loaded.model.processor
    limit = min(MOST_TOKENS, int(tokenizer.model_max_length))
    every = tokenizer(text, truncation=True, max_length=limit + 1, verbose=False)
    given = tokenizer(text, return_tensors="pt", truncation=True, max_length=limit, verbose=False)
    network = model.get_encoder() if model.config.is_encoder_decoder else getattr(model, "text_model", model)
    outputs = _run(loaded, network, given, MOST_TOKENS)
    ids = given["input_ids"][0].tolist()
    added = set(tokenizer.all_special_ids)
    pieces = tuple(
        Piece(str(piece), number, number in added)
        for piece, number in zip(tokenizer.convert_ids_to_tokens(ids), ids, strict=True)
    )
    return _pass(model, network, given, outputs, pieces, is_cut=len(every["input_ids"]) > len(ids))


def pass_picture(loaded: LoadedModel, image: "Image") -> Pass:
    """Return what a loaded AutoModel gives out for an upright RGB picture; of one that reads texts too, the part that
    sees.

    Hold a turn (`loader.using`). Raises UserError where it cannot work on the picture.
    """
    model, processor = loaded.model.model, loaded.model.processor
    check_sides(getattr(processor, "image_processor", processor).to_dict(), image.size)
    try:
        given = processor(images=image, return_tensors="pt")
    except Exception as error:
        raise refused(error, loaded.row.title, image.size) from error
    network = getattr(model, "vision_model", model)
    side = getattr(network.config, "patch_size", None)
    height, width = given["pixel_values"].shape[-2:]
    grid = (height // side, width // side) if isinstance(side, int) and side else (0, 0)
    outputs = _run(loaded, network, given, grid[0] * grid[1])
    return _pass(model, network, given, outputs, (), grid=grid)


def lengths(hidden: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the mean length (L2 norm) of the vectors of each layer, float32 [layers + 1]."""
    found: NDArray[np.float32] = np.linalg.norm(hidden.astype(np.float32), axis=-1).mean(axis=-1)
    return found


def alike_neighbours(hidden: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return how alike neighbouring places are in each layer: the mean cosine, float32 [layers + 1]."""
    unit = _units(hidden)
    found: NDArray[np.float32] = (unit[:, :-1] * unit[:, 1:]).sum(axis=-1).mean(axis=-1)
    return found


def alike_layers(hidden: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return how alike each layer's vectors are to those of the layer before: the mean cosine, float32 [layers]."""
    unit = _units(hidden)
    found: NDArray[np.float32] = (unit[:-1] * unit[1:]).sum(axis=-1).mean(axis=-1)
    return found


def similarities(hidden: NDArray[np.float16], layer: int) -> NDArray[np.float32]:
    """Return the cosine of every place with every other one in a layer (0: before the first), float32 [places,
    places]."""
    unit = _units(hidden[layer])
    found: NDArray[np.float32] = unit @ unit.T
    return found


def _units(hidden: NDArray[np.float16]) -> NDArray[np.float32]:
    values = hidden.astype(np.float32)
    norms = np.maximum(np.linalg.norm(values, axis=-1, keepdims=True), 1e-12)
    unit: NDArray[np.float32] = (values / norms).astype(np.float32)
    return unit


def _run(loaded: LoadedModel, network: Any, given: Mapping[str, Any], places: int) -> Any:  # noqa: ANN401
    """Return a network's outputs for its inputs, with what they hold beside the last layer where it can be had."""
    import torch

    model = loaded.model.model
    inputs = {name: tensor.to(loaded.device) for name, tensor in given.items()}
    asks = _gives_attentions(model, places)
    asked = _understood(network, {"output_hidden_states": True, "output_attentions": asks})
    try:
        with torch.inference_mode(), giving_attentions(model) if asks else nullcontext():
            return network(**inputs, **asked)
    except Exception as error:
        raise explained(error, loaded.row.title) or UserError(
            N_("{name} cannot be run without the head of its task ({reason}). Choose another model."),
            name=loaded.row.title,
            reason=printable_line(f"{type(error).__name__}: {error}", 120).rstrip("."),
        ) from error


def _gives_attentions(model: Any, places: int) -> bool:  # noqa: ANN401
    """Tell whether a network can be asked for its attention over so many places, and be as it was afterwards."""
    layers, heads = (getattr(model.config, name, 1) for name in ("num_hidden_layers", "num_attention_heads"))
    if isinstance(layers, int) and isinstance(heads, int) and layers * heads * places**2 > _MOST_ATTENTION:
        return False
    try:
        # Some whose parts are of several kinds cannot be set to what they are.
        model.set_attn_implementation(model.config._attn_implementation)
    except ValueError:
        return False
    return True


def _understood(network: Any, asked: dict[str, bool]) -> dict[str, bool]:  # noqa: ANN401
    """Return what a network can be asked for: one without attention (ResNet) refuses to be."""
    import inspect

    known = inspect.signature(network.forward).parameters
    takes_any = any(one.kind is inspect.Parameter.VAR_KEYWORD for one in known.values())
    return {name: value for name, value in asked.items() if takes_any or name in known}


def _pass(
    model: Any,  # noqa: ANN401 (transformers' own, as below)
    network: Any,  # noqa: ANN401
    given: Mapping[str, Any],
    outputs: Mapping[str, Any],
    tokens: tuple[Piece, ...],
    *,
    is_cut: bool = False,
    grid: tuple[int, int] = (0, 0),
) -> Pass:
    # A network of an encoder and a decoder calls its encoder's outputs so.
    by_name = {_OTHER_NAMES.get(name, name): value for name, value in outputs.items()}
    hidden = _stacked(by_name.get("hidden_states"), 3)
    attentions = _stacked(by_name.get("encoder_attentions", by_name.get("attentions")), 4)
    if not 0 <= hidden.shape[1] - grid[0] * grid[1] <= _MOST_BEFORE_PATCHES:
        grid = (0, 0)
    return Pass(
        kind=type(model).__name__,
        part="" if network is model else type(network).__name__,
        inputs=_tensors(given),
        outputs=_tensors(outputs),
        tokens=tokens,
        is_cut=is_cut,
        hidden=hidden,
        attentions=attentions,
        grid=grid,
    )


def _stacked(layers: Sequence[Any] | None, axes: int) -> NDArray[np.float16]:
    """Return the tensors of all layers, [1, ...] each, as one array; an empty one where their shapes differ, are others
    than is expected, or there are too many numbers."""
    none: NDArray[np.float16] = np.zeros((0,) * axes, dtype=np.float16)
    if not layers or any(layer is None or layer.ndim != axes for layer in layers):
        return none
    if len({layer.shape for layer in layers}) > 1 or sum(layer.numel() for layer in layers) > _MOST_KEPT:
        return none
    found: NDArray[np.float16] = np.stack([layer[0].float().cpu().numpy() for layer in layers]).astype(
        np.float16
    )
    return found


def _tensors(named: Mapping[str, Any]) -> tuple[Tensor, ...]:
    found = []
    for name, value in named.items():
        several = value if isinstance(value, tuple | list) else (value,)
        first = next((one for one in several if hasattr(one, "shape")), None)
        if first is not None:
            number = len(several) if isinstance(value, tuple | list) else 0
            found.append(Tensor(name, tuple(first.shape), number, str(first.dtype).removeprefix("torch.")))
    return tuple(found)
