"""Rules tried on cases in the database, live and imported, and rules fitted to a city's own promises."""

import csv
import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests import pack_folders, town
from tests.books_kit import old_system

from linli.cases import commands as cases
from linli.cases import stories
from linli.catalogue import queries as catalogue
from linli.catalogue.rules import document
from linli.catalogue.rules.edition import Duty
from linli.insight import trials
from linli.insight.imports import import_history
from linli.insight.rules import Mapping, read_mapping
from linli.insight.rules.fitting import fit
from linli.insight.rules.tally import Tally
from linli.insight.rules.trial import Kind
from linli.kernel.periods import Limit, Span, WorkCalendar
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Grant, Role
from linli.kernel.words import words
from linli.packs import checker, overlay
from linli.packs.overlay import LimitRow, Overlay

PACKS = Path(__file__).parents[2] / "packs"
NOW = town.NOW
DAY = timedelta(days=1)


@pytest.fixture
def installed(db: None) -> None:
    town.install()


def report(klass: str = town.LAMP, at: datetime = NOW, spot: tuple[float, float] = town.IN_EAST) -> int:
    done = cases.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=at, text="It is so.", class_key=klass,
        spot=cases.Spot(*spot),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value.number


def bring_in(path: Path, of: str, now: datetime = NOW) -> None:
    mapping = read_mapping(of, file="m.toml")
    assert isinstance(mapping, Mapping)
    done = import_history(path=path, mapping=mapping, rejects=path.with_suffix(".rejects"), now=now)
    assert isinstance(done, Allowed), done


def table(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("No", "Status", "Opened", "Closed", "Due"), *rows])
    return path


@pytest.mark.usefixtures("installed")
class TestStories:
    def test_each_case_of_the_period_comes_once_with_its_events_whatever_the_batch(self) -> None:
        numbers = [report(at=NOW + hours * timedelta(hours=1)) for hours in range(7)]
        for batch in (1, 2, 3, 100):
            found = list(stories.stories(start=NOW + timedelta(hours=1), end=NOW + timedelta(hours=6), batch=batch))
            assert [story.number for story in found] == numbers[1:6]
            assert [event.move for event in found[0].events] == ["report", "file", "dispatch"]

    def test_nobodys_words_are_read(self) -> None:
        report()
        [story] = stories.stories(start=NOW, end=NOW + DAY)
        assert {event.given.text for event in story.events} == {""}


@pytest.mark.usefixtures("installed")
class TestTrials:
    def test_the_edition_that_cases_have_differs_in_nothing(self) -> None:
        report()
        report(town.NOISE)
        found = list(trials.tried(edition=catalogue.current(), start=NOW, end=NOW + DAY, now=NOW + 9 * DAY))
        assert [one.kinds for one in found] == [(), ()]

    def test_other_duties_and_limits_differ_and_change_nothing(self) -> None:
        number = report()
        row = LimitRow(town.LAMP, "ordinary", words("一般", "Ordinary"), Limit(1, "h", "continuous"))
        tried = replace(
            town.EDITION,
            duties=(*town.EDITION.duties, Duty(town.LAMP, "*", town.SANITATION)),
            limits=(*town.EDITION.limits, row),
        )
        before = _rows()
        [found] = trials.tried(edition=tried, start=NOW, end=NOW + DAY, now=NOW + timedelta(hours=2))
        assert (found.number, found.kinds) == (number, (Kind.UNIT, Kind.EARLIER, Kind.LATE))
        assert _rows() == before

    def test_a_case_is_measured_by_the_edition_that_it_keeps_not_by_the_one_in_force(self) -> None:
        report()
        town.install_edition(replace(town.EDITION, limits=()), NOW + timedelta(hours=1))
        [found] = trials.tried(edition=catalogue.current(), start=NOW, end=NOW + DAY, now=NOW + DAY)
        assert found.kinds == (Kind.UNDATED,)

    def test_only_cases_of_the_areas_asked_for_are_tried(self) -> None:
        east, west = report(), report(spot=town.IN_WEST)
        wanted = {"start": NOW, "end": NOW + DAY, "now": NOW, "edition": town.EDITION}
        assert [one.number for one in trials.tried(areas=(town.EAST,), **wanted)] == [east]
        assert [one.number for one in trials.tried(areas=("",), **wanted)] in ([east, west], [west, east])

    def test_rules_are_tried_by_supervisors_and_administrators_in_their_areas(self) -> None:
        assert trials.areas_of(town.SUPERVISOR) == ("",)
        assert trials.areas_of(Actor("staff", 1, (Grant(Role.ADMINISTRATOR, town.EAST),))) == (town.EAST,)
        assert trials.areas_of(town.OPERATOR) == ()

    def test_what_another_system_promised_for_open_and_closed_rows_is_there_to_fit_and_to_try(
        self, tmp_path: Path
    ) -> None:
        path = table(tmp_path / "t.csv", [
            ("1", "closed", "2025-05-01 10:00", "2025-05-01 12:00", "2025-05-02 10:00"),
            ("2", "open", "2025-05-01 10:00", "", "2025-05-02 10:00"),
            ("3", "open", "2025-05-01 10:00", "", ""),
        ])  # fmt: skip
        bring_in(path, old_system("component-01037"))
        period = {"start": datetime(2025, 5, 1, tzinfo=UTC), "end": datetime(2025, 5, 2, tzinfo=UTC)}
        due = datetime(2025, 5, 2, 2, 0, tzinfo=UTC)
        found = list(trials.promises(**period))
        assert [(one.due_at, one.closed_at is None) for one in found] in (
            [(due, False), (due, True)],
            [(due, True), (due, False)],
        )
        halves = [len(list(trials.promises(**period, half=half))) for half in ("first", "second")]
        assert sum(halves) == 2
        tally = Tally()
        for one in trials.tried(edition=catalogue.current(), now=NOW, **period):
            tally.add(one)
        assert (tally.cases, tally.promises, tally.late_before) == (3, 2, 1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_case WHERE state = 'reported' AND due_at IS NULL")
            assert cursor.fetchone() == (2,)  # no clock of ours has started


class TestOverlay:
    ROW = LimitRow("component-01037", "unlit", words("不亮", "Not lit"), Limit(90, "min", "working"))
    CALENDAR = WorkCalendar(
        "UTC", ((Span(510, 1020),),) * 5 + ((), ()), (Span(510, 1020),),
        frozenset({datetime(2025, 1, 1).date(), datetime(2026, 12, 25).date()}),
    )  # fmt: skip

    def write(self, root: Path, into: str = "other", **changes: Any) -> Any:
        over = root / "town"
        if not over.exists():
            over.mkdir()
            pack_folders.write(over)
        given = {
            "name": "other",
            "title": words("别处", 'The "other"'),
            "limits": [self.ROW],
            "calendar": self.CALENDAR,
        }
        return overlay.write(root / into, over=over, overlay=Overlay(**(given | changes)))

    def test_what_was_written_is_read_back_as_a_city_without_faults(self, tmp_path: Path) -> None:
        assert isinstance(self.write(tmp_path), Allowed)
        checked = checker.read(tmp_path / "other")
        assert checked.faults == ()
        assert checked.edition is not None
        assert checked.edition.calendars["fitted"] == self.CALENDAR
        assert checked.edition.calendar_of(None) == self.CALENDAR
        limits = checked.edition.limits_for("component-01037")
        assert [(row.condition, row.limit) for row in limits] == [
            ("unlit", Limit(90, "min", "working")),
            ("fallen", Limit(4, "h", "continuous")),
        ]
        assert checked.edition.title["en"] == 'The "other"'

    def test_a_class_keeps_its_other_conditions_when_its_row_was_for_many_classes(self, tmp_path: Path) -> None:
        self.write(tmp_path)
        below = checker.read(tmp_path / "town").edition
        assert below is not None
        key = "matter-06010"
        row = LimitRow(key, "ordinary", words("一般", "As usual"), Limit(3, "h", "working"))
        pattern = (
            LimitRow("*", "ordinary", {}, Limit(7, "d", "working")),
            LimitRow("*", "urgent", {}, Limit(1, "h", "working")),
        )
        found = overlay.limits_with({key: pattern}, {key: row})
        assert [(one.class_pattern, one.condition, one.limit.value) for one in found] == [
            (key, "ordinary", 3),
            (key, "urgent", 1),
        ]

    def test_a_folder_elsewhere_or_with_something_in_it_is_refused_with_a_remedy(self, tmp_path: Path) -> None:
        self.write(tmp_path)
        again = self.write(tmp_path)
        assert isinstance(again, Refused)
        assert "there is something already; name a new folder" in str(again.facts["faults"][0])
        elsewhere = self.write(tmp_path, into="deeper/other")
        assert isinstance(elsewhere, Refused)
        assert "has to lie beside it" in str(elsewhere.facts["faults"][0])


def _rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, version, due_at, unit_path FROM cases_case ORDER BY id")
        return cursor.fetchall()


BOSTON_ROWS = 9000


@pytest.mark.django_db
def test_a_pack_fitted_on_half_of_bostons_promises_agrees_with_its_verdicts_on_the_other(
    shared_data: Path, tmp_path: Path
) -> None:
    """The first rows; `bench/rules.py` prints the figure for all of them."""
    whole = shared_data / "boston311" / "animal_2013_2018.csv.gz"
    if not whole.exists():
        pytest.skip("needs boston311, which is not among the public data beside this project")
    path = tmp_path / "boston.csv"
    with gzip.open(whole, "rb") as lines, path.open("wb") as file:
        file.writelines(islice(lines, BOSTON_ROWS + 1))
    assert _verdicts_follow_from_targets(path) > 4000
    base = checker.read(PACKS / "base").edition
    assert base is not None
    city = replace(town.EDITION, classes=base.classes, limits=base.limits, name="town with base")
    town.install()
    content = document.write(city)
    town.catalogue.publish(document=content, digest=document.digest(content), name="town", by="tests", now=NOW)
    bring_in(path, (PACKS / "mappings" / "boston.toml").read_text(encoding="utf-8"))
    period = {"start": datetime(2013, 1, 1, tzinfo=UTC), "end": datetime(2019, 1, 2, tzinfo=UTC)}
    found = fit(trials.promises(**period, half="first"), time_zones=["UTC", "Asia/Shanghai"], now=NOW)
    assert found.limits["matter-06037"].limit == Limit(1, "d", "working")
    assert found.limits["matter-06021"].limit == Limit(120, "d", "continuous")
    assert found.calendar is not None
    # Holidays of Massachusetts that nobody told us of: Patriots' Day, Memorial Day, Columbus Day.
    assert {datetime(2014, month, day).date() for month, day in ((4, 21), (5, 26), (10, 13))} <= found.calendar.holidays
    rows = {key: LimitRow(key, "ordinary", {}, one.limit) for key, one in found.limits.items()}
    fitted = replace(
        city,
        limits=tuple(row for row in city.limits if row.class_pattern not in rows) + tuple(rows.values()),
        calendars={**city.calendars, "office": found.calendar},
    )
    tally = Tally()
    disagreeing = set()
    for one in trials.tried(edition=fitted, now=NOW, half="second", **period):
        tally.add(one)
        if one.promised and one.before.late != one.after.late:
            disagreeing.add(one.number)
    assert tally.promises > 2000
    assert tally.agreement is not None and tally.agreement >= 0.95
    assert len(disagreeing) == tally.promises - tally.same_verdict


def _verdicts_follow_from_targets(path: Path) -> int:
    """How many rows have a target; each is on time by the city's own word exactly where it was closed by then."""
    count = 0
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["sla_target_dt"]:
                count += 1
                in_time = bool(row["closed_dt"]) and row["closed_dt"] <= row["sla_target_dt"]
                assert in_time == (row["on_time"] == "ONTIME"), row["case_enquiry_id"]
    return count
