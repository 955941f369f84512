"""Zero-shot classification, warm: beside the bare pipeline, and a thousand labels beside four.

CLIP ViT-B/32 is full size with random weights, and its tokenizer is that of the tests' Hub: what it says is nonsense,
but the time is that of the trained model. The pipeline reads the labels again each time; our path keeps what it read.
"""

import json
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PIL import Image

from benchmarks.full_size import PICTURE_SIZE
from benchmarks.warm_prediction import ratio_of
from core.models import loader
from core.models.catalogue.row import ModelRow
from core.models.kinds import KINDS
from core.models.loaded import LoadedModel
from core.vision.zero_shot.embeddings import TASK, image_vector, label_vectors, scoring_of
from core.vision.zero_shot.scores import ranked
from tests.hub import vocabularies
from tests.hub.vision import CAPTIONS

CONFIG = Path(__file__).resolve().parents[1] / "tests/hub/configs/openai__clip-vit-base-patch32"
FOUR = ("owl", "bear", "seagull", "fox")
THOUSAND = tuple(f"label number {number}" for number in range(1000))
TEMPLATE = "a photo of a {}"
REPEATS = 15


def run() -> list[tuple[str, float, str]]:
    """Return the ratio of our time to the bare pipeline's, and of a thousand labels' to four's."""
    image = Image.effect_mandelbrot(PICTURE_SIZE, (-2, -1.5, 1, 1.5), 100).convert("RGB")
    with tempfile.TemporaryDirectory() as folder:
        loaded = loader.load(_clip(Path(folder) / "clip"), "cpu", kind=KINDS[TASK])
    few, many = (partial(_answer, loaded, image, labels) for labels in (FOUR, THOUSAND))

    def bare() -> object:
        return loaded.model(image, candidate_labels=list(FOUR), hypothesis_template=TEMPLATE)

    return [
        ("warm prediction, CLIP: ours / bare pipeline", ratio_of(few, bare, REPEATS), "x"),
        ("CLIP, 1,000 labels that it has read / 4 labels", ratio_of(many, few, REPEATS), "x"),
    ]


def _answer(loaded: LoadedModel, image: Image.Image, labels: Sequence[str]) -> object:
    texts = label_vectors(loaded, labels, (TEMPLATE,)).vectors
    return ranked(labels, image_vector(loaded, image), texts, scoring_of(loaded))


def _clip(folder: Path) -> ModelRow:
    from transformers import AutoConfig, AutoModel

    from core.models.files import row_from_path

    folder.mkdir()
    vocabularies.write_clip(folder, CAPTIONS)
    config = json.loads((CONFIG / "config.json").read_text())
    # Where a text ends the network finds by the number of the tokenizer's own mark.
    vocabulary = json.loads((folder / "vocab.json").read_text())
    config["text_config"] |= {
        "bos_token_id": vocabulary["<|startoftext|>"],
        "eos_token_id": vocabulary["<|endoftext|>"],
    }
    (folder / "config.json").write_text(json.dumps(config))
    AutoModel.from_config(AutoConfig.from_pretrained(folder)).save_pretrained(folder)
    (folder / "preprocessor_config.json").write_bytes((CONFIG / "preprocessor_config.json").read_bytes())
    return row_from_path(folder, TASK)


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.3f} {unit}")
