"""A worker in a process of its own that sends programs what is due, to be killed: `… NOW`."""

import sys
from datetime import datetime

import django

django.setup()

from linli.notices import commands  # noqa: E402
from linli.notices.hooks import delivery  # noqa: E402


def work(now: datetime) -> None:
    """Until nothing is left to do, as the jobs of a minute do."""
    while commands.tell(now=now, at_most=5).acts:
        pass
    while delivery.run(now=now):
        pass


if __name__ == "__main__":
    work(datetime.fromisoformat(sys.argv[1]))
