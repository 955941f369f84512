"""Truth files, whichever format they are in: a COCO JSON file, or YOLO txt files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from core.compare.truth.class_names import names_classes
from core.compare.truth.coco import read_coco
from core.compare.truth.reading import base_name, suffix
from core.compare.truth.truth import PictureInfo, TruthFile
from core.compare.truth.which import fits_one
from core.compare.truth.yolo import label_files, read_yolo
from core.errors import UserError
from core.i18n import N_, Size
from core.json_files import reading_turn
from core.printable import printable_line

MAX_TRUTH_BYTES = 30_000_000
"""The most that all truth files of one go may take together: COCO's own file of 5,000 pictures has 20 MB."""

ENDINGS = ("json", "txt", "yaml", "yml", "names", "labels", "data")
"""What a truth file's name may end in. Darknet's obj.data comes along, but says nothing that is needed."""


def read_truth(path: Path, pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read a COCO JSON file, or a folder (with its subfolders) of YOLO txt files; as `read_files`.

    Raises UserError, also when `path` cannot be read.

    >>> read_truth(Path("labels"), [PictureInfo("bus", "bus.jpg", 810, 1080)]).truth["bus"]
    (TruthBox(label='bus', box=(22.0, 231.0, 805.0, 756.0), crowd=False, origin='file'),)
    """
    try:
        if path.is_dir():
            found = sorted(
                file
                for file in path.rglob("*")
                if _is_read(file.name)
                and not _is_of_mac(file.relative_to(path).as_posix())
                and file.is_file()
            )
        else:
            found = [path]
        if sum(file.stat().st_size for file in found) > MAX_TRUTH_BYTES:
            raise _too_large()
        root = path if path.is_dir() else path.parent
        files = {printable_line(file.relative_to(root).as_posix()): file.read_bytes() for file in found}
    except OSError as error:
        reason = error.strerror or str(error)
        raise UserError(N_("The truth {name} cannot be read: {reason}."), name=path, reason=reason) from error
    if not files:
        raise UserError(
            N_(
                "There is no truth in the folder {name}. It has to hold a COCO .json file or YOLO .txt files."
            ),
            name=path,
        )
    return read_files(files, pictures)


def read_files(files: Mapping[str, bytes], pictures: Sequence[PictureInfo]) -> TruthFile:
    """Read the truth of `pictures` from files (name, content): one COCO JSON file, or YOLO txt files.

    The names may hold folders, and are printable; labels are made so. Every picture is in the result, with () where
    the files have no box for it. Raises UserError: more than MAX_TRUTH_BYTES, no such file among them, several COCO
    files, more than MOST_BOXES boxes of one picture, and whatever else `read_coco` and `read_yolo` raise.

    >>> read_files({"bus.txt": b"5 0.5 0.5 0.2 0.4"}, [PictureInfo("bus", "bus.jpg", 810, 1080)]).warnings
    ()
    """
    if sum(map(len, files.values())) > MAX_TRUTH_BYTES:
        raise _too_large()
    files = {name: data for name, data in files.items() if not _is_of_mac(name)}
    for name in files:
        if not _is_read(name):
            raise UserError(
                N_("{name} is not a truth file. Choose a COCO .json file or YOLO .txt files."),
                name=name,
            )
    coco = [name for name in files if suffix(name) == ".json"]
    texts = label_files(files)
    # A data set in COCO's format may bring a README.txt along, one in YOLO's a .json with notes.
    if any(map(names_classes, files)) or fits_one(texts, pictures) or (texts and not coco):
        return read_yolo(files, pictures)
    if len(coco) != 1:
        raise UserError(
            N_("Choose one COCO .json file, or YOLO .txt files; here are {number} .json files."),
            number=len(coco),
        )
    with reading_turn(len(files[coco[0]])):
        return read_coco(files[coco[0]], coco[0], pictures)


def _is_read(name: str) -> bool:
    return suffix(name)[1:] in ENDINGS


def _is_of_mac(name: str) -> bool:
    """Tell whether a file is what macOS puts beside every other one in a ZIP."""
    return "__MACOSX" in name.split("/") or base_name(name).startswith("._")


def _too_large() -> UserError:
    return UserError(
        N_("The truth files are too large: together at most {limit}. Keep only those of your pictures."),
        limit=Size(MAX_TRUTH_BYTES),
    )
