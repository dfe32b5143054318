"""Every kind of fault that a pack can have is found, at its file and line, and with a remedy."""

import re
import shutil
from pathlib import Path

import pytest
from tests.pack_folders import FILES, area, areas, cells, changed, collection, feature, write

from linli.config.home import ROOT
from linli.kernel.faults import Fault
from linli.packs import checker

Files = dict[str, str | bytes | None]


def check(folder: Path, files: Files | None = None) -> list[Fault]:
    return checker.check(write(folder / "town", files))


def found(faults: list[Fault], file: str, line: int | None, value: str, message: str) -> list[Fault]:
    return [
        fault
        for fault in faults
        if fault.file.endswith(f"/{file}") and fault.line == line and value in fault.value and message in fault.message
    ]


def test_a_good_pack_has_no_faults(tmp_path: Path) -> None:
    checked = checker.read(write(tmp_path))
    assert checked.faults == ()
    assert checked.counts["classes"] == 3
    assert checked.counts["cells"] == len(checked.places.cells) > 2
    edition = checked.edition
    assert edition is not None
    assert edition.units["lamps"].path == "town/roads/lamps"
    assert edition.units["town"].calendar == "office"
    assert edition.texts["welcome"]["en"] == "Welcome"
    assert [row.condition for row in edition.limits] == ["ordinary", "unlit", "fallen"]


Case = tuple[str, str, int | None, str, str]
"""What is written in place of what, and at which line which value is found to be wrong, and how."""

UNITS: list[Case] = [
    ("code,parent,", "parent,", 1, "code", "column is missing"),
    ("email,calendar", "email,hours", 1, "hours", "unknown column"),
    ("lamps,roads", "lamps,road", 4, "road", "no such unit"),
    ("town,,", "town,lamps,", 2, "lamps", "below itself"),
    (",office", ",night", 3, "night", "no such calendar"),
    ("roads@example.org", "roads", 3, "roads", "not an e-mail"),
    ("Lamp crew", "", 4, "", "no English text"),
    ("lamps,roads", "la/mps,roads", 4, "la/mps", "is not a code"),
    ("lamps,roads", "roads,town", 4, "roads", "same code as in line 3"),
]
CLASSES: list[Case] = [
    ("local,", "other,", 4, "other", "kind: is not one of"),
    ("01037", "1037", 2, "1037", "code: is not a code"),
    ("required", "yes", 3, "yes", "photo: is not one of"),
    ("staff", "all", 4, "all", "reporters: is not one of"),
    ("lamp-2", "Lamp 2", 2, "Lamp 2", "icon: is not a code"),
    ("路灯异常", "", 2, "", "no Chinese text"),
    ("环境,Environment", "环境,", 3, "", "no English text"),
    ("Refuse lying about", "Homeless persons", 3, "Homeless", "speaks of persons"),
    ("暴露垃圾", "流浪人员", 3, "流浪人员", "speaks of persons"),
    ("路灯;lamp", "路灯;小贩", 2, "小贩", "speaks of persons"),
]
DUTIES: list[Case] = [
    ("assist", "lead", 1, "lead", "there twice"),
    ("roads,", "roads,lamps,", 4, "matter", "5 values for 4"),
    ("roads,", 'roads,"', 4, "", "is not CSV"),
    ("component-01037", "component-99999", 3, "component-99999", "no such class"),
    ("component-01037", "comp*037", 3, "comp*037", "* in the middle"),
    ("990101001", "990101009", 4, "990101009", "no such area"),
    ("*,lamps", "*,lamp", 3, "lamp", "no such unit"),
    ("lamps,roads", "lamps,road", 3, "road", "there is no unit road"),
    ("lamps,roads", "lamps,lamps", 3, "lamps", "can't assist itself"),
    ("matter-*,990101001,roads", "*,*,town", 4, "* * town", "same class and area and lead as in line 2"),
    ("matter-*,990101001", "component-*,990101", 4, "component-*", "never decides"),
]
LIMITS: list[Case] = [
    ("component-01037,unlit", "component-1,unlit", 3, "component-1", "no such class"),
    (",2,d,", ",0,d,", 3, "0", "not a whole number in range"),
    ("2,d,working", "2,w,working", 3, "w", "unit: is not one of"),
    ("4,h,continuous", "4,h,urgent", 4, "urgent", "clock: is not one of"),
    ("不亮,", ",", 3, "", "no Chinese text"),
    ("Not lit", "Beggars about", 3, "Beggars", "speaks of persons"),
]
REASONS: list[Case] = [
    ("It is being dealt with.", "", 2, "", "text_en: there is no English"),
    ("return,", "reject,", None, "return", "no reason for this act"),
    ("return,", "Return!,", 3, "Return!", "act: is not a code"),
]
OFFICE: list[Case] = [
    ("2026-01-04", "2026-02-30", 10, "2026-02-30", "no such day"),
    ("2026-01-04", "2025-01-04", 10, "2025-01-04", "not in 2026"),
    ("01-01/2026-01-03", "01-03/2026-01-01", 9, "2026-01-03/2026-01-01", "run of days"),
    ("2026-01-04", "2026-01-05", 10, "2026-01-05", "worked anyway"),
    ("2026-01-04", "2026-01-03", 10, "2026-01-03", "a holiday as well"),
    ('"2026-01-04"', '"2026-01-04", "2026-01-04"', 10, "2026-01-04", "there twice"),
    ('["08:00-12:00"]', '["12:00-08:00"]', 7, "12:00-08:00", "are not hours"),
    ("14:00-18:00", "11:00-18:00", 1, "11:00", "overlap"),
    ("standard =", "usual =", 1, "usual", "unknown key"),
    ("standard =", 'time_zone = "Mars/Base"\nstandard =', 1, "Mars/Base", "not a time zone"),
    ("monday", "moonday", 3, "moonday", "not a day of the week"),
    ("[week]", "[week", 2, "", "is not TOML"),
]
PACK: list[Case] = [
    ("[cells]", "[cell]", 11, "cell", "unknown section"),
    ("zoom", "zooom", 9, "zooom", "unknown key"),
    ("zoom = 14", 'zoom = "14"', 9, "14", "of the wrong kind"),
    ("14", "99", 9, "99", "out of range"),
    ('"town"', '"My Town"', 2, "My Town", "not the name of a pack"),
    (', en = "Town"', "", 3, "小镇", "not in all languages"),
    ('"en"]', '"tlh"]', 4, "tlh", "unknown language"),
    ("Asia/Shanghai", "Asia/Atlantis", 5, "Asia/Atlantis", "not a time zone"),
    ("31.005", "91", 8, "91", "not a point on Earth"),
    ("centre = [31.005, 121.01]\n", "", 7, "", "is missing"),
    ("size = 500\n", "", None, "", "neither cells nor a rule"),
    ("500", "1", 12, "1", "out of range"),
    ('"office"', '"night"', 15, "night", "no such calendar"),
    ("[map]", 'extends = "nowhere"\n[map]', 7, "nowhere", "no such pack"),
    ("[map]", 'leave_out = ["matter-1*"]\n[map]', 7, "matter-1*", "names no class"),
    ("zoom = 14", 'zoom = 14\nbasemap = "b.geojson"', 10, "b.geojson", "no such file"),
    ("zoom = 14", 'zoom = 14\ncredit = "© Surveyors"', 10, "© Surveyors", "no base map to credit"),
    ("zoom = 14", 'zoom = 14\nbasemap = "b"\ncredit_link = "https://a.example"', 11, "https", "links nothing"),
    (
        "zoom = 14",
        'zoom = 14\nbasemap = "b"\ncredit = "©"\ncredit_link = "javascript:alert(1)"',
        12,
        "javascript",
        "not the address of a page",
    ),
    ("[calendars]", "[loop]\nsilence_days = 9999\n[calendars]", 15, "9999", "out of range"),
    ("[calendars]", "[clocks]\npause_days = 0\n[calendars]", 15, "0", "out of range"),
    ("[calendars]", "[clocks]\ncheck = 30\n[calendars]", 15, "30", "wrong kind"),
    ("[calendars]", '[clocks]\ncheck = { value = 30, unit = "min" }\n[calendars]', 15, "30", "is not a limit"),
]
COMPONENTS: list[Case] = [
    (",01037,", ",01001,", 2, "01001", "no such class of components"),
    ("99010101037000001", "123", 2, "123", "17 digits"),
    ("31.005", "31.5", 2, "31.5", "outside every cell"),
    ("31.005", "north", 2, "north", "not a number of degrees"),
    (",lon\n", ",lon,unit\n", 2, "99010101037000001", "4 values for 5"),
]
TABLES = {
    "units.csv": UNITS,
    "classes.csv": CLASSES,
    "duties.csv": DUTIES,
    "limits.csv": LIMITS,
    "reasons.csv": REASONS,
    "calendars/office.toml": OFFICE,
    "pack.toml": PACK,
    "components.csv": COMPONENTS,
}


@pytest.mark.parametrize(("file", "case"), [(file, case) for file, cases in TABLES.items() for case in cases])
def test_a_wrong_value_is_found_at_its_line(tmp_path: Path, file: str, case: Case) -> None:
    old, new, line, value, message = case
    faults = check(tmp_path, changed(file, old, new))
    assert found(faults, file, line, value, message), "\n".join(map(str, faults))
    assert all(fault.remedy and fault.message for fault in faults)


GB18030 = "class,area,lead\n*,*,town\n道,*,town\n".encode("gb18030")


@pytest.mark.parametrize(
    ("file", "content", "line", "message"),
    [
        ("duties.csv", "", 1, "the table is empty"),
        ("duties.csv", GB18030, 3, "not UTF-8"),
        ("dutys.csv", "x", None, "no part of a pack"),
        ("texts/welcome.en.txt", " \n", None, "text is empty"),
        ("texts/welcome.fr.txt", "Salut", None, "not the name of a text"),
        ("calendars/night.csv", "x", None, "not a calendar"),
        ("areas.geojson", '{"type": "FeatureCollection",\n "features": [}', 2, "not JSON"),
    ],
)
def test_a_file_that_cannot_be_used_is_found(
    tmp_path: Path, file: str, content: str | bytes, line: int | None, message: str
) -> None:
    faults = check(tmp_path, {file: content})
    assert found(faults, file, line, "", message), "\n".join(map(str, faults))


def test_a_facility_that_an_unknown_unit_keeps_is_found(tmp_path: Path) -> None:
    table = FILES["components.csv"].replace(",lon\n", ",lon,unit\n").replace("121.005\n", "121.005,{}\n")
    assert check(tmp_path, {"components.csv": table.format("lamps")}) == []
    faults = check(tmp_path, {"components.csv": table.format("lamp")})
    assert found(faults, "components.csv", 2, "lamp", "no such unit")


@pytest.mark.parametrize(
    ("row", "value", "message"),
    [(",,31.005,121.005", "", "has no name"), ("甲,A,31.5,121.005", "31.5", "outside the city")],
)
def test_an_address_that_cannot_be_found_is_found(tmp_path: Path, row: str, value: str, message: str) -> None:
    faults = check(tmp_path, {"addresses.csv": f"name_zh,name_en,lat,lon\n乙,B,31.005,121.005\n{row}\n"})
    assert found(faults, "addresses.csv", 3, value, message), "\n".join(map(str, faults))


def test_a_class_for_which_nobody_is_responsible_is_found(tmp_path: Path) -> None:
    faults = check(tmp_path, changed("duties.csv", "*,*,town,\n", ""))
    assert found(faults, "classes.csv", 4, "local-flooding", "no unit is responsible")


def test_a_duty_for_everything_is_a_fallback_even_where_nothing_needs_it(tmp_path: Path) -> None:
    assert check(tmp_path, changed("duties.csv", "matter-*,990101001,", "local-*,*,town,\nmatter-*,*,")) == []


def test_a_city_has_either_cells_or_a_rule(tmp_path: Path) -> None:
    faults = check(tmp_path, {"cells.geojson": collection(cells())})
    assert found(faults, "pack.toml", 12, "500", "cells.geojson as well")


def eastern(west: float = 121.01, *, parent: str = "990101001", **other: object) -> dict[str, object]:
    return area("990101001002", parent, "community", west, 31.0, 121.02, 31.01, **other)


@pytest.mark.parametrize(
    ("community", "line", "value", "message"),
    [
        (eastern(name_en=None), 5, "990101001002", "no English name"),
        (eastern(parent="990101009"), 5, "990101009", "parent"),
        (eastern(121.011), 3, "990101001", "belong to none"),
        (eastern(121.009), 5, "990101001002", "overlaps 990101001001"),
    ],
)
def test_areas_that_do_not_hold_together_are_found(
    tmp_path: Path, community: dict[str, object], line: int, value: str, message: str
) -> None:
    faults = check(tmp_path, {"areas.geojson": collection([*areas()[:3], community])})
    assert found(faults, "areas.geojson", line, value, message), "\n".join(map(str, faults))


RULELESS = changed("pack.toml", "[cells]\nsize = 500\n", "")


def cell(code: str, west: float, *, community: str = "990101001002") -> dict[str, object]:
    return feature({"code": code, "community": community}, west, 31.0, 121.02, 31.01)


@pytest.mark.parametrize(
    ("features", "line", "value", "message"),
    [
        ([*cells()[:1], cell("990101001002001", 121.005)], 3, "990101001002001", "outside its community"),
        ([*cells()[:1], cell("990101001002001", 121.012)], None, "990101001002", "lie in no cell"),
        ([*cells(), cell("990101001002002", 121.012)], 4, "990101001002002", "overlaps"),
        ([*cells(), cell("9901", 121.012)], 4, "9901", "15 digits"),
        (
            [*cells(), cell("990101009001001", 121.012, community="990101009001")],
            4,
            "990101009001",
            "unknown community",
        ),
    ],
)
def test_cells_that_do_not_tile_their_community_are_found(
    tmp_path: Path, features: list[dict[str, object]], line: int | None, value: str, message: str
) -> None:
    faults = check(tmp_path, {**RULELESS, "cells.geojson": collection(features)})
    assert found(faults, "cells.geojson", line, value, message), "\n".join(map(str, faults))


def test_cells_that_are_given_and_tile_are_taken(tmp_path: Path) -> None:
    checked = checker.read(write(tmp_path, {**RULELESS, "cells.geojson": collection(cells())}))
    assert checked.faults == ()
    assert [cell.code for cell in checked.places.cells] == ["990101001001001", "990101001002001"]


def test_all_faults_are_found_at_once(tmp_path: Path) -> None:
    files: Files = {
        **changed("units.csv", "lamps,roads", "lamps,road"),
        **changed("classes.csv", "local,", "other,"),
        **changed("limits.csv", ",2,d,", ",0,d,"),
        **changed("calendars/office.toml", "2026-01-04", "2026-02-30"),
        **changed("reasons.csv", "It is being dealt with.", ""),
        **changed("components.csv", "31.005", "31.5"),
    }
    faults = check(tmp_path, files)
    assert {fault.file.rpartition("/")[2] for fault in faults} == {
        *("units.csv", "classes.csv", "limits.csv", "office.toml", "reasons.csv", "components.csv")
    }
    assert len(set(faults)) == len(faults)


def test_a_folder_that_is_no_pack_is_one_fault(tmp_path: Path) -> None:
    (fault,) = checker.check(tmp_path / "nowhere")
    assert fault.file.endswith("nowhere/pack.toml")
    (fault,) = check(tmp_path, {"pack.toml": "[pack\n"})
    assert (fault.line, fault.message.startswith("is not TOML")) == (1, True)


def test_a_city_needs_units_classes_duties(tmp_path: Path) -> None:
    faults = check(tmp_path, {"units.csv": None, "classes.csv": None, "duties.csv": None, "components.csv": None})
    missing = {fault.file.rpartition("/")[2] for fault in faults if "the city has no" in fault.message}
    assert missing == {"units.csv", "classes.csv", "duties.csv"}


def test_packs_that_extend_each_other_are_found(tmp_path: Path) -> None:
    head = '[pack]\nname = "{}"\ntitle = {{ zh = "甲", en = "A" }}\nextends = "{}"\n'
    for one, other in (("left", "right"), ("right", "left")):
        (tmp_path / one).mkdir()
        (tmp_path / one / "pack.toml").write_text(head.format(one, other))
    assert any("in a ring" in fault.message for fault in checker.check(tmp_path / "left"))


def library(folder: Path, files: Files) -> None:
    """A pack without areas that has the tables of the good pack."""
    head = '[pack]\nname = "base"\ntitle = { zh = "库", en = "Library" }\n[calendars]\ndefault = "office"\n'
    own = {**dict.fromkeys(FILES), **dict.fromkeys(["areas.geojson"]), "pack.toml": head}
    write(folder / "base", {**own, "calendars/office.toml": FILES["calendars/office.toml"], **files})


def extending(text: str = FILES["pack.toml"]) -> str:
    return text.replace('name = "town"', 'name = "town"\nextends = "base"')


def test_rows_with_the_same_key_override_those_of_the_pack_below(tmp_path: Path) -> None:
    library(tmp_path, {name: FILES[name] for name in ("classes.csv", "limits.csv", "reasons.csv")})
    head, row = FILES["limits.csv"].lstrip().splitlines()[0], "component-01037,unlit,不亮,Not lit,3,h,working"
    town = write(tmp_path / "town", {
        **dict.fromkeys(["classes.csv", "reasons.csv", "calendars/office.toml"]),
        "pack.toml": extending(), "limits.csv": f"{head}\n{row}\n",
    })  # fmt: skip
    checked = checker.read(town)
    assert checked.faults == ()
    assert checked.edition is not None
    limits = [(row.class_pattern, row.condition, row.limit.value) for row in checked.edition.limits]
    assert limits == [("*", "ordinary", 7), ("component-01037", "unlit", 3), ("component-01037", "fallen", 4)]


def test_classes_that_are_left_out_go_with_their_limits_and_duties(tmp_path: Path) -> None:
    library(tmp_path, {name: FILES[name] for name in ("classes.csv", "limits.csv", "reasons.csv")})
    town = write(tmp_path / "town", {
        **dict.fromkeys(["classes.csv", "reasons.csv", "limits.csv", "components.csv"]),
        "pack.toml": extending().replace("[map]", 'leave_out = ["component-*"]\n[map]'),
    })  # fmt: skip
    checked = checker.read(town)
    assert checked.faults == ()
    assert checked.edition is not None
    assert list(checked.edition.classes) == ["matter-06010", "local-flooding"]
    assert [row.class_pattern for row in checked.edition.limits] == ["*"]


def test_faults_of_the_pack_below_name_its_files(tmp_path: Path) -> None:
    library(tmp_path, {"classes.csv": changed("classes.csv", "lamp-2", "Lamp 2")["classes.csv"]})
    town = write(tmp_path / "town", {"classes.csv": None, "pack.toml": extending()})
    assert any(fault.file == f"{tmp_path}/base/classes.csv" and fault.line == 2 for fault in checker.check(town))


def test_a_city_in_one_language_needs_no_names_in_another(tmp_path: Path) -> None:
    head = changed("pack.toml", '["zh-hans", "en"]', '["zh-hans"]')
    without = changed("units.csv", "Lamp crew", "") | changed("limits.csv", "Not lit", "")
    nameless = collection([*areas()[:3], eastern(name_en=None)])
    assert check(tmp_path, {**head, **without, "areas.geojson": nameless}) == []


def test_a_base_map_of_unknown_things_is_a_fault(tmp_path: Path) -> None:
    head = FILES["pack.toml"].replace("zoom = 14", 'zoom = 14\nbasemap = "basemap.geojson"')
    road = feature({"kind": "road"}, 121.0, 31.0, 121.01, 31.001)
    assert check(tmp_path, {"pack.toml": head, "basemap.geojson": collection([road])}) == []
    other = feature({"kind": "wormhole"}, 121.0, 31.0, 121.01, 31.001)
    faults = check(tmp_path, {"pack.toml": head, "basemap.geojson": collection([road, other])})
    assert found(faults, "basemap.geojson", None, "wormhole", "kind is not known")


def test_the_library_that_ships_has_no_faults_and_gives_everything_a_limit() -> None:
    checked = checker.read(ROOT / "packs" / "base")
    assert checked.faults == ()
    assert checked.is_library
    assert checked.counts["classes"] > 240


def test_the_library_that_ships_is_enough_for_a_city_with_units_and_duties(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "packs" / "base", tmp_path / "base")
    names = ("classes.csv", "reasons.csv", "limits.csv", "calendars/office.toml", "texts/welcome.zh.txt")
    town = write(tmp_path / "town", {**dict.fromkeys(names), "pack.toml": extending()})
    checked = checker.read(town)
    assert checked.faults == ()
    assert checked.edition is not None
    assert checked.edition.texts.keys() >= {"welcome", "privacy", "emergency"}


def test_two_leads_side_by_side_are_left_to_a_dispatcher(tmp_path: Path) -> None:
    assert (
        check(
            tmp_path,
            changed("duties.csv", "matter-*,990101001,roads,", "matter-*,990101001,roads,\nmatter-*,990101001,lamps,"),
        )
        == []
    )


def test_all_that_a_pack_takes_over_and_gives_to_nobody_is_one_fault(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "packs" / "base", tmp_path / "base")
    names = ("classes.csv", "reasons.csv", "limits.csv", "calendars/office.toml", "texts/welcome.zh.txt")
    only_matters = changed("duties.csv", "*,*,town,\n", "matter-*,*,town,\n")
    town = write(tmp_path / "town", {**dict.fromkeys(names), **only_matters, "pack.toml": extending()})
    (fault,) = checker.check(town)
    assert fault.file == str(town / "duties.csv")
    assert re.search(r"for \d{3} of the classes", fault.message)
    assert re.fullmatch(r"component-\d+, component-\d+, component-\d+ and \d{3} more", fault.value)
