"""What tests of the pages of rules share: a town that was loaded from its folder, and its administrator."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from tests.faces.desk_kit import enrol
from tests.pack_folders import changed, write

from linli.catalogue import queries as catalogue
from linli.kernel.results import Allowed
from linli.kernel.rights import Role
from linli.packs import commands as packs
from linli.packs.editing.edits import Edit
from linli.people import commands as people
from linli.people import queries as staff
from linli.places import queries as places
from linli.rulebook import commands


def load(folder: Path, **files: str) -> None:
    """The town, without a duty for everything: a class that is added needs one of its own."""
    duties = changed("duties.csv", "*,*,town,\n", "local-flooding,*,town,\n")
    done = packs.load(write(folder, {**duties, **files}), by="a test", now=timezone.now() - timedelta(days=60))
    assert isinstance(done, Allowed), done


def open_town(folder: Path) -> None:
    """Load the town, and enrol its administrator."""
    catalogue.forget()
    places.forget()
    load(folder)
    appoint("admin", Role.ADMINISTRATOR)


def appoint(name: str, role: Role, **where: str) -> int:
    number = enrol(name)
    people.assign(staff_id=number, role=role, now=timezone.now() - timedelta(days=50), **where)
    return number


def client(name: str, language: str = "en") -> Client:
    found = Client(headers={"Accept-Language": language})
    found.force_login(get_user_model().objects.get(sign_in=name))
    return found


def _admin() -> Any:
    actor = staff.actor(get_user_model().objects.get(sign_in="admin").pk, now=timezone.now())
    assert actor is not None
    return actor


def draft(*edits: Edit, title: str = "Spring") -> int:
    """A draft of the administrator with these edits in it; its number."""
    now = timezone.now()
    opened = commands.open_draft(actor=_admin(), title=title, command_id=uuid4(), now=now)
    assert isinstance(opened, Allowed), opened
    for edit in edits:
        done = commands.change(
            actor=_admin(), draft=opened.value, edit=edit, seen=99, command_id=uuid4(), now=now, faulty=True
        )
        assert isinstance(done, Allowed), done
    return opened.value


def publish(number: int) -> int:
    done = commands.publish(actor=_admin(), draft=number, why="Agreed.", command_id=uuid4(), now=timezone.now())
    assert isinstance(done, Allowed), done
    return done.value
