"""What our path adds to a warm answer of the text tasks, against the bare call of transformers on the same text.

The writers are those that ship with the app, whose networks are so small that whatever is added shows; the readers are
BERT of base size with random weights and the tokenizer of the one that ships.
"""

from collections.abc import Callable
from typing import Any

from benchmarks.warm_prediction import ratio_of
from core.models.catalogue.row import WEIGHTS
from core.text.fill_mask import fill
from core.text.generate import Search, write
from core.text.generation import Settings, beginning, steps
from core.text.question_answering import ask
from core.text.zero_shot import judge

TEXT = (
    "El algoritmo de la transformada rápida de Fourier calcula las frecuencias de una señal, y lo hace deprisa. "
    * 2
)
GAP = "La mujer de la casa tenía un [MASK] muy viejo, y nadie sabía de quién era."
SOURCE = "Mañana vamos a la playa con los niños."
LABELS = ("computación", "filosofía", "artes", "arquitectura")
TOKENS = 60


def run() -> list[tuple[str, float, str]]:
    """Return the ratio of our time to the bare call's for filling gaps, answering, own labels, writing and going on."""
    calls = {
        "filling a gap": (_fill, 25),
        "answering a question": (_ask, 25),
        "own labels": (_judge, 15),
        "translating": (_translate, 15),
        "going on with a text": (_go_on, 15),
    }
    found = []
    for name, (make, repeats) in calls.items():
        ours, bare = make()
        found.append((f"warm answer, {name}: ours / bare transformers", ratio_of(ours, bare, repeats), "x"))
    return found


Calls = tuple[Callable[[], object], Callable[[], object]]


def _opened(folder: str, auto_class: str) -> tuple[Any, Any]:
    import transformers

    path = WEIGHTS / folder
    tokenizer = transformers.AutoTokenizer.from_pretrained(path)
    return tokenizer, getattr(transformers, auto_class).from_pretrained(path).eval()


def _base_size(model_class: str, **settings: Any) -> tuple[Any, Any]:  # noqa: ANN401 (transformers' options)
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(WEIGHTS / "mini-bert-es")
    config = transformers.BertConfig(vocab_size=len(tokenizer), **settings)
    return tokenizer, getattr(transformers, model_class)(config).eval()


def _fill() -> Calls:
    from transformers import pipeline

    tokenizer, model = _base_size("BertForMaskedLM")
    bare = pipeline("fill-mask", model=model, tokenizer=tokenizer, device="cpu")
    return lambda: fill(tokenizer, model, GAP, "BERT"), lambda: bare(GAP)


def _ask() -> Calls:
    import torch

    tokenizer, model = _base_size("BertForQuestionAnswering")
    question = "¿Qué calcula el algoritmo?"

    def bare() -> object:
        with torch.inference_mode():
            return model(**tokenizer(question, TEXT, return_tensors="pt"))

    return lambda: ask(tokenizer, model, question, TEXT, "BERT"), bare


def _judge() -> Calls:
    from transformers import pipeline

    names = {0: "contradiction", 1: "neutral", 2: "entailment"}
    ids = {name: number for number, name in names.items()}
    tokenizer, model = _base_size("BertForSequenceClassification", id2label=names, label2id=ids)
    bare = pipeline("zero-shot-classification", model=model, tokenizer=tokenizer, device="cpu")
    template = "Este ejemplo es {}."
    return (
        lambda: judge(tokenizer, model, TEXT, LABELS, template, "BERT"),
        lambda: bare(TEXT, candidate_labels=list(LABELS), hypothesis_template=template),
    )


def _translate() -> Calls:
    tokenizer, model = _opened("mini-es-en", "AutoModelForSeq2SeqLM")

    def bare() -> object:
        ids = model.generate(
            **tokenizer(SOURCE, return_tensors="pt"),
            num_beams=4,
            max_new_tokens=TOKENS,
            max_length=None,
            do_sample=False,
        )
        return tokenizer.decode(ids[0], skip_special_tokens=True)

    return lambda: write(tokenizer, model, SOURCE, Search(most_tokens=TOKENS)), bare


def _go_on() -> Calls:
    tokenizer, model = _opened("mini-lm-es", "AutoModelForCausalLM")
    # As many tokens every time.
    model.generation_config.eos_token_id = None
    settings = Settings(most_tokens=TOKENS)

    def ours() -> object:
        return list(steps(tokenizer, model, beginning(tokenizer, model, SOURCE, TOKENS), settings))

    def bare() -> object:
        ids = model.generate(
            **tokenizer(SOURCE, return_tensors="pt"),
            do_sample=True,
            top_k=50,
            top_p=1.0,
            temperature=1.0,
            max_new_tokens=TOKENS,
        )
        return tokenizer.decode(ids[0])

    return ours, bare
