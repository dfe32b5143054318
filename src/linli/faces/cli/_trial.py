"""A trial of rules in words: the line of a case, the cells of a table, the summary."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from linli.catalogue.rules.edition import Edition
from linli.insight.rules.tally import Tally, most_first
from linli.insight.rules.trial import Kind, Side, Tried
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
}
_UNOWNED_NAMES = {
    "several_duties": "equally narrow duties name different leads",
    "no_duty": "no duty names the class there",
    "unknown_class": "the pack has no such class",
}
FIELDS = (
    "case", "class", "area", "reported_at", "differences", "promised", "unit_before", "unit_after", "due_before",
    "due_after", "late_before", "late_after",
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
    )


def line(tried: Tried, zone: ZoneInfo) -> str:
    """A case on one line: what would differ, and how."""
    kinds = ", ".join(KIND_NAMES[kind] for kind in tried.kinds)
    sides = f"{_side(tried.before, zone)} → {_side(tried.after, zone)}"
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
    for why, classes in sorted(tally.unowned.items()):
        yield f"{_UNOWNED_NAMES[why]}: {_cases(classes.total())}"
        for key, count in classes.most_common(_GROUPS):
            yield f"  {_class(key, edition)}: {count:,}"


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
