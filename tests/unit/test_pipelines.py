"""The tasks and parameters of pipeline(), as the installed transformers has them, and pipelines that are run."""

import ast
import inspect
import json
import sys
from dataclasses import replace

import pytest
from transformers import pipeline, pipelines
from transformers.pipelines import PIPELINE_REGISTRY
from transformers.pipelines.base import ChunkPipeline, get_default_model_and_revision

from core.errors import UserError
from core.library import pipeline_run as running
from core.library.pipeline_chunks import run_in_chunks
from core.library.pipeline_parameters import parameters
from core.library.pipeline_run import Call, pipeline_kind, run
from core.library.pipelines import as_script, matching, pipeline_tasks, removed_tasks
from core.models.catalogue.rows import find
from core.models.loader import load

TASKS = {task.name: task for task in pipeline_tasks()}
SHIPPED = {
    "text-classification": "mini-sentimiento",
    "token-classification": "mini-pos-es",
    "fill-mask": "mini-bert-es",
}
TEXTS = {
    "text-classification": ["Qué película tan buena.", "Un horror, de principio a fin, y además muy larga."],
    "token-classification": ["Pedro vive en Madrid.", "Hola"],
    "fill-mask": ["La capital de Francia es <mask>.", "Pedro compró un nuevo <mask>, y le gustó."],
}
LONG = " ".join(["Gabriel García Márquez nació en Aracataca y ganó el premio Nobel en 1982."] * 6)


def shipped(task, dtype="auto"):
    return load(find(SHIPPED[task]), "cpu", kind=pipeline_kind(task, dtype))


def test_the_tasks_are_those_of_the_registry():
    names = {*TASKS, *(alias for task in TASKS.values() for alias in task.aliases)}
    assert names == set(PIPELINE_REGISTRY.get_supported_tasks())


@pytest.mark.parametrize("name", TASKS)
def test_a_task_is_what_the_registry_says(name):
    task, (_name, entry, _options) = TASKS[name], PIPELINE_REGISTRY.check_task(name)
    made_by = getattr(pipelines, task.pipeline_class)
    default = entry["default"]["model"]
    model, revision = (
        default["pt"] if isinstance(default, dict) else get_default_model_and_revision(entry, None)
    )
    assert (task.model, task.revision, task.modality) == (model, revision, entry["type"])
    assert task.in_chunks == issubclass(made_by, ChunkPipeline)
    assert task.auto_classes == tuple(one.__name__ for one in entry["pt"])


@pytest.mark.parametrize("name", TASKS)
def test_an_alias_is_one_for_its_task(name):
    assert {PIPELINE_REGISTRY.check_task(alias)[0] for alias in TASKS[name].aliases} <= {name}


@pytest.mark.parametrize("name", TASKS)
def test_an_example_is_python(name):
    assert ast.parse(TASKS[name].example).body


def test_the_names_that_are_gone_lead_to_the_pages_that_do_them():
    pages = {task.name: [page.page for page in task.pages] for task in removed_tasks()}
    assert pages.keys() == pipelines.REMOVED_TASKS.keys()
    assert [pages[name] for name in ("translation", "summarization", "question-answering")] == [
        ["translation"],
        ["summarization"],
        ["question_answering"],
    ]


@pytest.mark.parametrize(
    ("words", "modality", "found"),
    [
        ("sentiment", "", ["text-classification"]),
        ("  VIDEO  classification ", "", ["video-classification"]),
        ("", "video", ["video-classification"]),
        ("video", "text", []),
        ("<b>*", "", []),
    ],
)
def test_tasks_are_found_by_words_and_modality(words, modality, found):
    assert [task.name for task in matching(pipeline_tasks(), words, modality)] == found


def test_without_words_all_tasks_are_found():
    assert matching(pipeline_tasks()) == pipeline_tasks()


def test_every_parameter_of_the_installed_pipeline_is_listed_with_its_default():
    there = {
        name: "" if one.default is one.empty else repr(one.default)
        for name, one in inspect.signature(pipeline).parameters.items()
        if one.kind is not one.VAR_KEYWORD
    }
    assert {one.name: one.default for one in parameters() if one.place == "pipeline"} == there


def test_what_the_version_does_not_have_is_said_to_be_gone():
    assert [one.name for one in parameters() if one.place == "gone"] == ["framework"]


def test_every_parameter_has_a_meaning():
    assert [one.name for one in parameters() if not one.meaning] == []


@pytest.mark.parametrize(
    ("session", "script"),
    [
        ("", ""),
        (">>> f(\n...     1\n... )\n2\n\n>>> g()", "f(\n    1\n)\n# 2\n\ng()"),
        ("x = 1\n", "x = 1"),
    ],
)
def test_a_session_becomes_a_script(session, script):
    assert as_script(session) == script


@pytest.mark.parametrize("batch_size", [1, 2])
@pytest.mark.parametrize("task", SHIPPED)
def test_a_pipeline_answers_as_the_library_s_own(task, batch_size):
    path = find(SHIPPED[task]).local_path
    own = pipeline(task, model=path, device="cpu")
    texts = [text.replace("<mask>", own.tokenizer.mask_token or "") for text in TEXTS[task]]
    call = Call(task, batch_size=batch_size)
    expected = own(texts, **{**running.arguments(call), "batch_size": 1})
    found = run(shipped(task), TEXTS[task], call).answers
    assert [[entry["score"] for entry in answer] for answer in found] == [
        pytest.approx([float(entry["score"]) for entry in answer], abs=2e-4) for answer in expected
    ]


def test_the_weights_are_read_as_the_type_that_is_asked_for():
    assert str(shipped("text-classification", "bfloat16").model.dtype) == "torch.bfloat16"


def test_a_text_without_a_gap_is_said():
    with pytest.raises(UserError, match="<mask>"):
        run(shipped("fill-mask"), ["Hola."], Call("fill-mask"))


def test_a_text_that_is_too_long_to_fill_is_said():
    with pytest.raises(UserError):
        run(shipped("fill-mask"), ["hola " * 300 + "<mask>"], Call("fill-mask"), limit=128)


def test_without_a_padding_token_there_are_no_batches():
    loaded = shipped("text-classification")
    pad = loaded.model.tokenizer.pad_token
    loaded.model.tokenizer.pad_token = None
    try:
        with pytest.raises(UserError):
            run(loaded, TEXTS["text-classification"], Call("text-classification", batch_size=2))
    finally:
        loaded.model.tokenizer.pad_token = pad


@pytest.mark.parametrize("task", SHIPPED)
def test_the_script_prints_what_the_page_shows(task, run_process):
    call = Call(task, batch_size=2)
    script = running.script(find(SHIPPED[task]), call, TEXTS[task])
    printed = run_process(sys.executable, "-W", "ignore", "-c", script).stdout.splitlines()
    labels = [
        (entry.get("label") or entry.get("entity_group") or entry.get("token_str"))
        for answer in run(shipped(task), TEXTS[task], call).answers
        for entry in answer
    ]
    assert len(printed) == len(TEXTS[task])
    assert all(repr(label) in "\n".join(printed) for label in labels)


@pytest.mark.parametrize("text", ['with "quotes" and \\ and\nlines', "<mask>", "<mask><mask> ñ"])
def test_the_script_has_any_text_as_it_is(text):
    task = "fill-mask" if "<mask>" in text else "text-classification"
    tree = ast.parse(running.script(find(SHIPPED[task]), Call(task), [text]))
    (texts,) = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "texts"
    ]
    assert eval(compile(ast.Expression(texts), "", "eval"), {"mask": "<mask>"}) == [text]


def test_an_answer_is_json():
    answers = run(shipped("token-classification"), ["Pedro vive."], Call("token-classification")).answers
    assert json.loads(running.as_json(list(answers))) == list(answers)


@pytest.mark.parametrize(("batch_size", "calls"), [(1, 5), (4, 2), (16, 1)])
def test_chunks_go_through_the_network_in_batches(batch_size, calls):
    found = run_in_chunks(shipped("token-classification"), LONG, batch_size, stride=8, window=40)
    assert (len(found.chunks), len(found.calls)) == (5, calls)
    assert sum(shape[0] for shape in found.calls) == 5
    assert {shape[1] for shape in found.calls} == {40}


def test_the_answer_in_chunks_is_the_library_s_own():
    own = pipeline("token-classification", model=find("mini-pos-es").local_path, device="cpu")
    own.tokenizer.model_max_length = 40
    expected = own(LONG, stride=8, aggregation_strategy="simple")
    loaded = shipped("token-classification")
    assert run_in_chunks(loaded, LONG, 4, stride=8, window=40).answers == len(expected)
    # The window is this run's alone.
    assert loaded.model.tokenizer.model_max_length != 40


def test_a_short_text_is_one_chunk():
    found = run_in_chunks(shipped("token-classification"), "Hola.", 4, stride=8, window=40)
    assert (len(found.chunks), len(found.calls)) == (1, 1)


@pytest.mark.parametrize(("stride", "window", "text"), [(20, 40, LONG), (0, 16, LONG * 10)])
def test_chunks_that_cannot_be_are_refused(stride, window, text):
    with pytest.raises(UserError):
        run_in_chunks(shipped("token-classification"), text, 1, stride=stride, window=window)


def test_zero_shot_makes_a_chunk_a_label(hub):
    row = find("bert-spanish-xnli")
    loaded = load(row, "cpu", kind=pipeline_kind("zero-shot-classification"))
    labels = ("deporte", "ciencia", "arte")
    found = run_in_chunks(loaded, "El portero paró el penalti.", 2, labels=labels)
    assert (len(found.chunks), [shape[0] for shape in found.calls], found.answers) == (3, [2, 1], 3)
    (answer,) = run(loaded, ["El portero."], replace(Call("zero-shot-classification"), labels=labels)).answers
    assert sorted(answer["labels"]) == sorted(labels)
    with pytest.raises(UserError):
        run_in_chunks(loaded, "El portero.", 2)
