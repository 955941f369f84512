"""The parameters of transformers' pipeline(): what each is for, and whether the installed version has it.

Scope: the words are ours, what there is and its default are read from the signatures.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from core.i18n import N_
from core.library.pipelines import pipeline_tasks

Place = Literal["pipeline", "call", "gone"]
"""Where a parameter is given: where the pipeline is made, where it is called, or nowhere any more."""

_MEANINGS = {
    "task": N_(
        "What is to be done, by its name in the list above. It chooses the class; without it the task is read from "
        "what the Hub says of the model."
    ),
    "model": N_(
        "The model: an id of the Hub, a folder on this machine, or a model that is loaded already. Without it the "
        "task's default is taken, with a warning: always name one."
    ),
    "config": N_("Another configuration than the model's own. It is seldom needed: the model brings one."),
    "tokenizer": N_(
        "What makes tokens of a text. It comes with the model; name one only where a model has no files of its own for "
        "it."
    ),
    "feature_extractor": N_("What prepares sound (and, in old models, pictures). It comes with the model."),
    "image_processor": N_("What prepares pictures: size, rescaling, normalisation. It comes with the model."),
    "video_processor": N_("What prepares videos. It comes with the model."),
    "processor": N_("What prepares several kinds of input at once: text and picture, text and sound."),
    "framework": N_(
        "“pt” or “tf”: PyTorch or TensorFlow. transformers 5 has PyTorch only, so there is nothing left to choose."
    ),
    "revision": N_(
        "Which version of the model: a commit, a branch or a tag. With a commit the same weights come tomorrow, too."
    ),
    "use_fast": N_("Whether to take the tokenizer written in Rust where there is one. Leave it as it is."),
    "token": N_(
        "Your access token of the Hub, for models that are private or ask for terms. Never write it into a file."
    ),
    "device": N_(
        "Where it runs: “cpu”, “cuda:0”, “mps”. Without it on the first accelerator there is, else on the processor."
    ),
    "device_map": N_(
        "How a model that does not fit is spread over several devices (“auto” needs the package accelerate). Not "
        "together with device."
    ),
    "dtype": N_(
        "The type of the weights' numbers: “auto” as they are stored, “float32”, or “bfloat16” with half the memory "
        "and less accuracy. Older versions call it torch_dtype."
    ),
    "trust_remote_code": N_(
        "Whether code in the model's repository may run on your machine. Leave it out: whoever wrote that code could "
        "do with your machine whatever you can. This app never allows it."
    ),
    "model_kwargs": N_("More arguments for the from_pretrained of the model, as a dictionary."),
    "pipeline_class": N_(
        "A class of your own in place of the task's: for pipelines that you write yourself."
    ),
    "batch_size": N_(
        "How many inputs go through the network at once. It is 1 unless you say so, and more is not always faster: "
        "measure it below."
    ),
    "num_workers": N_(
        "How many processes prepare the inputs beside the network, where those are a list or a data set."
    ),
    "top_k": N_(
        "How many answers to an input, the best first. Only some tasks have it; in text-generation it means something "
        "else: among how many tokens the next one is drawn."
    ),
}
"""What each parameter is for, in the order of the course; marked for translation."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, where it is given, its default as Python writes it ("" for none), what it is for
    (English, marked for translation; "" where nobody wrote it down), and the only tasks that have it (() = all)."""

    name: str
    place: Place
    default: str
    meaning: str
    tasks: tuple[str, ...] = ()


@cache
def parameters() -> tuple[Parameter, ...]:
    """Return the parameters of the course and all others that the installed pipeline() has."""
    from transformers import pipeline
    from transformers.pipelines import Pipeline

    made, called = _defaults(pipeline), _defaults(Pipeline.__call__)
    names = dict.fromkeys((*_MEANINGS, *made))
    return tuple(_parameter(name, made, called) for name in names)


def _parameter(name: str, made: Mapping[str, str], called: Mapping[str, str]) -> Parameter:
    meaning = _MEANINGS.get(name, "")
    if name in made:
        return Parameter(name, "pipeline", made[name], meaning)
    if name in called:
        return Parameter(name, "call", called[name], meaning)
    tasks = tuple(task.name for task in pipeline_tasks() if task.has_top_k) if name == "top_k" else ()
    return Parameter(name, "call" if tasks else "gone", "", meaning, tasks)


def _defaults(function: object) -> dict[str, str]:
    """Return the named parameters of a function with their defaults, "" for none."""
    assert callable(function)  # noqa: S101 (transformers' own)
    return {
        one.name: "" if one.default is inspect.Parameter.empty else repr(one.default)
        for one in inspect.signature(function).parameters.values()
        if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) and one.name not in ("self", "inputs")
    }
