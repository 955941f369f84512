"""The pixels of the pictures of all sessions: in memory while they are looked at and there is room, else made again.

Purpose: thirty visitors with fifty pictures each fit into a small server. A picture holds the little that its pixels
are made from, such as its file; decoded pixels have one budget in the process. Scope: memory; what a file holds is read
in `core.pictures.images`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from weakref import WeakValueDictionary

from PIL import Image

from core.machine import give_freed_memory_back, machine
from core.pictures.kept import Kept
from core.pictures.png import png

LARGE = 1_000_000
"""Files of more pixels are decoded one at a time: thirty of 64 million each at once would take 12 GB."""

SMALLEST_BUDGET = 4 * 4096**2
"""Bytes: one picture of the largest size."""

_LARGEST_BUDGET = 1_000_000_000
_SHARE = 16
_BYTES_A_PIXEL = 4  # What Pillow takes for red, green and blue.

_open = Image.open
"""Pillow's own: Ultralytics puts another in its place."""

# Pillow asks for memory in pieces, which the C library keeps when they are freed unless they have more than 32 MB.
Image.core.set_block_size(128 * 2**20)


def budget_bytes() -> int:
    """Return how many bytes of decoded pixels may be in memory: a sixteenth of it, SMALLEST_BUDGET to 1 GB."""
    return max(SMALLEST_BUDGET, min(machine().memory_bytes // _SHARE, _LARGEST_BUDGET))


_decoded: Kept[Image.Image] = Kept(budget_bytes)
_one_large = threading.Lock()


@dataclass(frozen=True, eq=False)
class Pixels:
    """The pixels of a picture: `size` (width, height), and `make`, which makes them, the same ones every time.

    `jpeg` gives a JPEG file without metadata that holds just these pixels, or, where there is none, no bytes;
    `jpeg_bytes` is its size, known without reading it. `lost` tells whether what they are made from is gone.
    """

    size: tuple[int, int]
    make: Callable[[], Image.Image] = field(repr=False)
    jpeg: Callable[[], bytes] = field(default=bytes, repr=False)
    jpeg_bytes: int = 0
    lost: Callable[[], bool] = field(default=bool, repr=False)
    _making: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def image(self) -> Image.Image:
        """Return the picture, mode RGB, not to be changed; hold on to it only while it is worked with."""
        # Many may ask at once: it is made for the first of them.
        with self._making:
            image = _decoded.value(self)
            if image is None:
                image = self.make()
                _keep(self, image)
            return image

    def keep(self, image: Image.Image) -> None:
        """Keep an image of these pixels that was just made elsewhere, where there is none yet."""
        with self._making:
            if _decoded.value(self) is None:
                _keep(self, image)


def _keep(pixels: Pixels, image: Image.Image) -> None:
    _decoded.put(pixels, image, image.width * image.height * _BYTES_A_PIXEL)


def packed(image: Image.Image) -> Pixels:
    """Return the pixels of an image (mode RGB) that is to be had from nowhere else, packed without loss."""
    data = png(image)
    pixels = Pixels(image.size, lambda: _unpacked(data))
    pixels.keep(image)
    return pixels


def _unpacked(data: bytes) -> Image.Image:
    with _open(BytesIO(data), formats=("PNG",)) as opened:
        return opened.convert("RGB")


_shared: WeakValueDictionary[tuple[str, bool], Pixels] = WeakValueDictionary()
_sharing = threading.Lock()


def shared(digest: str, new: Callable[[], Pixels], *, from_jpeg: bool = False) -> Pixels:
    """Return the pixels of a digest that somebody has already (from a JPEG file, or not) and that are not lost, else
    what `new` makes."""
    key = digest, from_jpeg
    with _sharing:
        pixels = _shared.get(key)
    if pixels and not pixels.lost():
        return pixels
    # It may have to write a file or pack an image: others do not wait for that.
    made = new()
    with _sharing:
        now = _shared.get(key)
        if now is None or now is pixels:
            now = _shared[key] = made
        return now


@contextmanager
def room_to_decode(size: tuple[int, int]) -> Iterator[None]:
    """Decode a file of `size` (width, height) inside the with block: a large one waits there for those before it."""
    if size[0] * size[1] <= LARGE:
        yield
        return
    with _one_large:
        try:
            yield
        finally:
            # Each thread has its own store of freed memory; thirty of them would keep more than all pictures take.
            give_freed_memory_back()
