"""Some rows of a data set that is open, and no more than those: in the process that reads data sets."""

from collections.abc import Callable, Iterator
from typing import Any

from core.errors import UserError
from core.i18n import N_
from core.library.data_sets.cells import MOST_COLUMNS, OpenFile, columns_of, row_of
from core.library.data_sets.opening import Opened, forget_types, open_file, open_hub, small_reads
from core.library.data_sets.request import FileRequest, HubRequest, Request
from core.library.data_sets.table import Column, Note, Reading, Split

MOST_BYTES = 3_000_000
"""How much the rows of one reading may take together, as text."""

_LARGEST_PICTURE = 20_000_000
_MOST_FOOTERS = 12
"""Files whose rows are counted where the card does not say how many there are."""

_BATCH = 1_000

Tell = Callable[[int], None]
"""Is told how many rows have been read, and with -1 that something else has been done."""


def read(request: Request, tell: Tell) -> Reading:
    """Return the rows that are asked for, with what is known of the data set; UserError where they cannot be had."""
    opened = open_file(request) if isinstance(request, FileRequest) else open_hub(request)
    tell(-1)
    split = _split(opened, request.split if isinstance(request, HubRequest) else "")
    try:
        return _read(opened, split, request, tell, ())
    except Exception as error:
        if opened.builder.info.features is None or not _is_cast(error):
            raise
    forget_types(opened.builder)
    return _read(opened, split, request, tell, ("card",))


def _read(opened: Opened, split: str, request: Request, tell: Tell, notes: tuple[Note, ...]) -> Reading:
    stream = opened.builder.as_streaming_dataset(split=split)
    tell(-1)
    counted = _rows(opened, stream, split, tell)
    if counted is not None and 0 < counted <= request.start:
        raise UserError(
            N_("{split} has {rows} rows: begin before that, not at row {start}."),
            split=split,
            rows=counted,
            start=request.start + 1,
        )
    features = stream.features
    stream = stream.decode(False) if features is not None else stream
    rows: list[dict[str, Any]] = []
    columns: list[Column] = columns_of(features) if features is not None else []
    cells: list[list[Any]] = []
    room, at_end = MOST_BYTES, True
    opens = _opener(opened)
    for row in _from(opened, stream, split, request.start):
        if len(cells) == request.count or room <= 0:
            at_end = False
            break
        if features is None:
            # A table without types says what they are once its first rows are there.
            rows.append(row)
            cells.append([])
            room -= len(str(row))
        else:
            cells.append(row_of((row[name] for name in features), columns, opens))
            room -= len(str(cells[-1]))
        tell(len(cells))
    if features is None:
        features = _inferred(rows)
        columns = columns_of(features)
        cells = [row_of((row.get(name) for name in features), columns, opens) for row in rows]
    if room <= 0 and not at_end:
        notes = (*notes, "bytes")
    if len(features) > MOST_COLUMNS:
        notes = (*notes, "columns")
    if counted is None and at_end:
        counted = request.start + len(cells)
    return Reading(
        name=opened.name,
        splits=tuple(Split(one, counted if one == split else _stated(opened, one)) for one in opened.files),
        split=split,
        columns=tuple(columns),
        start=request.start,
        rows=tuple(map(tuple, cells)),
        at_end=at_end,
        commit=opened.commit,
        licence=opened.licence,
        size_bytes=opened.size_bytes,
        configurations=opened.configurations,
        configuration=opened.configuration,
        notes=notes,
        options=opened.options,
    )


def _split(opened: Opened, asked: str) -> str:
    names = list(opened.files)
    if asked and asked not in names:
        raise UserError(
            N_("{name} has no split {split}. It has: {names}."),
            name=opened.name,
            split=asked,
            names=", ".join(names[:20]),
        )
    return asked or ("train" if "train" in names else names[0])


def _is_cast(error: BaseException | None) -> bool:
    """Tell whether rows were not what the card says that they are."""
    while error is not None:
        if type(error).__name__ in ("CastError", "DatasetGenerationCastError", "ArrowTypeError", "KeyError"):
            return True
        error = error.__cause__ or error.__context__
    return False


def _stated(opened: Opened, split: str) -> int | None:
    """Return how many rows the card says that a split has; None where it says nothing that can be true."""
    found = (opened.builder.info.splits or {}).get(split)
    rows = getattr(found, "num_examples", None)
    return rows if isinstance(rows, int) and rows > 0 else None


def _rows(opened: Opened, stream: Any, split: str, tell: Tell) -> int | None:  # noqa: ANN401
    """Return how many rows a split has: as the card says, as its files say, or counted where they are on this
    machine."""
    files = opened.files[split]
    if opened.kind == "parquet" and (not opened.commit or len(files) <= _MOST_FOOTERS):
        counted = 0
        for file in files:
            counted += sum(_row_groups(file))
            tell(-1)
        return counted
    if not opened.commit:
        counted = 0
        for batch in stream.with_format("arrow").iter(batch_size=_BATCH):
            counted += batch.num_rows
            tell(-1)
        return counted
    return _stated(opened, split)


def _row_groups(file: str) -> list[int]:
    """Return how many rows each row group of a Parquet file has; only the end of the file is read."""
    import pyarrow.parquet
    from datasets.utils.file_utils import xopen

    with xopen(file, "rb") as opened:
        metadata = pyarrow.parquet.ParquetFile(opened).metadata
        return [metadata.row_group(place).num_rows for place in range(metadata.num_row_groups)]


def _from(opened: Opened, stream: Any, split: str, start: int) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield the rows of a split from number `start` on.

    Parquet says how many rows its parts have: those before the row are passed over unread. Of other files all that is
    before has to be read.
    """
    if opened.kind != "parquet" or start == 0:
        yield from stream.skip(start)
        return
    from datasets import load_dataset

    before = start
    for file in opened.files[split]:
        groups = _row_groups(file)
        if before >= sum(groups):
            before -= sum(groups)
            continue
        part = load_dataset(
            "parquet",
            data_files={split: [file]},
            split=split,
            streaming=True,
            features=stream.features,
            batch_size=opened.builder.config.batch_size,
            fragment_scan_options=small_reads(),
        ).decode(False)
        part = part.reshard()
        for place, rows in enumerate(groups):
            if before >= rows:
                before -= rows
                continue
            yield from part.shard(len(groups), place, contiguous=True).skip(before)
            before = 0


def _opener(opened: Opened) -> OpenFile:
    """Return what opens the files that rows name as their pictures: those of the data set itself, and no others."""
    inside = f"hf://datasets/{opened.name}@{opened.commit}/" if opened.commit else ""

    def open_inside(path: str) -> bytes:
        if not inside or not path.startswith(inside) or "::" in path:
            return b""
        from datasets.utils.file_utils import xopen

        with xopen(path, "rb") as file:
            data: bytes = file.read(_LARGEST_PICTURE + 1)
        return data if len(data) <= _LARGEST_PICTURE else b""

    return open_inside


def _inferred(rows: list[dict[str, Any]]) -> Any:  # noqa: ANN401
    """Return the features of rows that came without, {} where there are none."""
    import pyarrow
    from datasets import Features, Value

    if not rows:
        return {}
    names = dict.fromkeys(name for row in rows for name in row)
    try:
        table = pyarrow.Table.from_pylist([{name: row.get(name) for name in names} for row in rows])
        return Features.from_arrow_schema(table.schema)
    except pyarrow.ArrowException:
        # Values of several kinds in one column: they stay as they are.
        return dict.fromkeys(names, Value("null"))
