"""How good proposals of duplicates are, against the marks of a city that looked for them itself: Chicago, 2012.

    python bench/duplicates.py [--file TABLE.csv.gz] [--scatter 15] [--fit]

Each report is compared with all earlier ones, as it would have been when it came in, marked ones among them. The table
doesn't say which case a marked report duplicates. We take as the true earlier case the last earlier report at the same
street address that isn't itself marked and was still open on the day of the marked one; where there is none, the last
one at that address within 60 days. A marked report without either counts as missed in the second recall below.

The city's coordinates are those of street addresses, so that two reports of one address are 0 m apart; telephones
aren't that exact. Fitting and measuring therefore scatter each report by a normal error of `--scatter` metres north
and east (15 m: two such points are 25 m apart in the middle, one pair in twenty more than 52 m); 2012 is shown both
scattered and as it stands. `--fit` fits the weights on 2011 anew and prints them. Exits 1 where the recall of the true
earlier case among the first three proposals at the threshold in force is below 0.90.
"""

import argparse
import random
import sys
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from math import cos, log1p, radians
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import ROOT

from linli.cases.rules import likeness
from linli.cases.rules.likeness import CLOSED_LATELY, NEAR_M, REACH_M, WINDOW, Kin, Told, alike, distance, kin, told
from linli.insight.rules import Mapping, Reading, RowReader, read_mapping
from linli.insight.tables import head_of, open_table
from linli.kernel.results import Allowed

DATA = ROOT.parent / "shared" / "data" / "chicago311" / "sanitation_2011_2012.csv.gz"
MAPPING = ROOT / "packs" / "mappings" / "chicago.toml"
WANTED = 0.90
SHOWN = 3
FALLBACK = timedelta(days=60)
THRESHOLDS = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
type Weights = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
_BOX = 0.002  # degrees: a box and its neighbours hold more than the reach


@dataclass(slots=True)
class Report:
    """A row, what is compared of it, and who it could be the same as: earlier ones, each with its likeness."""

    row: Reading
    told: Told
    order: int
    true: int | None = None
    candidates: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the curve. `found` and `first` count marked reports, the rest those that aren't."""

    threshold: float
    found: int
    first: int
    proposals: int
    asked: int


def read(path: Path, scatter: float) -> list[Report]:
    """The placed rows in the order in which they came in."""
    mapping = read_mapping(MAPPING.read_text(encoding="utf-8"), file=str(MAPPING))
    if not isinstance(mapping, Mapping):
        raise SystemExit("\n".join(map(str, mapping)))
    opened = open_table(path, encoding=mapping.encoding, delimiter=mapping.delimiter)
    assert isinstance(opened, Allowed), opened
    with opened.value as table:
        rows_below = table.sheets[0].rows()
        header, _ = head_of(rows_below, mapping.wanted())
        reader = RowReader(mapping, header, now=datetime.now(UTC))
        readings = [reader.read(row.fields, line=row.line) for row in rows_below if not row.fault]
    rows = [row for row in readings if isinstance(row, Reading) and row.point]
    # Numbers of one day are given out in order.
    rows.sort(key=lambda row: (row.reported_at, row.row_id))
    print(f"{len(readings):,} rows, {len(rows):,} of them readable and placed")
    dice = random.Random(2011)
    return [Report(row, _told(row, scatter, dice), order) for order, row in enumerate(rows)]


def _told(row: Reading, scatter: float, dice: random.Random) -> Told:
    assert row.point is not None
    lat, lon = row.point
    lat += dice.gauss(0, scatter) / 111_195
    lon += dice.gauss(0, scatter) / 111_195 / cos(radians(lat))
    return told(lat=lat, lon=lon, class_key=row.class_key, text=row.text, at=row.reported_at, closed_at=row.closed_at)


def set_truth(reports: Sequence[Report]) -> None:
    """Find each marked report's true earlier case, as the head of this file defines it."""
    at_address: dict[str, list[int]] = defaultdict(list)
    for report in reports:
        row = report.row
        earlier = [reports[other] for other in at_address[row.address]]
        if row.duplicate and row.address:
            still = [one for one in earlier if one.row.closed_at is None or one.row.closed_at >= row.reported_at]
            late = [one for one in earlier if row.reported_at - one.row.reported_at <= FALLBACK]
            report.true = (still or late)[-1].order if still or late else None
        if not row.duplicate:
            at_address[row.address].append(report.order)


def set_candidates(reports: Sequence[Report]) -> None:
    """Whom `cases.queries.likely_same` would compare each report with on the day that it came in."""
    boxes: dict[tuple[int, int], list[int]] = defaultdict(list)
    when = [report.told.at for report in reports]
    for report in reports:
        own = report.told
        y, x = int(own.lat // _BOX), int(own.lon // _BOX)
        oldest = bisect_left(when, own.at - WINDOW)
        for box in ((y + up, x + across) for up in (-1, 0, 1) for across in (-1, 0, 1)):
            members = boxes[box]
            for order in members[bisect_left(members, oldest) :]:
                other = reports[order].told
                if other.closed_at is not None and other.closed_at < own.at - CLOSED_LATELY:
                    continue
                if distance((own.lat, own.lon), (other.lat, other.lon)) <= REACH_M:
                    report.candidates.append(order)
        boxes[y, x].append(report.order)


def of_year(reports: Sequence[Report], year: int) -> Iterator[Report]:
    # The day began in Chicago, some hours after it did in UTC.
    return (report for report in reports if report.told.at.year == year)


def curve(reports: Sequence[Report], year: int) -> tuple[list[Point], int, int, int]:
    """The curve over the thresholds; how many marked reports have a true earlier case, how many have none, and how
    many aren't marked."""
    ranked = []
    for report in of_year(reports, year):
        scored = [(likeness.likeness(report.told, reports[order].told), order) for order in report.candidates]
        nearest = partial(_metres, reports, report)
        scored.sort(key=lambda pair: (-pair[0], nearest(pair[1]), pair[1]))
        ranked.append((report, scored[:SHOWN]))
    points = []
    for threshold in sorted({*THRESHOLDS, likeness.LEAST}):
        found = first = proposals = asked = 0
        for report, scored in ranked:
            shown = [order for score, order in scored if score >= threshold]
            if report.row.duplicate:
                found += report.true in shown
                first += bool(shown) and shown[0] == report.true
            else:
                proposals += len(shown)
                asked += bool(shown)
        points.append(Point(threshold, found, first, proposals, asked))
    marked = [report for report, _ in ranked if report.row.duplicate]
    known = sum(report.true is not None for report in marked)
    return points, known, len(marked) - known, len(ranked) - len(marked)


def _metres(reports: Sequence[Report], report: Report, order: int) -> float:
    other = reports[order].told
    return distance((report.told.lat, report.told.lon), (other.lat, other.lon))


def tell(reports: Sequence[Report], year: int, name: str) -> float:
    """Print the curve of a year; the recall at the threshold in force."""
    points, known, unknown, others = curve(reports, year)
    print(f"\n{year}, {name}: {known} marked reports with a true earlier case, {unknown} without, {others:,} others")
    print("threshold   recall of the true earlier case       per 100 reports that aren't marked")
    print("            first 3   first   of all marked        proposals   reports with any")
    in_force = 0.0
    for point in points:
        recall = point.found / known
        if point.threshold == likeness.LEAST:
            in_force = recall
        print(
            f"{point.threshold:9.2f}   {recall:7.3f} {point.first / known:7.3f}"
            f"   {point.found / (known + unknown):13.3f}"
            f"   {100 * point.proposals / others:14.1f}   {100 * point.asked / others:16.1f}"
            f"{'   <- in force' if point.threshold == likeness.LEAST else ''}"
        )
    return in_force


def fit(reports: Sequence[Report], year: int) -> None:
    """Print the weights that explain best which pairs of a year are the same: a report that the city marked and an
    open one at the same address are, every other pair isn't.

    First all weights free, then those that are set by judgement as they are in force: see `likeness` for why.
    """
    names = ("BIAS", "FAR", "LATE", "OVER", "KIN same", "KIN other", "WORDS")
    held = (likeness.OVER, likeness.KIN[Kin.SAME], likeness.KIN[Kin.OTHER], likeness.WORDS)
    rows, labels = [], []
    for report in of_year(reports, year):
        for order in report.candidates:
            other = reports[order]
            over = other.told.closed_at is not None and other.told.closed_at < report.told.at
            related = kin(report.told.class_key, other.told.class_key)
            metres, apart = _metres(reports, report, order), report.told.at - other.told.at
            rows.append(
                (1, -log1p((metres / NEAR_M) ** 2), -log1p(apart.days), -over, related is Kin.SAME,
                 related is Kin.OTHER, alike(report.told.terms, other.told.terms))
            )  # fmt: skip
            labels.append(report.row.duplicate and not over and report.row.address == other.row.address)
    x, y = np.array(rows, dtype=float), np.array(labels, dtype=float)
    free = newton(x, y, np.zeros(len(y)))
    rest = newton(x[:, :3], y, x[:, 3:] @ np.array(held))
    print(f"\nfitted on {year}: {len(y):,} pairs, {int(y.sum()):,} the same")
    print("            all free   some held as in force")
    for name, one, other_weight in zip(names, free, (*rest, *held), strict=True):
        print(f"{name:<10}{one:10.2f}   {other_weight:21.2f}")


def newton(x: Weights, y: Weights, offset: Weights) -> Weights:
    """The weights of a logistic regression, the first of them the bias; `offset` is added to every row's sum.

    A small penalty on all but the bias keeps what hardly occurs from getting a huge weight.
    """
    width = x.shape[1]
    weights, penalty = np.zeros(width), np.diag([0.0, *[1.0] * (width - 1)])
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ weights + offset)))
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + penalty, x.T @ (y - p) - penalty @ weights)
        weights = weights + step
        if abs(step).max() < 1e-9:
            break
    return weights


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--file", type=Path, default=DATA)
    options.add_argument("--scatter", type=float, default=15.0, help="metres north and east, one standard deviation")
    options.add_argument("--fit", action="store_true", help="fit on 2011 and print the weights")
    given = options.parse_args()
    if not given.file.exists():
        raise SystemExit(f"{given.file} is not there: name the table with --file")
    scattered = read(given.file, given.scatter)
    set_truth(scattered)
    set_candidates(scattered)
    if given.fit:
        fit(scattered, 2011)
        tell(scattered, 2011, f"scattered by {given.scatter:g} m")
    recalls = [tell(scattered, 2012, f"scattered by {given.scatter:g} m")]
    exact = read(given.file, 0.0)
    set_truth(exact)
    set_candidates(exact)
    recalls.append(tell(exact, 2012, "as it stands"))
    print(f"\nrecall among the first {SHOWN}: {min(recalls):.3f} at least (wanted: {WANTED:.2f})")
    raise SystemExit(min(recalls) < WANTED)


if __name__ == "__main__":
    main()
