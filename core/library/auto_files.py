"""The settings files of a model, as a table: what a repository says about itself, whoever wrote it.

Scope: JSON that anybody may have written becomes short printable texts; nothing is believed, and nothing is run.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.models import weights
from core.printable import printable_line

CONFIG, TOKENIZER, IMAGE_PROCESSOR, PROCESSOR = (
    "config.json",
    "tokenizer_config.json",
    "preprocessor_config.json",
    "processor_config.json",
)
NAMES = (CONFIG, TOKENIZER, IMAGE_PROCESSOR, PROCESSOR)
"""The files of settings that the Auto classes look into, the model's own first."""

MOST_SETTINGS = 2000
"""How many settings of a repository are shown."""

_LONGEST_VALUE = 200
_DEEPEST = 4
_MANY = 20


@dataclass(frozen=True)
class Setting:
    """One line of a settings file: the file, the name ("vision_config.hidden_size"), and the value as a text, which is
    cut where it is long."""

    file: str
    name: str
    value: str


@dataclass(frozen=True, eq=False)
class SettingFiles:
    """The settings files in a model's folder: what each says, by its name, {} for one that is not there or is no JSON
    object; and which of them are there."""

    folder: Path
    there: frozenset[str]
    said: Mapping[str, Mapping[str, Any]] = field(repr=False)

    def value(self, file: str, name: str) -> str:
        """Return what a file says under a name, where that is a text; "" otherwise."""
        value = self.said[file].get(name)
        return value if isinstance(value, str) else ""

    @property
    def model_type(self) -> str:
        """The kind of network, as its configuration calls it; "" where it does not say."""
        return self.value(CONFIG, "model_type")

    @property
    def architectures(self) -> tuple[str, ...]:
        """The classes that the weights are of."""
        named = self.said[CONFIG].get("architectures")
        return tuple(name for name in named if isinstance(name, str)) if isinstance(named, list) else ()

    @property
    def picture_file(self) -> str:
        """The file that says how pictures are prepared: in newer repositories that of the processor, as a part of
        it."""
        return PROCESSOR if isinstance(self.said[PROCESSOR].get("image_processor"), dict) else IMAGE_PROCESSOR

    @property
    def picture_settings(self) -> Mapping[str, Any]:
        """How pictures are prepared, {} where no file says so."""
        said = self.said[self.picture_file]
        inner: Mapping[str, Any] = said["image_processor"] if self.picture_file == PROCESSOR else said
        return inner

    @property
    def needs_own_code(self) -> bool:
        """Whether a file names code of the repository's own, which is never run here."""
        return any(settings.get("auto_map") for settings in self.said.values())


def read_setting_files(folder: Path) -> SettingFiles:
    """Return the settings files of a model's folder. It never raises for what is in them."""
    there = weights.names_in(folder)
    said = {name: weights.read_json(folder / name) if name in there else {} for name in NAMES}
    return SettingFiles(folder, frozenset(there), said)


def settings_of(files: SettingFiles) -> tuple[Setting, ...]:
    """Return every setting of all files, nested ones under the name that leads to them, the first MOST_SETTINGS."""
    found: list[Setting] = []
    for file in NAMES:
        for name, value in _flat(files.said[file], ""):
            if len(found) == MOST_SETTINGS:
                return tuple(found)
            found.append(Setting(file, printable_line(name, _LONGEST_VALUE), _text(value)))
    return tuple(found)


def matching(settings: tuple[Setting, ...], wanted: str) -> tuple[Setting, ...]:
    """Return the settings whose name or value has all words of `wanted` in it, however they are written; all of them
    for "".

    >>> matching((Setting("config.json", "hidden_size", "768"),), "HIDDEN 7")[0].value
    '768'
    """
    words = wanted.casefold().split()
    return tuple(
        one
        for one in settings
        if all(word in f"{one.file} {one.name} {one.value}".casefold() for word in words)
    )


def _flat(value: Mapping[str, Any], before: str, depth: int = 1) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items():
        whole = f"{before}{name}"
        if isinstance(inner, dict) and inner and len(inner) <= _MANY and depth < _DEEPEST:
            yield from _flat(inner, f"{whole}.", depth + 1)
        else:
            yield whole, inner


def _text(value: Any) -> str:  # noqa: ANN401 (whatever JSON holds)
    """Return a value as JSON writes it, a text without its quotation marks; long ones begin with how many entries they
    have and are cut."""
    if isinstance(value, str):
        return printable_line(value, _LONGEST_VALUE)
    if isinstance(value, dict | list) and len(value) > _MANY:
        # Only the beginning is written out: there may be a hundred thousand labels.
        few = dict(list(value.items())[:_MANY]) if isinstance(value, dict) else value[:_MANY]
        return printable_line(f"({len(value)}) {_written(few)[:-1]}, …", _LONGEST_VALUE)
    return printable_line(_written(value), _LONGEST_VALUE)


def _written(value: Any) -> str:  # noqa: ANN401
    try:
        return json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):
        # A number of more digits than Python writes out.
        return "…"
