import contextlib
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycocotools.coco import COCO

from core.compare.truth.coco import read_coco, to_coco
from core.compare.truth.files import read_files, read_truth
from core.compare.truth.truth import PictureInfo
from core.compare.truth.yolo import read_yolo
from core.errors import UserError
from core.i18n import speaking
from core.pictures.boxes import TruthBox

BUS = PictureInfo("key-of-bus", "bus.jpg", 200, 100)
DOG = PictureInfo("key-of-dog", "dog.png", 50, 50)


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def coco(**changes):
    """A COCO file with one box on bus.jpg, as bytes; an argument replaces one of its lists."""
    content = {
        "images": [{"id": 7, "file_name": "bus.jpg", "width": 200, "height": 100}],
        "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "iscrowd": 0}],
        "categories": [{"id": 3, "name": "bus"}],
    }
    return json.dumps({**content, **changes}).encode()


def annotation(**changes):
    return [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [10, 20, 30, 40], "iscrowd": 0, **changes}]


def image(**changes):
    return [{"id": 7, "file_name": "bus.jpg", "width": 200, "height": 100, **changes}]


# ---- COCO


def test_coco_boxes_become_corners():
    result = read_coco(coco(), "truth.json", [BUS])
    assert result.truth == {"key-of-bus": (TruthBox("bus", (10, 20, 40, 60), False, "file"),)}


def test_a_plain_coco_file_gives_no_warning():
    assert read_coco(coco(), "truth.json", [BUS]).warnings == ()


@pytest.mark.parametrize(
    ("content", "box"),
    [
        # Half a pixel over the edge, as rounding leaves it, is cut without a word; so the picture's own size.
        (coco(annotations=annotation(bbox=[-0.5, 0, 200.9, 100])), (0, 0, 200, 100)),
        # A file without sizes is not checked against them; some programs write 0.
        (coco(images=[{"id": 7, "file_name": "bus.jpg"}]), (10, 20, 40, 60)),
        (coco(images=image(width=0, height=0)), (10, 20, 40, 60)),
        # Ids may be texts.
        (
            coco(
                images=image(id="a"),
                categories=[{"id": "b", "name": "bus"}],
                annotations=annotation(image_id="a", category_id="b"),
            ),
            (10, 20, 40, 60),
        ),
        # A byte order mark, as Windows writes it.
        (b"\xef\xbb\xbf" + coco(), (10, 20, 40, 60)),
        # The image is known by the last part of its name.
        (coco(images=image(file_name="val2017/bus.jpg")), (10, 20, 40, 60)),
        (coco(images=image(file_name="C:\\photos\\bus.jpg")), (10, 20, 40, 60)),
    ],
)
def test_coco_files_of_other_programs_are_read(content, box):
    result = read_coco(content, "truth.json", [BUS])
    assert ([found.box for found in result.truth["key-of-bus"]], result.warnings) == ([box], ())


def test_a_crowd_stays_a_crowd():
    result = read_coco(coco(annotations=annotation(iscrowd=1)), "truth.json", [BUS])
    assert result.truth["key-of-bus"][0].crowd is True


def test_pictures_without_boxes_have_an_empty_truth():
    assert read_coco(coco(annotations=[]), "truth.json", [BUS]).truth == {"key-of-bus": ()}


def test_a_picture_that_the_file_does_not_know_has_an_empty_truth_and_a_warning():
    result = read_coco(coco(), "truth.json", [DOG, BUS])
    assert (list(result.truth), result.truth["key-of-dog"]) == (["key-of-dog", "key-of-bus"], ())
    assert result.warnings == ("Not in the truth file, so they count as pictures without objects: dog.png.",)


def test_images_that_are_not_compared_are_named_the_first_five():
    others = [{"id": number, "file_name": f"{number}.jpg"} for number in range(100, 112)]
    result = read_coco(coco(images=image() + others), "truth.json", [BUS])
    assert result.warnings == (
        "Left out, because they are not in this comparison: "
        "100.jpg, 101.jpg, 102.jpg, 103.jpg, 104.jpg, 7 more.",
    )


def test_a_box_far_over_the_edge_is_cut_with_a_warning():
    result = read_coco(coco(annotations=annotation(bbox=[150, 20, 90, 40])), "truth.json", [BUS])
    assert result.truth["key-of-bus"][0].box == (150, 20, 200, 60)
    assert result.warnings == ("Boxes that reached past the edge of their picture were cut there: bus.jpg.",)


def test_folders_tell_apart_pictures_of_one_name():
    pictures = [PictureInfo("a", "a/1.jpg", 200, 100), PictureInfo("b", "b/1.jpg", 200, 100)]
    images = [{"id": 7, "file_name": "a/1.jpg"}, {"id": 8, "file_name": "b/1.jpg"}]
    result = read_coco(coco(images=images), "truth.json", pictures)
    assert [len(found) for found in result.truth.values()] == [1, 0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "truth.json is not a JSON file"),
        (b"\xff\xfe\x00\xd8", "not a JSON file"),
        (b'{\n"images": [,', "from line 2 on"),
        (b"[" * 100_000, "not a JSON file"),
        (b"3", "is not a COCO file"),
        (b'[{"image_id": 7, "score": 0.5}]', "is a list, perhaps a model's results"),
        (b"{}", "list “categories” is missing"),
        (coco(annotations=None), "list “annotations” is missing"),
        (coco(images={"id": 7}), "list “images” is missing"),
        (coco(annotations=[7]), "list “annotations” is missing or broken"),
        (coco(categories=[{"id": 3}]), "category 1: it needs an id and a name"),
        (coco(categories=[{"id": 3, "name": " "}]), "category 1: it needs an id and a name"),
        (coco(categories=[{"id": [3], "name": "bus"}]), "category 1: it needs an id and a name"),
        (
            coco(categories=[{"id": 3, "name": "bus"}, {"id": 3, "name": "car"}]),
            "category 2: another one has the same id",
        ),
        (coco(images=[{"id": 7}]), "image 1: it needs an id and a file_name"),
        (coco(images=[{"file_name": "bus.jpg"}]), "image 1: it needs an id and a file_name"),
        (coco(images=image() + image(file_name="x.jpg")), "image 2: another one has the same id, 7"),
        (
            coco(images=image(width=100, height=201)),
            "bus.jpg has 100 × 201 pixels, but here it has 200 × 100",
        ),
        (coco(images=image(file_name="car.jpg")), "it has car.jpg, and here there is bus.jpg"),
        (coco(images=[], annotations=[]), "None of the pictures is named in truth.json"),
        (coco(images=image() + image(id=8)), "not clear which picture bus.jpg in truth.json means"),
        (coco(annotations=annotation(image_id=9)), "annotation 1: there is no image with the id 9"),
        (coco(annotations=[{"category_id": 3}]), "annotation 1: there is no image with the id None"),
        (coco(annotations=annotation(category_id=4)), "annotation 1: there is no category with the id 4"),
        (
            coco(annotations=annotation(category_id=None)),
            "annotation 1: there is no category with the id None",
        ),
        (coco(annotations=annotation(bbox=None)), "annotation 1: its bbox has to be four numbers"),
        (coco(annotations=annotation(bbox=[1, 2, 3])), "annotation 1: its bbox has to be four numbers"),
        (coco(annotations=annotation(bbox=[1, 2, 3, "x"])), "“bbox” holds something that is not a number"),
        (coco(annotations=annotation(bbox=[1, 2, 3, True])), "“bbox” holds something that is not a number"),
        (
            coco(annotations=annotation(bbox=[1, 2, 3, float("nan")])),
            "“bbox” holds something that is not a number",
        ),
        (
            coco(annotations=annotation(bbox=[1, 2, 3, float("inf")])),
            "“bbox” holds something that is not a number",
        ),
        (
            coco(annotations=annotation(bbox=[1, 2, 3, 10**400])),
            "“bbox” holds something that is not a number",
        ),
        (
            coco(annotations=annotation(bbox=[1, 2, 0, 4])),
            "width and the height of a box have to be more than 0",
        ),
        (
            coco(annotations=annotation(bbox=[9, 9, -3, 4])),
            "width and the height of a box have to be more than 0",
        ),
        (
            coco(annotations=annotation(bbox=[300, 2, 5, 5])),
            "lies outside the picture, which has 200 × 100 pixels",
        ),
        (coco(annotations=annotation(iscrowd="no")), "“iscrowd” holds something that is not a number"),
    ],
)
def test_what_is_wrong_with_a_coco_file_is_said(content, says):
    with pytest.raises(UserError) as caught:
        read_coco(content, "truth.json", [BUS])
    assert says in str(caught.value)


def test_two_pictures_of_one_name_are_refused():
    with pytest.raises(UserError, match="not clear which picture bus"):
        read_coco(coco(), "truth.json", [BUS, PictureInfo("other", "bus.jpg", 200, 100)])


# ---- writing COCO


@st.composite
def boxes(draw):
    left, top = draw(st.integers(0, 900_000_000)), draw(st.integers(0, 500_000_000))
    right, bottom = draw(st.integers(left + 1, 1_000_000_000)), draw(st.integers(top + 1, 600_000_000))
    return tuple(value / 1_000_000 for value in (left, top, right, bottom))


truth_boxes = st.builds(
    TruthBox, st.sampled_from(["cat", "sofa", "niño", "d o g"]), boxes(), st.booleans(),
    st.sampled_from(["drawn", "file", "model:yolo11n"]),
)  # fmt: skip


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(truth_boxes, max_size=8), st.lists(truth_boxes, max_size=8))
def test_what_is_written_is_read_back_the_same(first, second):
    pictures = [PictureInfo("a", "a.jpg", 1000, 600), PictureInfo("b", "b.jpg", 1000, 600)]
    truth = {"a": tuple(first), "b": tuple(second)}
    written = json.dumps(to_coco(truth, pictures)).encode()
    assert read_coco(written, "truth.json", pictures).truth == truth


def test_only_pictures_with_a_truth_are_written():
    content = to_coco({"key-of-dog": ()}, [BUS, DOG])
    assert content["images"] == [{"id": 1, "file_name": "dog.png", "width": 50, "height": 50}]


def test_pycocotools_loads_what_is_written(tmp_path):
    file = tmp_path / "truth.json"
    truth = {"key-of-bus": (TruthBox("bus", (10, 20, 40, 60)),)}
    file.write_text(json.dumps(to_coco(truth, [BUS])), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        loaded = COCO(str(file))
    assert [entry["bbox"] for entry in loaded.loadAnns(loaded.getAnnIds())] == [[10, 20, 30, 40]]


# ---- YOLO


def yolo(line="0 0.5 0.5 0.2 0.4", names=b"bus\ncar\n"):
    return {"bus.txt": line.encode() if isinstance(line, str) else line, "classes.txt": names}


def test_yolo_shares_become_pixels():
    result = read_yolo(yolo(), [BUS])
    assert (result.truth, result.warnings) == (
        {"key-of-bus": (TruthBox("bus", (80, 30, 120, 70), False, "file"),)},
        (),
    )


@pytest.mark.parametrize(
    ("files", "labels"),
    [
        # No names: COCO's.
        ({"bus.txt": b"5 0.5 0.5 0.2 0.4\n79 0.5 0.5 0.2 0.4"}, ["bus", "toothbrush"]),
        # As list, as mapping, with numbers as names.
        ({"bus.txt": b"1 0.5 0.5 0.2 0.4", "data.yaml": b"nc: 2\nnames: [a, b]"}, ["b"]),
        ({"bus.txt": b"4 0.5 0.5 0.2 0.4", "data.yml": b"names:\n  4: my car\n  0: dog"}, ["my car"]),
        ({"bus.txt": b"0 0.5 0.5 0.2 0.4", "data.yaml": b"names: [7, 8]"}, ["7"]),
        # Both files, agreeing.
        ({**yolo(), "data.yaml": b"names: [bus, car]"}, ["bus"]),
        # Windows line ends, blank lines, spaces and a byte order mark.
        (
            yolo(b"\xef\xbb\xbf 0 0.5 0.5 0.2 0.4 \r\n\r\n1 0.5 0.5 0.1 0.1\r\n", b"bus\r\ncar\r\n\r\n"),
            ["bus", "car"],
        ),
        # No object.
        (yolo(""), []),
        # In folders.
        ({"labels/val/bus.txt": b"0 0.5 0.5 0.2 0.4", "labels/classes.txt": b"bus"}, ["bus"]),
    ],
)
def test_yolo_labels(files, labels):
    assert [box.label for box in read_yolo(files, [BUS]).truth["key-of-bus"]] == labels


@pytest.mark.parametrize(
    ("line", "box"),
    [
        # A polygon has its bounding box.
        ("0 0.1 0.1 0.5 0.2 0.3 0.9", (20, 10, 100, 90)),
        # The whole picture, with a rounding error.
        ("0 0.5 0.5 1.000001 1.000001", (0, 0, 200, 100)),
    ],
)
def test_yolo_boxes(line, box):
    result = read_yolo(yolo(line), [BUS])
    assert (result.truth["key-of-bus"][0].box, result.warnings) == (pytest.approx(box), ())


def test_yolo_files_without_a_picture_and_pictures_without_a_file_are_warned_of():
    result = read_yolo({**yolo(), "README.txt": b"hello", "notes.json": b"{}"}, [BUS, DOG])
    assert result.warnings == (
        "Left out, because they are not in this comparison: README.txt, notes.json.",
        "Not in the truth file, so they count as pictures without objects: dog.png.",
    )


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (yolo("\n0 0.5 0.5 0.2"), "bus.txt, line 2: it has 4 numbers. A box has 5"),
        (yolo("0 0.5 0.5 0.2 0.4 0.93"), "it has 6 numbers"),
        (yolo("bus 0.5 0.5 0.2 0.4"), "line 1: “bus” holds something that is not a number"),
        (yolo("0 0.5 0.5 nan 0.4"), "“nan” holds something that is not a number"),
        (yolo("0 0,5 0,5 0,2 0,4"), "“0,5” holds something that is not a number"),
        (yolo("2 0.5 0.5 0.2 0.4"), "there is no name for class 2 in classes.txt"),
        (yolo("-1 0.5 0.5 0.2 0.4"), "line 1: a class has a whole number, not -1"),
        (yolo("0.5 0.5 0.5 0.2 0.4"), "line 1: a class has a whole number, not 0.5"),
        ({"bus.txt": b"80 0.5 0.5 0.2 0.4"}, "there is no name for class 80 in COCO's 80 classes"),
        (yolo("0 100 50 40 40"), "from 0 to 1, not pixels"),
        (yolo("0 0.5 0.5 0 0.4"), "more than 0"),
        (yolo("0 0.1 0.1 0.1 0.2 0.1 0.9"), "more than 0"),
        (yolo(b"\xff\xfe0"), "bus.txt is not a text file in UTF-8"),
        (yolo(b"\x81PNG\r\n"), "bus.txt is not a text file in UTF-8"),
        (yolo(b"\x89PNG\r\n"), "line 1: it has 1 numbers"),
        (yolo(names=b""), "classes.txt has to hold the names of the classes"),
        (yolo(names=b"bus\n\ncar"), "classes.txt has to hold the names of the classes, without a gap"),
        (yolo(names=b"\x81\xff"), "classes.txt is not a text file in UTF-8"),
        ({**yolo(), "data.yaml": b"names: [car, bus]"}, "keep only one of them: classes.txt, data.yaml"),
        ({**yolo(), "data.yaml": b"names: bus"}, "data.yaml has no list “names”"),
        ({**yolo(), "data.yaml": b"names: {bus: 0}"}, "data.yaml has no list “names”"),
        ({**yolo(), "data.yaml": b"names: []"}, "data.yaml has to hold the names"),
        ({**yolo(), "data.yaml": b"names: [bus, no]"}, "Put the names of the classes in quotes"),
        ({**yolo(), "data.yaml": b"names: [bus"}, "data.yaml is not a YAML file that can be read"),
        ({**yolo(), "data.yaml": b"names: !!python/object:os.system [x]"}, "data.yaml is not a YAML file"),
        ({"car.txt": b"0 0.5 0.5 0.2 0.4"}, "it has car.txt, and here there is bus.jpg"),
        ({"classes.txt": b"bus"}, "None of the pictures is named in the .txt files"),
        ({"a/bus.txt": b"", "b/bus.txt": b""}, "not clear which picture bus.txt in the .txt files means"),
    ],
)
def test_what_is_wrong_with_yolo_files_is_said(files, says):
    with pytest.raises(UserError) as caught:
        read_yolo(files, [BUS])
    assert says in str(caught.value)


# ---- any files, and paths


@pytest.mark.parametrize(
    "files",
    [
        {"truth.json": coco()},
        {"_annotations.coco.json": coco(), "README.roboflow.txt": b"This dataset ..."},
        {"labels/bus.txt": b"0 0.25 0.5 0.1 0.4", "classes.txt": b"bus", "notes.json": b"{}"},
    ],
)
def test_the_format_is_found_out(files):
    assert [box.label for box in read_files(files, [BUS]).truth["key-of-bus"]] == ["bus"]


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ({}, "here are 0 .json files"),
        ({"a.json": coco(), "b.json": coco()}, "here are 2 .json files"),
        ({"data.yaml": b"names: [bus]"}, "here are 0 .json files"),
        ({"truth.xml": b"<annotation/>"}, "truth.xml is not a truth file"),
        ({"notes.txt": b"hello"}, "None of the pictures is named in the .txt files"),
    ],
)
def test_files_that_are_no_truth_are_refused(files, says):
    with pytest.raises(UserError) as caught:
        read_files(files, [BUS])
    assert says in str(caught.value)


def test_a_path_to_a_coco_file_is_read(tmp_path):
    file = tmp_path / "truth.json"
    file.write_bytes(coco())
    assert len(read_truth(file, [BUS]).truth["key-of-bus"]) == 1


def test_a_folder_of_yolo_files_is_read_with_its_subfolders_and_without_its_pictures(tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "bus.txt").write_text("5 0.5 0.5 0.2 0.4", encoding="utf-8")
    (tmp_path / "bus.jpg").write_bytes(b"not looked at")
    assert [box.label for box in read_truth(tmp_path, [BUS]).truth["key-of-bus"]] == ["bus"]


@pytest.mark.parametrize(
    ("name", "says"), [("nothing.json", "cannot be read"), ("", "There is no truth in the folder")]
)
def test_a_path_without_a_truth_is_refused(tmp_path, name, says):
    with pytest.raises(UserError, match=says):
        read_truth(tmp_path / name, [BUS])
