"""Embeddings: a picture as a list of numbers, such that pictures that look alike have numbers that are alike.

Purpose: one function, whichever network looks. Scope: pictures in, vectors out; what is made of them is core.vision.
few_shot.classify's.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import UserError
from core.i18n import N_
from core.models.loaded import LoadedModel
from core.pictures.drawing import contrast_of, ink_of, problem_of, redrawn

if TYPE_CHECKING:
    from torch import Tensor

Embedding = NDArray[np.float32]
"""Float32 [dimensions], of length 1."""

_FIRST_TOKEN = {"beit", "deit", "dinov2", "dinov2_with_registers", "dinov3_vit", "vit", "vit_mae"}
"""Types of model whose first token (CLS) stands for the whole picture. Their pooler, where they have one, is one more
layer, which a classifier's weights lack."""


def embed(loaded: LoadedModel, image: Image.Image) -> Embedding:
    """Return the embedding of an upright RGB picture, float32 [dimensions], of length 1.

    Of CLIP and SigLIP it is `get_image_features`, of a ViT its first token, of other networks what they pool, of the
    app's own sketch networks what goes into their last layer. Hold a turn (`loader.in_turn`). Raises UserError for a
    picture that the model cannot work on.
    """
    import torch

    with torch.inference_mode():
        vector = _of_drawing(loaded, image) if loaded.row.library == "torch" else _of_picture(loaded, image)
    numbers: Embedding = vector.float().cpu().numpy()
    length = float(np.linalg.norm(numbers))
    if not np.isfinite(length) or length == 0:
        raise UserError(
            N_("{name} makes no usable embedding of this picture. Choose another picture or model."),
            name=loaded.row.title,
        )
    return numbers / length


def _of_picture(loaded: LoadedModel, image: Image.Image) -> "Tensor":
    model, processor = loaded.model.model, loaded.model.processor
    pixels = processor(images=image, return_tensors="pt")["pixel_values"].to(loaded.device)
    if hasattr(model, "get_image_features"):
        found = model.get_image_features(pixel_values=pixels)
        # From transformers 5 on it is an output with more in it.
        return (found if hasattr(found, "shape") else found.pooler_output)[0]
    found = model(pixel_values=pixels)
    if model.config.model_type in _FIRST_TOKEN:
        return found.last_hidden_state[0, 0]
    pooled = getattr(found, "pooler_output", None)
    if pooled is not None:
        return pooled[0].flatten()
    # Tokens [tokens, size], or a map of features [size, height, width].
    features = found.last_hidden_state[0]
    return features.mean(0) if features.dim() == 2 else features.flatten(1).mean(1)


def _of_drawing(loaded: LoadedModel, image: Image.Image) -> "Tensor":
    import torch

    ink = ink_of(contrast_of(image))
    if problem_of(ink):
        raise UserError(
            N_(
                "{name} looks at drawings, and there are no lines in this picture. Draw some, or choose another model."
            ),
            name=loaded.row.title,
        )
    drawing = torch.from_numpy(redrawn(ink)[None, None]).to(loaded.device).float() / 255
    # The drawing and its mirror image, as when the network guesses.
    layers = loaded.model.network[:-1]
    return torch.nn.Sequential(*layers)(torch.cat([drawing, drawing.flip(-1)])).mean(0)
