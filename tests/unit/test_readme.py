"""The README: what it names is there."""

import inspect
import re
from pathlib import Path

import pytest
from huggingface_hub import constants

from core.models.catalogue.rows import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ACRONYMS = {
    *("AGPL", "BERT", "BETO", "BLEU", "CLIP", "COCO", "VADER", "DISCO", "DETR"),
    *("FINE", "JSON", "LAION", "OPUS", "ROUGE", "YOLO", "YOLOS"),
}
NO_PROSE = re.compile(r"```.*?```|`[^`\n]+`|\]\([^)]*\)", re.DOTALL)


def found(pattern, text=README):
    """What a pattern finds, each once; never nothing, so that no test passes on an empty list."""
    return sorted(set(re.findall(pattern, text, re.MULTILINE))) or pytest.fail(f"nothing like {pattern}")


@pytest.mark.parametrize("link", found(r"\]\((?!https?:)([^)#]+)\)"))
def test_every_link_leads_to_a_file(link):
    assert (ROOT / link).exists()


@pytest.mark.parametrize("path", found(r"`([a-z]+/[\w./]*)`"))
def test_every_path_in_the_text_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("path", found(r"^(?:[a-z]+/|Home\.py)(?= )"))
def test_every_folder_of_the_layout_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", found(r"(?:^|`)make ([a-z]+)"))
def test_every_make_target_is_in_the_makefile(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("setting", found(r"`([A-Z]+_[A-Z_]+)(?:=\w+)?`"))
def test_every_setting_is_read_by_the_app_or_by_the_hub_s_library(setting):
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "core").rglob("*.py")]
    assert any(f'"{setting}"' in source for source in [*sources, inspect.getsource(constants)])


@pytest.mark.parametrize("option", found(r" (--[a-z]+)(?= )", "\n".join(found(r"core\.compare.*"))))
def test_every_option_of_the_command_is_one(option):
    assert f'"{option}"' in (ROOT / "core/compare/command/request.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", found(r"--models ([\w-]+(?: [\w-]+)*?) --")[0].split())
def test_every_model_of_the_command_is_in_the_catalogue(name):
    assert name in {row.name for row in CATALOGUE}


@pytest.mark.parametrize("words", found(r"a model \(([^)]+?),\s+or any")[0].split(","))
def test_every_model_that_is_on_offer_is_in_the_catalogue(words):
    assert any(row.title.startswith(words.split()[0]) for row in CATALOGUE)


@pytest.mark.parametrize(("model", "megabytes"), found(r"([\w-]+) (\d+) MB"))
def test_every_size_of_a_download_is_the_catalogue_s(model, megabytes):
    sizes = [row.download_bytes for row in CATALOGUE if re.match(rf"{model}\b", row.title)]
    assert round(sizes[0] / 1e6) == int(megabytes)


def test_nothing_is_left_to_be_filled_in():
    assert set(re.findall(r"\b[A-Z]{4,}\b", NO_PROSE.sub("", README))) <= ACRONYMS
