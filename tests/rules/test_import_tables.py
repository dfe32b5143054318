"""Tables as they come: encodings, delimiters, workbooks good and bad, and nothing that fills the memory."""

import codecs
import csv
import io
import random
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.books_kit import book, swapped
from tests.laws import tried

from linli.insight.rules.table_faults import REFUSALS, said
from linli.insight.tables import Broken, Row, head_of, open_table
from linli.insight.tables import book as books
from linli.kernel.results import Allowed, Refused

SHEET = "xl/worksheets/sheet1.xml"
WRAPPED = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def rows(path: Path) -> list[Row]:
    opened = open_table(path)
    assert isinstance(opened, Allowed), opened
    with opened.value as table:
        return [row for sheet in table.sheets for row in sheet.rows()]


def refused(path: Path) -> str:
    opened = open_table(path)
    assert isinstance(opened, Refused), opened
    reason, remedy = said(opened.code, opened.facts, "en")
    assert reason and remedy
    return opened.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", codecs.BOM_UTF8), ("gb18030", b""), ("utf-16-le", codecs.BOM_UTF16_LE)],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_of_a_csv_are_found_out(
    tmp_path: Path, encoding: str, mark: bytes, delimiter: str
) -> None:
    lines = [["名称", "纬度"], ["东街, 一号", "31,5"], ['"引号"', "2"]]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    path = written(tmp_path / "t.csv", mark + out.getvalue().encode(encoding))
    assert [row.fields for row in rows(path)] == lines
    assert [row.line for row in rows(path)] == [1, 2, 3]


@tried(160, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.lists(st.text("=+-@a1 中é\"'<&_x000D", max_size=8), min_size=3, max_size=3),
        min_size=2,
        max_size=6,
    )
)
def test_what_a_workbook_says_as_text_is_read_as_it_stands(tmp_path: Path, cells: list[list[str]]) -> None:
    path = book(tmp_path / "t.xlsx", {"S": cells}, options={"strings_to_formulas": False, "strings_to_urls": False})
    found = {row.line: [*row.fields, "", "", ""][:3] for row in rows(path)}
    for line, row in enumerate(cells, start=1):
        assert found.get(line, ["", "", ""]) == [cell.strip() for cell in row]


def test_numbers_dates_and_truths_of_a_workbook_become_texts(tmp_path: Path) -> None:
    cells: list[Any] = [7, 31.005, datetime(2025, 5, 1, 8, 30), True, "007", 1e14, -0.5]
    (row,) = rows(book(tmp_path / "t.xlsx", {"S": [cells]}))
    assert row.fields == ["7", "31.005", "2025-05-01 08:30:00", "TRUE", "007", "100000000000000", "-0.5"]
    assert not row.troubles


def test_what_a_workbook_cannot_answer_for_is_a_trouble_of_its_cell(tmp_path: Path) -> None:
    path = book(
        tmp_path / "t.xlsx", {"S": [["a", "b", "c"], ["=A1&B1", 99010101037000001, "x"], [None, None, "y"]]},
        merge={"S": [("A4:B5", "over two")]},
    )  # fmt: skip
    found = {row.line: row for row in rows(path)}
    assert found[2].troubles == {0: "formula", 1: "rounded_number"}
    assert found[4].fields[0] == "over two" and found[4].troubles == {1: "merged"}
    assert 5 not in found  # nothing in it but what lies under the block


def test_a_value_under_merged_cells_is_missing_from_its_own_row(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {"S": [["a", "b"], ["x", "1"], [None, "2"]]}, merge={"S": [("A2:A3", "x")]})
    found = {row.line: row for row in rows(path)}
    assert found[2].fields == ["x", "1"] and not found[2].troubles
    assert found[3].troubles == {0: "merged"}


def test_hidden_sheets_are_passed_over_and_the_others_keep_their_names(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {"一": [["a"]], "二": [["b"]], "三": [["c"]]})
    with zipfile.ZipFile(path) as whole:
        workbook = whole.read("xl/workbook.xml")
    swapped(path, "xl/workbook.xml", workbook.replace('name="二"'.encode(), 'name="二" state="hidden"'.encode()))
    opened = open_table(path)
    assert isinstance(opened, Allowed)
    with opened.value as table:
        assert [sheet.name for sheet in table.sheets] == ["一", "三"]


def test_the_heading_is_found_below_titles_and_remarks(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {"S": [["部件普查"], [], ["", "编码", "纬 度\n"], ["", "1", "2"]]})
    found = iter(rows(path))
    assert head_of(found, ("编码", "纬 度")) == (("", "编码", "纬 度"), True)
    assert next(found).line == 4
    assert head_of(iter(rows(path)), ("编码", "经度")) == (("", "编码", "纬 度"), False)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b"PK\x03\x04 cut off", "not_a_workbook"),
        (b"a,b\n\xff\xff\xff\n", "encoding_unknown"),
        (b"a\0b,c\n", "encoding_unknown"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(written(tmp_path / "t.xlsx", content)) == code


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as other:
        other.writestr("word/document.xml", "<a/>")
    assert refused(tmp_path / "t.xlsx") == "not_a_workbook"


def test_a_bomb_is_refused_by_its_promised_size_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "MOST_UNPACKED", 8 * 1024 * 1024)
    path = book(tmp_path / "t.xlsx", {"S": [["a"]]})
    swapped(path, SHEET, WRAPPED.format("<row/>" * 2_000_000).encode())
    assert path.stat().st_size < 100_000
    assert refused(path) == "too_large_inside"


@pytest.mark.parametrize(
    "content",
    [
        WRAPPED.format("<row><c t='inlineStr'><is><t>" + "x" * 3_000_000 + "</t></is></c></row>"),
        WRAPPED.format("<row>" + "<c><v>1</v></c>" * 1_500_000 + "</row>"),
    ],
    ids=["one endless cell", "one endless row"],
)
def test_a_row_that_would_fill_the_memory_is_refused(tmp_path: Path, content: str) -> None:
    path = swapped(book(tmp_path / "t.xlsx", {"S": [["a"]]}), SHEET, content.encode())
    assert refused(path) == "too_large_inside"


def test_strings_that_would_fill_the_memory_and_entities_are_refused(tmp_path: Path) -> None:
    strings = b"<sst>" + b"<si><t>x</t></si>" * (books.MOST_OF_STRINGS // 16) + b"</sst>"
    path = swapped(book(tmp_path / "t.xlsx", {"S": [["a"]]}), "xl/sharedStrings.xml", strings)
    assert refused(path) == "too_large_inside"
    laughs = b'<!DOCTYPE a [<!ENTITY b "ha">]>' + WRAPPED.format("<row/>").encode()
    assert refused(swapped(book(tmp_path / "u.xlsx", {"S": [["a"]]}), SHEET, laughs)) == "not_a_workbook"


@pytest.mark.parametrize("end", [b"x", b"\x00\xd8a\x00"], ids=["half a letter", "half a pair"])
def test_a_table_in_utf_16_that_breaks_off_says_so_while_it_is_read(tmp_path: Path, end: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(codecs.BOM_UTF16_LE + "a,b\r\n1,2\r\n".encode("utf-16-le") + end)
    opened = open_table(path)
    assert isinstance(opened, Allowed)
    with opened.value as table, pytest.raises(Broken, match="not utf-16"):
        list(table.sheets[0].rows())


def test_a_workbook_that_breaks_off_says_so_while_it_is_read(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", {"S": [["a"], ["b"]]})
    begun = WRAPPED.split("<sheetData>", maxsplit=1)[0] + '<dimension ref="A1:A2"/><sheetData>'
    swapped(path, SHEET, f'{begun}<row r="1"><c r="A1"><v>1</v></c></row><row><c'.encode())
    with pytest.raises(Broken, match="sheet S"):
        rows(path)


def test_bytes_turned_over_in_a_workbook_never_end_in_a_fault_of_the_program(tmp_path: Path) -> None:
    whole = book(tmp_path / "t.xlsx", {"S": [["a", 1, "b"]] * 40}).read_bytes()
    dice = random.Random(7)
    for _ in range(150):
        spoilt = bytearray(whole)
        for _ in range(dice.choice((1, 3, 40))):
            spoilt[dice.randrange(len(spoilt))] = dice.randrange(256)
        path = written(tmp_path / "u.xlsx", bytes(spoilt))
        opened = open_table(path)
        if isinstance(opened, Allowed):
            try:
                with opened.value as table:
                    assert all(row.line for sheet in table.sheets for row in sheet.rows())
            except OSError:
                continue
        else:
            assert opened.code in REFUSALS
