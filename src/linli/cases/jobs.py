"""What the worker does for the loop by the clock."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from linli.cases import ledgering, timers
from linli.cases.retention import nightly
from linli.cases.retention.nightly import Mark
from linli.catalogue.queries import NoEditionError

# Less than the time between two scans: after an outage other jobs get their turn, and other workers their share.
_AT_MOST = timedelta(seconds=4)
_AT_NIGHT = 2
_ERASING = timedelta(seconds=20)
_RECORDING = timedelta(seconds=10)


@app.periodic(cron="* * * * * */5", periodic_id="timers")
@app.task(name="cases.wake", queueing_lock="cases.wake", pass_context=False)
def wake(timestamp: int) -> int:
    """Every five seconds: act on the cases whose time has come. How many were moved."""
    moved, until = 0, datetime.now(UTC) + _AT_MOST
    while (now := datetime.now(UTC)) < until and (more := timers.wake(now=now)):
        moved += more
    return moved


@app.periodic(cron="23 * * * *", periodic_id="retention")
@app.task(name="cases.erase_due", queueing_lock="cases.erase_due", pass_context=False)
def erase_due(timestamp: int) -> int:
    """At 02:23 of the installation's own time: erase what closed cases hold about persons past its term. In how many
    cases, counted by kind."""
    # Periodic jobs know UTC alone, so it is asked every hour whether a night has begun here. Not which hour it is: one
    # is left out when clocks are put forward, and a job may have waited for its turn.
    at = datetime.fromtimestamp(timestamp, UTC)
    return _erase(nightly.START) if _night(at) != _night(at - timedelta(hours=1)) else 0


def _night(at: datetime) -> date:
    """The night that a moment belongs to: it begins at two by the installation's own clock."""
    return (timezone.localtime(at).replace(tzinfo=None) - timedelta(hours=_AT_NIGHT)).date()


@app.task(name="cases.erase_on", pass_context=False)
def erase_on(stage: int, after: str) -> int:
    """Go on where the last turn ended: other jobs come in between."""
    return _erase(Mark(stage, UUID(after)))


def _erase(begin: Mark) -> int:
    try:
        ran = nightly.run(now=datetime.now(UTC), begin=begin, lasting=_ERASING)
    except NoEditionError:
        return 0  # there is no city yet, and so no case
    if ran.mark is not None:
        erase_on.defer(stage=ran.mark.stage, after=str(ran.mark.after))
    return sum(ran.cases.values())


@app.periodic(cron="* * * * * */15", periodic_id="ledger")
@app.task(name="cases.record", queueing_lock="cases.record", pass_context=False)
def record(timestamp: int) -> int:
    """Every fifteen seconds: record in the ledger what has happened, and sign its head. How many leaves came."""
    return ledgering.run(now=datetime.now(UTC), lasting=_RECORDING)
