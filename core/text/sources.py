"""Texts by where they are: typed into a command, or files of this machine."""

from pathlib import Path

from core.errors import UserError, reason_of
from core.i18n import N_, _, decimal
from core.models.loaded import LoadedModel
from core.text.border import MAX_CHARACTERS, Text, as_text, open_text
from core.text.tokens import Fit, fit_of, token_limit, tokens_of

TEXTS = N_("Texts, each in quotation marks, or names of .txt files.")
"""What a command takes that reads its inputs with `text_at`."""


def text_at(source: str) -> Text:
    """Return the text that a person typed, or that of the file of that name; UserError where there is none.

    What ends in .txt is a file, and so is what one is called.
    """
    path = Path(source)
    if source.lower().endswith(".txt") or _is_file(path):
        return open_text(_read(path), path.name)
    return as_text(source)


def said(loaded: LoadedModel, text: Text) -> str:
    """Return what of a text is not read, in the reader's language: what was too long for the app, and what is for the
    model (an AutoModel); "" where all is."""
    sentences = []
    if text.cut_from:
        sentences.append(cut_words(text))
    tokenizer = loaded.model.processor
    limit = token_limit(tokenizer, loaded.model.model.config.to_dict())
    fit = fit_of(tokens_of(tokenizer, text.content), limit, text.content)
    if fit.is_cut:
        sentences.append(unread_words(text, fit))
    return " ".join(sentences)


def cut_words(text: Text) -> str:
    """Return the sentence that says how much of a text that was cut is used."""
    return _("The text has {all} characters: the first {kept} are used.").format(
        all=decimal(text.cut_from, 0), kept=decimal(MAX_CHARACTERS, 0)
    )


def unread_words(text: Text, fit: Fit) -> str:
    """Return the sentence that says how much of a text a model does not read."""
    rest = text.content[fit.characters :].strip()
    return _(
        "The model reads at most {limit} tokens, so it does not see the end of this text: {n} characters of {all}."
    ).format(limit=decimal(fit.limit or 0, 0), n=decimal(len(rest), 0), all=decimal(len(text.content), 0))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        # Too long for a name, or with characters that none has.
        return False


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(N_("There is no file {path}."), path=path) from None
    except (OSError, ValueError) as error:
        raise UserError(
            N_("The file {path} cannot be read: {reason}."), path=path, reason=reason_of(error)
        ) from None
