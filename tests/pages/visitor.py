"""A visitor of the app without a browser: opens pages, presses, types, and reads what is there."""

import json
import re
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest
from streamlit.testing.v1 import AppTest

from core.compare.book.table import COLUMNS
from core.models.catalogue.row import ModelRow

ROOT = Path(__file__).resolve().parents[2]


def visit(page: str, state: dict | None = None, **address: str | list[str]) -> AppTest:
    """Open the page called `page` in English, with `state` in the session and `address` in the address."""
    at = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=120)
    for name, value in (state or {}).items():
        at.session_state[name] = value
    for name, value in {"lang": "en", **address}.items():
        at.query_params[name] = value
    at.run()
    return go(at, page, **address)


def visit_two(page: str, name: str, second: ModelRow) -> AppTest:
    """Open a page on which two models stand side by side, the second one a model that the visitor has added; `name` is
    what the address calls a model there."""
    return visit(
        page,
        {"typed_models": {second.name: second}},
        **{f"two_{name}s": "true", f"second_{name}": str(second.title)},
    )


def go(at: AppTest, page: str, **address: str | list[str]) -> AppTest:
    """Change to a page ("" is Home). As in a browser, the page's own address is not carried along."""
    at.query_params.clear()
    for name, value in {"lang": "en", **address}.items():
        at.query_params[name] = value
    return well(at.switch_page(f"pages/{page}.py" if page else "Home.py").run())


def well(at: AppTest) -> AppTest:
    """Return the app after making sure that no script broke and nothing unexpected was caught."""
    assert not at.exception, at.exception
    assert not said(at, "Something unexpected")
    return at


def press(at: AppTest, key: str) -> AppTest:
    return well(at.button(key=key).click().run())


def step(at: AppTest, name: str) -> AppTest:
    """Show a step of the comparison page, one of core.ui.compare_detectors.steps.STEPS."""
    if at.session_state["step"] == name:
        return at
    return well(at.button_group(key="step").set_value(name).run())


def press_words(at: AppTest, words: str) -> AppTest:
    (button,) = [button for button in at.button if button.label == words]
    return well(button.click().run())


def models_asked(monkeypatch: pytest.MonkeyPatch, module: ModuleType, function: str) -> list[str]:
    """Return the list into which the name of the model goes, each time that `function` of a page's module runs it."""
    asked: list[str] = []
    real = getattr(module, function)

    def counting(loaded, *rest, **options):
        asked.append(loaded.row.name)
        return real(loaded, *rest, **options)

    monkeypatch.setattr(module, function, counting)
    return asked


def said(at: AppTest, words: str) -> list[str]:
    """Return the messages and texts on the page that contain `words`."""
    kinds = (at.markdown, at.info, at.caption, at.warning, at.error, at.success)
    return [element.value for kind in kinds for element in kind if words in str(element.value)]


def errors(at: AppTest) -> list[str]:
    return [element.value for element in at.error]


def warnings(at: AppTest) -> list[str]:
    return [element.value for element in at.warning]


def marks(at: AppTest) -> list[list[dict]]:
    """Return what each picture viewer on the page was given to draw."""
    return [
        json.loads(node.proto.json)["marks"]
        for node in at.get("bidi_component")
        if "miralab.viewer" in node.proto.component_name
    ]


def table(at: AppTest) -> list[dict[str, str]]:
    """Return the rows of the activity's table as it stands on the page, by the keys of its columns."""
    (text,) = [element.value for element in at.markdown if element.value.startswith("| ")]
    _head, _rule, *lines = [re.split(r"(?<!\\)\|", line)[1:-1] for line in text.splitlines()]
    return [{column: cell.strip() for column, cell in zip(COLUMNS, cells, strict=False)} for cells in lines]


def type_into_cell(at: AppTest, row: int, column: str, text: str) -> AppTest:
    """Write into the field of a cell of the activity's table; `row` counts from 0 over all pictures."""
    rows = table(at)
    models = len({line["model"] for line in rows})
    pictures = [box for box in at.selectbox if box.key == "written_about"]
    if pictures:
        well(pictures[0].select_index(row // models).run())
    fields = [field for field in (*at.text_input, *at.text_area) if _is_cell(field.key, column)]
    return well(fields[row % models].input(text).run())


def _is_cell(key: str | None, column: str) -> bool:
    return bool(key) and key.startswith("cell_") and key.endswith(f"_{column}")


def html(at: AppTest, part: str) -> list[str]:
    """Return the pieces of HTML on the page that contain `part`."""
    return [node.body for node in at.get("html") if part in node.body]


def blocks(at: AppTest) -> list[str]:
    """Return what stands in the blocks of what was written, without tags."""
    return [unescape(re.sub("<[^>]*>", "", body)) for body in html(at, 'class="written"')]
