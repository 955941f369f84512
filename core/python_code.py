"""What the Python code that the app hands out is written with."""

import json


def quoted(text: str) -> str:
    """Return `text` as a Python string literal; JSON's are all valid ones."""
    return json.dumps(text, ensure_ascii=False)
