"""Pictures to learn from, made ahead by many processes into files that any number of trainings read at once:
python -m training.scenes.pool --folder FOLDER [--data DATA] [--scenes N] [--captions N] [--singles N]

N processes make each kind of picture, always new ones in place of the oldest, until they are stopped: a training takes
what is there. Kinds: "scenes" (core.scenes.scene, with class masks, boxes and nearness), "captions"
(training.scenes.captions, with sentences as tokens), "singles" (one drawing of any of the 345 classes: its ink, and the
small bitmap that the sketch networks see of it).

DATA is a folder that training.quick_draw.download makes, or a file of drawings that `core.sketch.data_set.write` wrote;
scenes need none. No drawing is held out, and no combination that is kept out of training is shown or said.

It needs no PyTorch, so that many processes start quickly.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.scenes.classes import LABELS
from core.scenes.lines import ink
from core.scenes.scene import make, pool_of
from core.scenes.spec import DIFFICULTIES, MOST_OBJECTS, SceneSpec
from core.sketch.data_set import Drawings, read
from core.sketch.strokes import SIDE, Strokes, bitmap, cut_short, scaled
from training.quick_draw.augment import changed
from training.quick_draw.drawings import is_held_out
from training.quick_draw.drawings import read as read_folder
from training.scenes import captions, words

SCENE_SIDE = 160
CLIP_SIDE = 112
SENTENCES = 4
"""A true sentence and three that are false, in each language."""

MOST_TOKENS = 24
SLOTS = {"scenes": 24_000, "captions": 60_000, "singles": 100_000}
TRAINING_SCENES = Path(__file__).resolve().parents[2] / "assets" / "scenes" / "training.npz"

_FIELDS: dict[str, dict[str, tuple[tuple[int, ...], str]]] = {
    "scenes": {
        "picture": ((SCENE_SIDE, SCENE_SIDE, 3), "uint8"),
        "mask": ((SCENE_SIDE, SCENE_SIDE), "uint8"),
        # 0 to 255 for 0 to 1.
        "nearness": ((SCENE_SIDE, SCENE_SIDE), "uint8"),
        "labels": ((MOST_OBJECTS,), "int64"),
        "boxes": ((MOST_OBJECTS, 4), "float32"),
    },
    "captions": {
        "picture": ((CLIP_SIDE, CLIP_SIDE, 3), "uint8"),
        # Thing, number and colour of each kind, and its box; -1 where there is none.
        "kinds": ((captions.MOST_KINDS, 3), "int64"),
        "boxes": ((captions.MOST_KINDS, 4), "float32"),
        "phrases": ((SENTENCES, captions.MOST_KINDS, 3), "int64"),
        "place": ((SENTENCES,), "int64"),
        "tokens": ((len(words.LANGUAGES), SENTENCES, MOST_TOKENS), "int64"),
    },
    "singles": {
        "ink": ((CLIP_SIDE, CLIP_SIDE), "uint8"),
        "small": ((SIDE, SIDE), "uint8"),
        "label": ((), "int64"),
    },
}
KINDS = tuple(_FIELDS)

Record = dict[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Store:
    """The pictures of a kind: arrays [slots, ...] by field, and how many each worker has made.

    Worker w writes the slots w, w + workers, w + 2 * workers ..., and then the first ones again.
    """

    arrays: dict[str, NDArray[np.generic]]
    made: NDArray[np.int64]
    slots: int

    def put(self, worker: int, record: Record) -> None:
        """Write a worker's next record in place of its oldest."""
        own = self.slots // len(self.made)
        slot = worker + len(self.made) * (int(self.made[worker]) % own)
        for name, value in record.items():
            self.arrays[name][slot] = value
        self.made[worker] += 1

    def __len__(self) -> int:
        return int(self.counts().sum())

    def counts(self) -> NDArray[np.int64]:
        """Return how many records of each worker are there."""
        return np.minimum(self.made, self.slots // len(self.made))

    def choose(self, number: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Return the slots of `number` records that are there, by chance; ValueError where there is none."""
        return chosen(self.counts(), number, rng)


def chosen(counts: NDArray[np.int64], number: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return `number` slots, by chance, of workers that have `counts` records there; ValueError where there is none."""
    if not counts.any():
        raise ValueError("There is no picture yet.")
    worker = rng.choice(len(counts), number, p=counts / counts.sum())
    return worker + len(counts) * rng.integers(0, counts[worker])


def create(folder: Path, kind: str, workers: int, slots: int) -> Store:
    """Make the files of a kind, empty, and return them."""
    slots = workers * max(1, slots // workers)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (shape, dtype) in {**_FIELDS[kind], "made": ((), "int64")}.items():
        first = workers if name == "made" else slots
        np.lib.format.open_memmap(folder / f"{kind}-{name}.npy", "w+", dtype, (first, *shape)).flush()
    (folder / f"{kind}.json").write_text(json.dumps({"slots": slots, "workers": workers}))
    return opened(folder, kind)


def opened(folder: Path, kind: str) -> Store:
    """Return the files of a kind that somebody made; raises FileNotFoundError where there are none yet."""
    about = json.loads((folder / f"{kind}.json").read_text())
    load = partial(np.lib.format.open_memmap, mode="r+")
    return Store(
        {name: load(folder / f"{kind}-{name}.npy") for name in _FIELDS[kind]},
        load(folder / f"{kind}-made.npy"),
        about["slots"],
    )


def waited_for(folder: Path, kind: str, least: int, seconds: float = 180) -> Store:
    """Return the files of a kind as soon as there are `least` records in them, or a quarter of all.

    Raises TimeoutError after `seconds`.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (folder / f"{kind}.json").exists():
            store = opened(folder, kind)
            if len(store) >= min(least, store.slots // 4):
                return store
        time.sleep(0.2)
    raise TimeoutError(f"Nobody fills {folder} with {kind}.")


def drawings_to_learn_from(data: Path) -> Drawings:
    """Return the drawings of a folder or a file, none of them held out; ValueError for a file with one that is."""
    if data.is_dir():
        return read_folder(data, held_out=False)
    drawings = read(data)
    if any(is_held_out(str(key)) for key in drawings.keys):
        raise ValueError(f"{data} has drawings that no training may see.")
    return drawings


def scene_record(rng: np.random.Generator, pool: captions.Pool) -> Record:
    """Return a scene as the segmenter and the detector learn from it."""
    objects = int(rng.integers(1, MOST_OBJECTS + 1))
    spec = SceneSpec(int(rng.integers(1 << 31)), objects, DIFFICULTIES[int(rng.integers(len(DIFFICULTIES)))])
    # Some of the scenes are drawn finer and made smaller, as the app makes them smaller for a network.
    finer = 1 + int(rng.random() < 0.35)
    scene = make(spec, SCENE_SIDE * finer, pool)
    picture = np.asarray(scene.picture)
    mask, nearness = scene.class_mask[::finer, ::finer], scene.nearness[::finer, ::finer]
    if finer > 1:
        picture = cv2.resize(picture, (SCENE_SIDE, SCENE_SIDE), interpolation=cv2.INTER_AREA)
    labels, boxes = np.full(MOST_OBJECTS, -1), np.zeros((MOST_OBJECTS, 4), np.float32)
    labels[:objects] = [LABELS.index(thing.label) for thing in scene.objects]
    boxes[:objects] = np.array([thing.box for thing in scene.objects]) / (SCENE_SIDE * finer)
    near = np.rint(nearness * 255).astype(np.uint8)
    return {"picture": picture, "mask": mask, "nearness": near, "labels": labels, "boxes": boxes}


def caption_record(
    rng: np.random.Generator, pool: captions.Pool, encode: Callable[[list[str]], NDArray[np.int64]]
) -> Record:
    """Return a scene with a true sentence and three that are false by one word, in both languages."""
    scene = captions.make_captioned(rng, pool, CLIP_SIDE)
    while True:
        true = captions.sentence_about(scene.kinds, rng)
        if not captions.sentence_is_kept_out(true):
            break
    sentences = [true] + [captions.changed(true, scene.kinds, rng) for _ in range(SENTENCES - 1)]
    how = words.wording(rng)
    texts = [words.said(one, language, how) for language in words.LANGUAGES for one in sentences]
    kinds = np.full((captions.MOST_KINDS, 3), -1)
    boxes = np.zeros((captions.MOST_KINDS, 4), np.float32)
    for place, kind in enumerate(scene.kinds):
        kinds[place], boxes[place] = numbers_of(kind), kind.box
    phrases = np.full((SENTENCES, captions.MOST_KINDS, 3), -1)
    for number, sentence in enumerate(sentences):
        for place, phrase in enumerate(sentence.phrases):
            phrases[number, place] = numbers_of(phrase)
    return {
        "picture": scene.picture,
        "kinds": kinds,
        "boxes": boxes,
        "phrases": phrases,
        "place": np.array([words.PLACES.index(one.place) if one.place else -1 for one in sentences]),
        "tokens": encode(texts).reshape(len(words.LANGUAGES), SENTENCES, MOST_TOKENS),
    }


def numbers_of(phrase: words.Phrase | captions.Kind) -> tuple[int, int, int]:
    """Return thing, number and colour as numbers; -1 for a colour that is not said."""
    colour = words.COLOURS.index(phrase.colour) if phrase.colour else -1
    return captions.number_of(phrase.thing), phrase.number, colour


def single_record(rng: np.random.Generator, drawings: Drawings, labels: NDArray[np.int64]) -> Record:
    """Return the ink of one drawing, changed by chance, somewhere in the picture; its bitmap; and which of the 345
    things it is."""
    index = int(rng.integers(len(drawings)))
    strokes: Strokes = drawings.strokes(index)
    if rng.random() < 0.15:
        strokes = cut_short(strokes, float(rng.uniform(0.6, 1.0)))
    strokes = changed(strokes, rng)
    return {"ink": single(strokes, rng), "small": bitmap(scaled(strokes)), "label": np.array(labels[index])}


def single(strokes: Strokes, rng: np.random.Generator, side: int = CLIP_SIDE) -> NDArray[np.uint8]:
    """Return a drawing's ink, uint8 [side, side]; the pen, the size and the place by chance.

    Most are as the app draws what a visitor drew (core.sketch.strokes.large): centred, lines as wide as the data set's.
    """
    points = np.concatenate(strokes)
    low = points.min(axis=0)
    extent = np.maximum(points.max(axis=0) - low, 1.0)
    usual = bool(rng.random() < 0.55)
    size = side * (255 / 304 * rng.uniform(0.96, 1.02) if usual else rng.uniform(0.5, 0.98))
    scale = size / extent.max()
    room = side - extent * scale
    corner = room * (0.5 if usual else rng.uniform(0.1, 0.9, 2))
    width = size * 16 / 255 * (rng.uniform(0.85, 1.15) if usual else rng.uniform(0.25, 1.3))
    lines = [((stroke - low) * scale + corner).astype(np.float32) for stroke in strokes]
    return ink(lines, max(1, round(width - 0.5)), side, side)


def work(folder: Path, kind: str, worker: int, data: Path | None, seed: int) -> None:
    """Fill the slots of a worker until the process that started it is gone."""
    cv2.setNumThreads(1)
    store, parent = opened(folder, kind), os.getppid()
    rng = np.random.default_rng([seed, KINDS.index(kind), worker])
    record = maker(kind, data, folder)
    while os.getppid() == parent:
        store.put(worker, record(rng))


def maker(kind: str, data: Path | None, folder: Path) -> Callable[[np.random.Generator], Record]:
    """Return what makes records of a kind; ValueError for a kind that needs drawings where there are none."""
    if kind == "scenes":
        return partial(scene_record, pool=pool_of(read(TRAINING_SCENES), changed))
    if data is None:
        raise ValueError(f"{kind} need --data.")
    drawings = drawings_to_learn_from(data)
    if kind == "singles":
        number = {name: place for place, name in enumerate(words.things())}
        labels = np.array([number[name] for name in drawings.classes])[drawings.labels]
        return partial(single_record, drawings=drawings, labels=labels)
    from training.scenes.clip_text import encoder, read_tokenizer

    pool = captions.pool_of_things(drawings, changed)
    return partial(caption_record, pool=pool, encode=encoder(read_tokenizer(folder)))


def main(arguments: list[str]) -> int:
    """Read the command line, make the files, and fill them until this process is stopped, or one of its processes ends,
    which is an error: 1."""
    parser = argparse.ArgumentParser(
        prog="python -m training.scenes.pool", description="Make pictures ahead."
    )
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--slots", type=float, default=1.0, help="part of the usual number of pictures")
    for kind in KINDS:
        parser.add_argument(f"--{kind}", type=int, default=0, help="processes that make them")
    given = parser.parse_args(arguments)
    # Its threads would not survive the forks below.
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    workers = {kind: getattr(given, kind) for kind in KINDS if getattr(given, kind)}
    if "captions" in workers:
        from training.scenes.clip_text import write_tokenizer

        write_tokenizer(given.folder)
    context = get_context("fork")
    processes = []
    parent = os.getppid()
    for kind, number in workers.items():
        create(given.folder, kind, number, int(SLOTS[kind] * given.slots))
        for worker in range(number):
            options = (given.folder, kind, worker, given.data, given.seed)
            processes.append(context.Process(target=work, args=options, daemon=True))
            processes[-1].start()
    # When the training that started this is gone, so is the need for pictures.
    while all(process.is_alive() for process in processes) and os.getppid() == parent:
        time.sleep(0.5)
    return 0 if os.getppid() != parent else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
