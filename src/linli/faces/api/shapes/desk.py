"""What staff read beside cases: who the token stands for, calls upon units, supervision orders."""

from typing import Literal

from linli.cases.rules import Stage, State
from linli.faces.api.shapes.cases import AskedShape
from linli.faces.api.shapes.common import Asked, Code, Cursor, DaySent, Limit, Moment, Shape


class CasesAsked(Asked):
    """What a list of cases is narrowed to, as at the desk. `area` and `unit` are paths and take what lies below;
    `class_key` is a key, or a beginning of one and `*`.

    `list` is what waits for one of the account's posts (`mine`), what climbed to them, or all that they cover.
    `urgent` lists open cases, nearest deadline first; `newest` lists all, last first.
    """

    list: Literal["mine", "climbed", "all"] = "all"
    stage: Stage | None = None
    state: State | None = None
    class_key: Code = ""
    area: Code = ""
    unit: Code = ""
    source: Code = ""
    overdue: bool = False
    asked: bool = False
    open: bool = False
    text: Code = ""
    sort: Literal["urgent", "newest"] = "urgent"
    cursor: Cursor = ""
    limit: Limit = 50


class CallsAsked(Asked):
    """Calls that were made on these days of the city, both included (without them the last thirty), upon a unit and
    what lies below it."""

    first: DaySent | None = None
    last: DaySent | None = None
    unit: Code = ""


class CalledUnit(AskedShape):
    """One unit in one call, and the case that it was called to."""

    number: int
    class_key: str
    class_name: str
    area_path: str
    unit_name: str
    item: int
    degree: str
    called_at: Moment
    ended_at: Moment | None
    in_time: bool


class Calls(Shape):
    """Open calls upon the account's units, open ones that its posts made, and those of the period, newest first, of
    which at most 200 are listed."""

    upon: list[CalledUnit]
    made: list[CalledUnit]
    period: list[CalledUnit]


class OrdersAsked(Asked):
    """Which supervision orders: those that wait for the account, that it issued, all open ones, or ended ones."""

    shelf: Literal["mine", "issued", "open", "ended"] = "mine"


class PartyShape(Shape):
    """A side of an order: an account's name, by a post."""

    name: str
    role: str
    area_path: str
    unit_path: str


class OrderShape(Shape):
    """A supervision order."""

    number: int
    state: str
    overdue: bool
    due_at: Moment | None
    issued_at: Moment | None
    answered_at: Moment | None
    ended_at: Moment | None
    issuer: PartyShape | None
    answerer: PartyShape | None


class Orders(Shape):
    """The first hundred of a shelf: late ones first, then the nearest date; ended ones last ended first."""

    items: list[OrderShape]


class OrderEvent(Shape):
    """Something that happened to an order."""

    seq: int
    move: str
    at: Moment
    actor_name: str
    due_at: Moment | None
    text: str


class WholeOrder(OrderShape):
    """One order with what happened to it, oldest first. `moves` are the acts that are the account's; `cases` the
    numbers of those of its cases that the posts cover, `hidden` how many others there are."""

    cases: list[int]
    hidden: int
    moves: list[str]
    timeline: list[OrderEvent]


class PostShape(Shape):
    """A post: a role in an area and all below it, and of a unit and all below it; `deputy` where it is held for
    somebody who is absent."""

    role: str
    area_path: str
    unit_path: str
    deputy: bool


class Me(Shape):
    """Who the token stands for: its program and scopes, the account's name (empty for nobody's), and the posts."""

    program: str
    scopes: list[str]
    expires_at: Moment | None
    account: str
    posts: list[PostShape]
