"""Truth files as annotation tools, file systems and browsers really write them, and what is right for each."""

import json
import unicodedata

import pytest

from core.compare.truth.files import read_files, read_truth
from core.compare.truth.truth import PictureInfo
from core.errors import UserError
from core.i18n import speaking

A = PictureInfo("a", "a.jpg", 640, 480)
LINE = b"0 0.5 0.5 0.2 0.2\n"
COCO_BOX = [10, 20, 100, 50]


@pytest.fixture(autouse=True)
def english():
    with speaking("en"):
        yield


def coco(file_name="a.jpg", boxes=(COCO_BOX,), width=640, height=480, **entry):
    image = {"id": 1, "file_name": file_name, "width": width, "height": height}
    annotations = [
        {"id": number, "image_id": 1, "category_id": 1, "bbox": box, "iscrowd": 0, **entry}
        for number, box in enumerate(boxes, 1)
    ]
    content = {"images": [image], "annotations": annotations, "categories": [{"id": 1, "name": "cat"}]}
    return {"truth.json": json.dumps(content).encode()}


def found(files, picture=A):
    """The labels and corners of the picture's boxes, and what was said."""
    read = read_files(files, [picture])
    boxes = [(box.label, tuple(round(side, 3) for side in box.box)) for box in read.truth[picture.key]]
    return boxes, list(read.warnings)


CAT = ("cat", (10, 20, 110, 70))
MIDDLE = (256, 192, 384, 288)


# ---- names of classes


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {
                "obj.names": b"gato\nperro\n",
                "obj.data": b"classes = 2\nnames = data/obj.names\n",
                "train.txt": b"data/obj_train_data/a.jpg\n",
                "obj_train_data/a.txt": LINE,
            },
            id="CVAT",
        ),
        pytest.param({"a.txt": LINE, "_darknet.labels": b"gato\nperro\n"}, id="Roboflow's Darknet"),
        pytest.param({"a.txt": LINE, "labels.txt": b"gato\nperro\n"}, id="labels.txt"),
        pytest.param({"a.txt": LINE, "voc.names": b"gato\nperro\n"}, id="any .names"),
        pytest.param({"a.txt": LINE, "classes (1).txt": b"gato\nperro\n"}, id="downloaded twice"),
        pytest.param(
            {
                "labels/4ac4e2fc-a.txt": LINE,
                "classes.txt": b"gato\n",
                "notes.json": b'{"categories": [{"id": 0, "name": "gato"}]}',
            },
            id="Label Studio",
        ),
        pytest.param(
            {"labels/4ac4e2fc-a.txt": LINE, "notes.json": b'{"categories": [{"id": 0, "name": "gato"}]}'},
            id="Label Studio's notes alone",
        ),
    ],
)
def test_class_names_are_found_wherever_the_tool_puts_them(files):
    assert found(files)[0] == [("gato", MIDDLE)]


def test_every_class_of_cvat_has_its_own_name():
    files = {"obj.names": b"gato\nperro\n", "obj_train_data/a.txt": LINE + b"1 0.3 0.3 0.1 0.1"}
    assert found(files) == ([("gato", MIDDLE), ("perro", (160, 120, 224, 168))], [])


def test_numbers_without_any_names_are_taken_for_cocos_and_it_is_said():
    boxes, said = found({"a.txt": LINE + b"2 0.3 0.3 0.1 0.1"})
    assert [label for label, _box in boxes] == ["person", "car"]
    assert said == [
        "No list of class names came with the .txt files, so COCO's was assumed: 0 = person, 2 = car. If they are "
        "others, load the files again together with their classes.txt or data.yaml."
    ]


def test_a_yaml_without_names_is_not_looked_at():
    assert found({"a.txt": LINE, "classes.txt": b"gato", "data.yaml": b"train: images"})[0] == [
        ("gato", MIDDLE)
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_in_the_encodings_of_windows_are_read(encoding):
    files = {"a.txt": LINE, "classes.txt": "niño\nperro\n".encode(encoding)}
    assert found(files)[0] == [("niño", MIDDLE)]


def test_it_is_said_that_a_file_was_read_as_windows_1252():
    said = found({"a.txt": LINE, "classes.txt": "niño\nperro\n".encode("cp1252")})[1]
    assert said == ["classes.txt is not in UTF-8; it was read as Windows-1252, with “niño”."]


def test_a_coco_file_in_windows_1252_is_read():
    content = coco()["truth.json"].decode().replace('"cat"', '"niño"').encode("cp1252")
    assert found({"truth.json": content})[0][0][0] == "niño"


# ---- names of pictures


@pytest.mark.parametrize(
    ("in_file", "here"),
    [
        ("IMG_0001.JPG", "IMG_0001.jpg"),
        (unicodedata.normalize("NFC", "niño.jpg"), unicodedata.normalize("NFD", "niño.jpg")),
        (unicodedata.normalize("NFD", "niño.jpg"), unicodedata.normalize("NFC", "niño.jpg")),
        ("foto%20del%20sal%C3%B3n%20(3).jpg", "foto del salón (3).jpg"),
        ("a.png", "a.jpg"),
        ("4ac4e2fc-a.jpg", "a.jpg"),
        ("4ac4e2fc-foto_del_salón_3.jpg", "foto del salón (3).jpg"),
        ("data/obj_train_data/a.jpg", "photos/a.jpg"),
    ],
)
def test_one_picture_is_known_by_any_spelling_of_its_name(in_file, here):
    assert found(coco(in_file), PictureInfo("a", here, 640, 480))[0] == [CAT]


def test_a_name_as_it_is_goes_before_one_that_only_looks_alike():
    pictures = [PictureInfo("small", "img.jpg", 640, 480), PictureInfo("large", "IMG.jpg", 640, 480)]
    read = read_files({"IMG.txt": LINE, "img.txt": b""}, pictures)
    assert (len(read.truth["small"]), len(read.truth["large"])) == (0, 1)


def test_two_names_that_only_look_like_a_pictures_are_refused():
    with pytest.raises(UserError, match="not clear which picture"):
        read_files({"IMG.txt": LINE, "Img.txt": LINE}, [PictureInfo("a", "img.jpg", 640, 480)])


def test_the_longest_common_ending_of_the_paths_decides():
    pictures = [
        PictureInfo("dogs", "images/dogs/a.jpg", 9, 9),
        PictureInfo("cats", "images/cats/a.jpg", 9, 9),
    ]
    read = read_files({"labels/cats/a.txt": LINE, "labels/dogs/a.txt": b""}, pictures)
    assert (len(read.truth["cats"]), len(read.truth["dogs"])) == (1, 0)


def test_the_labels_of_another_folders_pictures_are_not_used():
    picture = PictureInfo("a", "images/not_dogs/a.jpg", 640, 480)
    with pytest.raises(
        UserError, match=r"labels/dogs/a.txt is of another folder's pictures than images/not_dogs/a.jpg"
    ):
        read_files({"labels/dogs/a.txt": LINE, "classes.txt": b"perro"}, [picture])


def test_it_is_said_that_a_picture_lies_in_another_folder():
    said = found(coco("photos/a.jpg"), PictureInfo("a", "fotos/a.jpg", 640, 480))[1]
    assert said == [
        "Their names are the same but not their folders; taken for the same picture: photos/a.jpg = fotos/a.jpg."
    ]


@pytest.mark.parametrize("beside", ["__MACOSX/labels/._a.txt", "labels/._a.txt", "__MACOSX/._data.yaml"])
def test_what_a_mac_puts_into_a_zip_is_not_looked_at(tmp_path, beside):
    for name, content in {
        "labels/a.txt": LINE,
        "data.yaml": b"names: [gato, perro]",
        beside: b"\0Mac\xb0",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    read = read_truth(tmp_path, [A])
    assert ([box.label for box in read.truth["a"]], read.warnings) == (["gato"], ())
    assert found({"labels/a.txt": LINE, "classes.txt": b"gato", beside: b"\0Mac\xb0"}) == (
        [("gato", MIDDLE)],
        [],
    )


# ---- key points


@pytest.mark.parametrize(("shape", "numbers"), [("[12, 2]", 24), ("[17, 3]", 51)])
def test_the_key_points_of_a_pose_are_not_a_polygon(shape, numbers):
    line = b"0 0.5 0.5 0.2 0.4" + b" 0.9" * numbers
    files = {"a.txt": line, "data.yaml": f"kpt_shape: {shape}\nnames: {{0: tiger}}".encode()}
    assert found(files) == ([("tiger", (256, 144, 384, 336))], [])


# ---- scaled pictures


def test_boxes_are_scaled_with_a_picture_that_the_app_scaled_down():
    picture = PictureInfo("a", "a.jpg", 4096, 2731, (6000, 4000))
    boxes, said = found(coco(boxes=[[600, 400, 3000, 2000]], width=6000, height=4000), picture)
    assert boxes == [("cat", (409.6, 273.1, 2457.6, 1638.6))]
    assert said == ["The file was made for another size of these pictures; its boxes were scaled: a.jpg."]


def test_a_file_without_sizes_is_taken_to_be_of_the_picture_before_it_was_scaled_down():
    picture = PictureInfo("a", "a.jpg", 3000, 2000, (6000, 4000))
    boxes, said = found(coco(boxes=[[600, 400, 3000, 2000]], width=-1, height=-1), picture)
    assert (boxes, len(said)) == ([("cat", (300, 200, 1800, 1200))], 1)


def test_width_and_height_the_wrong_way_round_are_read_where_the_boxes_fit():
    boxes, said = found(coco(width=480, height=640))
    assert boxes == [CAT]
    assert said == ["The file has width and height the wrong way round; its boxes fit as they are: a.jpg."]


def test_width_and_height_the_wrong_way_round_are_refused_where_a_box_does_not_fit():
    with pytest.raises(UserError, match="has 480 × 640 pixels, but here it has 640 × 480"):
        found(coco(boxes=[[10, 500, 100, 100]], width=480, height=640))


@pytest.mark.parametrize("size", [-1, 0, None, "", "unknown"])
def test_a_size_that_the_file_does_not_know_is_not_checked(size):
    assert found(coco(width=size, height=size)) == ([CAT], [])


# ---- one bad entry


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ([296.65, 388.33, 1.03, 0.0], "the width and the height of a box have to be more than 0"),
        ([700, 20, 30, 30], "the box lies outside the picture"),
        ([], "its bbox has to be four numbers"),
        ([1, 2, 3, "x"], "“bbox” holds something that is not a number"),
    ],
)
def test_one_bad_box_is_left_out_and_counted(bad, says):
    boxes, said = found(coco(boxes=[COCO_BOX, bad]))
    assert (boxes, len(said)) == ([CAT], 1)
    assert said[0].startswith(
        "1 entry was left out, because it is no box that can be used: truth.json, annotation 2"
    )
    assert says in said[0]


def test_one_bad_line_is_left_out_and_counted():
    boxes, said = found({"a.txt": b"0 0.5 0.5 0.2\n" + LINE + b"0 2 2 0.1 0.1", "classes.txt": b"gato"})
    assert (boxes, len(said)) == ([("gato", MIDDLE)], 1)
    assert said[0].startswith(
        "2 entries were left out, because they are no boxes that can be used. The first: a.txt"
    )


@pytest.mark.parametrize(
    "entry",
    [
        {"category_id": "1"},
        {"image_id": "1"},
        {"iscrowd": None},
        {"iscrowd": "0"},
        {"bbox": ["10", "20", "100", "50"]},
    ],
)
def test_numbers_as_texts_and_nothing_for_no_are_understood(entry):
    assert found(coco(**entry)) == ([CAT], [])
