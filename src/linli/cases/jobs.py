"""What the worker does for the loop by the clock."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from linli.cases import ledgering, timers
from linli.cases.retention import nightly

# Less than the time between two scans: after an outage other jobs get their turn, and other workers their share.
_AT_MOST = timedelta(seconds=4)
_RECORDING = timedelta(seconds=10)


@app.periodic(cron="* * * * * */5", periodic_id="timers")
@app.task(name="cases.wake", queueing_lock="cases.wake", pass_context=False)
def wake(timestamp: int) -> int:
    """Every five seconds: act on the cases whose time has come. How many were moved."""
    moved, until = 0, datetime.now(UTC) + _AT_MOST
    while (now := datetime.now(UTC)) < until and (more := timers.wake(now=now)):
        moved += more
    return moved


@app.periodic(cron="23 2 * * *", periodic_id="retention")
@app.task(name="cases.erase_due", queueing_lock="cases.erase_due", pass_context=False)
def erase_due(timestamp: int) -> int:
    """Every night: erase what closed cases hold about persons past its term. In how many cases, counted by kind."""
    return sum(nightly.run(now=datetime.now(UTC)).cases.values())


@app.periodic(cron="* * * * * */15", periodic_id="ledger")
@app.task(name="cases.record", queueing_lock="cases.record", pass_context=False)
def record(timestamp: int) -> int:
    """Every fifteen seconds: record in the ledger what has happened, and sign its head. How many leaves came."""
    return ledgering.run(now=datetime.now(UTC), lasting=_RECORDING)
