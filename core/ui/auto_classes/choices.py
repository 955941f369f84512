"""What the page begins with, and what was found about a model: looked up once, then kept for the visit."""

from collections.abc import Hashable
from dataclasses import dataclass

import streamlit as st

from core.errors import UserError
from core.i18n import N_, _
from core.library.auto_classes import Choice, choices_of
from core.library.auto_files import NAMES, SettingFiles, read_setting_files
from core.library.auto_layers import Network, network_of
from core.models.catalogue.row import ModelRow
from core.models.library_kinds import AUTO_CLASSES
from core.models.loader import in_turn, path_of
from core.ui.frame.status import status_line
from core.ui.inputs import answers
from core.ui.inputs.text_input import Example

KEY = "auto_classes"
TASK = AUTO_CLASSES.task

EXAMPLES = (
    Example("bank", "El banco del parque está al lado del banco de España."),
    Example("course", "hello, this is a basic example."),
    Example("learning", "Estamos aprendiendo a usar los grandes modelos del lenguaje"),
    Example("short", "Hola", N_("One word")),
)

_TIMES_AS_OBJECTS = 6
"""What JSON takes in memory of its size as a text, roughly."""
_LAYER_BYTES = 500


@dataclass(frozen=True, eq=False)
class Looked:
    """What a model's settings files say: the files, and what each Auto class takes for them."""

    files: SettingFiles
    choices: tuple[Choice, ...]

    @property
    def models(self) -> dict[str, str]:
        """The classes of models that can be built, each under the Auto class that takes it."""
        return {one.auto: one.found for one in self.choices if one.found and one.auto.startswith("AutoModel")}

    @property
    def reads_pictures(self) -> bool:
        """Whether an image processor prepares its input."""
        return bool(self.found("AutoImageProcessor"))

    def found(self, auto: str) -> str:
        """Return what an Auto class takes, "" for nothing."""
        return next((one.found for one in self.choices if one.auto == auto), "")


def look_at(row: ModelRow) -> None:
    """Fetch the settings files of a model, where they are not here, and find out what they say; UserError where they
    cannot be had."""
    with status_line() as notify:
        folder = path_of(row, notify, AUTO_CLASSES)
    with st.spinner(_("Reading the settings…")):
        read = read_setting_files(folder)
        looked = Looked(read, choices_of(read))
    size = sum((folder / name).stat().st_size for name in NAMES if name in read.there)
    answers.keep_answer(_key(row), looked, size * _TIMES_AS_OBJECTS)


def kept_look(row: ModelRow) -> Looked | None:
    """Return what `look_at` found about a model in this visit, or None."""
    looked: Looked | None = answers.kept_answer(_key(row))
    return looked


def network_in(row: ModelRow, looked: Looked, kind: str) -> Network:
    """Return the network of a model built as the class `kind`, without its weights; what was built once is kept.

    Raises UserError where it cannot be built; it is not tried again before the model is looked at again.
    """
    key = (*_key(row), looked, kind)
    kept: Network | UserError | None = answers.kept_answer(key)
    if kept is None:
        with st.spinner(_("Building the layers without weights…")), in_turn():
            kept = _built(looked.files, kind)
        size = kept.modules * _LAYER_BYTES if isinstance(kept, Network) else _LAYER_BYTES
        answers.keep_answer(key, kept, size)
    if isinstance(kept, UserError):
        raise UserError(kept.message, **kept.values)
    return kept


def _built(files: SettingFiles, kind: str) -> Network | UserError:
    try:
        return network_of(files, kind)
    except UserError as error:
        # A new one, here and where it is raised: one that was raised holds on to all that was going on.
        return UserError(error.message, **error.values)


def _key(row: ModelRow) -> tuple[Hashable, ...]:
    return KEY, row
