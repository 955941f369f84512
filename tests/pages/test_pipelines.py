"""The page on pipelines: what a visitor tries, looks up and measures."""

import json

import pytest

from core.library import pipeline_batches
from core.library.pipeline_run import TASKS
from core.library.pipelines import pipeline_tasks
from core.ui.pipelines.choices import EXAMPLES
from tests.pages.visitor import errors, go, press, press_words, said, visit, well

PAGE = "pipelines"
OFFLINE = {
    "pipeline_text_classification_model": "Mini sentimiento",
    "pipeline_token_classification_model": "Mini POS (es)",
    "pipeline_fill_mask_model": "Mini BERT (es)",
}


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def run(at):
    return press_words(at, "Run the pipeline")


def answers(at) -> list:
    return [json.loads(code.value) for code in at.code if code.value[:1] in "[{"]


@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_run_at_a_click(task):
    at = run(visit(PAGE, pipeline_task=task))
    assert not errors(at)
    assert len(answers(at)) == 1


def test_the_line_of_code_is_the_one_that_runs():
    at = visit(PAGE, pipeline_top_k="1", pipeline_batch_size="4", pipeline_dtype="float32", **OFFLINE)
    assert at.code[0].value == (
        'pipe = pipeline("text-classification", model="weights/mini-sentimiento", device="cpu", dtype="float32")\n'
        "answers = pipe(texts, top_k=1, truncation=True, batch_size=4)"
    )
    assert [len(answer) for answer in answers(run(at))] == [1]


def test_several_texts_have_an_answer_each():
    at = visit(PAGE, pipeline_text_classification_several="true", **OFFLINE)
    well(at.text_area[0].input("\n".join(example.text for example in EXAMPLES["text-classification"])).run())
    assert len(answers(run(at))) == len(EXAMPLES["text-classification"])


def test_a_text_without_a_gap_says_what_to_do():
    at = visit(PAGE, pipeline_task="fill-mask", **OFFLINE)
    well(at.text_area[0].input("No gap **here**.").run())
    assert "Write <mask>" in errors(run(at))[0].replace("\\", "")


def test_an_answer_is_there_after_another_page():
    at = go(run(visit(PAGE, **OFFLINE)), "fill_mask")
    assert len(answers(go(at, PAGE))) == 1


@pytest.mark.parametrize(
    "address", [{"pipeline_task": "cooking"}, {"pipeline_batch_size": "1e9"}, {"pipeline_device": "tpu"}]
)
def test_what_the_address_makes_up_is_passed_over(address):
    at = visit(PAGE, **address)
    assert not errors(at)


def test_all_tasks_are_listed_and_can_be_searched():
    at = visit(PAGE)
    assert list(at.dataframe[0].value["Task"]) == [task.name for task in pipeline_tasks()]
    well(at.text_input(key="pipeline_search").input("sentiment").run())
    assert list(at.dataframe[0].value["Task"]) == ["text-classification"]
    well(at.text_input(key="pipeline_search").input("nothing like this").run())
    assert said(at, "No task is called like that")


def test_the_tasks_that_are_gone_name_the_pages_that_do_them():
    at = visit(PAGE)
    links = [link.proto.page.rpartition("/")[2] for link in at.main.get("page_link")]
    assert {"translation", "summarization", "question_answering"} <= set(links)


def test_batches_are_measured_and_what_was_measured_stays(monkeypatch):
    monkeypatch.setattr(pipeline_batches, "ROUNDS", 1)
    monkeypatch.setattr(pipeline_batches, "MOST_TEXTS", 16)
    at = visit(PAGE, {"pipelines.batches": True}, **OFFLINE)
    at = press(at, "pipelines.measure")
    assert not errors(at)
    assert said(at, "16 texts, 1 rounds")
    assert len(at.get("vega_lite_chart")) + len(at.get("arrow_vega_lite_chart")) == 1
    assert "pipelines.times" in go(go(at, "fill_mask"), PAGE).session_state


def test_a_task_that_cannot_be_measured_says_which_can():
    at = visit(PAGE, {"pipelines.batches": True}, pipeline_task="fill-mask")
    assert said(at, "these two can be measured")
    assert at.button(key="pipelines.measure").disabled


def test_chunks_are_counted_on_a_run():
    at = visit(PAGE, {"pipelines.chunks": True}, pipeline_task="token-classification", **OFFLINE)
    at = press(at, "pipelines.cut")
    assert not errors(at)
    assert said(at, "1 text → ")


def test_windows_that_cannot_be_are_said():
    at = visit(
        PAGE,
        {"pipelines.chunks": True},
        pipeline_task="token-classification",
        chunk_window="16",
        chunk_stride="16",
        **OFFLINE,
    )
    assert "less than half of a window" in errors(press(at, "pipelines.cut"))[0]
