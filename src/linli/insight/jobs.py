"""What the worker does for insight: it counts what has happened, and brings in uploaded tables."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from linli.catalogue.queries import NoEditionError
from linli.insight import uploads
from linli.insight.figures import folding
from linli.insight.opendata import publishing


@app.periodic(cron="* * * * * */10", periodic_id="figures")
@app.task(name="insight.fold", queueing_lock="insight.fold", pass_context=False)
def fold(timestamp: int) -> int:
    """Every ten seconds: count what has happened since. How many cases were counted anew."""
    return folding.fold(now=_now())


@app.task(name="insight.bring_in", pass_context=False)
def bring_in(upload_id: str) -> bool:
    """Check or write one table. Whether there was anything to do."""
    return uploads.work(UUID(upload_id), clock=_now)


@app.periodic(cron="* * * * *", periodic_id="imports")
@app.task(name="insight.resume", queueing_lock="insight.resume", pass_context=False)
def resume(timestamp: int) -> int:
    """Every minute: go on with the tables of workers that were killed. How many."""
    return sum(uploads.work(upload_id, clock=_now) for upload_id in uploads.pending())


@app.periodic(cron="41 * * * *", periodic_id="old-imports")
@app.task(name="insight.discard_old", queueing_lock="insight.discard_old", pass_context=False)
def discard_old(timestamp: int) -> int:
    """Every hour: throw away tables that nobody has gone on with. How many."""
    return uploads.discard_old(now=_now())


def _now() -> datetime:
    return datetime.now(UTC)


@app.periodic(cron="20 2 * * *", periodic_id="opendata")
@app.task(name="insight.publish", queueing_lock="insight.publish", pass_context=False)
def publish(timestamp: int) -> int:
    """Every night: publish the months that have settled since. How many were published."""
    folding.fold(now=_now())
    try:
        made = publishing.publish(
            folder=Path(settings.LINLI_OPENDATA),
            least=settings.LINLI_FIGURES_LEAST,
            licence=settings.LINLI_OPENDATA_LICENCE,
            now=_now(),
        )
    except NoEditionError:
        return 0
    return len(made)
