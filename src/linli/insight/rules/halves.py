"""Two halves of imported rows that anybody can draw again: one to fit rules on, the other to try them on."""

import hashlib
from typing import Literal

type Half = Literal["first", "second"]


def half_of(original: str) -> Half:
    """The half of the row that `original` names (`source:id`): by its digest, so that no order of rows decides."""
    return "second" if hashlib.sha256(original.encode()).digest()[0] & 1 else "first"
