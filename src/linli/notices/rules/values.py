"""What the names in a text stand for, taken from one event of a case and the rules it was filed under."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from linli.cases.rules import LATEST, Event, Facts
from linli.catalogue.rules.edition import Edition
from linli.kernel.hant import SIMPLIFIED, TRADITIONAL, traditional
from linli.kernel.paths import leaf
from linli.kernel.words import say

# What these say is for the case's reporters alone: their texts go to nobody else.
_TO_REPORTERS = frozenset({"write"})
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Links:
    """Where the reader goes on: the page that asks for the tracking code, and the case at the desk."""

    track: str = ""
    desk: str = ""


def values(
    *, event: Event, facts: Facts, number: int, edition: Edition, place: str, links: Links, language: str
) -> dict[str, str]:
    """Everything that is known, by the names of `text.NAMES`. `place` is where the recipient knows it to be, in words.

    Of anybody's words only those that the flow makes public, or that are a letter to the reporter, are given: what a
    reporter wrote is read where it can be erased.
    """
    given, zone = event.given, ZoneInfo(edition.settings.time_zone)
    about = edition.classes.get(facts.class_key)
    of_a_part = given.units[0] if given.rungs and given.units else ""
    unit = edition.units.get(leaf(of_a_part or facts.unit_path))
    reason = edition.reason(event.move, given.reason) if given.reason else None
    why = (say(reason.text, language) or say(reason.name, language)) if reason else ""
    said = given.text if LATEST.moves[event.move].public or event.move in _TO_REPORTERS else ""
    return {
        "city": say(edition.title, language) or edition.name,
        "number": str(number),
        "kind": say(about.name, language) if about else "",
        "place": place,
        "unit": say(unit.name, language) if unit else "",
        "due": at_clock(given.due_at or facts.due_at, zone, language),
        "until": at_clock(given.until, zone, language),
        "reason": why,
        "words": "" if said == why else said,
        "days": str(edition.settings.reopen_days),
        "track": links.track,
        "desk": links.desk,
    }


def at_clock(moment: datetime | None, zone: ZoneInfo, language: str) -> str:
    """A moment as people of the city write it, by its clock."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    if language.startswith("zh"):
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


_WRITTEN: Mapping[str, Mapping[str, str]] = {
    "en": {
        "city": "Town", "number": "1024", "kind": "Street lamp faulty", "place": "12 Lotus Road",
        "unit": "Street Lighting", "due": "4 March 2026, 18:00", "until": "9 March 2026, 10:00",
        "reason": "Not in this weather.", "words": "The lamp has a new bulb.", "days": "30",
        "track": "https://linli.example.org/t/", "desk": "https://linli.example.org/desk/cases/1024/",
        "count": "2", "lines": "1024 …\n1025 …", "cases": "1024, 1025",
        "asked": "Please see to it on the spot and say how it will be mended.",
    },
    "zh-hans": {
        "city": "小城", "number": "1024", "kind": "路灯异常", "place": "莲花路12号",
        "unit": "照明所", "due": "2026年3月4日 18:00", "until": "2026年3月9日 10:00",
        "reason": "天气不允许。", "words": "已更换灯泡。", "days": "30",
        "track": "https://linli.example.org/t/", "desk": "https://linli.example.org/desk/cases/1024/",
        "count": "2", "lines": "1024……\n1025……", "cases": "1024, 1025",
        "asked": "请到现场核实，并答复处置方案。",
    },
}  # fmt: skip
SAMPLES: Mapping[str, Mapping[str, str]] = {
    **_WRITTEN,
    TRADITIONAL: {name: traditional(value) for name, value in _WRITTEN[SIMPLIFIED].items()},
}
