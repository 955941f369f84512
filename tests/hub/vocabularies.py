"""Tokenizers of a few hundred tokens, trained in a moment and written in the layouts of the real repositories.

Each function writes the files of one layout into a folder; reading them back is left to transformers.
"""

import io
import json
from collections.abc import Iterable
from pathlib import Path

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
ROBERTA_TOKENS = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "unk_token": "<unk>",
    "sep_token": "</s>",
    "pad_token": "<pad>",
    "cls_token": "<s>",
    "mask_token": "<mask>",
}
BERT_TOKENS = {
    "unk_token": "[UNK]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}


def write_json(file: Path, content: object) -> None:
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")


def write_bertweet(folder: Path, texts: Iterable[str], size: int = 1000) -> None:
    """vocab.txt and bpe.codes, as fairseq and fastBPE write them: no tokenizer.json, and <mask> added behind."""
    pieces, merges = _pairs((_mark(word, -1) for text in texts for word in text.split()), size)
    tokens = [_unmark(piece, "</w>") for piece in pieces]
    # Inside a word fairseq writes "to@@", where the trainer writes "to" and marks the end of a word.
    tokens = [token.removesuffix("</w>") if token.endswith("</w>") else f"{token}@@" for token in tokens]
    lines = [f"{token} {len(tokens) - number}" for number, token in enumerate(tokens)]
    (folder / "vocab.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    codes = [
        f"{_unmark(left, '</w>')} {_unmark(right, '</w>')} {1000 - number}"
        for number, (left, right) in enumerate(merges)
    ]
    (folder / "bpe.codes").write_text("\n".join(codes) + "\n", encoding="utf-8")
    write_json(folder / "added_tokens.json", {"<mask>": len(tokens) + len(SPECIAL)})
    write_json(folder / "special_tokens_map.json", ROBERTA_TOKENS)
    settings = {"normalization": True, "model_max_length": 128, "tokenizer_class": "BertweetTokenizer"}
    write_json(folder / "tokenizer_config.json", ROBERTA_TOKENS | settings)


def write_byte_pairs(
    folder: Path, texts: Iterable[str], special: dict[str, str], settings: dict, size: int = 1000
) -> None:
    """vocab.json and merges.txt, byte-level, as GPT-2's; `special` names the special tokens, which come first."""
    from tokenizers import ByteLevelBPETokenizer

    tokenizer = ByteLevelBPETokenizer()
    names = list(dict.fromkeys(special.values()))
    tokenizer.train_from_iterator(
        texts, vocab_size=size, min_frequency=1, special_tokens=names, show_progress=False
    )
    tokenizer.save_model(str(folder))
    write_json(folder / "special_tokens_map.json", special)
    write_json(folder / "tokenizer_config.json", special | settings)


def write_clip(folder: Path, texts: Iterable[str]) -> int:
    """vocab.json and merges.txt in CLIP's order: bytes, bytes that end a word, merges, and the two marks; their
    count."""
    from tokenizers import pre_tokenizers

    bytes_of = pre_tokenizers.ByteLevel(add_prefix_space=False).pre_tokenize_str
    words = [piece for text in texts for word in text.lower().split() for piece, _ in bytes_of(word)]
    _, merges = _pairs((_mark(word, -1) for word in words), size=600)
    merges = [(_unmark(left, "</w>"), _unmark(right, "</w>")) for left, right in merges]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    joined = ["".join(pair) for pair in merges]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), *joined, "<|startoftext|>", "<|endoftext|>"]
    write_json(folder / "vocab.json", {token: number for number, token in enumerate(dict.fromkeys(tokens))})
    lines = ["#version: 0.2", *(" ".join(pair) for pair in merges)]
    (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    special = {
        "bos_token": "<|startoftext|>",
        "eos_token": "<|endoftext|>",
        "unk_token": "<|endoftext|>",
        "pad_token": "<|endoftext|>",
    }
    write_json(folder / "special_tokens_map.json", special)
    settings = {"do_lower_case": True, "model_max_length": 77, "tokenizer_class": "CLIPTokenizer"}
    write_json(folder / "tokenizer_config.json", special | settings)
    return len(dict.fromkeys(tokens))


def write_word_pieces(
    folder: Path, texts: Iterable[str], lowercase: bool, fast: bool, size: int = 1000
) -> None:
    """vocab.txt, one piece a line; `fast` adds tokenizer.json beside it."""
    from tokenizers import BertWordPieceTokenizer, normalizers, pre_tokenizers

    clean = normalizers.BertNormalizer(lowercase=lowercase, strip_accents=lowercase).normalize_str
    split = pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    words = [word for text in texts for word, _ in split(clean(text))]
    pieces, _ = _pairs((_mark(word, *range(1, len(word))) for word in words), size)
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens += [f"##{_unmark(piece)}" if ord(piece[0]) >= _MARK else _unmark(piece) for piece in pieces]
    (folder / "vocab.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    if fast:
        BertWordPieceTokenizer(str(folder / "vocab.txt"), lowercase=lowercase).save(
            str(folder / "tokenizer.json")
        )
    else:
        write_json(folder / "special_tokens_map.json", BERT_TOKENS)
    settings = {"do_lower_case": lowercase, "model_max_length": 512}
    write_json(
        folder / "tokenizer_config.json", settings if lowercase else settings | {"strip_accents": False}
    )


def write_fast_only(folder: Path, texts: Iterable[str], size: int = 1000) -> None:
    """tokenizer.json alone, pieces with "▁" for a space, as the Spanish RoBERTa of social networks has it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    names = [*SPECIAL, "<mask>"]
    tokenizer.train_from_iterator(
        texts, trainers.BpeTrainer(vocab_size=size, special_tokens=names, show_progress=False)
    )
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "special_tokens_map.json", ROBERTA_TOKENS)
    settings = {"model_max_length": 128, "tokenizer_class": "PreTrainedTokenizerFast"}
    write_json(folder / "tokenizer_config.json", ROBERTA_TOKENS | settings)


def write_xlm_roberta(folder: Path, texts: Iterable[str], whole: Iterable[str] = ()) -> None:
    """sentencepiece.bpe.model and the tokenizer.json that was made of it, its first pieces in fairseq's order.

    The words of `whole` are pieces by themselves: training makes pieces only of what several words share.
    """
    from transformers import XLMRobertaTokenizer

    words = sorted({f"▁{word.strip('.')}" for text in whole for word in text.split()})
    file = folder / "sentencepiece.bpe.model"
    pieces = train_pieces(file, texts, unk_id=0, bos_id=1, eos_id=2, user_defined_symbols=words)
    vocabulary = [*((token, 0.0) for token in SPECIAL), *pieces[3:], ("<mask>", 0.0)]
    tokenizer = XLMRobertaTokenizer(vocab=vocabulary)
    tokenizer.backend_tokenizer.save(str(folder / "tokenizer.json"))
    write_json(folder / "tokenizer_config.json", {"model_max_length": 512})


def write_mt5(folder: Path, texts: Iterable[str]) -> None:
    """spiece.model alone: <pad>, </s>, <unk>, then the pieces, and no extra tokens behind them."""
    train_pieces(folder / "spiece.model", texts, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    tokens = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    write_json(folder / "special_tokens_map.json", tokens)
    settings = {"extra_ids": 0, "additional_special_tokens": None, "sp_model_kwargs": {}}
    write_json(folder / "tokenizer_config.json", tokens | settings | {"tokenizer_class": "T5Tokenizer"})


def write_siglip(folder: Path, texts: Iterable[str]) -> None:
    """spiece.model alone, as T5's; what fills up a text is its end mark."""
    train_pieces(folder / "spiece.model", texts, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    tokens = {"eos_token": "</s>", "unk_token": "<unk>", "pad_token": "</s>"}
    write_json(folder / "special_tokens_map.json", tokens)
    settings = {"do_lower_case": True, "model_max_length": 64, "tokenizer_class": "SiglipTokenizer"}
    write_json(folder / "tokenizer_config.json", tokens | settings | {"processor_class": "SiglipProcessor"})


def write_marian(folder: Path, source: Iterable[str], target: Iterable[str]) -> int:
    """source.spm, target.spm, and vocab.json, which numbers the pieces of both: </s> first, <pad> last; their count."""
    sides = (("source.spm", source), ("target.spm", target))
    pieces = [piece for file, texts in sides for piece, _ in train_pieces(folder / file, texts)[3:]]
    tokens = ["</s>", "<unk>", *dict.fromkeys(pieces), "<pad>"]
    write_json(folder / "vocab.json", {token: number for number, token in enumerate(tokens)})
    write_json(folder / "tokenizer_config.json", {"target_lang": "eng", "source_lang": "spa"})
    return len(tokens)


def train_pieces(file: Path, texts: Iterable[str], **settings: object) -> list[tuple[str, float]]:
    """Train a sentencepiece model (unigram), write it, and return its pieces with their scores."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts),
        model_writer=model,
        vocab_size=800,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
        **settings,
    )
    file.write_bytes(model.getvalue())
    trained = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [
        (trained.id_to_piece(number), trained.get_score(number)) for number in range(trained.get_piece_size())
    ]


_MARK = 0x100000
"""What marks a letter for `_pairs`: added to its code point."""


def _mark(word: str, *positions: int) -> str:
    """Return a word with the letters at `positions` marked as letters of another kind: the last, or all but the
    first."""
    letters = list(word)
    for position in positions:
        letters[position] = chr(ord(letters[position]) + _MARK)
    return "".join(letters)


def _unmark(piece: str, sign: str = "") -> str:
    """Return a piece with its letters as they were, `sign` behind each that was marked."""
    return "".join(chr(ord(letter) - _MARK) + sign if ord(letter) >= _MARK else letter for letter in piece)


def _pairs(words: Iterable[str], size: int) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the pieces, at most `size`, and the merges of byte-pair encoding trained on `words`.

    Always the same ones: the trainer's own way to mark the ends of words numbers their letters by chance.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.train_from_iterator(words, trainers.BpeTrainer(vocab_size=size, show_progress=False))
    trained = json.loads(tokenizer.to_str())["model"]
    return list(trained["vocab"]), [(left, right) for left, right in trained["merges"]]
