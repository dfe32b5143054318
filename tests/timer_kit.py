"""Processes that a test of timers starts, to kill them: `fill N CLASS` opens cases, `work MOMENT` acts on those due.

A worker does a batch for each empty line that it is given, and all that is left once it is given something else.
"""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

BATCH = 10


def fill(number: int, klass: str) -> None:
    from django.db import transaction
    from tests import town

    from linli.catalogue import queries as catalogue
    from linli.config import schema

    if schema.pending():
        schema.migrate()
        town.install()
    catalogue.forget()
    with transaction.atomic():
        for case_id in _opened(number, klass):
            print(case_id)


def _opened(number: int, klass: str) -> Iterator[UUID]:
    from tests import town

    from linli.cases import commands
    from linli.cases.commands import Spot
    from linli.kernel.results import Allowed

    for _ in range(number):
        opened = commands.report(
            command_id=uuid4(),
            actor=town.PASSER_BY,
            source="web",
            now=town.NOW,
            class_key=klass,
            photos=(str(uuid4()),),
            spot=Spot(*town.IN_EAST),
        )
        assert isinstance(opened, Allowed)
        yield opened.value.case_id


def work(now: datetime) -> None:
    from linli.cases import timers

    stepping = sys.stdin.readline() == "\n"
    while timers.wake(now=now, at_most=BATCH):
        print("batch", flush=True)
        stepping = stepping and sys.stdin.readline() == "\n"


def main() -> None:
    import django

    from linli.config import database

    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.config.settings"
    django.setup()
    with database.running():
        if sys.argv[1] == "fill":
            fill(int(sys.argv[2]), sys.argv[3])
        else:
            work(datetime.fromisoformat(sys.argv[2]))


if __name__ == "__main__":
    main()
