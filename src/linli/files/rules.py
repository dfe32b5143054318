"""What a file is, by its bytes; how a photo is made fit to keep; where it says it was taken; how a place in it is made
unrecognisable. No Django, no disk.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor, isfinite
from typing import Literal

from PIL import ExifTags, Image

from linli.kernel.results import Allowed, Refused, Result

type Format = Literal["JPEG", "PNG", "WEBP"]
type Size = Literal["full", "thumb"]

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_EDGE = 2048
THUMB_EDGE = 480
QUALITY = 82
_PATCHES = 3

# What EXIF's `Orientation` asks for (TIFF 6.0, tag 274).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SCALABLE = ("RGB", "RGBA", "L", "LA")

# Whatever Pillow raises on a broken or hostile file; anything else is a fault of ours.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photo made fit to keep: JPEG, upright, at most 2,048 pixels long, without any metadata; and its thumbnail.

    `covered` is how many places in it were made unrecognisable.
    """

    full: bytes
    thumb: bytes
    width: int
    height: int
    covered: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a picture in pixels: from left and top until just before right and bottom."""

    left: int
    top: int
    right: int
    bottom: int

    def grown(self, share: float) -> "Box":
        """With a margin of so much of its own width and height on each side."""
        across, down = round((self.right - self.left) * share), round((self.bottom - self.top) * share)
        return Box(self.left - across, self.top - down, self.right + across, self.bottom + down)

    def scaled(self, factor: float) -> "Box":
        return Box(
            floor(self.left * factor), floor(self.top * factor), ceil(self.right * factor), ceil(self.bottom * factor)
        )

    def mirrored(self, width: int) -> "Box":
        """Where it lies in a picture of this width when left and right change places."""
        return Box(width - self.right, self.top, width - self.left, self.bottom)

    def within(self, size: tuple[int, int]) -> "Box":
        return Box(max(self.left, 0), max(self.top, 0), min(self.right, size[0]), min(self.bottom, size[1]))

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def joined(found: Iterable[Box]) -> list[Box]:
    """The boxes with those that overlap as one that holds both; no two of the answer overlap."""
    apart: list[Box] = []
    for box in found:
        while met := [one for one in apart if one.meets(box)]:
            apart = [one for one in apart if one not in met]
            all_of = [box, *met]
            box = Box(
                min(one.left for one in all_of),
                min(one.top for one in all_of),
                max(one.right for one in all_of),
                max(one.bottom for one in all_of),
            )
        apart.append(box)
    return apart


def average_away(picture: Image.Image, found: Iterable[Box]) -> Image.Image:
    """The picture with each box replaced by a few plain patches of its mean colours.

    Nothing finer than a third of the box is left, so that no sharpening brings a face or a number back.
    """
    for box in found:
        area = (box.left, box.top, box.right, box.bottom)
        size = (box.right - box.left, box.bottom - box.top)
        patches = picture.crop(area).resize((_PATCHES, _PATCHES), Image.Resampling.BOX)
        picture.paste(patches.resize(size, Image.Resampling.NEAREST), area)
    return picture


def format_of(data: bytes) -> Format | None:
    """The type of a picture by its first bytes, whatever its name or its sender says; None where it is no such type."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return None


def open_upright(data: bytes) -> Result[Image.Image]:
    """Unpack a photo: upright, in plain colours, at most 2,048 pixels long.

    The size is read from the header before anything is unpacked, so that a small file that claims to be huge costs
    nothing.
    Refused: photo_empty, photo_too_large (bytes), photo_type, photo_too_many_pixels, photo_broken.
    """
    if not data:
        return Refused("photo_empty")
    if len(data) > MOST_BYTES:
        return Refused("photo_too_large", {"bytes": len(data), "most": MOST_BYTES})
    kind = format_of(data)
    if kind is None:
        return Refused("photo_type")
    try:
        with Image.open(BytesIO(data), formats=(kind,)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return Refused("photo_too_many_pixels", {"pixels": picture.width * picture.height, "most": MOST_PIXELS})
            picture.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            picture.load()
            turn = _turn(picture)
            upright = _flat(_small(picture))
    except Image.DecompressionBombError:
        return Refused("photo_too_many_pixels", {"most": MOST_PIXELS})
    except _BROKEN as error:
        return Refused("photo_broken", {"error": str(error)})
    return Allowed(upright if turn is None else upright.transpose(turn))


def pack(picture: Image.Image, *, covered: int = 0) -> Prepared:
    """The files to keep of a picture that was made upright and unrecognisable; the thumbnail is made of the same."""
    small = picture.copy()
    small.thumbnail((THUMB_EDGE, THUMB_EDGE), Image.Resampling.LANCZOS)
    return Prepared(_jpeg(picture), _jpeg(small), picture.width, picture.height, covered)


def position_of(data: bytes) -> tuple[float, float] | None:
    """Where a photo's EXIF says it was taken: (latitude, longitude) in degrees WGS 84; None where it doesn't say.

    Read once to open the map at the right spot; it is never stored, and the kept photo has no metadata.
    """
    kind = format_of(data)
    if kind is None or len(data) > MOST_BYTES:
        return None
    try:
        with Image.open(BytesIO(data), formats=(kind,)) as picture:
            gps = picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    except (*_BROKEN, Image.DecompressionBombError):
        return None
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    # (0, 0) lies in the sea off Ghana: it is what a camera without a fix writes.
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    return lat, lon


def _degrees(parts: object, reference: object, negative: str, most: int) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3 or not isinstance(reference, str):
        return None
    try:
        whole, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = whole + minutes / 60 + seconds / 3600
    if not isfinite(value) or not 0 <= value <= most:
        return None
    return -value if reference.strip("\0 ").upper() == negative else value


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """How to turn a picture upright, by its EXIF; one that can't be read says nothing."""
    try:
        return _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # whatever a camera wrote there, the picture itself is what counts
        return None


def _small(picture: Image.Image) -> Image.Image:
    """The picture at its kept size. What has forty million pixels is shrunk before anything else is made of it."""
    if picture.mode not in _SCALABLE or "transparency" in picture.info:
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
    return picture


def _flat(picture: Image.Image) -> Image.Image:
    """Plain colours: a transparent picture on white, the first frame of a moving one."""
    if picture.mode in ("RGBA", "LA"):
        layered = picture.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    return picture.convert("RGB")


def _jpeg(picture: Image.Image) -> bytes:
    """The pixels alone: a new picture, so that no metadata of the old one can come along."""
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    out = BytesIO()
    clean.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
