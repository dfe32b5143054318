"""Uploaded tables: each step by the worker, taken up again after a kill, and nothing written before it was seen."""

import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from django.conf import settings
from django.db import connection
from tests import town
from tests.books_kit import HEADING, book, component, mapping

from linli.insight import imports, jobs, uploads
from linli.insight.formats import faults as fault_files
from linli.insight.imports import Sums
from linli.insight.rules import Mapping, Reject
from linli.insight.rules.kinds import Kind
from linli.insight.uploads import Upload
from linli.kernel.results import Allowed, Refused

pytestmark = pytest.mark.django_db
STAFF = 7


@pytest.fixture(autouse=True)
def installed(db: None) -> None:
    town.install()


def received(path: Path, kind: Kind = Kind.COMPONENTS, now: datetime = town.NOW) -> UUID:
    done = uploads.receive(name=path.name, kind=kind, chunks=[path.read_bytes()], staff_id=STAFF, now=now)
    assert isinstance(done, Allowed), done
    return done.value


def found(upload_id: UUID) -> Upload:
    upload = uploads.upload(upload_id)
    assert upload is not None
    return upload


def table(path: Path, good: int = 3, bad: int = 2) -> Path:
    rows = [component(serial) for serial in range(good)] + [component(100 + serial, lat="x") for serial in range(bad)]
    return book(path / "普查.xlsx", {"S": [HEADING, *rows]})


def work(upload_id: UUID, now: datetime = town.NOW, **more: Any) -> bool:
    return uploads.work(upload_id, clock=lambda: now, **more)


def checked(path: Path) -> UUID:
    upload_id = received(path)
    assert uploads.check(upload_id, mapping=mapping(), now=town.NOW) == Allowed(None)
    assert work(upload_id)
    return upload_id


def components() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM places_component WHERE retired_at IS NULL")
        return int(cursor.fetchone()[0])


def jobs_waiting() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args->>'upload_id' FROM procrastinate_jobs ORDER BY id")
        return cursor.fetchall()


def test_a_table_is_checked_then_written_and_its_file_goes(tmp_path: Path) -> None:
    upload_id = checked(table(tmp_path))
    one = found(upload_id)
    assert (one.phase, one.sums, one.faults, one.failure) == ("checked", Sums(5, 3, 0, 2), 2, "")
    assert components() == 0 and imports.runs() == ()
    assert [(fault.sheet, fault.line, fault.column) for fault in uploads.faults(upload_id)] == [
        ("S", 5, "纬度"), ("S", 6, "纬度"),
    ]  # fmt: skip
    assert uploads.write(upload_id, now=town.NOW) == Allowed(None)
    assert work(upload_id)
    one = found(upload_id)
    assert (one.phase, one.sums, one.faults) == ("written", Sums(5, 3, 0, 2), 2)
    assert components() == 3
    assert not (Path(settings.LINLI_HOME) / "imports" / str(upload_id)).exists()
    (run,) = imports.runs()
    assert (run.staff_id, run.file, run.by, run.kind) == (STAFF, "普查.xlsx", "desk", "components")
    assert uploads.write(upload_id, now=town.NOW) == Allowed(None) and not work(upload_id)
    assert jobs_waiting() == [("insight.bring_in", str(upload_id))] * 2


def test_the_worker_who_has_a_table_keeps_it_until_it_stops_saying_so(tmp_path: Path) -> None:
    upload_id = received(table(tmp_path, good=9))
    uploads.check(upload_id, mapping=mapping(), now=town.NOW)
    seen: list[bool] = []

    def clock() -> datetime:
        if seen.append(True) is None and len(seen) == 3:
            assert not uploads.work(upload_id, clock=lambda: town.NOW)  # a second worker in the middle
        return town.NOW

    assert uploads.work(upload_id, clock=clock, batch=2)
    assert len(seen) > 3 and found(upload_id).sums.read == 11


class Killed(BaseException):
    pass


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_another_worker_goes_on_and_each_row_is_in_once(tmp_path: Path) -> None:
    town.install()
    upload_id = checked(table(tmp_path, good=20))
    uploads.write(upload_id, now=town.NOW)
    asked: list[int] = []

    def dies() -> datetime:
        asked.append(1)
        if len(asked) == 4:
            raise Killed
        return town.NOW

    with pytest.raises(Killed):
        uploads.work(upload_id, clock=dies, batch=3)
    before = components()
    assert 0 < before < 20
    assert uploads.pending() == (upload_id,)
    assert not work(upload_id, town.NOW + timedelta(seconds=30))  # the dead worker's claim still stands
    assert work(upload_id, town.NOW + timedelta(minutes=5))
    one = found(upload_id)
    assert one.phase == "written" and one.sums == Sums(22, 20 - before, before, 2) and one.faults == 2
    assert components() == 20
    assert [run.finished_at is None for run in imports.runs()] == [False, True]


def test_steps_out_of_turn_are_refused(tmp_path: Path) -> None:
    upload_id = received(table(tmp_path))
    assert uploads.write(upload_id, now=town.NOW) == Refused("not_now")
    assert not work(upload_id)
    uploads.check(upload_id, mapping=mapping(), now=town.NOW)
    assert uploads.check(upload_id, mapping=mapping(), now=town.NOW) == Refused("not_now")
    assert uploads.discard(upload_id) == Refused("not_now")
    assert uploads.check(uuid4(), mapping=mapping(), now=town.NOW) == Refused("not_now")
    other = received(table(tmp_path), Kind.ADDRESSES)
    assert uploads.check(other, mapping=mapping(), now=town.NOW) == Refused("kind_differs", {"kind": Kind.COMPONENTS})


def test_a_table_that_cannot_come_in_as_a_whole_says_why_and_can_be_mapped_anew(tmp_path: Path) -> None:
    upload_id = received(book(tmp_path / "t.xlsx", {"S": [["编码", "别的"], ["1", "2"]]}))
    uploads.check(upload_id, mapping=mapping(), now=town.NOW)
    assert work(upload_id)
    one = found(upload_id)
    assert (one.phase, one.failure) == ("checked", "columns_missing")
    assert one.facts == {"faults": ["类别", "纬度", "经度", "部门"]}
    assert uploads.write(upload_id, now=town.NOW) == Refused("not_now")
    assert uploads.check(upload_id, mapping=mapping(), now=town.NOW) == Allowed(None)
    (Path(settings.LINLI_HOME) / "imports" / str(upload_id)).unlink()
    work(upload_id)
    assert found(upload_id).failure == "file_gone"


def test_what_is_too_large_or_no_table_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(settings.LINLI_HOME) / "imports"
    before = set(folder.iterdir()) if folder.exists() else set()
    given = {"name": "t", "kind": Kind.UNITS, "staff_id": STAFF, "now": town.NOW}
    assert uploads.receive(chunks=[b"%PDF-1.7"], **given) == Refused("not_a_table")  # type: ignore[arg-type]
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    assert uploads.receive(chunks=[b"a,b\n"] * 4, **given) == Refused("too_large", {"most": 10})  # type: ignore[arg-type]
    assert uploads.uploads() == () and set(folder.iterdir()) == before


def test_tables_that_nobody_goes_on_with_are_thrown_away(tmp_path: Path) -> None:
    old, new = received(table(tmp_path)), received(table(tmp_path), now=town.NOW + timedelta(days=5))
    uploads.check(new, mapping=mapping(), now=town.NOW)
    assert uploads.discard_old(now=town.NOW + timedelta(days=8)) == 1
    assert uploads.upload(old) is None and uploads.upload(new) is not None
    assert jobs.resume(0) == 1 and jobs.discard_old(0) in (0, 1)


def test_only_so_many_faults_are_kept_but_all_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FAULTS", 3)
    upload_id = checked(table(tmp_path, bad=8))
    assert found(upload_id).faults == 8 and len(uploads.faults(upload_id)) == 3


def test_a_mapping_is_kept_under_its_name_and_read_again() -> None:
    uploads.store_mapping(name="census", mapping=mapping(), staff_id=STAFF, now=town.NOW)
    again = uploads.stored_mapping("census")
    assert isinstance(again, Mapping) and again.columns == mapping().columns
    assert [one.name for one in uploads.stored_mappings(Kind.COMPONENTS)] == ["census"]
    assert uploads.stored_mappings(Kind.UNITS) == () and uploads.stored_mapping("other") is None


EVIL = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=1")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_list_of_faults_never_holds_a_formula(language: str) -> None:
    batch = [Reject(line, "=A1", evil, "unit_unknown", {}, "=B2") for line, evil in enumerate(EVIL, start=2)]
    text = b"".join(fault_files.csv_([batch], language)).decode("utf-8-sig")
    assert len(text.splitlines()) >= 7
    cells = [cell for line in text.split("\r\n") for cell in line.split(",")]
    assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@", "\t", "\r"))]
    data = b"".join(fault_files.xlsx([batch], language))
    assert b"<f>" not in zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml")
    rows = list(openpyxl.load_workbook(BytesIO(data)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[1] for row in rows[1:]] == [2, 3, 4, 5, 6, 7] and rows[1][3] == "=1+1"
