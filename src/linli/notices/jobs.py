"""What the worker does about messages by the clock."""

from datetime import UTC, datetime

from django.conf import settings
from procrastinate.contrib.django import app

from linli.notices import delivery, witnesses
from linli.notices.hooks import delivery as hooks


@app.periodic(cron="* * * * *", periodic_id="messages")
@app.task(name="notices.run", queueing_lock="notices.run", pass_context=False)
def run(timestamp: int) -> dict[str, int]:
    """Every minute: tell of what happened, and send what is due. What came of it."""
    return dict(delivery.run(now=datetime.now(UTC)))


@app.periodic(cron="* * * * *", periodic_id="webhooks")
@app.task(name="notices.run_hooks", queueing_lock="notices.run_hooks", pass_context=False)
def run_hooks(timestamp: int) -> dict[str, int]:
    """Every minute: send programs the events that are due. How many ended how."""
    return dict(hooks.run(now=datetime.now(UTC)))


@app.periodic(cron="7 * * * *", periodic_id="witnesses")
@app.task(name="notices.witnesses", queueing_lock="notices.witnesses", pass_context=False)
def show_head(timestamp: int) -> int:
    """Every hour: show the ledger's newest head to its witnesses. How many have seen it."""
    done = witnesses.push(targets=settings.LINLI_LEDGER_WITNESSES, now=datetime.now(UTC))
    return sum(not one.why for one in done)
