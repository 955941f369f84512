"""The words of doodle-clip as numbers: a tokenizer made of everything that it is ever told.

Small letters without accents, so that "avión" and "AVION" are the same; parts of words (BPE), so that a word that was
never said is made of parts that were.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

from training.scenes.words import LANGUAGES, every_text, names_of, things

FILE = "tokenizer.json"
SPECIAL = ("<pad>", "<start>", "<unknown>", "<end>")
PAD, START, UNKNOWN, END = range(4)
VOCABULARY = 2200
MOST_TOKENS = 24


def make_tokenizer() -> Tokenizer:
    """Return the tokenizer; the same words always give the same one."""
    tokenizer = Tokenizer(models.BPE(unk_token=SPECIAL[UNKNOWN]))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFD(), normalizers.Lowercase(), normalizers.StripAccents()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=list(SPECIAL),
        initial_alphabet=list("abcdefghijklmnopqrstuvwxyz0123456789,.;:!?¿¡()-'"),
        show_progress=False,
    )
    texts = [text for language in LANGUAGES for text in every_text(language)]
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{SPECIAL[START]} $A {SPECIAL[END]}",
        pair=f"{SPECIAL[START]} $A $B {SPECIAL[END]}",
        special_tokens=[(SPECIAL[START], START), (SPECIAL[END], END)],
    )
    return tokenizer


def write_tokenizer(folder: Path) -> None:
    """Write the tokenizer's file to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    make_tokenizer().save(str(folder / FILE))


def read_tokenizer(folder: Path) -> Tokenizer:
    """Return the tokenizer that `write_tokenizer` wrote."""
    return Tokenizer.from_file(str(folder / FILE))


def encoder(tokenizer: Tokenizer) -> Callable[[list[str]], NDArray[np.int64]]:
    """Return what makes texts int64 [texts, 24]: cut after 24 tokens, filled up with the padding."""
    tokenizer.enable_truncation(MOST_TOKENS)
    tokenizer.enable_padding(pad_id=PAD, pad_token=SPECIAL[PAD], length=MOST_TOKENS)
    return lambda texts: np.array([one.ids for one in tokenizer.encode_batch(texts)], np.int64)


def name_tokens(tokenizer: Tokenizer) -> NDArray[np.int64]:
    """Return every way in which the 345 things are called, int64 [things, ways in both languages, 24]."""
    encode = encoder(tokenizer)
    return np.stack(
        [encode([text for language in LANGUAGES for text in names_of(thing, language)]) for thing in things()]
    )
