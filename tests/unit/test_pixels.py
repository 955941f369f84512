"""The pixels of all sessions: one budget, nothing twice, and always the same ones again."""

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from shutil import rmtree
from tempfile import NamedTemporaryFile
from threading import Barrier, Event, Lock, Thread
from types import SimpleNamespace
from unittest.mock import Mock
from weakref import ref

import numpy as np
import pytest
from PIL import Image

from core.errors import UserError
from core.pictures import images, pixels
from core.pictures.images import digest_of, drawn_picture, open_picture
from core.pictures.kept import Kept
from core.pictures.pixels import Pixels, packed
from core.pictures.put_away import LARGE, PutAway
from core.scenes import pictures as scenes
from core.scenes.pictures import with_truth
from core.scenes.spec import SceneSpec, specs

PICTURE = 4 * 8 * 8
"""Bytes of a decoded picture of 8 x 8 pixels."""


@pytest.fixture
def budget(monkeypatch):
    """What is decoded, with room for three pictures of 8 x 8 pixels."""
    kept = Kept(lambda: 3 * PICTURE)
    monkeypatch.setattr(pixels, "_decoded", kept)
    return kept


def noise(number: int, size=(8, 8)) -> Image.Image:
    shape = (size[1], size[0], 3)
    return Image.fromarray(np.random.default_rng(number).integers(0, 255, shape, dtype=np.uint8))


def saved(image, file_format="PNG", **options) -> bytes:
    file = BytesIO()
    image.save(file, file_format, **options)
    return file.getvalue()


# --- what is kept


def test_a_value_ends_with_its_owner():
    kept, owner = Kept(lambda: 100), Event()
    kept.put(owner, "value", 10)
    assert (kept.value(owner), kept.used()) == ("value", 10)
    del owner
    assert kept.used() == 0


def test_a_value_is_not_taken_for_that_of_an_owner_who_has_the_same_number():
    kept, old, new = Kept(lambda: 100), Event(), Event()
    kept.put(old, "old", 10)
    kept._entries[id(new)] = kept._entries.pop(id(old))
    assert kept.value(new) is None


def test_a_value_that_is_put_again_counts_once():
    kept, owner = Kept(lambda: 100), Event()
    kept.put(owner, "first", 60)
    kept.put(owner, "second", 50)
    assert (kept.value(owner), kept.used()) == ("second", 50)


def test_what_is_larger_than_all_the_room_is_kept_alone():
    kept, owners = Kept(lambda: 100), [Event(), Event()]
    for owner in owners:
        kept.put(owner, "value", 1000)
    assert [kept.value(owner) for owner in owners] == [None, "value"]


# --- the budget


def test_many_sessions_with_many_pictures_keep_within_the_budget(budget):
    sessions = [[drawn_picture(noise(50 * a + b), "a.png") for b in range(50)] for a in range(30)]
    for pictures in sessions:
        for picture in pictures:
            assert picture.image.size == picture.size
            assert budget.used() <= 3 * PICTURE


def test_the_picture_seen_least_recently_goes_first(budget):
    made = []

    def source(number):
        return Pixels((8, 8), lambda: made.append(number) or noise(number))

    first, second, third, fourth = (source(number) for number in range(4))
    for one in (first, second, third, first, fourth, first, second):
        one.image()
    assert made == [0, 1, 2, 3, 1]


def test_the_same_file_in_many_sessions_is_held_once(budget):
    data = saved(noise(1))
    pictures = [open_picture(bytes(bytearray(data)), f"{number}.png") for number in range(30)]
    assert len({id(picture.pixels) for picture in pictures}) == 1
    assert budget.used() == PICTURE


def test_the_same_pixels_of_a_jpeg_and_a_png_keep_their_own_files():
    jpeg = open_picture(saved(noise(1), "JPEG"), "a.jpg")
    png = open_picture(saved(jpeg.image), "a.png")
    assert jpeg.digest == png.digest
    assert (jpeg.jpeg[:2], png.jpeg) == (b"\xff\xd8", b"")


def turned(image):
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(image, "JPEG", exif=exif, quality=90)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(saved(noise(1, (60, 40)), "JPEG"), id="JPEG"),
        pytest.param(turned(noise(1, (60, 40))), id="JPEG on its side"),
        pytest.param(saved(noise(1, (60, 40)).convert("CMYK"), "JPEG"), id="JPEG for print"),
        pytest.param(saved(noise(1, (200, 150)), "JPEG"), id="JPEG scaled down"),
        pytest.param(saved(noise(1, (60, 40)), "WEBP", quality=50), id="WebP"),
        pytest.param(saved(noise(1, (60, 40)), "AVIF"), id="AVIF"),
        pytest.param(
            saved(noise(1, (60, 40)).quantize(9), "GIF", transparency=3), id="GIF, partly transparent"
        ),
        pytest.param(saved(noise(1, (200, 150)).convert("RGBA")), id="PNG scaled down"),
        pytest.param(saved(Image.fromarray(np.arange(2400, dtype=np.uint16).reshape(40, 60))), id="16 bits"),
    ],
)
def test_a_picture_that_was_put_out_has_the_same_pixels_again(data, monkeypatch):
    monkeypatch.setattr(images, "MAX_SIDE", 100)
    monkeypatch.setattr(pixels, "_decoded", Kept(lambda: 0))
    picture = open_picture(data, "a")
    first = ref(picture.image)
    other = packed(noise(2))
    assert first() is None and other
    assert digest_of(picture.image) == picture.digest


def test_a_drawn_picture_that_was_put_out_has_the_same_pixels_again(budget):
    picture = drawn_picture(noise(1), "a.png")
    others = [packed(noise(number)) for number in range(3)]
    assert others and budget.value(picture.pixels) is None
    assert digest_of(picture.image) == picture.digest


def test_pixels_are_made_once_for_all_who_ask_at_the_same_time(budget):
    made, together = [], Barrier(8)
    one = Pixels((8, 8), lambda: made.append(1) or noise(1))

    def ask(_):
        together.wait()
        return one.image()

    with ThreadPoolExecutor(8) as pool:
        assert len({id(image) for image in pool.map(ask, range(8))}) == 1
    assert made == [1]


def test_who_makes_pixels_keeps_nobody_waiting_and_takes_those_that_were_finished_first():
    first = packed(noise(1))

    def slowly():
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(pixels.shared, "digest", lambda: first).result(20) is first
        return packed(noise(1))

    assert pixels.shared("digest", slowly) is first


# --- files


@pytest.fixture
def disk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def files_in(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_large_file_waits_on_the_disk_as_long_as_its_picture_is_there(disk, budget):
    picture = open_picture(saved(noise(1, (400, 300))), "a.png")
    assert len(files_in(disk)) == 1
    budget._entries.clear()
    assert digest_of(picture.image) == picture.digest
    del picture
    assert files_in(disk) == []


def test_a_small_file_is_kept_in_memory(disk):
    kept = PutAway(b"small")
    assert (kept.read(), list(disk.iterdir())) == (b"small", [])


def test_a_large_file_is_kept_in_memory_where_the_disk_cannot_be_written(disk, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(disk / "missing"))
    assert PutAway(b"x" * LARGE).read() == b"x" * LARGE


def test_nothing_half_written_stays_on_a_full_disk(disk, monkeypatch):
    @contextmanager
    def full(**options):
        with NamedTemporaryFile(**options) as file:
            yield SimpleNamespace(
                name=file.name, write=Mock(side_effect=OSError(28, "No space left on device"))
            )

    monkeypatch.setattr("core.pictures.put_away.NamedTemporaryFile", full)
    assert PutAway(b"x" * LARGE).read() == b"x" * LARGE
    assert files_in(disk) == []


def test_the_first_file_that_is_put_away_clears_those_of_killed_processes_alone(disk, monkeypatch):
    monkeypatch.setattr("core.pictures.put_away.psutil.pid_exists", lambda pid: pid == 7)
    others = [f"miralab-pictures-{number}-abc" for number in (7, 8, os.getpid())] + ["miralab-pictures-mine"]
    for name in others:
        (disk / name).mkdir()
        (disk / name / "a").write_bytes(b"x")
    kept = PutAway(b"x" * LARGE)
    assert kept.read() and [name for name in others if (disk / name / "a").exists()] == [others[0], others[3]]


def test_a_picture_whose_file_was_taken_away_says_so_and_can_be_added_again(disk, budget):
    data = saved(noise(1, (400, 300)))
    first = open_picture(data, "a.png")
    rmtree(disk)
    disk.mkdir()
    budget._entries.clear()
    with pytest.raises(UserError):
        _ = first.image
    again = open_picture(data, "a.png")
    budget._entries.clear()
    assert (digest_of(again.image), len(files_in(disk))) == (first.digest, 1)


# --- the end of a session


def test_nothing_stays_of_what_a_finished_session_held(budget):
    session = [open_picture(saved(noise(1)), "a.png"), drawn_picture(noise(2), "b.png")]
    session.append(with_truth(SceneSpec(9, 2))[0])
    ends = [ref(held) for picture in session for held in (picture.pixels, picture.image)]
    del session
    gc.collect()
    assert [end() for end in ends] == [None] * 6
    assert budget.used() == 0


def test_a_picture_lives_as_long_as_one_of_its_sessions(budget):
    data = saved(noise(1))
    first, second = open_picture(data, "a.png"), open_picture(data, "b.png")
    del first
    assert budget.value(second.pixels) is not None


# --- scenes


def test_a_scene_that_was_put_out_is_made_again_with_its_pixels_and_truth(budget):
    spec = SceneSpec(31, 4)
    picture, truth = with_truth(spec)
    others = [packed(noise(number)) for number in range(3)]
    assert others and budget.value(picture.pixels) is None
    assert digest_of(picture.image) == picture.digest
    assert with_truth(spec) == (picture, truth)


def test_a_set_that_was_made_before_is_not_made_again_until_it_is_looked_at(budget, monkeypatch):
    wanted = specs(3, 77)
    before = [with_truth(spec)[0].digest for spec in wanted]
    made = []
    monkeypatch.setattr(scenes, "make", lambda spec, make=scenes.make: made.append(spec) or make(spec))
    again = [with_truth(spec)[0] for spec in wanted]
    assert ([picture.digest for picture in again], made) == (before, [])
    assert again[1].image.size == again[1].size
    assert made == [wanted[1]]


# --- decoding


def test_large_pictures_are_decoded_one_at_a_time(monkeypatch):
    counting, now, most = Lock(), [0], [0]
    decode = images._upright_rgb

    def counted(opened):
        with counting:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            return decode(opened)
        finally:
            with counting:
                now[0] -= 1

    monkeypatch.setattr(images, "_upright_rgb", counted)
    files = [saved(Image.new("RGB", (1200, 1000), (number, 0, 0))) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda data: open_picture(data, "a.png"), files))
    assert (len(opened), most) == (8, [1])


def test_a_small_picture_does_not_wait_for_a_large_one():
    with pixels.room_to_decode((4096, 4096)):
        assert open_picture(saved(noise(1)), "a.png").size == (8, 8)


def test_a_large_picture_that_is_damaged_keeps_nobody_waiting():
    data = saved(noise(1, (1200, 1000)))
    with pytest.raises(UserError):
        open_picture(data[: len(data) // 2], "a.png")
    assert open_picture(data, "a.png").size == (1200, 1000)


def test_a_large_picture_can_be_opened_again_while_it_is_being_made_again(monkeypatch):
    data = saved(noise(1, (1200, 1000)))
    monkeypatch.setattr(pixels, "_decoded", Kept(lambda: 0))
    monkeypatch.setattr(pixels, "_one_large", Lock())
    picture, other = open_picture(data, "a.png"), packed(noise(2))
    decode, make, making = images._upright_rgb, images._image_in, Event()
    looks = Thread(target=lambda: picture.image, daemon=True)

    def while_somebody_looks(opened):
        monkeypatch.setattr(images, "_upright_rgb", decode)
        looks.start()
        assert making.wait(20)
        return decode(opened)

    monkeypatch.setattr(images, "_upright_rgb", while_somebody_looks)
    monkeypatch.setattr(images, "_image_in", lambda file: making.set() or make(file))
    opens = Thread(target=open_picture, args=(data, "b.png"), daemon=True)
    opens.start()
    for thread in (opens, looks):
        thread.join(20)
    assert other and [opens.is_alive(), looks.is_alive()] == [False, False]
