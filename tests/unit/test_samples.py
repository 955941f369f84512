"""The sample photographs: they are there, they open, and each says whose it is."""

import sys
from pathlib import Path

import pytest

from core.errors import UserError
from core.pictures.samples import open_sample, samples

FOLDER = Path("assets/samples")


def test_there_are_samples_of_ultralytics_and_of_our_own():
    names = [sample.name for sample in samples()]
    assert names[:2] == ["bus.jpg", "zidane.jpg"]
    assert len(names) == len(set(names)) >= 5


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_each_sample_opens(sample):
    picture = open_sample(sample.name)
    assert (picture.name, picture.source) == (sample.name, "sample")
    assert min(picture.image.size) >= 300


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_each_sample_has_its_credit(sample):
    assert sample.title and sample.credit and sample.licence
    assert sample.url.startswith("https://")


def test_every_file_that_we_ship_is_shown_and_credited():
    shipped = {path.name for path in FOLDER.glob("*.jpg")}
    credits_table = (FOLDER / "CREDITS.md").read_text()
    assert shipped == {sample.name for sample in samples() if sample.path.parent == FOLDER.resolve()}
    assert all(f"`{name}`" in credits_table for name in shipped)


def test_what_we_ship_is_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 4_000_000


def test_an_unknown_sample_is_a_clear_error():
    with pytest.raises(UserError, match=r"nothing\.jpg"):
        open_sample("nothing.jpg")


def test_samples_are_found_without_importing_ultralytics(run_process):
    code = "import sys; from core.pictures.samples import samples; samples(); print('ultralytics' in sys.modules)"
    assert run_process(sys.executable, "-c", code).stdout == "False\n"
