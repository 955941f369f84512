"""Small models of the real architectures, in the layouts of the real repositories, built from real configurations.

Nothing is fetched. What is built is kept, a folder a repository under a name that follows what it is made of, so that a
change of code or of a library builds anew what it touches and nothing else.
"""

import hashlib
import os
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from core.models import networks
from core.sketch import data_set as drawings
from tests.hub import (
    common,
    data_sets,
    detectors,
    layouts,
    refused,
    sentences,
    sketches,
    texts,
    vision,
    vocabularies,
    yolo,
)

_MODULES: dict[ModuleType, tuple[Path, ...]] = {
    detectors: (),
    yolo: (),
    sketches: (Path(networks.__file__), drawings.HELD_OUT),
    refused: (),
    texts: (Path(sentences.__file__), Path(vocabularies.__file__)),
    vision: (Path(vocabularies.__file__),),
    # It says which version it is.
    data_sets: (Path(find_spec("datasets").origin),),
}
"""The modules that hold recipes, and which files beside their own and `configs` their repositories are made of."""

RECIPES = {name: recipe for module in _MODULES for name, recipe in module.REPOSITORIES.items()}
"""Every repository by its name, "organisation/name", and "spaces/" or "datasets/" before it where it is one."""

_LIBRARIES = ("torch", "transformers", "tokenizers", "sentencepiece", "timm", "ultralytics-opencv-headless")


def build(target: Path) -> Path:
    """Return a folder with the repositories' files, `organisation/name/...`, building what is not in `target` yet."""
    digests = _digests()
    folder = target / _hash(*(digest.encode() for digest in digests.values()))
    if folder.is_dir():
        return folder
    for name, digest in digests.items():
        _build_one(target, name, digests.get(RECIPES[name].copy_of, ""), target / digest)
    # Links, not copies: a test may add files to a repository, and the ones that are kept stay as they are.
    draft = _draft(target)
    for name, digest in digests.items():
        shutil.copytree(target / digest, draft / name, copy_function=os.link)
    return _finish(draft, folder)


def _build_one(target: Path, name: str, source: str, folder: Path) -> None:
    if folder.is_dir():
        return
    draft = _draft(target)
    if source:
        shutil.copytree(target / source, draft, dirs_exist_ok=True)
    with common.one_thread():
        RECIPES[name].write(draft)
    _finish(draft, folder)


def _draft(target: Path) -> Path:
    """Return a new folder: several test runs may build at once, and the first that is done wins."""
    target.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix="draft-", dir=target))


def _finish(draft: Path, folder: Path) -> Path:
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
    return folder


def _digests() -> dict[str, str]:
    """Return, for every repository, a name that follows what it is made of."""
    shared = [Path(common.__file__), Path(layouts.__file__), *sorted(common.CONFIGS.rglob("*.json"))]
    libraries = [f"{library} {version(library)}".encode() for library in _LIBRARIES]
    parts = [*libraries, *(file.read_bytes() for file in shared), str(refused.TRAP).encode()]
    digests: dict[str, str] = {}
    for module, files in _MODULES.items():
        made_of = _hash(*parts, *(file.read_bytes() for file in (Path(module.__file__), *files)))
        for name, recipe in module.REPOSITORIES.items():
            source = digests[recipe.copy_of] if recipe.copy_of else ""
            digests[name] = _hash(name.encode(), made_of.encode(), source.encode())
    return digests


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]
