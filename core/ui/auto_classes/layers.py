"""The layers of a network as a tree, its parameters, and the memory that they take."""

from html import escape

import pandas as pd
import streamlit as st

from core.i18n import _, decimal, megabytes
from core.library.auto_layers import BYTES, Layer, Network, activation_bytes, shown
from core.models.catalogue.row import ModelRow
from core.ui.auto_classes.choices import KEY, Looked, network_in
from core.ui.auto_classes.classes import short_number
from core.ui.frame.style import style

_OPEN_TO = 2
_MOST_SHOWN = 1500
_DEEPEST = 12


def show_layers(row: ModelRow, looked: Looked) -> None:
    """Draw the choice of the class that is built, its layers, and what they take; UserError where it cannot be
    built."""
    if not looked.models:
        st.info(
            _(
                "The installed transformers has no class for this model's type, so its layers cannot be built without "
                "running code of others."
            ),
            icon=":material/block:",
        )
        return
    autos = list(looked.models)
    auto = st.selectbox(
        _("Build it with"),
        autos,
        format_func=lambda auto: f"{auto} → {looked.models[auto]}",
        key=f"{KEY}.build.{row.name}",
    )
    network = network_in(row, looked, looked.models[auto])
    _facts(network)
    st.markdown(
        _(
            "Built from `config.json` alone, on PyTorch's **meta** device: every tensor has its shape and no numbers. "
            "Open a part to see what is in it; at its right stand its parameters, of all copies together."
        )
    )
    style(__file__, "layers.css")
    deepest = max(
        (
            depth
            for depth in range(1, _DEEPEST + 1)
            if sum(1 for _part in shown(network.root, depth)) <= _MOST_SHOWN
        ),
        default=1,
    )
    parts = (network.root.parts or (network.root,))[:_MOST_SHOWN]
    items = "".join(_item(part, 1, deepest) for part in parts)
    label = escape(_("Layers"))
    st.html(f'<ul class="layer-tree" aria-label="{label}">{items}</ul>')
    if len(parts) < len(network.root.parts) or deepest < _DEEPEST:
        st.caption(_("It has more parts than can be shown: the innermost are left out."))
    _memory(row, network)


def _facts(network: Network) -> None:
    facts = {
        _("Class"): f"`{network.kind}`",
        _("Parameters"): f"**{short_number(network.parameters)}**",
        _("Modules"): decimal(network.modules, 0),
        _("Layers × heads"): f"{network.depth} × {network.heads}" if network.depth and network.heads else "–",
        _("Width of a vector"): decimal(network.hidden, 0) if network.hidden else "–",
    }
    with st.container(horizontal=True, gap="large"):
        for name, value in facts.items():
            with st.container(width="content", gap=None):
                st.caption(name)
                st.markdown(value)


def _item(layer: Layer, depth: int, deepest: int) -> str:
    times = f" <span>× {layer.times}</span>" if layer.times > 1 else ""
    shapes = "".join(
        f'<span class="shape"><code>{escape(weight.name)}</code> {_shape(weight.shape)}</span>'
        for weight in layer.weights
    )
    count = f'<span class="count">{decimal(layer.parameters, 0)}</span>' if layer.parameters else ""
    line = (
        f"<b>{escape(layer.name or layer.kind)}</b>{times} <code>{escape(layer.kind)}</code>{shapes}{count}"
    )
    if not layer.parts or depth == deepest:
        return f'<li><div class="leaf">{line}</div></li>'
    inner = "".join(_item(part, depth + 1, deepest) for part in layer.parts)
    state = " open" if depth <= _OPEN_TO else ""
    return f"<li><details{state}><summary>{line}</summary><ul>{inner}</ul></details></li>"


def _shape(shape: tuple[int, ...]) -> str:
    return escape(" × ".join(map(str, shape)) or "1")


def _memory(row: ModelRow, network: Network) -> None:
    st.subheader(_("What it takes in memory"), anchor=False)
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Kept as"): name,
                    _("Bytes a parameter"): decimal(size, 1 if size % 1 else 0),
                    _("Weights"): megabytes(network.bytes_as(name)),
                }
                for name, size in BYTES.items()
            ]
        ),
        hide_index=True,
        alt=_("Memory of the weights by type of number"),
    )
    if not (network.depth and network.hidden and network.heads):
        return
    tokens = st.select_slider(
        _("Tokens (or patches) that go through at once"),
        [16, 64, 128, 256, 512, 1024, 2048, 4096, 8192],
        value=128,
        key=f"{KEY}.tokens.{row.name}",
    )
    hidden, attention = activation_bytes(network, tokens)
    st.caption(
        _(
            "For one text of {tokens} tokens, as float32: `hidden_states` of all layers {hidden}, all attention maps "
            "{attention}. Twice the tokens take twice the first and four times the second."
        ).format(tokens=decimal(tokens, 0), hidden=megabytes(hidden), attention=megabytes(attention))
    )
