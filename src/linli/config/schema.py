"""The tables: whether they are as this version needs them, and how to make them so."""

from collections.abc import Callable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli.config import database
from linli.config.options import SetUpFault


def pending() -> list[str]:
    """Names of the migrations that the database still lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def count() -> int:
    """How many migrations this version has."""
    return len(MigrationExecutor(connection).loader.graph.nodes)


def migrate() -> None:
    """Brings the tables up to date."""
    call_command("migrate", interactive=False, verbosity=0)


def ensure(*, tell: Callable[[str], None]) -> None:
    """Migrates our own database if it lags behind. Somebody else's server is only changed by `linli migrate`.

    Raises SetUpFault where that server lacks migrations.
    """
    missing = pending()
    if not missing:
        return
    if not database.embedded():
        raise SetUpFault(f"the database lacks {len(missing)} migrations ({missing[0]}, …): run ./linli migrate")
    tell(f"updating the tables ({len(missing)} migrations)")
    migrate()
