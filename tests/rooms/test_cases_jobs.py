"""The worker acts for those who stayed silent."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django import app
from tests import town

from linli.cases import commands, jobs, queries
from linli.cases.commands import Spot
from linli.cases.rules import Given
from linli.kernel.results import Allowed


@pytest.mark.django_db(transaction=True)
def test_a_worker_closes_what_nobody_answered() -> None:
    long_ago = datetime.now(UTC) - timedelta(days=30)
    town.install(long_ago)
    opened = commands.report(
        command_id=uuid4(),
        actor=town.PASSER_BY,
        source="web",
        now=long_ago,
        class_key=town.LAMP,
        spot=Spot(*town.IN_EAST),
    )
    assert isinstance(opened, Allowed)
    for move, actor in (("accept", town.LAMP_HANDLER), ("handle", town.LAMP_HANDLER), ("pass", town.CHECKER)):
        done = commands.act(
            case_id=opened.value.case_id,
            move=move,
            actor=actor,
            given=Given(text="Lamp replaced"),
            command_id=uuid4(),
            now=long_ago,
        )
        assert isinstance(done, Allowed)
    job = jobs.wake.defer(timestamp=0)
    call_command("procrastinate", "worker", "--one-shot", "--concurrency=1")
    view = queries.case(number=opened.value.number)
    assert view is not None
    assert view.facts.outcome == "unanswered"
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [job])
        assert cursor.fetchone() == ("succeeded",)


def test_it_is_told_to_every_five_seconds() -> None:
    [periodic] = [task for task in app.periodic_registry.periodic_tasks.values() if task.task is jobs.wake]
    start = datetime(2026, 3, 2, tzinfo=UTC).timestamp()
    assert periodic.croniter.get_next(ret_type=float, start_time=start) == start + 5
