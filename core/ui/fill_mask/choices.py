"""What the page begins with, what it asks, and the ways to make a gap."""

import streamlit as st

from core.i18n import N_, _
from core.models.catalogue.row import ModelRow
from core.models.loaded import LoadedModel
from core.text.border import Text, as_text
from core.text.fill_mask import TASK, TOP, Filled, fill, hidden, mask_in, with_mask_of, words_of
from core.ui.frame.markdown import plain
from core.ui.inputs.address import bound_number
from core.ui.inputs.text_answers import Question
from core.ui.inputs.text_input import Example, choose_text, set_text
from core.ui.inputs.text_length import tokenizer_here
from core.ui.inputs.thumbnails import small

KEY = "fill_mask"
OTHER_KEY = "fill_mask_other"
CONTEXTS = "fill_mask_contexts"
"""Whether there is a second text: what the address calls it."""

EXAMPLES = (
    Example("course", "Pedro compró un nuevo <mask>"),
    Example("capital", "La capital de Francia es <mask>."),
    Example("two", "El <mask> duerme en la <mask>.", N_("Two gaps")),
    Example("job", "Ella trabaja de <mask>.", N_("A job for her")),
    Example("english", "The man worked as a [MASK].", language="en"),
)
OTHERS = (
    Example("course", "Pedro fue a la librería y compró un nuevo <mask>"),
    Example("capital", "La capital de Italia es <mask>."),
    Example("job", "Él trabaja de <mask>.", N_("A job for him")),
)

MOST = 20
"""How many guesses are asked for: to see more of them, nothing has to run again."""

_MOST_WORDS = 40
_USUAL_MASK = "<mask>"


def filled(loaded: LoadedModel, content: str) -> Filled:
    """Return what a loaded model puts in the gaps of a text."""
    return fill(loaded.model.processor, loaded.model.model, content, loaded.row.title, MOST)


QUESTION: Question[Filled] = Question(
    TASK,
    lambda loaded, text: filled(loaded, text.content),
    lambda found: sum(len(guess.sequence) + 200 for gap in found.gaps for guess in gap),
)


def choose_the_texts(rows: list[ModelRow]) -> list[Text]:
    """Draw the input for a text, which may get a gap as the first of the models writes it, and, with a switch, for a
    second one to compare it with; return what is in them."""
    texts = [choose_text(KEY, EXAMPLES), _second() if _gaps(rows) else None]
    return list(dict.fromkeys(text for text in texts if text))


def choose_top() -> int:
    """Draw how many guesses of a gap are shown, and return that."""
    return st.slider(
        _("How many guesses"), 1, MOST, TOP, key="fill_mask_top", bind=bound_number("fill_mask_top", 1, MOST)
    )


def mask_for(rows: list[ModelRow]) -> str:
    """Return what the first of the models writes in the place of a gap; the most usual, where it is not on this machine
    yet."""
    for row in rows[:1]:
        if loaded := tokenizer_here(row, TASK):
            return str(loaded.model.mask_token or _USUAL_MASK)
    return _USUAL_MASK


def as_read(text: Text, row: ModelRow) -> Text:
    """Return a text as a model gets it: with its own mask in every gap."""
    return as_text(with_mask_of(text.content, mask_for([row])))


def say_masks(rows: list[ModelRow], texts: list[Text]) -> None:
    """Draw how each model that is on this machine calls a gap, where that is not what stands in a text."""
    for row in rows:
        mask = mask_for([row])
        if any(with_mask_of(text.content, mask) != text.content for text in texts):
            small(_("{model} reads a gap as `{mask}`.").format(model=plain(row.title), mask=mask))


def offer_full_stop(text: Text) -> None:
    """Draw the button that puts a full stop behind a text, where it is that in the field."""
    if st.session_state[KEY].strip() == text.content:
        st.button(
            _("Put a full stop behind it"),
            key=f"{KEY}.full_stop",
            icon=":material/edit:",
            on_click=set_text,
            args=(KEY, f"{text.content}."),
        )


def _second() -> Text | None:
    return choose_text(OTHER_KEY, OTHERS, label=_("The other context"))


def _gaps(rows: list[ModelRow]) -> bool:
    """Draw the words that can be hidden; tell whether a second text is wanted."""
    written: str = st.session_state[KEY]
    words = [written[start:end] for start, end in words_of(written)][:_MOST_WORDS]
    # Which mask it is is asked when it is needed: the model may have come to this machine meanwhile.

    def hide() -> None:
        number = st.session_state[f"{KEY}.hide"]
        text: str = st.session_state[KEY]
        spans = words_of(text)
        # What is typed may come in with the choice: then the words that were there to choose are others.
        if number is not None and [text[start:end] for start, end in spans[: len(words)]] == words:
            set_text(KEY, hidden(text, spans[number], mask_in(text) or mask_for(rows)))
        st.session_state[f"{KEY}.hide"] = None

    def add() -> None:
        text: str = st.session_state[KEY].rstrip()
        set_text(KEY, f"{text} {mask_in(text) or mask_for(rows)}".strip())

    if words:
        st.pills(
            _("Make a gap: which word shall be hidden?"),
            range(len(words)),
            format_func=lambda number: plain(words[number]),
            key=f"{KEY}.hide",
            on_change=hide,
        )
    st.button(_("A gap at the end"), key=f"{KEY}.gap", icon=":material/space_bar:", on_click=add)
    return bool(
        st.toggle(
            _("Compare with another context"), key=CONTEXTS, bind="query-params", persist_state="session"
        )
    )
