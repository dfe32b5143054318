"""A trial of rules in words: the line of a case, the cells of a table, the summary."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from linli.cases.rules.clock import Clock
from linli.catalogue.rules.edition import Edition
from linli.insight.rules.tally import Reached, Tally, most_first
from linli.insight.rules.trial import LADDER, Kind, Side, Step, Tried
from linli.kernel.paths import leaf
from linli.kernel.words import say

KIND_NAMES = {
    Kind.UNIT: "other unit",
    Kind.CONFLICT: "duties in conflict",
    Kind.OWNERLESS: "no owner",
    Kind.OWNED: "an owner at last",
    Kind.EARLIER: "due earlier",
    Kind.LATER: "due later",
    Kind.DATED: "a deadline where there was none",
    Kind.UNDATED: "no deadline any more",
    Kind.LATE: "overdue only then",
    Kind.ON_TIME: "no longer overdue",
    Kind.FURTHER: "climbs further",
    Kind.LESS_FAR: "climbs less far",
    Kind.OTHERWISE: "climbs to others",
}
_CLOCK_NAMES = {
    Clock.FILE: "filing",
    Clock.DISPATCH: "dispatch",
    Clock.HANDLE: "handling",
    Clock.ASSIST: "assisting",
    Clock.CHECK: "check",
}
_LEVEL_NAMES = {"holder": "whoever holds it", "lead": "that unit's lead", "area": "lead of the smallest area"}
_UNOWNED_NAMES = {
    "several_duties": "equally narrow duties name different leads",
    "no_duty": "no duty names the class there",
    "unknown_class": "the pack has no such class",
}
FIELDS = (
    "case", "class", "area", "reported_at", "differences", "promised", "unit_before", "unit_after", "due_before",
    "due_after", "late_before", "late_after", "climbs_before", "climbs_after",
)  # fmt: skip
_GROUPS = 15


def cells(tried: Tried, zone: ZoneInfo) -> tuple[str, ...]:
    """A case as a row of the table that `--csv` writes; times are the city's, to the second."""
    before, after = tried.before, tried.after
    return (
        str(tried.number),
        tried.class_key,
        tried.area_path,
        _exactly(tried.reported_at, zone),
        ";".join(tried.kinds),
        "yes" if tried.promised else "no",
        before.unit_path,
        after.unit_path,
        _exactly(before.deadline, zone),
        _exactly(after.deadline, zone),
        "late" if before.late else "on time",
        "late" if after.late else "on time",
        ";".join(map(_rung, before.steps)),
        ";".join(map(_rung, after.steps)),
    )


def line(tried: Tried, zone: ZoneInfo) -> str:
    """A case on one line: what would differ, and how."""
    kinds = ", ".join(KIND_NAMES[kind] for kind in tried.kinds)
    sides = f"{_side(tried.before, zone)} → {_side(tried.after, zone)}"
    if LADDER.intersection(tried.kinds):
        sides += f"; climbs {_rungs(tried.before)} → {_rungs(tried.after)}"
    return f"{tried.number:>8}  {tried.class_key}  {_shown(tried.reported_at, zone)}  {kinds}: {sides}"


def summary(tally: Tally, edition: Edition) -> Iterator[str]:
    """What a trial comes to: by difference, by class, by unit; and the share of promises with the same verdict."""
    overdue = f"overdue {tally.late_before:,} → {tally.late_after:,}"
    yield f"{_cases(tally.cases)}, {tally.differing:,} would differ; {overdue}"
    for kind in Kind:
        if tally.kinds[kind]:
            yield f"  {KIND_NAMES[kind]:<34}{tally.kinds[kind]:>9,}"
    if tally.agreement is not None:
        yield (
            f"promised by another system: {tally.promises:,}; as late or in time as there: {tally.same_verdict:,}"
            f" ({tally.agreement:.2%})"
        )
    if tally.classes:
        yield "by class"
        yield from _groups([(_class(key, edition), counts) for key, counts in most_first(tally.classes)])
        yield "by unit"
        yield from _groups([(_unit(path, edition), counts) for path, counts in most_first(tally.units)])
    if tally.rungs:
        yield "by rung of the ladder, cases that reach it"
        for clock, at, reached in tally.rungs_upwards():
            yield f"  {f'{_CLOCK_NAMES[clock]} {at} %':<34}{_both(reached)}"
        yield "by level of the ladder, cases of which it is told"
        for level, reached in tally.levels_upwards():
            yield f"  {_level(level):<34}{_both(reached)}"
    for why, classes in sorted(tally.unowned.items()):
        yield f"{_UNOWNED_NAMES[why]}: {_cases(classes.total())}"
        for key, count in classes.most_common(_GROUPS):
            yield f"  {_class(key, edition)}: {count:,}"


def as_json(tally: Tally, differing: list[Tried], zone: ZoneInfo) -> str:
    """The sums and the cases that would differ as one JSON object. Codes are those of `KIND_NAMES` and of the pack;
    a case is as in the table that `--csv` writes, but for the rungs that it reaches.
    """
    found = {
        "cases": tally.cases,
        "differing": tally.differing,
        "overdue": {"before": tally.late_before, "after": tally.late_after},
        "promised": {"cases": tally.promises, "same_verdict": tally.same_verdict},
        "differences": _codes(tally.kinds),
        "classes": {key: _codes(counts) for key, counts in most_first(tally.classes)},
        "units": {path: _codes(counts) for path, counts in most_first(tally.units)},
        "unowned": {why: dict(classes) for why, classes in tally.unowned.items()},
        "rungs": [
            {"clock": clock, "at": at, "before": reached.before, "after": reached.after}
            for clock, at, reached in tally.rungs_upwards()
        ],
        "levels": [
            {"tells": level, "before": reached.before, "after": reached.after}
            for level, reached in tally.levels_upwards()
        ],
        "listed": [_case(tried, zone) for tried in differing],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)


def _codes(counts: Counter[Kind]) -> dict[Kind, int]:
    return {kind: counts[kind] for kind in Kind if counts[kind]}


def _case(tried: Tried, zone: ZoneInfo) -> dict[str, Any]:
    row: dict[str, Any] = dict(zip(FIELDS, cells(tried, zone), strict=True))
    row |= {"case": tried.number, "differences": tried.kinds, "promised": tried.promised}
    for name, side in (("before", tried.before), ("after", tried.after)):
        row |= {
            f"late_{name}": side.late,
            f"climbs_{name}": [
                {"clock": one.clock, "at": one.at, "tells": one.tells, "part": one.part} for one in side.steps
            ],
        }
    return row


def _both(reached: Reached) -> str:
    return f"{reached.before:>9,} → {reached.after:,}"


def _level(word: str) -> str:
    if word.startswith("area+"):
        return f"lead of the area {word.removeprefix('area+')} above"
    return _LEVEL_NAMES.get(word, word)


def _rung(step: Step) -> str:
    return f"{step.clock} {step.at}: {','.join(step.tells)}"


def _rungs(side: Side) -> str:
    return ", ".join(f"{_CLOCK_NAMES[one.clock]} {one.at} %" for one in side.steps) or "nowhere"


def _groups(ordered: list[tuple[str, Counter[Kind]]]) -> Iterator[str]:
    for name, counts in ordered[:_GROUPS]:
        said = ", ".join(f"{KIND_NAMES[kind]} {counts[kind]:,}" for kind in Kind if counts[kind])
        yield f"  {name}: {said}"
    if len(ordered) > _GROUPS:
        yield f"  … and {len(ordered) - _GROUPS} more (--csv has them all)"


def _cases(count: int) -> str:
    return f"{count:,} case{'' if count == 1 else 's'}"


def _class(key: str, edition: Edition) -> str:
    found = edition.classes.get(key)
    return f"{key} {say(found.name, 'en')}" if found else key


def _unit(path: str, edition: Edition) -> str:
    found = edition.units.get(leaf(path))
    return f"{path} {say(found.name, 'en')}" if found else "nobody can be named"


def _side(side: Side, zone: ZoneInfo) -> str:
    due = _shown(side.deadline, zone) or "no deadline"
    return f"{side.unit_path or side.why}, {due}, {'late' if side.late else 'in time'}"


def _shown(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""


def _exactly(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(sep=" ", timespec="seconds") if moment else ""
