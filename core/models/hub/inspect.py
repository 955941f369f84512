"""Looking at a model of the Hub before anything large of it is fetched."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.errors import UserError
from core.i18n import N_, Size
from core.machine import model_budget_bytes
from core.models import kinds, weights
from core.models.catalogue.row import ModelRow
from core.models.catalogue.rows import find
from core.models.hub.client import ask_about
from core.models.hub.download import wanted_files
from core.models.hub.explain import not_public
from core.models.hub.job import watched
from core.models.kind import Kind
from core.models.kinds import KINDS
from core.printable import printable_line
from core.turns import set_aside

MAX_CUSTOM_BYTES = 1_500_000_000
"""The largest model that a user may add by its Hub id, in bytes of weights."""


_PARTS_OF_A_PAGE = frozenset(
    {"tree", "blob", "resolve", "raw", "commits", "commit", "discussions", "edit", "viewer"}
)
"""What follows a repository's id in the address of one of its pages."""


def inspect(hub_id: str, task: str) -> ModelRow:
    """Look at a Hub repository without fetching its weights and return its row for `task`, pinned to the commit
    that was seen.

    `hub_id` is what a person typed: "organisation/name", or the address of one of the model's pages. Raises UserError
    when there is no such model, it is private, or the app should not run it: not a model for the task that
    transformers knows, no weights that can be read, code of its own, too big. Where only its configuration is looked
    at, it may be any of these.

    >>> inspect("facebook/detr-resnet-50", "object-detection").name
    'detr-resnet-50'
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id

    kind, name = KINDS[task], id_in(hub_id)
    if known := find(name):
        if task not in known.tasks:
            raise kinds.not_suitable(name, kind)
        return known
    if of_another := re.search(r"(?:^|/)(spaces|datasets)/", hub_id.strip()):
        raise UserError(
            N_("{name} is in the Hub's “{part}”, not a model. Give the id of a model, as in {example}."),
            name=name,
            part=of_another[1],
            example=kind.hub_example,
        )
    try:
        validate_repo_id(name)
    except HFValidationError:
        raise UserError(
            N_("{name} is not a Hub id. Write it as organisation/model, as in {example}."),
            name=name,
            example=kind.hub_example,
        ) from None
    with set_aside():
        row, config = watched(lambda _job: _inspect(name, kind), lambda _done, _total: None, name)
    kinds.check_architecture(config, name, kind)
    return row


def id_in(typed: str) -> str:
    """Return the id of the repository that a person typed or pasted the address of.

    >>> id_in("https://www.example.org/google/vit-base-patch16-224/tree/main?x=y#z")
    'google/vit-base-patch16-224'
    """
    text = typed.strip()
    is_address = re.match(r"(https?://|www\.|[\w-]+\.(co|com|org|net)/)", text, re.IGNORECASE)
    parts = [part for part in re.split(r"[?#]", text)[0].split("/") if part]
    if is_address:
        parts = parts[1:] if "://" not in text else parts[2:]
        # Spaces and data sets have pages like those of a model; their id follows the word.
        parts = parts[1:] if parts[:1] in (["spaces"], ["datasets"]) else parts
        ends = [index for index, part in enumerate(parts) if index and part in _PARTS_OF_A_PAGE]
        parts = parts[: ends[0]] if ends else parts
    return "/".join(parts) if is_address else text.strip("/")


def max_custom_bytes() -> int:
    """Return the largest model that a user may add here, in bytes: MAX_CUSTOM_BYTES, or all that models may take in
    memory if that is less."""
    return min(MAX_CUSTOM_BYTES, model_budget_bytes())


def _inspect(name: str, kind: Kind) -> tuple[ModelRow, dict[str, Any]]:
    from huggingface_hub import hf_hub_download

    # Without a token: what the host's token may see is not for everybody who can reach the app.
    info, commit = ask_about(name, None, token=False)
    if info.private or info.gated:
        raise not_public(name)
    sizes = {sibling.rfilename: sibling.size or 0 for sibling in info.siblings or ()}
    if sizes.get("config.json", weights.LONGEST_JSON + 1) > weights.LONGEST_JSON:
        raise kinds.not_suitable(name, kind)
    # In the cache it would look like a configuration that was fetched with all that belongs to it.
    with TemporaryDirectory() as folder:
        config = weights.read_json(
            Path(hf_hub_download(name, "config.json", revision=commit, token=False, local_dir=folder))
        )
    kinds.check_config(config, name, kind)
    row = ModelRow(
        name=info.id,
        title=info.id,
        hub_id=info.id,
        tasks=(kind.task,),
        library="transformers",
        revision=commit,
    )
    size = sum(file.size for file in wanted_files(info, row, kind))
    if kind.opening == "config":
        # Nothing of it is fetched: how large it is, is one of the facts about the model.
        size = sum(sizes[file] for file in weights.weight_names(sizes))
    elif size > max_custom_bytes():
        raise UserError(
            N_("{name} is too big for this app: {size}, and at most {limit} is allowed here."),
            name=name,
            size=Size(size),
            limit=Size(max_custom_bytes()),
        )
    tags = [tag.partition(":") for tag in info.tags or ()]
    licence = getattr(info.card_data, "license", None) or next(
        (value for key, _, value in tags if key == "license"), ""
    )
    trained_on = ", ".join(value for key, _, value in tags if key == "dataset")
    facts = replace(
        row,
        domain=kind.domains[0] if trained_on else "",
        parameters=info.safetensors.total if info.safetensors else 0,
        download_bytes=size,
        licence=printable_line(licence if isinstance(licence, str) else ", ".join(map(str, licence))),
        trained_on=printable_line(trained_on),
    )
    return facts, config
