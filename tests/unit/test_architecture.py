"""The house rules that can be checked: which room may know which, how large things are, what opens without the heavy
libraries."""

import ast
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

GROUND = {"ground"}
TASK_ROOMS = {
    *("vision.classification", "vision.depth", "vision.few_shot", "vision.segmentation", "vision.zero_shot"),
    *("vision.detection", "sketch", "text", "library"),
}
BELOW_UI = {*GROUND, "models", "pictures", *TASK_ROOMS, "scenes", "handin", "compare"}
PAGE_ROOMS = {
    "ui.auto_classes",
    "ui.compare_detectors",
    "ui.datasets",
    "ui.depth_estimation",
    "ui.few_shot",
    "ui.find_models",
    "ui.grade",
    "ui.home",
    "ui.image_classification",
    "ui.image_segmentation",
    "ui.fill_mask",
    "ui.object_detection",
    "ui.pipelines",
    "ui.question_answering",
    "ui.quick_draw",
    "ui.quick_draw_data",
    "ui.summarization",
    "ui.text_classification",
    "ui.text_generation",
    "ui.token_classification",
    "ui.tokenizer",
    "ui.translation",
    "ui.zero_shot_classification",
    "ui.zero_shot_image_classification",
}

ROOMS: dict[str, set[str]] = {
    "ground": set(),
    "models": GROUND,
    "pictures": GROUND,
    **dict.fromkeys(TASK_ROOMS, GROUND | {"models", "pictures", "handin"}),
    "scenes": GROUND | {"models", "pictures"} | TASK_ROOMS,
    "handin": GROUND | {"models", "pictures"},
    "compare": GROUND | {"models", "pictures", "vision.detection", "scenes", "handin"},
    "ui.frame": BELOW_UI,
    "ui.widgets": BELOW_UI | {"ui.frame"},
    "ui.inputs": BELOW_UI | {"ui.frame", "ui.widgets"},
    **dict.fromkeys(PAGE_ROOMS, BELOW_UI | {"ui.frame", "ui.widgets", "ui.inputs"}),
    "command": BELOW_UI,
    "pages": GROUND | {"ui.frame", "ui.widgets", "ui.inputs"} | PAGE_ROOMS,
}
"""Room -> the rooms that it may import, beside itself. "ground" is the modules of core/ itself; "pages" the page
scripts and Home.py; "command" is `python -m core`."""

STREAMLIT_MAY_BE_IN = {"core/models/loader.py"}
LONGEST_MODULE = 400
LONGEST_FUNCTION = 60


@cache
def sources() -> dict[str, Path]:
    """Every module of the app by its dotted name; a page's is "pages.NAME"."""
    files = [ROOT / "Home.py", *ROOT.glob("pages/*.py"), *ROOT.glob("core/**/*.py")]
    dotted = {}
    for file in sorted(files):
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        dotted[name.removesuffix(".__init__")] = file
    return dotted


@cache
def imported(name: str) -> frozenset[str]:
    """The modules of the app that a module imports, anywhere in it, for its types too."""
    names = set()
    for node in ast.walk(ast.parse(sources()[name].read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return frozenset(names & sources().keys() - {"core"})


def room(name: str) -> str:
    if name == "Home" or name.startswith("pages."):
        return "pages"
    if name == "core.__main__" or name.startswith("core.command"):
        return "command"
    parts = name.split(".")[1:]
    for length in (2, 1):
        if ".".join(parts[:length]) in ROOMS:
            return ".".join(parts[:length])
    return "ground" if len(parts) <= 1 and sources()[name].name != "__init__.py" else f"no room: {name}"


def test_every_module_has_a_room():
    packages = {
        name for name, file in sources().items() if file.name == "__init__.py" and not file.read_text()
    }
    assert [name for name in sources() if name not in packages | {"core"} and room(name) not in ROOMS] == []


def test_a_room_knows_only_the_rooms_below_it():
    wrong = [
        f"{name} -> {other}"
        for name in sources()
        if room(name) in ROOMS
        for other in imported(name)
        if room(other) not in {room(name), *ROOMS[room(name)]} and sources()[other].read_text()
    ]
    assert wrong == []


def test_no_module_needs_itself_in_a_roundabout_way():
    seen: dict[str, int] = {}
    circles: list[str] = []

    def walk(name: str, way: tuple[str, ...]) -> None:
        if seen.get(name) == 1:
            circles.append(" -> ".join((*way[way.index(name) :], name)))
        if name in seen:
            return
        seen[name] = 1
        for other in sorted(imported(name) - {name}):
            walk(other, (*way, name))
        seen[name] = 2

    for name in sources():
        walk(name, ())
    assert circles == []


def test_only_ui_and_the_loader_import_streamlit():
    wrong = []
    for name, file in sources().items():
        relative = file.relative_to(ROOT).as_posix()
        if relative in STREAMLIT_MAY_BE_IN or room(name) == "pages" or room(name).startswith("ui"):
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            wrong += [relative for module in names if module.split(".")[0] == "streamlit"]
    assert wrong == []


def test_no_module_and_no_function_is_too_long():
    long = []
    for name, file in sources().items():
        text = file.read_text()
        if (lines := len(text.splitlines())) > LONGEST_MODULE:
            long.append(f"{name}: {lines} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{name}.{node.name}: {length} lines")
    assert long == []


def test_a_page_holds_no_logic_of_its_own():
    logic = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try)
    wrong = [
        f"{name}: line {node.lineno}"
        for name, file in sources().items()
        if room(name) == "pages"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, logic)
    ]
    assert wrong == []


def test_home_opens_without_the_heavy_libraries(run_process):
    code = (
        "import sys; from streamlit.testing.v1 import AppTest;"
        "app = AppTest.from_file('Home.py', default_timeout=60).run(); assert not app.exception, app.exception;"
        "print({'torch', 'transformers', 'ultralytics'} & set(sys.modules))"
    )
    assert run_process(sys.executable, "-c", code).stdout == "set()\n"


def test_a_unit_starts_processes_through_the_fixtures_that_keep_it_out_of_make_quick():
    units = {file.name: file.read_text() for file in Path(__file__).parent.glob("*.py")}
    # What kills processes of its own asks for the fixture too.
    starts = [
        name for name, text in units.items() if "\nimport subprocess" in text and "run_process" not in text
    ]
    assert starts == []
