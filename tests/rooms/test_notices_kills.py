"""Workers are killed and the database throws everybody out, in the middle of it: each message arrives, once."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from urllib.parse import urlencode

import pytest
from django.db import connection
from tests import town
from tests.rooms.mail_kit import Mailbox, server
from tests.rooms.notices_kit import report

from linli.cases import outbox
from linli.config.home import ROOT
from linli.notices import delivery, queries
from linli.notices.models import Letter, Notice

pytestmark = pytest.mark.django_db(transaction=True)

CASES = 100
PATIENCE = 180.0  # seconds


def worker(
    where: str, *, now: datetime = town.NOW, at_once: int = 500, most: int = 1_000_000
) -> subprocess.Popen[bytes]:
    """A worker on the database of this test that sends to the mail server at `where`; it tells `most` times at most."""
    database = connection.settings_dict
    about = {"host": database["HOST"], "user": database["USER"], "application_name": "notices-worker"}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        "LINLI_DATABASE_URL": f"postgresql:///{database['NAME']}?{urlencode(about)}",
        "LINLI_SMTP_URL": f"smtp://{where}?tls=off",
        "LINLI_MAIL_FROM": "no-reply@linli.example.org",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.rooms.notices_worker", str(at_once), now.isoformat(), str(most)],
        cwd=ROOT,
        env=environment,
    )


def until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "it never came to that"
        time.sleep(0.005)


def thrown_out() -> int:
    """Ends every connection of the worker, as a restart of the database does. How many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = 'notices-worker' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


@pytest.fixture
def things_happened() -> None:
    town.install()
    for place in range(CASES):
        report(email=f"reporter-{place}@example.org")


def received(mailbox: Mailbox) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in mailbox.got)


def everything_was_sent_to_everybody(mailbox: Mailbox) -> None:
    assert outbox.waiting() == 0
    assert queries.counts() == {"held": 0, "sent": 2 * CASES}
    assert Notice.objects.count() == 2 * CASES
    ids = Letter.objects.values_list("id", flat=True)
    assert set(received(mailbox)) == {f"<{one}@linli.example.org>" for one in ids}
    to = {str(mail["Message-ID"]): str(mail["To"]) for mail in mailbox.got}
    assert Counter(to.values()) == {"lighting@example.org": CASES} | {
        f"reporter-{place}@example.org": 1 for place in range(CASES)
    }


def test_a_worker_killed_in_the_middle_of_sending_leaves_nothing_unsent_and_nothing_new_to_the_receiver(
    things_happened: None,
) -> None:
    mailbox = Mailbox()
    with server(mailbox) as where:
        kills = 0
        for enough in (30, 90):
            mailbox.most = enough + 30  # however late the kill comes, it comes in the middle
            process = worker(where, now=town.NOW + kills * delivery.LEASE)
            until(lambda enough=enough: len(mailbox.got) >= enough)  # type: ignore[misc]
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
        mailbox.most = Mailbox.most
        assert queries.counts()["waiting"] > 0
        assert worker(where, now=town.NOW + kills * delivery.LEASE).wait(PATIENCE) == 0
    everything_was_sent_to_everybody(mailbox)
    # Between "250 taken" and our writing it down a kill makes it go out again, under the id by which it is known.
    assert sum(received(mailbox).values()) <= 2 * CASES + kills


def test_a_worker_killed_in_the_middle_of_telling_leaves_each_act_told_once(things_happened: None) -> None:
    mailbox = Mailbox()
    with server(mailbox) as where:
        for enough in (20, 70):
            process = worker(where, at_once=2, most=20)
            until(lambda enough=enough: Notice.objects.count() >= enough)  # type: ignore[misc]
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert 0 < outbox.waiting() < CASES
        assert mailbox.got == []
        assert worker(where).wait(PATIENCE) == 0
    everything_was_sent_to_everybody(mailbox)
    assert set(received(mailbox).values()) == {1}


def test_a_database_that_throws_everybody_out_time_and_again_makes_no_letter_go_out_twice(
    things_happened: None,
) -> None:
    mailbox = Mailbox()
    with server(mailbox) as where:
        process = worker(where, at_once=20)
        thrown = 0
        for enough in (1, 30, 60, 90):
            until(lambda enough=enough: len(mailbox.got) >= enough)  # type: ignore[misc]
            thrown += thrown_out()
        with suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        assert process.returncode == 0
        assert thrown >= 4
        assert worker(where, now=town.NOW + delivery.LEASE).wait(PATIENCE) == 0
    everything_was_sent_to_everybody(mailbox)
    assert set(received(mailbox).values()) == {1}
