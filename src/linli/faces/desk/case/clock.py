"""How the deadlines of a case come about: start, limit, calendar, stops, extensions, and who caused each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.cases.rules.clock import Cause, Clock, Reckoned
from linli.cases.rules.ladder import Post
from linli.catalogue.rules.edition import LimitRow
from linli.faces.desk.case.sheet import Sheet
from linli.faces.desk.due import moment, span
from linli.faces.desk.words.terms import CLOCKS, ROLES
from linli.faces.desk.words.whistle import DEGREES
from linli.kernel.rights import Role
from linli.kernel.words import say
from linli.ui import says


@dataclass(frozen=True, slots=True)
class Line:
    """Something that started, stopped or moved a clock, and whose act it was."""

    at: datetime
    when: str
    text: str
    who: str


@dataclass(frozen=True, slots=True)
class Told:
    """One clock: its sum as pairs of a label and a value, and the lines behind it, oldest first."""

    name: str
    late: bool
    stands: bool
    sum: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def told(sheet: Sheet) -> list[Told]:
    """The clock of handling first, then what else runs. What has ended otherwise stands in the timeline."""
    working = sheet.working
    shown = [one for one in working.running if one.clock is not Clock.HANDLE and one.limit is not None]
    handling = working.handling
    if handling is not None and handling.limit is not None:
        shown.insert(0, handling)
    return [
        Told(
            _name(sheet, one),
            one.late,
            one.stands,
            tuple(_sum(sheet, one)),
            tuple(sorted(_lines(sheet, one), key=lambda line: line.at)),
        )
        for one in shown
    ]


def _name(sheet: Sheet, one: Reckoned) -> str:
    """What is timed; of a part and a call also which unit it is upon, and how urgent a call is."""
    parts = [str(CLOCKS[one.clock])]
    if one.clock is Clock.CALL:
        parts.append(str(DEGREES[one.degree]))
    if one.clock in (Clock.CALL, Clock.ASSIST):
        parts.append(sheet.names.unit(one.holds[0].unit_path))
    return " · ".join(parts)


def _sum(sheet: Sheet, one: Reckoned) -> Iterable[tuple[str, str]]:
    now = sheet.visit.now
    if one.limit is not None:
        yield _("Limit"), _named(sheet, one.row) if one.row else says.limit(one.limit)
    if one.grade and any(row.grade for row in one.among):
        yield _("Grade of the area"), one.grade
    if len(one.among) > 1:
        others = _(", ").join(_named(sheet, row) for row in one.among if row != one.row)
        yield _("Stricter than"), others
    if one.limit is not None and one.limit.clock == "working" and one.spans:
        yield _("Hours that count"), _hours(sheet, one)
    if one.extended_by:
        yield _("Longer by"), sheet.in_units(one.extended_by)
    yield _("Used"), _length(one.used)
    if one.remaining is not None:
        over = one.remaining < timedelta(0)
        yield (_("Over") if over else _("Left")), _length(abs(one.remaining))
    if one.deadline is not None:
        yield _("Deadline"), moment(one.deadline, now)
    yield from _climbs(sheet, one)
    if one.ended is not None:
        yield _("Ended"), moment(one.ended.at, now)


def _hours(sheet: Sheet, one: Reckoned) -> str:
    """The working day of each calendar that the clock ran on; what a calendar is called only administrators know."""
    days = dict.fromkeys(sheet.edition.calendars[part.calendar].standard for part in one.spans)
    return " / ".join(_(", ").join(map(str, hours)) for hours in days)


def _named(sheet: Sheet, row: LimitRow) -> str:
    """A row of the limits: under which condition and for which grade, and how long."""
    name = say(row.words, sheet.visit.language)
    if row.grade:
        name = _("%(condition)s, grade %(grade)s") % {"condition": name, "grade": row.grade}
    return f"{name} · {says.limit(row.limit)}"


def _climbs(sheet: Sheet, one: Reckoned) -> Iterable[tuple[str, str]]:
    """How far it has climbed, and to whom it climbs next."""
    for climbed in sheet.facts.climbed:
        if climbed.item == one.started.seq:
            told = _(", ").join(sheet.post(Post.read(post)) for post in climbed.posts)
            yield _("Climbed"), _("%(percent)d%% · told: %(posts)s") % {"percent": climbed.at, "posts": told}
    for ahead in sheet.ahead:
        if ahead.item == one.started.seq:
            facts = {
                "when": moment(ahead.at, sheet.visit.now),
                "percent": ahead.rung.at,
                "posts": _(", ").join(map(sheet.post, ahead.posts)),
            }
            yield _("Climbs next"), _("%(when)s, at %(percent)d%%, to: %(posts)s") % facts


def _length(length: timedelta) -> str:
    """Hours and minutes of the clock's own time: a working day is not 24 hours, so days would mislead."""
    hours, minutes = divmod(int(length.total_seconds() // 60), 60)
    if hours and minutes:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return _("%(hours)d h") % {"hours": hours} if hours else span(length)


def _lines(sheet: Sheet, one: Reckoned) -> Iterable[Line]:
    def line(cause: Cause, text: str) -> Line:
        return Line(cause.at, moment(cause.at, sheet.visit.now), text, _who(sheet, cause))

    if not one.holds:
        yield line(one.started, _("The clock starts."))
    for place, hold in enumerate(one.holds):
        text = _("%(unit)s gets the case.") if place else _("%(unit)s gets the case: the clock starts.")
        if one.clock is Clock.ASSIST:
            text = _("%(unit)s is asked to assist: its clock starts.")
        elif one.clock is Clock.CALL:
            text = _("%(unit)s is called: the clock starts.")
        yield line(hold.since, text % {"unit": sheet.names.unit(hold.unit_path)})
    for stop in one.stops:
        act = "suspend" if stop.kind == "suspension" else "pause"
        facts = {"reason": sheet.names.reason(act, stop.reason), "until": moment(stop.until, sheet.visit.now)}
        text = (
            _("Suspended until %(until)s: %(reason)s.")
            if act == "suspend"
            else _("Stopped until %(until)s: %(reason)s.")
        )
        yield line(stop.since, text % facts)
        if stop.ended is not None:
            yield line(stop.ended, _("The clock goes on."))
    for extension in one.extensions:
        facts = {"amount": sheet.in_units(extension.amount)}
        yield line(extension.asked, _("Asked for: %(amount)s more.") % facts)
        if extension.decided is not None:
            granted = _("Granted: %(amount)s more.") if extension.granted else _("Refused: %(amount)s more.")
            yield line(extension.decided, granted % facts)


def _who(sheet: Sheet, cause: Cause) -> str:
    role = str(ROLES[Role(cause.role)]) if cause.role else ""
    if cause.actor_id is None:
        return role
    return _(", ").join(part for part in dict.fromkeys((sheet.staff_names.get(cause.actor_id, ""), role)) if part)
