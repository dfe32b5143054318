"""What components are given: plain frozen values, so that a page can be drawn without a database."""

from dataclasses import dataclass
from typing import Literal

type StepState = Literal["done", "current", "todo", "stopped"]
type Tone = Literal["plain", "info", "waiting", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of a case on the stage track. `note` is a short text below the label, such as a date or a unit."""

    label: str
    state: StepState
    icon: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A case in a list. All texts are already in the reader's language."""

    href: str
    title: str
    place: str
    stage: str
    tone: Tone
    icon: str = "alert-circle"
    when: str = ""
    distance: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in a grid. `alt` describes it in the reader's language; width and height are pixels of `thumb`."""

    href: str
    thumb: str
    alt: str
    width: int
    height: int
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a select or of a group of radio buttons."""

    value: str
    label: str
    hint: str = ""
    icon: str = ""
