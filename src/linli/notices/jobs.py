"""What the worker does about messages by the clock."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.notices import delivery


@app.periodic(cron="* * * * *", periodic_id="messages")
@app.task(name="notices.run", queueing_lock="notices.run", pass_context=False)
def run(timestamp: int) -> dict[str, int]:
    """Every minute: tell of what happened, and send what is due. What came of it."""
    return dict(delivery.run(now=datetime.now(UTC)))
