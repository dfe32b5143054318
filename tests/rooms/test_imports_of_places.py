"""Components, addresses and units brought in: each row once, each fault named, and what a pack does with them after."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests import town
from tests.books_kit import COMPONENTS, HEADING, book, code, component, mapping
from tests.laws import tried

from linli.catalogue import queries as catalogue
from linli.insight import imports, proposals
from linli.insight.imports import Progress, Sums, bring_in
from linli.insight.models import ImportRun
from linli.insight.rules import Mapping, Reject
from linli.insight.rules.kinds import Kind
from linli.kernel.results import Allowed, Refused
from linli.packs import units
from linli.places import commands as places
from linli.places import queries as where
from linli.places.rules import ComponentRecord

pytestmark = pytest.mark.django_db

UNITS = """
[source]
kind = "units"
[columns]
code = "代码"
parent = "上级"
name_zh = "名称"
name_en = "英文"
email = "邮箱"
"""
UNIT_HEADING = ("代码", "上级", "名称", "英文", "邮箱")


@pytest.fixture(autouse=True)
def installed(db: None) -> None:
    town.install()


def run(path: Path, of: Mapping | None = None, **more: Any) -> tuple[Sums, list[Reject]]:
    found: list[Reject] = []
    done = bring_in(path=path, mapping=of or mapping(), reject=found.append, **({"now": town.NOW} | more))
    assert isinstance(done, Allowed), done
    return done.value, found


def said(found: Sequence[Reject]) -> list[tuple[str, int, str, str]]:
    return [(one.sheet, one.line, one.column, one.code) for one in found]


def sheet(path: Path, *rows: Sequence[Any], name: str = "S", heading: Sequence[str] = HEADING) -> Path:
    return book(path / "t.xlsx", {name: [heading, *rows]})


def stored() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, unit_path, imported FROM places_component WHERE retired_at IS NULL ORDER BY code")
        return cursor.fetchall()


def test_good_rows_come_in_once_and_are_found_on_the_map(tmp_path: Path) -> None:
    path = sheet(tmp_path, component(1), component(2, unit=None), component(3, **{"class": "路灯异常"}))
    assert run(path) == (Sums(read=3, imported=3), [])
    near = where.nearest_components(lat=31.005, lon=121.015, limit=5)
    assert {one.code for one in near} == {code(1), code(2), code(3)}
    assert {one.unit_path for one in near} == {town.LIGHTING, ""}
    version = where.version()
    assert run(path, now=town.NOW + timedelta(days=1)) == (Sums(read=3, already=3), [])
    where.forget()
    assert where.version() > version
    runs = imports.runs()
    assert [(one.kind, one.by, one.sums.read, one.finished_at is not None) for one in runs] == [
        ("components", "command line", 3, True)
    ] * 2


def test_a_known_component_is_brought_up_to_date(tmp_path: Path) -> None:
    run(sheet(tmp_path, component(1), component(2)))
    assert run(sheet(tmp_path, component(1, unit="环卫所"), component(2)))[0] == Sums(read=2, imported=1, already=1)
    assert stored() == [(code(1), town.SANITATION, True), (code(2), town.LIGHTING, True)]


def test_every_fault_of_every_row_is_named_by_sheet_row_and_column(tmp_path: Path) -> None:
    bad = [
        component(1, code="123"),
        component(2, code=float(code(2))),
        component(3, lat="north", lon=None),
        component(4, lat=121.015, lon=31.005),
        component(5, lat=40.0),
        component(6, unit="nobody", **{"class": "99999"}),
        component(7, unit="=A1"),
        component(8, unit="13800138000"),
        component(9, **{"class": "01001"}),
        component(10),
        component(10),
        component(11, unit="#N/A"),
    ]
    path = book(
        tmp_path / "t.xlsx", {"说明": [["先读我"]], "东": [["标题"], [], HEADING, *bad], "西": [HEADING, *bad[:1]]}
    )
    sums, found = run(path)
    assert said(found) == [
        ("东", 4, "编码", "component_code"),
        ("东", 5, "编码", "rounded_number"),
        ("东", 6, "纬度", "not_degrees"),
        ("东", 6, "经度", "empty"),
        ("东", 7, "纬度", "degrees_range"),
        ("东", 8, "纬度", "outside_city"),
        ("东", 9, "类别", "component_class"),
        ("东", 9, "部门", "unit_unknown"),
        ("东", 10, "部门", "formula"),
        ("东", 11, "部门", "personal"),
        ("东", 12, "类别", "component_class"),
        ("东", 14, "编码", "code_twice"),
        ("东", 15, "部门", "unit_unknown"),
        ("西", 2, "编码", "component_code"),
    ]
    assert sums == Sums(read=13, imported=1, rejected=12)
    assert all(one.reason for one in found)
    assert [row[0] for row in stored()] == [code(10)]


def test_a_check_finds_the_same_and_writes_nothing(tmp_path: Path) -> None:
    path = sheet(tmp_path, component(1), component(2, lat="x"), component(3))
    checked, faults = run(path, write=False)
    assert checked == Sums(read=3, imported=2, rejected=1)
    assert not stored() and not ImportRun.objects.exists()
    assert run(path) == (checked, faults)


def test_a_pack_that_lacks_what_was_imported_leaves_it_and_one_that_has_it_takes_it_over(tmp_path: Path) -> None:
    own = ComponentRecord(code(9), "01037", *town.IN_EAST)
    town.install_areas({}, components=[own])
    run(sheet(tmp_path, component(1), component(9)))
    town.install_areas({}, components=[])
    assert stored() == [(code(1), town.LIGHTING, True)]
    town.install_areas({}, components=[ComponentRecord(code(1), "01037", *town.IN_EAST)])
    assert stored() == [(code(1), "", False)]
    town.install_areas({}, components=[])
    assert stored() == []
    run(sheet(tmp_path, component(1)))
    town.install_areas({}, components=[own])
    assert [row[0] for row in stored()] == [code(1), code(9)]


def test_addresses_come_in_and_can_be_searched(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    good = "东街一号;1 East Street;31.005;121.015"
    rows = f"名称;英文名;纬度;经度\n{good}\n{good}\n;;31.005;121.015\n"
    path.write_bytes(rows.encode("gb18030"))
    proposed = proposals.propose(path=path, kind=Kind.ADDRESSES)
    assert isinstance(proposed, Allowed)
    assert (proposed.value.encoding, proposed.value.delimiter) == ("gb18030", ";")
    of = proposals.guessed(proposed.value, kind=Kind.ADDRESSES, name="addresses")
    assert isinstance(of, Mapping)
    sums, found = run(path, of)
    assert sums == Sums(read=3, imported=1, rejected=2)
    assert said(found) == [("", 3, "名称", "code_twice"), ("", 4, "名称", "no_name")]
    assert [one.names["zh-hans"] for one in where.landmarks()] == ["东街一号"]
    assert run(path, of)[0] == Sums(read=3, already=1, rejected=2)


def test_units_make_one_new_edition_whatever_the_order_of_their_rows(tmp_path: Path) -> None:
    rows = [
        ("crew", "parks", "养护班", "Crew", ""),
        ("parks", "", "园林所", "Parks", "parks@example.org"),
        ("lighting", "", "照明管理所", "", ""),
    ]
    path = sheet(tmp_path, *rows[:2], (*rows[2][:3], "Lighting", None), heading=UNIT_HEADING)
    assert run(path, mapping(UNITS), by="tests") == (Sums(read=3, imported=3), [])
    edition = catalogue.current()
    assert edition.number == 2 and edition.units["crew"].path == "parks/crew"
    assert edition.units["lighting"].name["zh-hans"] == "照明管理所"
    assert edition.units["lighting"].email == "lighting@example.org"  # what a row leaves empty stays
    assert edition.duties == town.EDITION.duties and edition.classes == town.EDITION.classes
    assert run(path, mapping(UNITS)) == (Sums(read=3, already=3), [])
    assert catalogue.current().number == 2


def test_units_that_hang_in_the_air_or_in_a_ring_stay_out_with_all_below_them(tmp_path: Path) -> None:
    rows = [
        ("a", "b", "甲", "A", ""),
        ("b", "a", "乙", "B", ""),
        ("c", "nowhere", "丙", "C", ""),
        ("d", "c", "丁", "D", ""),
        ("e f", "", "戊", "E", ""),
        ("g", "", "", "G", "no address"),
        ("h", "lighting", "辛", "H", ""),
        ("h", "", "壬", "H", ""),
    ]
    sums, found = run(sheet(tmp_path, *rows, heading=UNIT_HEADING), mapping(UNITS))
    assert sums == Sums(read=8, imported=1, rejected=7)
    assert sorted(said(found)) == [
        ("S", 2, "上级", "parent_ring"),
        ("S", 3, "上级", "parent_ring"),
        ("S", 4, "上级", "parent_unknown"),
        ("S", 5, "上级", "parent_unknown"),
        ("S", 6, "代码", "unit_code"),
        ("S", 7, "名称", "no_name"),
        ("S", 7, "邮箱", "email"),
        ("S", 9, "代码", "code_twice"),
    ]
    assert catalogue.current().units["h"].path == "lighting/h"


def test_units_made_from_rules_that_have_changed_are_refused_and_checked_like_a_packs() -> None:
    faulty = units.join(
        rows=[{"code": "x", "parent": "nowhere", "name_zh": "某", "name_en": "X"}], by="t", now=town.NOW
    )
    assert isinstance(faulty, Refused) and faulty.code == "units_have_faults"
    late = units.commands.set_units(units=catalogue.current().units, seen=7, by="t", now=town.NOW)
    assert late == Refused("edition_changed", {"edition": 7})


@pytest.mark.parametrize(
    ("rows", "more", "code"),
    [
        ([["编码", "类别", "纬度", "部门"]], {}, "columns_missing"),
        ([[*HEADING, "编码"]], {}, "columns_repeated"),
        ([[*HEADING, *(f"c{at}" for at in range(600))]], {}, "too_many_columns"),
        ([HEADING], {"sheets": ("另一张",)}, "sheets_missing"),
        ([], {}, "columns_missing"),
    ],
)
def test_a_table_that_does_not_fit_its_mapping_is_refused_before_anything_is_written(
    tmp_path: Path, rows: list[Any], more: dict[str, Any], code: str
) -> None:
    names = ", ".join(f'"{name}"' for name in more.get("sheets", ()))
    text = COMPONENTS.replace('kind = "components"', f'kind = "components"\nsheets = [{names}]')
    path = book(tmp_path / "t.xlsx", {"S": [*rows, component(1)]})
    done = bring_in(path=path, mapping=mapping(text), reject=lambda _: None, now=town.NOW)
    assert isinstance(done, Refused) and done.code == code
    assert not ImportRun.objects.exists() and not stored()


class Killed(BaseException):
    pass


@pytest.mark.django_db(transaction=True)
def test_after_a_kill_the_rest_comes_in_and_nothing_twice(tmp_path: Path) -> None:
    town.install()
    path = sheet(tmp_path, *(component(serial) for serial in range(20)), component(99, lat="x"))

    def die(progress: Progress) -> None:
        if progress.sums.read >= 9:
            raise Killed

    with pytest.raises(Killed):
        run(path, tell=die, batch=3)
    before = len(stored())
    assert 0 < before < 20
    assert ImportRun.objects.get().finished_at is None
    assert run(path, batch=3)[0] == Sums(read=21, imported=20 - before, already=before, rejected=1)
    assert len(stored()) == 20


CELLS = st.one_of(
    st.sampled_from([code(1), code(2), code(3), "01037", "31.005", "121.015", "照明所", "", "x", "-999"]),
    st.text("=+-@a1 中é\t\"'<&", max_size=6),
)


@tried(60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.one_of(st.tuples(*[CELLS] * 5), st.sampled_from([component(n) for n in range(6)]).map(tuple)), max_size=8
    ),
    batch=st.integers(1, 4),
)
def test_whatever_the_rows_the_sums_agree_and_a_second_run_adds_nothing(
    tmp_path: Path, rows: list[tuple[Any, ...]], batch: int
) -> None:
    path = book(tmp_path / "t.xlsx", {"S": [HEADING, *rows]}, options={"strings_to_urls": False})
    sums, found = run(path, batch=batch)
    assert sums.read == sums.imported + sums.already + sums.rejected
    assert sums.rejected == len({one.line for one in found})
    again, same = run(path, batch=batch)
    assert again == Sums(sums.read, 0, sums.imported + sums.already, sums.rejected) and same == found


def test_what_is_added_to_places_by_hand_says_how_much_was_new() -> None:
    one = ComponentRecord(code(1), "01037", *town.IN_EAST)
    assert places.add_components(components=[one], edition=1) == places.Change(added=1)
    assert places.add_components(components=[one], edition=1) == places.Change()
    assert places.add_components(components=[], edition=1) == places.Change()
