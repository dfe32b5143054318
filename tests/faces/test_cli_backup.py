"""`linli backup` and `linli restore`: what comes back is what was there, and a damaged archive brings nothing."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from click.testing import CliRunner
from django.conf import settings
from django.db import connection
from psycopg.sql import SQL, Identifier
from tests.backup_kit import rewritten
from tests.faces.desk_kit import Desk, photo, send, state

from linli.backup import archive, tables, taking
from linli.cases import commands as cases
from linli.cases import ledgering
from linli.config import database, schema
from linli.config.home import ROOT
from linli.config.options import SetUpFault
from linli.faces.cli import backup
from linli.ledger.queries import newest_head
from linli.people import commands as vault
from linli.people.models import Contact

pytestmark = pytest.mark.skipif(not database.embedded(), reason="LINLI_DATABASE_URL names another server")


@dataclass
class City:
    """A database and a home, as the command line is told of them."""

    name: str
    home: Path

    @property
    def address(self) -> str:
        return database.address().conninfo(self.name)

    def run(self, *arguments: object, module: str = "linli", **environment: str) -> subprocess.CompletedProcess[str]:
        host = quote(database.address().host, safe="")
        told = {
            "DJANGO_SETTINGS_MODULE": "linli.config.settings",
            "LINLI_HOME": str(self.home),
            "LINLI_DATABASE_URL": f"postgresql://{database.NAME}@/{self.name}?host={host}",
            "PYTHONPATH": str(ROOT / "src"),
        }
        return subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            env=os.environ | told | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def contents(self) -> dict[str, list[str]]:
        """Every row of every table that a backup holds, as text, but for the lines that say that one was made."""
        with psycopg.connect(self.address) as link:
            tables.prepare(link)
            found = {
                table.name: sorted(row[0] for row in link.execute(_ROWS.format(Identifier(table.name))))
                for table in tables.known(link)
            }
        return {
            name: [row for row in rows if name != "people_administered" or ",backup," not in row]
            for name, rows in found.items()
        }

    def pictures(self, folder: str = "files") -> dict[str, bytes]:
        """What lies in a folder of the home."""
        place = self.home / folder
        return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}

    def is_empty(self) -> bool:
        return not any(self.contents().values()) and not (self.home / "files").exists()


# A month, and the mark of one that had too few cases and is never published.
PUBLISHED = {"2026-01/cases.csv": b"community,class\n", "2026-01/data.json": b"{}", "2026-02/too-few": b""}
_ENROL = (
    "INSERT INTO people_staff (password, sign_in, display_name, language, is_active, enrolled_at, sessions_ended,"
    " password_given) VALUES ('', 'new', 'New', 'en', true, now(), 0, false) RETURNING id"
)
_ROWS = SQL("SELECT t::text FROM {} AS t")


@pytest.fixture
def full(transactional_db: None, tmp_path: Path, settings: object) -> City:
    """A town with a case that was handled with a photo, an open one, and one whose reporter left a telephone number."""
    home = tmp_path / "old"
    settings.LINLI_HOME, settings.LINLI_FILES = home, home / "files"  # type: ignore[attr-defined]
    settings.LINLI_OPENDATA = home / "opendata"  # type: ignore[attr-defined]
    for name, data in PUBLISHED.items():
        (home / "opendata" / name).parent.mkdir(parents=True, exist_ok=True)
        (home / "opendata" / name).write_bytes(data)
    desk = Desk()
    desk.open()
    lamp = desk.report(text='Dark.\tSince "Monday"\\n,\nand 很暗。')
    desk.act(lamp, "lamps", "accept")
    assert send(desk.client("lamps"), lamp, "handle", text="Bulb replaced.", upload=photo()).status_code == 302
    assert state(lamp) == "handled"
    open_one = desk.report(spot=cases.Spot(31.005000000000003, 121.015))
    vault.keep_contact(case_id=open_one, name="Lin", phone="5550100", email="", language="en", now=desk.now)
    return City(connection.settings_dict["NAME"], home)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Callable[[], City]]:
    """Makes a database with nothing in it, not even tables, and a home of its own."""
    made: list[str] = []

    def make() -> City:
        name = f"restored_{os.getpid()}_{len(made)}"
        with psycopg.connect(database.address().conninfo("postgres"), autocommit=True) as server:
            server.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(name)))
            server.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        made.append(name)
        return City(name, tmp_path / name)

    yield make
    with psycopg.connect(database.address().conninfo("postgres"), autocommit=True) as server:
        for name in made:
            server.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def take(path: Path, *options: str) -> Path:
    done = CliRunner().invoke(backup.command, [str(path), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return path


def goes_on(new: City) -> None:
    """Events can't be changed, numbers go on where they were, and rows can be added."""
    with psycopg.connect(new.address) as link:
        with pytest.raises(psycopg.errors.RestrictViolation):
            link.execute("DELETE FROM cases_event")
        link.rollback()
        newest = link.execute("SELECT max(number) FROM cases_case").fetchone()
        assert newest is not None
        assert link.execute("SELECT nextval('cases_number')").fetchone() == (newest[0] + 1,)
        assert link.execute(_ENROL).fetchone()
        link.rollback()


def test_a_restored_city_is_the_one_that_was_kept(full: City, empty: Callable[[], City], tmp_path: Path) -> None:
    recorded = ledgering.run(now=datetime.now(UTC))
    (full.home / "opendata" / ".2026-03.half").mkdir()
    (full.home / "opendata" / ".2026-03.half" / "cases.csv").write_bytes(b"still being written")
    (full.home / "opendata" / "a note.txt").write_bytes(b"somebody's own")
    path = take(tmp_path / "city.backup", "--with-keys")
    assert path.stat().st_mode & 0o777 == 0o600
    kept = archive.check(path, lambda *_: None).names("keys")
    assert {"keys/factors", "keys/ledger", "keys/ledger-salts", "keys/signing", "keys/tracking"} <= set(kept)
    new = empty()
    # Where a key can't be written nothing is restored: rows without their keys would open nothing.
    in_the_way = new.home / "keys" / "ledger.new"
    in_the_way.mkdir(parents=True)
    refused = new.run("restore", path)
    assert refused.returncode == 1 and str(in_the_way) in refused.stderr and new.is_empty()
    in_the_way.rmdir()
    done = new.run("restore", path)
    assert done.returncode == 0, done.stderr
    before, after = full.contents(), new.contents()
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert after == before
    assert len(before["cases_event"]) >= 5 and len(before["people_contact"]) == 1
    assert new.pictures() == full.pictures() and len(new.pictures()) == 2
    assert new.pictures("opendata") == PUBLISHED and "3 of open data" in done.stdout
    assert (new.home / "keys" / "tracking").read_bytes().strip() == settings.LINLI_TRACKING_KEY

    # The events still say what the rows say, and are still kept for ever; numbers go on where they were.
    # Contacts open under the keys that came along, in a file of their own.
    assert "opens 1 contacts; 0 were destroyed" in done.stdout
    with tarfile.open(path) as tar:
        assert not [name for name in tar.getnames() if "casekey" in name or name == "keys/vault"]
    assert "1 cases  current" in new.run("vault", "keys").stdout

    assert "the row agrees with its events" in new.run("case", _first_number(new), "--rebuild").stdout
    goes_on(new)

    # The ledger came along: the same heads, which agree with the events, and go on being signed by the same key.
    audit = new.run("ledger", "audit")
    assert audit.returncode == 0 and f"{recorded} leaves, 1 heads" in audit.stdout, audit.stdout + audit.stderr
    head = newest_head()
    assert recorded >= 5 and head is not None and head.root.hex() in new.run("ledger", "status").stdout

    # Nothing is ever mixed with what is there.
    again = new.run("restore", path, LINLI_HOME=str(tmp_path / "third"))
    assert again.returncode == 1
    assert "the database has rows already" in again.stderr and "LINLI_HOME" in again.stderr
    assert new.contents() == before


def test_without_its_key_or_with_wrong_counts_nothing_is_restored(
    full: City, empty: Callable[[], City], tmp_path: Path
) -> None:
    path, new = take(tmp_path / "city.backup"), empty()
    with tarfile.open(path) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys")]
    refused = new.run("restore", path)
    assert refused.returncode == 1 and "no tracking code would open its case" in refused.stderr

    # An archive that vouches for itself, but not for what the database finds in it: nothing may stay of it.
    key = settings.LINLI_TRACKING_KEY.decode()
    apart = path.with_name("contacts.keys")
    apart.rename(path.with_name("elsewhere"))
    refused = new.run("restore", path, LINLI_TRACKING_KEY=key)
    assert refused.returncode == 1 and "--contact-keys" in refused.stderr and "--without-contacts" in refused.stderr
    wrong = rewritten(path, lambda name, data: _with_other_rows(data) if name == archive.MANIFEST else data)
    refused = new.run("restore", wrong, "--without-contacts", LINLI_TRACKING_KEY=key)
    assert refused.returncode == 1 and "cases_words has 3 rows where 9 were kept" in refused.stderr
    assert new.is_empty()
    assert not [one for one in new.home.glob("*") if one.name.startswith(("files", "opendata"))]

    # What is published there stays: a second state of a month beside it would tell what neither tells.
    (new.home / "opendata" / "2026-01").mkdir(parents=True)
    refused = new.run("restore", path, "--without-contacts", LINLI_TRACKING_KEY=key)
    assert refused.returncode == 1 and "opendata has files already" in refused.stderr
    shutil.rmtree(new.home / "opendata")

    # A contact that is destroyed after a backup was made is destroyed in that backup, by the newest file of keys.
    vault.erase_contacts(Contact.objects.values_list("case_id", flat=True))
    take(tmp_path / "later.backup")
    done = new.run("restore", path, LINLI_TRACKING_KEY=key)
    assert done.returncode == 0, done.stderr
    assert "opens 0 contacts; 1 were destroyed since" in done.stdout
    assert new.contents() == full.contents() and not new.contents()["people_contact"]


@pytest.mark.django_db
def test_a_backup_of_an_older_version_is_restored_and_brought_up_to_date(
    empty: Callable[[], City], tmp_path: Path
) -> None:
    old, new, path = empty(), empty(), tmp_path / "old.backup"
    made = old.run("migrate", "insight", "0002", module="django")
    assert made.returncode == 0, made.stderr
    with psycopg.connect(old.address) as link:
        link.execute("INSERT INTO insight_simulationrun (seed, bulk, days, per_day, edition, until)"
                     " VALUES (7, 0, 90, 120, 1, now())")  # fmt: skip
    assert old.run("migrate", "people", "0004", module="django").returncode == 0
    with psycopg.connect(old.address) as link:
        link.execute("INSERT INTO people_contact VALUES (gen_random_uuid(), %s, 'en', now())", ['{"phone": "5550100"}'])
    taken = take_from(old, path)
    assert ("insight", "0003_exports") not in taken.migrations
    done = new.run("restore", path, "--other-keys")
    assert done.returncode == 0, done.stderr
    assert new.contents()["insight_simulationrun"] == old.contents()["insight_simulationrun"]
    assert new.contents()["insight_export"] == []

    # What lay open in it is sealed on the way in.
    (contact,) = new.contents()["people_contact"]
    assert "5550100" not in contact and len(new.contents()["people_casekey"]) == 1
    assert "1 cases  current" in new.run("vault", "keys").stdout

    # The other way round there is nothing that could be done: this version can't know what is to come.
    with pytest.raises(SetUpFault, match=r"doesn't know the migration insight\.9999_to_come: use a newer Linli"):
        schema.lay([*taken.migrations, ("insight", "9999_to_come")])


def take_from(city: City, path: Path) -> archive.Manifest:
    return taking.take(
        path=path,
        apart=path.with_suffix(".keys"),
        source=city.address,
        folders={"files": city.home / "files"},
        tracking_key=b"of another time",
        keys={},
        keys_apart={},
        now=datetime.now(UTC),
        tell=lambda *_: None,
    )


def _first_number(city: City) -> int:
    with psycopg.connect(city.address) as link:
        row = link.execute("SELECT min(number) FROM cases_case").fetchone()
    assert row is not None
    return int(row[0])


def _with_other_rows(manifest: bytes) -> bytes:
    return re.sub(rb'("name": "cases_words",.*?"rows": )\d+', rb"\g<1>9", manifest, count=1, flags=re.DOTALL)
