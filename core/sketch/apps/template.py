"""The templates of the apps that a student takes home, which are Python with gaps for words and choices."""

import json
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


@cache
def template(name: str) -> "Template":
    """Return the template NAME.py.jinja in this folder."""
    from jinja2 import Environment, FileSystemLoader

    # What is filled in is Python, not HTML.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(Path(__file__).parent),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["quoted"] = lambda text: json.dumps(text, ensure_ascii=False)
    environment.filters["docstring"] = lambda text: docstring(text, 4)
    environment.filters["comment"] = lambda text: textwrap.fill(
        text, 106, initial_indent="# ", subsequent_indent="    # "
    )
    return environment.get_template(f"{name}.py.jinja")


def docstring(says: str, indent: int) -> str:
    """Return a docstring without the indent of its first line."""
    return textwrap.fill(f'"""{says}"""', 110 - indent, subsequent_indent=" " * indent)
