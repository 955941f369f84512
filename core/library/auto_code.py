"""The code that looks at a model as the page does: a script that runs by itself, outside the app."""

from core.i18n import _
from core.models.catalogue.row import ModelRow, source_of
from core.models.code import load_words
from core.python_code import quoted


def script(row: ModelRow, text: str, auto: str = "AutoModel") -> str:
    """Return a Python script that prints which classes a model opens with, its layers built without weights, and the
    shapes of a forward pass: of `text`, or of the picture photo.jpg where that is "".

    `auto` is the Auto class that is built: another one where AutoModel has no class for the model's type. It needs
    torch and transformers and nothing of this app. Comments are in the language in use.
    """
    reader = "AutoTokenizer" if text else "AutoImageProcessor"
    is_pinned = not row.local_path and row.revision != "main"
    where = "name, revision=revision" if is_pinned else "name"
    revision = f"\nrevision = {quoted(row.revision)}" if is_pinned else ""
    if text:
        given = f'inputs = prepare({quoted(text)}, return_tensors="pt")'
        part = 'model.get_encoder() if config.is_encoder_decoder else getattr(model, "text_model", model)'
        why = _("Of a model that reads a text and writes another one, the part that reads.")
    else:
        given = 'inputs = prepare(Image.open("photo.jpg").convert("RGB"), return_tensors="pt")'
        part = 'getattr(model, "vision_model", model)'
        why = _("Of a model for pictures and texts, the part that sees.")
    alone = _("The configuration alone: which class it is for, and its layers, built without weights.")
    if auto != "AutoModel":
        part, why = "model", _("The whole network, with the head of its task.")
    return f"""\
import torch
{"" if text else "from PIL import Image" + chr(10)}from transformers import AutoConfig, {reader}, {auto}

name = {quoted(source_of(row))}{revision}

# {alone}
config = AutoConfig.from_pretrained({where})
with torch.device("meta"):
    empty = {auto}.from_config(config)
print(empty)
print(type(config).__name__, type(empty).__name__, sum(tensor.numel() for tensor in empty.parameters()))

# {load_words(row)}
prepare = {reader}.from_pretrained({where})
model = {auto}.from_pretrained({where}).eval()
print(type(prepare).__name__)

{given}
for key, tensor in inputs.items():
    print(key, tuple(tensor.shape))

# {why}
part = {part}
with torch.inference_mode():
    outputs = part(**inputs, output_hidden_states=True)
for key, value in outputs.items():
    if isinstance(value, torch.Tensor):
        print(key, tuple(value.shape))
    else:
        print(key, len(value), "x", tuple(value[0].shape))
"""
