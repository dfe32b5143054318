"""Cases as anybody may see them: rounded points, words of public acts, nothing of whoever reported."""

from typing import Literal

from linli.cases.rules import Stage
from linli.faces.api.shapes.common import Asked, Codes, Cursor, Limit, Moment, MomentSent, Shape


class PublicAsked(Asked):
    """What a public list is narrowed to.

    With `changed_since` the oldest change comes first, else the newest report.
    """

    class_key: Codes = []
    status: Literal["open", "closed"] | None = None
    since: MomentSent | None = None
    until: MomentSent | None = None
    changed_since: MomentSent | None = None
    cursor: Cursor = ""
    limit: Limit = 50


class PublicCase(Shape):
    """A case as anybody may see it. The point is rounded to about ten metres."""

    number: int
    stage: Stage
    class_key: str
    class_name: str
    lat: float
    lon: float
    area_path: str
    area_names: list[str]
    unit_name: str
    reported_at: Moment
    changed_at: Moment
    due_at: Moment | None
    closed_at: Moment | None
    outcome: str


class PublicPage(Shape):
    """A page of the public list; `next` is the cursor of the following one."""

    items: list[PublicCase]
    next: str | None


class PublicEvent(Shape):
    """Something that happened, as anybody may know it; `text` only where the act speaks to the public."""

    seq: int
    move: str
    at: Moment
    unit_name: str
    reason: str
    until: Moment | None
    text: str


class PublicWhole(PublicCase):
    """One case with what happened to it, oldest first."""

    timeline: list[PublicEvent]
