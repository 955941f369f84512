"""The page on text generation: what a visitor sees of a text that is written token by token."""

import json
from dataclasses import replace

import pytest

from core.text.generation import Settings, beginning, bent, go_on, instead, next_logits, steps
from core.ui.text_generation import writing
from core.ui.text_generation.choices import EXAMPLES, KEY
from core.ui.text_generation.writing import Further
from tests.pages.visitor import errors, go, press, said, visit, warnings, well

PAGE = "text_generation"
TEXT = EXAMPLES[0].text
SHORT = {f"{KEY}_tokens": "20"}
SETTINGS = Settings(most_tokens=20)
ASKED = writing._ASKED


@pytest.fixture(autouse=True)
def _models(hub):
    pass


@pytest.fixture
def poems(hub):
    from tests.unit.text_models import opened

    return opened(hub.root / "ismaelfaro/gpt2-poems.es", "AutoModelForCausalLM")


def write(at):
    return press(at, f"{KEY}.write")


def shown(at) -> list[dict]:
    """What each of the texts that can be looked into was given to show."""
    return [
        json.loads(node.proto.json)
        for node in at.get("bidi_component")
        if "miralab.token_steps" in node.proto.component_name
    ]


def written(at) -> list[str]:
    return [one["beginning"] + "".join(step["piece"] for step in one["steps"]) for one in shown(at)]


def chosen(one) -> list[int]:
    """The tokens of a text that is shown."""
    return [next(each["token"] for each in step["candidates"] if each["chosen"]) for step in one["steps"]]


def choose(at, step, token, *, model="gpt2-poems-es", is_sampled=True):
    """Do what the browser does when another token is pressed."""
    at.session_state[ASKED] = Further(model, is_sampled, step, token)
    return well(at.run())


def test_the_courses_example_goes_on_at_a_click_with_what_transformers_writes(poems):
    at = write(visit(PAGE))
    assert errors(at) == []
    assert written(at) == [go_on(*poems, TEXT, Settings())]
    assert len(shown(at)[0]["steps"]) == 100 and said(at, "100 tokens.")


def test_the_settings_in_the_address_are_those_that_it_is_written_with(poems):
    given = {"seed": "7", "temperature": "1.5", "top_k": "20", "top_p": "0.9", "repetition": "1.2"}
    at = write(visit(PAGE, **SHORT, **{f"{KEY}_{name}": value for name, value in given.items()}))
    assert written(at) == [go_on(*poems, TEXT, Settings(True, 7, 1.5, 20, 0.9, 1.2, 20))]


def test_every_step_shows_its_ten_likeliest_tokens_before_and_after_the_settings(poems):
    at = write(visit(PAGE, **SHORT, **{f"{KEY}_temperature": "0.5", f"{KEY}_top_k": "3"}))
    start = beginning(*poems, TEXT, 20)
    expected = list(steps(*poems, start, replace(SETTINGS, temperature=0.5, top_k=3)))
    for step, one in zip(expected, shown(at)[0]["steps"], strict=True):
        listed = one["candidates"][:10]
        assert [each["token"] for each in listed] == [each.token for each in step.candidates]
        assert [each["share"] for each in listed] == pytest.approx(
            [each.probability for each in step.candidates], abs=1e-5
        )
        assert sum(each["chance"] > 0 for each in listed) == 3


def test_another_token_is_chosen_and_the_text_goes_on_from_there(poems):
    at = write(visit(PAGE, **SHORT))
    start = beginning(*poems, TEXT, 20)
    whole = list(steps(*poems, start, SETTINGS))
    before = [step.chosen.token for step in whole[:4]]
    other = next(one for one in whole[4].candidates if one.token != whole[4].chosen.token)
    at = choose(at, 4, other.token)
    step = instead(*poems, start, before, whole[4], other)
    rest = steps(*poems, start, SETTINGS, [*before, other.token])
    assert written(at) == [TEXT + list(rest)[-1].text]
    assert shown(at)[0]["steps"][4]["by_hand"] and step.text in written(at)[0]
    assert len(shown(at)[0]["steps"]) == 20


def test_the_last_token_can_be_another_one_too_and_more_comes_behind_it():
    at = write(visit(PAGE, **SHORT))
    last = shown(at)[0]["steps"][19]
    other = next(one["token"] for one in last["candidates"] if not one["chosen"])
    at = choose(at, 19, other)
    assert chosen(shown(at)[0])[19] == other and len(shown(at)[0]["steps"]) == 40


@pytest.fixture
def stopping(monkeypatch):
    """A function (number): from then on whoever writes is stopped after that many tokens, as by the button."""
    from streamlit.runtime.scriptrunner_utils.exceptions import StopException

    real = writing.steps
    after = []

    def stopped(*arguments):
        for number, step in enumerate(real(*arguments), start=1):
            yield step
            if after and number == after[0]:
                after.clear()
                raise StopException

    monkeypatch.setattr(writing, "steps", stopped)
    return after.append


def test_what_is_there_when_it_is_stopped_stays_and_goes_on_as_if_it_had_not_been(poems, stopping):
    stopping(6)
    at = write(visit(PAGE, **SHORT))
    at = well(at.run())
    assert len(shown(at)[0]["steps"]) == 6 and said(at, "It was stopped.")
    at = press(at, f"{KEY}.further.gpt2-poems-es.sampled")
    assert written(at) == [go_on(*poems, TEXT, SETTINGS)]


def test_after_the_last_token_it_goes_on_for_as_many_again(poems):
    at = press(write(visit(PAGE, **SHORT)), f"{KEY}.further.gpt2-poems-es.sampled")
    assert written(at) == [go_on(*poems, TEXT, replace(SETTINGS, most_tokens=40))]


def test_greedy_stands_beside_sampling(poems):
    at = write(visit(PAGE, **SHORT, **{f"{KEY}_greedy": "true"}))
    assert written(at) == [
        go_on(*poems, TEXT, SETTINGS),
        go_on(*poems, TEXT, replace(SETTINGS, is_sampled=False)),
    ]
    assert said(at, "greedy") and said(at, "sampling, seed 0")


def test_two_models_stand_side_by_side():
    at = write(visit(PAGE, **SHORT, two_text_generation_models="true", **{f"{KEY}_greedy": "true"}))
    assert errors(at) == [] and len(shown(at)) == 4


def test_another_seed_writes_another_text():
    at = write(visit(PAGE, **SHORT, **{f"{KEY}_temperature": "2.0"}))
    before = written(at)
    at = press(at, f"{KEY}.reseed")
    assert written(at) != before
    assert at.number_input(key=f"{KEY}_seed").value != 0


def test_new_settings_leave_what_was_written_and_say_that_it_was_with_others():
    at = write(visit(PAGE, **SHORT))
    before = written(at)
    well(at.slider(key=f"{KEY}_temperature").set_value(2.0).run())
    assert written(at) == before
    assert said(at, "It was written with other settings: sampling, seed 0, temperature 1.0")


def test_temperature_bends_the_probabilities_of_any_step_that_is_asked_for(poems):
    at = write(visit(PAGE, {f"{KEY}.bending.gpt2-poems-es": True}, **SHORT))
    start = beginning(*poems, TEXT, 20)
    first, *_, last = steps(*poems, start, SETTINGS)
    before = [step.chosen.token for step in steps(*poems, start, SETTINGS)][:-1]
    for number, step, tokens in ((1, first, []), (20, last, before)):
        well(at.slider(key=f"{KEY}.bent.gpt2-poems-es").set_value(number).run())
        shares = bent(next_logits(poems[1], start.then(*tokens)), 2.0)
        expected = f"{100 * shares[step.candidates[0].token]:.1f} % at temperature 2.0"
        assert said(at, expected), expected


def test_nothing_typed_or_written_is_lost_on_another_page_or_in_another_language():
    at = visit(PAGE, **SHORT)
    well(at.text_area(key=KEY).set_value("Canta el río").run())
    at = write(at)
    before = written(at)
    at = go(go(at, ""), PAGE)
    assert (at.text_area(key=KEY).value, written(at)) == ("Canta el río", before)
    assert written(go(at, PAGE, lang="es")) == before


def test_in_spanish_the_page_speaks_spanish():
    at = write(visit(PAGE, lang="es", **SHORT))
    assert [button.label for button in at.button if button.label == "Continuar el texto"]
    assert said(at, "muestreo, semilla 0")


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01"])
def test_with_nothing_to_read_there_is_nothing_to_press(text):
    at = visit(PAGE)
    well(at.text_area(key=KEY).set_value(text).run())
    assert at.button(key=f"{KEY}.write").disabled and said(at, "There is no text yet")


def test_of_a_long_text_the_end_is_gone_on_from_and_that_is_said(poems):
    text = "canta un río " * 1_000
    at = visit(PAGE, **SHORT)
    well(at.text_area(key=KEY).set_value(text).run())
    at = write(at)
    assert errors(at) == []
    assert any("it does not read the text's first" in one for one in warnings(at))
    whole = text.strip() + "".join(step["piece"] for step in shown(at)[0]["steps"])
    assert whole == go_on(*poems, text.strip(), SETTINGS)


@pytest.mark.parametrize("text", ["😀 niño: مرحبا 你好", "<b>x</b> <fin> $1$ _y_", "e\u0301\u0301"])
def test_any_text_is_shown_as_it_is(text):
    at = visit(PAGE, **SHORT, **{f"{KEY}_temperature": "3.0", f"{KEY}_top_k": "0"})
    well(at.text_area(key=KEY).set_value(text).run())
    at = write(at)
    assert errors(at) == [] and written(at)[0].startswith(text)


def test_where_the_hub_cannot_be_reached_the_model_that_ships_writes_sonnets_and_prose(
    clean_cache, monkeypatch
):
    from core.models import defaults
    from tests.conftest import ROOT
    from tests.unit.text_models import opened

    monkeypatch.setattr(defaults, "reachable", lambda: False)
    at = visit(PAGE, **SHORT)
    assert at.selectbox(key="text_generation_model").value == "mini-lm-es"
    at = press(at, f"{KEY}.mark.prosa")
    at = press(at, f"{KEY}.mark.soneto")
    assert at.text_area(key=KEY).value == f"<soneto>{TEXT}"
    at = write(at)
    own = opened(ROOT / "weights/mini-lm-es", "AutoModelForCausalLM")
    assert errors(at) == [] and written(at) == [go_on(*own, f"<soneto>{TEXT}", SETTINGS)]


def test_other_models_are_offered_no_marks():
    at = visit(PAGE)
    assert not [button for button in at.button if button.key == f"{KEY}.mark.soneto"]
