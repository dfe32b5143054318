"""The cases of a month, from their events, as the pure part of publishing takes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from linli.cases import changes
from linli.cases.published import is_public
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.insight.figures import reading
from linli.insight.models import Life as Counted
from linli.insight.rules.figures.grouping import group_patterns
from linli.insight.rules.figures.life import Life, live
from linli.insight.rules.figures.question import month_after
from linli.insight.rules.published.release import NONE, Row
from linli.kernel.paths import ancestors
from linli.kernel.words import Words
from linli.places import queries as places

_BATCH = 2000
_RESULTS = ("satisfied", "unanswered", "disagreed", "divided", "recorded")
_OUTCOMES: Mapping[str, Words] = {
    "satisfied": {"zh-hans": "满意", "en": "Satisfied"},
    "unanswered": {"zh-hans": "未答复", "en": "Not answered"},
    "disagreed": {"zh-hans": "不同意", "en": "Disagreed"},
    "divided": {"zh-hans": "意见不一", "en": "Divided"},
    "recorded": {"zh-hans": "历史导入", "en": "Imported"},
}


@dataclass(frozen=True, slots=True)
class City:
    """What cases can be counted by, with names: by kind (`street`, `community`, `group`, `class`, `unit`, `outcome`)
    and code."""

    edition: Edition
    names: Mapping[str, Mapping[str, Words]]
    groups: Mapping[str, str]
    streets: Mapping[str, str]

    def domains(self) -> dict[str, tuple[str, ...]]:
        return {kind: tuple(sorted(self.names[kind])) for kind in ("street", "group", "unit", "outcome")}


def city() -> City:
    """The city as it stands now."""
    edition = catalogue.current()
    patterns = group_patterns(edition.classes)
    groups = {key: patterns.get(key, key) for key in edition.classes}
    areas = places.areas()
    streets = {area.path: area.path for area in areas if area.level == "street"}
    names = {
        "street": {area.path: area.names for area in areas if area.path in streets},
        "community": {area.path: area.names for area in areas if area.level == "community"},
        "group": {groups[key]: one.group for key, one in edition.classes.items()},
        "class": {key: one.name for key, one in edition.classes.items()},
        "unit": {unit.path: unit.name for unit in edition.units.values()},
        "outcome": dict(_OUTCOMES),
    }
    return City(edition, names, groups, streets)


def months(*, until: date) -> list[date]:
    """The first days of the months in which cases were reported, those that are wholly over before the day `until`."""
    first = Counted.objects.order_by("reported_on").values_list("reported_on", flat=True).first()
    if first is None or not reading.freshness().whole:
        return []
    found, month = [], first.replace(day=1)
    while month_after(month) <= until:
        found.append(month)
        month = month_after(month)
    return found


def cases(month: date, *, of: City, now: datetime) -> list[Row]:
    """The public cases that were reported in the month, nothing withheld yet. What is overdue at `now` is owed."""
    zone = ZoneInfo(of.edition.settings.time_zone)
    ids = list(
        Counted.objects.filter(reported_on__gte=month, reported_on__lt=month_after(month)).values_list(
            "case_id", flat=True
        )
    )
    found = []
    for begin in range(0, len(ids), _BATCH):
        for past in changes.pasts(ids[begin : begin + _BATCH]):
            life = live(past.case_id, past.flow, past.events)
            if life is not None and is_public(
                class_key=life.class_key, cell=life.cell, state=life.state, outcome=life.outcome
            ):
                found.append(_row(life, of, zone, now))
    return found


def _row(life: Life, of: City, zone: ZoneInfo, now: datetime) -> Row:
    chain = ancestors(life.area_path)
    overdue = life.closed_at is None and life.due_at is not None and life.due_at < now
    return Row(
        klass=life.class_key,
        group=of.groups.get(life.class_key, life.class_key),
        street=next((path for path in chain if path in of.streets), NONE),
        community=life.area_path if life.area_path in of.names["community"] else NONE,
        cell=life.cell,
        unit=life.unit_path or NONE,
        outcome=life.outcome if life.outcome in _RESULTS else NONE,
        reported_at=life.reported_at.astimezone(zone),
        closed_at=life.closed_at.astimezone(zone) if life.closed_at else None,
        owed=life.owed or overdue,
        in_time=life.in_time,
        reworked=life.reworked,
    )
