"""The code that searches the Hub; it runs by itself, outside the app."""

from core.i18n import _
from core.library.search import MOST_MODELS, Wish
from core.python_code import quoted


def script(wish: Wish) -> str:
    """Return a Python script that makes a search and prints what it finds. It needs huggingface_hub and nothing of this
    app. Its comments are in the language in use."""
    filters = [wish.library, wish.language, f"license:{wish.licence}" if wish.licence else ""]
    named = [quoted(one) for one in filters if one]
    given = {
        "search": quoted(wish.words) if wish.words else "",
        "pipeline_tag": quoted(wish.task) if wish.task else "",
        "filter": f"[{', '.join(named)}]" if named else "",
        "trained_dataset": quoted(wish.data_set) if wish.data_set else "",
        "sort": quoted(wish.sort),
        "limit": str(MOST_MODELS),
    }
    lines = "".join(f"    {name}={value},\n" for name, value in given.items() if value)
    ask = _("Ask the Hub; without a limit it would name all that fit.")
    size = _("The files of the first one, with their sizes in bytes.")
    return f"""\
from huggingface_hub import HfApi

api = HfApi()

# {ask}
models = list(api.list_models(
{lines}    token=False,
))
for model in models:
    print(model.id, model.downloads, model.likes)

# {size}
for file in api.model_info(models[0].id, files_metadata=True, token=False).siblings if models else []:
    print(file.rfilename, file.size)
"""
