"""What others did while a comparison was measured, in words: on the page, in the terminal and in what is handed in."""

from collections.abc import Sequence
from statistics import mean

from core.compare.measure.run import ImageResult
from core.i18n import _, ngettext
from core.load import DISTURBED
from core.pictures.marks import percent


def disturbed(images: Sequence[ImageResult]) -> tuple[ImageResult, ...]:
    """Return the pictures whose times are not those of an idle machine (see core.load.DISTURBED)."""
    return tuple(image for image in images if image.others.is_disturbed)


def others_words(image: ImageResult) -> str:
    """Return what others used of the processor during a picture's timed runs: "others used 3 % of the processor"; ""
    where that is not known."""
    share = image.others.share
    if share is None:
        return ""
    if image.others.is_disturbed:
        return _("disturbed: others used {share} of the processor").format(share=percent(share))
    return _("others used {share} of the processor").format(share=percent(share))


def others_in_all(images: Sequence[ImageResult]) -> str:
    """Return the mean of what others used over some pictures, and how many of these were disturbed: "12 %, 1 picture
    disturbed"."""
    shares = [image.others.share for image in images if image.others.share is not None]
    if not shares:
        return _("not known")
    number = len(disturbed(images))
    if not number:
        return percent(mean(shares))
    pictures = ngettext("{n} picture disturbed", "{n} pictures disturbed", number)
    return f"{percent(mean(shares))}, {pictures}"


def disturbed_words(images: Sequence[ImageResult]) -> str:
    """Return the sentences that warn of times that were taken while others used the processor, and say what helps; ""
    where nothing was disturbed.

    Threads of a model that wait for one another wait very long where one of them has to wait for another program.
    """
    found = disturbed(images)
    if not found:
        return ""
    said = [
        _(
            "{pictures}: others used up to {share} of this machine's processor meanwhile, and the times can be many "
            "times as long as they would be."
        ).format(
            pictures=ngettext("{n} picture was disturbed", "{n} pictures were disturbed", len(found)),
            share=percent(max(image.others.share or 0.0 for image in found)),
        )
    ]
    # Where one of the two alone would not have disturbed, the larger part is what to do something about.
    if any((image.others.programs or 0) >= _part(image) for image in found):
        said.append(_("Other programs were running on this machine: close what you can, and measure again."))
    if any((image.others.visitors or 0) >= _part(image) for image in found):
        said.append(_("Other visitors were using this server: measure again when it is quieter."))
    return " ".join(said)


def _part(image: ImageResult) -> float:
    """Return the share from which on one kind of work is a cause of the disturbance of a picture."""
    return min(DISTURBED, (image.others.share or 0.0) / 2)
