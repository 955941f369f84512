"""Each component of our own, as the browser gets it: one module, with what all of them share before it."""

from pathlib import Path

import playwright
import pytest

from core.ui.widgets import component as components

WIDGETS = Path(components.__file__).parent
NODE = str(Path(playwright.__file__).parent / "driver" / "node")
FOLDERS = sorted(script.parent.name for script in WIDGETS.glob("*/__init__.py"))


@pytest.fixture
def sent(monkeypatch):
    """A function (folder) -> what Streamlit is given to register the component in it."""

    def register(name, **parts):
        return {"name": name, **parts}

    monkeypatch.setattr(components.st.components.v2, "component", register)
    return lambda folder: components.component(str(WIDGETS / folder / "__init__.py"))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_component_exports_one_function(sent, folder):
    assert (sent(folder)["name"], sent(folder)["js"].count("export default")) == (f"miralab.{folder}", 1)


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_joined_is_one_valid_module(sent, folder, run_process, tmp_path):
    module = tmp_path / f"{folder}.mjs"
    module.write_text(sent(folder)["js"], encoding="utf-8")
    run_process(NODE, "--check", str(module))
