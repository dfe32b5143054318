"""Edits of a pack's files: one line changes, all others keep their bytes; days and texts where they stand."""

import tomllib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.pack_folders import FILES, OFFICE

from linli.kernel.results import Allowed, Refused
from linli.packs.bundle import Bundle, Part
from linli.packs.editing import sheet, toml_lines
from linli.packs.editing.edits import Edit, PutDays, PutHours, PutRow, PutText, RemoveRow, apply
from linli.packs.schema import COLUMNS, KEYS, OVERRIDES, SCHEMA

OWN: Mapping[str, str] = {
    "pack.toml": '# 说明\n[pack]\nname = "town"\nextends = "base" # below\n\n[cells]\nsize = 500\n',
    "duties.csv": FILES["duties.csv"].lstrip(),
}
BASE = {
    name: FILES[name].lstrip() for name in ("classes.csv", "limits.csv", "reasons.csv", "calendars/office.toml")
} | {
    "ladder.csv": "clock,at,tells\nhandle,80,holder\nhandle,100,lead;area\n*,80,holder\n",
    "limits.csv": FILES["limits.csv"].lstrip() + "component-01037,fallen,倒下,Fallen,1,h,continuous\n",
    "texts/welcome.zh.txt": "欢迎\n",
}


def bundle(own: Mapping[str, str] = OWN, base: Mapping[str, str] = BASE) -> Bundle:
    def part(name: str, shown: str, files: Mapping[str, str]) -> Part:
        return Part(name, shown, {path: text.encode() for path, text in files.items()})

    return Bundle(part("town", "", own), (part("base", "base", base),))


def done(edit: Edit, on: Bundle | None = None) -> Bundle:
    result = apply(on or bundle(), edit)
    assert isinstance(result, Allowed), result
    return result.value


def lines(found: Bundle, name: str) -> list[str]:
    return found.own.files[name].decode().splitlines()


def refused(edit: Edit, on: Bundle | None = None) -> str:
    result = apply(on or bundle(), edit)
    assert isinstance(result, Refused), result
    return result.code


CELLS = st.text('ab,"; 中é', max_size=6).map(str.strip)


@given(rows=st.lists(st.lists(CELLS, min_size=3, max_size=3).filter(any), min_size=2, max_size=6), data=st.data())
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_row_that_changes_leaves_every_other_byte(ends: str, rows: list[list[str]], data: st.DataObject) -> None:
    table = sheet.new(("a", "b", "c"))
    table = sheet.read(table.content().replace(b"\n", ends.encode()))
    table = table.insert([dict(zip("abc", row, strict=True)) for row in rows])
    content = table.content()
    assert sheet.read(content).content() == content
    places = [place for place, _ in sheet.read(content)]
    place = data.draw(st.sampled_from(places))
    after = sheet.read(content).put(place, {"a": "1", "b": 'two, "2"', "c": "3"})
    before, now = [one.raw for one in sheet.read(content).lines], [one.raw for one in sheet.read(after.content()).lines]
    assert [raw for at, raw in enumerate(now) if at != place] == [raw for at, raw in enumerate(before) if at != place]
    assert sheet.read(after.content()).at(place) == {"a": "1", "b": 'two, "2"', "c": "3"}
    assert sheet.read(content).remove(place).content() == "".join(before[:place] + before[place + 1 :]).encode()


def test_a_quoted_row_over_two_lines_and_a_last_line_without_an_end_survive() -> None:
    content = '\ufeffa,b\r\n"x\r\ny",1\r\n\r\nz,2'.encode()
    table = sheet.read(content)
    assert table.content() == content
    assert table.insert([{"a": "n", "b": "3"}]).content() == content + b"\r\nn,3\r\n"


def test_a_new_row_stands_below_its_like_and_changes_one_line() -> None:
    values = {"class": "component-01037", "area": "990101001", "lead": "roads"}
    found = lines(done(PutRow("duties", None, values)), "duties.csv")
    assert found == [*lines(bundle(), "duties.csv")[:3], "component-01037,990101001,roads,", *found[4:]]
    assert found[4:] == lines(bundle(), "duties.csv")[3:]


def test_a_row_of_the_extended_pack_is_overridden_in_a_table_of_its_own() -> None:
    values = {"kind": "matter", "code": "06010", "group_zh": "环境", "group_en": "Environment", "name_zh": "垃圾",
              "name_en": "Refuse", "icon": "trash", "photo": "required", "reporters": "anyone"}  # fmt: skip
    found = done(PutRow("classes", ("matter", "06010"), values))
    assert lines(found, "classes.csv")[1:] == ["matter,06010,环境,Environment,垃圾,Refuse,trash,required,anyone,,"]
    assert found.others == bundle().others


def test_what_one_row_overrides_is_taken_over_with_it() -> None:
    found = done(PutRow("ladder", None, {"clock": "handle", "at": "200", "tells": "area+1"}))
    assert lines(found, "ladder.csv") == ["clock,at,tells", "handle,80,holder", "handle,100,lead;area",
                                          "handle,200,area+1"]  # fmt: skip
    less = done(RemoveRow("ladder", ("handle", "80")))
    assert lines(less, "ladder.csv") == ["clock,at,tells", "handle,100,lead;area"]


def test_a_class_of_the_extended_pack_is_left_out_in_the_head() -> None:
    found = done(RemoveRow("classes", ("local", "flooding")))
    assert found.own.files["pack.toml"].decode() == OWN["pack.toml"].replace(
        'below\n', 'below\nleave_out = ["local-flooding"]\n'
    )  # fmt: skip
    twice = done(RemoveRow("classes", ("matter", "06010")), found)
    assert tomllib.loads(twice.own.files["pack.toml"].decode())["pack"]["leave_out"] == [
        "local-flooding",
        "matter-06010",
    ]


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (PutRow("duties", None, {"class": "*", "area": "*", "lead": "town"}), "row_exists"),
        (PutRow("reasons", None, {"act": "reject", "code": "duplicate"}), "row_exists"),
        (PutRow("duties", ("*", "*", "town"), {"class": "*", "area": "*", "lead": "town"}), "nothing_changed"),
        (PutRow("duties", ("*", "*", "nobody"), {"class": "*", "area": "*", "lead": "town"}), "row_missing"),
        (PutRow("reasons", ("reject", "duplicate"), {"act": "reject", "code": "other"}), "row_below"),
        (RemoveRow("reasons", ("reject", "duplicate")), "row_below"),
        (RemoveRow("reasons", ("reject", "never")), "row_missing"),
        (PutRow("components", None, {"code": "1"}), "table_unknown"),
        (PutText("../x", "zh", "x"), "text_unfit"),
        (PutDays("nights", "2026", (), ()), "calendar_missing"),
        (PutDays("office", "2026", ("2026-01-01/2026-01-03",), ("2026-01-04",)), "nothing_changed"),
    ],
)
def test_an_edit_that_can_not_be_is_refused(edit: Edit, code: str) -> None:
    assert refused(edit) == code


def test_days_of_a_year_change_where_they_stand_and_keep_remarks() -> None:
    base = OFFICE.replace('["2026-01-01/2026-01-03"]', '[\n    "2026-01-01/2026-01-03", # New Year\n]')
    on = bundle(base=BASE | {"calendars/office.toml": base})
    found = done(PutDays("office", "2026", ("2026-01-01/2026-01-03", "2026-05-01"), ("2026-01-04",)), on)
    text = found.own.files["calendars/office.toml"].decode()
    assert text == base.replace("# New Year\n]", '# New Year\n    "2026-05-01",\n]').replace(", # New", ",  # New")
    later = done(PutDays("office", "2027", ("2027-01-01",), ()), found).own.files["calendars/office.toml"].decode()
    assert later == text + '\n[2027]\nholidays = ["2027-01-01"]\n'


def test_hours_of_a_week_change_where_they_stand() -> None:
    week = {"monday": ("standard",), "friday": ("standard",), "saturday": ("09:00-11:00",)}
    found = done(PutHours("office", ("08:30-12:00", "13:00-17:00"), week))
    read = tomllib.loads(found.own.files["calendars/office.toml"].decode())
    assert read["standard"] == ["08:30-12:00", "13:00-17:00"]
    assert read["week"]["friday"] == "standard"
    assert read["week"]["saturday"] == ["09:00-11:00"]
    assert read["2026"]["workdays"] == ["2026-01-04"]


def test_a_text_of_the_city_comes_and_goes() -> None:
    own = done(PutText("welcome", "zh", "您好\r\n\r\n第二段 "))
    assert own.own.files["texts/welcome.zh.txt"] == "您好\n\n第二段\n".encode()
    assert done(PutText("welcome", "zh", ""), own).own.files == bundle().own.files


@pytest.mark.parametrize(
    ("text", "section", "key", "literal", "now"),
    [
        ("a = 1 # one\n", "", "a", "2", "a = 2 # one\n"),
        ('[x]\na = "]#" # r\nb = 1\n', "x", "a", '"n"', '[x]\na = "n" # r\nb = 1\n'),
        ("[x]\na = [\n  1, # ]\n]\n[y]\na = 3", "y", "a", "4", "[x]\na = [\n  1, # ]\n]\n[y]\na = 4"),
        ("[x]\na = 1\n\n[y]\nb = 2\n", "x", "c", "3", "[x]\na = 1\nc = 3\n\n[y]\nb = 2\n"),
        ("a = { b = 1 }\n", "z", "k", "1", "a = { b = 1 }\n\n[z]\nk = 1\n"),
    ],
)
def test_one_value_of_a_toml_file_is_set_where_it_stands(
    text: str, section: str, key: str, literal: str, now: str
) -> None:
    assert toml_lines.put(text, section, key, literal) == now
    assert toml_lines.get(now, section, key) == literal


def test_every_table_has_columns_keys_and_what_it_overrides() -> None:
    assert SCHEMA.keys() == COLUMNS.keys() == KEYS.keys() == OVERRIDES.keys()
    for table, columns in SCHEMA.items():
        assert {*KEYS[table], *OVERRIDES[table]} <= {column.name for column in columns}
