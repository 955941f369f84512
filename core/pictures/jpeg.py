"""A JPEG file without what a camera writes beside the pixels (place, time, owner), and with the end that it lacks."""

from hashlib import sha256
from io import BytesIO

from PIL import Image

_open = Image.open
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_JFIF, _EXIF, _ADOBE, _COMMENT = 0xE0, 0xE1, 0xEE, 0xFE
_APPLICATION = range(0xE0, 0xF0)

_NO_PIXELS = bytes([0x55, 0x93, 0x2A, 0xC7]) * 1000

# An EXIF block (big-endian TIFF) whose only entry is the orientation, to be followed by its number.
_ORIENTATION = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01"


def bare_jpeg(data: bytes, orientation: int) -> bytes:
    """Return the JPEG file `data` without metadata but its EXIF `orientation` (1 to 8), and the pixels untouched.

    Colour profile and thumbnails go too; what says how to decode (JFIF, Adobe) stays. What follows the end of the
    picture, such as a phone's second picture, is cut off. ValueError where the file is not built as a JPEG.
    """
    kept = [data[:2]]
    if data[:2] != bytes([0xFF, _START]):
        raise ValueError("no JPEG")
    if orientation != 1:
        block = _ORIENTATION + orientation.to_bytes(2) + b"\0\0" + b"\0\0\0\0"
        kept.append(bytes([0xFF, _EXIF]) + (len(block) + 2).to_bytes(2) + block)
    at = 2
    while True:
        marker, begins = _marker(data, at)
        if marker == _END:
            kept.append(data[begins : begins + 2])
            return b"".join(kept)
        ends = begins + 2 + int.from_bytes(data[begins + 2 : begins + 4])
        if marker == _SCAN:
            ends = _end_of_scan(data, ends)
        if (marker not in _APPLICATION and marker != _COMMENT) or marker in (_JFIF, _ADOBE):
            kept.append(data[begins:ends])
        at = ends


def with_end(data: bytes) -> bytes:
    """Return a JPEG file that lacks nothing but its end marker with one; OSError where pixels are missing."""
    end = bytes([0xFF, _END])
    # Half of the marker may be there.
    data = data.rstrip(b"\xff")
    # A decoder takes whatever follows for the pixels that it still waits for: if there are none, it changes nothing.
    if _pixels(data + end) != _pixels(data + _NO_PIXELS + end):
        raise OSError("pixels are missing")
    return data + end


def _pixels(data: bytes) -> bytes:
    """Return what stands for the pixels of a JPEG file: equal where all of them are."""
    with _open(BytesIO(data), formats=("JPEG",)) as opened:
        return sha256(opened.tobytes()).digest()


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """Return the marker at `at` and where it begins; any number of 0xFF may stand in front of it."""
    begins = at
    while data[begins : begins + 2] == b"\xff\xff":
        begins += 1
    if len(data) < begins + 2 or data[begins] != 0xFF:
        raise ValueError("no marker where one belongs")
    return data[begins + 1], begins


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the coded pixels that begin at `at` end: at a marker that is neither stuffing nor a restart."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        if data[at + 1] == 0xFF:
            at += 1
        elif data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        else:
            return at
    raise ValueError("the pixels have no end")
