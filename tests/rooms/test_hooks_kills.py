"""Workers of webhooks are killed in the middle of it, and work side by side: each event arrives, in order."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from tests import town
from tests.rooms.hooks_kit import Receiver, account, listening, subscribe
from tests.rooms.notices_kit import report

from linli.cases import outbox
from linli.config.home import ROOT
from linli.notices.hooks import delivery
from linli.notices.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 40
PATIENCE = 180.0  # seconds


def worker(now: datetime) -> subprocess.Popen[bytes]:
    database = connection.settings_dict
    about = {"host": database["HOST"], "user": database["USER"], "application_name": "hooks-worker"}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "LINLI_DATABASE_URL": f"postgresql:///{database['NAME']}?{urlencode(about)}",
        "LINLI_WEBHOOKS_PRIVATE": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rooms.hooks_worker", now.isoformat()], cwd=ROOT, env=environment
    )


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.LINLI_WEBHOOKS_PRIVATE = True
    town.install()
    with listening(Receiver()) as found:
        found.secret = subscribe(found.url, account()).secret
        for _ in range(CASES):
            report()
        yield found


def until_got(receiver: Receiver, enough: int) -> None:
    ends = time.monotonic() + PATIENCE
    while len(receiver.got) < enough:
        assert time.monotonic() < ends, "it never came to that"
        time.sleep(0.005)


def every_event_came_in_order(receiver: Receiver) -> None:
    assert outbox.waiting() == 0 and receiver.forged == 0
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    seen: dict[str, list[int]] = defaultdict(list)
    for event in receiver.got:
        seen[event["subject"]].append(int(event["id"].split("-")[1]))
    assert len(seen) == CASES
    for seqs in seen.values():
        assert seqs == sorted(seqs) and set(seqs) == {1, 2, 3}


def test_a_killed_worker_leaves_nothing_unsent_and_repeats_bear_the_same_id(receiver: Receiver) -> None:
    kills, most, go = 0, 0, Event()

    def answer(_: dict[str, Any]) -> int:
        """However late a kill comes, it comes in the middle."""
        if len(receiver.got) >= most:
            go.wait(PATIENCE)
        return 204

    receiver.answer = answer
    for enough in (20, 70):
        most = enough + 20
        process = worker(town.NOW + kills * delivery.LEASE)
        until_got(receiver, enough)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
    go.set()
    assert Delivery.objects.filter(state="waiting").exists()
    assert worker(town.NOW + kills * delivery.LEASE).wait(PATIENCE) == 0
    every_event_came_in_order(receiver)
    repeated = [key for key, count in Counter(receiver.ids).items() if count > 1]
    assert len(set(receiver.ids)) == 3 * CASES and len(repeated) <= kills


def test_two_workers_share_the_work_and_send_each_event_once(receiver: Receiver) -> None:
    workers = [worker(town.NOW), worker(town.NOW)]
    assert [one.wait(PATIENCE) for one in workers] == [0, 0]
    # What one was sending when the other found nothing to do is for whoever comes next.
    assert worker(town.NOW).wait(PATIENCE) == 0
    every_event_came_in_order(receiver)
    assert len(receiver.ids) == len(set(receiver.ids)) == 3 * CASES
