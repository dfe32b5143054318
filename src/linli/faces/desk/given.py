"""What comes with a request, read once for every page: an address is written by anybody, a form may be sent by hand."""

from collections.abc import Mapping
from uuid import UUID

_LONGEST = 200
_DIGITS = 18  # what fits into a column of eight bytes


def read_text(given: Mapping[str, str], name: str, longest: int = _LONGEST) -> str:
    """The text under `name`, stripped, `longest` characters of it at most; empty where there is none.

    PostgreSQL stores no NUL, and nobody types one.
    """
    return given.get(name, "").replace("\0", "").strip()[:longest]


def read_number(text: str) -> int | None:
    """A number as it is counted or as a row is known by; None where it is none, or longer than any of ours."""
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def read_uuid(text: str) -> UUID | None:
    """None where it is no UUID."""
    try:
        return UUID(text)
    except ValueError:
        return None
