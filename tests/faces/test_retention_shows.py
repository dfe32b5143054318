"""What is planted about a person is gone after retention: from every table, every file and every backup."""

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image
from tests import town
from tests.faces.desk_kit import Desk
from tests.faces.test_vault_pages import dump

from linli.cases import commands as cases
from linli.cases.retention import nightly
from linli.cases.rules import Given
from linli.config import database
from linli.faces.cli import backup
from linli.faces.cli.retention import command as retention
from linli.files import commands as files
from linli.kernel.results import Allowed
from linli.kernel.rights import reporter
from linli.people import commands as people
from linli.people.models import Contact
from linli.people.vault import masters
from linli.people.vault.sealing import WrappedKey, unseal

PLANTED = {
    "name": "Ondine Plantagenet",
    "phone": "13912340007",
    "email": "ondine.planted@example.org",
    "private": "the parcel box code is 7731",
    "camera": "Camera of Ondine",
}
WORDS = f"The lamp is dark. Call Ondine Plantagenet, {PLANTED['phone']} or {PLANTED['email']}"
ADDRESS = f"Lane 3, ask {PLANTED['phone']}, {PLANTED['email']}"


def planted_photo() -> SimpleUploadedFile:
    """A photo whose metadata names its owner."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[ExifTags.Base.Artist] = PLANTED["camera"]
    exif[ExifTags.Base.ImageDescription] = PLANTED["phone"]
    Image.new("RGB", (64, 48), (180, 90, 40)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def plant(desk: Desk) -> UUID:
    """A report with something about a person wherever there is room for it."""

    def keep_with(case_id: UUID) -> None:
        people.keep_contact(
            case_id=case_id, name=PLANTED["name"], phone=PLANTED["phone"], email=PLANTED["email"], language="en",
            now=desk.now, private=[PLANTED["private"]],
        )  # fmt: skip
        kept = files.keep(upload=planted_photo(), subject=case_id, kind="report", now=desk.now)
        assert isinstance(kept, Allowed)

    spot = cases.Spot(*town.IN_EAST, address=ADDRESS)
    case_id = desk.report(text=WORDS, spot=spot, ago=timedelta(days=40), and_then=keep_with)
    for move, actor, text in (
        ("add", reporter(str(case_id)), WORDS),
        ("note", town.OPERATOR, f"Called back: {PLANTED['phone']}"),
        ("write", town.OPERATOR, f"Dear {PLANTED['name']}"),
    ):
        done = cases.act(
            case_id=case_id, move=move, actor=actor, given=Given(text=text), command_id=uuid4(), now=desk.now
        )
        assert isinstance(done, Allowed), done
    return case_id


def found_in(data: bytes) -> list[str]:
    """What of the planted is in the data, plainly, in hexadecimal, or with other capitals."""
    small = data.lower()
    return [
        name
        for name, value in PLANTED.items()
        for spelt in (value.lower().encode(), value.encode().hex().encode(), value.lower().encode().hex().encode())
        if spelt in small
    ]


@dataclass(frozen=True)
class Archive:
    """A backup as anybody reads it who holds the file."""

    members: dict[str, bytes]

    @classmethod
    def read(cls, path: Path) -> "Archive":
        with tarfile.open(path, "r:gz") as tar:
            return cls({one.name: member.read() for one in tar if (member := tar.extractfile(one)) is not None})

    @property
    def content(self) -> bytes:
        return b"\n".join(self.members.values())

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        columns = next(
            one["columns"] for one in json.loads(self.members["manifest.json"])["tables"] if one["name"] == table
        )
        for name, data in self.members.items():
            if name.startswith(f"tables/{table}/"):
                yield from (dict(zip(columns, line.split("\t"), strict=True)) for line in data.decode().splitlines())


def unsealed(contacts: Archive, keys: Archive) -> list[str]:
    """The cases whose contact the live master key opens, by whichever of the keys fits."""
    opened, wrapped = [], list(keys.rows("people_casekey"))
    for row in contacts.rows("people_contact"):
        for key in wrapped:
            fitting = WrappedKey(UUID(key["key_id"]), _bytes(key["master"]), _bytes(key["wrapped"]))
            try:
                unseal(_bytes(row["sealed"]), fitting, case_id=UUID(row["case_id"]), ring=masters.ring())
            except ValueError:
                continue
            opened.append(row["case_id"])
    return opened


def _bytes(copied: str) -> bytes:
    return bytes.fromhex(copied.removeprefix("\\\\x"))


def take(folder: Path, name: str) -> Archive:
    done = CliRunner().invoke(backup.command, [str(folder / name)])
    assert done.exit_code == 0, done.output
    return Archive.read(folder / name)


@pytest.mark.skipif(not database.embedded(), reason="LINLI_DATABASE_URL names another server")
@pytest.mark.django_db(transaction=True)
def test_after_retention_nothing_planted_is_in_tables_files_or_backups(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_FILES = tmp_path / "files"
    settings.LINLI_FILES.mkdir()
    desk = Desk()
    desk.open()
    case_id, waiting = plant(desk), desk.report(text="Another lamp")
    people.keep_contact(case_id=waiting, name="Somebody", phone="", email="", language="en", now=desk.now)
    done = cases.act(
        case_id=case_id, move="withdraw", actor=reporter(str(case_id)), given=Given(text="Thanks"),
        command_id=uuid4(), now=desk.now,
    )  # fmt: skip
    assert isinstance(done, Allowed), done

    before = take(tmp_path, "before.backup")
    assert {"name", "phone", "email"} <= set(found_in(before.content))
    assert "camera" not in found_in(before.content) and "private" not in found_in(before.content)
    keys_before = Archive.read(tmp_path / "contacts.keys")
    assert unsealed(before, keys_before) == sorted([str(case_id), str(waiting)])

    ran = nightly.run(now=desk.now + timedelta(days=91))
    assert {str(kind): cases_ for kind, cases_ in ran.cases.items()} == {"contact": 1, "words": 1, "photos": 1}
    assert found_in(dump()) == []
    left = [path for path in settings.LINLI_FILES.rglob("*") if path.is_file()]
    assert left == []
    after = take(tmp_path, "after.backup")
    assert found_in(after.content) == []
    newest = Archive.read(tmp_path / "contacts.keys")
    assert [row["case_id"] for row in newest.rows("people_casekey")] == [str(waiting)]
    for contacts in (before, after):
        assert unsealed(contacts, newest) == [str(waiting)]
    assert list(Contact.objects.values_list("pk", flat=True)) == [waiting]


@pytest.mark.django_db
def test_the_command_line_says_what_is_due_does_it_and_reports_it() -> None:
    desk = Desk()
    desk.open()
    case_id = plant(desk)
    done = cases.act(
        case_id=case_id, move="withdraw", actor=reporter(str(case_id)), given=Given(text="Thanks"),
        command_id=uuid4(), now=desk.now - timedelta(days=31),
    )  # fmt: skip
    assert isinstance(done, Allowed), done

    def run(name: str) -> str:
        ran = CliRunner().invoke(retention, [name])
        assert ran.exit_code == 0, ran.output
        return ran.output

    assert "contact: 1 cases past 30 days" in run("due") and "photos: 0 cases" in run("due")
    assert "contact: 1 cases, words: 1 cases" in run("run") and "nothing was due" in run("run")
    told = run("report")
    assert "contact  term   1 cases" in told and "words    term   1 cases" in told
    assert found_in(told.encode()) == []
