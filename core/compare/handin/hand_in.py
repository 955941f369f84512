"""One comparison as it is handed in."""

from dataclasses import dataclass

from core.compare.book.resources import same_on_other_devices
from core.compare.book.table import Row
from core.compare.book.workbook import Workbook
from core.compare.measure.run import Comparison, ImageResult
from core.pictures.boxes import TruthBox
from core.pictures.images import Picture


@dataclass(frozen=True)
class HandIn:
    """One comparison as it is handed in.

    `pictures` are those of the comparison, in any order; `rows` the table as the student left it; `threshold` (0..1)
    what a score has to reach to count; `book` brings the truth, the student's name and comments, and whatever else was
    measured.
    """

    comparison: Comparison
    pictures: tuple[Picture, ...]
    rows: tuple[Row, ...]
    threshold: float
    book: Workbook

    @property
    def truth(self) -> dict[str, tuple[TruthBox, ...]]:
        """The truth of the comparison's pictures, by digest, in their order; {} where nobody drew any."""
        digests = [image.digest for image in self.comparison.images]
        return {digest: self.book.truth[digest] for digest in digests if digest in self.book.truth}

    @property
    def others(self) -> tuple[Comparison, ...]:
        """The same comparison as it was measured on other devices."""
        return same_on_other_devices(self.book, self.comparison)

    def picture(self, image: ImageResult) -> Picture:
        """Return the picture of one of the comparison's results."""
        return next(picture for picture in self.pictures if picture.digest == image.digest)
