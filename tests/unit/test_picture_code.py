"""The code that the app hands out opens a picture as the app does, whatever is transparent in it."""

import pytest
from PIL import Image, ImageOps

from core.i18n import speaking
from core.models.catalogue.rows import find
from core.pictures.code import on_white
from core.pictures.images import open_picture
from core.vision.classification import snippets as classification
from core.vision.depth import snippets as depth
from core.vision.detection.snippets import snippet as detection
from core.vision.few_shot import snippets as few_shot
from core.vision.segmentation import snippets as segmentation
from core.vision.zero_shot import snippets as zero_shot

SETUP = zero_shot.Setup(("owl",), ("a photo of a {}",))
CODES = {
    "detection": lambda: detection(find("yolo11n"), 0.5, "a.png"),
    "few-shot script": lambda: few_shot.script(find("dinov2-small"), "mean", "a.png"),
    "few-shot gradio": lambda: few_shot.gradio_app(find("dinov2-small"), "mean"),
    "few-shot streamlit": lambda: few_shot.streamlit_app(find("dinov2-small"), "mean"),
    "zero-shot script": lambda: zero_shot.script(find("clip-vit-base-patch32"), SETUP, "a.png"),
    "zero-shot activity": lambda: zero_shot.activity_script([], SETUP, {"a.png": "a.png"}),
    "zero-shot gradio": lambda: zero_shot.gradio_app(find("clip-vit-base-patch32"), SETUP),
    "zero-shot streamlit": lambda: zero_shot.streamlit_app(find("clip-vit-base-patch32"), SETUP),
    "classification script": lambda: classification.script(find("resnet-50"), "a.png"),
    "classification gradio": lambda: classification.gradio_app(find("resnet-50")),
    "classification streamlit": lambda: classification.streamlit_app(find("resnet-50")),
    "segmentation script": lambda: segmentation.script(find("yolo11n-seg"), "a.png", ["cat"], "white"),
    "segmentation gradio": lambda: segmentation.gradio_app(find("yolo11n-seg"), "white"),
    "segmentation streamlit": lambda: segmentation.streamlit_app(find("yolo11n-seg"), "white"),
    "depth script": lambda: depth.script(find("depth-anything-v2-small"), "a.png"),
    "depth gradio": lambda: depth.gradio_app(find("depth-anything-v2-small")),
    "depth streamlit": lambda: depth.streamlit_app(find("depth-anything-v2-small")),
}


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


def coloured(mode: str) -> Image.Image:
    """A picture of many colours; where its mode can be transparent, from not at all to wholly."""
    image = Image.effect_mandelbrot((60, 40), (-2, -1.5, 1, 1.5), 50).convert("RGB")
    image.paste((200, 40, 90), (0, 0, 30, 40))
    if mode in ("RGBA", "LA"):
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("mode", "kind", "options"),
    [
        ("RGBA", "PNG", {}),
        ("LA", "PNG", {}),
        ("P", "PNG", {"transparency": 3}),
        ("RGB", "PNG", {"transparency": (200, 40, 90)}),
        ("RGB", "PNG", {}),
        ("L", "PNG", {}),
        ("1", "PNG", {}),
        ("CMYK", "JPEG", {}),
    ],
)
def test_the_code_opens_the_pixels_of_the_page(tmp_path, mode, kind, options):
    coloured(mode).save(tmp_path / "a", kind, **options)
    names = {"Image": Image, "ImageOps": ImageOps, "path": tmp_path / "a"}
    exec(on_white("Image.open(path)"), names)
    expected = open_picture((tmp_path / "a").read_bytes(), "a").image
    assert (names["image"].mode, names["image"].tobytes()) == ("RGB", expected.tobytes())


@pytest.mark.parametrize("name", CODES)
def test_no_code_shows_the_colours_under_what_is_transparent(name):
    code = CODES[name]()
    compile(code, "code.py", "exec")
    assert 'Image.new("RGBA", image.size, "white")' in code
    assert "gr.Image(" not in code or 'image_mode="RGBA"' in code
