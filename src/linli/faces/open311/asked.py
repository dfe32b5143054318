"""The question of a list of service requests, read once, with everything that is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

from linli.cases.published import Mark, Wanted, read_mark
from linli.faces.open311.door import Call, Errors, Wrong

# Spec, "Response Volume": a span of 90 days or the first 1000 requests, whichever is smallest.
SPAN = timedelta(days=90)
MOST = 1000
# Pages by number are counted off from the first; pages by cursor cost the same however far they are.
_MOST_COUNTED = 10_000
_STATUSES: Mapping[str, bool] = {"open": False, "closed": True}
_LARGEST = 2**63 - 1
# A plus sign that wasn't encoded arrives as a space.
_LOST_PLUS = re.compile(r"(T[0-9:.]+) ([0-9]{2}:?[0-9]{2})$")
TRUE = ("true", "1", "yes")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for. `numbers` overrides all the rest; `page` counts from 1."""

    wanted: Wanted
    numbers: tuple[int, ...] | None = None
    size: int = MOST
    page: int = 1
    after: Mark | None = None
    extensions: bool = False

    @property
    def skip(self) -> int:
        return (self.page - 1) * self.size


def read(call: Call) -> Asked | Errors:
    """Read the parameters of a list; all that is wrong with them at once."""
    extensions = call.given("extensions").lower() in TRUE
    ids = call.several("service_request_id")
    if ids:
        return Asked(Wanted(), numbers=read_numbers(ids[:MOST]), extensions=extensions)
    wrongs: list[Wrong] = []
    moments = {
        name: _moment(call, name, wrongs) for name in ("start_date", "end_date", "updated_after", "updated_before")
    }
    size, page = _whole(call, "page_size", MOST, MOST, wrongs), _whole(call, "page", 1, 10**6, wrongs)
    wanted = _wanted(call, moments, _closed(call, wrongs), wrongs)
    after = _after(call, wanted, wrongs)
    if (page - 1) * size > _MOST_COUNTED:
        wrongs.append(Wrong(400, _("That is too many pages to count off: go on by the cursor of the header Link.")))
    return Errors(wrongs) if wrongs else Asked(wanted, None, size, page, after, extensions)


def read_numbers(ids: tuple[str, ...]) -> tuple[int, ...]:
    """The numbers among ids; what is no number is the id of nothing."""
    return tuple(number for text in ids if text.isdecimal() and (number := int(text)) <= _LARGEST)


def _wanted(call: Call, moments: Mapping[str, datetime | None], closed: bool | None, wrongs: list[Wrong]) -> Wanted:
    since, until = moments["start_date"], moments["end_date"]
    changed = (moments["updated_after"], moments["updated_before"])
    if since and until and until < since:
        wrongs.append(Wrong(400, _("end_date is before start_date.")))
    elif since and until and until - since > SPAN:
        wrongs.append(Wrong(400, _("start_date and end_date may not span more than 90 days.")))
    if changed[0] and changed[1] and changed[1] < changed[0]:
        wrongs.append(Wrong(400, _("updated_before is before updated_after.")))
    if not any(changed) or since or until:
        since, until = _span(since, until, call.now)
    return Wanted(call.several("service_code"), closed, since, until, *changed)


def _span(since: datetime | None, until: datetime | None, now: datetime) -> tuple[datetime | None, datetime | None]:
    """One end gives the other; without either, the most recent 90 days."""
    try:
        if since is None:
            return (until or now) - SPAN, until
        return since, until or since + SPAN
    except OverflowError:
        return since, until


def _moment(call: Call, name: str, wrongs: list[Wrong]) -> datetime | None:
    text = call.given(name)
    if not text:
        return None
    try:
        at = datetime.fromisoformat(_LOST_PLUS.sub(r"\1+\2", text))
        if at.tzinfo is not None:
            return at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    facts = {"name": name, "value": text}
    wrongs.append(Wrong(400, _("%(name)s: write %(value)s with a time and a zone, as 2026-01-31T00:00:00Z.") % facts))
    return None


def _closed(call: Call, wrongs: list[Wrong]) -> bool | None:
    """Whether open or closed ones are wanted; None where both are."""
    given = [text.lower() for text in call.several("status")]
    unknown = [text for text in given if text not in _STATUSES]
    if unknown:
        facts = {"value": ", ".join(unknown)}
        wrongs.append(Wrong(400, _("There is no status %(value)s: ask for open, closed, or both.") % facts))
    chosen = {_STATUSES[text] for text in given if text in _STATUSES}
    return chosen.pop() if len(chosen) == 1 else None


def _whole(call: Call, name: str, default: int, most: int, wrongs: list[Wrong]) -> int:
    text = call.given(name)
    if not text:
        return default
    if text.isdecimal() and len(text) <= 9 and 1 <= int(text) <= most:
        return int(text)
    facts = {"name": name, "value": text, "most": most}
    wrongs.append(Wrong(400, _("%(name)s is %(value)s: give a whole number from 1 to %(most)d.") % facts))
    return default


def _after(call: Call, wanted: Wanted, wrongs: list[Wrong]) -> Mark | None:
    text = call.given("cursor")
    if not text:
        return None
    mark = read_mark(text)
    if mark is None or (mark.at is not None) != wanted.by_change:
        wrongs.append(Wrong(400, _("This cursor is none of this list: take it from the header Link as it is.")))
        return None
    return mark
