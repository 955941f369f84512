"""Small language models of the real architectures, each in the layout of its real repository.

Their sizes are tiny and their configurations otherwise those of the real ones. They are trained on the few sentences of
tests.hub.sentences until they know them by heart: an answer follows what is asked, and says nothing of anything else.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.hub import sentences as known
from tests.hub import vocabularies
from tests.hub.common import Recipe, labels_of
from tests.hub.layouts import pickle_weights, write_other_frameworks

ENCODER = {
    "hidden_size": 48,
    "intermediate_size": 96,
    "num_attention_heads": 4,
    "num_hidden_layers": 2,
    "hidden_act": "gelu",
    "hidden_dropout_prob": 0.1,
    "attention_probs_dropout_prob": 0.1,
    "initializer_range": 0.02,
}
ROBERTA = ENCODER | {
    "model_type": "roberta",
    "bos_token_id": 0,
    "pad_token_id": 1,
    "eos_token_id": 2,
    "layer_norm_eps": 1e-05,
    "max_position_embeddings": 130,
    "type_vocab_size": 1,
}
XLM_ROBERTA = ROBERTA | {"model_type": "xlm-roberta", "max_position_embeddings": 514, "output_past": True}
BERT = ENCODER | {
    "model_type": "bert",
    "pad_token_id": 0,
    "layer_norm_eps": 1e-12,
    "max_position_embeddings": 512,
    "type_vocab_size": 2,
}

ALL_SPANISH = (
    *known.SPANISH,
    *(source for source, _ in known.TRANSLATIONS),
    *(part for pair in known.SUMMARIES for part in pair),
    *(part for entry in known.QUESTIONS for part in entry),
    *(text for text, _ in known.TOPICS),
    *(known.TOPIC_TEMPLATE.format(topic) for _, topic in known.TOPICS),
    *known.POEMS,
)
ALL_ENGLISH = (
    *known.ENGLISH,
    *(target for _, target in known.TRANSLATIONS),
    *(text for text, _ in known.SENTIMENT),
)
PARTS_OF_SPEECH = (
    *("ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM"),
    *("PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X"),
)


def _train(
    folder: Path,
    auto: str,
    config: dict[str, Any],
    batch: Callable[[Any, dict[str, Any]], dict[str, Any]],
    rate: float = 3e-3,
) -> None:
    """Write config.json and model.safetensors of a model of `auto`'s kind, trained on one batch.

    The folder has the tokenizer's files; `batch` turns the tokenizer that reads them, and the configuration, into the
    model's inputs, labels among them.
    """
    import torch
    import transformers

    vocabularies.write_json(folder / "config.json", config)
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    config = {"vocab_size": len(tokenizer)} | config
    vocabularies.write_json(folder / "config.json", config)
    torch.manual_seed(0)
    loaded = transformers.AutoConfig.from_pretrained(folder)
    # In evaluation mode, so without dropout: it may learn by heart.
    model = getattr(transformers, auto).from_config(loaded).eval()
    inputs = batch(tokenizer, config)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.0)
    for _ in range(100):
        optimizer.zero_grad()
        model(**inputs).loss.backward()
        optimizer.step()
    model.save_pretrained(folder)
    vocabularies.write_json(folder / "config.json", config)
    # Older than this file.
    (folder / "generation_config.json").unlink(missing_ok=True)


def _classified(pairs: Any) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """Return the batch of whole texts, each with the name of its label."""

    def batch(tokenizer: Any, config: dict[str, Any]) -> dict[str, Any]:
        import torch

        texts, names = zip(*pairs, strict=True)
        inputs = tokenizer(list(texts), padding=True, return_tensors="pt")
        return {**inputs, "labels": torch.tensor([config["label2id"][name] for name in names])}

    return batch


def _masked(texts: tuple[str, ...]) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """Return the batch that has each text once for each of its tokens, with that token masked."""

    def batch(tokenizer: Any, _config: dict[str, Any]) -> dict[str, Any]:
        import torch

        inputs = tokenizer(list(texts), padding=True, return_tensors="pt")
        rows, columns = (
            torch.isin(inputs["input_ids"], torch.tensor(tokenizer.all_special_ids)).logical_not().nonzero().T
        )
        ids = inputs["input_ids"][rows]
        labels = torch.full_like(ids, -100)
        each = torch.arange(len(rows))
        labels[each, columns] = ids[each, columns]
        ids[each, columns] = tokenizer.mask_token_id
        return {"input_ids": ids, "attention_mask": inputs["attention_mask"][rows], "labels": labels}

    return batch


def _translated(pairs: Any) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """Return the batch of texts, each with the text to answer."""

    def batch(tokenizer: Any, _config: dict[str, Any]) -> dict[str, Any]:
        sources, targets = (list(side) for side in zip(*pairs, strict=True))
        inputs = tokenizer(sources, padding=True, return_tensors="pt")
        labels = tokenizer(text_target=targets, padding=True, return_tensors="pt")["input_ids"]
        return {**inputs, "labels": labels.masked_fill(labels == tokenizer.pad_token_id, -100)}

    return batch


def _tagged(marked: tuple[str, ...]) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    """Return the batch of sentences whose words have their labels behind them ("Madrid/PROPN")."""

    def batch(tokenizer: Any, config: dict[str, Any]) -> dict[str, Any]:
        import torch

        pairs = [[pair.rpartition("/")[::2] for pair in line.split()] for line in marked]
        lines = [_plain(line) for line in marked]
        inputs = tokenizer(lines, padding=True, return_tensors="pt", return_offsets_mapping=True)
        labels = torch.full_like(inputs["input_ids"], -100)
        for row, (text, line) in enumerate(zip(lines, pairs, strict=True)):
            for column, (_, end) in enumerate(inputs["offset_mapping"][row].tolist()):
                if end:
                    word = len(text[:end].split()) - 1
                    labels[row, column] = config["label2id"][line[word][1]]
        del inputs["offset_mapping"]
        return {**inputs, "labels": labels}

    return batch


def _plain(marked: str) -> str:
    """Return a sentence without the labels behind its words."""
    return " ".join(pair.rpartition("/")[0] for pair in marked.split())


def _answered(tokenizer: Any, _config: dict[str, Any]) -> dict[str, Any]:
    import torch

    questions, contexts, answers = (list(part) for part in zip(*known.QUESTIONS, strict=True))
    inputs = tokenizer(questions, contexts, padding=True, return_tensors="pt")
    spans = []
    for row, (context, answer) in enumerate(zip(contexts, answers, strict=True)):
        start = context.index(answer)
        spans.append(
            (
                inputs.char_to_token(row, start, sequence_index=1),
                inputs.char_to_token(row, start + len(answer) - 1, sequence_index=1),
            )
        )
    starts, ends = torch.tensor(spans).T
    return {**inputs, "start_positions": starts, "end_positions": ends}


def _entailed(tokenizer: Any, config: dict[str, Any]) -> dict[str, Any]:
    import torch

    rows = [
        (text, known.TOPIC_TEMPLATE.format(other), "entailment" if other == topic else "contradiction")
        for text, topic in known.TOPICS
        for _, other in known.TOPICS
    ]
    premises, hypotheses, names = (list(part) for part in zip(*rows, strict=True))
    inputs = tokenizer(premises, hypotheses, padding=True, return_tensors="pt")
    return {**inputs, "labels": torch.tensor([config["label2id"][name] for name in names])}


def _continued(tokenizer: Any, _config: dict[str, Any]) -> dict[str, Any]:
    turns = [(*known.POEMS[first:], *known.POEMS[:first]) for first in range(len(known.POEMS))]
    inputs = tokenizer(["\n".join(poems) for poems in turns], padding=True, return_tensors="pt")
    return {**inputs, "labels": inputs["input_ids"].masked_fill(inputs["attention_mask"] == 0, -100)}


def _write_bertweet(folder: Path) -> None:
    texts = [
        text.replace("'", " '").replace(",", " ,").replace(".", " .").replace("!", " !")
        for text in ALL_ENGLISH
    ]
    vocabularies.write_bertweet(folder, texts)
    config = ROBERTA | labels_of(["NEG", "NEU", "POS"])
    config |= {
        "_name_or_path": "vinai/bertweet-base",
        "architectures": ["RobertaForSequenceClassification"],
        "tokenizer_class": "BertweetTokenizer",
    }
    _train(folder, "AutoModelForSequenceClassification", config, _classified(known.SENTIMENT))
    pickle_weights(folder)
    write_other_frameworks(folder)


def _write_robertuito(folder: Path) -> None:
    vocabularies.write_fast_only(
        folder,
        [
            *ALL_SPANISH,
            *map(_plain, known.PARTS_OF_SPEECH),
        ],
    )
    config = ROBERTA | labels_of(PARTS_OF_SPEECH) | {"architectures": ["RobertaForTokenClassification"]}
    _train(folder, "AutoModelForTokenClassification", config, _tagged(known.PARTS_OF_SPEECH), rate=1e-2)
    pickle_weights(folder)


def _write_names(folder: Path, marked: tuple[str, ...], labels: tuple[str, ...], safe: bool) -> None:
    vocabularies.write_word_pieces(folder, [*map(_plain, marked), *ALL_SPANISH], lowercase=False, fast=safe)
    config = BERT | labels_of(labels) | {"architectures": ["BertForTokenClassification"]}
    _train(folder, "AutoModelForTokenClassification", config, _tagged(marked), rate=1e-2)
    pickle_weights(folder, keep=safe)


def _write_spanish_names(folder: Path) -> None:
    labels = ("B-LOC", "B-MISC", "B-ORG", "B-PER", "I-LOC", "I-MISC", "I-ORG", "I-PER", "O")
    _write_names(folder, known.NAMES_SPANISH, labels, safe=False)


def _write_english_names(folder: Path) -> None:
    labels = ("O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
    _write_names(folder, known.NAMES_ENGLISH, labels, safe=True)


def _write_languages(folder: Path) -> None:
    vocabularies.write_xlm_roberta(folder, [*known.LANGUAGES.values(), *ALL_SPANISH, *ALL_ENGLISH])
    config = (
        XLM_ROBERTA
        | labels_of(known.LANGUAGES)
        | {
            "architectures": ["XLMRobertaForSequenceClassification"],
            "problem_type": "single_label_classification",
        }
    )
    pairs = [(text, language) for language, text in known.LANGUAGES.items()]
    _train(folder, "AutoModelForSequenceClassification", config, _classified(pairs), rate=1e-2)
    pickle_weights(folder, keep=True)


def _write_xlm_roberta(folder: Path) -> None:
    sentences = (*known.SPANISH, *known.ENGLISH[:2])
    vocabularies.write_xlm_roberta(folder, [*ALL_SPANISH, *ALL_ENGLISH], whole=sentences)
    config = XLM_ROBERTA | {"architectures": ["XLMRobertaForMaskedLM"]}
    _train(folder, "AutoModelForMaskedLM", config, _masked(sentences), rate=1e-2)
    pickle_weights(folder, keep=True)
    write_other_frameworks(folder)


def _write_bert(folder: Path) -> None:
    vocabularies.write_word_pieces(folder, ALL_ENGLISH, lowercase=True, fast=True)
    config = BERT | {"architectures": ["BertForMaskedLM"], "gradient_checkpointing": False}
    _train(folder, "AutoModelForMaskedLM", config, _masked(known.ENGLISH))
    pickle_weights(folder, legacy=True, keep=True)
    write_other_frameworks(folder)


def _write_xnli(folder: Path) -> None:
    vocabularies.write_word_pieces(folder, ALL_SPANISH, lowercase=False, fast=False)
    config = BERT | labels_of(["contradiction", "neutral", "entailment"])
    config |= {"architectures": ["BertForSequenceClassification"], "output_past": True}
    _train(folder, "AutoModelForSequenceClassification", config, _entailed)
    pickle_weights(folder)


def _write_sqac(folder: Path) -> None:
    vocabularies.write_byte_pairs(
        folder,
        ALL_SPANISH,
        vocabularies.ROBERTA_TOKENS,
        {"add_prefix_space": True, "model_max_length": 512, "tokenizer_class": "RobertaTokenizer"},
    )
    config = ROBERTA | {"architectures": ["RobertaForQuestionAnswering"], "max_position_embeddings": 514}
    _train(folder, "AutoModelForQuestionAnswering", config, _answered)
    pickle_weights(folder)


def _write_poems(folder: Path) -> None:
    special = {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    vocabularies.write_byte_pairs(
        folder,
        ALL_SPANISH,
        special | {"pad_token": "<|endoftext|>"},
        {"add_prefix_space": False, "model_max_length": 1024, "tokenizer_class": "GPT2Tokenizer"},
    )
    config = {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        "activation_function": "gelu_new",
        "bos_token_id": 0,
        "eos_token_id": 0,
        "n_ctx": 1024,
        "n_embd": 48,
        "n_head": 4,
        "n_layer": 2,
        "n_positions": 1024,
        "task_specific_params": {"text-generation": {"do_sample": True, "max_length": 50}},
    }
    _train(folder, "AutoModelForCausalLM", config, _continued, rate=1e-2)
    pickle_weights(folder)


def _write_marian(folder: Path) -> None:
    sides = zip(*known.TRANSLATIONS, strict=True)
    size = vocabularies.write_marian(folder, *sides)
    # As in the real one, <pad> is the last token, begins every answer and is never in one.
    generation = {
        "bad_words_ids": [[size - 1]],
        "bos_token_id": 0,
        "decoder_start_token_id": size - 1,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "max_length": 512,
        "num_beams": 4,
        "pad_token_id": size - 1,
    }
    config = generation | {
        "architectures": ["MarianMTModel"],
        "model_type": "marian",
        "activation_function": "swish",
        "d_model": 48,
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_ffn_dim": 96,
        "decoder_ffn_dim": 96,
        "encoder_attention_heads": 4,
        "decoder_attention_heads": 4,
        "decoder_vocab_size": size,
        "is_encoder_decoder": True,
        "max_position_embeddings": 512,
        "scale_embedding": True,
        "share_encoder_decoder_embeddings": True,
        "static_position_embeddings": True,
    }
    _train(folder, "AutoModelForSeq2SeqLM", config, _translated(known.TRANSLATIONS), rate=1e-2)
    vocabularies.write_json(folder / "generation_config.json", generation)
    # Uploaded in 2020, in the format of then.
    pickle_weights(folder, legacy=True)
    write_other_frameworks(folder)


def _write_summaries(folder: Path) -> None:
    vocabularies.write_mt5(folder, ALL_SPANISH)
    config = {
        "architectures": ["MT5ForConditionalGeneration"],
        "model_type": "mt5",
        "d_ff": 96,
        "d_kv": 12,
        "d_model": 48,
        "decoder_start_token_id": 0,
        "dropout_rate": 0.1,
        "eos_token_id": 1,
        "feed_forward_proj": "gated-gelu",
        "is_encoder_decoder": True,
        "num_decoder_layers": 1,
        "num_heads": 4,
        "num_layers": 1,
        "pad_token_id": 0,
        "tie_word_embeddings": False,
        "tokenizer_class": "T5Tokenizer",
    }
    _train(folder, "AutoModelForSeq2SeqLM", config, _translated(known.SUMMARIES))
    pickle_weights(folder)


REPOSITORIES = {
    "finiteautomata/bertweet-base-sentiment-analysis": Recipe(_write_bertweet),
    "pysentimiento/robertuito-pos": Recipe(_write_robertuito),
    "mrm8488/bert-spanish-cased-finetuned-ner": Recipe(_write_spanish_names),
    "dslim/bert-base-NER": Recipe(_write_english_names),
    "papluca/xlm-roberta-base-language-detection": Recipe(_write_languages),
    "FacebookAI/xlm-roberta-base": Recipe(_write_xlm_roberta),
    "google-bert/bert-base-uncased": Recipe(_write_bert),
    "Recognai/bert-base-spanish-wwm-cased-xnli": Recipe(_write_xnli),
    "PlanTL-GOB-ES/roberta-base-bne-sqac": Recipe(_write_sqac),
    "ismaelfaro/gpt2-poems.es": Recipe(_write_poems),
    "Helsinki-NLP/opus-mt-es-en": Recipe(_write_marian),
    "josmunpen/mt5-small-spanish-summarization": Recipe(_write_summaries),
}
