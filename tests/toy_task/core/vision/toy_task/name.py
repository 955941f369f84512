"""Saying in one word what a picture shows."""

from PIL import Image

from core.models.loaded import LoadedModel


def name_of(loaded: LoadedModel, image: Image.Image) -> str:
    """Return the label that a model gives an image (RGB); the caller holds the model's turn."""
    return loaded.model(image, top_k=1)[0]["label"]
