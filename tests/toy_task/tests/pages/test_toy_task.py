import pytest

from core.__main__ import main
from tests.pages.visitor import press_words, said, visit

CAT = "assets/samples/cat.jpg"


@pytest.mark.parametrize(
    ("language", "title", "button", "answer", "theory"),
    [
        ("es", "Una tarea de juguete", "Di qué es", "Esto es: ", "No es más que un juguete."),
        ("en", "A toy task", "Say what it is", "This is: ", "It is only a toy."),
    ],
)
def test_the_page_says_what_a_picture_shows(hub, language, title, button, answer, theory):
    at = visit("toy_task", lang=language)
    assert [one.value for one in at.title] == [title]
    assert said(at, theory)
    assert said(press_words(at, button), answer)


def test_the_terminal_says_what_a_picture_shows(hub, capsys):
    assert main(["toy-task", CAT, "--json"]) == 0
    assert '"task": "toy-task"' in capsys.readouterr().out
