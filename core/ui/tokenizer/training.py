"""A tokenizer of one's own: what it learns from, how, how its vocabulary grew, and its file."""

import altair as alt
import pandas as pd
import streamlit as st

from core.i18n import N_, _, decimal
from core.library.tokenizer_code import use_own
from core.library.tokenizer_training import (
    LEAST_SIZE,
    LONGEST_SPECIAL,
    MOST_CHARACTERS,
    MOST_SIZE,
    MOST_SPECIAL,
    USUAL_SIZE,
    USUAL_SPECIAL,
    Model,
    Plan,
    Trained,
    learnt,
    special_in,
    train,
)
from core.models import loader
from core.pieces import readable
from core.printable import printable_line
from core.text.border import Text
from core.ui.frame.charts import show_chart
from core.ui.frame.code import show_code
from core.ui.frame.downloads import Download, downloads
from core.ui.frame.status import status_line
from core.ui.frame.tokens import Chip, show_chips
from core.ui.inputs.address import bound_number
from core.ui.inputs.text_input import Example, choose_text
from core.ui.tokenizer.choices import keep_own, own

_KEY = "tokenizer_training"
_MODEL = f"{_KEY}.model"
_SIZE = "tokenizer_size"
_BYTES = "tokenizer_bytes"
_CHART_PIXELS = 260

EXAMPLES = (
    Example(
        "quixote",
        "En un lugar de la Mancha, de cuyo nombre no quiero acordarme, no ha mucho tiempo que vivía un hidalgo de "
        "los de lanza en astillero, adarga antigua, rocín flaco y galgo corredor. Una olla de algo más vaca que "
        "carnero, salpicón las más noches, duelos y quebrantos los sábados, lantejas los viernes, algún palomino de "
        "añadidura los domingos, consumían las tres partes de su hacienda. El resto della concluían sayo de velarte, "
        "calzas de velludo para las fiestas, con sus pantuflos de lo mesmo, y los días de entresemana se honraba con "
        "su vellorí de lo más fino. Tenía en su casa una ama que pasaba de los cuarenta, y una sobrina que no "
        "llegaba a los veinte, y un mozo de campo y plaza, que así ensillaba el rocín como tomaba la podadera. "
        "Frisaba la edad de nuestro hidalgo con los cincuenta años; era de complexión recia, seco de carnes, enjuto "
        "de rostro, gran madrugador y amigo de la caza.",
        N_("Don Quixote"),
    ),
    Example(
        "paper",
        "low low low low low lower lower newest newest newest newest newest newest widest widest widest",
        N_("The example of the paper on BPE"),
    ),
    Example(
        "alice",
        "Alice was beginning to get very tired of sitting by her sister on the bank, and of having nothing to do: "
        "once or twice she had peeped into the book her sister was reading, but it had no pictures or conversations "
        "in it, “and what is the use of a book,” thought Alice “without pictures or conversations?” So she was "
        "considering in her own mind (as well as she could, for the hot day made her feel very sleepy and stupid), "
        "whether the pleasure of making a daisy-chain would be worth the trouble of getting up and picking the "
        "daisies, when suddenly a White Rabbit with pink eyes ran close by her.",
        N_("Alice in Wonderland"),
    ),
)


def show_training() -> None:
    """Draw what it is trained on and how, train it once the button is pressed, and draw the one that was trained
    last."""
    st.markdown(
        _(
            "A tokenizer is trained before its model, by counting and without any network. Give it a text of your own "
            "and see which pieces it learns; then it stands beside the others above."
        )
    )
    left, right = st.columns([6, 5], gap="large")
    with left:
        text = choose_text(_KEY, EXAMPLES, label=_("The text to learn from"))
    with right:
        plan = _choose_plan()
        asked = st.button(
            _("Train the tokenizer"), type="primary", icon=":material/fitness_center:", disabled=text is None
        )
    if text and len(text.content) > MOST_CHARACTERS:
        st.caption(_("It learns from the first {n} characters.").format(n=decimal(MOST_CHARACTERS, 0)))
    if asked and text:
        _train(text, plan)
    if trained := own():
        _show(trained)


def _train(text: Text, plan: tuple[Model, int, bool, str]) -> None:
    model, size, in_bytes, special = plan
    wanted = Plan(model, size, in_bytes, special_in(special))
    with status_line() as notify, st.spinner(_("Training…")), loader.in_turn(notify):
        trained = train(text.content, wanted)
    keep_own(trained)


def _choose_plan() -> tuple[Model, int, bool, str]:
    """Draw the choices; return the model, the size, whether it cuts bytes, and the special tokens as they were
    typed."""
    model: Model = st.segmented_control(
        _("Model"),
        list(USUAL_SPECIAL),
        default="BPE",
        required=True,
        key=_MODEL,
        persist_state="session",
    )
    size = st.slider(
        _("Size of the vocabulary, in tokens"),
        LEAST_SIZE,
        MOST_SIZE,
        USUAL_SIZE,
        step=10,
        key=_SIZE,
        bind=bound_number(_SIZE, LEAST_SIZE, MOST_SIZE),
        persist_state="session",
    )
    in_bytes = st.toggle(
        _("Cut bytes, not letters"),
        key=_BYTES,
        bind="query-params",
        persist_state="session",
        disabled=model != "BPE",
        help=_("Byte-level BPE, as GPT-2 does it: 256 bytes spell any text, so nothing is ever unknown."),
    )
    special = st.text_input(
        _("Special tokens, parted by spaces"),
        USUAL_SPECIAL[model],
        key=f"{_KEY}.special.{model}",
        max_chars=MOST_SPECIAL * (LONGEST_SPECIAL + 1),
        persist_state="session",
    )
    return (
        model,
        int(size),
        in_bytes and model == "BPE",
        printable_line(special or "", MOST_SPECIAL * (LONGEST_SPECIAL + 1)),
    )


def _show(trained: Trained) -> None:
    plan, size = trained.plan, len(trained.tokenizer)
    st.markdown(
        _("**{model}**, trained: its vocabulary has {n} tokens.").format(model=plan.model, n=decimal(size, 0))
    )
    if size > plan.size:
        st.caption(
            _(
                "That is more than the {n} you asked for: its letters and special tokens alone are so many."
            ).format(n=decimal(plan.size, 0))
        )
    elif size < plan.size:
        st.caption(
            _(
                "That is fewer than the {n} you asked for: in this text there was nothing left to learn."
            ).format(n=decimal(plan.size, 0))
        )
    if len(trained.growth) > 1:
        show_chart(_growth(trained), _("How many tokens the text becomes, as the vocabulary grows"))
        st.caption(
            _(
                "The larger the vocabulary, the fewer tokens its text becomes: first that goes fast, then hardly any "
                "more."
            )
        )
    st.markdown(
        _("Its likeliest pieces:") if plan.model == "Unigram" else _("The pieces that it learnt first:")
    )
    show_chips(
        [Chip(readable(piece, plan.in_bytes), str(number)) for piece, number in learnt(trained)],
        _("Pieces"),
    )
    downloads(
        Download(
            "tokenizer.json", trained.text, "tokenizer.json", "application/json", ":material/data_object:"
        )
    )
    show_code(use_own(trained.plan))


def _growth(trained: Trained) -> alt.Chart:
    """Return the tokens of the text over the size of the vocabulary, as a line."""
    size, tokens = _("Size of the vocabulary"), _("Tokens of its text")
    table = pd.DataFrame([{size: step.size, tokens: step.tokens} for step in trained.growth])
    chart: alt.Chart = (
        alt.Chart(table)
        .mark_line(point=True, strokeWidth=2.5, color="#0e8f8a")
        .encode(
            alt.X(f"{size}:Q", title=size, axis=alt.Axis(format="d", tickCount=5)),
            alt.Y(f"{tokens}:Q", title=tokens, axis=alt.Axis(format="d", tickCount=5)),
            tooltip=[size, tokens],
        )
        .properties(width="container", height=_CHART_PIXELS)
    )
    return chart
