import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import unquote

import numpy as np
import pytest

from core.models.catalogue.row import WEIGHTS
from core.models.catalogue.rows import find
from core.models.loader import load
from core.sketch.class_names import classes
from core.sketch.data_set import HELD_OUT, held_out
from core.sketch.data_set import read as read_packed
from core.sketch.guessing import labels_of
from core.sketch.strokes import bitmap, cut_short, large, simplified
from training.quick_draw import card, download, evaluate, pack
from training.quick_draw.drawings import is_held_out

NETWORKS = ("quickdraw-cnn", "quickdraw-resnet")


def record(word, key):
    return json.dumps({"word": word, "key_id": str(key), "drawing": [[[0, 255], [0, 128]]]}) + "\n"


def records(word, first, number):
    return "".join(record(word, key) for key in range(first, first + number))


class Google:
    """A server of simplified drawings on this machine, which can be made to misbehave."""

    def __init__(self):
        self.files = {
            f"{word}.ndjson": records(word, first, 300).encode()
            for word, first in (("cat", 1000), ("hot air balloon", 2000), ("dog", 3000))
        }
        self.asked = []
        self.breaks_off_after = None
        self.knows_ranges = True
        google = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                name = unquote(self.path.rsplit("/", 1)[-1])
                wanted = self.headers.get("Range")
                google.asked.append((self.path, wanted))
                content = google.files.get(name)
                if content is None:
                    self.send_error(404)
                    return
                start = int(wanted[6:-1]) if wanted and google.knows_ranges else 0
                if start and start >= len(content):
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{len(content)}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                self.send_response(206 if start else 200)
                if start:
                    self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
                self.send_header("Content-Length", str(len(content) - start))
                self.end_headers()
                self.wfile.write(content[start:][: google.breaks_off_after])

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/simplified"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def google():
    server = Google()
    yield server
    server.close()


def get(google, folder, *more):
    return download.main(["--out", str(folder), "--from", google.address, *more])


def test_the_first_drawings_of_each_class_are_kept_and_the_classes_listed_in_the_official_order(
    google, tmp_path
):
    assert get(google, tmp_path, "--classes", "hot air balloon", "cat", "--most", "7") == 0
    assert (tmp_path / "cat.ndjson").read_text() == records("cat", 1000, 7)
    assert (tmp_path / "hot air balloon.ndjson").read_text() == records("hot air balloon", 2000, 7)
    assert (tmp_path / "categories.txt").read_text() == "cat\nhot air balloon\n"


def test_names_with_spaces_are_percent_encoded(google, tmp_path):
    get(google, tmp_path, "--classes", "hot air balloon", "--most", "7")
    assert google.asked == [("/simplified/hot%20air%20balloon.ndjson", None)]


def test_a_class_with_fewer_drawings_than_asked_for_comes_whole(google, tmp_path):
    assert get(google, tmp_path, "--classes", "cat", "--most", "100000") == 0
    assert (tmp_path / "cat.ndjson").read_bytes() == google.files["cat.ndjson"]


@pytest.mark.parametrize("cut", [1, 5000, -1])
@pytest.mark.parametrize("most", [250, 100000])
@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_download_that_broke_off_goes_on_where_it_was(google, tmp_path, cut, most, knows_ranges):
    google.breaks_off_after = cut
    google.knows_ranges = knows_ranges
    first = get(google, tmp_path, "--classes", "cat", "--most", str(most))
    google.breaks_off_after = None
    assert get(google, tmp_path, "--classes", "cat", "--most", str(most)) == 0
    assert (tmp_path / "cat.ndjson").read_text() == records("cat", 1000, min(most, 300))
    assert first == (0 if (cut, most) == (-1, 250) else 2)


def test_only_what_is_missing_is_asked_for_after_a_cut(google, tmp_path):
    google.breaks_off_after = 5000
    get(google, tmp_path, "--classes", "cat")
    google.breaks_off_after = None
    get(google, tmp_path, "--classes", "cat")
    assert [wanted for _, wanted in google.asked] == [None, "bytes=5000-"]


def test_what_broke_off_is_said_in_one_line_and_left_no_file_that_training_would_read(
    google, tmp_path, capsys
):
    google.breaks_off_after = 5000
    assert get(google, tmp_path, "--classes", "cat") == 2
    assert capsys.readouterr().err.splitlines()[-1].endswith("Start again: what has come is kept.")
    assert not list(tmp_path.glob("*.ndjson*"))


def test_a_finished_file_is_not_asked_for_again(google, tmp_path):
    get(google, tmp_path, "--classes", "cat", "--most", "7")
    google.asked.clear()
    assert get(google, tmp_path, "--classes", "cat", "--most", "5") == 0
    assert google.asked == []


def test_a_finished_file_is_added_to_when_more_drawings_are_wanted(google, tmp_path):
    get(google, tmp_path, "--classes", "cat", "--most", "7")
    assert get(google, tmp_path, "--classes", "cat", "--most", "9") == 0
    assert (tmp_path / "cat.ndjson").read_text() == records("cat", 1000, 9)


def test_a_finished_file_stays_as_it_is_when_no_more_can_be_had(google, tmp_path):
    get(google, tmp_path, "--classes", "cat", "--most", "7")
    google.files.clear()
    assert get(google, tmp_path, "--classes", "cat", "--most", "9") == 2
    assert (tmp_path / "cat.ndjson").read_text() == records("cat", 1000, 7)


def test_a_whole_file_that_is_smaller_than_asked_for_is_left_alone(google, tmp_path):
    get(google, tmp_path, "--classes", "cat", "--most", "100000")
    assert get(google, tmp_path, "--classes", "cat", "--most", "100000") == 0
    assert (tmp_path / "cat.ndjson").read_bytes() == google.files["cat.ndjson"]


def test_another_file_in_the_place_of_the_one_begun_is_not_joined_to_it(google, tmp_path, capsys):
    (tmp_path / "cat.part").write_bytes(b"x" * 100_000)
    assert get(google, tmp_path, "--classes", "cat") == 2
    assert "is not the file that was begun" in capsys.readouterr().err
    assert get(google, tmp_path, "--classes", "cat") == 0


def test_a_file_that_is_not_there_is_named_with_its_error(google, tmp_path, capsys):
    assert get(google, tmp_path, "--classes", "zebra") == 2
    assert f"{google.address}/zebra.ndjson cannot be had (error 404)." in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"<html>Log in</html>\n", b"[]\n", records("dog", 1, 9).encode()])
def test_what_is_no_drawing_of_the_class_is_refused(google, tmp_path, capsys, content):
    google.files["cat.ndjson"] = content
    assert get(google, tmp_path, "--classes", "cat", "--most", "5") == 2
    assert "did not send drawings of 'cat'" in capsys.readouterr().err
    assert not list(tmp_path.glob("cat.*"))


def test_a_server_that_does_not_answer_is_said_in_one_line(tmp_path, capsys):
    gone = Google()
    gone.close()
    assert get(gone, tmp_path, "--classes", "cat") == 2
    assert capsys.readouterr().err.startswith("The download broke off")


@pytest.mark.parametrize("arguments", [["--classes", "unicorn"], ["--most", "0"], ["--most", "many"]])
def test_a_wrong_download_command_ends_before_anything_is_asked_for(google, tmp_path, arguments):
    with pytest.raises(SystemExit) as ended:
        get(google, tmp_path, *arguments)
    assert ended.value.code == 2
    assert google.asked == []


def test_packing_keeps_held_out_drawings_only_class_by_class_and_no_more_than_asked_for(tmp_path):
    (tmp_path / "categories.txt").write_text("dog\ncat\n")
    (tmp_path / "a.ndjson").write_text(records("cat", 1000, 300) + records("dog", 5000, 300))
    assert pack.main(["--data", str(tmp_path), "--out", str(tmp_path / "held.npz")]) == 0
    found = read_packed(tmp_path / "held.npz")
    keys = {
        word: [key for key in range(first, first + 300) if is_held_out(str(key))]
        for word, first in (("dog", 5000), ("cat", 1000))
    }
    assert found.keys.tolist() == keys["dog"][:40] + keys["cat"][:40]
    assert found.labels.tolist() == [0] * len(keys["dog"][:40]) + [1] * len(keys["cat"][:40])
    assert found.strokes(0)[0].tolist() == [[0, 0], [255, 128]]


def test_packing_a_folder_without_drawings_is_refused_in_one_line(tmp_path, capsys):
    (tmp_path / "categories.txt").write_text("cat\n")
    assert pack.main(["--data", str(tmp_path), "--out", str(tmp_path / "held.npz")]) == 2
    assert capsys.readouterr().err == f"{tmp_path} holds no *.ndjson or *.ndjson.gz file.\n"


def test_the_committed_drawings_are_such_as_packing_leaves():
    found = held_out()
    assert found.classes == classes()
    assert all(is_held_out(str(key)) for key in found.keys)
    assert (np.diff(found.labels) >= 0).all()
    assert np.bincount(found.labels).max() <= pack.MOST


class Brightest:
    """A network that names the class whose number is the picture's brightest grey."""

    def __call__(self, pictures):
        import torch

        level = (pictures.amax(dim=(1, 2, 3)) * 255).round().long()
        return 10.0 * torch.nn.functional.one_hot(level, 6).float()


def known_network(*labels):
    return SimpleNamespace(
        row=SimpleNamespace(name="known", library="torch"),
        device="cpu",
        model=SimpleNamespace(network=Brightest(), classes=labels),
    )


LABELS = ("ant", "bee", "cat", "alarm_clock", "dog", "eye")


def grey(*levels):
    return np.array(levels, np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)


def test_answers_say_where_among_the_guesses_the_right_label_comes():
    found = evaluate.answers(known_network(*LABELS), grey(2, 2, 5, 4), np.array(["cat", "ant", "bee", "eye"]))
    assert found.first.tolist() == [2, 2, 5, 4]
    # Labels with the same score come in their order.
    assert found.place.tolist() == [0, 1, 2, 5]
    assert (found.share(1), found.share(5)) == (0.25, 0.75)


def test_drawings_of_classes_without_a_label_are_left_out_and_underscores_do_not_count():
    found = evaluate.answers(known_network(*LABELS), grey(3, 1, 1), np.array(["alarm clock", "zebra", "bee"]))
    assert found.truth.tolist() == [3, 1]
    assert evaluate.summary("known", found) == {
        "model": "known",
        "classes": 2,
        "n": 2,
        "top1": 1.0,
        "top5": 1.0,
    }


@pytest.mark.parametrize("number", [1, evaluate.BATCH - 1, evaluate.BATCH, 2 * evaluate.BATCH + 1])
def test_every_drawing_is_answered_whatever_their_number(number):
    levels = [index % 6 for index in range(number)]
    names = np.array(["ant", "bee", "cat", "alarm clock", "dog", "eye"])[levels]
    found = evaluate.answers(known_network(*LABELS), grey(*levels), names)
    assert found.first.tolist() == levels
    assert not found.place.any()


def saved(path, **arrays):
    np.savez(path, **arrays)
    return path


def test_a_file_of_bitmaps_is_read_with_the_name_of_each_picture(tmp_path):
    path = saved(tmp_path / "some.npz", **{"hot dog": grey(1, 2), "cat": grey(3), "bee": grey()})
    pictures, names = evaluate.read_bitmaps(path)
    assert pictures[:, 0, 0].tolist() == [1, 2, 3]
    assert names.tolist() == ["hot dog", "hot dog", "cat"]


@pytest.mark.parametrize(
    ("array", "found"),
    [
        (np.zeros((2, 28, 28)), "float64 [2, 28, 28]"),
        (np.zeros((2, 784), np.uint8), "uint8 [2, 784]"),
        (np.zeros((28, 28), np.uint8), "uint8 [28, 28]"),
        (np.zeros((2, 1, 28, 28), np.uint8), "uint8 [2, 1, 28, 28]"),
        (np.uint8(3), "uint8 []"),
    ],
)
def test_an_array_of_another_kind_is_named_with_what_it_is(tmp_path, capsys, array, found):
    path = saved(tmp_path / "some.npz", cat=grey(1), dog=array)
    assert evaluate.main(["--bitmaps", str(path), "--model", "quickdraw-cnn"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"{path}: the array 'dog' is {found}. It has to be uint8 [n, 28, 28].\n"


def test_what_is_no_file_of_bitmaps_is_refused_in_one_line(tmp_path, capsys):
    (tmp_path / "empty.npz").touch()
    (tmp_path / "text.npz").write_text("hello")
    np.save(tmp_path / "one.npy", grey(1))
    saved(tmp_path / "none.npz")
    saved(tmp_path / "objects.npz", cat=np.array([{}], object))
    whole = saved(tmp_path / "whole.npz", cat=np.zeros((9, 28, 28), np.uint8)).read_bytes()
    (tmp_path / "half.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "changed.npz").write_bytes(whole.replace(b"\0" * 4000, b"\1" * 4000, 1))
    for name in (
        "empty.npz", "text.npz", "one.npy", "none.npz", "objects.npz", "half.npz", "changed.npz", "missing.npz", "."
    ):  # fmt: skip
        assert evaluate.main(["--bitmaps", str(tmp_path / name), "--model", "quickdraw-cnn"]) == 2, name
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith(str(tmp_path))
        assert captured.err.count("\n") == 1


def test_a_file_with_no_class_that_the_network_knows_is_refused(tmp_path, capsys):
    path = saved(tmp_path / "some.npz", unicorn=grey(1))
    assert evaluate.main(["--bitmaps", str(path), "--model", "quickdraw-cnn"]) == 2
    assert capsys.readouterr().err == "There is no drawing of a class that quickdraw-cnn knows.\n"


@pytest.mark.parametrize("name", ["", "nobody", "yolo11n"])
def test_a_name_of_no_sketch_network_is_refused(name, capsys):
    assert evaluate.main(["--model", name]) == 2
    assert capsys.readouterr().err == f"There is no sketch network called {name!r}.\n"


def test_a_folder_without_weights_is_refused_in_one_line(tmp_path, capsys):
    assert evaluate.main(["--weights", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"There is no model at {tmp_path}.")


def test_the_command_prints_one_json_object_a_model(tmp_path, capsys):
    drawings = held_out()
    chosen = {
        name: np.stack([bitmap(drawings.strokes(index)) for index in drawings.of_class(name)[:5]])
        for name in ("cat", "The Eiffel Tower")
    }
    path = saved(tmp_path / "some.npz", unicorn=grey(1), **chosen)
    assert evaluate.main(["--bitmaps", str(path), "--model", *NETWORKS]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["model"] for line in lines] == list(NETWORKS)
    for line in lines:
        assert list(line) == ["model", "classes", "n", "top1", "top5"]
        assert (line["classes"], line["n"]) == (2, 10)
        assert 0 < line["top1"] <= line["top5"] <= 1


def test_networks_that_look_at_pictures_are_measured_on_bitmaps_too(tmp_path, capsys, clean_cache):
    drawings = held_out()
    cats = np.stack([bitmap(drawings.strokes(index)) for index in drawings.of_class("cat")[:5]])
    path = saved(tmp_path / "some.npz", cat=cats)
    assert evaluate.main(["--bitmaps", str(path)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["model"]: (line["classes"], line["n"]) for line in lines} == dict.fromkeys(
        ("quickdraw-resnet", "quickdraw-cnn", "doodle-vit", "doodle-resnet"), (1, 5)
    )


def test_a_bitmap_becomes_the_picture_that_the_app_makes_of_its_drawing():
    drawings = held_out()
    for label in ("cat", "bicycle", "The Eiffel Tower"):
        strokes = simplified(drawings.strokes(drawings.of_class(label)[0]))
        ours, theirs = (
            np.asarray(picture.convert("L")) < 128
            for picture in (evaluate.enlarged(bitmap(strokes)), large(strokes))
        )
        assert (ours & theirs).sum() > 0.75 * (ours | theirs).sum()


def test_weights_that_are_not_in_the_catalogue_are_measured_under_the_name_of_their_folder(tmp_path, capsys):
    path = saved(tmp_path / "some.npz", cat=grey(1))
    weights = WEIGHTS / "quickdraw-cnn" / "model.safetensors"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "model.safetensors").symlink_to(weights)
    for given in (tmp_path / "mine", tmp_path / "mine" / "model.safetensors"):
        assert evaluate.main(["--bitmaps", str(path), "--weights", str(given)]) == 0
        assert json.loads(capsys.readouterr().out)["model"] == "mine"


def measured_file(name):
    return json.loads((WEIGHTS / name / card.MEASURED).read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "one_in"), [("quickdraw-cnn", 5), ("quickdraw-resnet", 15)])
def test_the_committed_weights_do_on_the_committed_drawings_what_their_card_says(name, one_in):
    """On whole classes, so that nothing is left to chance: only another machine's rounding."""
    drawings, figures = held_out(), measured_file(name)
    some = drawings.classes[::one_in]
    indices = [index for label in some for index in drawings.of_class(label)]
    pictures = np.stack([bitmap(simplified(drawings.strokes(index))) for index in indices])
    names = evaluate.held_out_names()[indices]
    found = evaluate.answers(load(find(name)), pictures, names)
    said = sum(figures["by_class"][label] * len(drawings.of_class(label)) for label in some) / len(indices)
    assert abs(found.share(1) - said) < 0.005


@pytest.mark.parametrize("name", NETWORKS)
def test_half_drawings_are_guessed_as_often_as_the_card_says(name):
    """On 2,000 drawings at most; the bound is four standard errors of so many."""
    drawings, figures = held_out(), measured_file(name)
    indices = list(range(0, len(drawings), 7 if name == "quickdraw-cnn" else 30))
    pictures = np.stack([bitmap(simplified(cut_short(drawings.strokes(index), 0.5))) for index in indices])
    found = evaluate.answers(load(find(name)), pictures, evaluate.held_out_names()[indices])
    assert abs(found.share(1) - figures["half_top1"]) < 4 * (0.25 / len(indices)) ** 0.5


@pytest.mark.parametrize("name", NETWORKS)
def test_the_figures_by_class_add_up_to_those_over_all(name):
    drawings, figures = held_out(), measured_file(name)
    counts = np.bincount(drawings.labels)
    shares = [figures["by_class"][label] for label in drawings.classes]
    assert figures["n"] == len(drawings)
    assert np.average(shares, weights=counts) == pytest.approx(figures["top1"], abs=1e-3)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_mistakes_are_of_two_classes_and_the_most_frequent_come_first(name):
    mistakes = measured_file(name)["taken_for"]
    counts = [count for _, _, count in mistakes]
    assert len(mistakes) >= card.PAIRS
    assert counts == sorted(counts, reverse=True)
    assert all(truth != guessed and {truth, guessed} <= set(classes()) for truth, guessed, _ in mistakes)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_card_for_people_is_the_one_that_the_figures_make(name):
    written = (WEIGHTS / name / card.CARD).read_text(encoding="utf-8")
    made = card.card(load(find(name)), measured_file(name), None)
    without_number = [
        line for line in written.splitlines() if "simplified drawings of the" not in line.lower()
    ]
    assert without_number == [
        line for line in made.splitlines() if "simplified drawings of the" not in line.lower()
    ]


@pytest.mark.parametrize("name", NETWORKS)
def test_the_networks_that_ship_know_every_class(name):
    assert labels_of(load(find(name))) == classes()


def test_measuring_counts_each_class_and_each_mistake_made_twice(monkeypatch):
    names = np.array(["cat", "cat", "bee", "dog", "dog", "dog"])
    answered = evaluate.answers(known_network(*LABELS), grey(2, 5, 1, 4, 5, 5), names)
    monkeypatch.setattr(card, "on_held_out", lambda loaded: (answered, answered))
    found = card.measure(known_network(*LABELS))
    assert found["by_class"] == {"bee": 1.0, "cat": 0.5, "dog": 0.3333}
    assert found["taken_for"] == [["dog", "eye", 2]]
    assert (found["top1"], found["half_top1"], found["n"]) == (0.5, 0.5, 6)


def test_the_held_out_drawings_ship_with_their_licence_beside_them():
    note = (HELD_OUT.parent / "LICENCE.md").read_text(encoding="utf-8")
    assert "https://creativecommons.org/licenses/by/4.0/" in note
    assert "https://github.com/googlecreativelab/quickdraw-dataset" in note
