"""Guessing columns, leaving out what is about persons, and mappings as TOML."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.books_kit import COMPONENTS, code, mapping

from linli.insight.rules import Mapping, read_mapping
from linli.insight.rules.guessing import guess
from linli.insight.rules.kinds import FIELDS, Kind
from linli.insight.rules.mapping import Bounds, ClassRow
from linli.insight.rules.mapping_text import FORMATS, write_mapping
from linli.insight.rules.personal import holds_personal_number, looks_personal, speaks_of_a_person
from linli.insight.rules.row_faults import SAYINGS
from linli.insight.rules.table_faults import REFUSALS
from linli.kernel.words import WRITTEN

IDENTITY = "11010519491231002X"  # the example of GB 11643
TESTS = {
    "lat": lambda value: value.startswith("31."),
    "lon": lambda value: value.startswith("121."),
    "facility": lambda value: value in ("01037", "路灯"),
    "class": lambda value: value == "路灯异常",
    "unit": lambda value: value == "照明所",
}


WORDS = st.text("纬经度编码名称姓电话latcodeXY019.@-_ （*", max_size=12)


def guesses(kind: Kind, header: list[str], *rows: list[str]) -> dict[str, str]:
    found = guess(kind=kind, header=header, rows=rows, tests=TESTS)  # type: ignore[arg-type]
    assert [one.column for one in found] == header
    assert all(0 <= one.confidence <= 1 and bool(one.field) == (one.confidence > 0) for one in found)
    return {one.column: one.field for one in found if one.field}


@pytest.mark.parametrize(
    ("kind", "header"),
    [
        (Kind.COMPONENTS, {"部件标识码": "code", "小类代码": "class", "纬度(Y)": "lat", "经度（X）": "lon",
                           "权属单位": "unit"}),
        (Kind.COMPONENTS, {"Asset_ID": "code", "Asset Type": "class", "LATITUDE": "lat", "lng": "lon",
                           "Owner": "unit"}),
        (Kind.UNITS, {"单位编码": "code", "上级单位": "parent", "单位名称*": "name_zh", "英文名": "name_en",
                      "公务邮箱": "email"}),
        (Kind.ADDRESSES, {"标准地址": "name_zh", "English name": "name_en", "纬度": "lat", "经度": "lon"}),
        (Kind.CASES, {"案卷编号": "id", "上报时间": "reported_at", "结案时间": "closed_at", "小类": "class",
                      "问题描述": "text", "事发地址": "address"}),
        (Kind.CASES, {"Service_Request_Number": "id", "Creation_Date": "reported_at", "Completion_Date": "closed_at",
                      "Street Address": "address", "Latitude": "lat", "Longitude": "lon"}),
    ],
)  # fmt: skip
def test_columns_are_known_by_what_tables_call_them(kind: Kind, header: dict[str, str]) -> None:
    assert guesses(kind, list(header)) == header


def test_columns_without_a_telling_heading_are_known_by_their_values() -> None:
    rows = [[code(serial), "31.005", "121.01", "01037"] for serial in range(5)]
    assert guesses(Kind.COMPONENTS, ["A", "B", "C", "D"], *rows) == {
        "A": "code", "B": "lat", "C": "lon", "D": "class",
    }  # fmt: skip


def test_values_that_contradict_a_heading_lower_the_guess_and_swapped_columns_are_seen() -> None:
    found = guess(
        kind=Kind.COMPONENTS, header=["纬度", "经度"], rows=[["121.01", "31.005"]], tests=TESTS  # type: ignore[arg-type]
    )  # fmt: skip
    sure = guess(
        kind=Kind.COMPONENTS, header=["纬度", "经度"], rows=[["31.005", "121.01"]], tests=TESTS  # type: ignore[arg-type]
    )  # fmt: skip
    assert [one.field for one in sure] == ["lat", "lon"] and all(one.confidence > 0.9 for one in sure)
    assert all(one.confidence < 0.7 for one in found)


def test_each_field_is_guessed_once() -> None:
    found = guesses(Kind.ADDRESSES, ["名称", "名称", "地址", "地名", "纬度", "经度"])
    assert sorted(found.values()) == sorted(set(found.values()))


@given(
    st.sampled_from(list(Kind)),
    st.lists(WORDS, min_size=1, max_size=8),
    st.lists(st.lists(WORDS, max_size=9), max_size=5),
)
def test_whatever_the_table_a_guess_is_made(kind: Kind, header: list[str], rows: list[list[str]]) -> None:
    found = guess(kind=kind, header=header, rows=rows, tests={})
    assert len(found) == len(header)
    fields = [one.field for one in found if one.field]
    assert len(fields) == len(set(fields)) and set(fields) <= {one.name for one in FIELDS[kind]}


@pytest.mark.parametrize(
    "heading",
    ["姓名", "报案人姓名", "联系电话", "手机号", "身份证号", "业主", "居民住址", "性别", "出生日期", "民族", "微信号",
     "First Name", "callerPhone", "phone_number", "Mobile", "E-mail", "resident id", "Date of birth", "ID card",
     "Gender"],
)  # fmt: skip
def test_headings_about_persons_are_left_out_of_every_kind_that_has_no_use_for_them(heading: str) -> None:
    for kind in (Kind.CASES, Kind.COMPONENTS, Kind.ADDRESSES):
        assert speaks_of_a_person(heading, kind), (heading, kind)
        (found,) = guess(kind=kind, header=[heading], rows=[["x"]], tests={})
        assert found.personal and not found.field


def test_no_heading_that_a_field_is_known_by_is_about_persons() -> None:
    for kind, fields in FIELDS.items():
        for field in fields:
            for heading in field.headings:
                assert not speaks_of_a_person(heading, kind), (kind, heading)


def test_what_belongs_to_an_office_is_not_about_a_person() -> None:
    assert not speaks_of_a_person("Office e-mail", Kind.UNITS)
    assert not speaks_of_a_person("业主单位", Kind.COMPONENTS)
    assert not speaks_of_a_person("Last update", Kind.COMPONENTS)
    assert speaks_of_a_person("联系人电话", Kind.UNITS)


def test_columns_of_telephones_and_identity_numbers_are_known_whatever_their_heading() -> None:
    assert holds_personal_number("13800138000") and holds_personal_number("+86 13800138000")
    assert holds_personal_number(IDENTITY) and not holds_personal_number("110105194912310021")
    assert not holds_personal_number(code(1)) and not holds_personal_number("2025-05-01")
    assert looks_personal(["13800138000", "", "13900139000", "-"]) and not looks_personal(["1", "2", "13800138000"])
    (found,) = guess(kind=Kind.ADDRESSES, header=["名称"], rows=[["13800138000"]], tests={})
    assert found.personal


def test_a_mapping_that_names_a_column_about_persons_is_a_fault() -> None:
    faults = read_mapping(COMPONENTS.replace('"部门"', '"联系人电话"'), file="m.toml")
    assert not isinstance(faults, Mapping)
    (fault,) = faults
    assert "about persons" in fault.message and fault.line == 9


TEXTS = st.text("a\"'\\\n\t\x7f\0 中é=.#[]{}", min_size=1, max_size=10)


@given(
    columns=st.lists(TEXTS, min_size=5, max_size=5),
    values=st.dictionaries(TEXTS, st.sampled_from(["open", "recorded"]), min_size=1, max_size=3),
    sheets=st.lists(TEXTS, max_size=2),
    bounds=st.sampled_from([None, Bounds(-1.5, 2.0, 3.25, 4.0)]),
)
def test_a_mapping_written_as_toml_is_read_as_the_same(
    columns: list[str], values: dict[str, str], sheets: list[str], bounds: Bounds | None
) -> None:
    base = read_mapping(
        '[source]\nname = "of"\ntime_zone = "Asia/Shanghai"\n[columns]\nid = "a"\nreported_at = "b"\nclosed_at = "c"\n'
        'status = "s"\nclass = "k"\n[times]\nformats = ["%Y-%m-%d"]\n'
        '[statuses]\nx = "open"\n',
        file="m",
    )  # fmt: skip
    assert isinstance(base, Mapping), base
    names = dict(zip(("id", "reported_at", "closed_at", "status", "class"), ((one,) for one in columns), strict=True))
    made = replace(
        base, columns=names | {"text": tuple(columns)}, statuses=values, sheets=tuple(sheets), bounds=bounds,
        formats=FORMATS, duplicates={columns[0]: frozenset(values)},
        classes=(ClassRow(((columns[1], columns[2]),), "matter-02001"), ClassRow((), "local-001")),
    )  # fmt: skip
    if any(speaks_of_a_person(one, Kind.CASES) for one in columns):
        return
    assert read_mapping(write_mapping(made), file="m") == made


def test_a_mapping_of_components_needs_no_times_and_says_what_it_lacks() -> None:
    assert mapping().kind == Kind.COMPONENTS and mapping().wanted() == ("编码", "类别", "纬度", "经度", "部门")
    faults = read_mapping('[source]\nkind = "units"\n[columns]\n[times]\nformats = ["%Y"]\n', file="m.toml")
    assert not isinstance(faults, Mapping)
    assert [one.message for one in faults] == ["unknown table", "columns.code is missing", "columns.name_zh is missing"]
    unknown = read_mapping('[source]\nkind = "people"\n[columns]\n', file="m.toml")
    assert not isinstance(unknown, Mapping) and "source.kind" in unknown[0].message


def test_every_fault_is_said_in_every_language_with_a_remedy() -> None:
    for saying in (*SAYINGS.values(), *REFUSALS.values()):
        for language in WRITTEN:
            assert saying.reason[language] and saying.remedy[language]
