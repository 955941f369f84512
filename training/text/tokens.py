"""The tokenizers of the models, trained with the tokenizers library and written as transformers reads them."""

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)
from transformers import PreTrainedTokenizerFast

FILES = ("tokenizer.json", "tokenizer_config.json")

PAD, END, UNKNOWN = "<pad>", "</s>", "<unk>"
PAIR_TOKENS = 4096

FINISH, SONNET, PROSE = "<fin>", "<soneto>", "<prosa>"
TEXT_TOKENS = 5120

WORD_TOKENS = 8192
EMPTY, UNKNOWN_WORD, MASK, CLASS, SEPARATOR = "[PAD]", "[UNK]", "[MASK]", "[CLS]", "[SEP]"

LANGUAGE_TOKENS = 7168
LETTERS = 1800
"""The characters of all languages that are tokens of their own; rarer ones, most of them Chinese, are their bytes."""

_ACCENT = re.compile(r"([aeiouAEIOU])[\u0300-\u0302\u0308]+")
_BYTES = [f"<0x{number:02X}>" for number in range(256)]


def translation_tokenizer(lines: Iterable[str], size: int = PAIR_TOKENS) -> PreTrainedTokenizerFast:
    """Return one tokenizer for both languages: pairs of bytes, so that no character is unknown to it.

    A text ends with </s>. <pad> is also what the decoder begins with.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.Sequence([decoders.ByteLevel(), decoders.Strip(" ", 1, 0)])
    tokenizer.train_from_iterator(lines, _bytes_trainer(size, [PAD, END, UNKNOWN]))
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"$A {END}", pair=f"$A {END} $B {END}", special_tokens=[(END, tokenizer.token_to_id(END))]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=PAD,
        eos_token=END,
        unk_token=UNKNOWN,
        model_max_length=128,
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
    )


def text_tokenizer(texts: Iterable[str], size: int = TEXT_TOKENS) -> PreTrainedTokenizerFast:
    """Return the generator's tokenizer: pairs of bytes; the ends of lines and of stanzas are tokens of their own.

    A text ends with <fin>; <soneto> or <prosa> before it says what it is. It adds none of them by itself.
    """
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = _normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    breaks = [AddedToken(mark, normalized=False) for mark in ("\n\n", "\n")]
    tokenizer.train_from_iterator(
        (line for text in texts for line in text.splitlines()),
        _bytes_trainer(size - len(breaks), [FINISH, SONNET, PROSE]),
    )
    tokenizer.add_tokens(breaks)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=FINISH,
        eos_token=FINISH,
        pad_token=FINISH,
        model_max_length=512,
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
    )


def word_tokenizer(texts: Iterable[str], size: int = WORD_TOKENS) -> PreTrainedTokenizerFast:
    """Return the tokenizer of the model that fills gaps: BERT's word pieces, with case and accents."""
    special = [EMPTY, UNKNOWN_WORD, CLASS, SEPARATOR, MASK]
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN_WORD))
    tokenizer.normalizer = normalizers.Sequence(
        [_normalizer(), normalizers.BertNormalizer(lowercase=False, strip_accents=False)]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    # Spanish opens a question and an exclamation without a space behind the mark.
    tokenizer.decoder = decoders.Sequence(
        [decoders.WordPiece(), decoders.Fuse(), *(decoders.Replace(f"{mark} ", mark) for mark in "¿¡")]
    )
    trainer = trainers.WordPieceTrainer(
        vocab_size=size, special_tokens=special, limit_alphabet=160, show_progress=False
    )
    tokenizer.train_from_iterator((line for text in texts for line in text.splitlines()), trainer)
    return _framed(tokenizer, mask_token=MASK)


def any_language_tokenizer(texts: Iterable[str], size: int = LANGUAGE_TOKENS) -> PreTrainedTokenizerFast:
    """Return a tokenizer for texts of any language: pairs of characters in small letters, digits are all 0.

    No character is unknown to it: a rare one is its bytes.
    """
    special = [EMPTY, UNKNOWN_WORD, CLASS, SEPARATOR]
    normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), _quotes(), _zeros()])
    cutter = pre_tokenizers.Sequence([pre_tokenizers.Metaspace(), pre_tokenizers.Punctuation()])
    learning = Tokenizer(models.BPE())
    learning.normalizer, learning.pre_tokenizer = normalizer, cutter
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[*special, *_BYTES],
        limit_alphabet=LETTERS,
        max_token_length=10,
        show_progress=False,
    )
    learning.train_from_iterator(texts, trainer)
    # The trainer knows bytes only as marks that stand in texts.
    learnt = json.loads(learning.to_str())["model"]
    merges = [tuple(merge) for merge in learnt["merges"]]
    tokenizer = Tokenizer(models.BPE(learnt["vocab"], merges, unk_token=UNKNOWN_WORD, byte_fallback=True))
    tokenizer.normalizer, tokenizer.pre_tokenizer = normalizer, cutter
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(), decoders.Fuse()])
    tokenizer.add_special_tokens(special)
    return _framed(tokenizer)


def opinion_pieces(texts: Iterable[str], size: int) -> PreTrainedTokenizerFast:
    """Return word pieces in small letters, without accents, which subtitles often lack; digits are all 0."""
    tokenizer = Tokenizer(models.WordPiece(unk_token=UNKNOWN_WORD))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase(), _quotes(), _zeros()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=size,
        special_tokens=[EMPTY, UNKNOWN_WORD, CLASS, SEPARATOR],
        limit_alphabet=200,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _framed(tokenizer)


def with_words(
    tokenizer: PreTrainedTokenizerFast, words: Iterable[str], size: int
) -> PreTrainedTokenizerFast:
    """Return a tokenizer of word pieces that knows the first ones of `words` whole too, until it has `size` tokens."""
    content = json.loads(tokenizer.backend_tokenizer.to_str())
    vocabulary = content["model"]["vocab"]
    for word in words:
        if len(vocabulary) >= size:
            break
        vocabulary.setdefault(word, len(vocabulary))
    return _framed(Tokenizer.from_str(json.dumps(content)))


def _framed(tokenizer: Tokenizer, **more: str) -> PreTrainedTokenizerFast:
    """Return a tokenizer whose texts stand between [CLS] and [SEP], as BERT's do; `more` are other special tokens."""
    ends = [(token, tokenizer.token_to_id(token)) for token in (CLASS, SEPARATOR)]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{CLASS} $A {SEPARATOR}",
        pair=f"{CLASS} $A {SEPARATOR} $B:1 {SEPARATOR}:1",
        special_tokens=ends,
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token=EMPTY,
        unk_token=UNKNOWN_WORD,
        cls_token=CLASS,
        sep_token=SEPARATOR,
        model_max_length=128,
        clean_up_tokenization_spaces=False,
        **more,
    )


def _normalizer() -> normalizers.Normalizer:
    """Return what makes typed text look like the texts that were learnt from."""
    return normalizers.Sequence([normalizers.NFC(), _quotes()])


def _quotes() -> normalizers.Normalizer:
    """Return what writes quotation marks, spaces and the mark of what is left out in one way."""
    changed = {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "\u00a0": " ", "…": "..."}
    return normalizers.Sequence([normalizers.Replace(old, new) for old, new in changed.items()])


def _zeros() -> normalizers.Normalizer:
    """Return what writes every number as 0."""
    return normalizers.Replace(Regex(r"\p{Nd}+"), "0")


def without_accents(text: str) -> str:
    """Return a text without the accents of its vowels; ñ and ç are letters of their own."""
    return unicodedata.normalize("NFC", _ACCENT.sub(r"\1", unicodedata.normalize("NFD", text)))


def _bytes_trainer(size: int, special: list[str]) -> trainers.BpeTrainer:
    return trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )


def write_tokenizer(tokenizer: PreTrainedTokenizerFast, folder: Path) -> None:
    """Write tokenizer.json and a tokenizer_config.json that every version of transformers reads."""
    tokenizer.save_pretrained(folder)
    file = folder / "tokenizer_config.json"
    config = json.loads(file.read_text(encoding="utf-8"))
    for machine_bound in ("backend", "is_local", "local_files_only"):
        config.pop(machine_bound, None)
    config["tokenizer_class"] = "PreTrainedTokenizerFast"
    file.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    # Without the line breaks it is half as long, which counts where the model itself is small.
    whole = folder / "tokenizer.json"
    content = json.loads(whole.read_text(encoding="utf-8"))
    whole.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def read_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """Return the tokenizer whose files are in a folder."""
    return PreTrainedTokenizerFast.from_pretrained(folder)
