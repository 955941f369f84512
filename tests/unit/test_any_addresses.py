"""Whatever an address or a person says: a value, the usual choice, or a sentence that says what is wrong."""

from types import SimpleNamespace
from unittest import mock
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from core.models.catalogue.rows import find
from core.models.files import has_plain_names
from core.models.hub.inspect import id_in
from core.names import distinct_name
from core.printable import printable_line, printable_text
from core.scenes.spec import DIFFICULTIES, KINDS, MOST_SEED, SceneSpec, set_among, spec_of, specs
from core.ui.inputs import address
from tests.unit.any_files import always_the_same, texts


class Page:
    """As much of Streamlit as an address needs."""

    def __init__(self, **asked: list[str]) -> None:
        self.query_params = dict(asked)
        self.said: list[str] = []
        self.query_string = urlencode(asked, doseq=True, errors="surrogatepass")

    def toast(self, words: str, **_how: object) -> None:
        self.said.append(words)


def bound(page: Page, how) -> object:
    with (
        mock.patch.object(address, "st", page),
        mock.patch.object(
            address, "get_script_run_ctx", lambda **_: SimpleNamespace(query_string=page.query_string)
        ),
    ):
        return how()


values = (
    texts
    | st.floats().map(str)
    | st.integers().map(str)
    | st.sampled_from(["1_000", "٣", " 1", "0x1", "1e3", "+1"])
)


@always_the_same
@given(st.lists(values, max_size=3))
def test_any_number_in_an_address(asked):
    page = Page(n=asked)
    how = bound(page, lambda: address.bound_number("n", 0, 10))
    assert how in (None, "query-params")
    if how is None:
        assert len(page.said) == 1 and len(page.said[0]) < 300
        assert "n" not in page.query_params


@always_the_same
@given(st.lists(values, max_size=3))
def test_any_choice_in_an_address(asked):
    page = Page(c=asked)
    assert bound(page, lambda: address.bound_choice("c", ["one", "two"])) in (None, "query-params")
    assert len(page.said) <= 1


@always_the_same
@given(texts | st.from_regex(r"(scene|collage)-[0-9]{1,9}-[0-9]{1,2}-(easy|medium|hard)", fullmatch=True))
def test_any_name_of_a_scene(name):
    spec = spec_of(name)
    assert spec is None or spec_of(spec.name) == spec
    assert set_among([name], 5) is None


@always_the_same
@given(
    st.builds(
        SceneSpec,
        st.integers(0, MOST_SEED),
        st.integers(1, 6),
        st.sampled_from(DIFFICULTIES),
        st.sampled_from(KINDS),
    )
)
def test_every_scene_is_found_by_its_name(spec):
    assert spec_of(spec.name) == spec


@always_the_same
@given(st.integers(0, MOST_SEED // 1000), st.integers(1, 20), st.sampled_from(KINDS))
def test_every_set_of_scenes_is_found_by_its_names(seed, number, kind):
    assert set_among([spec.name for spec in specs(number, seed, kind)], number) == (kind, seed)


@always_the_same
@given(st.text() | texts)
def test_every_text_can_be_printed_and_is_left_as_it_is_after_that(text):
    lines, line = printable_text(text), printable_line(text)
    assert (printable_text(lines), printable_line(line)) == (lines, line)
    assert "\n" not in line and lines.encode() is not None
    assert all(ord(letter) >= 32 or letter in "\n\t" for letter in lines)


@always_the_same
@given(texts | st.from_regex(r"(https?://)?[a-z.]{1,9}/[\w/?#.-]{0,30}", fullmatch=True))
def test_any_id_of_a_model(typed):
    assert isinstance(id_in(typed), str)
    assert find(id_in(typed)) is None or find(id_in(typed)).name


@always_the_same
@given(texts, texts, texts)
def test_names_with_nonsense_in_them_are_no_part_of_a_path(hub_id, revision, file):
    row = SimpleNamespace(hub_id=hub_id, revision=revision, file=file)
    if has_plain_names(row):
        assert not any(part in ("", ".", "..") or part.startswith("/") for part in hub_id.split("/"))


@always_the_same
@given(texts, st.lists(texts, max_size=4))
def test_every_name_can_be_made_another(name, taken):
    assert distinct_name(name, taken) not in taken
