"""Several processes that load at once: one after the other, without a gap in the numbers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from linli.catalogue import commands
from linli.catalogue.commands import Published
from linli.catalogue.models import Edition, Publication

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT_ONCE = 6


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("digests", [["same"] * AT_ONCE, [f"digest-{number}" for number in range(AT_ONCE)]])
def test_publishing_at_once_numbers_editions_without_gaps_and_each_only_once(digests: list[str]) -> None:
    start = Barrier(AT_ONCE)

    def publish(digest: str) -> Published:
        try:
            start.wait(timeout=30)
            return commands.publish(document={}, digest=digest, name="town", by="a test", now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        published = list(pool.map(publish, digests))
    distinct = len(set(digests))
    assert sorted(Edition.objects.values_list("number", flat=True)) == list(range(1, distinct + 1))
    assert sum(one.changed for one in published) == Publication.objects.count() == distinct
