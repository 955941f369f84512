"""The Pictionary page without a browser: what it says about what is on the pad."""

from io import BytesIO

import pytest
from PIL import Image, ImageOps
from sqlalchemy import create_engine
from streamlit.testing.v1 import AppTest

from core import store
from core.errors import UserError
from core.models import files
from core.models.catalogue.rows import find, rows_for
from core.sketch.data_set import held_out
from core.sketch.guessing import TASK
from core.sketch.strokes import large
from core.ui.frame import saved
from core.ui.inputs import model_input
from tests.pages.visitor import ROOT, errors, press, said, visit, warnings, well

CAT = held_out().of_class("cat")[0]


def lines(index: int, size: float = 3.5) -> list[list[float]]:
    return [[float(value) * size for value in stroke.ravel()] for stroke in held_out().strokes(index)]


def drawn(strokes, widths=None) -> dict:
    """The session of somebody who has drawn, as the browser reported it."""
    widths = widths or [20] * len(strokes)
    return {"free_pad_kept": {"": {"paper": "", "strokes": strokes, "widths": widths}}}


def on_the_pad(strokes, widths=None, **address) -> AppTest:
    """The page with a drawing on its pad."""
    return visit("quick_draw", state=drawn(strokes, widths), **address)


def bars(at: AppTest) -> list[str]:
    return [node.proto.body for node in at.get("html") if 'class="guesses"' in node.proto.body]


def test_an_empty_pad_is_asked_for_a_drawing():
    at = visit("quick_draw")
    assert bars(at) == []
    assert said(at, "Draw something")


def test_a_drawing_gets_five_guesses():
    (html,) = bars(on_the_pad(lines(CAT)))
    assert html.count("<li>") == 5


def reload(at: AppTest) -> AppTest:
    """A new visit of the address that `at` has now."""
    return visit("quick_draw", drawing=at.query_params.get("drawing", "")[-22:])


def test_a_drawing_survives_a_reload_with_the_widths_of_its_lines():
    again = reload(on_the_pad([[100, 100, 900, 500], [10, 20, 30, 700]], widths=[8, 40]))
    assert len(bars(again)) == 1
    (kept,) = again.session_state["free_pad_kept"].values()
    assert (kept["strokes"], kept["widths"]) == ([[100, 100, 900, 500], [10, 20, 30, 700]], [8, 40])


def test_a_drawing_that_was_cleared_stays_cleared_after_a_reload():
    at = reload(on_the_pad(lines(CAT)))
    at.session_state["free_pad_kept"] = {"": {"paper": "", "strokes": [], "widths": []}}
    assert bars(reload(well(at.run()))) == []


def test_an_empty_pad_leaves_the_address_as_it_is():
    assert "drawing" not in visit("quick_draw").query_params


def test_an_address_without_a_drawing_is_said_and_then_gone():
    at = visit("quick_draw", drawing="a" * 22)
    assert said(at, "no saved drawing")
    assert "drawing" not in at.query_params


@pytest.mark.parametrize("work", ['{"format": "miralab-games"}', "[]", '{"format": "miralab-drawing"}'])
def test_what_is_no_drawing_is_not_written_over(work):
    key = store.new_key()
    store.write(saved.store_engine(), key, work, {})
    at = visit("quick_draw", drawing=key, state=drawn([[100, 100, 900, 500]]))
    entry = store.read(saved.store_engine(), key)
    assert entry and entry.work == work
    assert at.query_params["drawing"] != [key]


def test_a_drawing_that_cannot_be_kept_is_guessed_and_that_is_said(monkeypatch):
    broken = create_engine("sqlite:////proc/no/such/folder/store.sqlite")
    monkeypatch.setattr(saved, "store_engine", lambda: broken)
    at = on_the_pad(lines(CAT))
    assert bars(at)
    assert said(at, "cannot keep your drawing")


@pytest.mark.parametrize("model", [row.title for row in rows_for(TASK) if row.local_path])
def test_every_network_that_ships_with_the_app_knows_a_clear_drawing(model):
    house = held_out().of_class("house")
    right = [index for index in house[:8] if "house" in bars(on_the_pad(lines(index), sketch_model=model))[0]]
    assert len(right) >= 6


@pytest.mark.parametrize(
    ("strokes", "words"),
    [
        ([[500, 500]], "one dot"),
        ([[500, 500, 506, 503]], "one dot"),
        ([[value for row in range(50) for value in ((row % 2) * 1000, row * 20)]], "so much ink"),
    ],
)
def test_what_is_no_drawing_gets_a_hint_and_no_guess(strokes, words):
    at = on_the_pad(strokes)
    assert bars(at) == []
    assert said(at, words)


@pytest.mark.parametrize("sent", [None, "x", [[1, 2, 3]], [["a", "b"]]])
def test_what_a_broken_browser_sends_is_an_empty_pad(sent):
    at = visit("quick_draw", state={"free_pad_kept": {"": {"strokes": sent, "widths": []}}})
    assert said(at, "Draw something")


def test_labels_are_in_the_language_of_the_page():
    at = on_the_pad(lines(held_out().of_class("house")[0]), lang="es")
    assert "casa" in bars(at)[0]


@pytest.fixture
def nowhere(monkeypatch):
    """The published weights are not on this machine, whatever other tests fetched."""
    cached = files.cached
    monkeypatch.setattr(files, "cached", lambda row, _kind=None: cached(row) if row.local_path else None)


def test_without_the_hub_another_network_carries_on_and_says_so(monkeypatch, nowhere):
    load = model_input.loader.load

    def offline(row, **rest):
        if not row.local_path:
            raise UserError("The Hub cannot be reached.")
        return load(row, **rest)

    monkeypatch.setattr(model_input.loader, "load", offline)
    published = find("nateraw-quickdraw")
    at = on_the_pad(lines(CAT), sketch_model=published.title)
    assert bars(at) == []
    press(at, "sketch_fetch")
    assert errors(at) == []
    assert any(f"{published.title} cannot be had" in text for text in warnings(at))
    assert bars(at)


def test_a_model_that_is_not_here_is_not_fetched_unasked(monkeypatch, nowhere):
    asked = []
    monkeypatch.setattr(model_input.loader, "load", lambda row, *rest: asked.append(row))
    on_the_pad(lines(CAT), sketch_model=find("nateraw-quickdraw").title)
    assert asked == []


def with_file(picture: Image.Image, name: str = "house.png") -> AppTest:
    file = BytesIO()
    picture.save(file, "PNG")
    at = visit("quick_draw", state={"sketch_mode": "picture"})
    return well(at.file_uploader(key="sketch_file").set_value([(name, file.getvalue(), "image/png")]).run())


HOUSE = large(held_out().strokes(held_out().of_class("house")[0]), 300)


@pytest.mark.parametrize("picture", [HOUSE, ImageOps.invert(HOUSE), HOUSE.resize((900, 900))])
def test_a_picture_of_a_drawing_is_guessed_whatever_its_colours_and_size(picture):
    assert "house" in bars(with_file(picture))[0]


def test_white_lines_on_a_transparent_ground_are_guessed():
    white = Image.new("RGBA", HOUSE.size, "white")
    white.putalpha(ImageOps.invert(HOUSE.convert("L")))
    assert "house" in bars(with_file(white))[0]


NO_DRAWING = "cannot say “I don't know”"


def test_a_photograph_gets_its_guesses_with_a_warning():
    with Image.open(ROOT / "assets/samples/astronaut.jpg") as photograph:
        at = with_file(photograph)
    assert (len(bars(at)), len(said(at, NO_DRAWING))) == (1, 1)


def test_a_clear_drawing_gets_its_guesses_without_a_warning():
    assert said(with_file(HOUSE), NO_DRAWING) == []


def test_a_picture_without_a_drawing_gets_a_hint_and_no_guess():
    at = with_file(Image.new("RGB", (80, 80), "white"))
    assert bars(at) == []
    assert said(at, "No drawing can be told")


def test_a_file_that_is_no_picture_gets_a_sentence():
    at = visit("quick_draw", state={"sketch_mode": "picture"})
    at.file_uploader(key="sketch_file").set_value([("x.png", b"no picture", "image/png")]).run()
    assert ["is not a picture" in words for words in errors(at)] == [True]
