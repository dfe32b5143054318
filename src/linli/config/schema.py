"""The tables: whether they are as this version needs them, and how to make them so."""

from collections.abc import Callable, Iterable

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

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


def lay(wanted: Iterable[tuple[str, str]]) -> None:
    """Makes the tables as they are after exactly these migrations (app, name), in a database that has none yet.

    Raises SetUpFault where this version doesn't know one of them, or the database has tables of another version.
    """
    executor = MigrationExecutor(connection)
    state = set(wanted)
    unknown = sorted(state - executor.loader.disk_migrations.keys())
    if unknown:
        raise SetUpFault(f"this version doesn't know the migration {'.'.join(unknown[0])}: use a newer Linli")
    applied = set(MigrationRecorder(connection).applied_migrations())
    if not applied:
        later = {parent for key in state for parent in executor.loader.disk_migrations[key].dependencies}
        executor.migrate(sorted(state - later))
    elif applied != state:
        name = ".".join(min(applied ^ state))
        raise SetUpFault(
            f"the database has tables of another version (they differ in the migration {name}): set LINLI_HOME to a new"
            " folder, or LINLI_DATABASE_URL to a new database"
        )


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
