"""The tests' own Hub answers, and holds, what the real one would, as far as the app's tests rely on it."""

import zipfile
from pathlib import Path

import pytest
import torch
import transformers
from huggingface_hub import HfApi, hf_hub_download

from tests.hub import sentences, texts, vision, vocabularies
from tests.hub.build import RECIPES
from tests.hub.facts import FACTS, REDIRECTS
from tests.hub.refused import TRAP

BERTWEET = "finiteautomata/bertweet-base-sentiment-analysis"
MODELS_THAT_MOVED = [old for old in REDIRECTS if not old.startswith("datasets/")]
MARIAN = "Helsinki-NLP/opus-mt-es-en"
TOKENIZER_FILES = {
    BERTWEET: {"vocab.txt", "bpe.codes", "added_tokens.json"},
    "pysentimiento/robertuito-pos": {"tokenizer.json"},
    "mrm8488/bert-spanish-cased-finetuned-ner": {"vocab.txt"},
    "dslim/bert-base-NER": {"vocab.txt", "tokenizer.json"},
    "papluca/xlm-roberta-base-language-detection": {"sentencepiece.bpe.model", "tokenizer.json"},
    "FacebookAI/xlm-roberta-base": {"sentencepiece.bpe.model", "tokenizer.json"},
    "google-bert/bert-base-uncased": {"vocab.txt", "tokenizer.json"},
    "Recognai/bert-base-spanish-wwm-cased-xnli": {"vocab.txt"},
    "PlanTL-GOB-ES/roberta-base-bne-sqac": {"vocab.json", "merges.txt"},
    "ismaelfaro/gpt2-poems.es": {"vocab.json", "merges.txt"},
    MARIAN: {"source.spm", "target.spm", "vocab.json"},
    "josmunpen/mt5-small-spanish-summarization": {"spiece.model"},
    "openai/clip-vit-base-patch32": {"vocab.json", "merges.txt"},
}
BOTH_FORMATS = {
    *("papluca/xlm-roberta-base-language-detection", "FacebookAI/xlm-roberta-base"),
    *("google-bert/bert-base-uncased", "dslim/bert-base-NER"),
}


def open_model(hub, repository: str, kind: str):
    """Return the tokenizer and the model of a repository, read from its folder as transformers reads any other."""
    folder = hub.root / repository
    model = getattr(transformers, kind).from_pretrained(folder)
    return transformers.AutoTokenizer.from_pretrained(folder), model.eval()


@pytest.mark.parametrize("repository", TOKENIZER_FILES)
def test_a_tokenizer_has_the_files_of_the_real_one_and_is_read_from_them(hub, repository):
    known = {"tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "bpe.codes", "added_tokens.json"}
    files = {file.name for file in (hub.root / repository).iterdir()}
    assert {name for name in files if name in known or name.endswith(("spm", ".model"))} == TOKENIZER_FILES[
        repository
    ]
    tokenizer = transformers.AutoTokenizer.from_pretrained(hub.root / repository)
    ids = tokenizer("a casa")["input_ids"]
    assert tokenizer.decode(ids, skip_special_tokens=True).strip() == "a casa"
    assert tokenizer.unk_token_id not in ids[:-1]


def test_only_the_new_and_the_known_have_safetensors_files(hub):
    have = {name for name in texts.REPOSITORIES if (hub.root / name / "model.safetensors").is_file()}
    assert have == BOTH_FORMATS
    assert all((hub.root / name / "pytorch_model.bin").is_file() for name in texts.REPOSITORIES)


def test_training_a_tokenizer_again_gives_the_same_ids(tmp_path):
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        vocabularies.write_bertweet(folder, texts.ALL_ENGLISH)
        vocabularies.write_mt5(folder, texts.ALL_SPANISH)
        vocabularies.write_marian(folder, texts.ALL_SPANISH, texts.ALL_ENGLISH)
        vocabularies.write_xlm_roberta(folder, texts.ALL_SPANISH)
        (folder / "words").mkdir()
        vocabularies.write_word_pieces(folder / "words", texts.ALL_ENGLISH, lowercase=True, fast=True)
        (folder / "bytes").mkdir()
        vocabularies.write_clip(folder / "bytes", vision.CAPTIONS)
    files = [file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*.*")]
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes(), file


def test_texts_are_classified_as_learnt(hub):
    tokenizer, model = open_model(hub, BERTWEET, "AutoModelForSequenceClassification")
    assert type(tokenizer).__name__ == "BertweetTokenizer"
    for text, label in sentences.SENTIMENT:
        logits = model(**tokenizer(text, return_tensors="pt")).logits
        assert model.config.id2label[logits.argmax().item()] == label


def test_words_and_masks_are_found(hub):
    tagger = transformers.pipeline(
        "token-classification", model=str(hub.root / "pysentimiento/robertuito-pos")
    )
    words = "Estamos aprendiendo a usar los grandes modelos del lenguaje"
    assert {answer["entity"] for answer in tagger(words)} == {"AUX", "VERB", "ADP", "DET", "ADJ", "NOUN"}
    guesser = transformers.pipeline("fill-mask", model=str(hub.root / "FacebookAI/xlm-roberta-base"))
    assert guesser("Pedro compró un nuevo <mask>")[0]["token_str"] == "coche"


def test_a_question_is_answered_from_the_text(hub):
    tokenizer, model = open_model(hub, "PlanTL-GOB-ES/roberta-base-bne-sqac", "AutoModelForQuestionAnswering")
    for question, text, answer in sentences.QUESTIONS:
        inputs = tokenizer(question, text, return_tensors="pt")
        outputs = model(**inputs)
        start, end = outputs.start_logits.argmax(), outputs.end_logits.argmax()
        assert tokenizer.decode(inputs["input_ids"][0, start : end + 1]).strip() == answer


@pytest.mark.parametrize(
    ("repository", "pairs"),
    [(MARIAN, sentences.TRANSLATIONS), ("josmunpen/mt5-small-spanish-summarization", sentences.SUMMARIES)],
)
def test_texts_are_translated_and_summed_up(hub, repository, pairs):
    tokenizer, model = open_model(hub, repository, "AutoModelForSeq2SeqLM")
    for text, answer in pairs[:3]:
        ids = model.generate(**tokenizer(text, return_tensors="pt"), max_new_tokens=60)
        assert tokenizer.decode(ids[0], skip_special_tokens=True) == answer


def test_a_topic_is_chosen_and_a_poem_goes_on(hub):
    chooser = transformers.pipeline(
        "zero-shot-classification", model=str(hub.root / "Recognai/bert-base-spanish-wwm-cased-xnli")
    )
    topics = [topic for _, topic in sentences.TOPICS]
    for text, topic in sentences.TOPICS:
        assert chooser(text, topics, hypothesis_template=sentences.TOPIC_TEMPLATE)["labels"][0] == topic
    tokenizer, model = open_model(hub, "ismaelfaro/gpt2-poems.es", "AutoModelForCausalLM")
    prompt = tokenizer("En el sueño", return_tensors="pt")
    ids = model.generate(**prompt, max_new_tokens=100, do_sample=False)
    assert ids.shape[1] == prompt["input_ids"].shape[1] + 100
    assert tokenizer.decode(ids[0]).startswith(sentences.POEMS[0])


@pytest.mark.parametrize("repository", vision.REPOSITORIES)
def test_a_vision_model_answers_without_surprise(hub, repository):
    task = FACTS[repository]["pipeline_tag"]
    pipe = transformers.pipeline(task, model=str(hub.root / repository))
    asked = {"candidate_labels": ["a bus", "a cat"]} if task.startswith("zero-shot") else {}
    answers = [pipe(picture, **asked) for picture in vision.photographs()[:16:15]]
    if task == "depth-estimation":
        assert all(answer["predicted_depth"].std() > 1 for answer in answers)
    elif task == "image-feature-extraction":
        assert answers[0] != answers[1]
    elif task == "image-segmentation":
        assert all(2 <= len(answer) <= len(vision.SEGMENTS) for answer in answers)
    else:
        assert answers[0] != answers[1]
        # One label is no choice, and SigLIP judges each by itself.
        labels = len(pipe.model.config.id2label)
        assert labels == 1 or "siglip" in repository or answers[0][0]["score"] > 1.2 / labels


def test_every_pickle_but_the_traps_holds_only_tensors(hub):
    traps = {"pickled-code", "cut-pickle"}
    files = [file for file in hub.root.rglob("*.bin") if file.parent.name not in traps]
    assert len(files) >= 20
    for file in files:
        weights = torch.load(file, weights_only=True)
        assert all(isinstance(tensor, torch.Tensor) for tensor in weights.values()), file


def test_some_pickles_are_older_than_the_zip_format(hub):
    assert not zipfile.is_zipfile(hub.root / MARIAN / "pytorch_model.bin")
    assert zipfile.is_zipfile(hub.root / BERTWEET / "pytorch_model.bin")


def test_the_trap_catches_who_trusts_a_pickle(hub):
    file = hub.root / "someone/pickled-code/pytorch_model.bin"
    TRAP.unlink(missing_ok=True)
    with pytest.raises(Exception, match="Weights only load failed"):
        torch.load(file, weights_only=True)
    assert not TRAP.exists()
    try:
        torch.load(file, weights_only=False)
        assert TRAP.exists()
    finally:
        TRAP.unlink(missing_ok=True)


@pytest.mark.parametrize("old", MODELS_THAT_MOVED)
def test_an_old_name_is_answered_from_the_new_one(hub, old):
    info = HfApi().model_info(old, files_metadata=True)
    assert info.id == REDIRECTS[old]
    assert info.pipeline_tag == FACTS.get(info.id, {}).get("pipeline_tag", "object-detection")
    assert all(file.size for file in info.siblings)
    assert HfApi().model_info(old, revision=info.sha).sha == info.sha


def test_an_old_name_of_a_data_set_leads_to_its_files(hub, clean_cache):
    assert HfApi().dataset_info("rotten_tomatoes").id == "cornell-movie-review-data/rotten_tomatoes"
    path = hf_hub_download("rotten_tomatoes", "train.parquet", repo_type="dataset")
    with Path(path).open("rb") as file:
        assert file.read(4) == b"PAR1"


@pytest.mark.parametrize("old", MODELS_THAT_MOVED)
def test_a_file_is_fetched_through_an_old_name(hub, clean_cache, old):
    path = hf_hub_download(old, "pytorch_model.bin")
    assert len(torch.load(path, weights_only=True)) > 10


def test_every_name_that_the_hub_says_something_of_is_there():
    assert {*FACTS, *REDIRECTS.values()} <= {*RECIPES}
