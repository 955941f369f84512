"""Measure the networks of doodles that find no boxes: doodle-segformer on scenes, doodle-clip on drawings and texts.

They are read from their folders as anybody would read them, with transformers' own preparation of pictures and texts.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoProcessor, CLIPModel, SegformerForSemanticSegmentation

from core.scenes.scene import make
from core.scenes.spec import DIFFICULTIES, SceneSpec
from core.sketch.data_set import held_out
from core.sketch.strokes import large, simplified
from training.scenes.clip_choices import ABOUT, Question, questions, questions_of_words
from training.scenes.segformer import GROUND, Unions
from training.scenes.words import LANGUAGES, Language, preferred_name, things

_TOGETHER = 32
_TOP = 5


def masks(folder: Path, scenes: Sequence[SceneSpec]) -> dict[str, Any]:
    """Return the figures of the segmenter in a folder: the mean IoU (0 to 1) over the classes without the ground, over
    all scenes and by difficulty, the IoU of every class, and the share of pixels that are right."""
    network = SegformerForSemanticSegmentation.from_pretrained(folder).eval()
    processor = AutoImageProcessor.from_pretrained(folder)
    whole = Unions()
    parts = {difficulty: Unions() for difficulty in DIFFICULTIES}
    for some in _together(scenes):
        made = [make(spec) for spec in some]
        inputs = processor(images=[scene.picture for scene in made], return_tensors="pt")
        with torch.inference_mode():
            answer = network(**inputs)
        sizes = [scene.class_mask.shape for scene in made]
        said = processor.post_process_semantic_segmentation(answer, target_sizes=sizes)
        for spec, scene, mask in zip(some, made, said, strict=True):
            for unions in (whole, parts[spec.difficulty]):
                unions.add(mask.numpy(), scene.class_mask)
    found = whole.ious()
    return {
        "model": folder.name,
        "task": "image-segmentation",
        "scenes": len(scenes),
        "miou": round(whole.mean(), 4),
        "pixels": round(float(np.diag(whole.table).sum() / whole.table.sum()), 4),
        "ground": round(found.get(GROUND, 0.0), 4),
        "by_class": {label: round(value, 4) for label, value in found.items() if label != GROUND},
        "by_difficulty": {name: round(part.mean(), 4) for name, part in parts.items() if part.table.any()},
    }


class Clip:
    """A CLIP in a folder, and what it makes of pictures and texts."""

    def __init__(self, folder: Path) -> None:
        self.network = CLIPModel.from_pretrained(folder).eval()
        self.processor = AutoProcessor.from_pretrained(folder)

    @torch.inference_mode()
    def pictures(self, images: Sequence[Image.Image]) -> np.ndarray:
        """Return float32 [images, n], each of length 1."""
        found = []
        for some in _together(images):
            inputs = self.processor(images=list(some), return_tensors="pt")
            seen = self.network.vision_model(**inputs).pooler_output
            found.append(_unit(self.network.visual_projection(seen)))
        return np.concatenate(found)

    @torch.inference_mode()
    def texts(self, texts: Sequence[str]) -> np.ndarray:
        """Return float32 [texts, n], each of length 1."""
        inputs = self.processor(text=list(texts), return_tensors="pt", padding=True, truncation=True)
        return _unit(self.network.text_projection(self.network.text_model(**inputs).pooler_output))


def clip(folder: Path, count: int, seed: int) -> dict[str, Any]:
    """Return the figures of the CLIP in a folder.

    Of the held-out drawings (all, or 25 * `count` where there are more), top-1 and top-5 over the 345 names in each
    language. Of `count` questions about combinations that are kept out of training, the share of right choices among
    four sentences, in both languages together ("captions"), by language, and by what the sentences differ in. Of as
    many questions in words that no training has said, the same by language ("words_es", "words_en").
    """
    it = Clip(folder)
    figures: dict[str, Any] = {"model": folder.name, "task": "zero-shot-image-classification"}
    drawings = held_out()
    number = {name: place for place, name in enumerate(things())}
    chosen = np.linspace(0, len(drawings) - 1, min(len(drawings), 25 * count)).astype(int)
    truth = np.array([number[drawings.classes[drawings.labels[index]]] for index in chosen])
    seen = np.concatenate(
        [
            it.pictures([large(simplified(drawings.strokes(int(index)))) for index in some])
            for some in _together(chosen)
        ]
    )
    figures["drawings"] = len(chosen)
    for language in LANGUAGES:
        scores = seen @ it.texts([preferred_name(thing, language) for thing in things()]).T
        place = (scores > scores[np.arange(len(truth)), truth][:, None]).sum(axis=1)
        figures[f"top1_{language}"] = round(float((place < 1).mean()), 4)
        figures[f"top{_TOP}_{language}"] = round(float((place < _TOP).mean()), 4)
    asked = questions(count, seed)
    right = {language: _right(it, asked, language) for language in LANGUAGES}
    both = np.mean([right[language] for language in LANGUAGES], axis=0)
    figures["questions"] = count
    figures["captions"] = round(float(both.mean()), 4)
    for language in LANGUAGES:
        figures[f"captions_{language}"] = round(float(right[language].mean()), 4)
    figures["by_difference"] = {
        about: round(float(both[[question.about == about for question in asked]].mean()), 4)
        for about in ABOUT
        if any(question.about == about for question in asked)
    }
    unsaid = questions_of_words(count, seed)
    for language in LANGUAGES:
        figures[f"words_{language}"] = round(float(_right(it, unsaid, language).mean()), 4)
    return figures


def _right(it: Clip, asked: Sequence[Question], language: Language) -> np.ndarray:
    """Return for each question whether the first of its sentences, which is the true one, is nearest: float [n]."""
    seen = it.pictures([question.picture for question in asked])
    said = it.texts([text for question in asked for text in question.sentences[language]])
    scores = (seen[:, None] * said.reshape(len(asked), -1, said.shape[-1])).sum(axis=-1)
    # A network that says the same of all four is not right.
    return (scores[:, :1] > scores[:, 1:]).all(axis=1).astype(float)


def _unit(values: torch.Tensor) -> np.ndarray:
    return (values / values.norm(dim=-1, keepdim=True)).numpy()


def _together(values: Sequence[Any] | np.ndarray) -> Iterator[Any]:
    for start in range(0, len(values), _TOGETHER):
        yield values[start : start + _TOGETHER]
