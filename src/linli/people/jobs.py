"""What the worker does for accounts by the clock."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.people.sweeping import sweep


@app.periodic(cron="47 * * * *", periodic_id="sweep")
@app.task(name="people.sweep", queueing_lock="people.sweep", pass_context=False)
def sweep_up(timestamp: int) -> int:
    """Every hour: sweep away sessions that have ended, and old counts of attempts and uses. How many rows went."""
    return sweep(now=datetime.now(UTC)).rows
