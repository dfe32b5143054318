"""What the worker does for the figures by the clock."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.insight.figures import folding


@app.periodic(cron="* * * * * */10", periodic_id="figures")
@app.task(name="insight.fold", queueing_lock="insight.fold", pass_context=False)
def fold(timestamp: int) -> int:
    """Every ten seconds: count what has happened since. How many cases were counted anew."""
    return folding.fold(now=datetime.now(UTC))
