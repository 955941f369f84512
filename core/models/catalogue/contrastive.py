"""Models that compare pictures with texts (contrastive language-image pre-training)."""

from core.i18n import N_
from core.models.catalogue.doodles import DRAWINGS, doodle_row
from core.models.catalogue.row import ModelRow, Published

_ZERO_SHOT = N_("ImageNet-1k, zero-shot")

CONTRASTIVE: tuple[ModelRow, ...] = (
    ModelRow(
        name="clip-vit-base-patch32",
        title="CLIP ViT-B/32 (OpenAI)",
        hub_id="openai/clip-vit-base-patch32",
        tasks=("zero-shot-image-classification", "few-shot-image-classification"),
        domain="photographs",
        library="transformers",
        revision="3d74acf",
        parameters=151_000_000,
        download_bytes=605_000_000,
        licence="MIT",
        trained_on=N_("400 million pictures with their texts, chosen by OpenAI"),
        published=Published(
            "top-1", 63.2, _ZERO_SHOT, "Radford et al., 2021", "https://arxiv.org/abs/2103.00020"
        ),
        why=N_("The first of its kind: it learnt which text on the web belongs to which picture."),
    ),
    ModelRow(
        name="clip-vit-b32-laion2b",
        title="CLIP ViT-B/32 (LAION)",
        hub_id="laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
        tasks=("zero-shot-image-classification", "few-shot-image-classification"),
        domain="photographs",
        library="transformers",
        parameters=151_000_000,
        download_bytes=605_000_000,
        licence="MIT",
        trained_on="LAION-2B",
        published=Published(
            "top-1",
            66.6,
            _ZERO_SHOT,
            "LAION",
            "https://huggingface.co/laion/CLIP-ViT-B-32-laion2B-s34B-b79K",
        ),
        why=N_("The same network, trained anew on two thousand million pictures that everybody can look up."),
    ),
    ModelRow(
        name="siglip-base-patch16-224",
        title="SigLIP base",
        hub_id="google/siglip-base-patch16-224",
        tasks=("zero-shot-image-classification", "few-shot-image-classification"),
        domain="photographs",
        library="transformers",
        parameters=203_000_000,
        download_bytes=813_000_000,
        licence="Apache-2.0",
        trained_on="WebLI",
        why=N_(
            "It judges each label by itself, with a sigmoid: the scores do not add up to 1, and all may be low."
        ),
    ),
    doodle_row(
        "doodle-clip",
        "Doodle CLIP",
        ("zero-shot-image-classification", "few-shot-image-classification"),
        trained_on=N_(
            "drawings of Quick, Draw! and doodle scenes, with what is on them in Spanish and English"
        ),
        figure=("top-1", "top1"),
        measured_on=DRAWINGS,
        why=N_(
            "A small CLIP that ships with the app and needs no network: it compares drawings, not photographs, with "
            "Spanish as well as English."
        ),
    ),
)
