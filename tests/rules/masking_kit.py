"""The hand-made list: lines as people write them, personal passages marked `{kind:passage}`. All of it is invented."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from linli.discretion.rules import Finding, Kind

_MARKED = re.compile(r"\{(\w+):([^}]*)\}")
SURE = (Kind.PHONE, Kind.IDENTITY, Kind.EMAIL, Kind.PLATE)
"""The kinds of which at least 99 of a hundred have to be found."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its marks, and the passages that were marked in it."""

    text: str
    labels: tuple[Finding, ...]


@cache
def lines() -> tuple[Line, ...]:
    return tuple(map(read_line, Path(__file__).with_name("masking_lines.txt").read_text("utf-8").splitlines()))


def read_line(marked: str) -> Line:
    text, labels, at = "", [], 0
    for mark in _MARKED.finditer(marked):
        text += marked[at : mark.start()]
        labels.append(Finding(len(text), len(text) + len(mark[2]), Kind(mark[1])))
        text += mark[2]
        at = mark.end()
    return Line(text + marked[at:], tuple(labels))


def covered(label: Finding, found: tuple[Finding, ...]) -> bool:
    """Whether nothing of a labelled passage stays to be read, whatever it was taken for."""
    at = label.start
    for one in sorted(found):
        if one.start <= at < one.end:
            at = one.end
    return at >= label.end


def spurious(one: Finding, line: Line) -> bool:
    """Whether a finding covers nothing that was labelled."""
    return not any(one.start < label.end and label.start < one.end for label in line.labels)
