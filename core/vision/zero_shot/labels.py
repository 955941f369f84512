"""The templates of CLIP: what is offered, and what may be used; and which labels are right. Pure."""

from collections.abc import Collection, Iterable

from core.own_labels import checked_template
from core.pictures.labels import canonical_label, label_named

MOST_TEMPLATES = 8

TEMPLATES = {
    "en": (
        *("a photo of a {}", "a drawing of a {}", "a drawing of {}", "a close-up of a {}"),
        *("a photo of the {} in the wild", "{}"),
    ),
    "es": ("una foto de un {}", "un dibujo de un {}", "un dibujo de {}", "un primer plano de un {}", "{}"),
}
"""The templates that are offered, by language; the first one is what CLIP's authors used."""


def checked_templates(typed: Iterable[str]) -> tuple[str, ...]:
    """Return templates as they can be used, none twice, the first MOST_TEMPLATES; the usual one where there is none.

    Raises UserError as `checked_template` does.
    """
    found = dict.fromkeys(map(checked_template, typed))
    return tuple(found)[:MOST_TEMPLATES] or (TEMPLATES["en"][0],)


def right_labels(labels: Iterable[str], there: Collection[str]) -> tuple[str, ...]:
    """Return those of `labels`, in any language of the app, that name one of the labels that are really `there`.

    >>> right_labels(["perro", "cat", "horses"], ["dog", "horse"])
    ('perro', 'horses')
    """
    known = {canonical_label(label) for label in there}
    return tuple(label for label in labels if canonical_label(label_named(label, there) or label) in known)
