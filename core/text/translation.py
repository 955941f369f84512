"""Translating a text, whole or sentence by sentence."""

import re
from dataclasses import dataclass
from typing import Any

from core.errors import UserError
from core.i18n import N_
from core.text import sentences as parts
from core.text.generate import Between, Known, Search, Told, Written, do_nothing, fits, tell_nobody, write_all
from core.text.sentences import Sentence

TASK = "translation"

USUAL = Search(beams=4, most_tokens=128)
"""How is searched where nobody asks for anything else."""

_MARK = re.compile(r"\s*(>>[\w@-]+<<)\s*")


@dataclass(frozen=True)
class Translation:
    """A translation, and what it was put together from: the sources with what was written for each. `mark` is what went
    before each of them to say into which language, "" where nothing did."""

    text: str
    sources: tuple[Sentence, ...]
    written: tuple[Written, ...]
    mark: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether a part was not read or not written to its end."""
        return any(
            one.is_cut or one.read < len(source.text)
            for source, one in zip(self.sources, self.written, strict=True)
        )


def translate(
    tokenizer: Any,  # noqa: ANN401 (transformers' own)
    model: Any,  # noqa: ANN401
    text: str,
    search: Search,
    by_sentence: bool,
    between: Between = do_nothing,
    told: Told = tell_nobody,
    known: Known | None = None,
) -> Translation:
    """Return a text's translation. By sentence nothing of a long text is lost, and line ends and space stay as they
    are; whole, a model sees what belongs together, and reads no more than it has room for. A mark that says into which
    language (`split_mark`) goes before every sentence where the model knows it, and is no part of the translation.

    Raises UserError where there is nothing to translate, and where a model has to be told into which of many languages.
    Hold a turn; `between` is called between tokens, `told` before
    each sentence, and `known` is what the model translated before with this search.
    """
    if not text.strip():
        raise UserError(N_("There is no text to translate. Write or paste one."))
    _check_one_pair(tokenizer, model)
    mark = mark_of(tokenizer, text)
    if mark:
        _mark, text = split_mark(text)
    if by_sentence:
        sources = parts.fitting(text, lambda piece: fits(tokenizer, model, mark + piece))
    else:
        start = len(text) - len(text.lstrip())
        sources = (Sentence(text.strip(), start, start + len(text.strip())),)
    written = write_all(
        tokenizer, model, [source.text for source in sources], search, between, told, known, mark
    )
    if by_sentence:
        whole = parts.put_together(text, sources, tuple(one.text for one in written))
        return Translation(whole, sources, written, mark)
    return Translation(written[0].text, sources, written, mark)


def split_mark(text: str) -> tuple[str, str]:
    """Return the mark before a text that says a Marian model of several languages into which one, with a space behind
    it, and the rest; "" and the whole text where there is no mark, or nothing behind it.

    >>> split_mark(">>fra<< Hola. ¿Qué tal?")
    ('>>fra<< ', 'Hola. ¿Qué tal?')
    """
    found = _MARK.match(text)
    if not found or not text[found.end() :].strip():
        return "", text
    return f"{found[1]} ", text[found.end() :]


def mark_of(tokenizer: Any, text: str) -> str:  # noqa: ANN401
    """Return the mark before a text (`split_mark`), "" where the model does not know it: to that it is a word."""
    mark, _rest = split_mark(text)
    return mark if mark and mark.strip() in tokenizer.get_vocab() else ""


def needs_sentences(tokenizer: Any, model: Any, text: str) -> bool:  # noqa: ANN401
    """Tell whether a text is too long for a model to read it whole."""
    return not fits(tokenizer, model, text)


def _check_one_pair(tokenizer: Any, model: Any) -> None:  # noqa: ANN401
    """Raise UserError where a model would write in any of its languages: nothing says in which."""
    if (
        hasattr(tokenizer, "set_tgt_lang_special_tokens")
        and model.generation_config.forced_bos_token_id is None
    ):
        raise UserError(
            N_(
                "This model knows many languages and has to be told from which one into which, which this page cannot "
                "do. Choose one for a single pair of languages, such as OPUS-MT."
            )
        )


def record(found: Translation) -> dict[str, str]:
    """Return a translation as transformers' pipeline gave it: {"translation_text": …}."""
    return {"translation_text": found.text}
