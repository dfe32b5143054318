"""How a case is written to the database."""

from uuid import uuid4

import pytest
from django.db import connection
from tests import town

from linli.cases import commands
from linli.kernel.results import Allowed


@pytest.mark.django_db
def test_the_server_keeps_the_statement_that_writes_a_report_prepared() -> None:
    town.install()
    for _ in range(2):
        done = commands.report(
            command_id=uuid4(), actor=town.PASSER_BY, source="web", now=town.NOW, text="路灯不亮", class_key=town.LAMP
        )
        assert isinstance(done, Allowed)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement LIKE '%INTO cases_case%'"
        )
        assert [row[0] >= 2 for row in cursor.fetchall()] == [True]
