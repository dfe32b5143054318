"""Which column is which field: guessed from headings and values, with how sure the guess is. A person decides."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from linli.insight.rules.kinds import FIELDS, Field, Kind, Shape
from linli.insight.rules.mapping_text import FORMATS
from linli.insight.rules.moments import NotAMoment, moment
from linli.insight.rules.personal import looks_personal, speaks_of_a_person

LEAST = 0.4
"""How sure a guess must be to be proposed at all."""

_SAME, _PART, _VALUES = 0.95, 0.7, 0.6
# A column is judged by at most so many values, and one of which fewer than half fit is doubted.
_LOOKED_AT = 200
_DOUBTFUL = 0.5
_SIGNS = re.compile(r"[\W_]+")
_NOTE = re.compile(r"[(（\[【].*?[)）\]】]|（必填）|\*")

type Test = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Guess:
    """What a column seems to be. `field` is empty where nothing fits; `confidence` is between 0 and 1.

    `why`: its heading, its values, or both. A `personal` column is never a field.
    """

    column: str
    field: str = ""
    confidence: float = 0.0
    why: Literal["", "heading", "values", "both"] = ""
    personal: bool = False


def guess(
    *, kind: Kind, header: Sequence[str], rows: Sequence[Sequence[str]], tests: Mapping[Shape, Test]
) -> tuple[Guess, ...]:
    """A guess for each column of `header`, from its heading and its values in `rows`. Each field is given once: the
    column that fits best has it. `tests` tell the values of a shape that only the city knows: its points and codes.
    """
    tests = {**_TESTS, **tests}
    columns = [_values(rows, at) for at in range(len(header))]
    personal = [
        speaks_of_a_person(name, kind) or looks_personal(values) for name, values in zip(header, columns, strict=True)
    ]
    found = {
        (at, field.name): _score(name, columns[at], field, tests)
        for at, name in enumerate(header)
        if name and not personal[at] and header.index(name) == at
        for field in FIELDS[kind]
    }
    given: dict[int, Guess] = {}
    taken: set[str] = set()
    for (at, field_name), (confidence, why) in sorted(found.items(), key=lambda item: -item[1][0]):
        if confidence >= LEAST and at not in given and field_name not in taken:
            given[at] = Guess(header[at], field_name, round(confidence, 2), why)
            taken.add(field_name)
    return tuple(given.get(at, Guess(name, personal=personal[at])) for at, name in enumerate(header))


def heading_score(name: str, kind: Kind) -> float:
    """How much a text looks like a heading of a table of this kind, between 0 and 1."""
    return max(_heading(name, field) for field in FIELDS[kind])


def _values(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at].strip() for row in rows if at < len(row) and row[at].strip()][:_LOOKED_AT]


def _score(
    name: str, values: Sequence[str], field: Field, tests: Mapping[Shape, Test]
) -> tuple[float, Literal["", "heading", "values", "both"]]:
    by_heading = _heading(name, field)
    test = tests.get(field.shape)
    fitting = sum(map(test, values)) / len(values) if test and values else None
    if by_heading:
        if fitting is None:
            return by_heading, "heading"
        if fitting < _DOUBTFUL:
            return by_heading * (0.45 + fitting / 2), "heading"
        return min(0.99, by_heading + 0.04 * fitting), "both"
    if fitting is not None and fitting >= 0.9 and field.shape in _TELLING:
        return _VALUES * fitting, "values"
    return 0.0, ""


def _heading(name: str, field: Field) -> float:
    """1 for a heading of the field, less for one that only holds it; of several the earlier is the likelier."""
    said = _SIGNS.sub("", _NOTE.sub("", name).lower())
    for place, heading in enumerate(field.headings):
        if said == heading:
            return _SAME - place / 1000
    parts = [place for place, heading in enumerate(field.headings) if _long_enough(heading) and heading in said]
    return _PART - parts[0] / 1000 if parts else 0.0


def _long_enough(heading: str) -> bool:
    return len(heading) >= (4 if heading.isascii() else 2)


def _is_time(value: str) -> bool:
    try:
        moment(value, FORMATS, "UTC", "first", "forward")
    except (NotAMoment, OverflowError):
        return False
    return True


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CODE = re.compile(r"\d{17}", re.ASCII)
_TESTS: Mapping[Shape, Test] = {
    "time": _is_time,
    "component": lambda value: bool(_CODE.fullmatch(value)),
    "email": lambda value: bool(_EMAIL.fullmatch(value)),
    "id": lambda value: len(value) <= 60,
}
# Values that can hardly be anything else.
_TELLING: tuple[Shape, ...] = ("component", "email", "lat", "lon", "class", "facility")
