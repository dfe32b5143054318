"""A worker in a process of its own that does what there is about messages, to be killed: `… TELLS_AT_ONCE NOW MOST`.

After telling MOST times it does nothing more, and waits for its end.
"""

import sys
import time
from datetime import datetime

import django

django.setup()

from django.db import InterfaceError, OperationalError, connection  # noqa: E402

from linli.notices import commands, delivery  # noqa: E402


def work(at_once: int, now: datetime, most: int) -> None:
    """Until nothing is left to do, through whatever happens to the database, as the minute's job does."""
    while True:
        try:
            while commands.tell(now=now, at_most=at_once).acts:
                most -= 1
                while most <= 0:
                    time.sleep(1)
            if not delivery.send(now=now):
                return
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.1)


if __name__ == "__main__":
    work(int(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), int(sys.argv[3]))
