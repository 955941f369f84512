"""What an image processor does to the chosen picture, step by step."""

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.library.auto_pictures import Name, Prepared, Step, prepared
from core.models.catalogue.row import ModelRow
from core.models.loader import in_turn
from core.pictures.images import Picture
from core.ui.auto_classes.choices import KEY, Looked
from core.ui.frame.markdown import plain
from core.ui.inputs import answers

_WIDTH = 124


def show_preparation(row: ModelRow, looked: Looked, picture: Picture) -> None:
    """Draw the picture after each step of the model's image processor, with the numbers; UserError where it cannot be
    prepared."""
    st.subheader(_("What the image processor does"), anchor=False)
    found = _prepared(row, looked, picture)
    st.markdown(
        _(
            "`{processor}` turns the picture into the tensor that the network reads. Its settings are in "
            "`{file}`; it needs no weights."
        ).format(processor=found.kind, file=looked.files.picture_file)
    )
    with st.container(horizontal=True, key=f"{KEY}.steps"):
        for number, step in enumerate(found.steps):
            with st.container(width=_WIDTH, gap="xsmall"):
                title = _titles()[step.name]
                st.image(step.picture, width=_WIDTH, alt=title)
                st.markdown(f"**{number} · {title}**" if step.name != "result" else f"**{title}**")
                st.caption(_words(step))
    _numbers(found)
    if not found.exact:
        st.warning(
            _(
                "This processor does something else as well, or does it in another order: its steps cannot be shown "
                "one by one. What it really gives is shown last."
            ),
            icon=":material/difference:",
        )


def _prepared(row: ModelRow, looked: Looked, picture: Picture) -> Prepared:
    key = (KEY, "prepared", row, picture.digest)
    kept: Prepared | None = answers.kept_answer(key)
    if kept is None:
        with st.spinner(_("Preparing the picture…")), in_turn():
            kept = prepared(looked.files, picture.image, row.title)
        answers.keep_answer(key, kept, kept.nbytes)
    return kept


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


def _words(step: Step) -> str:
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


def _numbers(found: Prepared) -> None:
    rows = []
    for step in found.steps:
        height, width, channels = step.values.shape
        digits = 0 if step.values.dtype.kind == "u" else 3
        rows.append(
            {
                _("Step"): _titles()[step.name],
                _("Height × width × channels"): f"{height} × {width} × {channels}",
                _("Smallest"): decimal(float(step.values.min()), digits),
                _("Greatest"): decimal(float(step.values.max()), digits),
                _("Mean"): decimal(float(step.values.mean(dtype="float64")), 3),
                _("Type"): str(step.values.dtype),
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
