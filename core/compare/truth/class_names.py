"""The class names that come with YOLO txt files, wherever the tool that wrote them puts them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.compare.truth.reading import base_name, suffix, text_of
from core.errors import UserError
from core.i18n import N_, Size, _
from core.json_files import read_json
from core.pictures.labels import COCO_LABELS
from core.printable import printable_line

_MAX_YAML_BYTES = 100_000
_LARGEST_NAME = 1e15
_DEEPEST = 10

# "classes (1).txt" is what a browser makes of a second download.
_TEXT = re.compile(r"(classes|labels)( ?\(\d+\))?\.txt|.*\.(names|labels)", re.IGNORECASE)
_YAML = {".yaml", ".yml"}


@dataclass(frozen=True)
class ClassNames:
    """Class names by number, what they are called in a sentence, and the numbers that a pose's key points take.

    `assumed` says that no file names the classes, so that they are COCO's.
    """

    names: Mapping[int, str]
    source: str
    key_points: int = 0
    assumed: bool = False


def names_classes(name: str) -> bool:
    """Tell whether a text file is, by its name, a list of classes."""
    return bool(_TEXT.fullmatch(base_name(name)))


def class_names(files: Mapping[str, bytes], notes: list[str]) -> ClassNames:
    """Return the class names in files (name, content): a list of lines, a .yaml, or Label Studio's notes.json.

    A .yaml without `names` is passed over. What was assumed goes into `notes`. Raises UserError: an unreadable list,
    one with a gap, two that differ.
    """
    found: dict[str, dict[int, str]] = {}
    key_points = 0
    for name, data in files.items():
        if names_classes(name):
            lines = text_of(data, name, notes).strip().splitlines()
            found[name] = {number: printable_line(line) for number, line in enumerate(lines)}
        elif suffix(name) in _YAML:
            content = _yaml(data, name, notes)
            key_points = max(key_points, _key_points(content))
            if "names" in content:
                found[name] = _names_of_yaml(content["names"], name)
    # It repeats what classes.txt says, and any other .json has no such list.
    found = found or {name: names for name, data in files.items() if (names := _names_of_notes(data, name))}
    for name, names in found.items():
        if not names or not all(names.values()):
            raise UserError(N_("{name} has to hold the names of the classes, without a gap."), name=name)
    if not found:
        return ClassNames(dict(enumerate(COCO_LABELS)), _("COCO's 80 classes"), key_points, assumed=True)
    if any(names != next(iter(found.values())) for names in found.values()):
        raise UserError(
            N_("These files do not name the same classes; keep only one of them: {names}."),
            names=", ".join(found),
        )
    return ClassNames(next(iter(found.values())), next(iter(found)), key_points)


def assumed_words(numbers: Iterable[int]) -> str:
    """Say that no file named the classes, and what those with these numbers were taken for."""
    taken = ", ".join(f"{number} = {COCO_LABELS[number]}" for number in sorted(set(numbers)))
    return _(
        "No list of class names came with the .txt files, so COCO's was assumed: {classes}. If they are others, load "
        "the files again together with their classes.txt or data.yaml."
    ).format(classes=taken)


def _yaml(data: bytes, name: str, notes: list[str]) -> dict[object, object]:
    """Return the mapping in a .yaml file, an empty one where it holds something else."""
    import yaml

    if len(data) > _MAX_YAML_BYTES:
        raise UserError(
            N_("{name} is too large for a list of classes: at most {limit}."),
            name=name,
            limit=Size(_MAX_YAML_BYTES),
        )
    text = text_of(data, name, notes)
    try:
        _check_growth(text)
        content = yaml.safe_load(text)
    # On types that a file names itself ("!!int ''") the library raises almost anything.
    except Exception as error:
        raise UserError(N_("{name} is not a YAML file that can be read."), name=name) from error
    return content if isinstance(content, dict) else {}


def _names_of_yaml(names: object, name: str) -> dict[int, str]:
    """Return `names` of a data.yaml, which is a list or a mapping from numbers."""
    if isinstance(names, list):
        names = dict(enumerate(names))
    if not isinstance(names, dict) or not all(isinstance(number, int) for number in names):
        raise UserError(N_("{name} has no list “names” with the names of the classes."), name=name)
    # YAML reads a bare `no` or `on` as a truth value, and an empty entry as nothing.
    if not all(_is_name(label) for label in names.values()):
        raise UserError(
            N_("{name}: one of the “names” is not a text. Put the names of the classes in quotes."), name=name
        )
    return {number: printable_line(str(label)) for number, label in names.items()}


def _key_points(content: Mapping[object, object]) -> int:
    """Return how many numbers follow a box where a data.yaml is of a pose data set, else 0."""
    shape = content.get("kpt_shape")
    if (
        isinstance(shape, list)
        and len(shape) == 2
        and all(type(number) is int and number > 0 for number in shape)
    ):
        return int(shape[0] * shape[1])
    return 0


def _check_growth(text: str) -> None:
    """Raise ValueError where a YAML file repeats what stands elsewhere (an alias: a few of them inside one another are
    millions of entries), or is nested more deeply than a list of classes is (which takes its square in time)."""
    import yaml

    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > _DEEPEST:
            raise ValueError("made to grow")


def _is_name(label: object) -> bool:
    """Tell whether an entry of a YAML file is a name, or a number that can stand for one."""
    is_number = isinstance(label, int | float) and not isinstance(label, bool) and abs(label) < _LARGEST_NAME
    return isinstance(label, str) or is_number


def _names_of_notes(data: bytes, name: str) -> dict[int, str]:
    """Return the classes in Label Studio's notes.json, which has no images; none where a file is something else."""
    if suffix(name) != ".json":
        return {}
    try:
        content = read_json(data)
    except ValueError:
        return {}
    categories = content.get("categories") if isinstance(content, dict) and "images" not in content else None
    if not isinstance(categories, list):
        return {}
    named = [entry for entry in categories if isinstance(entry, dict) and isinstance(entry.get("name"), str)]
    return {entry["id"]: printable_line(entry["name"]) for entry in named if type(entry.get("id")) is int}
