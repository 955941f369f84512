"""Running the scripts that the app hands out as a student does, in a process that has nothing of the app.

To import the libraries takes a processor six seconds each time. A process of its own has them ready, and every script
runs in a copy of that.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = ["torch", "torchvision", "timm", "transformers.pipelines", "ultralytics"]
LONGEST_SECONDS = 300
STREAMS = ("output", "errors")

GRADIO = """
class Interface:
    def __init__(self, *_parts, **_options):
        pass


def Image(*_arguments, **_options):
    pass


Label = Textbox = Image
"""
"""What an app needs of gradio to be imported: the real one does not install beside our Pillow."""

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(LIBRARIES)


def run_script(script: Path, folder: Path | str) -> str:
    """Run a script in a folder and return what it prints; AssertionError where it fails or does not end."""
    with tempfile.TemporaryDirectory() as kept:
        process = _processes.Process(target=_run, args=(str(script), str(folder), kept))
        # A page that AppTest ran before has left itself as the main module, which the new process would run first.
        with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            process.start()
        process.join(LONGEST_SECONDS)
        process.kill()
        printed, errors = (Path(kept, name).read_text(encoding="utf-8") for name in STREAMS)
        assert process.exitcode == 0, printed + errors
        return printed


def _run(script: str, folder: str, kept: str) -> None:
    for number, name in enumerate(STREAMS, start=1):
        with Path(kept, name).open("w", encoding="utf-8") as file:
            os.dup2(file.fileno(), number)
    os.chdir(folder)
    # As when Python starts: the script's own folder first, and not the project's.
    sys.path[:] = [str(Path(script).parent), *(path for path in sys.path if Path(path).resolve() != ROOT)]
    sys.argv[:] = [script]
    runpy.run_path(script, run_name="__main__")
