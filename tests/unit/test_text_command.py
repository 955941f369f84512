"""The text tasks in the terminal: what they answer to texts and files, and what they say where they cannot."""

import json

import pytest

from core.__main__ import main
from core.models import defaults, loader
from core.models.catalogue.row import WEIGHTS
from core.models.catalogue.rows import find
from core.models.kinds import KINDS

HAPPY = "I'm so happy today, it's my birthday."
COURSE = "Estamos aprendiendo a usar los grandes modelos del lenguaje"


@pytest.fixture(autouse=True)
def reachable(monkeypatch):
    """The Hub answers."""
    monkeypatch.setattr(defaults, "reachable", lambda: True)


def told(capsys, *arguments: str, code: int = 0) -> tuple[str, str]:
    """Run a command in English; return what stood on standard output and on standard error."""
    assert main([*arguments, "--lang", "en"]) == code
    return tuple(capsys.readouterr())


@pytest.mark.parametrize("top", [2, 3])
def test_labels_are_those_that_the_plain_pipeline_gives(hub, capsys, top):
    from transformers import pipeline

    output, error = told(capsys, "text-classification", HAPPY, "--json", "--device", "cpu", "--top", str(top))
    given = json.loads(output)
    (found,) = given.pop("inputs")
    path = loader.load(find("bertweet-sentiment"), "cpu", kind=KINDS["text-classification"]).path
    expected = pipeline("text-classification", model=str(path), device="cpu")(HAPPY, top_k=top)
    assert given == {"task": "text-classification", "model": "bertweet-sentiment"}
    assert [one["label"] for one in found["answer"]] == [one["label"] for one in expected]
    assert [one["score"] for one in found["answer"]] == pytest.approx(
        [one["score"] for one in expected], abs=1e-5
    )
    assert (found["input"], error) == (HAPPY, "")


def test_words_have_label_place_and_score(hub, capsys):
    output, _error = told(capsys, "token-classification", COURSE, "--json", "--device", "cpu")
    (found,) = json.loads(output)["inputs"]
    first = found["answer"][0]
    assert first | {"score": 0} == {"label": "AUX", "word": "Estamos", "start": 0, "end": 7, "score": 0}


def test_people_read_a_line_a_label_and_a_line_a_word(hub, capsys):
    output, _error = told(capsys, "text-classification", HAPPY, "--device", "cpu")
    assert output.splitlines()[1].split()[0] == "POS"
    output, _error = told(capsys, "token-classification", COURSE, "--device", "cpu")
    assert output.splitlines()[1].split()[0] == "AUX"
    assert output.splitlines()[1].endswith("  Estamos")


def test_a_file_is_read_in_its_encoding_and_its_answer_written_under_its_name(hub, capsys, tmp_path):
    file = tmp_path / "saludo ñ.txt"
    file.write_text("Hola, cómo te encuentras?", encoding="utf-16")
    options = ["--model", "xlm-roberta-language-detection", "--out", str(tmp_path / "out"), "--device", "cpu"]
    output, _error = told(capsys, "text-classification", str(file), *options)
    assert output.splitlines()[1].split()[0] == "es"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["saludo ñ.json"]


@pytest.mark.parametrize("text", ["a/b\\c: 100 % ¿sí? " * 40, "..", "-", "con\nlíneas"])
def test_any_text_has_files_under_a_name_that_every_system_takes(hub, capsys, tmp_path, text):
    told(capsys, "text-classification", "--out", str(tmp_path), "--device", "cpu", "--", text)
    (written,) = tmp_path.iterdir()
    assert len(written.name) <= 130
    assert json.loads(written.read_text(encoding="utf-8"))["inputs"][0]["input"] == text


def test_a_text_that_is_cut_is_said(hub, capsys):
    _output, error = told(capsys, "text-classification", "so happy " * 20_000, "--device", "cpu")
    assert "has 179,999 characters: the first 100,000 are used" in error
    assert "The model reads at most 128 tokens" in error


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["text-classification", ""], "There is no text yet"),
        (["text-classification", " \n "], "There is no text yet"),
        (["text-classification", "missing.txt"], "There is no file missing.txt"),
        (["text-classification", "x", "--top", "0"], "--top has to be a whole number"),
        (["token-classification", "x", "--rule", "last"], "There is no rule last"),
        (["token-classification"], "No input was given"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(capsys, arguments, says):
    output, error = told(capsys, *arguments, code=2)
    assert (output, error.count("\n"), says in error) == ("", 1, True)


def test_a_binary_file_is_refused(capsys, tmp_path):
    file = tmp_path / "photo.txt"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    _output, error = told(capsys, "token-classification", str(file), code=2)
    assert "photo.txt is not a text file" in error


def test_tokens_are_the_library_s_with_their_ids_and_places(hub, capsys):
    from transformers import AutoTokenizer

    text = "¿Hola,  mundo?"
    output, _error = told(capsys, "tokenizer", text, "--model", "mini-lm-es", "--json")
    (found,) = json.loads(output)["inputs"]
    tokenizer = AutoTokenizer.from_pretrained(WEIGHTS / "mini-lm-es")
    plain = tokenizer(text, return_offsets_mapping=True)
    assert found["answer"] == [
        {"token": token, "id": number, "start": start, "end": end}
        for token, number, (start, end) in zip(
            tokenizer.convert_ids_to_tokens(plain["input_ids"]),
            plain["input_ids"],
            plain["offset_mapping"],
            strict=True,
        )
    ]


def test_people_read_a_line_a_token_whatever_is_in_it(capsys):
    output, _error = told(capsys, "tokenizer", "uno\n<b>", "--model", "mini-lm-es")
    shown = [line.split()[0] for line in output.splitlines()[1:]]
    assert shown == ['"un"', '"o"', '"\\n"', '"<"', '"b"', '">"']
