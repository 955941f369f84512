"""Small data sets in the layouts of the real repositories: Parquet with a card that says what is in it, CSV in two
languages, JSON Lines, pictures; and such as the app has to refuse, or to read with care."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hub.common import Recipe

REVIEWS = "datasets/cornell-movie-review-data/rotten_tomatoes"

_FILMS = ("the film", "this comedy", "the second part", "her first picture", "the documentary")
_SAID = {
    1: (
        "is a joy from beginning to end .",
        "finds something true in small things .",
        "made me laugh twice a minute .",
    ),
    0: ("is two hours too long .", "has no idea what it wants to say .", "wastes all its actors ."),
}
_WHY = ("", " nobody left before the end .", " the music alone says it .", " see for yourself .")

HOSTILE_LABELS = ("**bold**", "<script>alert(1)</script>", "[link](https://example.org)", "long " * 400)
"""Names of labels that are Markdown, HTML, a link, and endless."""


def reviews(rows: int, shift: int = 0) -> dict[str, list[Any]]:
    """Return so many made-up film reviews, half of them kind (label 1): those first, as the real ones are."""
    labels = [1] * (rows // 2) + [0] * (rows - rows // 2)
    texts = [
        f"{_FILMS[(row + shift) % 5]} {_SAID[label][row % 3]}{_WHY[(row // 3) % 4]}"
        for row, label in enumerate(labels)
    ]
    return {"text": texts, "label": labels}


def _write_reviews(folder: Path) -> None:
    from datasets import ClassLabel, Dataset, Features, Value

    features = Features({"text": Value("string"), "label": ClassLabel(names=["neg", "pos"])})
    sizes = {"train": 60, "validation": 12, "test": 13}
    for shift, (split, rows) in enumerate(sizes.items()):
        Dataset.from_dict(reviews(rows, shift), features=features).to_parquet(folder / f"{split}.parquet")
    splits = "".join(
        f"  - name: {split}\n    num_bytes: {100 * rows}\n    num_examples: {rows}\n"
        for split, rows in sizes.items()
    )
    files = "".join(f"  - split: {split}\n    path: {split}.parquet\n" for split in sizes)
    (folder / "README.md").write_text(
        "---\nlanguage:\n- en\nlicense:\n- unknown\ntask_categories:\n- text-classification\n"
        "dataset_info:\n  features:\n  - name: text\n    dtype: string\n  - name: label\n    dtype:\n"
        "      class_label:\n        names:\n          '0': neg\n          '1': pos\n"
        f"  splits:\n{splits}  download_size: 4000\n  dataset_size: 8500\n"
        f"configs:\n- config_name: default\n  data_files:\n{files}---\n\n# A small one for tests\n"
    )


def _picture(number: int) -> bytes:
    """Return a PNG with a square or a disc."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (40, 30), "white")
    draw = (ImageDraw.Draw(image).rectangle, ImageDraw.Draw(image).ellipse)[number % 2]
    draw((5, 5, 15 + number, 25), fill=(20 * number % 255, 90, 160))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def _write_pictures(folder: Path) -> None:
    """Write two configurations; the first in two files, each of two row groups, and nothing in the card on how many
    rows they have."""
    import pyarrow.parquet as pq
    from datasets import ClassLabel, Dataset, Features, Image

    features = Features({"image": Image(), "shape": ClassLabel(names=["square", "disc"])})
    (folder / "small").mkdir()
    for part in range(2):
        numbers = range(5 * part, 5 * part + 5)
        table = Dataset.from_dict(
            {
                "image": [{"bytes": _picture(number), "path": f"{number}.png"} for number in numbers],
                "shape": [number % 2 for number in numbers],
            },
            features=features,
        ).data.table
        pq.write_table(table, folder / f"small/train-0000{part}-of-00002.parquet", row_group_size=3)
    (folder / "twins").mkdir()
    pq.write_table(table, folder / "twins/train-00000-of-00001.parquet")
    pq.write_table(table, folder / "twins/test-00000-of-00001.parquet")
    (folder / "README.md").write_text(
        "---\nlicense: mit\nconfigs:\n"
        "- config_name: twins\n  data_files:\n  - split: train\n    path: twins/train-*\n"
        "  - split: test\n    path: twins/test-*\n"
        "- config_name: small\n  default: true\n  data_files:\n  - split: train\n    path: small/train-*\n---\n"
    )


def _write_tables(folder: Path) -> None:
    for language, rows in {"es": "hola;1,5\nadiós;2,25\n", "en": "hello;1.5\nbye;2.25\n"}.items():
        (folder / f"{language}.csv").write_text(f"word;weight\n{rows}", encoding="utf-8")
    (folder / "README.md").write_text(
        "---\nconfigs:\n- config_name: es\n  data_files: es.csv\n  sep: ';'\n  decimal: ','\n"
        "- config_name: en\n  data_files: en.csv\n  sep: ';'\n---\n"
    )


def _write_hostile(folder: Path) -> None:
    """Write names and texts that are Markdown, HTML and endless, columns of all kinds, and a card that lies."""
    names = "".join(f"          '{place}': {json.dumps(name)}\n" for place, name in enumerate(HOSTILE_LABELS))
    rows = [
        {
            "# <b>title</b> | $x$": f"<img src=x onerror=alert(1)> {'endless ' * 20_000}",
            "kind": row % 4,
            "nested": {"deep": {"deeper": [[1, 2], [row]]}},
            "tags": ["a", "=1+1", "\u202ereversed"],
            "empty": None,
            "number": None if row % 2 else 0.5,
        }
        for row in range(8)
    ]
    (folder / "data.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    (folder / "README.md").write_text(
        "---\nlicense:\n- '<b>mine</b>'\n- 7\npretty_name: '# <script>'\ndataset_info:\n  config_name: default\n"
        "  features:\n  - name: '# <b>title</b> | $x$'\n    dtype: string\n  - name: kind\n    dtype:\n"
        f"      class_label:\n        names:\n{names}"
        "  - name: nested\n    struct:\n    - name: deep\n      struct:\n      - name: deeper\n        list:\n"
        "          list: int64\n  - name: tags\n    list: string\n  - name: empty\n    dtype: 'null'\n"
        "  - name: number\n    dtype: float64\n"
        "  splits:\n  - name: train\n    num_bytes: -5\n    num_examples: -1\n---\n"
    )


def _write_wrong_types(folder: Path) -> None:
    """Write a card that calls a column of words a number, and names one that is not there."""
    (folder / "rows.csv").write_text("word,size\nhouse,5\nroof,4\n")
    (folder / "README.md").write_text(
        "---\ndataset_info:\n  features:\n  - name: word\n    dtype: int64\n  - name: colour\n    dtype: string\n---\n"
    )


def _write_paths_outside(folder: Path) -> None:
    """Write pictures that are not in the file: the paths lead to the reader's own disk and to another server."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasets import Dataset, Features, Image

    secret = str(Path(__file__).resolve().parents[2] / "assets" / "screenshot.png")
    table = Dataset.from_dict(
        {
            "image": [
                {"bytes": None, "path": secret},
                {"bytes": None, "path": "http://127.0.0.1:9/picture.png"},
                {"bytes": b"no picture", "path": "x.png"},
                {"bytes": _picture(1), "path": None},
            ]
        },
        features=Features({"image": Image(decode=False)}),
    ).data.table
    assert isinstance(table, pa.Table)
    pq.write_table(table, folder / "train.parquet")


def _card(text: str, **files: bytes) -> Recipe:
    """Return a repository with a card and files, their names with "_" for the dot before the ending."""

    def write(folder: Path) -> None:
        if text:
            (folder / "README.md").write_text(text)
        for name, content in files.items():
            stem, _, ending = name.rpartition("_")
            (folder / f"{stem}.{ending}").write_bytes(content)

    return Recipe(write)


def _copied(change: Callable[[Path], None]) -> Recipe:
    return Recipe(change, REVIEWS)


def _cut_parquet(folder: Path) -> None:
    file = folder / "train.parquet"
    file.write_bytes(file.read_bytes()[:-40])


def _write_script(folder: Path) -> None:
    (folder / "script-data.py").write_text("raise SystemExit('never fetched, never run')\n")
    (folder / "README.md").write_text("---\nlicense: mit\n---\n")


def _outside(path: str) -> Recipe:
    return _card(
        f"---\nconfigs:\n- config_name: default\n  data_files:\n  - split: train\n    path: {path}\n---\n"
    )


REPOSITORIES = {
    REVIEWS: Recipe(_write_reviews),
    "datasets/someone/shapes": Recipe(_write_pictures),
    "datasets/someone/tables": Recipe(_write_tables),
    "datasets/someone/hostile-data": Recipe(_write_hostile),
    "datasets/someone/wrong-types": Recipe(_write_wrong_types),
    "datasets/someone/picture-paths": Recipe(_write_paths_outside),
    "datasets/someone/gated-data": _copied(lambda _folder: None),
    "datasets/someone/private-data": _copied(lambda _folder: None),
    "datasets/someone/cut-data": _copied(_cut_parquet),
    "datasets/someone/script-data": Recipe(_write_script),
    "datasets/someone/own-files": _outside("/etc/host*.csv"),
    "datasets/someone/other-server": _outside("http://127.0.0.1:9/rows.csv"),
    "datasets/someone/empty-data": _card("---\nlicense: mit\n---\n"),
    "datasets/someone/broken-card": _card("---\nconfigs: [\n---\n", rows_csv=b"a,b\n1,2\n"),
    "datasets/someone/sounds": _card("", one_wav=b"RIFF"),
    "datasets/someone/lines": _card("", lines_txt=b"one\ntwo\nthree\n"),
}
