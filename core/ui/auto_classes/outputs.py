"""What comes out of a forward pass: tensors with their shapes, and what can be read off the layers."""

import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from core.i18n import _, decimal
from core.library.auto_charts import layers_chart
from core.library.auto_forward import Pass, Tensor, alike_layers, alike_neighbours, lengths, similarities
from core.models.catalogue.row import ModelRow
from core.pictures.boxes import Box
from core.pictures.images import Picture
from core.text.attention import Attention
from core.text.charts import similarity_chart
from core.text.tokens import Token
from core.ui.auto_classes.choices import KEY
from core.ui.frame.charts import show_chart
from core.ui.frame.markdown import plain
from core.ui.frame.tokens import show_tokens
from core.ui.inputs.attention_map import choose_layer_and_head, show_attention, token_map
from core.vision.classification.attention import Focus, rollout, scaled
from core.vision.classification.overlay import laid_over

_OPACITY = 0.6
_PICTURE_PIXELS = 420


def show_outputs(found: Pass) -> None:
    """Draw the tensors that went in and came out, with what their shapes mean, and the layers as lines."""
    if found.part:
        st.caption(
            _(
                "{whole} is made of parts; `{part}` is the one that reads this input, and it alone ran."
            ).format(whole=f"`{found.kind}`", part=found.part)
        )
    st.dataframe(
        pd.DataFrame(
            [_line(_("in"), one) for one in found.inputs] + [_line(_("out"), one) for one in found.outputs]
        ),
        hide_index=True,
        column_config={_("Meaning"): st.column_config.TextColumn(width="large")},
        alt=_("The tensors that go in and come out"),
    )
    if not found.hidden.size or found.hidden.shape[1] < 2:
        return
    left, right = st.columns(2)
    alike = {
        _("neighbouring places"): alike_neighbours(found.hidden).tolist(),
        _("the same place a layer before"): [float("nan"), *alike_layers(found.hidden).tolist()],
    }
    with left:
        show_chart(
            layers_chart(alike, 0, _("Cosine"), _("How alike the vectors are")),
            _("How alike the vectors are, layer by layer"),
        )
    with right:
        show_chart(
            layers_chart(
                {_("length"): lengths(found.hidden).tolist()}, 0, _("Length"), _("How long the vectors are")
            ),
            _("How long the vectors are, layer by layer"),
        )
    st.caption(
        _(
            "Layer 0 is what goes into the first layer. A cosine of 1 means the same direction, 0 nothing in common. "
            "In many networks the vectors of a text grow alike from layer to layer: each takes up what stands around "
            "it."
        )
    )


def show_text(row: ModelRow, found: Pass) -> None:
    """Draw how alike the tokens of a text are in a layer, and which tokens each looks at."""
    tokens = tuple(Token(piece.text, piece.id, 0, 0, piece.added) for piece in found.tokens)
    show_tokens(tokens)
    if found.is_cut:
        st.caption(_("Only the first {n} tokens are shown.").format(n=len(tokens)))
    if found.hidden.size:
        with st.expander(_("How alike the tokens are"), icon=":material/join_inner:"):
            _similar_tokens(row, found)
    if found.attentions.size:
        with st.expander(_("Which tokens it looks at (attention)"), icon=":material/grid_on:"):
            show_attention(Attention(found.attentions, tokens, found.is_cut), KEY, row.name)
    else:
        st.caption(_("This network does not give out its attention."))


def show_picture(row: ModelRow, found: Pass, picture: Picture, seen: Box) -> None:
    """Draw where in a picture each layer looks, and which patches are alike, over the picture."""
    rows, columns = found.grid
    if not rows:
        st.caption(
            _(
                "This network does not cut the picture into patches that keep their places: there is no map of them."
            )
        )
        return
    ways = {"alike": _("Patches like one patch")}
    if found.attentions.size:
        ways = {"attention": _("Attention"), "rollout": _("Attention of all layers (rollout)"), **ways}
    way = st.segmented_control(
        _("Over the picture"),
        list(ways),
        format_func=ways.__getitem__,
        default=next(iter(ways)),
        required=True,
        key=f"{KEY}.way.{row.name}",
    )
    before = found.hidden.shape[1] - rows * columns
    if way == "attention":
        heat, words = _attention(row, found, before)
    elif way == "rollout":
        flow = rollout([layer.astype(np.float32) for layer in found.attentions])
        heat = _from_first(flow, before)
        words = _("Over all layers: how much of what comes out rests on each patch (attention rollout).")
    else:
        heat, words = _alike(row, found, before)
    focus = Focus(scaled(heat.reshape(rows, columns)), seen, "rollout")
    st.image(laid_over(picture.image, focus, _OPACITY), width=_PICTURE_PIXELS, alt=words)
    st.caption(
        words
        + " "
        + _("{rows} × {columns} patches; bright is much, dark little.").format(rows=rows, columns=columns)
    )


def _attention(row: ModelRow, found: Pass, before: int) -> tuple[NDArray[np.float32], str]:
    layers, heads = found.attentions.shape[:2]
    layer, head = choose_layer_and_head(layers, heads, KEY, row.name)
    chosen = found.attentions[layer - 1].astype(np.float32)
    weights = chosen[head - 1] if head else chosen.mean(axis=0)
    words = (
        _("Which patches the class token looks at in this layer.")
        if before
        else _("Which patches all the others look at in this layer.")
    )
    return _from_first(weights, before), words


def _from_first(weights: NDArray[np.float32], before: int) -> NDArray[np.float32]:
    """Return how much goes from each patch into the class token, the first place; into all, where there is none."""
    found: NDArray[np.float32] = weights[0, before:] if before else weights.mean(axis=0)
    return found


def _alike(row: ModelRow, found: Pass, before: int) -> tuple[NDArray[np.float32], str]:
    rows, columns = found.grid
    one, two, three = st.columns(3)
    last = found.hidden.shape[0] - 1
    layer = one.slider(_("Layer"), 0, last, last, key=f"{KEY}.alike_layer.{row.name}")
    down = two.slider(
        _("Row of the patch"), 1, max(2, rows), min(rows, (rows + 1) // 2), key=f"{KEY}.row.{row.name}"
    )
    right = three.slider(
        _("Column of the patch"),
        1,
        max(2, columns),
        min(columns, (columns + 1) // 2),
        key=f"{KEY}.column.{row.name}",
    )
    place = before + (min(down, rows) - 1) * columns + min(right, columns) - 1
    heat = similarities(found.hidden, layer)[place, before:]
    return heat, _("How alike every patch is to the one in row {row}, column {column} (cosine).").format(
        row=min(down, rows), column=min(right, columns)
    )


def _similar_tokens(row: ModelRow, found: Pass) -> None:
    last = found.hidden.shape[0] - 1
    layer = st.slider(_("Layer"), 0, last, last, key=f"{KEY}.alike_layer.{row.name}")
    pieces = [piece.text for piece in found.tokens]
    cosines = similarities(found.hidden, layer)
    words = _closest(pieces, cosines, [piece.added for piece in found.tokens])
    token_map(
        similarity_chart(pieces, cosines),
        words or _("Similarity of the tokens"),
        f"{KEY}.attention_chart.similarity",
    )
    if words:
        st.caption(words)
    st.caption(
        _(
            "In layer 0 the same word has nearly the same vector wherever it stands. Further up its neighbours are in "
            "it, too: compare “banco” with “banco”."
        )
    )


def _closest(pieces: list[str], cosines: NDArray[np.float32], added: list[bool]) -> str:
    own = [place for place, is_added in enumerate(added) if not is_added]
    pairs = [(cosines[one, two], one, two) for one in own for two in own if one < two]
    if not pairs:
        return ""
    cosine, one, two = max(pairs)
    return _("Most alike: “{one}” and “{other}”, {cosine}.").format(
        one=plain(pieces[one]), other=plain(pieces[two]), cosine=decimal(float(cosine), 2)
    )


def _line(way: str, tensor: Tensor) -> dict[str, str]:
    shape = " × ".join(map(str, tensor.shape))
    return {
        _("Way"): way,
        _("Tensor"): tensor.name,
        _("Shape"): f"{tensor.number} × ({shape})" if tensor.number else shape,
        _("Type"): tensor.kind,
        _("Meaning"): _meaning(tensor),
    }


def _meaning(tensor: Tensor) -> str:
    name = tensor.name.removeprefix("encoder_").removeprefix("decoder_")
    if name == "last_hidden_state" and len(tensor.shape) == 3:
        return _("[batch, places, width]: a vector for every token or patch, after the last layer")
    if name == "last_hidden_state":
        return _("[batch, channels, height, width]: feature maps, a grid of numbers each")
    return {
        "input_ids": _("[batch, tokens]: the number of each token in the vocabulary"),
        "attention_mask": _("[batch, tokens]: 1 for every token that counts, 0 where the row is filled up"),
        "token_type_ids": _("[batch, tokens]: 0 for the first text, 1 for the second one"),
        "pixel_values": _("[batch, channels, height, width]: the prepared picture"),
        "pixel_mask": _("[batch, height, width]: 1 where there is picture, 0 where it is filled up"),
        "pooler_output": _(
            "[batch, width]: one vector for all; where the weights hold no pooler, it is random"
        ),
        "hidden_states": _("a tensor a layer, and first what goes into the first one"),
        "attentions": _("a tensor a layer: [batch, heads, places, places], each row adds up to 1"),
        "cross_attentions": _("a tensor a layer: where what is written looks in what was read"),
    }.get(name, "")
