"""Small files that would take much memory or time: each is refused in a sentence, before it is read."""

import json
import threading
import zipfile
from base64 import b64encode
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from PIL import Image

from core import json_files, turns
from core.compare.book import session as sessions
from core.compare.book.session import Session, read_session, session_json
from core.compare.book.workbook import Workbook
from core.compare.measure.run import MOST, MOST_RUNS
from core.compare.truth.edit import Editing, put, with_box
from core.compare.truth.files import MAX_TRUTH_BYTES, read_files
from core.compare.truth.truth import PictureInfo
from core.errors import UserError
from core.i18n import speaking
from core.models import files, weights
from core.models.catalogue.rows import find
from core.pictures import images
from core.pictures.boxes import MOST_BOXES, TruthBox
from core.pictures.canvas import Sheet, from_drawing, to_drawing
from core.pictures.images import open_picture, pixels_of
from tests.unit.handin_samples import handin
from tests.waiting import wait_for

BUS = PictureInfo("bus", "bus.jpg", 800, 1000)


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


@cache
def saved_session() -> bytes:
    made = handin()
    return session_json(Session(made.book, made.pictures, made.comparison.settings))


@pytest.fixture
def content() -> dict:
    return json.loads(saved_session())


def refusal(content: dict) -> str:
    with pytest.raises(UserError) as caught:
        read_session(json.dumps(content).encode())
    return str(caught.value)


def first_run(content: dict) -> dict:
    return content["measured"][0]["images"][0]["models"][0]


def test_more_detections_than_a_comparison_keeps_are_refused(content):
    run = first_run(content)
    run["detections"] = run["detections"][:1] * (MOST + 1)
    assert "damaged" in refusal(content)


def test_more_timed_runs_than_anybody_may_ask_for_are_refused(content):
    run = first_run(content)
    run["runs_ms"] = run["runs_ms"][:1] * (MOST_RUNS + 1)
    assert "damaged" in refusal(content)


def test_more_true_boxes_than_a_picture_may_have_are_refused(content):
    boxes = next(iter(content["truth"].values()))
    boxes += boxes[:1] * MOST_BOXES
    assert "more than 1000 true boxes on one picture" in refusal(content)


@pytest.mark.parametrize(
    "value", ["1e999", "-1e999", "NaN", "1" + 400 * "0", 5000 * "9", "1e308", "-1", '"0"', "null"]
)
@pytest.mark.parametrize(
    "name", ["repeats", "warmup", "threshold", "load_ms", "inference", "width", "x", "crowd"]
)
def test_numbers_that_nothing_can_have_are_refused(content, name, value):
    run = first_run(content)
    holder, key = {
        "load_ms": (run, name),
        "inference": (run["runs_ms"][0], name),
        "width": (content["measured"][0]["images"][0], name),
        "x": (run["detections"][0]["box"], 2),
        "crowd": (next(iter(content["truth"].values()))[0], name),
    }.get(name, (content["settings"], name))
    holder[key] = "HERE"
    data = json.dumps(content).replace('"HERE"', value).encode()
    with pytest.raises(UserError):
        read_session(data)


@pytest.mark.parametrize("date", ["", "yesterday", "9999-99-99", "\x02"])
def test_a_date_that_is_none_is_refused(content, date):
    content["measured"][0]["settings"]["date"] = date
    assert "damaged" in refusal(content)


def test_more_values_than_fit_are_refused_before_the_file_is_parsed(monkeypatch, content):
    monkeypatch.setattr(json_files.json, "loads", lambda _data: pytest.fail("parsed"))
    content["edits"] = []
    data = (
        json.dumps(content)
        .encode()
        .replace(b'"edits": []', b'"edits": [' + b"[]," * json_files.MOST_VALUES + b"0]")
    )
    with pytest.raises(UserError, match="holds too much"):
        read_session(data)


@pytest.mark.parametrize("opened", [b"[", b'{"a":'])
def test_a_file_that_is_nested_without_end_is_refused(opened):
    with pytest.raises(UserError):
        read_session(b'{"format": "miralab-session", "version": 1, "measured": ' + opened * 100_000)
    with pytest.raises(UserError):
        read_files({"a.json": opened * 100_000}, [BUS])


def test_pictures_that_are_small_files_and_much_memory_are_refused_before_any_is_decoded(monkeypatch):
    pictures = {}
    for shade in range(4):
        file = BytesIO()
        Image.new("L", (4096, 4096), shade).save(file, "PNG")
        pictures[str(shade)] = file.getvalue()
    assert sum(map(len, pictures.values())) < 200_000
    empty = json.loads(session_json(Session(Workbook(), (), None)))
    empty["files"] = {name: b64encode(data).decode() for name, data in pictures.items()}
    empty["pictures"] = [
        {"name": name, "source": "upload", "digest": name, "scaled_from": None} for name in pictures
    ]
    monkeypatch.setattr(sessions, "most_pixels", lambda: 3 * 4096**2)
    monkeypatch.setattr(sessions, "open_picture", lambda *_args: pytest.fail("decoded"))
    assert "50 megapixels" in refusal(empty)


def test_the_pixels_of_a_picture_are_known_from_its_head():
    file = BytesIO()
    Image.new("L", (5000, 100)).save(file, "PNG")
    # Cut after the head: there is nothing to decode.
    assert pixels_of(file.getvalue()[:60]) == 4096 * 82
    assert open_picture(file.getvalue(), "a.png").image.size == (4096, 82)
    assert pixels_of(b"nothing") == 0


@pytest.mark.parametrize(("gigabytes", "most"), [(1, 33_554_432), (4, 107_374_182), (1000, 250_000_000)])
def test_the_pictures_of_a_list_have_an_upper_limit_on_every_machine(monkeypatch, gigabytes, most):
    small = replace(images.machine(), memory_bytes=gigabytes * 2**30)
    monkeypatch.setattr(images, "machine", lambda: small)
    assert images.most_pixels() == most


def coco(boxes: int) -> bytes:
    box = {"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}
    return json.dumps(
        {
            "images": [{"id": 1, "file_name": "bus.jpg"}],
            "annotations": [box] * boxes,
            "categories": [{"id": 1, "name": "bus"}],
        }
    ).encode()


@pytest.mark.parametrize(
    "file",
    [
        lambda boxes: {"a.json": coco(boxes)},
        lambda boxes: {"bus.txt": b"5 0.5 0.5 0.1 0.1\n" * boxes},
    ],
    ids=["coco", "yolo"],
)
def test_a_picture_has_no_more_true_boxes_than_anybody_can_look_at(file):
    assert len(read_files(file(MOST_BOXES), [BUS]).truth["bus"]) == MOST_BOXES
    with pytest.raises(UserError, match=f"more than {MOST_BOXES} boxes of bus.jpg"):
        read_files(file(20_000), [BUS])


def test_a_canvas_gives_no_more_boxes_than_that_either():
    sheet = Sheet("stamp", (100, 100), (100, 100), ())
    drawing = to_drawing(replace(sheet, boxes=(("bus", (10, 10, 50, 50)),)))
    drawing["objects"] += drawing["objects"][1:] * 20_000
    assert len(from_drawing(drawing, sheet)[0]) == MOST_BOXES


def test_nobody_can_draw_more_boxes_than_can_be_saved_and_loaded():
    truth = {"bus": (TruthBox("bus", (0, 0, 5, 5)),) * MOST_BOXES}
    put(Editing(), truth, "bus", with_box(truth["bus"], None, TruthBox("cat", (0, 0, 9, 9))))
    assert len(truth["bus"]) == MOST_BOXES


def test_truth_files_that_are_too_large_together_are_refused_before_they_are_read():
    half = b" " * (MAX_TRUTH_BYTES // 2 + 1)
    with pytest.raises(UserError, match="at most 30"):
        read_files({"a.json": half, "b.json": half}, [BUS])


ALIASES = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 9)
)
MERGED = "a0: &a0 {x: 1}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 10)}]}}\n" for level in range(1, 9)
)


@pytest.mark.parametrize(
    "text",
    [
        f"{ALIASES}names: *a8\n",
        f"{MERGED}names: *a8\n",
        "names: " + "[" * 90_000,
        "- " * 49_000,
        "? " * 49_000,
        "{" * 99_000,
        "a: [\n" * 16_000,
        "names: [" + "1" * 5000 + "]",
        "names: [1" + ":1" * 49_000 + "]",
        "names: {1e999: bus}",
        "names: {.nan: bus}",
        "names: [.inf",
    ],
    ids=[
        "aliases",
        "merged",
        "nested",
        "nested lists",
        "nested keys",
        "nested objects",
        "nested lines",
        "digits",
        "base 60",
        "infinite",
        "no number",
        "open",
    ],
)
def test_a_yaml_that_is_made_to_grow_is_refused(text):
    assert len(text) < 100_000
    with pytest.raises(UserError):
        read_files({"data.yaml": text.encode(), "bus.txt": b"0 0.5 0.5 0.1 0.1"}, [BUS])


def test_a_yaml_that_is_too_large_is_refused_before_it_is_read():
    with pytest.raises(UserError, match="too large for a list of classes"):
        read_files({"data.yaml": b"names: [a]\n" + b"#" * 100_000, "bus.txt": b""}, [BUS])


def test_ids_of_a_coco_file_are_quoted_only_in_part():
    content = {"images": [{"id": 1, "file_name": "bus.jpg"}], "categories": [], "annotations": []}
    for identity in ("\ud800" + "x" * 100_000, 10**4000, [[[]]]):
        content["annotations"] = [{"image_id": identity}]
        with pytest.raises(UserError) as caught:
            read_files({"a.json": json.dumps(content).encode()}, [BUS])
        assert len(str(caught.value).encode()) < 300


def packed(path, size: int, how: int) -> None:
    with zipfile.ZipFile(path, "w", how) as archive:
        archive.writestr("archive/data.pkl", b"0" * size)


def test_weights_that_would_grow_when_they_are_read_are_refused_before_any_library_opens_them(tmp_path):
    file = tmp_path / "model.pt"
    packed(file, 10_000_000, zipfile.ZIP_DEFLATED)
    assert file.stat().st_size < 20_000
    assert weights.unpacked_bytes(file) == 10_000_000
    row = replace(find("yolo11n"), local_path=str(file))
    with pytest.raises(UserError, match="would grow from"):
        files.check_packing(row, file)


def test_weights_that_are_stored_as_they_are_may_be_opened(tmp_path):
    file = tmp_path / "model.pt"
    packed(file, 100_000, zipfile.ZIP_STORED)
    files.check_packing(replace(find("yolo11n"), local_path=str(file)), file)


def test_a_header_longer_than_the_format_allows_is_not_read(tmp_path):
    file = tmp_path / "model.safetensors"
    with file.open("wb") as opened:
        opened.write((200_000_000).to_bytes(8, "little"))
        opened.truncate(300_000_000)
    assert not weights.is_whole_safetensors(file)
    assert weights.metadata(file) == {}


def test_a_configuration_of_hundreds_of_megabytes_is_not_read(tmp_path):
    file = tmp_path / "config.json"
    with file.open("wb") as opened:
        opened.truncate(300_000_000)
    assert weights.read_json(file) == {}


def test_a_configuration_that_is_nested_without_end_is_not_read(tmp_path):
    file = tmp_path / "config.json"
    file.write_text("[" * 100_000)
    assert weights.read_json(file) == {}


def test_more_models_pictures_or_measurements_than_a_page_can_show_are_refused_and_said_to_be(content):
    settings = content["settings"]["models"]
    content["settings"]["models"] = [f"{number}" for number in range(51)]
    assert "more than 50 models" in refusal(content)
    content["settings"]["models"] = settings
    content["pictures"] *= 101
    assert "more than 200 pictures" in refusal(content)
    content["pictures"] = content["pictures"][:2]
    content["measured"] *= 501
    assert "more than 500 measurements" in refusal(content)


def test_few_models_in_each_of_many_measurements_are_many_all_the_same(content):
    (measured,) = content["measured"]
    content["measured"] = [renamed(measured, f"{number} ") for number in range(25)]
    assert "more than 50 models" in refusal(content)
    content["measured"] = content["measured"][:24]
    assert len(read_session(json.dumps(content).encode()).book.measured) == 24


def renamed(measured: dict, before: str) -> dict:
    """A measurement of the same models under other names."""
    text = json.dumps(measured)
    for name in measured["settings"]["models"]:
        text = text.replace(f'"{name}"', f'"{before}{name}"')
    return json.loads(text)


def test_of_many_large_files_two_are_read_at_once_and_nobody_waits_without_end(monkeypatch):
    monkeypatch.setattr(json_files, "WAIT_SECONDS", 0.05)
    large = json_files.LARGE_FILE
    with json_files.reading_turn(large), json_files.reading_turn(large):
        with (
            pytest.raises(json_files.BusyError, match="other large files"),
            json_files.reading_turn(large),
        ):
            pass
        with json_files.reading_turn(large - 1):
            pass
    with json_files.reading_turn(large):
        pass


def test_who_waits_for_a_measurement_takes_no_place_among_those_who_read(monkeypatch):
    monkeypatch.setattr(json_files, "WAIT_SECONDS", 0.05)
    large, refused = json_files.LARGE_FILE, []

    def read():
        try:
            # The pictures of a session ask for a turn while it is read.
            with json_files.reading_turn(large), turns.in_turn("work"):
                pass
        except UserError as error:
            refused.append(error)

    readers = [threading.Thread(target=read) for _ in range(json_files.READ_AT_ONCE)]
    with turns.in_turn("measure"):
        for reader in readers:
            reader.start()
        wait_for(lambda: len(turns._TURNS._queue) > len(readers))
        with json_files.reading_turn(large):
            pass
    for reader in readers:
        reader.join(20)
    assert refused == []


def test_a_session_and_an_entry_of_the_store_are_read_in_turn_with_others(monkeypatch):
    made = handin()
    session = Session(made.book, made.pictures, None)
    text, kept = sessions.pack(session), {name: make() for name, make in sessions.files_of(session).items()}
    monkeypatch.setattr(json_files, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(json_files, "LARGE_FILE", 1000)
    with json_files.reading_turn(1000), json_files.reading_turn(1000):
        with pytest.raises(UserError, match="other large files"):
            read_session(saved_session())
        with pytest.raises(UserError, match="other large files"):
            sessions.unpack(text, kept)


def test_what_is_too_much_in_an_entry_of_the_store_is_said_to_be_that(monkeypatch):
    made = handin()
    session = Session(made.book, made.pictures, None)
    text, kept = sessions.pack(session), {name: make() for name, make in sessions.files_of(session).items()}
    monkeypatch.setattr(sessions, "MOST_VALUES", 100)
    with pytest.raises(UserError, match="holds too much"):
        sessions.unpack(text, kept)


@pytest.mark.parametrize(
    "names", ["[!!int '']", "[!!bool foo]", "[!!timestamp foo]", "!!python/name:os.system"]
)
def test_types_that_a_list_of_classes_names_itself_are_refused_in_a_sentence(names):
    with pytest.raises(UserError):
        read_files(
            {"data.yaml": f"names: {names}".encode(), "a.txt": b""}, [PictureInfo("a", "a.jpg", 64, 48)]
        )
