"""What depth models give is what the plain pipeline gives, and what is made of it: colours, cuts, points, files."""

import json
from io import BytesIO
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from core.__main__ import main
from core.errors import UserError
from core.i18n import speaking
from core.models import defaults, loader
from core.models.catalogue.rows import find, rows_for
from core.models.kinds import KINDS
from core.pictures.images import open_picture
from core.pictures.png import png
from core.pictures.samples import open_sample
from core.scenes.pictures import nearness_of, with_truth
from core.scenes.spec import SceneSpec
from core.vision.depth import snippets
from core.vision.depth.colour import coloured, scale_stops
from core.vision.depth.cut import cut_by_distance, limits, nearer, usual_limit
from core.vision.depth.depth_map import FARTHEST, DepthMap, distances, nearness, smaller
from core.vision.depth.error import depth_error
from core.vision.depth.estimate import estimate, estimate_depth, unit_of
from core.vision.depth.files import facts, levels_16, npy, png_16
from core.vision.depth.points import ply, points_of
from tests.scripts import GRADIO

KIND = KINDS["depth-estimation"]
ROWS = rows_for(KIND.task)
SMALL = "depth-anything-v2-small"


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture(scope="module")
def bus():
    return open_sample("bus.jpg").image


def loaded(name):
    return loader.load(find(name), "cpu", kind=KIND)


def plain_depth(path, image):
    """What transformers' pipeline says of a picture, in the picture's shape."""
    from transformers import pipeline

    found = pipeline(KIND.task, model=str(path), device="cpu")(image)["predicted_depth"]
    return found.numpy().reshape(image.height, image.width)


def metric(*rows):
    return DepthMap(np.array(rows, np.float32), "m")


def relative(*rows):
    return DepthMap(np.array(rows, np.float32), "relative")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_depth_equals_that_of_the_plain_pipeline(hub, row, bus):
    model = loaded(row.name)
    depth = estimate_depth(model, bus)
    assert (depth.values.dtype, depth.size) == (np.float32, bus.size)
    assert depth.most > depth.least
    np.testing.assert_allclose(depth.values, plain_depth(model.path, bus), rtol=1e-5, atol=1e-4)


def turned(image):
    file, exif = BytesIO(), Image.Exif()
    exif[0x0112] = 6
    image.rotate(90, expand=True).save(file, "JPEG", exif=exif)
    return open_picture(file.getvalue(), "turned.jpg").image


PICTURES = {
    "wide": lambda image: image.resize((400, 90)),
    "turned by EXIF": turned,
    "palette": lambda image: open_picture(png(image.quantize(16)), "palette.png").image,
    "12 megapixels": lambda image: image.resize((3000, 4000)),
}


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.parametrize("name", [SMALL, "zoedepth-nyu-kitti"])
def test_depth_is_right_on_pictures_of_every_kind(hub, name, kind, bus):
    image = PICTURES[kind](bus)
    model = loaded(name)
    depth = estimate_depth(model, image)
    np.testing.assert_allclose(depth.values, plain_depth(model.path, image), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("size", [(1, 60), (60, 1), (1, 1)])
def test_a_side_of_one_pixel_is_kept(hub, size):
    assert estimate_depth(loaded("dpt-large"), Image.new("RGB", size, "red")).size == size


def test_a_picture_too_narrow_for_the_model_is_refused_with_a_sentence(hub):
    with pytest.raises(UserError, match="3000 x 1 pixels"):
        estimate(loaded(SMALL), Image.new("RGB", (3000, 1)))


def test_a_model_that_gives_no_numbers_is_refused_with_a_sentence(hub, monkeypatch, bus):
    model = loaded(SMALL)
    monkeypatch.setattr(
        model.model.image_processor,
        "post_process_depth_estimation",
        lambda outputs, _sizes: [{"predicted_depth": outputs.predicted_depth.new_full((1080, 810), np.nan)}],
    )
    with pytest.raises(UserError, match="gave no usable numbers"):
        estimate(model, bus)


def test_what_is_kept_of_a_large_picture_is_small(hub, bus):
    kept = estimate(loaded(SMALL), bus.resize((3000, 4000)))
    assert kept.nbytes < 2_000_000
    assert kept.depth().size == (3000, 4000)


@pytest.mark.parametrize(
    ("config", "unit"),
    [
        ({"model_type": "zoedepth"}, "m"),
        ({"model_type": "glpn"}, "m"),
        ({"model_type": "depth_anything", "depth_estimation_type": "metric"}, "m"),
        ({"model_type": "depth_anything", "depth_estimation_type": "relative"}, "relative"),
        ({"model_type": "dpt"}, "relative"),
        ({"model_type": "dpt", "backbone_config": SimpleNamespace(model_type="dinov2")}, "m"),
        ({"model_type": "depth_anything", "backbone_config": SimpleNamespace(model_type="dinov2")}, "relative"),
    ],
)  # fmt: skip
def test_a_configuration_says_whether_depth_is_in_metres(config, unit):
    assert unit_of(SimpleNamespace(**config)) == unit


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (metric([2, 4], [3, 2]), [[1, 0], [0.5, 1]]),
        (relative([2, 4], [3, 2]), [[0, 1], [0.5, 0]]),
        (relative([7, 7]), [[1, 1]]),
        (metric([7]), [[1]]),
    ],
)
def test_the_nearest_is_one_and_the_farthest_nothing_whichever_way_the_numbers_run(depth, expected):
    assert nearness(depth).tolist() == expected


def test_distances_are_metres_or_so_many_times_the_nearest():
    assert distances(metric([2, 4])).tolist() == [[2, 4]]
    assert distances(relative([0, 5])).tolist() == [[pytest.approx(FARTHEST), 1]]
    assert distances(relative([5, 5])).tolist() == [[1, 1]]
    assert (distances(metric([-0.2, 1])) > 0).all()


def test_a_smaller_map_has_only_numbers_of_the_whole_one():
    depth = DepthMap(np.arange(600, dtype=np.float32).reshape(20, 30), "m")
    small = smaller(depth, 10)
    assert small.size == (10, 7)
    assert np.isin(small.values, depth.values).all()
    assert smaller(depth, 30) is depth


def test_near_is_bright_and_far_is_dark_on_the_scale_that_the_bar_shows():
    image = coloured(metric([1, 2, 3]))
    stops = scale_stops(3)
    found = ["#{:02x}{:02x}{:02x}".format(*image.getpixel((x, 0))) for x in range(3)]
    assert found == list(reversed(stops))
    brightness = [image.convert("L").getpixel((x, 0)) for x in range(3)]
    assert brightness == sorted(brightness, reverse=True)


@pytest.mark.parametrize(
    ("depth", "limit", "expected"),
    [
        (metric([1, 2, 3]), 2, [[True, True, False]]),
        (relative([0, 5, 10]), 0.5, [[False, True, True]]),
        (relative([4, 4]), 1.0, [[True, True]]),
    ],
)
def test_what_is_no_farther_than_the_limit_is_near(depth, limit, expected):
    assert nearer(depth, limit).tolist() == expected


@pytest.mark.parametrize("depth", [metric([1, 1.2, 8, 9]), relative([9, 8.8, 1, 0])])
def test_the_usual_limit_parts_the_near_group_from_the_far_one(depth):
    least, most = limits(depth)
    assert least < usual_limit(depth) < most
    assert nearer(depth, usual_limit(depth)).tolist() == [[True, True, False, False]]


def two_halves():
    """A picture of 64 x 64 pixels: red and near on the left, blue and far on the right."""
    image = Image.new("RGB", (64, 64), "blue")
    image.paste("red", (0, 0, 32, 64))
    near = np.zeros((64, 64), bool)
    near[:, :32] = True
    return image, near


@pytest.mark.parametrize(
    ("rest", "expected"),
    [("blur", (0, 0, 255)), ("white", (255, 255, 255)), ("transparent", (0, 0, 255, 0))],
)
def test_what_is_near_stays_and_the_rest_takes_no_colour_from_it(rest, expected):
    cut = cut_by_distance(*two_halves(), rest)
    assert cut.getpixel((31, 30))[:3] == (255, 0, 0)
    assert cut.getpixel((33, 30)) == expected


@pytest.mark.parametrize("rest", ["blur", "white", "transparent"])
def test_where_everything_is_near_or_nothing_is_the_cut_still_has_the_pictures_size(rest):
    image, near = two_halves()
    for everything in (True, False):
        assert cut_by_distance(image, np.full_like(near, everything), rest).size == image.size


def test_points_lie_on_the_rays_of_a_pinhole_camera():
    depth, image = metric(*[[2.0] * 4] * 2), Image.new("RGB", (4, 2), "red")
    points = points_of(depth, image, 100)
    # The longer side covers 60 degrees: at 2 m that is 4 tan 30 degrees = 2.309 m, four pixels wide.
    pixel = 4 * np.tan(np.radians(30)) / 4
    assert points.places[0] == pytest.approx([-1.5 * pixel, -0.5 * pixel, 2])
    assert points.places[-1] == pytest.approx([1.5 * pixel, 0.5 * pixel, 2])
    assert (points.colours == [255, 0, 0]).all()


@pytest.mark.parametrize("size", [(1, 1), (400, 300), (5000, 2), (2, 5000)])
def test_there_are_never_more_points_than_asked_for(size):
    depth = DepthMap(np.ones(size[::-1], np.float32), "m")
    points = points_of(depth, Image.new("RGB", size), 1000)
    assert 1 <= len(points.places) <= 1000
    assert len(points.places) == len(points.colours)


def test_a_ply_file_has_as_many_points_as_its_head_says_and_up_is_up():
    points = points_of(metric([1.0], [2.0]), Image.new("RGB", (1, 2), (1, 2, 3)), 10)
    head, _end, body = ply(points, "metre").partition(b"end_header\n")
    assert b"element vertex 2" in head
    rows = np.frombuffer(body, np.dtype([("place", "<f4", 3), ("colour", "u1", 3)]))
    assert rows["colour"].tolist() == [[1, 2, 3]] * 2
    assert rows["place"][0][1] > 0 > rows["place"][1][1]
    assert rows["place"][:, 2].tolist() == [-1, -2]


def test_the_npy_file_has_the_exact_numbers():
    depth = relative([0.1, 0.2], [0.3, 1234.5])
    found = np.load(BytesIO(npy(depth)))
    assert (found.dtype, found.tolist()) == (np.float32, depth.values.tolist())


@pytest.mark.parametrize(
    ("depth", "expected"),
    [
        (metric([0.5, 80.0, 300.0]), [128, 20480, 65535]),
        (relative([-3, 0, 3]), [0, 32768, 65535]),
        (relative([2, 2, 2]), [65535] * 3),
    ],
)
def test_a_png_of_16_bits_has_metres_as_kitti_or_goes_from_far_to_near(depth, expected):
    with Image.open(BytesIO(png_16(depth))) as opened:
        assert opened.mode == "I;16"
        assert np.asarray(opened).tolist() == [expected]
        assert opened.text["Description"].startswith("depth in metres" if depth.unit == "m" else "relative")


def scene_truth():
    picture, _boxes = with_truth(SceneSpec(7, 4, "medium"))
    return picture, nearness_of(picture)


def test_a_scene_knows_how_near_it_is_and_no_other_picture_does():
    picture, truth = scene_truth()
    assert truth.shape == picture.size[::-1]
    assert nearness_of(open_sample("bus.jpg")) is None


@pytest.mark.parametrize(
    "depth",
    [
        lambda truth: DepthMap(40 * truth + 7, "relative"),
        lambda truth: DepthMap(3 / np.maximum(truth, 0.01), "m"),
    ],
)
def test_a_map_that_is_right_up_to_scale_and_shift_has_no_error(depth):
    truth = np.linspace(0.1, 1, 64, dtype=np.float32).reshape(8, 8)
    found = depth_error(depth(truth), truth)
    assert (found.abs_rel, found.delta1) == (pytest.approx(0, abs=1e-4), 1)
    assert found.flat_abs_rel > 0.1


def test_the_error_is_that_of_its_definition():
    truth = np.array([[1.0, 0.5], [0.25, 0.0]], np.float32)
    depth = relative([1.0, 1.0], [0.0, 55.0])
    # The fit over the three pixels that have a distance: 0.75, 0.75 and 0.25 in inverse depth.
    estimated, true = np.array([1 / 0.75, 1 / 0.75, 4]), np.array([1, 2, 4])
    found = depth_error(depth, truth)
    assert found.abs_rel == pytest.approx(np.mean(np.abs(estimated - true) / true))
    assert (found.delta1, found.counted) == (pytest.approx(1 / 3), 0.75)


def test_a_map_that_takes_near_for_far_is_found_out():
    truth = np.linspace(0.1, 1, 64, dtype=np.float32).reshape(8, 8)
    assert depth_error(DepthMap(-truth, "relative"), truth).scale < 0


@pytest.mark.parametrize("truth", [np.ones((4, 4), np.float32), np.zeros((4, 4), np.float32)])
def test_where_everything_is_equally_far_or_nothing_has_a_distance_there_is_no_error(truth):
    assert depth_error(DepthMap(np.ones((4, 4), np.float32), "relative"), truth) is None


def test_a_flat_map_is_as_wrong_as_a_map_without_depth():
    truth = np.linspace(0.1, 1, 64, dtype=np.float32).reshape(8, 8)
    found = depth_error(DepthMap(np.ones((8, 8), np.float32), "m"), truth)
    assert (found.abs_rel, found.delta1) == (found.flat_abs_rel, found.flat_delta1)


@pytest.mark.parametrize("name", [SMALL, "zoedepth-nyu-kitti"])
def test_the_command_gives_facts_and_files(hub, monkeypatch, capsys, tmp_path, name):
    monkeypatch.setattr(defaults, "reachable", lambda: True)
    (tmp_path / "cat.png").write_bytes(png(open_sample("cat.jpg").image))
    out = tmp_path / "out"
    options = ["--model", name, "--device", "cpu", "--json", "--out", str(out), "--lang", "en"]
    assert main(["depth-estimation", str(tmp_path / "cat.png"), *options]) == 0
    (found,) = json.loads(capsys.readouterr().out)["inputs"]
    values = np.load(out / "cat_depth.npy")
    expected = plain_depth(loaded(name).path, open_sample("cat.jpg").image)
    np.testing.assert_allclose(values, expected, rtol=1e-5, atol=1e-4)
    depth = DepthMap(values, found["answer"]["unit"])
    assert found["answer"] == facts(depth)
    assert found["answer"]["unit"] == ("m" if name.startswith("zoe") else "relative")
    with Image.open(out / "cat_depth.png") as opened:
        assert np.array_equal(np.asarray(opened), levels_16(depth))


def test_people_read_a_line_with_size_and_range(hub, monkeypatch, capsys, tmp_path):
    (tmp_path / "cat.png").write_bytes(png(open_sample("cat.jpg").image))
    arguments = [
        "depth-estimation",
        str(tmp_path / "cat.png"),
        "--model",
        "zoedepth-nyu-kitti",
        "--lang",
        "en",
    ]
    assert main(arguments) == 0
    assert "451 x 300 pixels, from " in capsys.readouterr().out.splitlines()[1]


@pytest.mark.parametrize("name", [SMALL, "zoedepth-nyu-kitti"])
def test_the_script_writes_what_the_page_shows(hub, run_script, tmp_path, bus, name):
    row = find(name)
    bus.save(tmp_path / "bus.png")
    script = tmp_path / "depth_estimation.py"
    model = loaded(name)
    script.write_text(snippets.script(row, "bus.png").replace(row.hub_id, str(model.path)))
    printed = run_script(script, tmp_path)
    depth = estimate_depth(model, bus)
    assert f"unit={depth.unit}" in printed
    np.testing.assert_allclose(np.load(tmp_path / "depth.npy"), depth.values, rtol=1e-5, atol=1e-4)
    with Image.open(tmp_path / "depth.png") as opened:
        difference = np.asarray(opened).astype(int) - levels_16(depth)
    assert np.abs(difference).max() <= 1
    with Image.open(tmp_path / "depth_color.png") as opened:
        theirs, ours = np.asarray(opened).astype(int), np.asarray(coloured(depth))
    assert np.mean((theirs == ours).all(axis=-1)) > 0.999


RUN_APP = """
from PIL import Image
import app
image = Image.open("bus.png")
{call}.save("out.png")
"""
CALLS = {
    "gradio": "app.estimate(image)[0]",
    "streamlit": "app.in_colours(app.depth_of(image)[1])",
}


@pytest.mark.parametrize("kind", CALLS)
def test_an_app_gives_the_pages_colours(hub, run_script, tmp_path, bus, kind):
    row, model = find(SMALL), loaded(SMALL)
    code = {"gradio": snippets.gradio_app, "streamlit": snippets.streamlit_app}[kind](row)
    bus.save(tmp_path / "bus.png")
    (tmp_path / "gradio.py").write_text(GRADIO)
    (tmp_path / "app.py").write_text(code.replace(row.hub_id, str(model.path)))
    (tmp_path / "run.py").write_text(RUN_APP.format(call=CALLS[kind]))
    run_script(tmp_path / "run.py", tmp_path)
    with Image.open(tmp_path / "out.png") as opened:
        same = np.asarray(opened) == np.asarray(coloured(estimate_depth(model, bus)))
    assert np.mean(same.all(axis=-1)) > 0.999


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "code", [lambda row: snippets.script(row, 'a "b".jpg'), snippets.gradio_app, snippets.streamlit_app]
)
def test_all_code_is_python_in_both_languages(language, code):
    with speaking(language):
        for row in ROWS:
            compile(code(row), "code.py", "exec")
