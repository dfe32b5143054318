"""The verdicts on an installation: from what was read at one moment, without looking anything up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# A worker says every ten seconds that it is alive; three in a row may be lost.
WORKER_SILENT = timedelta(seconds=40)
# Timers are looked at every five seconds, and a worker that comes back has some to catch up with.
TIMERS_LATE = timedelta(minutes=1)
TIMERS_STAND = timedelta(minutes=10)
OUTBOX_LONG = 1000  # acts of which nobody has been told; a run each minute takes them all
LEDGER_LATE = timedelta(minutes=5)
FIGURES_LATE = timedelta(minutes=5)
BACKUP_DUE = timedelta(hours=26)
BACKUP_OLD = timedelta(days=7)


class Verdict(StrEnum):
    """How it stands: in order, worth a look, or broken. The worst comes last."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read at `now` (aware). A moment that is None isn't known, or never was.

    `outbox` counts acts of which nobody has been told, `letters_*` letters; `ledger_unsigned` leaves that no head
    covers. `figures_whole` is whether all cases are counted.
    """

    now: datetime
    version: str
    edition: int | None
    pack: str
    database_bytes: int
    heartbeat: datetime | None
    jobs_failed: int
    timers_due: int
    timers_since: datetime | None
    timers_stuck: tuple[int, ...]
    outbox: int
    letters_waiting: int
    letters_failed: int
    ledger_size: int
    ledger_head: datetime | None
    ledger_unsigned: int
    backup: datetime | None
    figures_whole: bool
    figures_at: datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """The verdict on one thing; `says` names the words of it, `facts` fill them: numbers, texts and moments."""

    what: str
    verdict: Verdict
    says: str
    facts: Mapping[str, object] = field(default_factory=dict)


def judge(reading: Reading) -> tuple[Line, ...]:
    """A line for each thing that is watched, always in the same order."""
    return (
        Line("version", Verdict.GOOD, "version", {"version": reading.version}),
        _edition(reading),
        Line("database", Verdict.GOOD, "database", {"megabytes": -(-reading.database_bytes // 1_000_000)}),
        _worker(reading),
        _jobs(reading),
        _timers(reading),
        _outbox(reading),
        _letters(reading),
        _ledger(reading),
        _figures(reading),
        _backup(reading),
    )


def worst(lines: tuple[Line, ...]) -> Verdict:
    """The worst verdict of all."""
    order = tuple(Verdict)
    return max((line.verdict for line in lines), key=order.index, default=Verdict.GOOD)


def _edition(reading: Reading) -> Line:
    if reading.edition is None:
        return Line("edition", Verdict.BAD, "edition_none")
    return Line("edition", Verdict.GOOD, "edition", {"number": reading.edition, "name": reading.pack})


def _worker(reading: Reading) -> Line:
    if reading.heartbeat is None:
        return Line("worker", Verdict.BAD, "worker_none")
    silent = reading.now - reading.heartbeat > WORKER_SILENT
    return Line(
        "worker",
        Verdict.BAD if silent else Verdict.GOOD,
        "worker_silent" if silent else "worker_alive",
        {"at": reading.heartbeat},
    )


def _jobs(reading: Reading) -> Line:
    if reading.jobs_failed:
        return Line("jobs", Verdict.WATCH, "jobs_failed", {"count": reading.jobs_failed})
    return Line("jobs", Verdict.GOOD, "jobs_done")


def _timers(reading: Reading) -> Line:
    if reading.timers_stuck:
        numbers = ", ".join(map(str, reading.timers_stuck))
        return Line("timers", Verdict.BAD, "timers_stuck", {"count": len(reading.timers_stuck), "numbers": numbers})
    late = reading.now - reading.timers_since if reading.timers_since else timedelta(0)
    facts = {"count": reading.timers_due, "minutes": int(late.total_seconds() // 60)}
    if late > TIMERS_LATE:
        return Line("timers", Verdict.BAD if late > TIMERS_STAND else Verdict.WATCH, "timers_late", facts)
    return Line("timers", Verdict.GOOD, "timers", facts)


def _outbox(reading: Reading) -> Line:
    long = reading.outbox > OUTBOX_LONG
    facts = {"count": reading.outbox}
    return Line("outbox", Verdict.WATCH if long else Verdict.GOOD, "outbox_long" if long else "outbox", facts)


def _letters(reading: Reading) -> Line:
    facts = {"waiting": reading.letters_waiting, "failed": reading.letters_failed}
    failed = bool(reading.letters_failed)
    return Line("letters", Verdict.WATCH if failed else Verdict.GOOD, "letters_failed" if failed else "letters", facts)


def _ledger(reading: Reading) -> Line:
    if reading.ledger_head is None:
        unsigned = bool(reading.ledger_unsigned)
        return Line("ledger", Verdict.WATCH if unsigned else Verdict.GOOD, "ledger_none")
    facts = {"at": reading.ledger_head, "size": reading.ledger_size, "count": reading.ledger_unsigned}
    if reading.ledger_unsigned and reading.now - reading.ledger_head > LEDGER_LATE:
        return Line("ledger", Verdict.BAD, "ledger_late", facts)
    return Line("ledger", Verdict.GOOD, "ledger", facts)


def _figures(reading: Reading) -> Line:
    if not reading.figures_whole or reading.figures_at is None:
        return Line("figures", Verdict.WATCH, "figures_none")
    late = reading.now - reading.figures_at > FIGURES_LATE
    facts = {"at": reading.figures_at}
    return Line("figures", Verdict.WATCH if late else Verdict.GOOD, "figures_late" if late else "figures", facts)


def _backup(reading: Reading) -> Line:
    if reading.backup is None:
        return Line("backup", Verdict.WATCH, "backup_none")
    age = reading.now - reading.backup
    verdict = Verdict.BAD if age > BACKUP_OLD else Verdict.WATCH if age > BACKUP_DUE else Verdict.GOOD
    return Line("backup", verdict, "backup" if verdict == Verdict.GOOD else "backup_old", {"at": reading.backup})
