"""How models are read: every layout that is published, and what is refused in a sentence."""

from dataclasses import replace

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.models import files, loader
from core.models.catalogue.row import ModelRow
from core.models.hub.download import download
from core.models.hub.inspect import id_in, inspect
from core.models.kinds import KINDS, recognised
from tests.hub.refused import TRAP

DETECTORS = KINDS["object-detection"]


@pytest.fixture(autouse=True)
def _english(hub):
    loader._store.clear()
    with speaking("en"):
        yield


def detector(name, **facts):
    return ModelRow(name, name, name, ("object-detection",), "transformers", **facts)


def load(name, kind=None, **facts):
    return loader.load(detector(name, **facts), "cpu", kind=kind)


@pytest.mark.parametrize("name", ["someone/pickled-detector", "someone/old-pickled-detector"])
def test_weights_in_a_pickle_are_read_as_those_in_safetensors(clean_cache, name):
    import torch

    loaded, same = load(name), load("hustvl/yolos-small")
    assert loaded.path != same.path
    for key, tensor in same.model.model.state_dict().items():
        torch.testing.assert_close(loaded.model.model.state_dict()[key], tensor)


def test_of_two_formats_the_safe_one_is_fetched(hub, clean_cache):
    extra = hub.root / "hustvl/yolos-small/pytorch_model.bin"
    extra.write_bytes(b"a pickle")
    try:
        path = download(detector("hustvl/yolos-small"), lambda _done, _total: None)
    finally:
        extra.unlink()
    assert not (path / "pytorch_model.bin").exists()


def test_a_pickle_that_would_run_code_is_refused_and_does_not_run(clean_cache):
    TRAP.unlink(missing_ok=True)
    with pytest.raises(UserError, match="holds more than numbers"):
        load("someone/pickled-code")
    assert not TRAP.exists()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("someone/cut-pickle", "could not be read|are not a complete model"),
        ("someone/other-frameworks", "only in a format that the app does not open"),
        ("someone/labels-from-one", "labels have to be numbered from 0 on"),
        ("someone/no-label-count", "could not be read"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(clean_cache, name, says):
    with pytest.raises(UserError, match=says):
        load(name)


def test_labels_that_are_numbers_become_texts(clean_cache):
    labels = load("someone/numbered-labels").model.model.config.id2label
    assert labels[0] == "0" and all(isinstance(label, str) for label in labels.values())


@pytest.mark.parametrize(
    ("file", "what"),
    [
        ("yolo11n-seg.pt", "segmentation"),
        ("yolo11n-pose.pt", "poses"),
        ("yolo11n-obb.pt", "oriented boxes"),
        ("yolo11n-cls.pt", "classification"),
    ],
)
def test_a_yolo_of_another_task_is_named_as_what_it_is(hub, file, what):
    row = files.row_from_path(hub.root / "someone/yolo-other-tasks" / file, "object-detection")
    with pytest.raises(UserError, match=f"for {what}; here one for object detection is needed"):
        loader.load(row, "cpu")


@pytest.mark.parametrize(
    "name",
    ["someone/renamed-detector", "https://huggingface.co/someone/renamed-detector/tree/main?library=x#top"],
)
def test_a_model_that_the_hub_has_renamed_is_found_under_its_old_name(clean_cache, name):
    row = inspect(name, "object-detection")
    assert row.hub_id == "someone/pickled-detector"
    assert loader.load(row, "cpu").parameters > 0


def test_a_row_with_an_old_name_can_be_fetched(clean_cache):
    assert load("someone/renamed-detector").parameters > 0


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("facebook/detr-resnet-50", "facebook/detr-resnet-50"),
        (" /facebook/detr-resnet-50/ ", "facebook/detr-resnet-50"),
        ("bert-base-uncased", "bert-base-uncased"),
        ("https://huggingface.co/a/b", "a/b"),
        ("http://www.huggingface.co/a/b/", "a/b"),
        ("www.huggingface.co/a/b/blob/main/config.json", "a/b"),
        ("huggingface.co/a/b?x=y", "a/b"),
        ("hf.co/a/b#usage", "a/b"),
        ("HTTPS://huggingface.co/bert-base-uncased/tree/main?x=y", "bert-base-uncased"),
        ("https://huggingface.co/spaces/nateraw/quickdraw", "nateraw/quickdraw"),
        ("https://mirror.school.example:8080/a/b/discussions/3", "a/b"),
        ("https://huggingface.co/", ""),
        ("", ""),
        ("a.b/c.d", "a.b/c.d"),
    ],
)
def test_the_id_is_found_in_whatever_was_pasted(typed, name):
    assert id_in(typed) == name


def kind(task, opening, auto_class="", processor="AutoTokenizer", endings=("",), mappings=()):
    return replace(
        DETECTORS,
        task=task,
        hub_task=task,
        opening=opening,
        auto_class=auto_class,
        processor=processor,
        endings=endings,
        mappings=mappings,
        ultralytics_task="",
    )


@pytest.mark.parametrize(
    ("name", "auto_class"),
    [
        ("Helsinki-NLP/opus-mt-es-en", "AutoModelForSeq2SeqLM"),
        ("josmunpen/mt5-small-spanish-summarization", "AutoModelForSeq2SeqLM"),
        ("PlanTL-GOB-ES/roberta-base-bne-sqac", "AutoModelForQuestionAnswering"),
        ("ismaelfaro/gpt2-poems.es", "AutoModelForCausalLM"),
        ("xlm-roberta-base", "AutoModelForMaskedLM"),
    ],
)
def test_a_task_without_a_pipeline_opens_with_its_auto_class(hub, clean_cache, name, auto_class):
    import torch
    import transformers

    loaded = load(name, kind("text", "auto", auto_class))
    text = "Hola, ¿está todo bien?"
    tokens = loaded.model.processor(text, return_tensors="pt")
    from tests.hub.facts import REDIRECTS

    folder = hub.root / REDIRECTS.get(name, name)
    plain = transformers.AutoTokenizer.from_pretrained(folder)(text, return_tensors="pt")
    assert torch.equal(tokens["input_ids"], plain["input_ids"])
    expected = getattr(transformers, auto_class).from_pretrained(folder).state_dict()
    for key, tensor in loaded.model.model.state_dict().items():
        torch.testing.assert_close(tensor, expected[key])


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("finiteautomata/bertweet-base-sentiment-analysis", "text-classification"),
        ("pysentimiento/robertuito-pos", "token-classification"),
        ("Recognai/bert-base-spanish-wwm-cased-xnli", "zero-shot-classification"),
        ("bert-base-uncased", "fill-mask"),
    ],
)
def test_a_text_pipeline_opens_from_the_files_of_its_time(clean_cache, name, task):
    assert load(name, kind(task, "pipeline")).model.task == task


@pytest.mark.parametrize(
    "name",
    [
        "finiteautomata/bertweet-base-sentiment-analysis",
        "Helsinki-NLP/opus-mt-es-en",
        "josmunpen/mt5-small-spanish-summarization",
        "ismaelfaro/gpt2-poems.es",
        "papluca/xlm-roberta-base-language-detection",
    ],
)
def test_a_tokenizer_is_fetched_without_its_model(clean_cache, name):
    tokenizers = kind("tokens", "tokenizer")
    loaded = load(name, tokenizers)
    assert not [file for file in loaded.path.iterdir() if file.suffix in (".bin", ".safetensors", ".h5")]
    assert loaded.model("hola")["input_ids"]
    assert loaded.parameters == 0
    # The model itself is still to come.
    assert files.cached(detector(name)) is None
    assert files.cached(detector(name), tokenizers) == loaded.path


def test_a_configuration_is_fetched_with_the_other_settings_and_nothing_else(clean_cache):
    loaded = load("hustvl/yolos-small", kind("config", "config"))
    assert sorted(file.name for file in loaded.path.iterdir()) == ["config.json", "preprocessor_config.json"]
    assert loaded.model.model_type == "yolos"


def test_a_repository_without_a_tokenizer_says_so(clean_cache):
    with pytest.raises(UserError, match="has no tokenizer"):
        load("hustvl/yolos-small", kind("tokens", "tokenizer"))


CLASSIFIES = ("image-classification", "few-shot-image-classification")


@pytest.mark.parametrize(
    ("config", "tasks"),
    [
        ({}, ()),
        ({"architectures": None}, ()),
        ({"architectures": [7, "YolosForObjectDetection"]}, ("object-detection",)),
        ({"architectures": ["ViTForImageClassification"]}, CLASSIFIES),
        (
            {"architectures": ["ViTForImageClassification"], "id2label": {"0": "cat"}},
            ("sketch-recognition", *CLASSIFIES),
        ),
        ({"architectures": ["Dinov2Model"]}, ("few-shot-image-classification",)),
        ({"architectures": ["BertModel"]}, ()),
        ({"architectures": ["BertForSequenceClassification"]}, ("text-classification",)),
        (
            {
                "architectures": ["BertForSequenceClassification"],
                "id2label": {"0": "CONTRADICTION", "1": "ENTAILMENT"},
            },
            ("text-classification", "zero-shot-classification"),
        ),
        ({"architectures": ["RobertaForTokenClassification"]}, ("token-classification",)),
        ({"architectures": ["XLMRobertaForMaskedLM"]}, ("fill-mask",)),
        ({"architectures": ["MarianMTModel"]}, ("translation",)),
        ({"architectures": ["MT5ForConditionalGeneration"]}, ("translation", "summarization")),
        ({"architectures": ["Blip2ForConditionalGeneration"]}, ()),
        ({"architectures": ["RobertaForQuestionAnswering"]}, ("question-answering",)),
        ({"architectures": ["GPT2LMHeadModel"]}, ("text-generation",)),
    ],
)
def test_a_kind_is_recognised_by_architecture_and_labels(config, tasks):
    assert recognised(config) == tasks
