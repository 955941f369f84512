"""What goes into a model and what comes out: the image processor step by step, and a forward pass with weights."""

from collections.abc import Callable

import streamlit as st

from core.errors import UserError
from core.i18n import N_, Size, _, megabytes
from core.library.auto_forward import Pass, pass_picture, pass_text
from core.models import files, loader
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find
from core.models.hub.inspect import max_custom_bytes
from core.models.kind import Kind
from core.models.library_kinds import BARE_PICTURE, BARE_TEXT
from core.models.loaded import LoadedModel, unable_words
from core.pictures.images import Picture
from core.text.border import Text
from core.ui.auto_classes.choices import EXAMPLES, KEY, Looked
from core.ui.auto_classes.outputs import show_outputs, show_picture, show_text
from core.ui.auto_classes.preparing import show_preparation
from core.ui.frame.markdown import plain
from core.ui.frame.page import guard
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.image_input import choose_picture
from core.ui.inputs.text_input import choose_text
from core.vision.classification.attention import seen_part


def show_inside(row: ModelRow, looked: Looked) -> Text | None:
    """Draw the input that fits the model, what prepares it, and what comes out; return the text that is in it."""
    if looked.reads_pictures:
        given, result = st.columns([2, 3], gap="large")
        with given:
            picture = choose_picture(
                KEY,
                domain="doodles" if row.domain == "doodles" else "photographs",
                doodles=("drawings", "scenes"),
            )
        with result, guard():
            show_preparation(row, looked, picture)
        _forward_picture(row, looked, picture)
        return None
    if looked.found("AutoTokenizer"):
        text = choose_text(KEY, EXAMPLES)
        _forward_text(row, looked, text)
        return text
    st.info(
        _("This model reads neither texts nor pictures in a way that the page knows."),
        icon=":material/block:",
    )
    return None


def _forward_text(row: ModelRow, looked: Looked, text: Text | None) -> None:
    pressed = _button(row, looked, is_ready=text is not None)
    if text is None:
        return
    with guard():
        key = (KEY, "pass", row, text.digest)
        if pressed:
            _run(row, BARE_TEXT, key, lambda loaded: (pass_text(loaded, text.content), None))
        if kept := answers.kept_answer(key):
            show_outputs(kept[0])
            show_text(row, kept[0])


def _forward_picture(row: ModelRow, looked: Looked, picture: Picture) -> None:
    pressed = _button(row, looked, is_ready=True)
    with guard():
        key = (KEY, "pass", row, picture.digest)
        if pressed:
            _run(
                row,
                BARE_PICTURE,
                key,
                lambda loaded: (
                    pass_picture(loaded, picture.image),
                    seen_part(loaded.model.processor, picture.image.size),
                ),
            )
        if kept := answers.kept_answer(key):
            show_outputs(kept[0])
            show_picture(row, kept[0], picture, kept[1])


def _button(row: ModelRow, looked: Looked, *, is_ready: bool) -> bool:
    """Draw what a forward pass is, what it needs, and its button; return whether it was pressed."""
    st.subheader(_("A forward pass"), anchor=False)
    can_run = bool(looked.found("AutoModel"))
    st.markdown(
        _(
            "`AutoModel` is the network without the head of its task. What goes in goes through all layers once, and a "
            "vector comes out for every token, or every patch of a picture. This needs the weights."
        )
    )
    st.caption(plain(_where(row, looked)) if can_run else _("AutoModel has no class for this model's type."))
    return st.button(
        _("Run it with its weights"),
        type="primary",
        icon=":material/play_arrow:",
        disabled=not (is_ready and can_run),
        key=f"{KEY}.run",
    )


def _where(row: ModelRow, looked: Looked) -> str:
    """Return where a model's weights are, and what running it downloads."""
    kind = BARE_PICTURE if looked.reads_pictures else BARE_TEXT
    if files.cached(row, kind) is not None:
        return _("The weights of {model} are on this machine.").format(model=row.title)
    if not row.download_bytes:
        return _("The weights of {model} are downloaded first, once.").format(model=row.title)
    return _("The weights of {model} are downloaded first, once: {size}.").format(
        model=row.title, size=megabytes(row.download_bytes)
    )


def _run(
    row: ModelRow,
    kind: Kind,
    key: tuple[object, ...],
    work: Callable[[LoadedModel], tuple[Pass, object]],
) -> None:
    """Run a model with its weights and keep what comes out; UserError where it cannot be had, or is too large."""
    if find(row.name) is None and not row.local_path and row.download_bytes > max_custom_bytes():
        raise UserError(
            N_("{name} is too big to be run here: {size}, and at most {limit} is allowed."),
            name=row.title,
            size=Size(row.download_bytes),
            limit=Size(max_custom_bytes()),
        )
    with status_line() as notify:
        (found, part), unable = loader.answer(
            row, lambda loaded: (work(loaded), loaded.unable), notify=notify, kind=kind
        )
    if unable:
        st.caption(plain(unable_words(row.title, unable)))
    answers.keep_answer(key, (found, part), found.nbytes)
