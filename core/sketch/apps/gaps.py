"""The take-home app with gaps: five of its lines are left to the student, and a test says when they are right.

Each gap is a place in the app's code, what belongs there in words, and what stands there meanwhile: the app runs with
it, but guesses badly.
"""

import textwrap
from dataclasses import dataclass

from core.i18n import _
from core.sketch.apps.template import template


@dataclass(frozen=True)
class Gap:
    """A gap: its name, what belongs there, the app's code that is taken out, and what stands there meanwhile.

    `code` are alternatives, of which one is in every app.
    """

    name: str
    todo: str
    code: tuple[str, ...]
    meanwhile: tuple[str, ...]


def gaps() -> tuple[Gap, ...]:
    """Return the gaps in the order in which they come in the code, in the language in use."""
    return (
        Gap(
            _("inversion"),
            _(
                "return how far each pixel is from the colour of the paper (paper_of), from 0 (paper) to 1: the most "
                "of red, green and blue counts, and what is transparent is paper. Dark on light and light on dark "
                "must give the same."
            ),
            ("return np.abs(pixels[..., :3] - paper_of(image)).max(axis=2) / np.float32(255) * opacity",),
            ("return pixels[..., :3].max(axis=2) / np.float32(255)",),
        ),
        Gap(
            _("empty paper"),
            _("what is wrong with a drawing that has no ink at all? HINTS has the word for it."),
            ('return "empty"',),
            ('return "spot"',),
        ),
        Gap(
            _("size"),
            _("return what is in the box, side by side pixels large: the network knows no other size."),
            ("return np.array(picture.resize((side, side), Image.Resampling.BOX, box=box))",),
            ("return np.array(picture.crop((0, 0, side, side)))",),
        ),
        Gap(
            _("softmax"),
            _("these are logits, any numbers at all: make them scores from 0 to 1 that add up to 1."),
            (
                "scores = network(pixels).softmax(dim=1)[0]",
                'both = network(pixels[:, : getattr(network.config, "num_channels", 3)]).logits.softmax(dim=1)',
            ),
            (
                "scores = network(pixels)[0]",
                'both = network(pixels[:, : getattr(network.config, "num_channels", 3)]).logits',
            ),
        ),
        Gap(
            _("top five"),
            _("take the five best, or all where the network knows fewer things."),
            ("best = scores.topk(min(5, len(classes)))",),
            ("best = scores.topk(1)",),
        ),
    )


def with_gaps(code: str) -> str:
    """Return an app's code with a TODO in the place of each gap."""
    for number, gap in enumerate(gaps(), 1):
        full, meanwhile = next(
            pair for pair in zip(gap.code, gap.meanwhile, strict=True) if code.count(pair[0]) == 1
        )
        line = next(line for line in code.splitlines() if full in line)
        indent = line[: len(line) - len(line.lstrip())]
        todo = textwrap.fill(
            f"TODO {number}: {gap.todo}", 106, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# "
        )
        code = code.replace(line, f"{todo}\n{line.replace(full, meanwhile)}")
    return code


def gap_test(library: str) -> str:
    """Return test_app.py: what says which gaps of an app are filled in rightly; `library` opens the app's model."""
    names = [gap.name for gap in gaps()]
    return template("test_app").render(words=gap_words(), library=library, gap_names=names)


def gap_words() -> dict[str, str]:
    """Return the texts of test_app.py, by the names that its template knows them by."""
    return {
        "about": _(
            "Five lines of app.py are missing: look for TODO. test_app.py says which of them are right."
        ),
        "run": _("To run it: python test_app.py"),
        "functions": _("Return the app's functions, without the page that it draws."),
        "network": _("Stands for a network: whatever it sees, it gives the same logits."),
        "ink": _("ink has to stand out from the paper"),
        "paper": _("paper must not stand out"),
        "shape": _("the picture has to be 28 x 28 pixels"),
        "fills": _("the drawing has to fill the picture: use the box"),
        "share": _("the scores are not softmax's"),
        "five": _("there have to be five guesses"),
        "best": _("the best guess comes first"),
        "not_yet": _("not right yet"),
        "done": _("All five are right: the app is yours."),
        "left": _("Still to do: {}."),
    }
