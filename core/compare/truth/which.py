"""Which picture a name in a truth file means: tools, file systems and browsers write one name in many ways. Pure."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import unquote

from core.compare.truth.truth import PictureInfo
from core.errors import UserError
from core.i18n import N_, _, ngettext

_NAMES_SHOWN = 5

# Label Studio writes "4ac4e2fc-" in front of a name, spaces as "_", and leaves most signs out.
_PREFIX = re.compile(r"[0-9a-f]{8}-(?=.)")
_LEFT_OUT = re.compile(r"[^-\w.]")

# Folders that say what kind of file is in them, or which part of a data set, but nothing about the picture.
_NO_NAME = re.compile(
    r"images?|labels?|annotations?|data|obj_\w+_data|(train|val|valid|validation|test)(\d{4})?", re.IGNORECASE
)
_PICTURES, _LABELS = "images", "labels"


@dataclass(frozen=True)
class Meant:
    """The picture that each name means, by the name's index, and sentences about what is not certain in it."""

    chosen: dict[int, PictureInfo]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Path:
    """A path taken apart: its folders and last part so that they can be compared, and that part as it was written."""

    folders: tuple[str, ...]
    written: str
    plain: str

    @property
    def unprefixed(self) -> str:
        return _LEFT_OUT.sub("", _PREFIX.sub("", _stem(self.plain)).replace(" ", "_"))


def pictures_meant(names: Sequence[str], pictures: Sequence[PictureInfo], source: str) -> Meant:
    """Return which of `pictures` each of `names`, of pictures or of their label files, means; most may mean none.

    Names are compared in Unicode's composed form, with %20 and the like resolved and without regard to case, then
    without the ending, then without what Label Studio puts in front. Of several, the one with most folders in common
    at the end is meant, and none in `labels/a` means a picture in `images/b`. Raises UserError, which quotes `source`:
    two fit equally well, or none of the pictures is meant at all.
    """
    theirs = [_taken_apart(name) for name in names]
    by_key = defaultdict[str, list[int]](list)
    for index, path in enumerate(theirs):
        for key in {_stem(path.plain), path.unprefixed}:
            by_key[key].append(index)
    pairs = defaultdict[tuple[int, ...], set[tuple[int, int]]](set)
    elsewhere, unlike = [], {}
    for number, picture in enumerate(pictures):
        for place, name in enumerate((picture.name, *picture.also)):
            path = _taken_apart(name)
            for index in {found for key in _keys_of_picture(path) for found in by_key[key]}:
                if _in_another_folder(theirs[index], path):
                    elsewhere.append((index, number))
                else:
                    pairs[*_likeness(theirs[index], path), -place].add((index, number))
                    unlike[index, number] = _folders_differ(theirs[index], path)
    found = _best(pairs, names, source)
    apart = [(names[i], pictures[n].name) for i, n in elsewhere if i not in found and n not in found.values()]
    if not found:
        raise _none_meant(names, pictures, source, apart)
    differ = [f"{names[i]} = {pictures[n].name}" for i, n in found.items() if unlike[i, n]]
    notes = _apart_words(apart), _unlike_words(differ)
    return Meant({index: pictures[number] for index, number in found.items()}, tuple(filter(None, notes)))


def fits_one(names: Sequence[str], pictures: Sequence[PictureInfo]) -> bool:
    """Tell whether any of `names` can mean one of `pictures`."""
    ours = [_taken_apart(name) for picture in pictures for name in (picture.name, *picture.also)]
    keys = {key for path in ours for key in _keys_of_picture(path)}
    return any({_stem(path.plain), path.unprefixed} & keys for path in map(_taken_apart, names))


def some(names: Sequence[str]) -> str:
    """Return the first names in words, and how many more there are."""
    more = len(names) - _NAMES_SHOWN
    shown = list(names[:_NAMES_SHOWN])
    return ", ".join([*shown, ngettext("{n} more", "{n} more", more)] if more > 0 else shown)


def _taken_apart(name: str) -> _Path:
    *folders, last = name.replace("\\", "/").split("/")
    return _Path(tuple(_plain(folder) for folder in folders if folder not in ("", ".")), last, _plain(last))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", unquote(text)).casefold()


def _stem(name: str) -> str:
    stem, dot, _ending = name.rpartition(".")
    return stem if dot and stem else name


def _keys_of_picture(path: _Path) -> set[str]:
    """Return what a name without its ending may be that means a picture: "bus", "bus.jpg" (of bus.jpg.txt)."""
    return {_stem(path.plain), path.plain, path.unprefixed}


def _likeness(theirs: _Path, ours: _Path) -> tuple[int, int]:
    """Return how many folders two paths have in common at the end, and how exactly their last parts agree, at least
    1."""
    pairs = zip(reversed(theirs.folders), reversed(ours.folders), strict=False)
    common = sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], pairs))
    levels = (
        theirs.written == ours.written,
        _stem(theirs.written) == _stem(ours.written),
        theirs.plain == ours.plain,
        _stem(theirs.plain) in (_stem(ours.plain), ours.plain),
    )
    return common, next((len(levels) + 1 - place for place, same in enumerate(levels) if same), 1)


def _best(
    pairs: dict[tuple[int, ...], set[tuple[int, int]]], names: Sequence[str], source: str
) -> dict[int, int]:
    """Return the best pairs (name, picture), none of either in two; UserError where two are equally good."""
    found: dict[int, int] = {}
    for likeness in sorted(pairs, reverse=True):
        taken = set(found.values())
        free = [
            (index, number) for index, number in pairs[likeness] if index not in found and number not in taken
        ]
        for index, number in sorted(free):
            if max(Counter(i for i, _n in free)[index], Counter(n for _i, n in free)[number]) > 1:
                raise UserError(
                    N_(
                        "It is not clear which picture {name} in {source} means: give the files different names."
                    ),
                    name=names[index].replace("\\", "/").rsplit("/", 1)[-1],
                    source=source,
                )
        found |= dict(free)
    return found


def _telling(folders: Sequence[str], anchors: Sequence[str]) -> tuple[str, ...]:
    """Return the folders that say something about a picture, of those inside the last one of `anchors`."""
    inside = [place for place, folder in enumerate(folders) if folder in anchors]
    return tuple(
        folder for folder in folders[inside[-1] + 1 if inside else 0 :] if not _NO_NAME.fullmatch(folder)
    )


def _in_another_folder(theirs: _Path, ours: _Path) -> bool:
    """Tell whether a label file is of another folder's pictures: `images` and `labels` have the same ones inside."""
    if _PICTURES not in ours.folders:
        return False
    pictures, labels = _telling(ours.folders, [_PICTURES]), _telling(theirs.folders, [_LABELS, _PICTURES])
    shorter = min(len(pictures), len(labels))
    return shorter > 0 and pictures[-shorter:] != labels[-shorter:]


def _folders_differ(theirs: _Path, ours: _Path) -> bool:
    one, other = _telling(theirs.folders, [_LABELS, _PICTURES]), _telling(ours.folders, [_PICTURES])
    return bool(one and other and one[-1] != other[-1])


def _none_meant(
    names: Sequence[str], pictures: Sequence[PictureInfo], source: str, apart: Sequence[tuple[str, str]]
) -> UserError:
    if apart:
        return UserError(
            N_("{name} is of another folder's pictures than {picture}, so it was not used."),
            name=apart[0][0],
            picture=apart[0][1],
        )
    return UserError(
        N_(
            "None of the pictures is named in {source}: it has {there}, and here there is {here}. "
            "The file names have to be the same."
        ),
        source=source,
        there=some(names) or "—",
        here=some([picture.name for picture in pictures]) or "—",
    )


def _apart_words(apart: Sequence[tuple[str, str]]) -> str:
    if not apart:
        return ""
    return _("{name} is of another folder's pictures than {picture}, so it was not used.").format(
        name=apart[0][0], picture=apart[0][1]
    )


def _unlike_words(unlike: Sequence[str]) -> str:
    if not unlike:
        return ""
    return _("Their names are the same but not their folders; taken for the same picture: {names}.").format(
        names=some(unlike)
    )
