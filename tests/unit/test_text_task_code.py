"""What the pages fill-mask, questions and own labels hand out: code that runs by itself and gives the page's answers,
and the same in the terminal."""

import json
import re
from dataclasses import replace

import pytest

from core.__main__ import main
from core.i18n import speaking
from core.models import defaults, loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.text import fill_mask_code, question_answering_code, zero_shot_code
from core.text.fill_mask import fill, to_csv
from core.text.fill_mask import records as filled
from core.text.listing import Line
from core.text.question_answering import answers_csv, ask
from core.text.question_answering import record as answered
from core.text.zero_shot import judge, judged_csv
from core.text.zero_shot import record as judged
from tests.hub.sentences import QUESTIONS
from tests.scripts import GRADIO

FILL, ASK, JUDGE = "fill-mask", "question-answering", "zero-shot-classification"
GAP, GAPS = "Pedro compró un nuevo <mask>", "El [MASK] duerme en la <mask>."
QUESTION, CONTEXT, _ANSWER = QUESTIONS[0]
LONG = "En la plaza hay un banco y un árbol muy viejo. " * 60 + CONTEXT
TEXT, LABELS, TEMPLATE = (
    "El edificio tiene arcos de piedra.",
    ("artes", 'a "quoted" {x}', "arquitectura"),
    "Trata de {}.",
)


@pytest.fixture(autouse=True)
def _english(hub):
    with speaking("en"):
        yield


def model_of(name, task):
    return loader.load(find(name), "cpu", kind=KINDS[task])


def here(name, task):
    """The same model as one of this machine's disk, for code that is not to ask the Hub."""
    return replace(find(name), local_path=str(model_of(name, task).path), hub_id="")


def printed(run_script, folder, code) -> str:
    (folder / "script.py").write_text(code, encoding="utf-8")
    return run_script(folder / "script.py", folder)


@pytest.mark.parametrize("text", [GAP, GAPS, "[MASK] " + "casa " * 600], ids=["one", "two", "long"])
@pytest.mark.parametrize("name", ["xlm-roberta-base", "bert-base-uncased"])
def test_the_script_fills_gaps_as_the_page_does(run_script, tmp_path, name, text):
    loaded = model_of(name, FILL)
    found = fill(loaded.model.processor, loaded.model.model, text, name, 3)
    said = printed(run_script, tmp_path, fill_mask_code.script(here(name, FILL), text, 3))
    scores = [float(score) for score in re.findall(r"^(\d\.\d{4}) ", said, re.MULTILINE)]
    assert scores == pytest.approx([guess.score for gap in found.gaps for guess in gap], abs=1e-4)
    assert all(guess.sequence in said for gap in found.gaps for guess in gap)


@pytest.mark.parametrize("context", [CONTEXT, LONG], ids=["short", "in windows"])
def test_the_script_answers_as_the_page_does(run_script, tmp_path, context):
    loaded = model_of("roberta-bne-sqac", ASK)
    found = answered(ask(loaded.model.processor, loaded.model.model, QUESTION, context, "it"))
    code = question_answering_code.script(here("roberta-bne-sqac", ASK), QUESTION, context)
    said = eval(printed(run_script, tmp_path, code))
    assert said == {**found, "score": pytest.approx(found["score"], abs=1e-5)}


@pytest.mark.parametrize("several", [True, False])
def test_the_script_judges_labels_as_the_page_does(run_script, tmp_path, several):
    loaded = model_of("bert-spanish-xnli", JUDGE)
    found = judge(loaded.model.processor, loaded.model.model, TEXT, LABELS, TEMPLATE, "it", several)
    setup = zero_shot_code.Setup(LABELS, TEMPLATE, several)
    said = printed(run_script, tmp_path, zero_shot_code.script(here("bert-spanish-xnli", JUDGE), setup, TEXT))
    lines = [line.split(" ", 1) for line in said.splitlines()]
    assert [label for _score, label in lines] == [label for label, _score in found.ranked]
    assert [float(score) for score, _label in lines] == pytest.approx(
        [score for _label, score in found.ranked], abs=1e-4
    )


def apps():
    setup = zero_shot_code.Setup(LABELS, TEMPLATE, False)
    return {
        "fill-mask": (fill_mask_code, here("xlm-roberta-base", FILL), (GAP, 3)),
        "question-answering": (question_answering_code, here("roberta-bne-sqac", ASK), (QUESTION, CONTEXT)),
        "zero-shot": (zero_shot_code, here("bert-spanish-xnli", JUDGE), (setup,)),
    }


@pytest.mark.parametrize("task", ["fill-mask", "question-answering", "zero-shot"])
def test_the_streamlit_app_runs(tmp_path, task):
    from streamlit.testing.v1 import AppTest

    module, row, rest = apps()[task]
    (tmp_path / "app.py").write_text(module.streamlit_app(row, *rest), encoding="utf-8")
    at = AppTest.from_file(str(tmp_path / "app.py"), default_timeout=60).run()
    assert not at.exception
    if task == "zero-shot":
        at.text_area[0].set_value(TEXT).run()
        assert not at.exception
    assert at.get("progress") or at.metric


CALLS = {
    "fill-mask": f'print(answer({GAP!r}))\nprint(answer("nothing"))',
    "question-answering": f'print(ask({QUESTION!r}, {CONTEXT!r}))\nprint(ask(" ", "x"))',
    "zero-shot": f'print(answer({TEXT!r}, "artes\\narquitectura"))\nprint(answer("", ""))',
}


@pytest.mark.parametrize("task", ["fill-mask", "question-answering", "zero-shot"])
def test_the_gradio_app_answers(run_script, tmp_path, task):
    module, row, rest = apps()[task]
    (tmp_path / "gradio.py").write_text(GRADIO, encoding="utf-8")
    code = module.gradio_app(row, *rest).split("if __name__")[0]
    first, second = printed(run_script, tmp_path, code + CALLS[task]).splitlines()
    assert len(first) > 3 and second in ("", "{}")


@pytest.mark.parametrize("task", ["fill-mask", "question-answering", "zero-shot"])
def test_the_code_speaks_the_language_in_use_and_is_python(task):
    module, row, rest = apps()[task]
    with speaking("es"):
        for make in (module.gradio_app, module.streamlit_app):
            compile(make(row, *rest), "app.py", "exec")
            assert "# Carga" in make(row, *rest)


@pytest.fixture(autouse=True)
def _reachable(monkeypatch):
    monkeypatch.setattr(defaults, "reachable", lambda: True)


def command(capsys, *arguments):
    code = main([*arguments, "--lang", "en"])
    return code, capsys.readouterr()


def answer_of(capsys, *arguments):
    code, said = command(capsys, *arguments, "--json", "--device", "cpu")
    assert code == 0, said.err
    (found,) = json.loads(said.out)["inputs"]
    return found["answer"]


def test_the_terminal_fills_gaps_as_the_page_does(capsys):
    loaded = model_of("xlm-roberta-base", FILL)
    expected = filled(fill(loaded.model.processor, loaded.model.model, GAP, "it", 2))
    assert answer_of(capsys, FILL, GAP, "--top", "2") == expected
    code, said = command(capsys, FILL, GAPS, "--top", "2")
    assert code == 0 and len([line for line in said.out.splitlines() if "%" in line]) == 4


def test_the_terminal_says_that_there_is_no_gap(capsys):
    code, said = command(capsys, FILL, "nothing")
    assert code and "There is no gap in the text" in said.err


@pytest.mark.parametrize("how", [(CONTEXT,), ("--context", CONTEXT)])
def test_the_terminal_answers_a_question_about_an_input_or_a_context(capsys, how):
    found = answer_of(capsys, ASK, *how, "--question", QUESTION)
    assert (found["answer"], found["start"], found["end"]) == ("Gabriel García Márquez", 0, 22)
    _code, said = command(capsys, ASK, *how, "--question", QUESTION)
    assert "\n  Gabriel García Márquez  " in said.out and "(characters 0 to 22)" in said.out


def test_the_terminal_reads_the_context_from_a_file(capsys, tmp_path):
    (tmp_path / "context.txt").write_text(CONTEXT, encoding="utf-16")
    found = answer_of(capsys, ASK, "--context", str(tmp_path / "context.txt"), "--question", QUESTION)
    assert found["answer"] == "Gabriel García Márquez"


def test_the_terminal_judges_labels(capsys):
    text = "El edificio tiene arcos de piedra y un patio."
    found = answer_of(capsys, JUDGE, text, "--labels", "artes,arquitectura")
    assert found["labels"][0] == "arquitectura" and sum(found["scores"]) == pytest.approx(1)
    found = answer_of(capsys, JUDGE, text, "--labels", "artes,arquitectura", "--several")
    assert sum(found["scores"]) != pytest.approx(1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((ASK, CONTEXT), "There is no question"),
        ((ASK, "--question", QUESTION), "No input was given"),
        ((JUDGE, TEXT, "--labels", " , "), "--labels has no label"),
        ((JUDGE, TEXT, "--template", "{} {}"), "may hold {} once"),
        ((FILL, GAP, "--top", "0"), "--top"),
    ],
)
def test_the_terminal_says_in_one_line_what_is_missing(capsys, arguments, says):
    code, said = command(capsys, *arguments)
    assert code == 2 and says in said.err and said.err.count("\n") == 1


def test_tables_have_a_line_an_answer():
    loaded = model_of("xlm-roberta-base", FILL)
    found = filled(fill(loaded.model.processor, loaded.model.model, GAPS, "it", 2))
    assert to_csv([Line(GAPS, "it", found)]).decode("utf-8-sig").count("\r\n") == 1 + 4
    loaded = model_of("roberta-bne-sqac", ASK)
    answers = ask(loaded.model.processor, loaded.model.model, QUESTION, CONTEXT, "it", 3)
    assert answers_csv(QUESTION, {"it": answers}).decode("utf-8-sig").count("\r\n") == 1 + 3
    loaded = model_of("bert-spanish-xnli", JUDGE)
    said = judge(loaded.model.processor, loaded.model.model, TEXT, LABELS, TEMPLATE, "it")
    assert judged_csv(TEXT, {"it": said}).decode("utf-8-sig").count("\r\n") == 1 + 3
    assert judged(said)["labels"][0] == said.ranked[0][0]
