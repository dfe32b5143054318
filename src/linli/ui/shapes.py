"""What components are given: plain frozen values, so that a page can be drawn without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

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


type FieldKind = Literal[
    "text", "email", "tel", "search", "date", "number", "password", "textarea", "select", "radios", "checkbox", "file"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A labelled input.

    `error` is shown next to the input and tied to it by `aria-describedby`; `optional` says so after the label;
    `empty` is the text of a select's empty answer. Two inputs of one name on a page are told apart by `key`.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    value: Any = ""
    hint: str = ""
    error: str = ""
    required: bool = False
    optional: bool = False
    choices: Iterable[Choice] = ()
    rows: int = 4
    autocomplete: str = ""
    inputmode: str = ""
    maxlength: int | None = None
    accept: str = ""
    capture: str = ""
    multiple: bool = False
    hide_label: bool = False
    empty: str = ""
    key: str = ""

    @property
    def ident(self) -> str:
        return self.key or self.name

    @property
    def id(self) -> str:
        """The input's own id on the page."""
        return f"f-{self.ident}"

    @property
    def described(self) -> str:
        """The ids of what describes the input, for `aria-describedby`."""
        parts = (("hint", self.hint), ("error", self.error))
        return " ".join(f"{self.ident}-{part}" for part, text in parts if text)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of somebody's words that looks personal.

    `kind`: email, identity, plate, account, phone, dwelling, name. `choice`: mask (cover it), private (keep it for
    intake alone), leave.
    """

    text: str
    kind: str
    choice: str = "mask"
