"""Which rows of which data set the page shows: from the Hub, of what ships with the app, or in a file."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Literal, get_args

import streamlit as st

from core.errors import UserError
from core.i18n import N_, _
from core.library.data_sets.own_file import ENDINGS, MAX_FILE_BYTES, checked_name
from core.library.data_sets.request import EXAMPLE, MOST_ROWS, MOST_START, HubRequest, hub_name
from core.library.data_sets.table import Reading
from core.models.hub.client import reachable
from core.pictures.put_away import PutAway
from core.printable import printable_line
from core.scenes.data_sets import shipped
from core.ui.frame.markdown import plain
from core.ui.frame.saved import write_address
from core.ui.frame.widget_words import limit_words
from core.ui.inputs.address import bound_choice, bound_number
from core.ui.inputs.thumbnails import small

Source = Literal["hub", "app", "file"]

_SOURCES: dict[Source, tuple[str, str]] = {
    "hub": (":material/cloud:", N_("From the Hub")),
    "app": (":material/inventory_2:", N_("In this app")),
    "file": (":material/upload_file:", N_("A file")),
}
EXAMPLES = (EXAMPLE, "stanfordnlp/imdb", "ylecun/mnist", "uoft-cs/cifar10")

_SOURCE, _ID, _SHIPPED = "data_source", "data_set", "data_shipped"
_CONFIGURATION, _SPLIT, _START, _ROWS = "data_configuration", "data_split", "data_start", "data_rows"
_FIRST, _FILE, _KNOWN, _PAGE, _BACK = "data_first", "data_file", "data_known", "data_page", "data_back"
_ROW_COUNTS = (5, 10, 20, 50, 100, 200, 500, MOST_ROWS)
_MOST_KNOWN = 50


@dataclass(frozen=True)
class OwnFile:
    """A file of the visitor's: its name, and a name for what is in it."""

    name: str
    digest: str


@dataclass(frozen=True)
class Wanted:
    """The rows that the page shows or will show; `name` is a Hub id, the name of a data set that ships, or a file's.
    `start` counts from 0."""

    source: Source
    name: str
    configuration: str = ""
    split: str = ""
    start: int = 0
    count: int = 100
    digest: str = ""

    def hub_request(self) -> HubRequest:
        """Return what to ask of the Hub."""
        return HubRequest(self.name, self.configuration, self.split, self.start, self.count)


def choose_rows() -> Wanted | None:
    """Draw the choice of a data set and of its rows; None where there is nothing to read yet, and that is said."""
    source = _choose_source()
    wanted = {"hub": _choose_on_hub, "app": _choose_shipped, "file": _choose_file}[source]()
    if wanted is None:
        return None
    wanted = _choose_part(wanted)
    start, count = _choose_page()
    return replace(wanted, start=start, count=count)


def remember(wanted: Wanted, reading: Reading) -> Wanted:
    """Keep which configurations and splits a data set has, so that they can be chosen; return what was wanted with the
    ones that were read, as it will be when they are chosen."""
    known = _known()
    splits = known.pop(_data_set(wanted), ((), {}))[1]
    names = tuple(split.name for split in reading.splits)
    known[_data_set(wanted)] = (reading.configurations, {**splits, reading.configuration: names})
    while len(known) > _MOST_KNOWN:
        del known[next(iter(known))]
    # Where nobody has chosen yet, the usual ones are.
    for name, value in ((_CONFIGURATION, reading.configuration), (_SPLIT, reading.split)):
        st.session_state.setdefault(_key(name, wanted), value)
    configuration = reading.configuration if reading.configurations else ""
    return replace(wanted, configuration=configuration, split=reading.split)


def own_file_bytes() -> bytes:
    """Return what is in the visitor's file; UserError where it is gone."""
    put_away: PutAway = st.session_state[_FILE][1]
    return put_away.read()


def go_to_row(start: int) -> None:
    """Let the page show the rows from number `start` on (from 0); for callbacks of buttons."""
    st.session_state[_START] = start + 1
    st.session_state[_PAGE] = True


def go_on_to_row(start: int, came_from: int) -> None:
    """Let the page show the rows from number `start` on, after those from `came_from` on (from 0)."""
    st.session_state.setdefault(_BACK, {})[start] = came_from
    go_to_row(start)


def start_before(start: int, shown: int) -> int:
    """Return where the rows before number `start` begin: where the visitor came from, else as many before as are
    `shown`. The last rows are fewer than those before them, and large ones are read in smaller portions."""
    came_from: int = st.session_state.get(_BACK, {}).get(start, max(0, start - shown))
    return came_from


def was_turned() -> bool:
    """Tell, once, whether the visitor turned to other rows of the same data set."""
    return bool(st.session_state.pop(_PAGE, False))


def _choose_source() -> Source:
    if _FIRST not in st.session_state:
        # Settled once a visit: the network may come and go, the choices stay.
        st.session_state[_FIRST] = "hub" if reachable() else "app"
    first: Source = st.session_state[_FIRST]
    asked = st.query_params.get(_SOURCE)
    if _SOURCE not in st.session_state:
        st.session_state[_SOURCE] = asked if asked in get_args(Source) else first
    words = {one: f"{icon} {_(text)}" for one, (icon, text) in _SOURCES.items()}
    source = st.segmented_control(
        _("Where the data set comes from"),
        list(words),
        format_func=words.__getitem__,
        required=True,
        key=_SOURCE,
        persist_state="session",
        on_change=_forget_part,
        wrap=True,
    )
    source = source or first
    write_address(_SOURCE, [source])
    if first == "app" and source == "app":
        st.info(
            _(
                "The Hugging Face Hub could not be reached when you came, so the page begins with the data that ship "
                "with the app. They are real, and everything here works with them."
            ),
            icon=":material/cloud_off:",
        )
    elif first == "app" and source == "hub":
        st.warning(
            _("The Hugging Face Hub could not be reached when you came. Data sets from there need it."),
            icon=":material/cloud_off:",
        )
    return source


def _choose_on_hub() -> Wanted | None:
    if _ID not in st.session_state and _ID not in st.query_params:
        st.session_state[_ID] = EXAMPLE
    with st.container(horizontal=True, gap="xsmall"):
        for name in EXAMPLES:
            st.button(
                plain(name.rpartition("/")[2]),
                key=f"data_example.{name}",
                icon=":material/lightbulb:",
                help=plain(name),
                on_click=_use_name,
                args=(name,),
            )
    typed = st.text_input(
        _("Id of a data set on the Hub"),
        key=_ID,
        bind="query-params",
        persist_state="session",
        max_chars=200,
        on_change=_forget_part,
        help=_("organisation/name, or the address of its page. Only public data sets can be read."),
    )
    if not (typed or "").strip():
        st.info(_("Write the id of a data set, or choose an example."), icon=":material/edit:")
        return None
    try:
        return Wanted("hub", hub_name(printable_line(typed)))
    except UserError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return None


def _use_name(name: str) -> None:
    st.session_state[_ID] = name
    _forget_part()


def _choose_shipped() -> Wanted:
    sets = shipped()
    asked = st.query_params.get(_SHIPPED)
    if _SHIPPED not in st.session_state:
        st.session_state[_SHIPPED] = asked if asked in sets else next(iter(sets))
    name = st.segmented_control(
        _("Data set"),
        list(sets),
        format_func={one: _(found.title) for one, found in sets.items()}.__getitem__,
        required=True,
        key=_SHIPPED,
        persist_state="session",
        on_change=_forget_part,
    )
    name = name or next(iter(sets))
    write_address(_SHIPPED, [name])
    small(_(sets[name].sentence))
    return Wanted("app", name, split=next(iter(sets[name].splits)))


def _choose_file() -> Wanted | None:
    # A fresh uploader after every file: the page names the file, the uploader need not do so again.
    counter = "data_uploads"
    widget = f"data_upload_{st.session_state.setdefault(counter, 0)}"

    def uploaded() -> None:
        if file := st.session_state[widget]:
            _take_file(file.getvalue(), file.name)
        st.session_state[counter] += 1

    limit_words(widget, MAX_FILE_BYTES, ["CSV", "TSV", "JSON", "JSON Lines", "Parquet"])
    st.file_uploader(
        _("A table from your computer or phone"),
        type=list(ENDINGS),
        max_upload_size=MAX_FILE_BYTES // 1_000_000,
        key=widget,
        on_change=uploaded,
    )
    if error := st.session_state.pop(f"{_FILE}.error", None):
        st.error(plain(str(error)), icon=":material/error:")
    if _FILE not in st.session_state:
        st.info(
            _("Choose a file. It stays on the machine that runs the app, and goes when you leave."),
            icon=":material/upload_file:",
        )
        return None
    file: OwnFile = st.session_state[_FILE][0]
    small(f"**{plain(file.name)}**")
    return Wanted("file", file.name, digest=file.digest)


def _take_file(data: bytes, name: str) -> None:
    try:
        shown, _kind = checked_name(data, name)
    except UserError as error:
        st.session_state[f"{_FILE}.error"] = error
        return
    st.session_state[_FILE] = (OwnFile(shown, sha256(data).hexdigest()), PutAway(data))
    _forget_part()


def _choose_part(wanted: Wanted) -> Wanted:
    """Draw the choice of a configuration and a split, where a reading has said which there are."""
    configurations, splits = _parts(wanted)
    with st.container(horizontal=True):
        configuration = _choose_one(_("Configuration"), _CONFIGURATION, configurations, wanted)
        names = splits.get(configuration) or next(iter(splits.values()), ())
        split = _choose_one(_("Split"), _SPLIT, names, wanted)
    return replace(wanted, configuration=configuration, split=split or wanted.split)


def _parts(wanted: Wanted) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    if wanted.source == "app":
        return (), {"": tuple(shipped()[wanted.name].splits)}
    return _known().get(_data_set(wanted), ((), {}))


def _choose_one(label: str, name: str, options: tuple[str, ...], wanted: Wanted) -> str:
    """Draw a choice, where there is one; else return what the address asks for, which nobody knows yet to be wrong."""
    asked = printable_line(st.query_params.get(name, ""))
    if len(options) <= 1:
        return options[0] if options else asked
    key = _key(name, wanted)
    if st.session_state.get(key) not in options:
        st.session_state[key] = asked if asked in options else options[0]
    chosen: str = st.selectbox(
        label, options, key=key, persist_state="session", on_change=go_to_row, args=(0,)
    )
    write_address(name, [chosen])
    return chosen


def _key(name: str, wanted: Wanted) -> str:
    """Return the key of a choice that belongs to one data set."""
    return ".".join((name, *_data_set(wanted)))


def _choose_page() -> tuple[int, int]:
    with st.container(horizontal=True):
        start = st.number_input(
            _("From row"),
            1,
            MOST_START,
            key=_START,
            bind=bound_number(_START, 1, MOST_START),
            persist_state="session",
            help=_("The first row is number 1."),
        )
        count = st.selectbox(
            _("Rows"),
            _ROW_COUNTS,
            index=_ROW_COUNTS.index(100),
            key=_ROWS,
            bind=bound_choice(_ROWS, [str(count) for count in _ROW_COUNTS]),
            persist_state="session",
            help=_("No more than these are read. Statistics and filters are about them."),
        )
    return int(start) - 1, int(count)


def _forget_part() -> None:
    """Begin a data set with its usual configuration and split, and its first row."""
    for name in (_CONFIGURATION, _SPLIT):
        if name in st.query_params:
            del st.query_params[name]
    st.session_state[_START] = 1


def _known() -> dict[tuple[str, str, str], tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]:
    """Return the configurations of the data sets that were read in this visit, and the splits of each."""
    known: dict[tuple[str, str, str], tuple[tuple[str, ...], dict[str, tuple[str, ...]]]]
    known = st.session_state.setdefault(_KNOWN, {})
    return known


def _data_set(wanted: Wanted) -> tuple[str, str, str]:
    return wanted.source, wanted.name, wanted.digest
