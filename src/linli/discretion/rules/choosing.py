"""What somebody wants done with each passage of their own words that looks personal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.discretion.rules.findings import Finding
from linli.discretion.rules.masking import find, mask


class Choice(StrEnum):
    """What to do with a passage: cover it for good, keep it in the vault for intake, or leave it as not personal."""

    MASK = "mask"
    PRIVATE = "private"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without its personal passages, and those of them that are to be kept in private."""

    text: str
    private: tuple[str, ...] = ()


def undecided(text: str, choices: Mapping[str, Choice]) -> tuple[Finding, ...]:
    """The findings in `text` that `choices` (by passage) say nothing about."""
    return tuple(one for one in find(text) if text[one.start : one.end] not in choices)


def part(text: str, choices: Mapping[str, Choice], *, otherwise: Choice = Choice.MASK) -> Parted:
    """Part `text` by what was chosen for each passage; `otherwise` where nothing was.

    A passage that is kept in private is covered in the text like one that is masked.
    """
    covered = [one for one in find(text) if choices.get(text[one.start : one.end], otherwise) is not Choice.LEAVE]
    passages = [text[one.start : one.end] for one in covered]
    private = (one for one in passages if choices.get(one, otherwise) is Choice.PRIVATE)
    return Parted(mask(text, covered), tuple(dict.fromkeys(private)))
