"""Measure the networks of doodles that find no boxes, through the code that the app runs them with.

Everything is measured on held-out drawings, in scenes or one by one, which no training saw.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.models.loaded import LoadedModel
from core.scenes.classes import LABELS
from core.scenes.scene import make
from core.scenes.spec import DIFFICULTIES, SceneSpec
from core.sketch.data_set import held_out
from core.sketch.single import DrawingSpec, drawing_picture, drawings
from core.vision.classification.classify import classify, labels_of
from core.vision.depth.error import depth_error
from core.vision.depth.estimate import estimate_depth
from core.vision.few_shot.classify import Support
from core.vision.few_shot.classify import classify as nearest_class
from core.vision.few_shot.embed import embed
from core.vision.segmentation.segment import segment
from core.vision.segmentation.truth import label_map
from core.vision.zero_shot.embeddings import SLOT, image_vector, label_vectors
from training.scenes.clip_choices import ABOUT, Question, questions, questions_of_words
from training.scenes.segformer import GROUND, Unions
from training.scenes.words import LANGUAGES, Language, preferred_name, things

TOP = 5
DRAWINGS_A_SCENE = 10
"""Drawings that are looked at for every scene that was asked for, as long as there are any: they are quick."""

WAYS, EXAMPLES, QUERIES = 30, 5, 10
"""Of few-shot learning: the classes to choose among, and of each the examples and the drawings that are sorted."""


def names(loaded: LoadedModel, count: int, seed: int) -> dict[str, Any]:
    """Return how often a classifier names a drawing with its first guess, and with one of its first five ("top1",
    "top5", 0 to 1)."""
    chosen = drawings(DRAWINGS_A_SCENE * count, seed)
    number = {label: place for place, label in enumerate(labels_of(loaded))}
    logits = np.stack([classify(loaded, drawing_picture(spec).image).logits for spec in chosen])
    return {
        "drawings": len(chosen),
        **_tops(logits, np.array([number[spec.label] for spec in chosen])),
    }


def masks(loaded: LoadedModel, scenes: Sequence[SceneSpec]) -> dict[str, Any]:
    """Return the figures of a segmenter: the mean IoU (0 to 1) over the classes without the ground, over all scenes and
    by difficulty, the IoU of every class, and the share of pixels that are right."""
    whole = Unions()
    parts = {difficulty: Unions() for difficulty in DIFFICULTIES}
    for spec in scenes:
        scene = make(spec)
        said = label_map(segment(loaded, scene.picture).segments, LABELS, scene.picture.size)
        for unions in (whole, parts[spec.difficulty]):
            unions.add(said, scene.class_mask)
    found = whole.ious()
    return {
        "scenes": len(scenes),
        "miou": round(whole.mean(), 4),
        "pixels": round(float(np.diag(whole.table).sum() / whole.table.sum()), 4),
        "ground": round(found.get(GROUND, 0.0), 4),
        "by_class": {label: round(value, 4) for label, value in found.items() if label != GROUND},
        "by_difficulty": {name: round(part.mean(), 4) for name, part in parts.items() if part.table.any()},
    }


def depths(loaded: LoadedModel, scenes: Sequence[SceneSpec]) -> dict[str, Any]:
    """Return AbsRel and delta1 (0 to 1) of a depth model, each the mean over the scenes that have a depth, after the
    scale and the shift that fit best; by difficulty; and those of a map on which all is equally far. Raises
    ValueError where no scene has one."""
    found = []
    for spec in scenes:
        scene = make(spec)
        if error := depth_error(estimate_depth(loaded, scene.picture), scene.nearness):
            found.append((spec.difficulty, error))
    if not found:
        raise ValueError("None of these scenes has a depth. Ask for more of them.")

    def mean(figure: str, difficulty: str = "") -> float:
        values = [getattr(error, figure) for one, error in found if difficulty in ("", one)]
        return round(float(np.mean(values)), 4)

    return {
        "scenes": len(found),
        "delta1": mean("delta1"),
        "absrel": mean("abs_rel"),
        "flat_delta1": mean("flat_delta1"),
        "flat_absrel": mean("flat_abs_rel"),
        "by_difficulty": {one: mean("delta1", one) for one in DIFFICULTIES if one in dict(found)},
    }


def clip(loaded: LoadedModel, count: int, seed: int) -> dict[str, Any]:
    """Return the figures of a CLIP.

    Of single drawings, top-1 and top-5 over the 345 names in each language ("top1_es", ...), and the mean of both
    languages ("top1", "top5"). Of `count` questions about combinations that are kept out of training, the share of
    right choices among four sentences, in both languages together ("captions"), by language, and by what the sentences
    differ in. Of as many questions in words that no training has said, the same by language ("words_es", "words_en").
    """
    chosen = drawings(DRAWINGS_A_SCENE * count, seed)
    number = {name: place for place, name in enumerate(things())}
    truth = np.array([number[spec.label] for spec in chosen])
    seen = np.stack([image_vector(loaded, drawing_picture(spec).image) for spec in chosen])
    tops = {
        language: _tops(seen @ _texts(loaded, [preferred_name(one, language) for one in things()]).T, truth)
        for language in LANGUAGES
    }
    figures: dict[str, Any] = {"drawings": len(chosen)}
    for top in ("top1", f"top{TOP}"):
        figures[top] = round(float(np.mean([tops[language][top] for language in LANGUAGES])), 4)
        figures |= {f"{top}_{language}": tops[language][top] for language in LANGUAGES}
    asked = questions(count, seed)
    right = {language: _right(loaded, asked, language) for language in LANGUAGES}
    both = np.mean([right[language] for language in LANGUAGES], axis=0)
    figures |= {"questions": count, "captions": round(float(both.mean()), 4)}
    for language in LANGUAGES:
        figures[f"captions_{language}"] = round(float(right[language].mean()), 4)
    figures["by_difference"] = {
        about: round(float(both[[question.about == about for question in asked]].mean()), 4)
        for about in ABOUT
        if any(question.about == about for question in asked)
    }
    unsaid = questions_of_words(count, seed)
    for language in LANGUAGES:
        figures[f"words_{language}"] = round(float(_right(loaded, unsaid, language).mean()), 4)
    return figures


def few_shot(loaded: LoadedModel, classes: Sequence[str], seed: int) -> float:
    """Return how often (0 to 1) a drawing gets its class among `classes` from five examples of each, by the mean of
    their embeddings; `loaded` was opened for few-shot learning.

    Of a network whose training knew the classes it says less than of one from which they were kept.
    """
    random, known = np.random.default_rng(seed), held_out()
    support, queries = [], []
    for label in classes:
        places = random.permutation(len(known.of_class(label)))[: EXAMPLES + QUERIES]
        vectors = [embed(loaded, drawing_picture(DrawingSpec(label, int(one))).image) for one in places]
        support += [(label, vector) for vector in vectors[:EXAMPLES]]
        queries += [(label, vector) for vector in vectors[EXAMPLES:]]
    examples = Support(np.stack([vector for _, vector in support]), tuple(label for label, _ in support))
    right = [nearest_class(examples, vector, "mean")[0].label == label for label, vector in queries]
    return round(float(np.mean(right)), 4)


def some_classes(seed: int) -> tuple[str, ...]:
    """Return the names of as many of the 345 classes as few-shot learning is measured on, by chance."""
    return tuple(np.random.default_rng(seed).permutation(things())[:WAYS].tolist())


def _tops(scores: NDArray[np.float32], truth: NDArray[np.int64]) -> dict[str, float]:
    """Return how often the right one has the highest score, and one of the five highest; float32 [n, classes]."""
    own = scores[np.arange(len(truth)), truth][:, None]
    # Whoever says the same of all is not right.
    place = (scores >= own).sum(axis=1) - 1
    return {
        "top1": round(float((place < 1).mean()), 4),
        f"top{TOP}": round(float((place < TOP).mean()), 4),
    }


def _texts(loaded: LoadedModel, texts: Sequence[str]) -> NDArray[np.float32]:
    return label_vectors(loaded, texts, (SLOT,)).vectors


def _right(loaded: LoadedModel, asked: Sequence[Question], language: Language) -> NDArray[np.float64]:
    """Return for each question whether the first of its sentences, which is the true one, is nearest: float [n]."""
    seen = np.stack([image_vector(loaded, question.picture) for question in asked])
    said = _texts(loaded, [text for question in asked for text in question.sentences[language]])
    scores = (seen[:, None] * said.reshape(len(asked), -1, said.shape[-1])).sum(axis=-1)
    # A network that says the same of all four is not right.
    return (scores[:, :1] > scores[:, 1:]).all(axis=1).astype(float)
