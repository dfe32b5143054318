"""The door to read how the installation is doing."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from linli.cases import outbox, timers
from linli.catalogue import queries as catalogue
from linli.insight.figures.reading import freshness
from linli.ledger import queries as ledger
from linli.notices import queries as notices
from linli.people import queries as people
from linli.upkeep.rules import Line, Reading, judge

BACKUP = "backup"  # what the record of administrators calls a backup


def status(*, now: datetime) -> tuple[Line, ...]:
    """The verdicts on everything that is watched, at `now`."""
    return judge(read(now=now))


def read(*, now: datetime) -> Reading:
    """What there is to judge."""
    try:
        edition = catalogue.current()
        number, pack = edition.number, edition.name
    except catalogue.NoEditionError:
        number, pack = None, ""
    clock = timers.waiting(now=now)
    letters = notices.counts()
    size, head = ledger.size(), ledger.newest_head()
    figures = freshness()
    backups = people.administered(what=BACKUP, most=1)
    return Reading(
        now=now,
        version=settings.LINLI_VERSION,
        edition=number,
        pack=pack,
        database_bytes=_one("SELECT pg_database_size(current_database())"),
        heartbeat=_one("SELECT max(last_heartbeat) FROM procrastinate_workers"),
        jobs_failed=_one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"),
        timers_due=clock.due,
        timers_since=clock.oldest,
        timers_stuck=tuple(one.number for one in clock.stuck),
        outbox=outbox.waiting(),
        letters_waiting=letters.get("waiting", 0) + letters["held"],
        letters_failed=letters.get("failed", 0),
        ledger_size=size,
        ledger_head=head.signed_at if head else None,
        ledger_unsigned=size - (head.size if head else 0),
        backup=backups[0].at if backups else None,
        figures_whole=figures.whole,
        figures_at=figures.at,
    )


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
