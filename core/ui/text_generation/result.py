"""What was written: token by token to look into, with the ways to go on, and as files."""

from collections.abc import Sequence

import streamlit as st

from core.i18n import _, decimal, ngettext
from core.models.catalogue.row import ModelRow
from core.text.border import Text
from core.text.generation import Settings
from core.text.writing import Line, Written, how_words, left_out_words, to_csv, to_json
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.markdown import plain
from core.ui.inputs.model_input import say_stand_in
from core.ui.inputs.text_answers import Answer
from core.ui.text_generation.bending import bending_section
from core.ui.text_generation.choices import KEY, Lane, settings_for, side_by_side
from core.ui.text_generation.writing import ask_further, kept
from core.ui.widgets.token_steps import token_steps


def show_result(lanes: Sequence[Lane], text: Text | None, settings: Settings) -> None:
    """Draw what was written behind the text, lane beside lane."""
    found = {lane: answer for lane in lanes if text and (answer := kept(lane, text)) and answer.found.steps}
    if not text or not found:
        st.caption(_invitation([lane.row for lane in lanes]))
        return
    for lane, place in side_by_side(list(found)).items():
        with place:
            _lane(lane, found[lane], text, settings)
    lines = [Line(text.content, answer.row.name, answer.found) for answer in found.values()]
    downloads(
        Download("JSON", to_json(lines), "texts.json", "application/json", ":material/data_object:"),
        Download("CSV", to_csv(lines), "tokens.csv", "text/csv", ":material/csv:"),
        Download("TXT", _plain_text(lines), "texts.txt", "text/plain", ":material/description:"),
    )


def show_insight(lanes: Sequence[Lane], text: Text | None, settings: Settings) -> None:
    """Draw what temperature makes of the probabilities, for the first lane of each model."""
    for lane in {lane.row: lane for lane in reversed(lanes)}.values() if text else ():
        if text and (answer := kept(lane, text)) and answer.found.steps:
            bending_section(lane.row.name, answer, text, settings.temperature)


def _invitation(rows: Sequence[ModelRow]) -> str:
    if rows:
        return _("Press the button and {model} goes on with the text, token by token.").format(
            model=plain(rows[0].title)
        )
    return _("What a model writes will appear here.")


def _lane(lane: Lane, answer: Answer[Written], text: Text, settings: Settings) -> None:
    written, name = answer.found, f"{lane.row.name}.{'sampled' if lane.is_sampled else 'greedy'}"
    say_stand_in(answer.row, lane.row)
    st.markdown(f"**{plain(answer.row.title)}** · {how_words(written.settings)}")
    if written.left_out:
        st.warning(left_out_words(written.left_out), icon=":material/content_cut:")
    token_steps(
        text.content,
        written.steps,
        lambda step, token: ask_further(lane, step, token),
        first=min(written.begun, len(written.steps) - 1),
        key=f"{KEY}.steps.{name}.{text.digest}",
    )
    st.caption(_state(written, settings_for(lane, settings)))
    if not written.is_ended:
        st.button(
            _("Go on from here"),
            key=f"{KEY}.further.{name}",
            icon=":material/arrow_forward:",
            on_click=ask_further,
            args=(lane,),
        )


def _state(written: Written, now: Settings) -> str:
    """Return how long a continuation is, what ended it, and with which settings it was written where these have
    changed."""
    said = [ngettext("{n} token.", "{n} tokens.", len(written.steps))]
    if written.is_ended:
        said.append(_("The model ended the text."))
    elif written.is_stopped:
        said.append(_("It was stopped."))
    if (was := _shape(written.settings)) != _shape(now):
        said.append(_("It was written with other settings: {settings}.").format(settings=was))
    return " ".join(said)


def _shape(settings: Settings) -> str:
    """Return the settings that shape a text, in words; its length does not."""
    words = [how_words(settings)]
    if settings.is_sampled:
        words += [
            _("temperature {n}").format(n=decimal(settings.temperature, 1)),
            f"top-k {settings.top_k}",
            f"top-p {decimal(settings.top_p, 2)}",
        ]
    return ", ".join([*words, _("repetition penalty {n}").format(n=decimal(settings.repetition_penalty, 2))])


def _plain_text(lines: Sequence[Line]) -> str:
    if len(lines) == 1:
        return lines[0].text + lines[0].written.text
    return "\n\n\n".join(
        f"# {line.model}, {how_words(line.written.settings)}\n\n{line.text}{line.written.text}"
        for line in lines
    )
