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
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(vocab_size=size, end_of_word_suffix="</w>", show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    trained = json.loads(tokenizer.to_str())["model"]
    # Inside a word fairseq writes "to@@", where the trainer writes "to" and marks the end of a word.
    tokens = [
        token.removesuffix("</w>") if token.endswith("</w>") else f"{token}@@" for token in trained["vocab"]
    ]
    lines = [f"{token} {len(tokens) - number}" for number, token in enumerate(tokens)]
    (folder / "vocab.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    codes = [f"{left} {right} {1000 - number}" for number, (left, right) in enumerate(trained["merges"])]
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


def write_word_pieces(
    folder: Path, texts: Iterable[str], lowercase: bool, fast: bool, size: int = 1000
) -> None:
    """vocab.txt, one piece a line; `fast` adds tokenizer.json beside it."""
    from tokenizers import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(lowercase=lowercase, strip_accents=lowercase)
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokenizer.train_from_iterator(
        texts, vocab_size=size, min_frequency=1, special_tokens=names, show_progress=False
    )
    tokenizer.save_model(str(folder))
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


def write_xlm_roberta(folder: Path, texts: Iterable[str]) -> None:
    """sentencepiece.bpe.model and the tokenizer.json that was made of it, its first pieces in fairseq's order."""
    from transformers import XLMRobertaTokenizer

    pieces = train_pieces(folder / "sentencepiece.bpe.model", texts, unk_id=0, bos_id=1, eos_id=2)
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


def write_marian(folder: Path, source: Iterable[str], target: Iterable[str]) -> int:
    """source.spm, target.spm, and vocab.json, which numbers the pieces of both: </s> first, <pad> last; their count."""
    sides = (("source.spm", source), ("target.spm", target))
    pieces = [piece for file, texts in sides for piece, _ in train_pieces(folder / file, texts)[3:]]
    tokens = ["</s>", "<unk>", *dict.fromkeys(pieces), "<pad>"]
    write_json(folder / "vocab.json", {token: number for number, token in enumerate(tokens)})
    write_json(folder / "tokenizer_config.json", {"target_lang": "eng", "source_lang": "spa"})
    return len(tokens)


def train_pieces(file: Path, texts: Iterable[str], **ids: int) -> list[tuple[str, float]]:
    """Train a sentencepiece model of one-word pieces and letters, write it, and return its pieces with their scores."""
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        # Said several times, so that whole words become pieces.
        sentence_iterator=iter([*texts] * 5),
        model_writer=model,
        vocab_size=800,
        hard_vocab_limit=False,
        character_coverage=1.0,
        num_threads=1,
        minloglevel=2,
        **ids,
    )
    file.write_bytes(model.getvalue())
    trained = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [
        (trained.id_to_piece(number), trained.get_score(number)) for number in range(trained.get_piece_size())
    ]
