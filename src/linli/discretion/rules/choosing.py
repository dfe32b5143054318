"""What somebody wants done with each passage of their own words that looks personal."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.discretion.rules.findings import Kind
from linli.discretion.rules.masking import find, mask


class Choice(StrEnum):
    """What to do with a passage: cover it for good, keep it in the vault for intake, or leave it as not personal."""

    MASK = "mask"
    PRIVATE = "private"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that looks personal, the kind of it, and what is to be done with it (`Choice.MASK` unless said)."""

    text: str
    kind: Kind
    choice: Choice
    decided: bool


@dataclass(frozen=True, slots=True)
class Parted:
    """A text without its personal passages.

    `private` are those that are to be kept for intake alone; `passages` all that were found, each once, in their order.
    """

    text: str
    private: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether its writer has said what to do with each passage (of the first `MOST`: the rest is covered)."""
        return all(one.decided for one in self.passages[:MOST])


MOST = 50
"""So many passages are asked about in one text at the most."""


def read_choices(given: Mapping[str, str]) -> dict[str, Choice]:
    """What a form says about each passage: `passage-N` is the passage, `passage-choice-N` what to do with it."""
    found: dict[str, Choice] = {}
    for number in range(MOST):
        passage, chosen = given.get(f"passage-{number}"), given.get(f"passage-choice-{number}")
        if passage is None:
            break
        if chosen in set(Choice):
            found[passage] = Choice(chosen)
    return found


def part(text: str, choices: Mapping[str, Choice], *, otherwise: Choice = Choice.MASK) -> Parted:
    """Part `text` by what was chosen for each passage; `otherwise` where nothing was.

    A passage that is kept in private is covered in the text like one that is masked.
    """
    findings = find(text)
    if not findings:
        return Parted(text)
    said = {one: text[one.start : one.end] for one in findings}
    passages = {
        passage: Passage(passage, one.kind, choices.get(passage, otherwise), passage in choices)
        for one, passage in reversed(said.items())
    }
    ordered = tuple(passages[passage] for passage in dict.fromkeys(said.values()))
    covered = [one for one in findings if passages[said[one]].choice is not Choice.LEAVE]
    private = tuple(one.text for one in ordered if one.choice is Choice.PRIVATE)
    return Parted(mask(text, covered), private, ordered)
