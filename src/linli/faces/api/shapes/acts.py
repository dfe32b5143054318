"""What is sent to change something, and what is told of it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from linli.cases.family import PARTS_AT_MOST
from linli.cases.rules import LATEST, State
from linli.discretion.rules import Kind
from linli.faces.api.shapes.common import Code, Codes, MomentSent, Number, Sent, Shape, Spot, Words
from linli.kernel.rights import Role
from linli.people.rules import is_email, is_phone

# These open a case, follow from what happens to another one, or are the resident's own.
_NOBODYS = frozenset({"report", "follow", "absorb", "let_go", "conclude", "rejoin", "join", "leave"})
MOVES = tuple(name for name, row in LATEST.moves.items() if set(row.who) != {Role.SYSTEM} and name not in _NOBODYS)
# What the reporter of a merged report answers is said of that report, and counts for the case that it is part of.
ANSWERS = frozenset({"confirm", "dissent"})


def _move(name: str) -> str:
    if name not in MOVES:
        raise PydanticCustomError("literal_error", "no such move", {"expected": ", ".join(MOVES)})
    return name


def _phone(text: str) -> str:
    if text and not is_phone(text):
        raise PydanticCustomError("phone", "no telephone number")
    return text


def _email(text: str) -> str:
    if text and not is_email(text):
        raise PydanticCustomError("email", "no e-mail address")
    return text


Move = Annotated[str, AfterValidator(_move), WithJsonSchema({"type": "string", "enum": list(MOVES)})]


PhotoKind = Literal["report", "after", "extra"]


class PartSent(Sent):
    """A sub-case of a split: its class, the words for whoever handles it, and its place, if not the parent's."""

    class_key: Code
    text: Words
    place: Spot | None = None


class ActSent(Sent):
    """An act on a case: `move` and what it needs (`moves` of the case lists both). What it doesn't take is refused by
    nobody and kept by nobody.

    `seen` is the version that was looked at: where somebody else has acted since, the act is refused (412). The header
    If-Match with the case's ETag says the same.
    """

    move: Move
    seen: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    text: Words = ""
    reason: Code = ""
    class_key: Code = ""
    conditions: Codes = []
    place: Spot | None = None
    unit_path: Code = ""
    assisting: Codes = []
    verdict: Code = ""
    photos: Annotated[list[UUID], Field(max_length=6)] = []
    until: MomentSent | None = None
    amount: Annotated[int, Field(ge=0, le=9999)] = 0
    item: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    degree: Code = ""
    units: Codes = []
    verdicts: Codes = []
    amends: Code = ""
    other: Number | None = Field(None, description="Number of the other case, for merge, attach and detach.")
    parts: Annotated[list[PartSent], Field(max_length=PARTS_AT_MOST)] = Field([], description="For split.")


class Contact(Sent):
    """How to reach whoever reports. It is kept in the vault, opened there for a purpose, and never answered here.

    `share` is the reporter's own choice: the unit that deals with the report may open it too, not intake alone. The
    reporter can change it later, on the page of the tracking code.
    """

    name: Annotated[Code, Field(max_length=80)] = ""
    phone: Annotated[Code, Field(max_length=40), AfterValidator(_phone)] = ""
    email: Annotated[Code, Field(max_length=120), AfterValidator(_email)] = ""
    share: bool = False


class ReportSent(Sent):
    """A new report. A token of nobody's account reports as `api`; an account says through which door it came."""

    text: Words = ""
    class_key: Code = ""
    conditions: Codes = []
    place: Spot | None = None
    photos: Annotated[list[UUID], Field(max_length=6)] = []
    source: Literal["api", "phone", "paper", "field"] = "api"
    contact: Contact | None = None


class DoneShape(Shape):
    """Where a case stands after an act and after what followed by itself (`moves`). `repeated` says whether the act was
    carried out before, by the same Idempotency-Key."""

    number: int
    version: int
    state: State
    moves: list[str]
    repeated: bool


class Acted(DoneShape):
    """What an act did; `others` are the other cases that it changed or opened."""

    others: list[DoneShape]


class PassageShape(Shape):
    """A passage of the text that looks personal: `text[start:end]`, counted in characters of the text as it is kept."""

    kind: Kind
    start: int
    end: int


class NoticeShape(Shape):
    """Something that whoever reported should know, in the language of Accept-Language. The report stands all the
    same."""

    code: Literal["personal_words"]
    detail: str
    passages: list[PassageShape]


class Reported(DoneShape):
    """What became of a report. `tracking_code` opens the case's own page for whoever reported it; it is told here, to
    whoever repeats the report, and is stored nowhere. `notices` is empty where there is nothing to note."""

    tracking_code: str
    notices: list[NoticeShape]


class Kept(Shape):
    """A photo that waits for a report or an act. Edges in pixels, size in bytes, after it was made smaller."""

    id: UUID
    width: int
    height: int
    bytes: int
    sha256: str
