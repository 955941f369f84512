"""What went wrong while a model was read or run, as a sentence for the person who uses the app."""

from collections.abc import Iterator

from core.errors import UserError
from core.i18n import N_

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")
_MISSING = (
    "not implemented",
    "not currently implemented",
    "not supported",
    "doesn't support",
    "not linked",
    "no kernel image",
)
_NARROW = 100
"""So many times as long as it is wide, a picture can be too narrow to be made smaller: a side would vanish."""

_CODE_IN_WEIGHTS = ("weights only load failed", "weights_only", "unsupported global")


def explained(error: BaseException, name: str) -> UserError | None:
    """Return the sentence for an error that the model called `name` ended with; None where there is no better one than
    the caller's own.

    It knows: an error that is a sentence already, too little memory, and weights that would run code.
    """
    for cause in _chain(error):
        if isinstance(cause, UserError):
            return cause
        text = str(cause).casefold()
        if isinstance(cause, MemoryError) or any(words in text for words in _OUT_OF_MEMORY):
            return UserError(
                N_(
                    "There is not enough memory for {name} with this input. Choose a smaller model or a smaller input, "
                    "or close other programs."
                ),
                name=name,
            )
        if type(cause).__name__ == "UnpicklingError" or any(words in text for words in _CODE_IN_WEIGHTS):
            return UserError(
                N_(
                    "{name} could not be read: its file holds more than numbers, such as code that would run when it "
                    "is opened. It was not opened. Choose another model."
                ),
                name=name,
            )
    return None


def refused(error: BaseException, name: str, size: tuple[int, int]) -> UserError:
    """Return why a picture of `size` (width, height) could not be prepared for the model called `name`: memory, its
    shape, or what the library says."""
    if sentence := explained(error, name):
        return sentence
    width, height = size
    if max(size) >= _NARROW * min(size):
        return UserError(
            N_(
                "{name} cannot work on a picture of {width} x {height} pixels. Choose one that is less narrow."
            ),
            name=name,
            width=width,
            height=height,
        )
    return UserError(
        N_("{name} cannot work on this picture: {reason}. Choose another picture, or another model."),
        name=name,
        reason=" ".join(str(error).split()).rstrip("."),
    )


def cannot_run_on(error: BaseException, device: str) -> bool:
    """Tell whether an error means that a device ("cuda", "mps", "xpu") lacks an operation or a type of number.

    PyTorch says so in many words, but always names the device or its backend.
    """
    if device == "cpu":
        return False
    for cause in _chain(error):
        text = str(cause).casefold()
        if isinstance(cause, NotImplementedError) and device in text:
            return True
        if device in text and any(words in text for words in _MISSING):
            return True
    return False


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in seen:
        seen.append(cause)
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
