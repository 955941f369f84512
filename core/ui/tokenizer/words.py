"""How one word of the text becomes pieces: merge by merge, match by match, or by its scores."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from core.i18n import _, decimal
from core.library.tokenizer_steps import Word
from core.library.tokenizer_words import (
    LONGEST_WORD,
    Match,
    Merging,
    Segmentation,
    longest_matches,
    merging,
    model_of,
    segmentations,
)
from core.pieces import readable
from core.text.border import Text
from core.ui.frame.markdown import plain
from core.ui.frame.tokens import Chip, show_chips
from core.ui.tokenizer.choices import KEY, Opened
from core.ui.tokenizer.steps import look_into

_MOST_WORDS = 300
_MOST_TRIED = 12
_BYTES = 20_000


def show_word(opened: Opened, text: Text | None) -> None:
    """Draw the choice of a word, and how the tokenizer's model cuts it."""
    found = look_into(opened, text)
    if text is None or found is None:
        return
    steps, in_bytes = found
    words = list({word.text: word for word in steps.words if not word.added}.values())[:_MOST_WORDS]
    if not words:
        st.info(_("There is no word in this text."), icon=":material/edit:")
        return
    most = max(range(len(words)), key=lambda number: len(words[number].pieces))
    number = st.selectbox(
        _("A word of the text"),
        range(len(words)),
        index=most,
        format_func=lambda number: readable(words[number].text, in_bytes),
        key=f"{KEY}.word.{opened.name}.{text.digest}",
    )
    word = words[number]
    if len(word.text) > LONGEST_WORD:
        st.caption(_("Its first {n} characters are looked at.").format(n=LONGEST_WORD))
    _show(opened, word, steps.parts.model, in_bytes, text)


def _show(opened: Opened, word: Word, kind: str, in_bytes: bool, text: Text) -> None:
    part = word.text[:LONGEST_WORD]
    cut = opened.kept(
        ("word", part), lambda tokenizer: _worked_out(model_of(tokenizer), part), lambda _found: _BYTES
    )
    if isinstance(cut, Merging):
        _merges(cut, in_bytes, f"{KEY}.merge.{opened.name}.{part}.{text.digest}")
    elif kind == "WordPiece":
        _matches(cut)
    elif kind == "Unigram":
        _segmentations(cut)
    else:
        st.info(_("This model looks up whole words in a list: there is nothing to see in between."))


def _worked_out(model: Mapping[str, Any], word: str) -> Any:  # noqa: ANN401 (what is drawn says what it is)
    if model["type"] == "BPE":
        return merging(model, word)
    if model["type"] == "WordPiece":
        return longest_matches(model, word)
    return segmentations(model, word) if model["type"] == "Unigram" else ()


def _merges(cut: Merging, in_bytes: bool, key: str) -> None:
    st.markdown(
        _(
            "**BPE** begins with {what} and merges two neighbours at a time: of all pairs that it learnt, the one "
            "that it learnt first, because it was the most frequent. It stops when no pair is left that it knows."
        ).format(what=_("the bytes") if in_bytes else _("the letters"))
    )
    if not cut.merges:
        st.markdown(_("There is nothing to merge in this word."))
        show_chips([Chip(readable(piece, in_bytes), "") for piece in cut.pieces], _("Pieces"))
        return
    step = st.slider(_("Merges done"), 0, len(cut.merges), len(cut.merges), key=key)
    pieces = cut.merges[step - 1].pieces if step else cut.begins
    place = cut.merges[step - 1].place if step else -1
    show_chips(
        [
            Chip(readable(piece, in_bytes), "", kind="marked" if number == place else "own")
            for number, piece in enumerate(pieces)
        ],
        _("Pieces"),
    )
    if step:
        merge = cut.merges[step - 1]
        st.markdown(
            _(
                "Merge {step} of {all}: **{left}** + **{right}**, the pair that was learnt as number {rank}."
            ).format(
                step=step,
                all=len(cut.merges),
                left=plain(readable(merge.left, in_bytes)),
                right=plain(readable(merge.right, in_bytes)),
                rank=decimal(merge.rank + 1, 0),
            )
        )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Step"): number,
                    _("Left"): readable(merge.left, in_bytes),
                    _("Right"): readable(merge.right, in_bytes),
                    _("Learnt as number"): merge.rank + 1,
                    _("Pieces"): len(merge.pieces),
                }
                for number, merge in enumerate(cut.merges, start=1)
            ]
        ),
        hide_index=True,
        alt=_("All merges of the word"),
    )


def _matches(matches: tuple[Match, ...]) -> None:
    st.markdown(
        _(
            "**WordPiece** takes the longest beginning of the word that its vocabulary has, then the longest "
            "beginning of what is left (**##** says: inside a word). If nothing fits, the whole word is unknown."
        )
    )
    for number, match in enumerate(matches, start=1):
        missed = match.tried if not match.piece else match.tried[:-1]
        shown = [f"~~{plain(tried)}~~" for tried in missed[:_MOST_TRIED]]
        more = len(missed) - len(shown)
        shown += [_("{n} more").format(n=more)] if more > 0 else []
        shown += [f"**{plain(match.piece)}**" if match.piece else _("nothing fits: the word is unknown")]
        st.markdown(f"{number}\\. " + " · ".join(shown))


def _segmentations(ways: tuple[Segmentation, ...]) -> None:
    st.markdown(
        _(
            "**Unigram** gives each piece a score: the logarithm of how likely it is (0 would be certain). Of all "
            "ways to cut the word, the one with the greatest sum wins."
        )
    )
    st.dataframe(
        pd.DataFrame(
            [
                {
                    _("Pieces"): " + ".join(readable(piece, False) for piece in way.pieces),
                    _("Scores"): " + ".join(
                        f"({decimal(score, 2)})"
                        if known
                        else _("({score}, unknown)").format(score=decimal(score, 2))
                        for score, known in zip(way.scores, way.known, strict=True)
                    ),
                    _("Sum"): decimal(way.total, 2),
                }
                for way in ways
            ]
        ),
        hide_index=True,
        alt=_("The best ways to cut the word"),
    )
    if ways:
        best = " + ".join(plain(readable(piece, False)) for piece in ways[0].pieces)
        st.markdown(_("The best one: **{pieces}**.").format(pieces=best))
