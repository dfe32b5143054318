"""The document of an edition: the JSON that is stored, and its way there and back. Lists keep the pack's order."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from linli.catalogue.rules.edition import (
    DEFAULT_LADDER,
    WHISTLE,
    Duty,
    Edition,
    LimitRow,
    MapView,
    Reason,
    Retention,
    Rung,
    ServiceClass,
    Settings,
    Unit,
)
from linli.kernel.periods import Hours, Limit, Span, WorkCalendar

type Document = dict[str, Any]


def write(edition: Edition) -> Document:
    """The document of `edition`, without its number, name and digest: the same rules give the same document."""
    return {
        "title": dict(edition.title),
        "settings": _write_settings(edition.settings),
        "classes": [
            {
                "kind": one.kind,
                "code": one.code,
                "group": dict(one.group),
                "name": dict(one.name),
                "icon": one.icon,
                "photo_required": one.photo_required,
                "reporters": one.reporters,
                "keywords": list(one.keywords),
                "note": one.note,
            }
            for one in edition.classes.values()
        ],
        "units": write_units(edition.units),
        "duties": [write_duty(one) for one in edition.duties],
        "limits": [_write_limit(one) for one in edition.limits],
        "ladder": [[one.clock, one.at, list(one.tells)] for one in edition.ladder],
        "reasons": [
            {"act": act, "code": one.code, "name": dict(one.name), "text": dict(one.text)}
            | ({"waits_for": one.waits_for} if one.waits_for else {})
            for act, reasons in edition.reasons.items()
            for one in reasons
        ],
        "calendars": {name: _write_calendar(one) for name, one in edition.calendars.items()},
        "texts": {name: dict(words) for name, words in edition.texts.items()},
    }


def write_units(units: Mapping[str, Unit]) -> list[Document]:
    """Units as rows of the document."""
    return [
        {
            "code": one.code,
            "path": one.path,
            "parent": one.parent,
            "name": dict(one.name),
            "email": one.email,
            "calendar": one.calendar,
        }
        for one in units.values()
    ]


def read(document: Mapping[str, Any], *, number: int, name: str, digest: str) -> Edition:
    """The edition that `document` describes. Raises KeyError or ValueError for what `write` never wrote."""
    reasons: dict[str, list[Reason]] = {}
    for row in document["reasons"]:
        reasons.setdefault(row["act"], []).append(
            Reason(row["code"], row["name"], row["text"], row.get("waits_for", ""))
        )
    return Edition(
        number=number,
        name=name,
        digest=digest,
        title=document["title"],
        classes={one.key: one for one in map(_read_class, document["classes"])},
        units={row["code"]: Unit(**row) for row in document["units"]},
        duties=tuple(read_duty(row) for row in document["duties"]),
        limits=tuple(map(_read_limit, document["limits"])),
        reasons={act: tuple(rows) for act, rows in reasons.items()},
        calendars={key: _read_calendar(row) for key, row in document["calendars"].items()},
        settings=_read_settings(document["settings"]),
        texts=document["texts"],
        ladder=_read_ladder(document.get("ladder")),
    )


def digest(document: Mapping[str, Any], basemap: bytes | None = None) -> str:
    """SHA-256 in hexadecimal over the document in one canonical spelling and, after it, the base map."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    state = hashlib.sha256(text.encode())
    if basemap is not None:
        state.update(b"\0basemap\0" + hashlib.sha256(basemap).digest())
    return state.hexdigest()


def write_duty(duty: Duty) -> list[Any]:
    """A duty as a row of the document; where no ruling made it, the row ends with the assisting units."""
    row = [duty.class_pattern, duty.area, duty.lead, list(duty.assist)]
    return [*row, duty.by, duty.why, duty.since] if duty.since else row


def read_duty(row: list[Any]) -> Duty:
    """The inverse of `write_duty`."""
    pattern, area, lead, assist, *origin = row
    return Duty(pattern, area, lead, tuple(assist), *origin)


def _write_limit(row: LimitRow) -> list[Any]:
    """A limit as a row of the document, which ends with the grade where it has one."""
    limit = row.limit
    values = [row.class_pattern, row.condition, dict(row.words), limit.value, limit.unit, limit.clock]
    return [*values, row.grade] if row.grade else values


def _read_limit(row: list[Any]) -> LimitRow:
    pattern, condition, words, value, unit, clock, *grade = row
    return LimitRow(pattern, condition, words, Limit(value, unit, clock), *grade)


def _read_ladder(rows: list[Any] | None) -> tuple[Rung, ...]:
    """Editions from before there were ladders have none."""
    return DEFAULT_LADDER if rows is None else tuple(Rung(clock, at, tuple(tells)) for clock, at, tells in rows)


def _read_class(row: Mapping[str, Any]) -> ServiceClass:
    values = dict(row)
    keywords = tuple(values.pop("keywords"))
    return ServiceClass(key=f"{row['kind']}-{row['code']}", keywords=keywords, **values)


def _write_settings(settings: Settings) -> Document:
    return {
        "time_zone": settings.time_zone,
        "languages": list(settings.languages),
        "map": _write_map(settings.map),
        "calendar": settings.calendar,
        "silence_days": settings.silence_days,
        "objection_days": settings.objection_days,
        "reopen_days": settings.reopen_days,
        "pause_days": settings.pause_days,
        "sample": settings.sample,
        "clocks": {name: [one.value, one.unit, one.clock] for name, one in settings.clocks.items()},
        "whistle": {name: [one.value, one.unit, one.clock] for name, one in settings.whistle.items()},
        **_write_retention(settings.retention),
    }


def _write_retention(terms: Retention) -> Document:
    """Nothing where the usual terms hold, so that the same rules keep their digest."""
    if terms == Retention():
        return {}
    days = {"contact": terms.contact, "words": terms.words, "photos": terms.photos}
    return {"retention": {**days, "photos_of": dict(terms.photos_of)}}


def _write_map(view: MapView) -> Document:
    """Editions whose map needs no credit say nothing of it, as those from before there were any."""
    credit = {"credit": view.credit, "credit_link": view.credit_link}
    place = {"latitude": view.latitude, "longitude": view.longitude, "zoom": view.zoom, "basemap": view.basemap}
    return place | {key: value for key, value in credit.items() if value}


def _read_settings(row: Mapping[str, Any]) -> Settings:
    values = dict(row)
    # Editions from before there were stage clocks have none, and those from before the whistle its usual ones.
    clocks = {name: Limit(*one) for name, one in values.pop("clocks", {}).items()}
    whistle = dict(WHISTLE) | {name: Limit(*one) for name, one in values.pop("whistle", {}).items()}
    return Settings(
        languages=tuple(values.pop("languages")),
        map=MapView(**values.pop("map")),
        clocks=clocks,
        whistle=whistle,
        retention=Retention(**values.pop("retention", {})),
        **values,
    )


def _write_calendar(calendar: WorkCalendar) -> Document:
    return {
        "time_zone": calendar.time_zone,
        "week": [_write_hours(hours) for hours in calendar.week],
        "standard": _write_hours(calendar.standard),
        "holidays": sorted(day.isoformat() for day in calendar.holidays),
        "workdays": sorted(day.isoformat() for day in calendar.workdays),
    }


def _read_calendar(row: Mapping[str, Any]) -> WorkCalendar:
    return WorkCalendar(
        time_zone=row["time_zone"],
        week=tuple(_read_hours(hours) for hours in row["week"]),
        standard=_read_hours(row["standard"]),
        holidays=frozenset(map(date.fromisoformat, row["holidays"])),
        workdays=frozenset(map(date.fromisoformat, row["workdays"])),
    )


def _write_hours(hours: Hours) -> list[list[int]]:
    return [[span.opens, span.closes] for span in hours]


def _read_hours(rows: list[list[int]]) -> Hours:
    return tuple(Span(opens, closes) for opens, closes in rows)
