"""What the worker does for the loop by the clock."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.cases import commands


@app.periodic(cron="* * * * *", periodic_id="silence")
@app.task(name="cases.act_for_silent", queueing_lock="cases.act_for_silent", pass_context=False)
def act_for_silent(timestamp: int) -> int:
    """Every minute: act for whoever stayed silent until the promised time. How many cases were moved."""
    return commands.act_for_silent(now=datetime.now(UTC))
