"""The page of the Auto classes: what a visitor sees of a model, with and without its weights."""

import json

import pytest

from core.errors import UserError
from core.models.catalogue.rows import find
from core.ui.auto_classes import choices, inside
from core.ui.auto_classes.choices import KEY
from tests.pages.visitor import errors, go, html, press, press_words, said, visit, well

PAGE = "auto_classes"
TREE = 'class="layer-tree"'
BERT = "BERT base uncased (English)"


@pytest.fixture(autouse=True)
def _models(hub):
    pass


def look(at):
    return press(at, f"{KEY}.look")


def run(at):
    return press(at, f"{KEY}.run")


def look_up(at, hub_id):
    """Type an id of the Hub and look it up."""
    next(box for box in at.text_input if "Hub" in box.label).input(hub_id)
    return press_words(at, "Look it up")


def frames(at, column):
    """The tables of the page that have a column."""
    return [frame.value for frame in at.dataframe if column in frame.value]


def classes(at) -> str:
    """What the Auto classes take, as the page lists it."""
    (text,) = [element.value for element in at.markdown if element.value.startswith("- `AutoConfig`")]
    return text


def test_at_a_click_the_courses_model_is_looked_at_without_its_weights(hub, clean_cache):
    hub.requests.clear()
    at = look(visit(PAGE))
    assert errors(at) == []
    assert "`AutoConfig` → **`BertConfig`**" in classes(at) and "**`BertTokenizer`**" in classes(at)
    fetched = {line.rpartition("/")[2] for line in hub.requests if "/resolve/" in line}
    assert fetched == {"config.json", "tokenizer_config.json"}


def test_the_class_of_the_weights_is_marked():
    others = next(
        block.value for block in look(visit(PAGE)).markdown if "`AutoModelForMaskedLM` →" in block.value
    )
    marked = [line for line in others.splitlines() if "its weights" in line]
    assert [line.partition(" :material")[0] for line in marked] == [
        "- `AutoModelForMaskedLM` → **`BertForMaskedLM`**"
    ]


def test_a_repository_of_nine_gigabytes_is_looked_at_without_fetching_them(hub, clean_cache):
    hub.requests.clear()
    at = look(look_up(visit(PAGE), "someone/huge-detector"))
    assert errors(at) == []
    assert "**`YolosModel`**" in classes(at) and html(at, TREE)
    assert not [line for line in hub.requests if line.endswith(".safetensors")]
    at = run(at)
    assert ["is too big to be run here" in error for error in errors(at)] == [True]
    assert not [line for line in hub.requests if line.endswith(".safetensors")]


def test_code_of_a_repository_s_own_is_said_and_the_rest_is_shown():
    at = look(look_up(visit(PAGE), "someone/coded-detector"))
    assert errors(at) == []
    assert said(at, "brings Python code of its own") and "**`YolosConfig`**" in classes(at)


def test_the_layers_are_a_tree_with_shapes_and_another_class_has_others():
    at = look(visit(PAGE, auto_model="Mini BERT (es)"))
    (tree,) = html(at, TREE)
    assert "8192 × 192" in tree and "BertLayer" in tree and "cls" not in tree
    box = at.selectbox(key=f"{KEY}.build.mini-bert-es")
    well(box.set_value("AutoModelForMaskedLM").run())
    (tree,) = html(at, TREE)
    assert "<b>cls</b>" in tree


def test_what_cannot_be_built_is_not_tried_again_with_every_press(monkeypatch):
    tried = []

    def refuse(_files, kind):
        tried.append(kind)
        raise UserError(
            "The network is not built: it has more layers than are looked at here, or takes too long."
        )

    monkeypatch.setattr(choices, "network_of", refuse)
    at = look(visit(PAGE, auto_model="Mini BERT (es)"))
    well(at.text_input(key=f"{KEY}.search").input("hidden_size").run())
    assert ["takes too long" in error for error in errors(at)] == [True]
    assert len(tried) == 1
    look(at)
    assert len(tried) == 2


def test_the_parameters_take_memory_by_the_type_of_number():
    (table,) = frames(look(visit(PAGE, auto_model="Mini BERT (es)")), "Kept as")
    assert list(table["Weights"]) == ["15.4 MB", "7.7 MB", "3.9 MB", "1.9 MB"]


def test_the_settings_can_be_searched():
    at = look(visit(PAGE, auto_model="Mini BERT (es)"))
    well(at.text_input(key=f"{KEY}.search").input("hidden_size").run())
    (table,) = frames(at, "Setting")
    assert list(table["Value"]) == ["192"]
    well(at.text_input(key=f"{KEY}.search").input("no such thing").run())
    assert said(at, "No setting has these words")


def test_a_text_goes_through_the_network_and_its_shapes_are_explained():
    at = run(look(visit(PAGE, auto_model="Mini BERT (es)")))
    assert errors(at) == []
    (table,) = frames(at, "Tensor")
    shapes = dict(zip(table["Tensor"], table["Shape"], strict=True))
    assert shapes["last_hidden_state"] == "1 × 15 × 192"
    assert shapes["hidden_states"] == "6 × (1 × 15 × 192)"
    assert shapes["attentions"] == "5 × (1 × 6 × 15 × 15)"
    assert said(at, "Most alike:") and said(at, "Strongest between two tokens")


def test_a_picture_is_prepared_step_by_step_without_weights():
    at = look(visit(PAGE, auto_model="Doodle ViT"))
    assert errors(at) == []
    (table,) = frames(at, "Step")
    assert list(table["Step"]) == ["The picture", "Resized", "Rescaled", "Normalised"]
    assert table["Height × width × channels"].iloc[-1] == "112 × 112 × 3"


@pytest.mark.parametrize("way", ["attention", "rollout", "alike"])
def test_a_picture_goes_through_the_network_and_its_patches_are_shown(way):
    at = run(look(visit(PAGE, auto_model="Doodle ViT")))
    well(at.button_group(key=f"{KEY}.way.doodle-vit").set_value(way).run())
    assert errors(at) == [] and said(at, "14 × 14 patches")


@pytest.mark.parametrize(
    ("name", "says"),
    [("Doodle ResNet", "does not cut the picture into patches"), ("Doodle DETR", "does not cut the picture")],
)
def test_a_network_without_patches_says_so(name, says):
    at = run(look(visit(PAGE, auto_model=name)))
    assert errors(at) == [] and said(at, says)


def test_a_model_that_automodel_has_no_class_for_is_looked_at_and_cannot_be_run():
    at = look(visit(PAGE, auto_model="Doodle Depth"))
    assert errors(at) == [] and html(at, TREE)
    assert at.button(key=f"{KEY}.run").disabled


def test_nothing_looked_at_or_run_is_lost_on_another_page_or_in_another_language(monkeypatch):
    ran = []
    real = inside.pass_text
    monkeypatch.setattr(inside, "pass_text", lambda *given: ran.append(1) or real(*given))
    at = run(look(visit(PAGE, auto_model="Mini BERT (es)")))
    at = go(go(at, ""), PAGE)
    assert classes(at) and frames(at, "Tensor")
    at = go(at, PAGE, lang="es")
    assert frames(at, "Tensor") and len(ran) == 1


def test_without_the_hub_the_models_that_ship_are_looked_at(clean_cache, monkeypatch):
    from core.models import defaults

    monkeypatch.setattr(defaults, "reachable", lambda: False)
    at = visit(PAGE)
    assert at.selectbox(key="auto_model").value == "mini-bert-es"
    assert errors(run(look(at))) == []


def test_where_a_model_cannot_be_had_that_is_a_sentence(hub, clean_cache):
    with hub.broken("refuse"):
        at = look(visit(PAGE, auto_model=BERT))
    assert len(errors(at)) == 1


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"model_type": "<script>alert(1)</script>"}, "has no class for this model's type"),
        ({"model_type": "bert", "num_hidden_layers": 10**9}, "at most 500"),
        ({"model_type": "bert", "hidden_size": -1}, "cannot be built"),
        ({"model_type": "bert", "note": "**x** $y$ " + "z" * 100_000}, ""),
    ],
)
def test_a_hostile_configuration_is_shown_as_text_or_ends_in_a_sentence(tmp_path, monkeypatch, config, says):
    folder = tmp_path / "theirs"
    folder.mkdir()
    for file in ("model.safetensors", "tokenizer.json", "tokenizer_config.json"):
        (folder / file).write_bytes((tmp_path / find("mini-bert-es").local_path / file).read_bytes())
    (folder / "config.json").write_text(json.dumps({"architectures": ["BertForMaskedLM"], **config}))
    monkeypatch.setenv("MIRALAB_LOCAL_MODELS", str(tmp_path))
    at = look(visit(PAGE, auto_model="theirs"))
    assert not says or errors(at) + said(at, says)
    assert not [body for body in html(at, "<script") if "alert" in body]


def test_in_spanish_the_page_speaks_spanish():
    at = look(visit(PAGE, lang="es", auto_model="Mini BERT (es)"))
    assert [tab.label for tab in at.tabs] == ["Las capas", "La configuración", "Lo que entra y lo que sale"]
