"""Searching the Hub for models: the filters, what is said of a model, answers that are kept, and what goes wrong."""

import ast
import json
import os
from dataclasses import replace

import pytest

from core.errors import UserError
from core.i18n import speaking
from core.library import search as searching
from core.library import search_kept
from core.library.own_pages import kinds_of, page_of
from core.library.search import MOST_MODELS, Answer, Found, Wish, search_catalogue, search_hub
from core.library.search_code import script
from core.library.search_command import record
from core.library.search_kept import find_models, kept_answer
from core.models.catalogue.rows import find
from core.models.kinds import KINDS

TRANSLATION = Wish(task="translation", language="es")
HOSTILE = "**bold** <script>alert(1)</script> [x](javascript:1) \u202e$x$ " + "long " * 1000


@pytest.fixture(autouse=True)
def _english():
    with speaking("en"):
        yield


@pytest.fixture
def listed(hub, clean_cache):
    """Entries that the Hub's every search gives first."""
    hub.listed.clear()
    yield hub.listed
    hub.listed.clear()


def names(answer):
    return [found.name for found in answer.models]


@pytest.mark.parametrize(
    ("wish", "name", "others"),
    [
        (Wish(task="translation"), "Helsinki-NLP/opus-mt-es-en", "fill-mask"),
        (Wish(words="BERTWEET"), "finiteautomata/bertweet-base-sentiment-analysis", ""),
        (Wish(language="es", task="summarization"), "josmunpen/mt5-small-spanish-summarization", ""),
        (Wish(licence="agpl-3.0"), "Ultralytics/YOLO11", ""),
        (Wish(data_set="xnli"), "Recognai/bert-base-spanish-wwm-cased-xnli", ""),
        (Wish(library="ultralytics"), "Ultralytics/YOLO11", ""),
    ],
)
def test_a_filter_finds_what_fits_and_nothing_else(listed, wish, name, others):
    answer = search_hub(wish)
    assert name in names(answer)
    for one in answer.models:
        assert wish.task in ("", one.task)
        assert wish.library in ("", one.library)
        assert wish.licence in ("", one.licence)
        assert wish.language in ("", *one.languages)
        assert wish.data_set in ("", *one.data_sets)
        assert wish.words.casefold() in one.name.casefold()


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("downloads", lambda found: found.downloads),
        ("likes", lambda found: found.likes),
        ("last_modified", lambda found: found.changed),
    ],
)
def test_models_are_in_the_order_that_was_asked_for(listed, sort, value):
    values = [value(found) for found in search_hub(Wish(task="object-detection", sort=sort)).models]
    assert len(values) > 2
    assert values == sorted(values, reverse=True)


def test_no_more_than_the_most_are_asked_for_and_no_token_is_sent(listed, hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    hub.requests.clear()
    hub.tokens.clear()
    answer = search_hub(Wish())
    assert len(answer.models) == MOST_MODELS
    asked = [line for line in hub.requests if line.startswith("GET")]
    assert asked.count("GET api/models") == 1
    assert len(asked) <= 1 + MOST_MODELS
    assert not [line for line in hub.requests if "/resolve/" in line]
    assert hub.tokens == []


def test_size_and_format_are_those_of_the_weights(listed, hub):
    (found,) = search_hub(Wish(words="opus-mt-es-en")).models
    weights = hub.root / found.name / "pytorch_model.bin"
    assert (found.format, found.size) == ("pytorch_model.bin", weights.stat().st_size)
    (found,) = search_hub(Wish(words="google/vit-base")).models
    assert found.format == "safetensors"


def test_a_private_model_is_not_found_and_a_gated_one_says_so(listed):
    assert search_hub(Wish(words="private-detector")).models == ()
    (found,) = search_hub(Wish(words="gated-detector")).models
    assert found.gated


def test_nothing_found_is_an_answer(listed):
    assert search_hub(Wish(words="no such model at all")).models == ()


def test_hostile_words_are_short_printable_text(listed):
    entry = {
        "id": f"evil/{HOSTILE}",
        "tags": [HOSTILE, 7, None, {"a": 1}, f"license:{HOSTILE}", f"dataset:{HOSTILE}", "es"],
        "pipeline_tag": HOSTILE,
        "library_name": ["no", "text"],
        "downloads": "many",
        "likes": -3,
        "lastModified": "2025-01-01T00:00:00.000Z",
        "gated": "manual",
        "siblings": [{"rfilename": "model.gguf"}, {"rfilename": HOSTILE}],
    }
    listed.append(entry)
    found = search_hub(Wish()).models[0]
    texts = [found.name, found.task, found.library, found.licence, *found.languages, *found.data_sets]
    assert all(
        len(text) <= searching.LONGEST_WORD and "\n" not in text and "\u202e" not in text for text in texts
    )
    assert (found.downloads, found.likes, found.format, found.languages) == (None, None, "other", ("es",))


def test_an_entry_with_nothing_but_an_id_is_a_model(listed):
    listed.append({"id": "someone/bare"})
    assert search_hub(Wish()).models[0] == Found("someone/bare")


@pytest.mark.parametrize(
    "entry", [{}, {"id": 7, "siblings": 3}, {"id": "a/b", "lastModified": "never"}, "text", None, ["id"]]
)
def test_what_is_no_entry_ends_the_answer_without_breaking_it(listed, entry):
    listed += [{"id": "someone/first"}, entry]
    answer = search_hub(Wish(words="opus-mt"))
    assert names(answer)[0] == "someone/first"
    assert answer.problem is not None or "Helsinki-NLP/opus-mt-es-en" in names(answer)


def test_an_answer_is_kept_for_when_the_hub_is_away(listed, hub):
    answer = find_models(TRANSLATION)
    searching.reachable()
    with hub.broken("rate-limit", retry=30):
        kept = find_models(TRANSLATION)
    assert (kept.source, kept.models, kept.at) == ("kept", answer.models, answer.at)
    assert "slow down" in str(kept.problem)


def test_half_an_answer_does_not_take_the_place_of_a_whole_one(listed):
    whole = find_models(TRANSLATION)
    listed += [{"id": "someone/first"}, "text"]
    assert find_models(TRANSLATION).problem is not None
    assert kept_answer(TRANSLATION).models == whole.models


@pytest.mark.parametrize(
    ("kind", "words"), [("rate-limit", "30 seconds"), ("error", "500|reached"), ("refuse", "reached")]
)
def test_without_an_answer_the_catalogue_is_searched_and_why_is_said(listed, hub, kind, words):
    with hub.broken(kind):
        answer = find_models(TRANSLATION)
    assert answer.source == "catalogue"
    assert names(answer)[0] == "mini-es-en"
    assert any(word in str(answer.problem) for word in words.split("|"))


def test_sizes_that_the_hub_does_not_give_are_not_known(listed, hub, monkeypatch):
    def refuse(*_args, **_options):
        raise UserError("slow down")

    monkeypatch.setattr(searching, "ask_about", refuse)
    answer = search_hub(TRANSLATION)
    assert {found.size for found in answer.models} == {0}
    assert {found.format for found in answer.models} <= {"safetensors", "pytorch_model.bin", "other"}


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(words="MINI pos"), ["mini-pos-es"]),
        (Wish(task="fill-mask", language="es"), ["mini-bert-es"]),
        (Wish(words="yolo11n", library="ultralytics"), ["yolo11n"]),
        (Wish(licence="cc-by-4.0", task="object-detection"), []),
        (Wish(words="<b>"), []),
    ],
)
def test_the_catalogue_is_searched_by_the_same_filters(wish, found):
    answer = search_catalogue(wish)
    assert set(found) <= set(names(answer))
    assert bool(answer.models) == bool(found)


@pytest.mark.parametrize("hub_task", sorted({kind.hub_task for kind in KINDS.values()}))
def test_what_the_catalogue_gives_can_be_opened(hub_task):
    found = search_catalogue(Wish(task=hub_task)).models
    rows = [find(one.name) for one in found]
    assert rows
    assert all(row is not None for row in rows)


@pytest.mark.parametrize(
    ("hub_task", "pages"),
    [
        ("image-classification", ["image_classification", "quick_draw"]),
        ("image-feature-extraction", ["few_shot"]),
        ("translation", ["translation"]),
        ("text-to-image", []),
        ("", []),
    ],
)
def test_a_task_of_the_hub_has_its_pages(hub_task, pages):
    assert [page_of(kind).page for kind in kinds_of(hub_task)] == pages


def answer_of(wish, at="2026-11-27T10:00+00:00"):
    return Answer(wish, (Found("a/b", downloads=3, languages=("es",)),), "hub", at)


def test_a_kept_answer_is_read_as_it_was(clean_cache):
    answer = answer_of(TRANSLATION)
    search_kept.keep_answer(answer)
    assert kept_answer(TRANSLATION) == replace(answer, source="kept")
    assert kept_answer(Wish()) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"models": [], "at": 7}',
        b'{"models": [{"name": "a"}], "at": ""}',
        b'{"models": ' + json.dumps([{}] * 50).encode() + b', "at": ""}',
        b" " * (search_kept.LARGEST_FILE + 1),
    ],
)
def test_a_damaged_file_is_no_answer(clean_cache, content):
    search_kept.keep_answer(answer_of(TRANSLATION))
    (file,) = search_kept._folder().glob("*.json")
    file.write_bytes(content)
    assert kept_answer(TRANSLATION) is None


def test_only_the_latest_answers_are_kept(clean_cache, monkeypatch):
    monkeypatch.setattr(search_kept, "MOST_KEPT", 3)
    for number in range(5):
        search_kept.keep_answer(answer_of(Wish(words=str(number))))
        file = search_kept._folder() / search_kept._name(Wish(words=str(number)))
        os.utime(file, (number, number)) if file.exists() else None
    assert len(list(search_kept._folder().glob("*.json"))) == 3


def test_a_disk_that_cannot_be_written_loses_nothing(clean_cache, monkeypatch):
    def refuse(*_args):
        raise UserError("no")

    monkeypatch.setattr(search_kept, "write_file", refuse)
    search_kept.keep_answer(answer_of(TRANSLATION))
    assert kept_answer(TRANSLATION) is None


@pytest.mark.parametrize(
    "wish", [Wish(), Wish('"quoted" \\ ñ', "translation", "transformers", "es", "mit", "coco", "likes")]
)
def test_the_script_asks_for_what_the_page_asks_for(wish):
    (call,) = [
        node
        for node in ast.walk(ast.parse(script(wish)))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "list_models"
    ]
    given = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
    assert given["limit"] == MOST_MODELS
    assert given["token"] is False
    assert (given.get("search", ""), given.get("pipeline_tag", "")) == (wish.words, wish.task)
    assert given.get("filter", []) == [one for one in (wish.library, wish.language) if one] + (
        [f"license:{wish.licence}"] if wish.licence else []
    )


def test_an_answer_is_json():
    assert json.loads(json.dumps(record(answer_of(TRANSLATION))))["models"][0]["name"] == "a/b"
