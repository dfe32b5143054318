"""`linli figures`: keeps up, makes afresh, and names what differs from the events."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone
from tests.faces.desk_kit import Desk

from linli.faces.cli.figures import command
from linli.insight.models import Life

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, arguments)
    return done.exit_code, done.output


def test_figures_are_kept_up_made_afresh_and_held_against_the_events() -> None:
    desk = Desk(now=timezone.now() - timedelta(hours=1))
    desk.open()
    code, said = run("check")
    assert code == 1 and "run `linli figures fold`" in said
    desk.report()
    assert run("fold") == (0, "counted anew: 1 cases\n")
    desk.report()
    assert run("fold") == (0, "counted anew: 1 cases\n")
    assert "counted: 2 cases" in run("rebuild")[1]
    assert run("check") == (0, "held against their events: 2 cases\n")
    Life.objects.update(state="closed")
    code, said = run("check")
    assert code == 1 and said.count("its events say") == 2
