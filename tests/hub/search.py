"""The Hub's search: which repositories fit a query, in the layout of its answer (GET /api/models)."""

import hashlib
from pathlib import Path
from typing import Any

from tests.hub.facts import FACTS

_KEYS = {"downloads": "downloads", "likes": "likes", "lastModified": "lastModified"}


def listing(root: Path, query: dict[str, list[str]], added: list[Any]) -> list[Any]:
    """Return the entries of an answer: what was `added`, and then the public repositories in the folder `root` that
    fit, sorted and as many as asked for, each with the properties that `expand` names."""
    names = sorted(f"{path.parent.name}/{path.name}" for path in root.glob("*/*") if path.is_dir())
    entries = [_entry(root, name) for name in names if not name.startswith("spaces/")]
    found = [entry for entry in entries if not entry["private"] and _fits(entry, query)]
    if (key := query.get("sort", [""])[0]) in _KEYS:
        found.sort(key=lambda entry: entry[key], reverse=True)
    asked = {"_id", "id", *query.get("expand", [])}
    shown = [{key: value for key, value in entry.items() if key in asked} for entry in found]
    return [*added, *shown][: int(query.get("limit", ["1000"])[0])]


def _entry(root: Path, name: str) -> dict[str, Any]:
    facts = FACTS.get(name, {})
    number = int(hashlib.sha1(name.encode()).hexdigest()[:6], 16)
    library = facts.get("library_name", "transformers")
    task = facts.get("pipeline_tag", "object-detection")
    return {
        "_id": f"{number:024x}",
        "id": name,
        "private": facts.get("private", False),
        "gated": facts.get("gated", False),
        "downloads": number % 1_000_000,
        "likes": number % 1_000,
        "lastModified": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T10:00:00.000Z",
        "pipeline_tag": task,
        "library_name": library,
        "tags": [library, task, *facts.get("tags", []), "region:us"],
        "siblings": [{"rfilename": path.name} for path in sorted((root / name).iterdir()) if path.is_file()],
    }


def _fits(entry: dict[str, Any], query: dict[str, list[str]]) -> bool:
    wanted = [tag for tags in query.get("filter", []) for tag in tags.split(",")]
    return (
        query.get("search", [""])[0].casefold() in entry["id"].casefold()
        and query.get("pipeline_tag", [entry["pipeline_tag"]])[0] == entry["pipeline_tag"]
        and all(tag in entry["tags"] for tag in wanted)
    )
