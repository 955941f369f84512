"""The code for one tokenizer: the script that prints the tokens of a text, and how to use one's own. They run by
themselves, outside the app."""

from core.i18n import _
from core.library.tokenizer_training import Plan, roles_of
from core.models.catalogue.row import ModelRow, ships
from core.models.code import pipeline_model
from core.python_code import quoted


def script(row: ModelRow, text: str) -> str:
    """Return a Python script that prints every token of a text with its id and its place, and the text again.

    It needs transformers and nothing of this app. Comments are in the language in use.
    """
    words = {
        "load": _(
            "Load the tokenizer. It ships with MiraLab: run this in MiraLab's folder, or change the path."
        )
        if ships(row)
        else _("Load the tokenizer alone: the weights of the model are not needed."),
        "places": _("Only fast tokenizers say where in the text a token stands (offsets)."),
        "back": _("The way back: one token to its id, an id to its token, and all ids to a text."),
    }
    return f"""\
from transformers import AutoTokenizer

# {words["load"]}
tokenizer = AutoTokenizer.from_pretrained({pipeline_model(row)})

text = {quoted(text)}

# {words["places"]}
encoded = tokenizer(text, return_offsets_mapping=tokenizer.is_fast)
ids = encoded["input_ids"]
tokens = tokenizer.convert_ids_to_tokens(ids)
places = encoded.get("offset_mapping", [("?", "?")] * len(ids))

for token, number, (start, end) in zip(tokens, ids, places):
    print(f"{{token!r:<20}} {{number:>7}} {{start}}-{{end}}")

# {words["back"]}
print(tokenizer.convert_tokens_to_ids(tokens[0]), tokenizer.convert_ids_to_tokens(ids[0]))
print(tokenizer.decode(ids))
print(tokenizer.decode(ids, skip_special_tokens=True))
"""


def use_own(plan: Plan) -> str:
    """Return the lines that use a tokenizer.json that was trained as planned."""
    roles = "".join(f", {role}={quoted(token)}" for role, token in roles_of(plan).items())
    return f"""\
from transformers import PreTrainedTokenizerFast

tokenizer = PreTrainedTokenizerFast(tokenizer_file="tokenizer.json"{roles})
print(tokenizer.tokenize({quoted("Hola, ¿qué tal?")}))
"""
