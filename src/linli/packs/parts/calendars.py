"""calendars/NAME.toml: weekly hours, and year by year the holidays and the make-up days that are worked instead."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from linli.kernel.faults import Fault
from linli.kernel.periods import Hours, Span, WorkCalendar
from linli.packs.parts.head import is_time_zone
from linli.packs.sources import TomlFile

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HOURS = re.compile(r"(\d{2}):([0-5]\d)-(\d{2}):([0-5]\d)")
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_LONGEST_HOLIDAY = timedelta(days=31)
_HOURS_REMEDY = 'write hours like "08:00-12:00", in order and without overlap'


def read(files: Mapping[str, TomlFile], *, time_zone: str, faults: list[Fault]) -> dict[str, WorkCalendar]:
    """The calendars by name; those that are at fault are left out."""
    found = {name: _read_one(file, time_zone, faults) for name, file in files.items()}
    return {name: calendar for name, calendar in found.items() if calendar is not None}


def _read_one(file: TomlFile, time_zone: str, faults: list[Fault]) -> WorkCalendar | None:
    before = len(faults)
    for key in file.values:
        if key not in ("time_zone", "standard", "week") and not _YEAR.fullmatch(key):
            remedy = "the parts of a calendar are time_zone, standard, [week] and a section for each year, like [2026]"
            faults.append(Fault(file.file, file.line(key) or file.line("", key), key, "unknown key", remedy))
    zone = file.values.get("time_zone", time_zone)
    if not isinstance(zone, str) or not is_time_zone(zone):
        faults.append(file.fault("", "time_zone", zone, "is not a time zone", "write one like Asia/Shanghai"))
    standard = _hours(file, "", "standard", file.values.get("standard"), faults)
    if not standard:
        remedy = 'write the hours of a working day: standard = ["08:00-12:00", "14:00-18:00"]'
        faults.append(file.fault("", "standard", "", "there are no hours of a standard day", remedy))
    week = _week(file, standard, faults)
    holidays, workdays = _special_days(file, week, faults)
    if len(faults) > before:
        return None
    return WorkCalendar(str(zone), week, standard, holidays, workdays)


def _week(file: TomlFile, standard: Hours, faults: list[Fault]) -> tuple[Hours, ...]:
    section = file.values.get("week")
    given: Mapping[str, Any] = section if isinstance(section, Mapping) else {}
    remedy = f"write {', '.join(WEEKDAYS)}"
    faults.extend(
        file.fault("week", day, day, "is not a day of the week", remedy) for day in given if day not in WEEKDAYS
    )
    week = tuple(
        standard if given.get(day) == "standard" else _hours(file, "week", day, given.get(day, []), faults)
        for day in WEEKDAYS
    )
    if not any(week) and not any(given.values()):
        remedy = 'write the working days, like monday = "standard"'
        faults.append(file.fault("week", "", "", "no day of the week is worked", remedy))
    return week


def _hours(file: TomlFile, section: str, key: str, given: object, faults: list[Fault]) -> Hours:
    spans = []
    for one in given if isinstance(given, list) else [given] if given else []:
        found = _HOURS.fullmatch(str(one))
        try:
            first, second, third, fourth = map(int, found.groups()) if found else (99, 0, 0, 0)
            spans.append(Span(first * 60 + second, third * 60 + fourth))
        except ValueError:
            faults.append(file.fault(section, key, one, "are not hours of a day", _HOURS_REMEDY))
    if any(later.opens < earlier.closes for earlier, later in pairwise(spans)):
        faults.append(file.fault(section, key, given, "hours overlap or are out of order", _HOURS_REMEDY))
        return ()
    return tuple(spans)


def _special_days(
    file: TomlFile, week: tuple[Hours, ...], faults: list[Fault]
) -> tuple[frozenset[date], frozenset[date]]:
    days: dict[str, set[date]] = {"holidays": set(), "workdays": set()}
    for year, section in file.values.items():
        if not _YEAR.fullmatch(year):
            continue
        if not isinstance(section, Mapping):
            faults.append(file.fault("", year, section, "is not a section", f"write [{year}] and its days below"))
            continue
        for key, given in section.items():
            if key not in days or not isinstance(given, list):
                remedy = "write holidays = [ … ] and workdays = [ … ]"
                faults.append(file.fault(year, key, key, "is not a list of days", remedy))
                continue
            for one in given:
                for day in _dates(file, year, key, one, faults):
                    if day in days[key]:
                        faults.append(_day_fault(file, year, key, one, f"{day} is there twice", "write it once"))
                    days[key].add(day)
    for day in sorted(days["workdays"]):
        if day in days["holidays"]:
            text, year = day.isoformat(), str(day.year)
            remedy = "remove it from one of the two"
            faults.append(_day_fault(file, year, "workdays", text, f"{day} is a holiday as well", remedy))
        elif week[day.weekday()]:
            text, year = day.isoformat(), str(day.year)
            remedy = "make-up days are those that the week leaves free: check the date"
            faults.append(_day_fault(file, year, "workdays", text, f"{day} is worked anyway", remedy))
    return frozenset(days["holidays"]), frozenset(days["workdays"])


def _dates(file: TomlFile, year: str, key: str, given: object, faults: list[Fault]) -> Iterator[date]:
    """The days of `2026-02-15` or of `2026-02-15/2026-02-23` (both ends included)."""
    remedy = 'write days like "2026-02-15" or "2026-02-15/2026-02-23"'
    try:
        ends = [date.fromisoformat(part) for part in str(given).split("/")]
    except ValueError:
        faults.append(_day_fault(file, year, key, given, "there is no such day", remedy))
        return
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or last < first or last - first > _LONGEST_HOLIDAY:
        message = "is not a run of days that begins before it ends and is no longer than a month"
        faults.append(_day_fault(file, year, key, given, message, remedy))
        return
    if str(first.year) != year or str(last.year) != year:
        faults.append(_day_fault(file, year, key, given, f"is not in {year}", "put it below its own year"))
        return
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _day_fault(file: TomlFile, year: str, key: str, given: object, message: str, remedy: str) -> Fault:
    """A fault of one day in a list, at the line where the day is written, which may be below that of the key."""
    start = file.line(year, key) or 1
    lines = file.text.splitlines()
    place = next((number for number in range(start, len(lines) + 1) if str(given) in lines[number - 1]), start)
    return Fault(file.file, place, str(given), f"[{year}] {key}: {message}", remedy)
