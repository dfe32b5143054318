"""The verdicts on an installation, from what was read of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from linli.faces.cli.status import _SAYS
from linli.faces.desk.words.administering import SAYS, VERDICTS, WATCHED
from linli.upkeep.rules import Reading, Verdict, judge, worst

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
WELL = Reading(
    now=NOW, version="1", edition=3, pack="demo", database_bytes=12_345_678, heartbeat=NOW - timedelta(seconds=9),
    jobs_failed=0, timers_due=2, timers_since=NOW - timedelta(seconds=3), timers_stuck=(), outbox=4, letters_waiting=1,
    letters_failed=0, ledger_size=9, ledger_head=NOW - timedelta(hours=3), ledger_unsigned=0,
    backup=NOW - timedelta(hours=20), figures_whole=True, figures_at=NOW - timedelta(seconds=8),
)  # fmt: skip


def test_all_is_well_where_all_is_fresh() -> None:
    lines = judge(WELL)
    assert worst(lines) == Verdict.GOOD
    assert [line.what for line in lines] == list(WATCHED)


@pytest.mark.parametrize(
    ("changed", "says", "verdict"),
    [
        ({"edition": None}, "edition_none", "bad"),
        ({"heartbeat": None}, "worker_none", "bad"),
        ({"heartbeat": NOW - timedelta(minutes=1)}, "worker_silent", "bad"),
        ({"jobs_failed": 1}, "jobs_failed", "watch"),
        ({"timers_since": NOW - timedelta(minutes=2)}, "timers_late", "watch"),
        ({"timers_since": NOW - timedelta(minutes=11)}, "timers_late", "bad"),
        ({"timers_stuck": (7, 9)}, "timers_stuck", "bad"),
        ({"outbox": 1001}, "outbox_long", "watch"),
        ({"letters_failed": 1}, "letters_failed", "watch"),
        ({"ledger_unsigned": 1}, "ledger_late", "bad"),
        ({"ledger_head": None, "ledger_unsigned": 9}, "ledger_none", "watch"),
        ({"figures_whole": False}, "figures_none", "watch"),
        ({"figures_at": NOW - timedelta(minutes=6)}, "figures_late", "watch"),
        ({"backup": None}, "backup_none", "watch"),
        ({"backup": NOW - timedelta(hours=27)}, "backup_old", "watch"),
        ({"backup": NOW - timedelta(days=8)}, "backup_old", "bad"),
    ],
)
def test_what_is_wrong_is_said_with_a_remedy(changed: dict[str, object], says: str, verdict: str) -> None:
    lines = judge(replace(WELL, **changed))  # type: ignore[arg-type]
    [line] = [line for line in lines if line.verdict != Verdict.GOOD]
    assert (line.says, line.verdict) == (says, verdict) and worst(lines) == verdict
    text, remedy = SAYS[says]
    told, do = _SAYS[says]
    assert str(text) % line.facts and told.format_map(line.facts) and str(verdict) in VERDICTS
    assert says == "ledger_none" or (str(remedy) and do)


def test_the_desk_and_the_command_line_say_the_same_things() -> None:
    assert SAYS.keys() == _SAYS.keys()
