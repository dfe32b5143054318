"""Exports: each post takes away exactly what its lists show, in every form, and it is on record."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4
from xml.etree import ElementTree as Xml
from zoneinfo import ZoneInfo

import pyarrow.parquet
import pytest
from django.db import DatabaseError, connection, transaction
from tests import town

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.queries import Filters
from linli.cases.rules import Given
from linli.insight import exports
from linli.insight.formats import book, parquet
from linli.insight.rules.export import COLUMNS, Form, Heading
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, Grant, Role
from linli.people import commands as vault

pytestmark = pytest.mark.django_db
NEWEST = Filters(sort="newest")
WORDS, TELEPHONE, DOOR = "Secret words of a resident", "5550100", "Apple Lane 7"
HALVES = Actor("staff", 20, (Grant(Role.COLLECTOR, town.EAST), Grant(Role.HANDLER, "", town.LIGHTING)))
SHEET = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def report(klass: str, where: tuple[float, float], hours: int) -> UUID:
    done = cases.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", text=WORDS, class_key=klass,
        spot=cases.Spot(*where, address=DOOR), now=town.NOW + timedelta(hours=hours),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value.case_id


def act(case_id: UUID, actor: Actor, move: str, **given: object) -> None:
    done = cases.act(
        case_id=case_id, move=move, actor=actor, given=Given(**given), command_id=uuid4(),  # type: ignore[arg-type]
        now=town.NOW + timedelta(hours=9),
    )  # fmt: skip
    assert isinstance(done, Allowed), done


@pytest.fixture(autouse=True)
def reported() -> list[UUID]:
    """Lamps and bursts in both streets, a case outside the city, one returned and one turned down."""
    town.install()
    places = (town.IN_EAST, town.IN_WEST)
    found = [report(klass, places[at % 2], at) for at, klass in enumerate([town.LAMP, town.LAMP, town.BURST] * 3)]
    found.append(report(town.LAMP, town.OUTSIDE, 9))
    vault.keep_contact(case_id=found[0], name="Lin", phone=TELEPHONE, email="", language="en", now=town.NOW)
    act(found[0], town.LAMP_HANDLER, "accept")
    act(found[1], town.LAMP_HANDLER, "return", reason="not_ours", text="Not ours")
    act(found[-1], town.OPERATOR, "reject", reason="outside", text="Outside the city.")
    return found


def taken(actor: Actor, form: Form = Form.CSV, filters: Filters = NEWEST, language: str = "en") -> bytes:
    done = exports.export(actor=actor, by="tests", filters=filters, form=form, language=language, now=town.NOW)
    assert isinstance(done, Allowed), done
    return b"".join(done.value)


def numbers(data: bytes) -> list[int]:
    return [int(row["number"]) for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


def listed(actor: Actor, filters: Filters) -> list[int]:
    """All pages of a list, as a reader leafs through them."""
    found, after = [], ""
    while True:
        page = queries.listing(actor=actor, filters=filters, now=town.NOW, after=after, limit=3)
        found += [row.number for row in page.rows]
        after = page.after
        if not after:
            return found


def test_everybody_exports_exactly_what_their_list_shows() -> None:
    lists = (
        NEWEST, Filters(), Filters(stage="handling", sort="newest"), Filters(klass=town.LAMP), Filters(area=town.EAST),
        Filters(mine=True), Filters(text="secret", sort="newest"), Filters(unit=town.SANITATION),
    )  # fmt: skip
    taken_some = 0
    for actor in (*town.EVERYBODY, HALVES, SYSTEM):
        for filters in lists:
            found = sorted(numbers(taken(actor, filters=filters)))
            assert found == sorted(listed(actor, filters)), (actor, filters)
            taken_some += bool(found)
    assert taken_some > 60


def test_posts_differ_in_what_they_take_and_nobody_else_takes_anything() -> None:
    everything = set(numbers(taken(town.AUDITOR)))
    assert len(everything) == 10
    lamps, sanitation = set(numbers(taken(town.LAMP_HANDLER))), set(numbers(taken(town.CLEANER)))
    assert lamps and sanitation and lamps < everything and not lamps & sanitation
    assert numbers(taken(town.PASSER_BY)) == []
    assert numbers(taken(replace(town.AUDITOR, grants=()))) == []


@pytest.mark.parametrize("form", list(Form))
def test_no_form_holds_words_contacts_or_typed_addresses(form: Form) -> None:
    data = taken(SYSTEM, form)
    if form == Form.XLSX:
        book = zipfile.ZipFile(io.BytesIO(data))
        data = b"".join(book.read(name) for name in book.namelist())
    elif form == Form.PARQUET:
        data = json.dumps(pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist(), default=str).encode()
    assert b"990101001001001" in data
    for secret in (WORDS, "resident", TELEPHONE, DOOR, "Apple", 'Lin"', "Not ours"):
        assert secret.encode() not in data


def test_batches_of_any_size_hold_each_case_once_newest_first() -> None:
    whole = [one.number for batch in queries.extracts(actor=SYSTEM, filters=NEWEST, now=town.NOW) for one in batch]
    assert whole == sorted(whole, reverse=True) and len(whole) == 10
    for size in (1, 3, 5, 10, 11):
        for actor in (SYSTEM, HALVES):
            batches = list(queries.extracts(actor=actor, filters=NEWEST, now=town.NOW, batch=size))
            assert all(0 < len(batch) <= size for batch in batches)
            found = [one.number for batch in batches for one in batch]
            assert found == sorted(set(found), reverse=True) == sorted(listed(actor, NEWEST), reverse=True)


def test_a_workbook_speaks_to_people_in_their_language() -> None:
    done = exports.export(
        actor=SYSTEM, by="tests", filters=NEWEST, form=Form.XLSX, language="zh-hans", now=town.NOW,
        terms={"state": {"handling": "处置中"}},
    )  # fmt: skip
    assert isinstance(done, Allowed)
    sheets = workbook(b"".join(done.value))
    assert sheets[0][0] == [column.title["zh-hans"] for column in COLUMNS]
    rows = [dict(zip([column.name for column in COLUMNS], row, strict=True)) for row in sheets[0][1:]]
    first = next(row for row in rows if row["state"] == "处置中")
    assert first["class_name"] == "路灯异常" and first["unit_name"] == "照明所"
    assert first["area_name"] == "小城区 / 东街道 / 东社区"
    # Days since 1899-12-30 on the clock of the city: 10:00 in Shanghai.
    assert float(first["reported_at"]) == pytest.approx(46083 + 10 / 24)
    assert [row[1] for row in sheets[1]] == [column.name for column in COLUMNS]


def test_a_workbook_goes_on_in_another_sheet_and_takes_no_text_for_a_formula() -> None:
    column = [one.name for one in COLUMNS].index("unit")
    row = ["=1+1" if at == column else None for at in range(len(COLUMNS))]
    data = b"".join(book.xlsx([[row, row], [row, row, row]], Heading("en"), ZoneInfo("UTC"), rows=2))
    sheets = workbook(data)
    assert [len(sheet) - 1 for sheet in sheets[:-1]] == [2, 2, 1]
    assert sheets[2][1][column] == "=1+1"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_parquet_has_the_same_rows_with_types() -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(taken(SYSTEM, Form.PARQUET)))
    assert table.column_names == [column.name for column in COLUMNS]
    assert table["number"].to_pylist() == numbers(taken(SYSTEM))
    assert str(table.schema.field("reported_at").type) == "timestamp[us, tz=UTC]"
    assert min(table["reported_at"].to_pylist()) == town.NOW
    assert taken(town.PASSER_BY, Form.PARQUET)[:4] == b"PAR1"


def test_where_pyarrow_is_missing_the_form_is_refused_and_nothing_is_on_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "installed", lambda: False)
    assert Form.PARQUET not in exports.forms()
    done = exports.export(actor=SYSTEM, by="tests", filters=NEWEST, form=Form.PARQUET, language="en", now=town.NOW)
    assert done == Refused("form_not_installed", {"form": Form.PARQUET})
    assert exports.records() == ()


def test_an_export_is_on_record_before_its_first_byte_and_for_ever() -> None:
    done = exports.export(
        actor=town.CLEANER, by="desk", filters=Filters(klass=town.BURST), form=Form.CSV, language="en", now=town.NOW
    )
    assert isinstance(done, Allowed)
    (begun,) = exports.records()
    assert (begun.rows, begun.whole, begun.staff_id, begun.by, begun.form) == (None, False, 5, "desk", "csv")
    assert begun.filters == {"klass": town.BURST, "sort": "urgent", "language": "en"}
    file = numbers(b"".join(done.value))
    (ended,) = exports.records()
    assert (ended.rows, ended.whole) == (len(file), True) and file
    for change in (
        "DELETE FROM insight_export",
        "UPDATE insight_export SET row_count = 0",
        "UPDATE insight_export SET staff_id = 1",
        "TRUNCATE insight_export",
    ):
        with pytest.raises(DatabaseError, match="insight_export is a record"), transaction.atomic():
            connection.cursor().execute(change)


def test_who_takes_one_is_told_how_many_went_whatever_others_take_meanwhile() -> None:
    told: list[int] = []
    filters = Filters(klass=town.LAMP)
    done = exports.export(
        actor=SYSTEM, by="tests", filters=filters, form=Form.CSV, language="en", now=town.NOW, tell=told.append
    )
    assert isinstance(done, Allowed)
    first = next(done.value)
    assert len(numbers(taken(SYSTEM))) == 10 and told == []
    assert told == [] and len(numbers(first + b"".join(done.value))) == 7
    assert told == [7]


def test_a_reader_who_goes_away_leaves_how_much_had_left() -> None:
    done = exports.export(actor=SYSTEM, by="desk", filters=NEWEST, form=Form.CSV, language="en", now=town.NOW)
    assert isinstance(done, Allowed)
    chunks = done.value
    assert isinstance(chunks, Iterator)
    next(chunks), next(chunks)
    chunks.close()  # type: ignore[attr-defined]
    (record,) = exports.records()
    assert (record.rows, record.whole) == (10, False)


def workbook(data: bytes) -> list[list[list[str]]]:
    """The texts of all cells, sheet by sheet, row by row."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = sorted(name for name in file.namelist() if name.startswith("xl/worksheets/sheet"))
        shared: list[str] = []
        if "xl/sharedStrings.xml" in file.namelist():
            shared = [_text(one) for one in Xml.fromstring(file.read("xl/sharedStrings.xml"))]
        sheets = [Xml.fromstring(file.read(name)) for name in names]
    return [[[_cell(cell, shared) for cell in _full(row)] for row in sheet.iter(_tag("row"))] for sheet in sheets]


def _tag(name: str) -> str:
    return f"{{{SHEET['s']}}}{name}"


def _text(element: Xml.Element) -> str:
    return "".join(part.text or "" for part in element.iter(_tag("t")))


def _full(row: Xml.Element) -> list[Xml.Element | None]:
    """The cells of a row, with None where there is none."""
    found = {_place(cell.attrib["r"]): cell for cell in row}
    return [found.get(at) for at in range(max(found) + 1)]


def _place(name: str) -> int:
    place = 0
    for letter in name.rstrip("0123456789"):
        place = place * 26 + ord(letter) - 64
    return place - 1


def _cell(cell: Xml.Element | None, shared: list[str]) -> str:
    if cell is None:
        return ""
    if cell.attrib.get("t") == "inlineStr":
        return _text(cell)
    value = cell.findtext("s:v", "", SHEET)
    return shared[int(value)] if cell.attrib.get("t") == "s" else value
