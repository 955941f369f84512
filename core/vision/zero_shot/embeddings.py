"""Embeddings of pictures and of texts, as a contrastive model (CLIP, SigLIP, ALIGN) makes them.

Purpose: what a picture and a text have in common becomes comparable: two vectors of the same size. Scope: the model's
work; what is made of the vectors is core.vision.zero_shot.scores'. The embedding of a text depends on nothing but the
model, so it is kept as long as the model is in memory: a thousand labels are read once.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from core.models.failures import refused
from core.models.loaded import LoadedModel
from core.own_labels import SLOT
from core.turns import in_turn
from core.vision.zero_shot.scores import Scoring, Vectors, averaged, unit

if TYPE_CHECKING:
    from PIL.Image import Image

TASK = "zero-shot-image-classification"

MOST_KEPT = 8000
"""How many texts of a model are kept, as many as a question may have (1,000 labels in 8 templates): 16 MB where an
embedding has 512 numbers."""

_BATCH = 32
_SIGLIP_TOKENS = 64

Progress = Callable[[int, int], None]
"""Is told how many texts are read, and of how many."""


@dataclass(frozen=True, eq=False)
class _Text:
    vector: Vectors
    is_cut: bool


@dataclass(frozen=True, eq=False)
class LabelVectors:
    """The embeddings of labels: float32 [labels, size] of length 1, and those labels whose text the model did not read
    to its end."""

    vectors: Vectors
    cut: tuple[str, ...]


_kept: WeakKeyDictionary[Any, OrderedDict[str, _Text]] = WeakKeyDictionary()
"""The texts that a model in memory has read, the most recently used last."""


def filled(template: str, label: str) -> str:
    """Return the text of a label: the template with the label in the place of "{}"."""
    return template.replace(SLOT, label)


def scoring_of(loaded: LoadedModel) -> Scoring:
    """Return what a model makes of cosines, as transformers' pipeline has it: softmax, but sigmoid for SigLIP."""
    model = loaded.model.model
    is_siglip = "siglip" in model.config.model_type
    if hasattr(model, "logit_scale"):
        scale = float(model.logit_scale.detach().float().exp())
    else:
        # ALIGN has learnt the temperature itself.
        scale = 1 / float(model.temperature.detach().float())
    bias = float(model.logit_bias.detach().float()) if hasattr(model, "logit_bias") else 0.0
    return Scoring(scale, bias, "sigmoid" if is_siglip else "softmax")


def image_vector(loaded: LoadedModel, image: "Image") -> Vectors:
    """Return the embedding of an upright RGB image, float32 [size] of length 1.

    Hold a turn (`loader.using`). Raises UserError for a picture that the model cannot work on.
    """
    import torch

    pipe = loaded.model
    try:
        inputs = pipe.image_processor(images=[image], return_tensors="pt")
    except (ValueError, RuntimeError) as error:
        raise refused(error, loaded.row.title, image.size) from error
    with torch.inference_mode():
        found = pipe.model.get_image_features(**inputs.to(pipe.model.device, pipe.dtype))
    return _as_vectors(found)[0]


def label_vectors(
    loaded: LoadedModel, labels: Sequence[str], templates: Sequence[str], progress: Progress | None = None
) -> LabelVectors:
    """Return the embeddings of labels, each the mean of what it is in every template; at least one of both.

    Hold a turn: between batches of texts that are new to the model, others have theirs.
    """
    texts = [filled(template, label) for template in templates for label in labels]
    kept = _kept.setdefault(loaded.model, OrderedDict())
    new = [text for text in dict.fromkeys(texts) if text not in kept]
    # What is read meanwhile stays at hand, even where it is more than is kept.
    known = {text: kept[text] for text in texts if text in kept}
    with in_turn("run") as turn:
        for start in range(0, len(new), _BATCH):
            batch = new[start : start + _BATCH]
            known.update(_read(loaded, batch))
            done = start + len(batch)
            if progress:
                progress(done, len(new))
            if done < len(new):
                turn.give_way()
    for text in texts:
        kept[text] = known[text]
        kept.move_to_end(text)
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)
    found = [known[text] for text in texts]
    stacked = np.stack([text.vector for text in found]).reshape(len(templates), len(labels), -1)
    were_cut = {text for text in texts if known[text].is_cut}
    cut = [label for label in labels if any(filled(template, label) in were_cut for template in templates)]
    return LabelVectors(averaged(list(stacked)), tuple(cut))


def _read(loaded: LoadedModel, texts: Sequence[str]) -> dict[str, _Text]:
    """Run the text network on texts; what is longer than it reads is cut."""
    import torch

    pipe = loaded.model
    most = _most_tokens(pipe)
    # SigLIP learnt from texts that are all equally long.
    padding = "max_length" if "siglip" in pipe.model.config.model_type else True
    inputs = pipe.tokenizer(
        list(texts), padding=padding, truncation=True, max_length=most, return_tensors="pt"
    )
    lengths = [len(ids) for ids in pipe.tokenizer(list(texts))["input_ids"]]
    with torch.inference_mode():
        vectors = _as_vectors(pipe.model.get_text_features(**inputs.to(pipe.model.device)))
    return {
        text: _Text(vector, length > most)
        for text, vector, length in zip(texts, vectors, lengths, strict=True)
    }


def _most_tokens(pipe: Any) -> int:  # noqa: ANN401 (a transformers pipeline)
    if "siglip" in pipe.model.config.model_type:
        return _SIGLIP_TOKENS
    positions = int(pipe.model.config.text_config.max_position_embeddings)
    return min(positions, int(pipe.tokenizer.model_max_length))


def _as_vectors(features: Any) -> Vectors:  # noqa: ANN401 (transformers' BaseModelOutputWithPooling)
    found: Vectors = features.pooler_output.float().cpu().numpy()
    return unit(found)
