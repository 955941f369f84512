"""What the page on text generation hands out, and the same in the terminal: code and command write the page's text."""

import csv
import io
import json
from dataclasses import replace

import pytest

from core.__main__ import main
from core.i18n import speaking
from core.models import defaults, loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.text import generation_code
from core.text.generation import Settings, beginning, go_on, steps
from core.text.generation_charts import bending_chart
from core.text.writing import Line, Written, pieces, to_csv, to_json
from tests.scripts import GRADIO, ROOT

TASK = "text-generation"
NAMES = ["gpt2-poems-es", "mini-lm-es"]
TEXT = "En el sueño"
LONG = "canta un río " * 1_000
WARM = Settings(True, 3, 1.7, 40, 0.9, 1.2, 20)
GREEDY = Settings(is_sampled=False, most_tokens=20)


@pytest.fixture(autouse=True)
def _english(hub, monkeypatch):
    monkeypatch.setattr(defaults, "reachable", lambda: True)
    with speaking("en"):
        yield


def model_of(name):
    return loader.load(find(name), "cpu", kind=KINDS[TASK])


def here(name):
    """The same model as one of this machine's disk, for code that is not to ask the Hub."""
    return replace(find(name), local_path=str(model_of(name).path), hub_id="")


def ours(name, text, settings):
    model = model_of(name).model
    return go_on(model.processor, model.model, text, settings)


def printed(run_script, folder, code) -> str:
    (folder / "script.py").write_text(code, encoding="utf-8")
    # What ships with the app is read from the project's folder.
    return run_script(folder / "script.py", ROOT)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "settings", [WARM, GREEDY, Settings(most_tokens=20)], ids=["warm", "greedy", "usual"]
)
@pytest.mark.parametrize("text", [TEXT, LONG.strip()], ids=["short", "too long"])
def test_the_script_writes_what_the_page_writes(run_script, tmp_path, name, settings, text):
    code = generation_code.script(here(name), text, settings)
    assert printed(run_script, tmp_path, code) == ours(name, text, settings) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_the_gradio_app_writes_piece_by_piece_what_the_page_writes(run_script, tmp_path, name):
    (tmp_path / "gradio.py").write_text(GRADIO, encoding="utf-8")
    code = generation_code.gradio_app(here(name), TEXT, WARM).split("if __name__")[0]
    code += f"found = list(answer({TEXT!r}))\nprint(len(found) > 3)\nprint(repr(found[-1]))\nprint(list(answer(' ')))"
    assert printed(run_script, tmp_path, code).splitlines() == ["True", repr(ours(name, TEXT, WARM)), "[]"]


def test_the_streamlit_app_writes_what_the_page_writes(tmp_path):
    from streamlit.testing.v1 import AppTest

    code = generation_code.streamlit_app(here("gpt2-poems-es"), TEXT, WARM)
    (tmp_path / "app.py").write_text(code, encoding="utf-8")
    at = AppTest.from_file(str(tmp_path / "app.py"), default_timeout=60).run()
    at.button[0].click().run()
    assert not at.exception
    assert at.text[-1].value == ours("gpt2-poems-es", TEXT, WARM)


def test_the_code_speaks_the_language_in_use_and_is_python():
    with speaking("es"):
        for make in (generation_code.script, generation_code.gradio_app, generation_code.streamlit_app):
            code = make(find("gpt2-poems-es"), 'una "cita"\n\\n', WARM)
            compile(code, "app.py", "exec")
            assert "# Carga" in code


def command(capsys, *arguments):
    code = main([TASK, *arguments, "--lang", "en"])
    return code, capsys.readouterr()


OPTIONS = [
    *("--seed", "3", "--temperature", "1.7", "--top-k", "40", "--top-p", "0.9"),
    *("--repetition-penalty", "1.2", "--max-new-tokens", "20"),
]


@pytest.mark.parametrize(
    ("options", "settings"), [(OPTIONS, WARM), (["--greedy", "--max-new-tokens", "20"], GREEDY)]
)
def test_the_terminal_writes_what_the_page_writes(capsys, options, settings):
    code, said = command(capsys, TEXT, *options, "--json", "--device", "cpu")
    (found,) = json.loads(said.out)["inputs"]
    assert (code, found["answer"]) == (0, {"generated_text": ours("gpt2-poems-es", TEXT, settings)})


def test_the_terminal_says_what_of_a_long_text_is_not_read(capsys):
    loaded = model_of("gpt2-poems-es").model
    left_out = beginning(loaded.processor, loaded.model, LONG.strip(), 20).left_out
    code, said = command(capsys, LONG, *OPTIONS)
    assert code == 0 and f"does not read the text's first {left_out:,} tokens" in said.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--temperature", "0"], "--temperature has to be a number from 0.01 to 100, not 0."),
        (["--temperature", "nan"], "--temperature has to be a number"),
        (["--top-p", "1.5"], "--top-p"),
        (["--seed", "-1"], "--seed"),
        (["--max-new-tokens", "0"], "--max-new-tokens"),
        (["--max-new-tokens", "many"], "--max-new-tokens"),
    ],
)
def test_the_terminal_says_in_one_line_what_is_wrong(capsys, arguments, says):
    code, said = command(capsys, TEXT, *arguments)
    assert code == 2 and says in said.err and said.err.count("\n") == 1


def test_more_tokens_than_there_is_room_for_are_refused_in_a_sentence(capsys):
    code, said = command(capsys, TEXT, "--max-new-tokens", "5000")
    assert code and "room for 1024 tokens in all" in said.err


@pytest.fixture
def written():
    loaded = model_of("gpt2-poems-es").model
    start = beginning(loaded.processor, loaded.model, TEXT, 60)
    wild = Settings(top_k=0, temperature=9.0, most_tokens=60)
    return Written(wild, tuple(steps(loaded.processor, loaded.model, start, wild)))


def test_the_pieces_of_a_text_are_the_text_whatever_letters_its_tokens_cut(written):
    assert "".join(pieces(written.steps)) == written.text
    assert pieces(()) == []


def test_the_json_has_the_answer_as_the_pipeline_gives_it_and_what_it_takes_to_write_it_again(written):
    by_hand = replace(written, steps=(replace(written.steps[0], by_hand=True), *written.steps[1:]))
    (found,) = json.loads(to_json([Line(TEXT, "poems", by_hand)]))
    assert found["answer"] == {"generated_text": TEXT + written.text}
    assert Settings(**found["settings"]) == written.settings
    assert found["chosen_by_hand"] == [{"step": 0, "token": written.tokens[0]}]


def test_the_table_has_a_row_a_token(written):
    rows = list(csv.reader(io.StringIO(to_csv([Line(TEXT, "poems", written)]).decode("utf-8-sig"))))
    assert [row[4] for row in rows[1:]] == [str(token) for token in written.tokens]
    assert to_csv([]).decode("utf-8-sig").count("\r\n") == 1


def test_a_chart_is_drawn_of_tokens_that_look_alike(written):
    import numpy as np

    step = written.steps[0]
    alike = tuple(replace(one, text=" ") for one in step.candidates)
    chart = bending_chart(np.zeros(9_999, np.float32), alike, 1.0).to_dict()
    assert len({row["Token"] for row in next(iter(chart["datasets"].values()))}) == 6
