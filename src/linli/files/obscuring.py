"""Faces and number plates in a photo are made unrecognisable before the photo is written anywhere.

Detection to cover, never to recognise: a detector says where something of the kind may be, the place is averaged away,
and nothing is kept of it but how many places there were. The detectors are the cascades that come inside the package
opencv-python-headless (Viola and Jones 2001, Lienhart 2002), and for plates of the mainland, which those never saw, the
colour of the ground and the row of signs on it (`linli.files.rules.plates`). How good they are: docs/discretion.md.
"""

import threading
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from linli.files.rules import Box, average_away, joined

if TYPE_CHECKING:
    from cv2.typing import MatLike

# Faces of 24 pixels are the smallest that the cascades know; a picture is looked at no larger than this.
LOOKED_AT = 1280
_STEP, _NEIGHBOURS = 1.1, 3
# In less height or width than this not even a plate could be read.
_LEAST = 10
_FACE_MARGIN, _PLATE_MARGIN = 0.2, 0.08


class _Eyes(threading.local):
    """The detectors of one thread: a cascade can't be used by two at a time, and loading one takes a moment."""

    @cached_property
    def cv2(self) -> Any:
        # Loaded with the first photo: who never gets one never pays for it.
        import cv2

        cv2.setNumThreads(1)
        return cv2

    @cached_property
    def front(self) -> Any:
        return self._cascade("haarcascade_frontalface_alt2.xml")

    @cached_property
    def profile(self) -> Any:
        return self._cascade("haarcascade_profileface.xml")

    @cached_property
    def plate(self) -> Any:
        return self._cascade("haarcascade_license_plate_rus_16stages.xml")

    def _cascade(self, name: str) -> Any:
        found = self.cv2.CascadeClassifier(self.cv2.data.haarcascades + name)
        if found.empty():
            raise RuntimeError(f"{name} isn't in the installed opencv-python-headless; install a version below 5")
        return found


_EYES = _Eyes()


def obscure(picture: Image.Image) -> tuple[Image.Image, int]:
    """The RGB picture with faces and plates averaged away, and how many places that were."""
    found = boxes(picture)
    return average_away(picture, found), len(found)


def boxes(picture: Image.Image) -> list[Box]:
    """Where faces and plates may be, in pixels of the picture, with a margin; those that overlap as one."""
    scale = min(1.0, LOOKED_AT / max(picture.size))
    if min(picture.size) * scale < _LEAST:
        return []
    small = picture if scale == 1 else picture.resize((round(picture.width * scale), round(picture.height * scale)))
    colours = np.asarray(small.convert("RGB"))
    grey = np.asarray(small.convert("L"))
    seen = [
        *(box.grown(_FACE_MARGIN) for box in _faces(grey)),
        *(box.grown(_PLATE_MARGIN) for box in _plates(grey, colours)),
    ]
    return joined(box.scaled(1 / scale).within(picture.size) for box in seen)


def _faces(grey: "MatLike") -> Iterator[Box]:
    yield from _boxes(_EYES.front.detectMultiScale(grey, _STEP, _NEIGHBOURS, minSize=(24, 24)))
    # From the side a face has to be larger to be seen at all: half the picture's size is enough, for both sides.
    half = _EYES.cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=_EYES.cv2.INTER_AREA)
    for flipped in (False, True):
        side = _EYES.cv2.flip(half, 1) if flipped else half
        for box in _boxes(_EYES.profile.detectMultiScale(side, 1.15, 4, minSize=(24, 24))):
            yield (box.mirrored(half.shape[1]) if flipped else box).scaled(2)


def _plates(grey: "MatLike", colours: "MatLike") -> Iterator[Box]:
    # The cascade knows dark signs on a light ground; most plates of the mainland are the other way round.
    for shades in (grey, _EYES.cv2.bitwise_not(grey)):
        yield from _boxes(_EYES.plate.detectMultiScale(shades, 1.15, 4, minSize=(64, 16)))
    yield from _coloured_plates(colours)


# Grounds of plates by hue (0–179), saturation and brightness: blue, yellow, and the green of new-energy vehicles.
_GROUNDS = (((98, 90, 50), (128, 255, 255)), ((14, 90, 80), (34, 255, 255)), ((38, 40, 90), (88, 255, 255)))


def _coloured_plates(colours: "MatLike") -> Iterator[Box]:
    """Rectangles of a plate's colour and shape in which a row of signs stands."""
    cv2 = _EYES.cv2
    hues = cv2.cvtColor(colours, cv2.COLOR_RGB2HSV)
    for low, high in _GROUNDS:
        ground = cv2.morphologyEx(cv2.inRange(hues, low, high), cv2.MORPH_CLOSE, np.ones((5, 17), np.uint8))
        for outline in cv2.findContours(ground, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
            left, top, width, height = cv2.boundingRect(outline)
            # 440 × 140 mm and 480 × 140 mm (GA 36-2018), seen from the side or tilted.
            if width < 36 or height < 10 or not 1.7 <= width / height <= 6:
                continue
            if cv2.contourArea(outline) >= 0.5 * width * height and _has_signs(
                colours[top : top + height, left : left + width]
            ):
                yield Box(left, top, left + width, top + height)


def _has_signs(plate: "MatLike") -> bool:
    """Whether five signs or more stand side by side: as many pieces of like height, each narrower than high."""
    cv2 = _EYES.cv2
    # Without the rim, whose line would join the signs into one.
    down, across = plate.shape[0] // 10, plate.shape[1] // 25
    inner = cv2.cvtColor(plate[down : plate.shape[0] - down, across : plate.shape[1] - across], cv2.COLOR_RGB2GRAY)
    large = cv2.resize(inner, (300, 96), interpolation=cv2.INTER_CUBIC)
    _level, light = cv2.threshold(large, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    for signs in (light, cv2.bitwise_not(light)):
        pieces = cv2.connectedComponentsWithStats(signs)[2][1:]
        if sum(34 <= height <= 92 and 4 <= width <= 66 for _x, _y, width, height, _area in pieces) >= 5:
            return True
    return False


def _boxes(found: Iterable[Any]) -> Iterator[Box]:
    for left, top, width, height in found:
        yield Box(int(left), int(top), int(left + width), int(top + height))
