import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image

from core.compare.book.workbook import Measured
from core.compare.handin.report import drawn_charts, report_html
from core.compare.measure.run import Comparison
from core.i18n import speaking
from core.pictures.boxes import TruthBox
from tests.unit.compare_samples import facts
from tests.unit.handin_samples import PERSON, handin, picture

NAMES = ["report.html", "table.xlsx", "images/a.jpg", "images/b.jpg", "comparison.py"]


class Page(HTMLParser):
    """What a browser would find: every tag with its attributes, and the text outside style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._quiet = False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self._quiet = tag == "style"

    def handle_endtag(self, tag):
        self._quiet = False

    def handle_data(self, data):
        self.text += "" if self._quiet else data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def report(made) -> str:
    return report_html(made, NAMES, drawn_charts(made))


@pytest.fixture(scope="module")
def page():
    return Page(report(handin()))


@pytest.fixture(scope="module")
def without_truth():
    return Page(report(handin(truth=False)))


@pytest.mark.parametrize("truth", [True, False])
def test_it_asks_nobody_for_anything(truth):
    html = report(handin(truth=truth))
    page = Page(html)
    addresses = [
        value
        for _tag, attributes in page.tags
        for name, value in attributes.items()
        if name in {"src", "href", "xlink:href", "srcset", "data", "action", "poster", "background"}
    ]
    assert addresses
    assert all(address.startswith(("data:image/jpeg;base64,", "#")) for address in addresses)
    assert {tag for tag, _attributes in page.tags} & {
        "script",
        "link",
        "iframe",
        "object",
        "embed",
        "base",
    } == set()
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", html)
    assert not any(name.startswith("on") for _tag, attributes in page.tags for name in attributes)


def test_the_browser_is_told_to_fetch_nothing(page):
    policy = next(
        each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; img-src data:;")


def test_every_tag_that_is_opened_is_closed():
    html = report(handin())
    body = re.sub(r"<(meta|img|br)\b[^>]*>", r"", html.split("\n", 1)[1])
    assert ElementTree.fromstring(body).tag == "html"


def test_it_says_who_what_and_when(page):
    assert "DETR ResNet-50 frente a YOLO11n" in page.text
    assert "Ana Núñez" in page.text
    assert "21 de noviembre de 2026" in page.text
    assert page.all("html")[0]["lang"] == "es"


def test_it_has_the_table_as_the_student_left_it(page):
    assert len([each for each in page.all("td") if "data-title" in each]) == 4 * 7
    assert "Mi observación | con barra\ny línea" in page.text


def test_every_picture_is_there_for_every_model_with_words_for_it(page):
    alts = [each["alt"] for each in page.all("img")]
    assert len(alts) == 4
    assert alts[0] == "autobús ñ.jpg con lo que ha encontrado DETR ResNet-50: 1 couch, 1 person"


def test_a_picture_inside_is_a_jpeg_of_at_most_1000_pixels():
    page = Page(report(handin(pictures=(picture(size=(3000, 2000)),))))
    image = Image.open(BytesIO(b64decode(page.all("img")[0]["src"].split(",")[1])))
    assert (image.format, image.size) == ("JPEG", (1000, 667))


def test_with_a_truth_it_counts(page):
    assert "aciertos 1, falsos positivos 1, no detectados 1" in page.text
    assert "clase equivocada" in page.text
    assert page.text.count("AP50") >= 2


def test_it_says_which_part_of_the_truth_came_from_which_model(page):
    assert "Verdad de referencia: 2 objetos (1 caja a mano, 1 caja de YOLO11n)." in page.text
    assert "Algunas cajas de la verdad de referencia proceden de YOLO11n" in page.text


def test_a_truth_that_nobody_took_over_has_no_such_note():
    own = handin()
    own.book.truth = {own.pictures[0].digest: (TruthBox("person", PERSON, origin="file"),)}
    text = Page(report(own)).text
    assert "parte de cajas de" not in text
    assert "1 caja de un archivo" in text
    assert "Sin contar" in text


def test_without_a_truth_it_says_so_and_shows_no_verdict(without_truth):
    assert "Nadie ha dibujado lo que hay de verdad en las imágenes" in without_truth.text
    assert "no detectados" not in without_truth.text
    assert len(without_truth.all("svg")) == 2


def test_with_a_truth_it_has_all_four_charts_each_with_words(page):
    assert len(page.all("svg")) == 4
    words = [each["aria-label"] for tag, each in page.tags if tag == "div" and each.get("role") == "img"]
    assert len(words) == 4
    assert "DETR ResNet-50: 6 ejecuciones de 1,00 s a 1,10 s, mediana 1,05 s" in words[2] + words[3]


def test_an_empty_truth_everywhere_draws_no_empty_charts():
    nothing = handin()
    nothing.book.truth = dict.fromkeys(nothing.book.truth, ())
    page = Page(report(nothing))
    assert len(page.all("svg")) == 2
    assert "en esta imagen no hay nada que encontrar" in page.text


def test_each_comment_stands_beside_its_figures(page):
    assert "DETR ve más.\n\nYOLO no." in page.text
    assert "YOLO11n es 9,9 veces más rápido que DETR ResNet-50 en CPU." in page.text
    assert page.text.count("No se ha escrito nada aquí.") == 2


def test_the_resources_of_every_device_stand_side_by_side():
    both = handin()
    made = both.comparison
    on_gpu = tuple(facts(model.name, title=model.title, device="cuda") for model in made.models)
    settings = type(made.settings)(made.settings.models, "cuda")
    both.book.measured["gpu"] = Measured(
        settings,
        on_gpu,
        made.machine,
        made.versions,
        made.date,
        {image.digest: image for image in made.images},
    )
    text = Page(report(both)).text
    assert all(
        f"{model} · {device}" in text for model in ("DETR ResNet-50", "YOLO11n") for device in ("CPU", "GPU")
    )


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=https://x.y>', "{{ 7*7 }}", "&lt;"]
)
def test_nothing_that_a_user_typed_or_named_turns_into_markup(hostile):
    made = handin(student=hostile, comments={"accuracy": hostile}, names=[hostile, "b.png"], title=hostile)
    page = Page(report(made))
    clean = Page(report(handin(comments={"accuracy": "x"})))
    assert [tag for tag, _attributes in page.tags if tag not in {"text", "tspan", "path", "g"}] == [
        tag for tag, _attributes in clean.tags if tag not in {"text", "tspan", "path", "g"}
    ]
    assert page.text.count(hostile) >= 4


def test_it_describes_the_files_beside_it(page):
    names = re.findall(r"(report\.html|table\.xlsx|comparison\.py|images/)", page.text)
    assert names == ["report.html", "table.xlsx", "images/", "comparison.py"]


def test_it_names_settings_machine_and_versions(page):
    for text in ("facebook/detr-resnet-50, 1d5f47b, CPU", "Test CPU", "Python 3.11, torch 2.15.0", "0,50"):
        assert text in page.text


def test_it_is_written_in_english_for_who_reads_english():
    with speaking("en"):
        page = Page(report(handin()))
    assert "DETR ResNet-50 versus YOLO11n" in page.text
    assert "November 21, 2026" in page.text
    assert page.all("html")[0]["lang"] == "en"


def test_one_model_alone_on_one_picture_is_a_report_too():
    one = handin(pictures=(picture(),))
    made = one.comparison
    run = made.images[0].models[0]
    image = type(made.images[0])("a.jpg", made.images[0].digest, 320, 240, (run,))
    settings = type(made.settings)((run.model,))
    alone = Comparison(settings, made.machine, made.models[:1], (image,), made.versions, made.date)
    page = Page(report(type(one)(alone, one.pictures, one.rows[:1], 0.5, one.book)))
    assert "DETR ResNet-50" in page.text
    assert len(page.all("img")) == 1
