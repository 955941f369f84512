"""How a network is built, from its configuration alone: its layers as a tree, their shapes and parameters.

Purpose: a model of any size is looked at without its weights. It is built on PyTorch's "meta" device, where a tensor
has a shape and no numbers. Scope: bounded in time and in layers, since a configuration may say anything; no network is
asked, and nothing of a repository is run.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import prod
from time import monotonic
from typing import TYPE_CHECKING, Any

from core.errors import UserError
from core.i18n import N_
from core.library.auto_files import CONFIG, SettingFiles
from core.printable import printable_line

if TYPE_CHECKING:
    import torch

MOST_MODULES = 20_000
MOST_SECONDS = 8.0
"""How many modules a network may have, and how long it may take to build, to be looked at."""

_LARGEST = 1 << 25
_MOST_LAYERS = 500
_MOST_LABELS = 100_000
_REPEATED = ("layer", "depth", "block", "stage")
_DEEPEST = 20

BYTES = {"float32": 4.0, "float16 / bfloat16": 2.0, "int8": 1.0, "int4": 0.5}
"""Bytes of a parameter, by the type of number that it is kept as."""


@dataclass(frozen=True)
class Weight:
    """A tensor of a layer's own: its name and its shape."""

    name: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """A part of a network: its name inside the part above, its class, the tensors of its own, and its parts.

    `times` is how many such parts follow one another, all built alike (then `name` is "0 … 11"); `parameters` counts
    all of them and everything inside, a tensor that is used in several places each time. `id` tells it from all others.
    """

    id: str
    name: str
    kind: str
    weights: tuple[Weight, ...]
    parts: tuple["Layer", ...]
    parameters: int
    times: int = 1


@dataclass(frozen=True, eq=False)
class Network:
    """A network as its configuration describes it: the class, its layers, how many parameters it has (one that is used
    in several places counted once) and how many modules.

    `hidden`, `depth` and `heads` are the width of its vectors, its layers and the heads of each, 0 where the
    configuration does not say.
    """

    kind: str
    root: Layer
    parameters: int
    modules: int
    hidden: int
    depth: int
    heads: int

    def bytes_as(self, number: str) -> float:
        """Return how many bytes the parameters take, kept as a type of number of `BYTES`."""
        return self.parameters * BYTES[number]


def network_of(files: SettingFiles, kind: str) -> Network:
    """Return the network that a model's configuration describes, built as a class of transformers ("BertModel").

    Hold a turn (`loader.in_turn`). Raises UserError where it cannot be built from its configuration, or is too large to
    be looked at.
    """
    import torch
    import transformers

    _check(files.said[CONFIG])
    network_class = getattr(transformers, kind)
    try:
        config = transformers.AutoConfig.from_pretrained(files.folder, trust_remote_code=False)
        with _bounded(), torch.device("meta"):
            model = network_class._from_config(_part_for(network_class, config))
    except UserError:
        raise
    except Exception as error:
        raise UserError(
            N_("{kind} cannot be built from this configuration: {reason}."),
            kind=kind,
            reason=printable_line(f"{type(error).__name__}: {error}", 200).rstrip("."),
        ) from error
    text = config.get_text_config()
    return Network(
        kind=kind,
        root=_layer(model, "", ""),
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        modules=sum(1 for _module in model.modules()),
        hidden=_number(text, "hidden_size"),
        depth=_number(text, "num_hidden_layers"),
        heads=_number(text, "num_attention_heads"),
    )


def shown(layer: Layer, depth: int) -> Iterator[Layer]:
    """Yield a layer's parts down to a depth (1: its own parts only), from above to below."""
    for part in layer.parts:
        yield part
        if depth > 1:
            yield from shown(part, depth - 1)


def activation_bytes(network: Network, tokens: int) -> tuple[float, float]:
    """Return how many bytes the outputs of all layers (`hidden_states`) and all attention maps take for one text of so
    many tokens, as float32: (layers + 1) x tokens x width, and layers x heads x tokens²."""
    return (
        4.0 * (network.depth + 1) * tokens * network.hidden,
        4.0 * network.depth * network.heads * tokens * tokens,
    )


def _part_for(network_class: Any, config: Any) -> Any:  # noqa: ANN401 (transformers' own)
    """Return the part of a configuration that a class is built from: a text model's may stand inside another one's."""
    inner = config.sub_configs.get("text_config")
    return config.get_text_config() if inner and network_class.config_class is inner else config


def _number(config: Any, name: str) -> int:  # noqa: ANN401 (a transformers configuration)
    value = getattr(config, name, 0)
    return value if isinstance(value, int) and value > 0 else 0


def _check(config: Mapping[str, Any]) -> None:
    """Raise UserError where a configuration would take memory or time before anything is built, or ask the network."""
    for name, value in _numbers(config, 0):
        word = name.casefold()
        most = _MOST_LABELS if word == "num_labels" else _LARGEST
        if any(part in word for part in _REPEATED) and not word.endswith("size"):
            most = _MOST_LAYERS
        if isinstance(value, int) and abs(value) > most and not word.endswith("_id"):
            raise UserError(
                N_(
                    "The configuration is not built: {name} is {value}, and at most {most} is looked at here."
                ),
                name=printable_line(name, 60),
                value=value if abs(value) < 10**20 else "> 10^20",
                most=most,
            )
    if (
        config.get("backbone")
        and not config.get("backbone_config")
        and config.get("use_timm_backbone") is False
    ):
        raise UserError(
            N_("The configuration is not built: it takes a part of its network from another repository.")
        )


def _numbers(value: Any, depth: int, name: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    if depth > _DEEPEST:
        raise UserError(N_("The configuration is not built: its settings are nested too deeply."))
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in ("id2label", "label2id"):
                yield from _numbers(inner, depth + 1, str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner, depth + 1, name)
    elif not isinstance(value, bool):
        yield name, value


@contextmanager
def _bounded() -> Iterator[None]:
    """End what this thread builds inside the with block when it has too many modules or takes too long."""
    from torch.nn.modules.module import (
        register_module_module_registration_hook,
        register_module_parameter_registration_hook,
    )

    here, ends, count = threading.get_ident(), monotonic() + MOST_SECONDS, 0

    def look(_module: "torch.nn.Module", _name: str, _part: object) -> None:
        nonlocal count
        if threading.get_ident() != here:
            return
        count += 1
        if count > 2 * MOST_MODULES or monotonic() > ends:
            raise UserError(
                N_("The network is not built: it has more layers than are looked at here, or takes too long.")
            )

    # PyTorch calls these hooks for every module of the process; they look at those of this thread alone.
    hooks = [
        register_module_module_registration_hook(look),
        register_module_parameter_registration_hook(look),
    ]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _layer(module: "torch.nn.Module", name: str, above: str) -> Layer:
    id_ = f"{above}.{name}".strip(".")
    parts = _joined([_layer(part, inner, id_) for inner, part in module.named_children()])
    own = tuple(
        Weight(printable_line(inner), tuple(tensor.shape))
        for inner, tensor in module.named_parameters(recurse=False)
    )
    numbers = sum(prod(weight.shape) for weight in own) + sum(part.parameters for part in parts)
    return Layer(id_, name, type(module).__name__, own, parts, numbers)


def _joined(layers: list[Layer]) -> tuple[Layer, ...]:
    """Return layers with those put together that follow one another, are numbered, and are built alike."""
    joined: list[list[Layer]] = []
    for layer in layers:
        if joined and layer.name.isdigit() and _build(joined[-1][0]) == _build(layer):
            joined[-1].append(layer)
        else:
            joined.append([layer])
    return tuple(
        group[0]
        if len(group) == 1
        else Layer(
            group[0].id,
            f"{group[0].name} … {group[-1].name}",
            group[0].kind,
            group[0].weights,
            group[0].parts,
            sum(one.parameters for one in group),
            len(group),
        )
        for group in joined
    )


def _build(layer: Layer) -> object:
    """Return what two layers have in common that are built alike."""
    return (
        layer.kind,
        layer.times,
        layer.weights,
        tuple((part.name, _build(part)) for part in layer.parts),
    )
