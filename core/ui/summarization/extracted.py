"""The summary without a neural network: what TextRank chooses, and why."""

from html import escape

import streamlit as st

from core.i18n import _, decimal
from core.text.border import Text
from core.text.text_rank import Ranked, text_rank
from core.ui.frame.scores import ScoreBar, show_scores
from core.ui.frame.style import style
from core.ui.inputs import answers
from core.ui.inputs.written import show_written

NAME = "TextRank"

_BARS = 8
_LONGEST_BAR = 90
_AROUND = 3000


def choose_without_network(text: Text) -> None:
    """Rank the sentences of a text, and keep that for the visit."""
    if ranked_of(text, 1) is None:
        found = text_rank(text.content)
        answers.keep_answer(_key(text), found, 4 * len(text.content) + 300 * len(found.sentences))


def ranked_of(text: Text, most: int) -> Ranked | None:
    """Return what was kept of a text, with its `most` best sentences chosen; None where nothing was."""
    kept: Ranked | None = answers.kept_answer(_key(text))
    return kept.best(most) if kept else None


def show_extracted(ranked: Ranked) -> None:
    """Draw the sentences that were chosen."""
    st.markdown(f"**{NAME}** · " + _("no neural network: it copies sentences of the text"))
    show_written(ranked.text, None, _("Summary by {model}").format(model=NAME))
    if ranked.left_out:
        st.caption(
            _("The text has very many sentences: the first {n} were ranked.").format(
                n=decimal(len(ranked.sentences), 0)
            )
        )


def explain_extracted(text: Text, ranked: Ranked) -> None:
    """Draw the folded part with the ranks of the sentences, and the chosen ones in the text."""
    with st.expander(_("How TextRank chooses, without a network"), icon=":material/hub:"):
        st.markdown(
            _(
                "Sentences are tied as strongly as they share words. Whoever walks along the ties, from time to time "
                "beginning anew anywhere, comes by some sentences more often than by others: that is their rank, as "
                "PageRank gave it to web pages. The best ones are the summary, in the order of the text. It invents "
                "nothing, and it puts nothing in shorter words."
            )
        )
        best = sorted(range(len(ranked.ranks)), key=lambda place: -ranked.ranks[place])[:_BARS]
        top = ranked.ranks[best[0]]
        show_scores(
            ScoreBar(
                _short(f"{place + 1}. {ranked.sentences[place].text}"),
                decimal(100 * ranked.ranks[place], 1) + " %",
                ranked.ranks[place] / top,
                ranked.sentences[place].text,
                right=place in ranked.chosen,
            )
            for place in best
        )
        _in_the_text(text, ranked)


def _in_the_text(text: Text, ranked: Ranked) -> None:
    style(__file__, "extracted.css")
    parts, at = [], 0
    end = ranked.sentences[ranked.chosen[-1]].end + _AROUND
    for place in ranked.chosen:
        one = ranked.sentences[place]
        parts += [escape(text.content[at : one.start]), f"<mark>{escape(one.text)}</mark>"]
        at = one.end
    rest = escape(text.content[at:end]) + ("…" if end < len(text.content) else "")
    label = escape(_("The text, with the chosen sentences marked"))
    # What scrolls has to be reached by keyboard.
    st.html(
        f'<div class="extracted" tabindex="0" role="region" aria-label="{label}" dir="auto">'
        f"{''.join(parts)}{rest}</div>"
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_BAR else f"{line[:_LONGEST_BAR]}…"


def _key(text: Text) -> tuple[str, str]:
    return "text_rank", text.digest
