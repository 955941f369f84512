"""What a hand-in still lacks, in words for its student. Pure."""

from core.compare.book.workbook import COMMENTS, Workbook
from core.compare.measure.run import Comparison
from core.i18n import _


def missing_parts(book: Workbook, comparison: Comparison) -> tuple[str, ...]:
    """Return what the activity asks for and nobody has done yet, in the order of the page; () where nothing is."""
    has_truth = any(image.digest in book.truth for image in comparison.images)
    return (
        *(
            []
            if has_truth
            else [_("what is really there, on one picture at least: without it errors are not counted")]
        ),
        *([] if book.student.strip() else [_("your name")]),
        *(
            _("the comment “{title}”").format(title=_(title))
            for key, title in COMMENTS.items()
            if not book.comments.get(key, "").strip()
        ),
    )
