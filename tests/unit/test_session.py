import json
from base64 import b64encode
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from core.compare.book.session import Session, files_of, pack, read_session, session_json, stamp, unpack
from core.compare.book.workbook import Measured, Workbook, choices_of, comparison_of
from core.compare.measure.facts import ModelFacts
from core.compare.measure.run import ImageResult, ModelRun, Settings
from core.errors import UserError
from core.machine import Machine
from core.pictures.boxes import SCENE, TruthBox
from core.pictures.encode import encoded
from core.pictures.images import open_picture
from core.vision.detection.detect import Detection, StageTimes

MACHINE = Machine("A processor", 2.0, 8_000_000_000, "", "Linux", "3.11.9")
FACTS = ModelFacts("one", "One", "transformers", "a/one", "main", "cpu", 1, 2, 3, 4, ("transformers",), 5)


def picture(color: str = "red", name: str = "foto ñandú.jpg", file_format: str = "JPEG"):
    file = BytesIO()
    Image.new("RGB", (30, 20), color).save(file, file_format)
    return open_picture(file.getvalue(), name)


def measured(settings: Settings, *digests: str) -> Measured:
    runs = (StageTimes(1.25, 20.5, 0.125), StageTimes(1.0, 0.1 + 0.2, 0.0))
    found = (Detection("tv", 0.9, (1.0, 2.0, 3.5, 1 / 3 + 4)), Detection("cat", 0.001, (0, 0, 30, 20)))
    models = tuple(ModelRun(name, found, 12.5, runs) for name in settings.models)
    results = {digest: ImageResult("foto.jpg", digest, 30, 20, models) for digest in digests}
    facts = tuple(replace(FACTS, name=name) for name in settings.models)
    return Measured(settings, facts, MACHINE, {"torch": "2.15.0"}, "2026-11-02T10:00:00+00:00", results)


@pytest.fixture
def session() -> Session:
    pictures = (picture(), picture("blue", "b.png", "PNG"))
    first, second = (each.digest for each in pictures)
    on_cpu, on_gpu = Settings(("one", "two"), "cpu", 0.3, 2, 0), Settings(("one", "two"), "cuda", 0.5, 2, 0)
    book = Workbook(
        measured={
            choices_of(on_cpu): measured(on_cpu, first, second),
            choices_of(on_gpu): measured(on_gpu, first),
        },
        edits={(first, "one", "remarks"): "Línea 1\nLínea 2 <b>", (second, "two", "errors"): ""},
        truth={
            first: (TruthBox("cat", (1.5, 2, 3, 4)), TruthBox("tv", (0, 0, 30, 20), True, "model:one")),
            second: (),
        },
        student="Ana Núñez",
        comments={"accuracy": "Bien", "ease": ""},
    )
    return Session(book, pictures, replace(on_cpu, threshold=0.65))


def content_of(session: Session) -> dict:
    return json.loads(session_json(session))


def written(content: object) -> bytes:
    return json.dumps(content).encode()


def test_a_session_comes_back_equal(session):
    back = read_session(session_json(session))
    assert back == session
    assert [each.digest for each in back.pictures] == [each.digest for each in session.pictures]


def test_an_empty_session_comes_back_equal():
    empty = Session(Workbook(), (), None)
    assert read_session(session_json(empty)) == empty


def test_a_picture_that_was_scaled_down_still_says_so(session):
    scaled = replace(session.pictures[1], scaled_from=(9000, 6000))
    assert read_session(session_json(session._replace(pictures=(scaled,)))).pictures[0].scaled_from == (
        9000,
        6000,
    )


def test_the_measurement_still_says_where_and_when_it_was_made(session):
    back = read_session(session_json(session))
    comparison = comparison_of(back.book, back.settings, {each.digest: each.name for each in back.pictures})
    assert comparison.machine == MACHINE
    assert (comparison.date, comparison.versions) == ("2026-11-02T10:00:00+00:00", {"torch": "2.15.0"})


def test_without_the_pictures_it_is_small_and_comes_back_with_their_files(session):
    files = {name: make() for name, make in files_of(session).items()}
    assert unpack(pack(session), files) == session


def test_what_is_written_often_holds_neither_pictures_nor_measurements(session):
    content = json.loads(pack(session))
    assert "files" not in content
    assert isinstance(content["measured"], str)


def test_the_truth_of_scenes_that_are_no_longer_chosen_is_not_written(session):
    made = TruthBox("cat", (0, 0, 5, 5), origin=SCENE)
    session.book.truth |= {"made": (made,), "corrected": (made, TruthBox("tv", (0, 0, 9, 9))), "emptied": ()}
    assert json.loads(pack(session))["truth"].keys() == session.book.truth.keys() - {"made"}


def test_the_truth_of_a_scene_that_was_measured_is_written(session):
    digest = session.pictures[0].digest
    session.book.truth[digest] = (TruthBox("cat", (0, 0, 5, 5), origin=SCENE),)
    content = json.loads(pack(Session(session.book, (), session.settings)))
    assert digest in content["truth"]


def test_the_name_of_the_measurements_changes_with_them(session):
    before = set(files_of(session))
    session.book.measured.clear()
    assert len(before - set(files_of(session))) == 1


@pytest.mark.parametrize("missing", [0, -1], ids=["a picture", "the measurements"])
def test_a_part_that_is_missing_is_a_message(session, missing):
    files = {name: make() for name, make in files_of(session).items()}
    del files[list(files)[missing]]
    with pytest.raises(UserError):
        unpack(pack(session), files)


@pytest.mark.parametrize(
    "data", [b"", b"null", b"[]", b"{}", b"\xff\xfe\x00", b"PK\3\4", b'{"format": "other"}', b"[" * 99_999]
)
def test_what_is_no_session_file_is_called_that(data):
    with pytest.raises(UserError, match="sesión de MiraLab"):
        read_session(data)


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_called_that(session, part):
    data = session_json(session)
    with pytest.raises(UserError, match="cortado"):
        read_session(data[: int(len(data) * part)])


@pytest.mark.parametrize("version", [0, 2, "1", None, [1], "9" * 5000])
def test_another_version_is_refused_by_its_number(session, version):
    content = {**content_of(session), "version": version}
    with pytest.raises(UserError, match="versión") as raised:
        read_session(written(content))
    assert len(str(raised.value)) < 300


WRONG = [
    ("settings", {}), ("settings", []), ("settings", 3), ("student", None), ("student", 4), ("comments", []),
    ("comments", {"accuracy": 1}), ("comments", {"other": "x"}), ("edits", {}), ("edits", [{}]), ("edits", [3]),
    ("edits", [{"digest": "d", "model": "m", "column": "image", "text": "x"}]), ("truth", []), ("truth", {"d": {}}),
    ("truth", {"d": [{}]}), ("measured", {}), ("measured", [{}]), ("measured", ["x"]), ("pictures", {}),
    ("pictures", [{}]), ("pictures", ["x"]), ("files", []), ("files", {"d": 3}), ("files", {"d": "***"}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_part_of_the_wrong_kind_is_refused(session, key, value):
    with pytest.raises(UserError, match="dañad"):
        read_session(written({**content_of(session), key: value}))


@pytest.mark.parametrize(
    "key", ["settings", "student", "comments", "edits", "truth", "measured", "pictures", "files"]
)
def test_a_missing_part_is_refused(session, key):
    content = content_of(session)
    del content[key]
    with pytest.raises(UserError, match="dañad"):
        read_session(written(content))


def set_at(content: dict, path: tuple, value: object) -> dict:
    place = content
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return content


RUN = ("measured", 0, "images", 0, "models", 0)
DIGEST = picture().digest


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*RUN, "detections", 0, "score"), 1.5),
        ((*RUN, "detections", 0, "score"), 10**400),
        ((*RUN, "detections", 0, "score"), "0.5"),
        ((*RUN, "detections", 0, "box"), [1, 2, 3]),
        ((*RUN, "runs_ms"), []),
        ((*RUN, "runs_ms", 0, "inference"), "1.0"),
        ((*RUN, "load_ms"), None),
        (("measured", 0, "images", 0, "width"), 0),
        (("measured", 0, "settings", "repeats"), 0),
        (("measured", 0, "settings", "models"), ["one", "one"]),
        (("settings", "threshold"), 2),
        (("settings", "device"), "tpu"),
        (("settings", "models"), []),
        (("settings", "repeats"), True),
        (("truth", DIGEST, 0, "box"), [3, 2, 1, 4]),
        (("truth", DIGEST, 0, "box"), [0, 0, 10**9, 4]),
        (("truth", DIGEST, 0, "crowd"), 1),
        (("pictures", 0, "source"), "space"),
        (("pictures", 0, "scaled_from"), [1]),
    ],
)
def test_a_value_that_cannot_be_is_refused(session, path, value):
    with pytest.raises(UserError, match="dañad"):
        read_session(written(set_at(content_of(session), path, value)))


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(session, constant):
    text = session_json(session).decode().replace("12.5", constant, 1)
    with pytest.raises(UserError, match="dañad"):
        read_session(text.encode())


def test_a_picture_with_other_pixels_is_refused_by_its_name(session):
    content = content_of(session)
    other = b64encode(encoded(picture("green"))[0]).decode()
    with pytest.raises(UserError, match="foto ñandú"):
        read_session(written(set_at(content, ("files", DIGEST), other)))


@pytest.mark.parametrize("file", [b"", b"no picture"])
def test_a_picture_that_cannot_be_opened_is_refused_by_its_name(session, file):
    with pytest.raises(UserError, match="foto ñandú"):
        read_session(written(set_at(content_of(session), ("files", DIGEST), b64encode(file).decode())))


def test_a_picture_without_its_file_is_refused_by_its_name(session):
    content = content_of(session)
    del content["files"][DIGEST]
    with pytest.raises(UserError, match="foto ñandú"):
        read_session(written(content))


def test_the_same_picture_twice_is_refused(session):
    content = content_of(session)
    content["pictures"].append(content["pictures"][0])
    with pytest.raises(UserError, match="dañad"):
        read_session(written(content))


def test_too_many_bytes_are_refused_before_they_are_read(monkeypatch, session):
    data = session_json(session)
    monkeypatch.setattr("core.compare.book.session.MAX_SESSION_BYTES", 100)
    with pytest.raises(UserError, match="demasiado grande"):
        read_session(data)


def test_too_many_pixels_are_refused(monkeypatch, session):
    monkeypatch.setattr("core.compare.book.session.most_pixels", lambda: 30 * 20 + 1)
    with pytest.raises(UserError, match="demasiado grandes"):
        read_session(session_json(session))


def test_the_stamp_is_the_same_for_an_equal_session(session):
    assert stamp(read_session(session_json(session))) == stamp(session)


def _type(book):
    book.comments["accuracy"] += "!"


def _draw(book):
    book.truth.popitem()


def _measure(book):
    next(iter(book.measured.values())).results.popitem()


def _edit(book):
    book.edits.clear()


@pytest.mark.parametrize("change", [_type, _draw, _measure, _edit])
def test_the_stamp_changes_with_whatever_changes(session, change):
    before = stamp(session)
    change(session.book)
    assert stamp(session) != before


def test_the_stamp_changes_with_the_choices_and_the_pictures(session):
    others = [
        session,
        session._replace(settings=replace(session.settings, threshold=0.9)),
        session._replace(pictures=session.pictures[:1]),
    ]
    assert len({stamp(other) for other in others}) == 3


def test_the_stamp_is_of_a_fixed_length(session):
    session.book.student = "x" * 10_000
    assert len(stamp(session)) == 64
