"""The memory of the process that reads a few rows of a data set of gigabytes, from a Hub on this machine.

The file is Parquet with 2 GB of text in a single row group, as older libraries wrote them; packed it takes a few MB.
"""

import os
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from time import sleep

import psutil
import pyarrow as pa
import pyarrow.parquet as pq

from core.library.data_sets import reading
from core.library.data_sets.request import HubRequest
from tests.hub.server import FakeHub

_ROWS, _LONGEST, _BATCH = 500_000, 4_000, 5_000


def run() -> list[tuple[str, float, str]]:
    """Return the most memory of the process for each reading, in MB."""
    with tempfile.TemporaryDirectory() as folder:
        hub = FakeHub()
        hub.root = Path(folder)
        _write_parquet(hub.root / "datasets/someone/large")
        hub.start()
        before = os.environ.get("HF_ENDPOINT")
        os.environ["HF_ENDPOINT"] = hub.url
        try:
            return [
                ("100 rows of 2 GB in one row group: memory of the process", _most(0), "MB"),
                ("100 rows from row 20,000 of it: memory of the process", _most(20_000), "MB"),
            ]
        finally:
            hub.stop()
            os.environ.pop("HF_ENDPOINT")
            if before is not None:
                os.environ["HF_ENDPOINT"] = before


def _most(start: int) -> float:
    """Return the most memory, in MB, that the process holds while it reads 100 rows."""
    return _watched(lambda: reading.read(HubRequest("someone/large", start=start, count=100)))


def _watched(work: Callable[[], object]) -> float:
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.is_set():
            for child in psutil.Process().children():
                try:
                    most[0] = max(most[0], child.memory_info().rss)
                except psutil.Error:
                    continue
            sleep(0.01)

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return most[0] / 1e6


def _write_parquet(folder: Path) -> None:
    """Write the rows batch by batch into one row group, so that this process never holds them together."""
    folder.mkdir(parents=True)
    schema = pa.schema([("text", pa.string()), ("label", pa.int64())])
    with pq.ParquetWriter(
        folder / "train.parquet", schema, compression="zstd", use_dictionary=False
    ) as writer:
        for first in range(0, _ROWS, _BATCH):
            numbers = range(first, first + _BATCH)
            texts = [f"{number} {'abcdefgh ' * (_LONGEST // 9)}" for number in numbers]
            batch = pa.record_batch(
                [pa.array(texts), pa.array([number % 2 for number in numbers])], schema=schema
            )
            writer.write_batch(batch, row_group_size=_ROWS)
