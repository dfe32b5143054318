"""Real history: every row ends as a case or as a reject, once, whatever happens on the way."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests import town
from tests.laws import DEEP, tried

from linli.cases import bulk, queries
from linli.catalogue.rules import document
from linli.insight import imports
from linli.insight.imports import Progress, Sums, import_history
from linli.insight.models import ImportRun
from linli.insight.rules import Mapping, read_mapping
from linli.kernel.results import Allowed, Refused
from linli.packs import checker

MAPPINGS = Path(__file__).parents[2] / "packs" / "mappings"
HEADER = ("No", "Status", "Opened", "Closed", "Lat", "Lon", "Text")
MAPPING = """
[source]
name = "old-system"
time_zone = "Asia/Shanghai"
[columns]
id = "No"
status = "Status"
reported_at = "Opened"
closed_at = "Closed"
lat = "Lat"
lon = "Lon"
text = "Text"
[times]
formats = ["%Y-%m-%d"]
[statuses]
closed = "recorded"
twice = "recorded"
open = "open"
[duplicates]
Status = ["twice"]
[[classes]]
when = { Text = "martian" }
class = "matter-99999"
[[classes]]
class = "component-01037"
"""
GOOD = ("closed", "2025-05-01", "2025-05-03", "31.005", "121.015", "dark")
NOW = town.NOW


@pytest.fixture
def installed(db: None) -> None:
    town.install()


def mapping(name: str = "old-system") -> Mapping:
    found = read_mapping(MAPPING, file="m.toml")
    assert isinstance(found, Mapping)
    return replace(found, name=name)


def table(path: Path, rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return path


def run(path: Path, of: Mapping | None = None, **changes: Any) -> Sums:
    result = import_history(
        path=path,
        mapping=of or mapping(),
        rejects=path.with_suffix(".rejects"),
        **({"now": NOW, "batch": 3} | changes),
    )
    assert isinstance(result, Allowed), result
    return result.value


def rejects(path: Path) -> list[dict[str, str]]:
    file = path.with_suffix(".rejects")
    if not file.exists():
        return []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def rows_of(sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@pytest.mark.usefixtures("installed")
class TestImport:
    def test_a_closed_row_becomes_a_case_with_its_real_times(self, tmp_path: Path) -> None:
        assert run(table(tmp_path / "t.csv", [("1", *GOOD)])) == Sums(read=1, imported=1)
        [(case_id,)] = rows_of("SELECT id FROM cases_case")
        view = queries.case(case_id=case_id)
        assert view is not None
        facts = view.facts
        assert (facts.state, facts.outcome, facts.source) == ("closed", "recorded", "import")
        assert facts.reported_at == datetime(2025, 4, 30, 16, 0, tzinfo=UTC)
        assert facts.closed_at == datetime(2025, 5, 2, 16, 0, tzinfo=UTC)
        assert facts.area_path == town.EAST_COMMUNITY
        events = rows_of("SELECT move, origin, actor_kind, recorded_at FROM cases_event ORDER BY seq")
        assert events == [("report", "import", "importer", NOW), ("record", "import", "importer", NOW)]
        assert [stamp.text for stamp in queries.timeline(case_id=case_id)] == ["dark", ""]
        assert queries.rebuilt(case_id=case_id) == facts

    def test_an_open_row_waits_for_intake_and_starts_no_clock(self, tmp_path: Path) -> None:
        run(table(tmp_path / "t.csv", [("1", "open", "2025-05-01", "", "31.005", "121.015", "dark")]))
        assert rows_of("SELECT state, why, due_at FROM cases_case") == [("reported", "imported", None)]
        [(case_id,)] = rows_of("SELECT id FROM cases_case")
        view = queries.case(case_id=case_id)
        assert view is not None
        assert queries.rebuilt(case_id=case_id) == view.facts

    def test_a_point_outside_the_city_keeps_its_point_and_stays_off_the_public_map(self, tmp_path: Path) -> None:
        run(table(tmp_path / "t.csv", [("1", "open", "2025-05-01", "", *map(str, town.OUTSIDE), "dark")]))
        assert rows_of("SELECT lat, lon, cell, area_path FROM cases_case") == [(*town.OUTSIDE, "", "")]
        assert queries.in_box(south=-90, west=-180, north=90, east=180) == ()

    def test_the_other_systems_row_and_duplicate_mark_are_kept_in_the_event(self, tmp_path: Path) -> None:
        run(table(tmp_path / "t.csv", [("1", *GOOD), ("2", "twice", *GOOD[1:])]))
        found = rows_of("SELECT given->>'original', given->>'reason' FROM cases_event WHERE move = 'report' ORDER BY 1")
        assert found == [("old-system:1", None), ("old-system:2", "duplicate")]

    def test_a_second_run_imports_nothing(self, tmp_path: Path) -> None:
        path = table(tmp_path / "t.csv", [("1", *GOOD), ("2", *GOOD), ("", *GOOD)])
        assert run(path) == Sums(read=3, imported=2, rejected=1)
        assert run(path, now=NOW + timedelta(days=1)) == Sums(read=3, already=2, rejected=1)
        assert len(rejects(path)) == 1
        runs = list(ImportRun.objects.order_by("id").values_list("read", "imported", "already", "rejected"))
        assert runs == [(3, 2, 0, 1), (3, 0, 2, 1)]

    def test_a_later_table_of_the_same_source_adds_only_what_is_new(self, tmp_path: Path) -> None:
        run(table(tmp_path / "a.csv", [("1", *GOOD)]))
        assert run(table(tmp_path / "b.csv", [("1", *GOOD), ("2", *GOOD)])) == Sums(read=2, imported=1, already=1)

    def test_the_same_id_twice_is_a_reject_that_names_both_lines(self, tmp_path: Path) -> None:
        path = table(tmp_path / "t.csv", [("1", *GOOD), ("2", *GOOD), ("1", *GOOD)])
        assert run(path, batch=2) == Sums(read=3, imported=2, rejected=1)
        assert rejects(path) == [{"line": "4", "column": "No", "value": "1", "reason": "the same id as on line 2"}]

    def test_a_class_that_the_city_lacks_is_a_reject(self, tmp_path: Path) -> None:
        path = table(tmp_path / "t.csv", [("1", *GOOD[:-1], "martian")])
        assert run(path) == Sums(read=1, rejected=1)
        assert (rejects(path)[0]["column"], rejects(path)[0]["value"]) == ("Text", "matter-99999")

    def test_a_gzipped_table_is_read_as_a_plain_one(self, tmp_path: Path) -> None:
        plain = table(tmp_path / "t.csv", [("1", *GOOD)])
        packed = tmp_path / "t.csv.gz"
        packed.write_bytes(gzip.compress(plain.read_bytes()))
        assert run(packed) == Sums(read=1, imported=1)

    def test_rows_that_span_lines_blank_lines_and_bad_bytes_do_not_confuse_the_count(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        head = ",".join(HEADER)
        good = ",".join(GOOD[:-1])
        path.write_bytes(
            f'{head}\n1,{good},"two\nlines"\n\n2,{good},caf'.encode()
            + b"\xe9\n3,short\n"
            + b"4,"
            + good.encode()
            + b",x\n"
        )
        assert run(path) == Sums(read=4, imported=2, rejected=2)
        assert [(row["line"], row["column"]) for row in rejects(path)] == [("5", "Text"), ("6", "")]

    def test_a_table_without_a_wanted_column_is_refused_before_anything_is_written(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        path.write_text("No,Status\n1,open\n", encoding="utf-8")
        result = import_history(path=path, mapping=mapping(), rejects=tmp_path / "r", now=NOW)
        assert isinstance(result, Refused)
        assert {fault.value for fault in result.facts["faults"]} == {"Opened", "Closed", "Lat", "Lon", "Text"}
        assert not ImportRun.objects.exists()

    def test_a_file_cut_off_in_its_middle_is_said_and_can_be_repeated_whole(self, tmp_path: Path) -> None:
        plain = table(tmp_path / "t.csv", [(str(number), *GOOD[:-1], f"dark {number}") for number in range(500)])
        packed = gzip.compress(plain.read_bytes())
        path = tmp_path / "t.csv.gz"
        path.write_bytes(packed[: len(packed) // 2])
        with pytest.raises(EOFError):
            run(path, batch=50)
        path.write_bytes(packed)
        sums = run(path, batch=50)
        assert sums.read == 500
        assert sums.imported + sums.already == 500
        assert rows_of("SELECT count(*) FROM cases_case") == [(500,)]


class Killed(BaseException):
    pass


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["between batches", "inside a batch"])
def test_after_a_kill_in_the_middle_each_row_is_there_exactly_once(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.install()
    path = table(tmp_path / "t.csv", [(str(number), *GOOD) for number in range(20)] + [("7", *GOOD)])

    def die(progress: Progress) -> None:
        if progress.sums.read >= 9:
            raise Killed

    inside = where == "inside a batch"
    with monkeypatch.context() as patched:
        if inside:
            patched.setattr(bulk, "_words", _dies_on(3, bulk._words))
        with pytest.raises(Killed):
            run(path, tell=(lambda _: None) if inside else die)
    [(before,)] = rows_of("SELECT count(*) FROM cases_case")
    assert 0 < before < 20
    assert rows_of("SELECT sum(imported) FROM insight_importrun WHERE finished_at IS NULL") == [(before,)]
    sums = run(path)
    assert sums == Sums(read=21, imported=20 - before, already=before, rejected=1)
    assert rows_of("SELECT count(*), count(DISTINCT given->>'original') FROM cases_event WHERE seq = 1") == [(20, 20)]
    assert rows_of("SELECT count(*) FROM cases_words") == [(20,)]


def _dies_on(number: int, function: Any) -> Any:
    calls = iter(range(1, number + 1))

    def dying(histories: Any) -> Iterator[Any]:
        if next(calls) == number:
            raise Killed
        return function(histories)  # type: ignore[no-any-return]

    return dying


CELLS = st.sampled_from(
    ["", "x", "2025-05-01", "2025-05-02", "2199-01-01", "31.005", "121.015", "999", "open", "closed", "é", '"']
)
ROWS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from("12345678"), *map(st.just, GOOD)),
        st.tuples(*[st.one_of(CELLS, st.text(max_size=5)) for _ in HEADER]),
        st.lists(CELLS, max_size=9).map(tuple),
    ),
    max_size=12,
)


@pytest.mark.usefixtures("installed")
@tried(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, batch=st.integers(1, 5))
def test_whatever_the_rows_the_sums_agree(tmp_path: Path, rows: list[tuple[str, ...]], batch: int) -> None:
    path = tmp_path / f"{uuid4()}.csv"
    of = mapping(f"s-{uuid4().hex[:30]}")
    written = io.StringIO()
    csv.writer(written).writerows([HEADER, *rows])
    path.write_bytes(written.getvalue().encode("utf-8", "surrogatepass"))
    sums = run(path, of, batch=batch)
    assert sums.read == sum(1 for row in csv.reader(io.StringIO(written.getvalue(), newline="")) if row) - 1
    assert sums.read == sums.imported + sums.rejected
    assert sums.rejected == len(rejects(path))
    in_database = rows_of(
        "SELECT count(*) FROM cases_event WHERE seq = 1 AND starts_with(given->>'original', %s)", f"{of.name}:"
    )
    assert in_database == [(sums.imported,)]
    assert run(path, of, batch=batch) == Sums(read=sums.read, already=sums.imported, rejected=sums.rejected)


def _publish_base() -> None:
    """The classes that ship, in the town."""
    base = checker.read(MAPPINGS.parent / "base").edition
    assert base is not None
    content = document.write(replace(town.EDITION, classes=base.classes, name="town with base"))
    town.catalogue.publish(document=content, digest=document.digest(content), name="town", by="tests", now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "table", "rows"),
    [
        ("chicago", "chicago311/sanitation_2011_2012.csv.gz", range(37_230) if DEEP else range(25_000, 29_000)),
        ("boston", "boston311/animal_2013_2018.csv.gz", range(11_000) if DEEP else range(8_000, 11_000)),
    ],
)
def test_the_published_tables_of_two_cities_come_in(
    shared_data: Path, tmp_path: Path, name: str, table: str, rows: range
) -> None:
    """Each has two rows among these that can't be right."""
    read, rejected = len(rows), 2
    whole = shared_data / table
    if not whole.exists():
        pytest.skip(f"needs {table}, which is not among the public data beside this project")
    path = tmp_path / "table.csv"
    with gzip.open(whole, "rb") as lines, path.open("wb") as file:
        file.write(next(lines))
        file.writelines(islice(lines, rows.start, rows.stop))
    town.install()
    _publish_base()
    of = read_mapping((MAPPINGS / f"{name}.toml").read_text(encoding="utf-8"), file=f"{name}.toml")
    assert isinstance(of, Mapping)
    assert run(path, of, batch=imports.BATCH) == Sums(read, read - rejected, 0, rejected)
    assert run(path, of, batch=imports.BATCH) == Sums(read, 0, read - rejected, rejected)
    assert rows_of("SELECT count(*), max(cell) FROM cases_case") == [(read - rejected, "")]
    for (case_id,) in rows_of("SELECT id FROM cases_case ORDER BY md5(id::text) LIMIT 25"):
        view = queries.case(case_id=case_id)
        assert view is not None
        assert queries.rebuilt(case_id=case_id) == view.facts
