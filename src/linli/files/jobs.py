"""What the worker does for photos by the clock."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from linli.files import commands


@app.periodic(cron="17 * * * *", periodic_id="drafts")
@app.task(name="files.discard_old_drafts", queueing_lock="files.discard_old_drafts", pass_context=False)
def discard_old_drafts(timestamp: int) -> int:
    """Every hour: throw away photos of reports that were begun a day ago and never sent. How many."""
    return commands.discard_old_drafts(now=datetime.now(UTC))


@app.periodic(cron="37 3 * * *", periodic_id="strays")
@app.task(name="files.discard_strays", queueing_lock="files.discard_strays", pass_context=False)
def discard_strays(timestamp: int) -> int:
    """Every day: throw away pictures that no photo names. How many."""
    return commands.discard_strays(now=datetime.now(UTC))
