"""Every page shows the time that clocks in its city show, whatever the server's zone is."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from tests import town
from tests.faces.desk_kit import Desk, number, words
from tests.faces.portal_kit import visitor

from linli.cases import commands
from linli.faces.cli import token
from linli.kernel.results import Allowed
from linli.people import tokens

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("zone", "moment", "shown"),
    [
        ("Asia/Shanghai", datetime(2026, 1, 15, 17, 30, tzinfo=UTC), "16 January 2026, 01:30"),
        ("America/Chicago", datetime(2026, 1, 15, 17, 30, tzinfo=UTC), "15 January 2026, 11:30"),
        ("America/Chicago", datetime(2026, 7, 15, 17, 30, tzinfo=UTC), "15 July 2026, 12:30"),
    ],
)
def test_a_citys_pages_show_the_citys_time(zone: str, moment: datetime, shown: str) -> None:
    desk = Desk()
    desk.open()
    there = replace(town.EDITION, settings=replace(town.EDITION.settings, time_zone=zone))
    town.install_edition(there, desk.now)
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=moment, class_key=town.LAMP,
        spot=commands.Spot(*town.IN_EAST),
    )  # fmt: skip
    assert isinstance(done, Allowed)
    page: Any = visitor().get(f"/t/{done.value.code}/")
    assert shown in words(page)
    case = words(desk.client("operator").get(f"/desk/cases/{number(done.value.case_id)}/"))
    assert shown.rpartition(" ")[2] in case


def test_the_command_line_tells_the_citys_days_too() -> None:
    there = replace(town.EDITION, settings=replace(town.EDITION.settings, time_zone="America/Chicago"))
    town.install_edition(there)
    late = datetime(2026, 1, 16, 3, 0, tzinfo=UTC)  # nine in the evening of the day before
    assert isinstance(tokens.make(name="x", scopes=("read",), now=late, days=None), Allowed)
    assert "2026-01-15" in CliRunner().invoke(token.command, ["list"]).output
