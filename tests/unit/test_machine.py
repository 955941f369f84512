"""The machine, and the limits that a container sets."""

import sys
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from core import machine as machine_module
from core.machine import _own_groups, machine, resident_bytes, usable_cores, usable_memory

ROOT = Path(__file__).resolve().parents[2]
PLENTY = 1 << 60


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content + "\n")
    return folder


def test_the_machine_is_described():
    here = machine()
    assert here.cpu
    assert here.cores > 0
    assert 0 < here.memory_bytes <= psutil.virtual_memory().total
    assert here.system
    assert here.python == sys.version.split()[0].rstrip("+")


def test_the_machine_is_described_without_torch_and_streamlit(run_process):
    code = "import sys, core.machine; core.machine.machine(); print('torch' in sys.modules, 'streamlit' in sys.modules)"
    assert run_process(sys.executable, "-c", code).stdout.split() == ["False", "False"]


def test_resident_memory_is_at_least_that_of_a_python():
    assert resident_bytes() > 5_000_000


@pytest.mark.parametrize(
    ("memory", "budget"), [(2_700_000_000, 850_000_000), (500_000_000, machine_module.SMALLEST_BUDGET)]
)
def test_the_budget_of_the_models_follows_the_memory(monkeypatch, memory, budget):
    small = replace(machine(), memory_bytes=memory)
    monkeypatch.setattr(machine_module, "machine", lambda: small)
    assert machine_module.model_budget_bytes() == budget


@pytest.mark.parametrize(
    ("files", "groups", "memory"),
    [
        ({}, {}, None),
        ({"memory.max": "max"}, {"": "/"}, None),
        ({"memory.max": "2700000000"}, {"": "/"}, 2_700_000_000),
        ({"app/memory.max": "max", "memory.max": "3000"}, {"": "/app"}, 3000),
        ({"a/memory.max": "1000", "a/b/memory.max": "2000"}, {"": "/a/b"}, 1000),
        ({"memory.max": "1000"}, {"": "/docker/of/the/host"}, 1000),
        ({"memory/memory.limit_in_bytes": "5000"}, {"memory": "/"}, 5000),
        ({"memory/a/memory.limit_in_bytes": "4000"}, {"memory": "/a"}, 4000),
        ({"memory/memory.limit_in_bytes": str(PLENTY)}, {"memory": "/"}, None),
    ],
)
def test_memory_is_the_smallest_limit_that_binds(tmp_path, files, groups, memory):
    expected = memory or psutil.virtual_memory().total
    assert usable_memory(write(tmp_path, files), groups) == expected


@pytest.mark.parametrize(
    ("files", "groups", "cores"),
    [
        ({"cpu.max": "50000 100000"}, {"": "/"}, 0.5),
        ({"app/cpu.max": "max 100000", "cpu.max": "8000 100000"}, {"": "/app"}, 0.08),
        ({"cpu/cpu.cfs_quota_us": "25000", "cpu/cpu.cfs_period_us": "100000"}, {"cpu": "/"}, 0.25),
    ],
)
def test_cores_are_the_smallest_quota_that_binds(tmp_path, files, groups, cores):
    assert usable_cores(write(tmp_path, files), groups) == pytest.approx(cores)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"cpu.max": "max 100000"},
        {"cpu.max": "99900000 100000"},
        {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"},
        {"cpu.max": "nonsense"},
    ],
)
def test_without_a_quota_every_core_that_is_allowed_counts(tmp_path, files):
    assert usable_cores(write(tmp_path, files), {"": "/", "cpu": "/"}) == usable_cores(tmp_path / "none", {})


def test_the_groups_of_a_process_are_read_by_controller(tmp_path):
    listing = tmp_path / "cgroup"
    listing.write_text("4:memory:/box\n1:cpu,cpuacct:/slice\n0::/app\n")
    assert _own_groups(listing) == {"memory": "/box", "cpu": "/slice", "cpuacct": "/slice", "": "/app"}
