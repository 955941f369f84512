"""Opening a data set with the library datasets, streamed: in the process that reads data sets, and nowhere else.

Purpose: nothing that somebody wrote into a repository is run or leads out of it. A data set with a program of its own
is refused, as is one whose card names files elsewhere; only loaders of plain files are used, and pictures come from
the repository itself or from the rows. Nothing is sent that says who asks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from core.errors import UserError
from core.i18n import N_
from core.library.data_sets.explained import not_for_all
from core.library.data_sets.request import FileRequest, HubRequest
from core.models.hub.client import ask_about
from core.printable import printable_line

READ = {"parquet", "csv", "json", "text", "arrow", "imagefolder"}
"""The loaders of the library that are used. Others decode sound and film, run a database, or need more packages."""

MOST_CONFIGURATIONS = 500

_LARGEST_CARD = 5_000_000
_CARD, _SETTINGS = "README.md", ".huggingface.yaml"
_ROWS_OF_CSV = 200
_BYTES_OF_JSON = 1 << 20
_ROWS_OF_PARQUET = 8
_BUFFER = 1 << 18


@dataclass(frozen=True)
class Opened:
    """A data set that can be streamed: the library's builder, and what the Hub says about it."""

    builder: Any
    name: str
    commit: str = ""
    licence: str = ""
    size_bytes: int = 0
    configurations: tuple[str, ...] = ()
    configuration: str = ""
    options: tuple[tuple[str, str | bool], ...] = ()

    @property
    def kind(self) -> str:
        """The name of the library's loader, as in READ."""
        return str(self.builder.__module__).rpartition(".")[2]

    @property
    def files(self) -> Mapping[str, list[str]]:
        """The files of each split: paths, or addresses that begin with hf://."""
        return {str(split): list(files) for split, files in self.builder.config.data_files.items()}


def open_hub(request: HubRequest) -> Opened:
    """Look at a data set of the Hub, and open it where there is nothing against it; UserError where there is."""
    from datasets import load_dataset_builder
    from datasets.data_files import EmptyDatasetError
    from datasets.exceptions import DataFilesNotFoundError

    info, commit = ask_about(request.name, request.commit or None, token=False, repo_type="dataset")
    name = str(info.id)
    if info.private or info.gated:
        raise not_for_all(name)
    sizes = {sibling.rfilename: sibling.size or 0 for sibling in info.siblings or ()}
    if f"{name.rpartition('/')[2]}.py" in sizes:
        raise UserError(
            N_(
                "{name} is loaded by a program of its own, which is never run here. Choose a data set that is made of "
                "files, such as Parquet, CSV or JSON."
            ),
            name=name,
        )
    card = _card(name, commit, sizes)
    names = _configurations(card)
    configuration = _chosen(name, request.configuration, card, names)
    try:
        builder = load_dataset_builder(name, configuration or None, revision=commit, token=False)
    except (DataFilesNotFoundError, EmptyDatasetError, FileNotFoundError):
        raise UserError(N_("{name} has no files that can be read as a table."), name=name) from None
    opened = Opened(
        builder,
        name,
        commit,
        _licence(card),
        sum(sizes.values()),
        names,
        configuration or builder.config.name,
    )
    if opened.kind not in READ:
        raise UserError(
            N_("{name} is made of files of a kind that is not read here ({kind})."),
            name=name,
            kind=opened.kind,
        )
    inside = f"hf://datasets/{name}@{commit}/"
    if not all(file.startswith(inside) for files in opened.files.values() for file in files):
        raise _leads_outside(name)
    read_little(builder, opened.kind)
    return opened


def open_file(request: FileRequest) -> Opened:
    """Open a file of this machine; its one split is called train, as the library calls it."""
    from datasets import load_dataset_builder

    options: dict[str, Any] = dict(request.options)
    if request.kind == "json" and (field := _field_of(request.path)):
        options["field"] = field
    builder = load_dataset_builder(request.kind, data_files=request.path, **options)
    read_little(builder, request.kind)
    encoding = (("encoding", request.encoding),) if request.encoding else ()
    return Opened(builder, request.name, options=(*options.items(), *encoding))


def _field_of(path: str) -> str:
    """Return the one field of a JSON object that holds rows, "" where the file is a list, or an object a line."""
    try:
        whole = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError:
        return ""
    fields = (
        [str(name) for name, value in whole.items() if _are_rows(value)] if isinstance(whole, dict) else []
    )
    return fields[0] if len(fields) == 1 else ""


def _are_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def read_little(builder: Any, kind: str) -> None:  # noqa: ANN401
    """Let a builder read in small pieces: what is looked at is a few rows, and they should not cost the memory or the
    time of thousands."""
    config = builder.config
    if kind == "csv":
        config.chunksize = min(config.chunksize or _ROWS_OF_CSV, _ROWS_OF_CSV)
    elif kind == "json":
        config.chunksize = min(config.chunksize or _BYTES_OF_JSON, _BYTES_OF_JSON)
        # What looks like the record of a conversation would need another package.
        config.parse_agent_traces = False
    elif kind == "parquet":
        config.batch_size, config.fragment_scan_options = _ROWS_OF_PARQUET, small_reads()


def small_reads() -> Any:  # noqa: ANN401 (pyarrow's)
    """Return the settings with which a column of Parquet is read piece by piece, instead of all of a row group first,
    which may have gigabytes."""
    import pyarrow.dataset

    return pyarrow.dataset.ParquetFragmentScanOptions(
        use_buffered_stream=True, buffer_size=_BUFFER, pre_buffer=False
    )


def forget_types(builder: Any) -> None:  # noqa: ANN401
    """Let the types be read from the data, and not from the card."""
    builder.info.features = None
    builder.config.features = None


def _card(name: str, commit: str, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Return what the card says in its head, after making sure that all files it names are in the repository.

    It is looked at before the library reads it, which would follow any path and any address in it.
    """
    from huggingface_hub import DatasetCard, hf_hub_download

    found: dict[str, Any] = {}
    for file in (_CARD, _SETTINGS):
        if file not in sizes:
            continue
        unreadable = UserError(N_("The card of {name} cannot be read, so neither can its files."), name=name)
        if sizes[file] > _LARGEST_CARD:
            raise unreadable
        path = Path(hf_hub_download(name, file, repo_type="dataset", revision=commit, token=False))
        try:
            text = path.read_text(encoding="utf-8")
            head = yaml.safe_load(text) if file == _SETTINGS else DatasetCard(text).data.to_dict()
        except (ValueError, TypeError, yaml.YAMLError):
            raise unreadable from None
        if isinstance(head, dict):
            found |= head
    if any(_is_outside(path) for path in _paths(found.get("configs"))):
        raise _leads_outside(name)
    return found


def _paths(value: object) -> list[str]:
    """Return every text in what the card says about its files."""
    if isinstance(value, Mapping):
        return [path for part in value.values() for path in _paths(part)]
    if isinstance(value, list):
        return [path for part in value for path in _paths(part)]
    return [value] if isinstance(value, str) else []


def _is_outside(path: str) -> bool:
    """Tell whether a path leads out of its repository: an address, one inside another, from the root, or upwards."""
    parts = path.replace("\\", "/").split("/")
    return "://" in path or "::" in path or ".." in parts or (len(parts) > 1 and parts[0] in ("", "~"))


def _leads_outside(name: str) -> UserError:
    return UserError(N_("The card of {name} names files outside of it, which are not read here."), name=name)


def _configurations(card: Mapping[str, Any]) -> tuple[str, ...]:
    configs = card.get("configs")
    entries = [one for one in configs if isinstance(one, dict)] if isinstance(configs, list) else []
    names = [str(one.get("config_name", "default")) for one in entries]
    return tuple(dict.fromkeys(names))[:MOST_CONFIGURATIONS]


def _chosen(name: str, asked: str, card: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """Return the configuration to read: the one that is asked for, the card's usual one, or the first."""
    if asked and asked not in names and names:
        raise UserError(
            N_("{name} has no configuration {configuration}. It has: {names}."),
            name=name,
            configuration=asked,
            names=", ".join(names[:20]),
        )
    if asked or not names:
        return asked
    marked = [
        str(one.get("config_name")) for one in card["configs"] if isinstance(one, dict) and one.get("default")
    ]
    return next(usual for usual in (*marked, "default", *names) if usual in names)


def _licence(card: Mapping[str, Any]) -> str:
    licence = card.get("license")
    return printable_line(", ".join(map(str, licence)) if isinstance(licence, list) else str(licence or ""))
