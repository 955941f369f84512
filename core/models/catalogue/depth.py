"""Models that say how far away every pixel is."""

from core.i18n import N_
from core.models.catalogue.doodles import SCENES, doodle_row
from core.models.catalogue.row import ModelRow

_MIX_6 = N_("MIX 6: 1.4 million pictures of ten data sets")

DEPTH_MODELS: tuple[ModelRow, ...] = (
    ModelRow(
        name="depth-anything-v2-small",
        title="Depth Anything V2 small",
        hub_id="depth-anything/Depth-Anything-V2-Small-hf",
        tasks=("depth-estimation",),
        domain="photographs",
        library="transformers",
        parameters=24_800_000,
        download_bytes=99_200_000,
        licence="Apache-2.0",
        trained_on=N_("595,000 computer-made pictures and 62 million photographs without labels"),
        why=N_(
            "The small one of today: sharp borders, and it runs on a weak machine. Its depth is relative."
        ),
    ),
    ModelRow(
        name="zoedepth-nyu-kitti",
        title="ZoeDepth (NYU, KITTI)",
        hub_id="Intel/zoedepth-nyu-kitti",
        tasks=("depth-estimation",),
        domain="photographs",
        library="transformers",
        parameters=347_000_000,
        download_bytes=1_380_000_000,
        licence="MIT",
        trained_on="NYU Depth V2, KITTI",
        why=N_("It answers in metres: it learnt from rooms and from streets that were measured."),
    ),
    ModelRow(
        name="dpt-large",
        title="DPT large",
        hub_id="Intel/dpt-large",
        tasks=("depth-estimation",),
        domain="photographs",
        library="transformers",
        revision="bc15f29",
        parameters=343_000_000,
        download_bytes=1_370_000_000,
        licence="Apache-2.0",
        trained_on=_MIX_6,
        why=N_(
            "A vision transformer for dense prediction: what is near has large numbers. Its depth is relative."
        ),
    ),
    ModelRow(
        name="dpt-hybrid-midas",
        title="DPT hybrid (MiDaS 3.0)",
        hub_id="Intel/dpt-hybrid-midas",
        tasks=("depth-estimation",),
        domain="photographs",
        library="transformers",
        parameters=123_000_000,
        download_bytes=490_000_000,
        licence="Apache-2.0",
        trained_on=_MIX_6,
        why=N_(
            "MiDaS 3.0: a ResNet looks first and a transformer goes on. A third of DPT large. Its depth is relative."
        ),
    ),
    doodle_row(
        "doodle-depth",
        "Doodle Depth",
        ("depth-estimation",),
        trained_on=SCENES,
        figure=("δ1", "delta1"),
        measured_on=SCENES,
        why=N_(
            "A small Depth Anything that ships with the app and needs no network: it knows doodle scenes, not "
            "photographs. Its depth is relative."
        ),
    ),
)
