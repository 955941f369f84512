"""What an image processor does to the chosen picture, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st
from PIL import Image

from core.i18n import _, decimal
from core.library.auto_pictures import Name, Prepared, Step, prepared
from core.models.catalogue.row import ModelRow
from core.models.loader import in_turn
from core.pictures.images import Picture
from core.ui.auto_classes.choices import KEY, Looked
from core.ui.frame.markdown import plain
from core.ui.inputs import answers

_WIDTH = 124
_SHARP = 2 * _WIDTH


@dataclass(frozen=True, eq=False)
class _Shown:
    """A step as it is shown: small, and its numbers."""

    name: Name
    picture: Image.Image
    settings: tuple[tuple[str, str], ...]
    shape: tuple[int, ...]
    kind: str
    least: float
    most: float
    mean: float


def show_preparation(row: ModelRow, looked: Looked, picture: Picture) -> None:
    """Draw the picture after each step of the model's image processor, with the numbers; UserError where it cannot be
    prepared."""
    st.subheader(_("What the image processor does"), anchor=False)
    found, steps = _prepared(row, looked, picture)
    st.markdown(
        _(
            "`{processor}` turns the picture into the tensor that the network reads. Its settings are in "
            "`{file}`; it needs no weights."
        ).format(processor=found.kind, file=looked.files.picture_file)
    )
    with st.container(horizontal=True, key=f"{KEY}.steps"):
        for number, step in enumerate(steps):
            with st.container(width=_WIDTH, gap="xsmall"):
                title = _titles()[step.name]
                st.image(step.picture, width=_WIDTH, alt=title)
                st.markdown(f"**{number} · {title}**" if step.name != "result" else f"**{title}**")
                st.caption(_words(step))
    _numbers(found, steps)
    if not found.exact:
        st.warning(
            _(
                "This processor does something else as well, or does it in another order: its steps cannot be shown "
                "one by one. What it really gives is shown last."
            ),
            icon=":material/difference:",
        )


def _prepared(row: ModelRow, looked: Looked, picture: Picture) -> tuple[Prepared, tuple[_Shown, ...]]:
    """Return what the processor did, without the pictures themselves, and each step as it is shown."""
    key = (KEY, "prepared", row, picture.digest)
    kept: tuple[Prepared, tuple[_Shown, ...]] | None = answers.kept_answer(key)
    if kept is None:
        with st.spinner(_("Preparing the picture…")), in_turn():
            found = prepared(looked.files, picture.image, row.title)
            kept = replace(found, steps=()), tuple(map(_shown, found.steps))
        answers.keep_answer(key, kept, len(kept[1]) * 3 * _SHARP**2)
    return kept


def _shown(step: Step) -> _Shown:
    small = step.picture
    small.thumbnail((_SHARP, _SHARP))
    values = step.values
    return _Shown(
        step.name,
        small,
        step.settings,
        values.shape,
        str(values.dtype),
        float(values.min()),
        float(values.max()),
        float(values.mean(dtype="float64")),
    )


def _titles() -> dict[Name, str]:
    return {
        "picture": _("The picture"),
        "resize": _("Resized"),
        "crop": _("Cropped"),
        "rescale": _("Rescaled"),
        "normalize": _("Normalised"),
        "pad": _("Padded"),
        "result": _("What the processor gives"),
    }


def _words(step: _Shown) -> str:
    says = {
        "picture": _("numbers from 0 to 255"),
        "resize": _("to the size that the network learnt with"),
        "crop": _("only the middle stays"),
        "rescale": _("every number times rescale_factor"),
        "normalize": _("minus the mean, divided by the standard deviation of each colour"),
        "pad": _("zeros at the right and below"),
        "result": _("the tensor itself"),
    }[step.name]
    settings = "; ".join(f"`{name}` {plain(value)}" for name, value in step.settings)
    return f"{says}  \n{settings}" if settings else says


def _numbers(found: Prepared, steps: Sequence[_Shown]) -> None:
    rows = []
    for step in steps:
        height, width, channels = step.shape
        digits = 0 if step.kind == "uint8" else 3
        rows.append(
            {
                _("Step"): _titles()[step.name],
                _("Height × width × channels"): f"{height} × {width} × {channels}",
                _("Smallest"): decimal(step.least, digits),
                _("Greatest"): decimal(step.most, digits),
                _("Mean"): decimal(step.mean, 3),
                _("Type"): step.kind,
            }
        )
    st.dataframe(pd.DataFrame(rows), hide_index=True, alt=_("The numbers of each step"))
    st.markdown(
        "\n".join(
            f"- `{name}` · {' × '.join(map(str, shape))} · `{kind}`" for name, shape, kind in found.tensors
        )
    )
    st.caption(
        _(
            "In the tensor the colours come first: [pictures, channels, height, width]. Numbers below 0 and above 1 "
            "are shown from black (the smallest) to white."
        )
    )
