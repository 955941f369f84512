"""Fetching models: from a Hub that works, and from one that breaks in every way it can."""

import socket
import threading
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.models import files, weights
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find
from core.models.hub import client
from core.models.hub import download as fetching
from core.models.hub import inspect as looking
from core.models.hub.client import reachable
from core.models.hub.download import download
from core.models.hub.inspect import inspect
from core.models.readers import reader_of

DETR = find("detr-resnet-50")
YOLO = find("yolo11n")
SHARDED = ModelRow("sharded", "Sharded", "someone/sharded-detector", ("object-detection",), "transformers")
PUBLISHED = find("nateraw-quickdraw")
VIT = find("quickdraw-vit-tiny")


def quiet(_done: int, _total: int) -> None:
    pass


def message_of(error: pytest.ExceptionInfo[UserError]) -> str:
    with speaking("en"):
        return str(error.value)


def wait_for_workers() -> None:
    for thread in threading.enumerate():
        if thread.name.startswith("download"):
            thread.join(20)
            assert not thread.is_alive()


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture(autouse=True)
def no_fallback(monkeypatch):
    """Ultralytics' own server is out of reach unless a test says otherwise."""
    from ultralytics.utils import downloads

    def refuse(*_args, **_options):
        raise ConnectionError("no way out")

    monkeypatch.setattr(downloads, "attempt_download_asset", refuse)


@pytest.mark.parametrize("row", [DETR, YOLO, SHARDED, PUBLISHED, VIT], ids=lambda row: row.name)
def test_a_downloaded_model_is_found_again_without_the_network(hub, clean_cache, row, monkeypatch):
    path = download(row, quiet)
    monkeypatch.setattr(socket.socket, "connect", lambda *_args: pytest.fail("asked the network"))
    assert files.cached(row) == path
    assert reader_of(row).weight_files(path)


@pytest.mark.parametrize("row", [DETR, YOLO, SHARDED, PUBLISHED, VIT], ids=lambda row: row.name)
def test_nothing_is_cached_before_the_first_download(hub, clean_cache, row):
    assert files.cached(row) is None


def test_only_what_is_needed_is_fetched(hub, clean_cache):
    (hub.root / DETR.hub_id / "pytorch_model.bin").write_bytes(b"a pickle")
    try:
        path = download(DETR, quiet)
    finally:
        (hub.root / DETR.hub_id / "pytorch_model.bin").unlink()
    assert {file.name for file in path.iterdir()} == {
        "config.json",
        "preprocessor_config.json",
        "model.safetensors",
    }


def test_of_a_space_only_the_weights_and_the_names_are_fetched(hub, clean_cache):
    path = download(PUBLISHED, quiet)
    assert {file.name for file in path.iterdir()} == {"class_names.txt", "pytorch_model.bin"}


def test_a_space_and_a_model_of_one_name_are_kept_apart(hub, clean_cache):
    download(PUBLISHED, quiet)
    assert files.cached(replace(PUBLISHED, repo_type="model")) is None


@pytest.mark.parametrize(
    ("row", "last"), [(DETR, "model.safetensors"), (PUBLISHED, "pytorch_model.bin")], ids=["model", "space"]
)
def test_the_weights_come_last(hub, clean_cache, row, last):
    hub.requests.clear()
    download(row, quiet)
    assert [line for line in hub.requests if line.startswith("GET")][-1].endswith(last)


def test_progress_grows_to_the_sum_of_all_files(hub, clean_cache):
    seen = []
    with hub.broken("slow", match="safetensors", chunks=5, pause=0.15):
        path = download(DETR, lambda done, total: seen.append((done, total)))
    size = sum(file.stat().st_size for file in path.iterdir())
    assert {total for _, total in seen} == {size}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len(seen) > 2
    assert seen[-1][0] == size


def test_a_second_download_fetches_only_what_is_missing(hub, clean_cache):
    path = download(DETR, quiet)
    (path / "preprocessor_config.json").resolve().unlink()
    hub.requests.clear()
    assert files.cached(DETR) is None
    assert download(DETR, quiet) == path
    assert hub.fetched("model.safetensors") == 0
    assert hub.fetched("preprocessor_config.json") == 1


@pytest.mark.parametrize(
    ("kind", "details", "says"),
    [
        ("refuse", {}, "cannot be reached"),
        ("stall", {}, "stalled: no data came for 7 seconds"),
        ("cut", {"after": 0}, "broke off"),
        ("rate-limit", {"retry": 77}, "Try again in 77 seconds"),
        ("error", {}, "a problem of its own (error 500)"),
        ("garbage", {"match": "safetensors"}, "damaged, so it was deleted"),
        ("garbage", {"match": "preprocessor"}, "damaged, so it was deleted"),
    ],
)
def test_a_broken_download_says_why_and_leaves_nothing_to_trust(hub, clean_cache, kind, details, says):
    with hub.broken(kind, **details), pytest.raises(UserError) as error:
        download(DETR, quiet)
    assert says in message_of(error)
    wait_for_workers()
    assert files.cached(DETR) is None
    assert not list(clean_cache.rglob("*.incomplete"))
    assert download(DETR, quiet) == files.cached(DETR)


@pytest.mark.parametrize(
    ("kind", "details", "says"),
    [
        ("refuse", {}, "cannot be reached"),
        ("cut", {"after": 0}, "broke off"),
        ("error", {}, "a problem of its own (error 500)"),
        ("garbage", {"match": "pytorch_model"}, "damaged, so it was deleted"),
        ("garbage", {"match": "class_names"}, "damaged, so it was deleted"),
    ],
)
def test_a_broken_download_of_a_space_says_why_and_leaves_nothing_to_trust(
    hub, clean_cache, kind, details, says
):
    with hub.broken(kind, **details), pytest.raises(UserError) as error:
        download(PUBLISHED, quiet)
    assert says in message_of(error)
    wait_for_workers()
    assert files.cached(PUBLISHED) is None
    assert download(PUBLISHED, quiet) == files.cached(PUBLISHED)


@pytest.mark.parametrize("file", weights.PUBLISHED_SKETCHER)
def test_a_space_that_lost_a_file_is_named_with_the_file(hub, clean_cache, file):
    there = hub.root / "spaces" / PUBLISHED.hub_id / file
    kept = there.read_bytes()
    there.unlink()
    try:
        with pytest.raises(UserError) as error:
            download(PUBLISHED, quiet)
    finally:
        there.write_bytes(kept)
    assert f"nateraw/quickdraw has no file {file}" in message_of(error)


def test_a_connection_that_is_cut_again_and_again_is_resumed_where_it_broke(hub, clean_cache):
    with hub.broken("cut", after=700_000, match="safetensors"):
        assert download(DETR, quiet) == files.cached(DETR)
    assert hub.fetched("model.safetensors") > 1


def test_a_caller_that_gives_up_stops_the_download(hub, clean_cache):
    class RerunError(Exception):
        pass

    def give_up(done, _total):
        if done:
            raise RerunError

    with hub.broken("slow", match="safetensors", chunks=100, pause=0.05), pytest.raises(RerunError):
        download(DETR, give_up)
    wait_for_workers()
    assert files.cached(DETR) is None
    assert not list(clean_cache.rglob("*.incomplete"))


def test_a_download_that_was_broken_off_keeps_the_files_that_are_whole(hub, clean_cache):
    with hub.broken("cut", after=0, match="safetensors"), pytest.raises(UserError):
        download(DETR, quiet)
    hub.requests.clear()
    download(DETR, quiet)
    assert hub.fetched("config.json") == 0


@pytest.mark.parametrize("damage", ["cut", "header", "empty"])
def test_weights_that_are_not_whole_are_not_trusted(hub, clean_cache, damage):
    path = download(DETR, quiet)
    weights = path / "model.safetensors"
    content = {"cut": weights.read_bytes()[:-1], "header": b"\xff" * 64, "empty": b""}[damage]
    weights.unlink()
    weights.write_bytes(content)
    assert files.cached(DETR) is None


def test_a_checkpoint_that_is_not_whole_is_not_trusted(hub, clean_cache):
    path = download(YOLO, quiet)
    content = path.read_bytes()[:-100]
    path.unlink()
    path.write_bytes(content)
    assert files.cached(YOLO) is None


def test_a_shard_that_is_missing_makes_a_model_incomplete(hub, clean_cache):
    path = download(SHARDED, quiet)
    (path / "model-00001-of-00002.safetensors").unlink()
    assert files.cached(SHARDED) is None


def test_a_full_disk_is_said_before_anything_is_fetched(hub, clean_cache, monkeypatch):
    usage = fetching.shutil.disk_usage("/")
    monkeypatch.setattr(fetching.shutil, "disk_usage", lambda _folder: usage._replace(free=1000))
    hub.requests.clear()
    with pytest.raises(UserError) as error:
        download(DETR, quiet)
    assert "no room on the disk" in message_of(error)
    assert not [line for line in hub.requests if "resolve" in line]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"hub_id": "nobody/nothing"}, "no public model"),
        ({"revision": "0000000"}, "no longer has the version"),
        ({"hub_id": "someone/private-detector", "revision": "main"}, "no public model"),
        ({"hub_id": "someone/gated-detector", "revision": "main"}, "accepted its terms"),
    ],
)
def test_what_the_hub_does_not_give_is_said_in_plain_words(hub, clean_cache, change, says):
    with pytest.raises(UserError) as error:
        download(replace(DETR, **change), quiet)
    assert says in message_of(error)


NAMES_THAT_LEAVE_THE_CACHE = [
    {"revision": "../../outside"},
    {"revision": "/etc"},
    {"revision": "..\\outside"},
    {"revision": ""},
    {"hub_id": "..\\..\\outside"},
    {"hub_id": ""},
    {"hub_id": "a/../b"},
    {"file": "../outside.pt"},
    {"file": "/etc/outside.pt"},
]


@pytest.mark.parametrize("change", NAMES_THAT_LEAVE_THE_CACHE, ids=str)
def test_a_name_that_is_no_plain_name_is_never_looked_for_on_disk(hub, clean_cache, monkeypatch, change):
    monkeypatch.setattr(files, "_snapshot", lambda row: pytest.fail(f"looked for {row}"))
    assert files.cached(replace(YOLO, **change)) is None


@pytest.mark.parametrize("change", NAMES_THAT_LEAVE_THE_CACHE, ids=str)
def test_a_name_that_is_no_plain_name_is_never_asked_for(hub, clean_cache, change):
    hub.requests.clear()
    with pytest.raises(UserError) as error:
        download(replace(YOLO, **change), quiet)
    assert "no public model" in message_of(error)
    assert hub.requests == []


def test_a_client_library_that_moved_its_own_client_is_used_as_it_is(monkeypatch):
    monkeypatch.delattr("huggingface_hub.utils._http.default_client_factory")
    monkeypatch.setattr(
        "huggingface_hub.set_client_factory", lambda _make: pytest.fail("replaced the client")
    )
    assert client._prepare_client.__wrapped__() is None


def test_an_app_set_to_stay_offline_says_so(hub, clean_cache, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(UserError) as error:
        download(DETR, quiet)
    assert "HF_HUB_OFFLINE" in message_of(error)


def test_a_cache_that_cannot_be_written_is_said_in_plain_words(hub, clean_cache, monkeypatch):
    def refuse(*_args, **_options):
        raise PermissionError(13, "Permission denied", "/read-only")

    monkeypatch.setattr("huggingface_hub.hf_hub_download", refuse)
    with pytest.raises(UserError) as error:
        download(DETR, quiet)
    assert "the folder /read-only cannot be written" in message_of(error)


def test_yolo_comes_from_ultralytics_when_the_hub_is_down(hub, clean_cache, monkeypatch):
    source = hub.root / YOLO.hub_id / YOLO.file

    def deliver(file, **_options):
        Path(file).write_bytes(source.read_bytes())

    monkeypatch.setattr("ultralytics.utils.downloads.attempt_download_asset", deliver)
    with hub.broken("refuse"):
        path = download(YOLO, quiet)
    assert path == files.cached(YOLO)
    assert path.read_bytes() == source.read_bytes()


def test_damage_from_ultralytics_is_not_kept(hub, clean_cache, monkeypatch):
    def deliver(file, **_options):
        Path(file).write_bytes(b"<html>Welcome to the hotel's network</html>")

    monkeypatch.setattr("ultralytics.utils.downloads.attempt_download_asset", deliver)
    with hub.broken("refuse"), pytest.raises(UserError) as error:
        download(YOLO, quiet)
    assert "cannot be reached" in message_of(error)
    assert files.cached(YOLO) is None
    assert not list(clean_cache.parent.rglob(YOLO.file))


def test_a_model_that_a_user_types_is_looked_at_without_fetching_its_weights(hub, clean_cache):
    row = inspect(" https://huggingface.co/someone/sharded-detector/ ", DETR.tasks[0])
    assert row.hub_id == row.name == "someone/sharded-detector"
    assert row.revision == hub.commit("someone/sharded-detector")
    assert row.tasks == ("object-detection",)
    assert row.licence == "mit"
    assert row.trained_on == "coco, objects365"
    assert row.parameters == 30_000
    assert row.download_bytes > 100_000
    assert not list(clean_cache.rglob("*.safetensors"))


def test_a_model_that_a_user_types_can_then_be_fetched(hub, clean_cache):
    row = inspect("someone/sharded-detector", DETR.tasks[0])
    assert download(row, quiet) == files.cached(row)


@pytest.mark.parametrize("row", [DETR, PUBLISHED, VIT], ids=lambda row: row.name)
def test_a_catalogue_model_needs_no_look(clean_cache, row):
    assert inspect(row.hub_id, row.tasks[0]) == row


def test_an_image_classifier_that_a_user_types_for_sketches_gets_a_row_and_can_be_fetched(hub, clean_cache):
    row = inspect("someone/sketch-classifier", VIT.tasks[0])
    assert (row.tasks, row.library) == (("sketch-recognition",), "transformers")
    assert download(row, quiet) == files.cached(row)


@pytest.mark.parametrize("typed", ["someone/sharded-detector", "facebook/detr-resnet-50", "yolo11n"])
def test_a_detector_is_refused_where_a_sketch_model_is_asked_for(hub, clean_cache, typed):
    with pytest.raises(UserError) as error:
        inspect(typed, VIT.tasks[0])
    assert "is not an image classifier" in message_of(error)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "is not a Hub id"),
        ("a/b/c", "is not a Hub id"),
        ("../etc/passwd", "is not a Hub id"),
        ("el gato", "is not a Hub id"),
        ("nobody/nothing", "no public model"),
        ("someone/coded-detector", "needs code of its own"),
        ("someone/gated-detector", "accepted its terms"),
        ("someone/private-detector", "no public model"),
        ("someone/classifier", "is not an object detector"),
        ("someone/sketch-classifier", "is not an object detector"),
        ("nateraw/quickdraw", "is not an object detector"),
        ("Ultralytics/YOLO11", "is not an object detector"),
        ("someone/huge-detector", "is too big for this app: 9.0 GB, and at most 1.5 GB"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_with_the_reason(hub, clean_cache, typed, says):
    with pytest.raises(UserError) as error:
        inspect(typed, DETR.tasks[0])
    assert says in message_of(error)


def test_a_small_machine_allows_only_small_models(monkeypatch):
    monkeypatch.setattr(looking, "model_budget_bytes", lambda: 500_000_000)
    assert looking.max_custom_bytes() == 500_000_000


def test_a_model_that_would_not_fit_into_memory_is_refused_before_it_is_fetched(
    hub, clean_cache, monkeypatch
):
    monkeypatch.setattr(looking, "model_budget_bytes", lambda: 100_000)
    with pytest.raises(UserError) as error:
        inspect("someone/sharded-detector", DETR.tasks[0])
    assert "at most 0.1 MB" in message_of(error)


@pytest.mark.parametrize(
    ("fault", "expected"), [(None, True), ("refuse", False), ("error", False), ("rate-limit", True)]
)
def test_the_hub_is_reachable_when_it_has_more_to_say_than_a_fault(hub, fault, expected):
    with hub.broken(fault) if fault else nullcontext():
        assert reachable() is expected


def test_the_hub_is_asked_once_a_minute(hub, monkeypatch):
    hub.requests.clear()
    moments = iter([0.0, 0.0, 59.0, 61.0, 61.0])
    monkeypatch.setattr(client, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    monkeypatch.setattr(client, "_answers", lambda: hub.requests.append("asked") or True)
    assert [reachable() for _time in range(3)] == [True] * 3
    assert hub.requests == ["asked"] * 2


def test_an_app_set_to_stay_offline_does_not_ask_whether_the_hub_is_there(hub, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    monkeypatch.setattr(client, "_answers", lambda: pytest.fail("asked"))
    assert not reachable()


def test_a_hub_that_keeps_silent_is_not_reachable(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(
            "huggingface_hub.constants.ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}"
        )
        monkeypatch.setattr(client, "_LOOK_SECONDS", 0.05)
        assert not reachable()


@pytest.mark.parametrize("endpoint", ["", "no address", "http://name.invalid."])
def test_an_endpoint_that_is_no_address_is_not_reachable(monkeypatch, endpoint):
    def unknown(*_arguments, **_options):
        raise OSError("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", endpoint)
    assert not reachable()
