"""Whatever a session file, an entry of the store or a results file holds: a value, or a sentence that says what is
wrong. What the app wrote comes back as it was."""

import json
from contextlib import suppress
from dataclasses import replace
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from core import json_files, store
from core.compare.book.session import Session, files_of, pack, read_session, session_json, stamp, unpack
from core.compare.book.table import EDITABLE
from core.compare.book.workbook import COMMENTS, Measured, Workbook, choices_of
from core.compare.measure import results
from core.compare.measure.run import MOST_RUNS, Settings
from core.models.devices import NAMES
from core.pictures.boxes import TruthBox
from core.printable import printable_line, printable_text
from core.sketch.game_text import game_from, games_from, plain_game
from core.sketch.pictionary import Game, Round, TimedGuesses
from core.ui.quick_draw import kept_games
from core.vision.detection.detect import Detection, StageTimes
from tests.unit.any_files import (
    always_the_same,
    any_json,
    as_file,
    changed,
    damaged,
    texts,
    value_or_user_error,
)
from tests.unit.compare_samples import MACHINE, facts, image_result, model_run
from tests.unit.handin_samples import handin, picture


@cache
def saved() -> Session:
    made = handin(pictures=(picture(size=(32, 24)), picture("navy", "casa.png", "PNG", (20, 30))))
    return Session(made.book, made.pictures, made.comparison.settings)


@cache
def content() -> dict:
    return json.loads(session_json(saved()))


@cache
def in_store() -> tuple[dict, dict[str, bytes]]:
    return json.loads(pack(saved())), {name: make() for name, make in files_of(saved()).items()}


@always_the_same
@given(
    st.binary(max_size=200) | damaged(b'{"format": "miralab-session", "version": 1}') | any_json.map(as_file)
)
def test_any_bytes_as_a_session(data):
    value_or_user_error(lambda: read_session(data))


@always_the_same
@given(st.data())
def test_a_session_with_something_wrong_in_it_is_refused_or_can_be_kept(data):
    found = value_or_user_error(lambda: read_session(as_file(data.draw(changed(content())))))
    if found:
        stamp(found)
        assert read_session(session_json(found)) == found


@always_the_same
@given(st.data())
def test_a_session_of_bytes_that_are_wrong(data):
    value_or_user_error(lambda: read_session(data.draw(damaged(session_json(saved())))))


@always_the_same
@given(st.data())
def test_an_entry_of_the_store_with_something_wrong_in_it(data):
    text, files = in_store()
    wrong = data.draw(changed(text))
    value_or_user_error(lambda: unpack(json.dumps(wrong, ensure_ascii=data.draw(st.booleans())), files))
    name = data.draw(st.sampled_from(sorted(files)))
    other = data.draw(damaged(files[name]))
    value_or_user_error(lambda: unpack(json.dumps(text), {**files, name: other}))


@always_the_same
@given(st.data())
def test_a_results_file_with_something_wrong_in_it(data):
    right = results.to_json(handin().comparison)
    found = value_or_user_error(lambda: results.from_json(data.draw(changed(right) | any_json)))
    if found:
        assert results.from_json(json.loads(json.dumps(results.to_json(found)))) == found


lines = st.text(max_size=30).map(printable_line)
names = lines.filter(bool)
sides = st.floats(-4096, 8192, allow_nan=False)
boxes = st.tuples(sides, sides, sides, sides).map(
    lambda box: (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
)
truth_boxes = st.builds(TruthBox, lines, boxes, st.booleans(), lines)
models = st.lists(names, min_size=1, max_size=3, unique=True).map(tuple)
choices = st.builds(
    Settings,
    models,
    st.sampled_from(["auto", *NAMES]),
    st.floats(0, 1),
    st.integers(1, MOST_RUNS),
    st.integers(0, MOST_RUNS),
)
detections = st.builds(Detection, lines, st.floats(0, 1), boxes)
milliseconds = st.floats(0, 1e8)


@st.composite
def measurements(draw) -> Measured:
    settings = draw(choices)
    times = tuple(draw(st.lists(st.builds(StageTimes, *[milliseconds] * 3), min_size=1, max_size=2)))
    found = tuple(draw(st.lists(detections, max_size=2)))
    runs = [replace(model_run(model, found), runs=times) for model in settings.models]
    images = {digest: image_result(*runs, digest=digest) for digest in draw(st.sets(names, max_size=2))}
    described = tuple(facts(model, title=draw(lines)) for model in settings.models)
    date = draw(st.datetimes()).isoformat()
    return Measured(
        settings, described, MACHINE, draw(st.dictionaries(lines, lines, max_size=1)), date, images
    )


@st.composite
def sessions(draw) -> Session:
    measured = draw(st.lists(measurements(), max_size=2))
    cells = st.tuples(lines, lines, st.sampled_from(sorted(EDITABLE)))
    typed = st.text(max_size=50).map(printable_text)
    book = Workbook(
        {choices_of(one.settings): one for one in measured},
        draw(st.dictionaries(cells, typed, max_size=3)),
        draw(st.dictionaries(names, st.lists(truth_boxes, min_size=1, max_size=3).map(tuple), max_size=3)),
        draw(lines),
        draw(st.dictionaries(st.sampled_from(sorted(COMMENTS)), typed)),
    )
    # What the app makes again by itself is not written.
    book.truth = {
        digest: found for digest, found in book.truth.items() if {box.origin for box in found} - {"scene"}
    }
    pictures = draw(st.sampled_from([(), saved().pictures]))
    return Session(book, pictures, draw(st.none() | choices))


@always_the_same
@given(sessions())
def test_every_session_comes_back_as_it_was(session):
    assert read_session(session_json(session)) == session
    assert unpack(pack(session), {name: make() for name, make in files_of(session).items()}) == session


# --- games


def played() -> list[dict]:
    strokes = game_from(ROUNDS)[0].rounds[0].strokes
    guesses = game_from(ROUNDS)[0].rounds[0].timeline[0].guesses
    done = Round(
        "cat", 20, 0.0, 3.5, True, strokes, (TimedGuesses(1.5, 1, guesses),), ("dog", "cat"), ("cat",)
    )
    game = Game((done, Round("sun", 20.0), Round("sea", 20.0, started=5.0)))
    return json.loads(json.dumps(plain_game(game)))


ROUNDS = [
    {
        "word": "cat",
        "seconds": 20,
        "begun": True,
        "ended": 3.5,
        "recognised": True,
        "strokes": [[[1, 2], [30, 40]]],
        "timeline": [[1.5, 1, [["cat", 0.5]]]],
        "said": ["cat"],
        "saying": ["cat"],
    }
]


def as_kept() -> dict:
    play = {"guesser": "quickdraw-cnn", "allowed": ["cat", "sun"], "rounds": played()}
    return {"format": "miralab-games", "plays": {"quickdraw-cnn": play}, "best": {"cat": 3.5}}


def read_games(text: str) -> object:
    try:
        return games_from(text)
    except ValueError:
        return None


def test_a_game_comes_back_as_it_was():
    game, anew = game_from(played())
    again = json.loads(json.dumps(plain_game(game)))
    assert (again[:2], anew) == (played()[:2], 2)


@always_the_same
@given(changed(as_kept()) | any_json)
def test_any_games_in_the_store(wrong):
    games = read_games(json.dumps(wrong))
    for play in games.plays.values() if games else ():
        kept_games._play(play)


@always_the_same
@given(st.text(max_size=50))
def test_any_text_as_games(text):
    read_games(text)


@always_the_same
@given(changed(played()) | any_json)
def test_any_rounds_are_a_game_that_can_be_kept_or_none(rounds):
    try:
        game, anew = game_from(rounds)
    except ValueError:
        return
    assert len(game_from(json.loads(json.dumps(plain_game(game))))[0].rounds) == len(game.rounds)
    assert anew is None or game.rounds[anew].ended is None


# --- the store itself


@always_the_same
@given(texts | st.text(min_size=22, max_size=22) | st.from_regex("[A-Za-z0-9_-]{22}\n?", fullmatch=True))
def test_only_a_text_like_our_own_is_a_key(key):
    assert not store.is_key(key) or (len(key) == 22 and key.isascii() and key.isprintable())


@always_the_same
@given(any_json)
def test_any_value_is_one_of_use_or_a_mistake_of_the_file(value):
    readers = (
        json_files.as_text,
        json_files.as_lines,
        json_files.as_base64,
        json_files.as_number,
        json_files.as_whole,
        json_files.as_list,
        json_files.as_texts,
        json_files.as_object,
    )
    for read in readers:
        with suppress(TypeError, ValueError):
            read(value)
