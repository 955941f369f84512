"""What this machine is: every time that the app measures depends on it.

Scope: processor, cores, memory and GPU, as far as this process may use them (a container's limits count, not
the host's size). It imports neither torch nor streamlit, and answers in a few milliseconds.
"""

import ctypes
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

RESERVED_BYTES = 1_000_000_000
"""What the app itself needs: Python, torch and the other libraries, and the pictures of a few sessions."""

SMALLEST_BUDGET = 250_000_000
"""Room for one model of the catalogue, whatever the machine."""

_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Machine:
    """One machine: processor name, usable cores (a fraction where a container gets one), usable memory in
    bytes, GPU name ("" if there is none), operating system, and Python version."""

    cpu: str
    cores: float
    memory_bytes: int
    gpu: str
    system: str
    python: str


@cache
def machine() -> Machine:
    """Return what this machine is, within the limits that its container sets."""
    groups = _own_groups(Path("/proc/self/cgroup"))
    return Machine(
        cpu=_cpu_name(),
        cores=usable_cores(_CGROUPS, groups),
        memory_bytes=usable_memory(_CGROUPS, groups),
        gpu=_gpu_name(),
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        python=platform.python_version(),
    )


def resident_bytes() -> int:
    """Return the memory that this process holds in RAM now, in bytes (resident set size)."""
    return int(psutil.Process().memory_info().rss)


def give_freed_memory_back() -> None:
    """Return what this process has freed to the operating system: the C library keeps much of it for later."""
    # Other systems' C libraries have no such call, and Windows cannot even look for it this way.
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def model_budget_bytes() -> int:
    """Return how many bytes of weights may be in memory together: half of what the app itself leaves free."""
    return max(SMALLEST_BUDGET, (machine().memory_bytes - RESERVED_BYTES) // 2)


def usable_cores(cgroups: Path, groups: dict[str, str]) -> float:
    """Return how many cores' worth of time this process may use: its affinity, or the container's quota if
    smaller.

    `cgroups` is where control groups are mounted and `groups` this process's group by controller ("" is
    version 2).
    """
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [float(affinity)]
    for folder in _folders(cgroups, groups.get("")):
        quota, _, period = _read(folder / "cpu.max").partition(" ")
        if quota.isdigit() and period.isdigit():
            quotas.append(int(quota) / int(period))
    for folder in _folders(cgroups / "cpu", groups.get("cpu")):
        quota, period = _read(folder / "cpu.cfs_quota_us"), _read(folder / "cpu.cfs_period_us")
        if quota.isdigit() and period.isdigit():
            quotas.append(int(quota) / int(period))
    return min(quotas)


def usable_memory(cgroups: Path, groups: dict[str, str]) -> int:
    """Return how much memory this process may use, in bytes: the machine's, or the container's limit if
    smaller."""
    limits = [psutil.virtual_memory().total]
    files = [folder / "memory.max" for folder in _folders(cgroups, groups.get(""))]
    files += [
        folder / "memory.limit_in_bytes" for folder in _folders(cgroups / "memory", groups.get("memory"))
    ]
    limits += [int(text) for text in map(_read, files) if text.isdigit()]
    return min(limits)


def _own_groups(listing: Path) -> dict[str, str]:
    """Return the control groups of this process by controller, from lines such as `4:memory:/docker/1` or
    `0::/app`."""
    groups = {}
    for line in _read(listing).splitlines():
        _, controllers, path = line.split(":", 2)
        groups.update(dict.fromkeys(controllers.split(","), path))
    return groups


def _folders(mount: Path, group: str | None) -> list[Path]:
    """Return the folders whose limits bind a group: its own, those above it, and the mount's.

    Inside a container the path may be the host's and not exist here; the mount is then the container's own
    group.
    """
    folder = mount / (group or "").lstrip("/")
    return [folder, *(parent for parent in folder.parents if parent.is_relative_to(mount))]


def _read(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _cpu_name() -> str:
    for line in _read(Path("/proc/cpuinfo")).splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    if sys.platform == "darwin":
        command = ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603
    return platform.processor() or platform.machine()


def _gpu_name() -> str:
    """Ask NVIDIA's own library, because torch takes seconds to import; Apple's processors have theirs inside."""
    if sys.platform == "darwin" and platform.machine() == "arm64":
        return _cpu_name()
    try:
        import pynvml
    except ImportError:
        return ""
    try:
        pynvml.nvmlInit()
    except pynvml.NVMLError:
        return ""
    try:
        return str(pynvml.nvmlDeviceGetName(pynvml.nvmlDeviceGetHandleByIndex(0)))
    except pynvml.NVMLError:
        return ""
    finally:
        pynvml.nvmlShutdown()
