"""Models in memory: once each, within the budget, one at a time, whoever asks."""

import gc
import sys
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file

from core import machine, turns
from core.errors import UserError
from core.i18n import speaking
from core.models import defaults, devices, environment, files, loader, reading, weights
from core.models.catalogue.row import ModelRow, ships
from core.models.catalogue.rows import find, rows_for
from core.models.kinds import KINDS
from core.models.loaded import Downloading, Loading, Waiting
from tests.hub.sketches import write_sketcher
from tests.waiting import wait_for

DETR = find("detr-resnet-50")
YOLOS = find("yolos-small")
YOLO_N = find("yolo11n")
YOLO_S = find("yolo11s")
RESNET = find("quickdraw-resnet")
CNN = find("quickdraw-cnn")
PUBLISHED = find("nateraw-quickdraw")
SKETCH_VIT = find("quickdraw-vit-tiny")
FETCHED = [row for row in rows_for("object-detection") if not ships(row)]
SHIPPED = tuple(row for row in rows_for("object-detection") if ships(row))
DOODLE_DETR, DOODLE_YOLO = SHIPPED


@pytest.fixture(autouse=True)
def _empty_memory(hub):
    loader._store.clear()
    with speaking("en"):
        yield


@pytest.fixture
def reads(monkeypatch):
    """The models that were read from disk, in order."""
    seen = []
    real = reading.read

    def counting(row, *rest):
        seen.append(row.name)
        return real(row, *rest)

    monkeypatch.setattr(reading, "read", counting)
    return seen


def in_threads(work, number):
    """Call `work(index)` in `number` threads that start together, and return the results."""
    barrier = threading.Barrier(number)

    def run(index):
        barrier.wait()
        return work(index)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.fixture
def heavy(reads, monkeypatch):
    """Models count as 100 MB each once they are in memory; returns a function that sets the budget in MB."""
    real = reading.read
    monkeypatch.setattr(reading, "read", lambda *given: replace(real(*given), size=100_000_000))
    return lambda budget: monkeypatch.setattr(loader, "model_budget_bytes", lambda: budget * 1_000_000)


@pytest.mark.parametrize("row", FETCHED, ids=lambda row: row.name)
def test_every_detector_of_the_hub_loads_from_it(clean_cache, row):
    loaded = loader.load(row, "cpu")
    assert loaded.row == row
    assert loaded.device == "cpu"
    assert loaded.path == files.cached(row)
    assert loaded.file_bytes == files.weight_bytes(row, loaded.path)
    assert loaded.parameters > 10_000
    assert loaded.load_ms > 0


@pytest.mark.parametrize("grown", [250_000_000, 0, -40])
def test_the_memory_of_a_model_is_by_how_much_the_process_grew_and_no_less_than_its_weights(
    shipped, monkeypatch, grown
):
    resident = iter([10**9, 10**9 + grown])
    monkeypatch.setattr(reading, "resident_bytes", lambda: next(resident))
    loaded = loader.load(shipped(CNN), "cpu")
    assert loaded.memory_bytes == max(grown, 4 * loaded.parameters)


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.name)
def test_a_detector_that_ships_with_the_app_loads_without_the_network(hub, row):
    seen = []
    with hub.broken("refuse"):
        loaded = loader.load(row, "cpu", seen.append)
    assert seen == [Loading()]
    assert loaded.parameters == row.parameters
    assert loaded.file_bytes == files.size_bytes(row) > 0


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """Returns a function that gives the row of a model that ships with the app, with random weights for two things."""

    def with_random_weights(row):
        folder = tmp_path_factory.mktemp(row.name)
        return replace(row, local_path=str(write_sketcher(folder, row.name, ["cat", "alarm clock"])))

    return with_random_weights


@pytest.mark.parametrize("row", [RESNET, CNN], ids=lambda row: row.name)
def test_a_sketch_network_that_ships_with_the_app_loads_without_the_network(hub, shipped, row):
    seen = []
    with hub.broken("refuse"):
        loaded = loader.load(shipped(row), "cpu", seen.append)
    assert seen == [Loading()]
    assert loaded.device == "cpu"
    assert loaded.model.classes == ("cat", "alarm clock")
    assert not loaded.model.network.training
    assert {tensor.dtype for tensor in loaded.model.network.parameters()} == {torch.float32}
    assert loaded.parameters == sum(tensor.numel() for tensor in loaded.model.network.parameters())
    assert loaded.file_bytes == files.size_bytes(loaded.row)
    assert loaded.load_ms > 0


def test_the_published_sketch_network_loads_from_its_space(clean_cache):
    loaded = loader.load(PUBLISHED, "cpu")
    assert loaded.parameters == PUBLISHED.parameters
    assert len(loaded.model.classes) == 100
    assert loaded.path == files.cached(PUBLISHED)


def test_a_sketch_classifier_of_the_hub_loads_as_an_image_classification_pipeline(clean_cache):
    assert loader.load(SKETCH_VIT, "cpu").model.task == "image-classification"


def test_a_sketch_network_needs_neither_transformers_nor_ultralytics(shipped, run_process):
    row = shipped(CNN)
    code = (
        "import sys; from dataclasses import replace; import core.models;"
        "from core.models import loader; from core.models.catalogue.rows import find;"
        f"loader.load(replace(find('quickdraw-cnn'), local_path={row.local_path!r}), 'cpu');"
        "assert 'torch' in sys.modules;"
        "assert not {'transformers', 'ultralytics'} & set(sys.modules)"
    )
    run_process(sys.executable, "-c", code)


@pytest.mark.parametrize("damage", ["other network", "unknown network", "no metadata"])
def test_foreign_weights_in_the_place_of_a_sketch_network_are_refused_in_plain_words(tmp_path, damage):
    write_sketcher(tmp_path, "quickdraw-cnn", ["cat", "dog"])
    file = tmp_path / "model.safetensors"
    name = {"other network": "quickdraw-resnet", "unknown network": "x"}.get(damage)
    save_file(load_file(file), file, {"network": name, "classes": '["cat", "dog"]'} if name else None)
    with pytest.raises(UserError, match="could not be read"):
        loader.load(replace(CNN, local_path=str(tmp_path)), "cpu")


@pytest.mark.parametrize("classes", ["cat\ndog", "", None], ids=["too few", "none", "other network"])
def test_foreign_published_weights_are_refused_in_plain_words(hub, tmp_path, classes):
    source = hub.root / "spaces" / PUBLISHED.hub_id
    for name in weights.PUBLISHED_SKETCHER:
        (tmp_path / name).write_bytes((source / name).read_bytes())
    if classes is None:
        torch.save({"weight": torch.zeros(4)}, tmp_path / "pytorch_model.bin")
    else:
        (tmp_path / "class_names.txt").write_text(classes)
    with pytest.raises(UserError, match="could not be read"):
        loader.load(replace(PUBLISHED, local_path=str(tmp_path)), "cpu")


def test_published_weights_that_carry_code_are_not_run(hub, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    torch.save({"0.weight": Trap()}, tmp_path / "pytorch_model.bin")
    (tmp_path / "class_names.txt").write_text("cat")
    with pytest.raises(UserError, match="could not be read"):
        loader.load(files.row_from_path(tmp_path, PUBLISHED.tasks[0]), "cpu")
    assert not (tmp_path / "sprung").exists()


def test_a_model_whose_folder_is_gone_is_said_to_be_incomplete(tmp_path):
    with pytest.raises(UserError, match="is not complete"):
        loader.load(replace(CNN, local_path=str(tmp_path / "gone")), "cpu")


def test_where_no_sketch_model_can_be_fetched_the_app_carries_on_with_its_own(
    clean_cache, shipped, monkeypatch
):
    rows = (shipped(RESNET), shipped(CNN), PUBLISHED)
    monkeypatch.setattr(defaults, "rows_for", lambda task: rows)
    assert defaults.nearest_available(PUBLISHED, PUBLISHED.tasks[0]) == rows[0]
    assert defaults.on_this_machine(PUBLISHED.tasks[0]) == rows[:2]


def test_detr_loads_with_the_timm_backbone_that_its_configuration_names():
    backbone = loader.load(DETR, "cpu").model.model.model.backbone
    assert any(type(module).__module__.startswith("timm.") for module in backbone.modules())


def test_a_download_is_reported_before_the_loading(clean_cache):
    seen = []
    loader.load(DETR, "cpu", seen.append)
    assert isinstance(seen[0], Downloading)
    assert seen[-2].done_bytes == seen[-2].total_bytes > 0
    assert seen[-1] == Loading()


def test_a_model_on_this_machine_is_loaded_without_asking_the_hub(hub):
    loader.load(DETR, "cpu")
    loader._store.clear()
    with hub.broken("refuse"):
        seen = []
        loader.load(DETR, "cpu", seen.append)
    assert seen == [Loading()]


def test_twenty_sessions_at_once_read_a_model_once(clean_cache, reads):
    loaded = in_threads(lambda _index: loader.load(DETR, "cpu"), 20)
    assert reads == ["detr-resnet-50"]
    assert len({id(one.model) for one in loaded}) == 1


def test_twenty_sessions_at_once_download_a_model_once(hub, clean_cache):
    hub.requests.clear()
    in_threads(lambda _index: loader.load(DETR, "cpu"), 20)
    assert hub.fetched("model.safetensors") == 1


def test_sessions_that_want_different_models_each_get_theirs():
    rows = [DETR, YOLO_N, YOLOS, YOLO_S] * 3
    loaded = in_threads(lambda index: loader.load(rows[index], "cpu"), len(rows))
    assert [one.row for one in loaded] == rows


def test_a_second_call_says_nothing_and_takes_no_lock(reads):
    loader.load(YOLO_N, "cpu")
    with loader.in_turn(purpose="measure"):
        seen = in_threads(
            lambda _index: loader.load(YOLO_N, "cpu", lambda status: pytest.fail(str(status))), 1
        )[1:]
    assert seen == []
    assert reads == ["yolo11n"]


def test_the_model_that_was_not_used_for_longest_goes_first(heavy):
    heavy(290)
    for row in (DETR, YOLOS, YOLO_N, DETR, YOLO_S):
        loader.load(row, "cpu")
    assert loader.loaded_names() == ("yolo11n", "detr-resnet-50", "yolo11s")


def test_models_stay_while_there_is_room(heavy):
    heavy(410)
    for row in (DETR, YOLOS, YOLO_N, YOLO_S):
        loader.load(row, "cpu")
    assert loader.loaded_names() == ("detr-resnet-50", "yolos-small", "yolo11n", "yolo11s")


def test_room_is_made_before_the_next_model_is_read(heavy, monkeypatch):
    heavy(90)
    loader.load(DETR, "cpu")
    during = []
    real = reading.read
    monkeypatch.setattr(reading, "read", lambda *given: during.append(loader.loaded_names()) or real(*given))
    loader.load(YOLOS, "cpu")
    assert during == [()]


@pytest.mark.parametrize("row", [DETR, YOLO_N], ids=lambda row: row.name)
def test_a_model_that_is_dropped_is_really_gone(monkeypatch, row):
    loaded = loader.load(row, "cpu")
    network = loaded.model.model
    gone = weakref.ref(network)
    del loaded, network
    gc.collect()
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: files.weight_bytes(YOLOS, files.cached(YOLOS)))
    loader.load(YOLOS, "cpu")
    assert gone() is None


def test_a_model_larger_than_the_whole_budget_is_refused_with_the_numbers(monkeypatch):
    loader.load(DETR, "cpu")
    loader._store.clear()
    loader.load(YOLOS, "cpu")
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: 1_000_000)
    with pytest.raises(UserError, match=r"its weights take 2\.0 MB, and models may take 1\.0 MB together"):
        loader.load(DETR, "cpu")
    assert loader.loaded_names() == ("yolos-small",)


@pytest.mark.parametrize("rows", [[], [DETR], [DETR, YOLO_N], [DETR, DETR]], ids=len)
def test_models_that_fit_together_are_not_complained_about(clean_cache, monkeypatch, rows):
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: DETR.download_bytes + 4 * YOLO_N.download_bytes)
    loader.check_together(rows)


def test_models_that_do_not_fit_together_are_refused_before_they_are_fetched(clean_cache, monkeypatch):
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: 170_000_000)
    with pytest.raises(UserError, match=r"YOLO11n, DETR ResNet-50 do not fit .* take 189 MB, .* take 170 MB"):
        loader.check_together([YOLO_N, DETR])


def test_a_model_that_does_not_even_fit_alone_is_named(clean_cache, monkeypatch):
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: 100_000_000)
    with pytest.raises(UserError, match="DETR ResNet-50 does not fit into"):
        loader.check_together([YOLO_N, DETR])


def test_models_on_this_machine_count_with_the_size_of_their_files(monkeypatch):
    for row in (DETR, YOLOS):
        loader.load(row, "cpu")
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: 10_000_000)
    loader.check_together([DETR, YOLOS])


def test_what_may_be_measured_together_stays_in_memory_together(monkeypatch):
    for row in (DETR, YOLO_N):
        loader.load(row, "cpu")
    needed = sum(reading.needed_bytes(row, files.cached(row)) for row in (DETR, YOLO_N))
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: needed)
    loader._store.clear()
    loader.check_together([DETR, YOLO_N])
    for row in (DETR, YOLO_N):
        loader.load(row, "cpu")
    assert loader.loaded_names() == ("detr-resnet-50", "yolo11n")


@pytest.mark.parametrize("lock", ["download", "load", "inference"])
def test_whoever_waits_is_told_and_may_give_up(clean_cache, lock):
    class RerunError(Exception):
        pass

    if lock == "load":
        loader.load(YOLO_N, "cpu")
        loader._store.clear()
    seen = []

    def notify(status):
        seen.append(status)
        if len(seen) == 2:
            raise RerunError

    held, release = threading.Event(), threading.Event()

    def hold():
        download_lock = loader._store().download_locks[YOLO_N.hub_id, YOLO_N.file]
        purpose = {"load": "load", "inference": "run"}.get(lock)
        with loader.in_turn(purpose=purpose) if purpose else download_lock:
            held.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    try:
        with pytest.raises(RerunError):
            if lock == "inference":
                with loader.in_turn(notify):
                    pass
            else:
                loader.load(YOLO_N, "cpu", notify)
    finally:
        release.set()
        holder.join()
    waiting = Waiting(lock, 0 if lock == "download" else 1)
    assert seen == [waiting, waiting]


def test_a_slow_download_does_not_hold_up_that_of_another_model(clean_cache):
    store = loader._store()
    with store.download_locks[DETR.hub_id, DETR.file]:
        assert loader.load(YOLO_N, "cpu").row == YOLO_N


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_models_are_dropped_on_systems_without_linux_s_c_library(monkeypatch, heavy, system):
    heavy(99)
    loader.load(YOLO_N, "cpu")
    monkeypatch.setattr(machine.sys, "platform", system)
    real = machine.ctypes.CDLL
    monkeypatch.setattr(
        machine.ctypes, "CDLL", lambda name: real(name) if name else pytest.fail("looked for a Linux library")
    )
    loader.load(YOLO_S, "cpu")
    assert loader.loaded_names() == ("yolo11s",)


def test_a_turn_may_be_taken_again_by_its_holder():
    with loader.in_turn(), loader.in_turn():
        pass


def test_a_load_that_fails_leaves_the_lock_free(monkeypatch):
    with pytest.raises(UserError), monkeypatch.context() as patch:
        patch.setattr(loader, "model_budget_bytes", lambda: 0)
        loader.load(YOLO_N, "cpu")
    assert loader.load(YOLO_N, "cpu").row == YOLO_N


def test_weights_that_do_not_fit_the_network_are_refused_in_plain_words(hub, tmp_path):
    source = hub.root / "hustvl/yolos-small"
    for file in source.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    config = (tmp_path / "config.json").read_text()
    (tmp_path / "config.json").write_text(config.replace('"hidden_size": 48', '"hidden_size": 64'))
    with pytest.raises(UserError, match="could not be read"):
        loader.load(files.row_from_path(tmp_path, "object-detection"), "cpu")


def test_a_checkpoint_that_carries_code_is_not_run(hub, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    torch.save({"model": Trap()}, tmp_path / "trap.pt")
    with pytest.raises(UserError, match="could not be read"):
        loader.load(files.row_from_path(tmp_path / "trap.pt", "object-detection"), "cpu")
    assert not (tmp_path / "sprung").exists()


def test_cuda_on_a_machine_without_it_is_refused(monkeypatch):
    monkeypatch.setattr(devices, "devices", lambda: ("cpu",))
    with pytest.raises(UserError, match="no CUDA GPU"):
        loader.load(YOLO_N, "cuda")


def test_auto_means_the_cpu_where_there_is_no_gpu(monkeypatch):
    monkeypatch.setattr(devices, "devices", lambda: ("cpu",))
    assert loader.load(YOLO_N).device == "cpu"


def test_the_threads_of_torch_do_not_depend_on_which_model_came_first():
    before = torch.get_num_threads()
    loader.load(YOLO_N, "cpu")
    assert torch.get_num_threads() == before == environment.threads()


def test_only_models_whose_files_are_here_are_on_this_machine(clean_cache):
    assert defaults.on_this_machine("object-detection") == SHIPPED
    loader.load(YOLOS, "cpu")
    assert defaults.on_this_machine("object-detection") == (YOLOS, *SHIPPED)
    assert defaults.on_this_machine("depth-estimation") == (find("doodle-depth"),)


def test_the_nearest_model_is_another_one_that_is_here_and_knows_the_same_world(clean_cache, monkeypatch):
    assert defaults.nearest_available(DETR, "object-detection") == DOODLE_DETR
    monkeypatch.setattr(files, "local_rows", lambda: (replace(DOODLE_YOLO, name="mine", domain=""),))
    assert defaults.nearest_available(DETR, "object-detection").name == "mine"
    loader.load(YOLOS, "cpu")
    assert defaults.nearest_available(DETR, "object-detection") == YOLOS
    assert defaults.nearest_available(YOLOS, "object-detection").name == "mine"
    assert defaults.nearest_available(DOODLE_DETR, "object-detection") == DOODLE_YOLO


def test_of_models_of_another_world_the_one_that_a_page_begins_with_without_the_hub_stands_in(clean_cache):
    task = "few-shot-image-classification"
    assert defaults.nearest_available(find("dinov2-small"), task).name == KINDS[task].shipped[0]


def test_where_nothing_of_a_task_is_here_there_is_no_nearest_model(clean_cache, monkeypatch):
    monkeypatch.setattr(defaults, "rows_for", lambda task: (DETR,))
    assert defaults.nearest_available(DETR, "depth-estimation") is None


@pytest.mark.parametrize(
    ("languages", "stands_in"),
    [(("es", "en"), True), ((), True), (("en", "es"), False), (("es", "fr"), False), (("de", "en"), False)],
)
def test_no_translator_of_other_languages_stands_in(clean_cache, languages, stands_in):
    wanted = replace(find("opus-mt-es-en"), languages=languages)
    nearest = defaults.nearest_available(wanted, "translation")
    assert (nearest == find("mini-es-en")) == stands_in


def test_a_model_comes_back_with_the_row_that_was_asked_for():
    loader.load(YOLO_N, "cpu")
    other = replace(YOLO_N, title="The same file")
    assert loader.load(other, "cpu").row == other


def test_a_model_that_is_only_known_from_a_session_is_not_opened():
    with pytest.raises(UserError, match=r"elsewhere|otro sitio"):
        loader.load(ModelRow("mine", "mine", "", ("object-detection",), "ultralytics"))


def test_a_model_in_use_is_not_dropped_and_counts(heavy):
    loader.load(DETR, "cpu")
    loader._store.clear()
    heavy(100.5)
    with loader.using(YOLO_N, "cpu"):
        waits = []

        def give_up(status):
            waits.append(status)
            if isinstance(status, Waiting) and status.for_what == "memory":
                raise InterruptedError

        with pytest.raises(InterruptedError):
            in_threads(lambda _index: loader.load(DETR, "cpu", give_up), 1)
        assert loader.loaded_names() == ("yolo11n",)
    loader.load(DETR, "cpu")
    assert loader.loaded_names() == ("detr-resnet-50",)


def test_a_model_that_was_dropped_counts_as_long_as_somebody_has_it(heavy, monkeypatch):
    heavy(250)
    held = loader.load(YOLOS, "cpu")
    store = loader._store().models
    store.drop(list(store._entries))
    assert loader.loaded_names() == ()
    assert store.used() == 100_000_000
    del held
    gc.collect()
    assert store.used() == 0


def test_what_cannot_fit_is_refused_before_a_byte_is_fetched(hub, clean_cache, monkeypatch):
    monkeypatch.setattr(loader, "model_budget_bytes", lambda: 100_000_000)
    hub.requests.clear()
    with pytest.raises(UserError, match="does not fit into"):
        loader.load(DETR, "cpu")
    assert hub.requests == []


def test_thirty_who_press_at_once_are_served_in_the_order_in_which_they_came(clean_cache):
    served, pressed = [], []

    def press(number):
        # A page has its place from its turn to work on: the first ones wait for the model, the last ones find it.
        with turns.in_turn("work"):
            pressed.append(number)
            with loader.using(YOLO_N, "cpu"):
                served.append(number)

    def waiting():
        return [turn for turn in turns._TURNS._queue if turn.purpose == "run" and not turn.active]

    with loader.in_turn():
        threads = [threading.Thread(target=press, args=(number,)) for number in range(30)]
        for number, thread in enumerate(threads):
            thread.start()
            wait_for(lambda number=number: len(pressed) > number)
        wait_for(lambda: len(waiting()) == len(threads))
        assert served == []
    for thread in threads:
        thread.join(60)
    assert served == pressed == list(range(30))


def test_an_operation_that_the_accelerator_lacks_is_done_on_the_processor_and_said(monkeypatch):
    monkeypatch.setattr(devices, "devices", lambda: ("cpu", "mps"))
    real = reading.read
    monkeypatch.setattr(
        reading, "read", lambda row, kind, path, device: change_device(real(row, kind, path, "cpu"), device)
    )
    ran_on = []

    def work(loaded):
        ran_on.append(loaded.device)
        if loaded.device == "mps":
            raise NotImplementedError(
                "The operator 'aten::x' is not currently implemented for the MPS device."
            )
        return loaded.unable

    assert loader.answer(YOLO_N, work, "auto") == "mps"
    assert ran_on == ["mps", "cpu"]
    assert loader.answer(YOLO_N, work, "mps") == "mps"
    assert ran_on == ["mps", "cpu", "cpu"]


def change_device(entry, device):
    return replace(entry, value=replace(entry.value, device=device))


def test_a_model_that_cannot_be_read_onto_the_accelerator_is_read_onto_the_processor(monkeypatch):
    # This torch has no MPS, and says so when something is to be put there.
    monkeypatch.setattr(devices, "devices", lambda: ("cpu", "mps"))
    loaded = loader.load(YOLOS)
    assert (loaded.device, loaded.unable) == ("cpu", "mps")


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (MemoryError(), "not enough memory for YOLO11n"),
        (
            RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 9 bytes"),
            "not enough memory",
        ),
        (UserError("Choose another picture."), "Choose another picture."),
    ],
    ids=["memory", "torch", "sentence"],
)
def test_what_goes_wrong_in_use_is_a_sentence_where_there_is_one(error, says):
    with pytest.raises(UserError, match=says), loader.using(YOLO_N, "cpu"):
        raise error


def test_what_nobody_can_explain_goes_on_as_it_is():
    with pytest.raises(ValueError, match="odd"), loader.using(YOLO_N, "cpu"):
        raise ValueError("odd")


def test_whoever_waits_for_a_download_that_fails_gets_its_failure_and_tries_none_of_his_own(
    hub, clean_cache, monkeypatch
):
    tries, waiting = [], threading.Semaphore(0)
    real = loader.download

    def failing(row, on_progress, kind=None):
        tries.append(row.name)
        for _ in range(9):
            assert waiting.acquire(timeout=20)
        raise UserError("The download stalled.")

    monkeypatch.setattr(loader, "download", failing)

    def press(_index):
        told = []

        def notify(status):
            if status == Waiting("download") and not told:
                told.append(status)
                waiting.release()

        with pytest.raises(UserError, match="stalled"):
            loader.load(YOLO_N, "cpu", notify)

    in_threads(press, 10)
    assert tries == ["yolo11n"]
    monkeypatch.setattr(loader, "download", real)
    assert loader.load(YOLO_N, "cpu").row == YOLO_N


def test_a_model_that_is_asked_for_twice_at_once_is_let_go_once():
    loader.load(YOLO_N, "cpu")
    loader._store.clear()
    with loader.together([YOLO_N, YOLO_N], "cpu") as loaded:
        assert loaded[0].model is loaded[1].model
    (entry,) = loader._store().models._entries.values()
    assert entry.users == 0
