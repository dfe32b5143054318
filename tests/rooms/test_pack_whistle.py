"""How soon called units respond is a city's own to set, checked like its other limits, and has a usual value."""

from pathlib import Path

import pytest
from tests.pack_folders import changed, write
from tests.rooms.test_pack_check import check, found

from linli.catalogue.rules.edition import WHISTLE
from linli.kernel.periods import Limit
from linli.packs import checker

OWN = '[whistle]\nemergency = { value = 20, unit = "min", clock = "continuous" }\n'


@pytest.mark.parametrize(
    ("written", "value", "message"),
    [
        ('mild = { value = 1, unit = "d", clock = "working" }', "mild", "unknown key"),
        ("emergency = 30", "30", "wrong kind"),
        ('tough = { value = 0, unit = "h", clock = "working" }', "0", "not a limit"),
        ('routine = { value = 1, unit = "week", clock = "working" }', "week", "not a limit"),
    ],
)
def test_a_wrong_time_is_found_at_its_line(tmp_path: Path, written: str, value: str, message: str) -> None:
    faults = check(tmp_path, changed("pack.toml", "[calendars]", f"[whistle]\n{written}\n[calendars]"))
    assert found(faults, "pack.toml", 15, value, message), "\n".join(map(str, faults))


def test_what_a_city_leaves_out_is_as_usual(tmp_path: Path) -> None:
    checked = checker.read(write(tmp_path, changed("pack.toml", "[calendars]", f"{OWN}[calendars]")))
    assert checked.edition is not None
    assert checked.edition.settings.whistle == {**WHISTLE, "emergency": Limit(20, "min", "continuous")}
