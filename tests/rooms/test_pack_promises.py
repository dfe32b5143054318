"""What a pack promises by grades of areas, and what ends a pause: whole, or with one thing wrong."""

from pathlib import Path

import pytest
from tests.pack_folders import FILES, areas, collection, write
from tests.rooms.test_pack_check import Files, check, found

from linli.packs import checker

LIMITS_BY_GRADE = """class,condition,condition_zh,condition_en,value,unit,clock,grade
*,ordinary,一般,As usual,7,d,working,
component-01037,unlit,不亮,Not lit,1,d,working,A
component-01037,unlit,不亮,Not lit,2,d,working,B
"""


def graded(*grades: str) -> str:
    """The areas of a pack, the last ones with these grades."""
    found = areas()
    for one, grade in zip(found[-len(grades) :], grades, strict=True):
        one["properties"]["grade"] = grade
    return collection(found)


def test_limits_by_grade_are_whole_where_every_place_has_one_of_them(tmp_path: Path) -> None:
    files: Files = {"limits.csv": LIMITS_BY_GRADE, "areas.geojson": graded("A", "B")}
    checked = checker.read(write(tmp_path, files))
    assert checked.faults == ()
    assert checked.edition is not None
    assert [row.grade for row in checked.edition.limits] == ["", "A", "B"]
    assert {area.code[-3:]: area.grade for area in checked.places.areas if area.grade} == {"001": "A", "002": "B"}


@pytest.mark.parametrize(
    ("outlines", "old", "new", "line", "value", "message"),
    [
        (graded("A", "A"), "", "", 4, "B", "no area of the city has this grade"),
        (collection(areas()), "", "", 3, "A", "no area of the city has this grade"),
        (graded("A", "C"), "", "", 3, "A", "condition unlit of component-01037 sets no limit for areas of grade C"),
        (graded("A", ""), "", "", 3, "A", "sets no limit for areas without a grade"),
        (graded("A", "B"), "working,B", "working,B!", 4, "B!", "is not a code"),
        (graded("A", "B"), "2,d,working,B", "1,d,working,", 3, "A", "never decides"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_grades_is_found_at_its_line(
    tmp_path: Path, outlines: str, old: str, new: str, line: int, value: str, message: str
) -> None:
    faults = check(tmp_path, {"limits.csv": LIMITS_BY_GRADE.replace(old, new, 1), "areas.geojson": outlines})
    assert found(faults, "limits.csv", line, value, message), "\n".join(map(str, faults))


def test_a_grade_of_an_area_is_a_code(tmp_path: Path) -> None:
    faults = check(tmp_path, {"areas.geojson": graded("first class")})
    assert found(faults, "areas.geojson", 5, "990101001002", "is not a code"), "\n".join(map(str, faults))


def test_a_city_that_sets_a_limit_sets_it_for_all_grades(tmp_path: Path) -> None:
    """A stricter row of the pack below, for a grade or for all, would win beside it."""
    write(tmp_path / "below", {"limits.csv": LIMITS_BY_GRADE, "areas.geojson": graded("A", "B")})
    head = FILES["pack.toml"].replace('name = "town"', 'name = "town"\nextends = "below"')
    own = "class,condition,condition_zh,condition_en,value,unit,clock\ncomponent-01037,unlit,不亮,Not lit,9,d,working\n"
    files: Files = {"pack.toml": head, "limits.csv": own, "areas.geojson": graded("A", "B")}
    checked = checker.read(write(tmp_path / "town", files))
    assert checked.faults == ()
    assert checked.edition is not None
    assert [(row.limit.value, row.grade) for row in checked.edition.limits_for("component-01037")] == [(9, "")]


def test_only_a_pause_waits_and_only_for_the_reporter(tmp_path: Path) -> None:
    reasons = FILES["reasons.csv"].replace("text_en\n", "text_en,waits_for\n").replace(".\n", ".,\n")
    ask = "pause,ask,待补充,Ask,请补充。,Please tell us more.,reporter\n"
    checked = checker.read(write(tmp_path / "good", {"reasons.csv": reasons + ask}))
    assert checked.faults == ()
    assert checked.edition is not None
    assert [one.waits_for for one in checked.edition.reasons["pause"]] == ["reporter"]
    faults = check(
        tmp_path, {"reasons.csv": reasons + ask.replace("pause", "return") + ask.replace("reporter", "rain")}
    )
    assert found(faults, "reasons.csv", 4, "reporter", "only a pause can wait")
    assert found(faults, "reasons.csv", 5, "rain", "not one of the words")
