"""What the pages translation and summarization hand out: code that runs by itself and gives the page's texts, the same
in the terminal, tables, and what beam search held."""

import json
import re
from dataclasses import replace

import pytest

from core.__main__ import main
from core.i18n import speaking
from core.models import defaults, loader
from core.models.catalogue.rows import find
from core.models.kinds import KINDS
from core.text import summarization, translation
from core.text.beams import look_into
from core.text.generate import Search, write
from core.text.sentences import sentences
from core.text.summarization import summarize
from core.text.text_rank import text_rank
from core.text.translation import translate
from core.text.writing_code import Setup, gradio_app, script, streamlit_app, text_rank_script
from core.text.written import new_words, parts_csv, same_parts
from tests.conftest import ROOT
from tests.hub.sentences import SUMMARIES, TRANSLATIONS
from tests.scripts import GRADIO

OPUS, MINI, MT5 = "opus-mt-es-en", "mini-es-en", "mt5-small-spanish-summarization"
TASKS = {OPUS: "translation", MINI: "translation", MT5: "summarization"}
ONE = TRANSLATIONS[3][0]
SEVERAL = f'{TRANSLATIONS[2][0]}\n\n{TRANSLATIONS[3][0]}  {TRANSLATIONS[3][0]} "Sí" y no.'
SOURCE, SUMMARY = SUMMARIES[0]
LONG = " ".join(source for source, _summary in SUMMARIES * 8)
SEARCH = Search(beams=2, most_tokens=30, no_repeat=3)


@pytest.fixture(autouse=True)
def _english(hub, monkeypatch):
    monkeypatch.setattr(defaults, "reachable", lambda: True)
    with speaking("en"):
        yield


def model_of(name):
    return loader.load(find(name), "cpu", kind=KINDS[TASKS[name]])


def pair_of(name):
    model = model_of(name).model
    return model.processor, model.model


def here(name):
    """The same model as one of this machine's disk, for code that is not to ask the Hub."""
    return replace(find(name), local_path=str(model_of(name).path), hub_id="")


def printed(run_script, folder, code) -> str:
    (folder / "script.py").write_text(code, encoding="utf-8")
    # Where a model that ships is found.
    return run_script(folder / "script.py", ROOT)


@pytest.mark.parametrize("in_parts", [True, False], ids=["by sentence", "whole"])
@pytest.mark.parametrize("name", [OPUS, MINI])
def test_the_script_translates_as_the_page_does(run_script, tmp_path, name, in_parts):
    found = translate(*pair_of(name), SEVERAL, SEARCH, in_parts)
    setup = Setup(SEARCH, in_parts, is_translation=True)
    code = script(here(name), setup, SEVERAL, [one.text for one in found.sources])
    assert printed(run_script, tmp_path, code) == found.text + "\n"


def test_the_script_warns_of_nothing(run_script, tmp_path):
    setup = Setup(SEARCH, in_parts=False, is_translation=True)
    code = "import os\n\nos.dup2(1, 2)\n" + script(here(OPUS), setup, ONE, [ONE])
    assert "max_length" not in printed(run_script, tmp_path, code)


@pytest.mark.parametrize("in_parts", [True, False], ids=["by sentence", "whole"])
def test_the_code_puts_a_language_before_every_sentence(in_parts):
    text = ">>fra<< No veo nada. Ella lo sabe."
    setup = Setup(SEARCH, in_parts, is_translation=True)
    parts = ["No veo nada.", "Ella lo sabe."] if in_parts else [text]

    sources = []

    def run(code: str, ending: str = "") -> list[str]:
        sources.clear()
        names = {"write": lambda _tokenizer, _model, part: sources.append(part) or part, "re": re}
        body = code.replace("def write(", "def not_run(") + ending
        exec(body, names | {"tokenizer": None, "model": None})
        return sources

    expected = [f">>fra<< {part}" for part in parts] if in_parts else [text]
    code = script(here(OPUS), setup, text, parts)
    assert run(code[code.index("\ntext = ") :]) == expected
    code = gradio_app(here(OPUS), setup, text).split("def answer(")[0]
    assert run(code[code.index("def write(") :], f"whole(None, None, {text!r})") == expected


@pytest.mark.parametrize("text", [ONE, "x " * 900], ids=["short", "cut"])
def test_the_script_for_one_part_reads_and_writes_no_more_than_the_page(run_script, tmp_path, text):
    text = text.strip()
    found = translate(*pair_of(MINI), text, replace(SEARCH, most_tokens=256), by_sentence=False)
    setup = Setup(replace(SEARCH, most_tokens=256), in_parts=False, is_translation=True)
    assert printed(run_script, tmp_path, script(here(MINI), setup, text, [text])) == found.text + "\n"


@pytest.mark.parametrize("in_parts", [True, False], ids=["in parts", "whole"])
def test_the_script_summarises_as_the_page_does(run_script, tmp_path, in_parts):
    found = summarize(*pair_of(MT5), LONG, SEARCH, in_parts)
    setup = Setup(SEARCH, in_parts, is_translation=False)
    code = script(here(MT5), setup, LONG, [one.text for one in found.sources])
    assert printed(run_script, tmp_path, code) == found.text + "\n"


@pytest.mark.parametrize("text", [LONG, "Una.", "Hola. Hola. Adiós.", "de la. y el."])
def test_the_script_of_text_rank_chooses_what_the_page_chooses(run_script, tmp_path, text):
    code = text_rank_script(text, [one.text for one in sentences(text)], 2)
    assert printed(run_script, tmp_path, code) == text_rank(text, 2).text + "\n"


@pytest.mark.parametrize("in_parts", [True, False])
@pytest.mark.parametrize(("name", "text", "answer"), [(OPUS, *TRANSLATIONS[3]), (MT5, SOURCE, SUMMARY)])
def test_the_apps_answer(run_script, tmp_path, name, text, answer, in_parts):
    from streamlit.testing.v1 import AppTest

    usual = translation.USUAL if name == OPUS else summarization.USUAL
    setup = Setup(usual, in_parts, TASKS[name] == "translation")
    (tmp_path / "app.py").write_text(streamlit_app(here(name), setup, text), encoding="utf-8")
    at = AppTest.from_file(str(tmp_path / "app.py"), default_timeout=60).run()
    assert not at.exception and at.text_area[1].value == answer
    (tmp_path / "gradio.py").write_text(GRADIO, encoding="utf-8")
    code = gradio_app(here(name), setup, text).split("if __name__")[0]
    asked = f"print(answer({text!r}))\nprint(repr(answer(' ')))"
    assert printed(run_script, tmp_path, code + asked).splitlines() == [answer, "''"]


@pytest.mark.parametrize("is_translation", [True, False])
def test_the_code_speaks_the_language_in_use_and_is_python(is_translation):
    setup = Setup(SEARCH, True, is_translation)
    with speaking("es"):
        for code in (
            script(find(OPUS), setup, "a\nb", ["a", "b"]),
            gradio_app(find(OPUS), setup, "\"'\n"),
            streamlit_app(find(OPUS), setup, "\"'\n"),
        ):
            compile(code, "app.py", "exec")
            assert "# Carga" in code


def answers_of(capsys, *arguments):
    assert main([*arguments, "--json", "--device", "cpu", "--lang", "en"]) == 0
    return [one["answer"] for one in json.loads(capsys.readouterr().out)["inputs"]]


def test_the_terminal_translates_as_generate_does(capsys):
    assert answers_of(capsys, "translation", *(source for source, _target in TRANSLATIONS[:3])) == [
        {"translation_text": target} for _source, target in TRANSLATIONS[:3]
    ]


def test_the_terminal_translates_what_is_too_long_sentence_by_sentence(capsys, tmp_path):
    (tmp_path / "long.txt").write_text(f"{ONE}\n" * 60, encoding="utf-16")
    (found,) = answers_of(capsys, "translation", str(tmp_path / "long.txt"), "--model", MINI, "--beams", "1")
    assert len(found["translation_text"].splitlines()) == 60


def test_the_terminal_summarises(capsys, tmp_path):
    (found,) = answers_of(capsys, "summarization", SOURCE)
    assert found == {"summary_text": SUMMARY}
    short = answers_of(capsys, "summarization", LONG, "--parts", "--max-new-tokens", "4", "--beams", "1")
    assert short != answers_of(capsys, "summarization", LONG, "--max-new-tokens", "4", "--beams", "1")


def test_the_terminal_says_what_of_a_text_is_not_read_and_writes_files(capsys, tmp_path):
    arguments = ["summarization", LONG, "--beams", "1", "--max-new-tokens", "4"]
    assert main([*arguments, "--lang", "en", "--out", str(tmp_path)]) == 0
    assert "with --parts it reads them all" in capsys.readouterr().err
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".txt"]


@pytest.mark.parametrize("task", ["translation", "summarization"])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["x", "--beams", "0"], "--beams has to be a whole number"),
        (["x", "--max-new-tokens", "many"], "--max-new-tokens has to be a whole number"),
        ([" "], "There is no text yet"),
        ([], "No input was given"),
    ],
)
def test_the_terminal_says_in_one_line_what_is_wrong(capsys, task, arguments, says):
    assert main([task, *arguments, "--lang", "en"]) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1


@pytest.mark.parametrize("beams", [1, 3])
@pytest.mark.parametrize("name", [MINI, MT5])
def test_the_best_of_the_beams_is_the_answer_and_scores_fall(name, beams):
    source = SOURCE if name == MT5 else "Mi hermana vive en una casa grande."
    search = Search(beams, 30)
    found = look_into(*pair_of(name), source, search)
    scores = [one.score for one in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert sum(one.beams for one in found.candidates) == max(2, beams)
    assert len({one.text for one in found.candidates}) == len(found.candidates)
    assert all(0 < one.share <= 1 for one in found.candidates)
    assert found.candidates[0].text == write(*pair_of(name), source, Search(max(2, beams), 30)).text
    assert found.greedy == write(*pair_of(name), source, Search(1, 30)).text


def test_the_score_of_a_candidate_is_the_mean_logarithm_of_its_tokens():
    import torch

    tokenizer, model = pair_of(OPUS)
    best = look_into(tokenizer, model, ONE, Search(2, 30)).candidates[0]
    inputs = tokenizer(ONE, return_tensors="pt")
    labels = tokenizer(text_target=best.text, return_tensors="pt")["input_ids"]
    with torch.inference_mode():
        logits = model(**inputs, labels=labels).logits[0].log_softmax(-1)
    expected = logits.gather(1, labels[0][:, None]).mean()
    assert best.score == pytest.approx(expected.item(), abs=1e-3)


def test_what_is_known_is_not_written_again():
    known = {}
    first = translate(*pair_of(OPUS), SEVERAL, SEARCH, True, known=known)
    assert list(known) == list(dict.fromkeys(one.text for one in first.sources))
    told = []
    again = translate(
        None, None, ONE, SEARCH, by_sentence=False, told=lambda *how: told.append(how), known=known
    )
    assert (again.text, told) == (known[ONE].text, [(0, 1)])


def test_the_table_has_a_line_a_model_and_part():
    found = {name: translate(*pair_of(name), SEVERAL, SEARCH, True) for name in (OPUS, MINI)}
    assert same_parts(found)
    assert not same_parts({**found, "whole": translate(*pair_of(OPUS), SEVERAL, SEARCH, False)})
    lines = parts_csv(found).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Model,Part,Source,Result,Tokens"
    assert sum(line.startswith((OPUS, MINI)) for line in lines) == 2 * len(found[OPUS].sources)


@pytest.mark.parametrize(
    ("answer", "source", "words"),
    [
        ("", "", ()),
        ("Hola, hola", "", ("Hola",)),
        ("El Puente cierra 3 meses.", "cierra el puente", ("3", "meses")),
        ("niño", "nino", ("niño",)),
        ("你好", "你好", ()),
    ],
)
def test_words_that_a_source_does_not_have_are_found(answer, source, words):
    assert new_words(answer, source) == words


def test_two_networks_put_together_read_and_write_no_more_than_they_have_places_for(run_script, tmp_path):
    from transformers import AutoTokenizer, BertConfig, EncoderDecoderConfig, EncoderDecoderModel

    tokenizer = AutoTokenizer.from_pretrained(ROOT / "weights/mini-bert-es", model_max_length=10**30)
    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    sides = [
        BertConfig(vocab_size=len(tokenizer), max_position_embeddings=places, **small) for places in (64, 32)
    ]
    config = EncoderDecoderConfig.from_encoder_decoder_configs(*sides)
    config.decoder_start_token_id, config.pad_token_id = tokenizer.cls_token_id, tokenizer.pad_token_id
    model = EncoderDecoderModel(config).eval()
    model.generation_config.decoder_start_token_id = tokenizer.cls_token_id
    for one in (tokenizer, model):
        one.save_pretrained(tmp_path)
    search = Search(2, 100)
    found = summarize(tokenizer, model, "casa " * 300, search)
    # 62 words beside two special tokens.
    assert (found.read, found.written[0].tokens, found.is_cut) == (62 * 5 - 1, 31, True)
    row = replace(find(MT5), local_path=str(tmp_path), hub_id="")
    code = script(row, Setup(search, False, False), "casa " * 300, ["casa " * 300])
    assert printed(run_script, tmp_path, code) == found.text + "\n"
