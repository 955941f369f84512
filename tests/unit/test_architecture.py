"""The house rules that can be checked: which way imports point, and what opens without the heavy libraries."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAYERS = {"models": 1, "vision": 2, "scenes": 2, "compare": 2, "ui": 3}
STREAMLIT_MAY_BE_IN = {"core/models/loader.py"}


def modules(pattern: str) -> list[Path]:
    return sorted(path for path in ROOT.glob(pattern) if "__pycache__" not in path.parts)


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def layer(name: str) -> int:
    parts = name.split(".")
    return LAYERS.get(parts[1], 0) if parts[0] == "core" and len(parts) > 1 else 0


@pytest.mark.parametrize("path", modules("core/**/*.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path):
    own = layer(".".join(path.relative_to(ROOT).with_suffix("").parts))
    assert [name for name in imported(path) if name.startswith("core.") and layer(name) > own] == []


@pytest.mark.parametrize("path", modules("core/**/*.py"), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_ui_and_the_loader_import_streamlit(path):
    name = path.relative_to(ROOT).as_posix()
    if name.startswith("core/ui/") or name in STREAMLIT_MAY_BE_IN:
        pytest.skip("may import streamlit")
    assert not any(module.split(".")[0] == "streamlit" for module in imported(path))


@pytest.mark.parametrize("path", [ROOT / "Home.py", *modules("pages/*.py")], ids=lambda path: path.name)
def test_a_page_holds_no_logic_of_its_own(path):
    kinds = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try)
    assert [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)] == []


@pytest.mark.parametrize("library", ["torch", "transformers", "ultralytics"])
def test_home_opens_without(library):
    code = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        "app = AppTest.from_file('Home.py', default_timeout=60).run(); assert not app.exception, app.exception;"
        f"assert {library!r} not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=120)
