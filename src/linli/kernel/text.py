"""Search terms of a text: lower-case words of alphabetic scripts, and pairs of neighbouring characters of Chinese.
And what somebody typed, without what nobody types; as XML may hold it; as degrees."""

import re
import unicodedata
from math import isfinite
from operator import add

_RUN = re.compile(r"([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+)|[^\W_\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_MAX_TERM = 40
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Characters that no keyboard has."""
# XML 1.0 §2.2: no other characters may stand in a document, escaped or not.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """What somebody typed, trimmed, without characters that no keyboard has: PostgreSQL keeps no NUL, and nobody reads
    the others.
    """
    return UNSEEN.sub("", text).strip()


def in_xml(text: str) -> str:
    """A text as an XML document may hold it, to be escaped by whoever writes it."""
    return _NO_XML.sub("", text)


def read_degrees(text: str, most: float) -> float | None:
    """Degrees between -`most` and `most` that somebody typed; None where it is anything else."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and abs(value) <= most else None


def terms(text: str) -> list[str]:
    """The distinct terms of `text` in order of appearance.

    Chinese is cut into overlapping pairs, because a query then finds any substring of two characters or more without
    a dictionary; a lone character stands for itself.
    """
    return list(dict.fromkeys(_pieces(_runs(text))))


def index_terms(text: str) -> list[str]:
    """The terms to keep of a text: as `terms`, and the last character of each Chinese run.

    A query may then take its last term for a beginning: every character of a run begins one of these terms.
    """
    runs = _runs(text)
    return list(dict.fromkeys([*_pieces(runs), *[run[-1] for run, han in runs if han]]))


def whole(term: str) -> bool:
    """Whether nothing longer begins with the term: a pair of Chinese characters, or one that was cut."""
    return len(term) == (2 if is_han(term[0]) else _MAX_TERM)


def _runs(text: str) -> list[tuple[str, bool]]:
    """The runs of letters in a text, and whether each is Chinese."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return [(found[0], found.lastindex is not None) for found in _RUN.finditer(plain)]


def _pieces(runs: list[tuple[str, bool]]) -> list[str]:
    found: list[str] = []
    for run, han in runs:
        if han and len(run) > 1:
            found += map(add, run, run[1:])
        else:
            found.append(run[:_MAX_TERM])
    return found


def is_han(letter: str) -> bool:
    """Whether a letter is Chinese."""
    return "\u3400" <= letter <= "\u4dbf" or "\u4e00" <= letter <= "\u9fff" or "\uf900" <= letter <= "\ufaff"
