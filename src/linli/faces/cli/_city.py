"""The demonstration city: its mark in the database, one account for each role, and a report to follow."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import connection
from django.utils import timezone

from linli.cases import commands as cases
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.config.home import kept
from linli.config.options import SetUpFault
from linli.insight.figures import folding
from linli.insight.opendata import publishing
from linli.kernel.paths import leaf
from linli.kernel.results import Refused
from linli.kernel.rights import UNIT_ROLES, Role, reporter
from linli.kernel.words import say
from linli.packs import commands as packs
from linli.people import commands as people
from linli.people import queries as staff
from linli.people.rules import POSTS
from linli.places import queries as places

_MARK = "Linli demonstration"
_SAMPLE = uuid5(NAMESPACE_URL, "linli:demo:sample:web")
_TITLES = {
    Role.COLLECTOR: "信息采集员",
    Role.OPERATOR: "受理员",
    Role.SUPERVISOR: "值班长",
    Role.DISPATCHER: "派遣员",
    Role.HANDLER: "处置人员",
    Role.UNIT_LEAD: "处置部门负责人",
    Role.CHECKER: "核查员",
    Role.AREA_LEAD: "片区负责人",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "管理员",
}


@dataclass(frozen=True, slots=True)
class SignIn:
    """How to sign in as the holder of `role`."""

    role: Role
    name: str
    where: str


def mark() -> str:
    """`ready`, `unfinished`, or empty where the database is empty. Raises SetUpFault where it is somebody's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(obj_description('public'::regnamespace), '')")
        comment = str(cursor.fetchone()[0])
    if comment.startswith(_MARK):
        return comment.removeprefix(f"{_MARK}: ")
    if staff.accounts() or _has_city():
        raise SetUpFault(
            "this database holds a city of its own, which the demonstration leaves alone: set LINLI_HOME to another"
            " folder or LINLI_DATABASE_URL to another database"
        )
    return ""


def set_mark(state: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON SCHEMA public IS '{_MARK}: {state}'")


def clear() -> None:
    """Removes every table and what was published of them. Only to be called where `mark` found a demonstration or
    nothing."""
    shutil.rmtree(settings.LINLI_OPENDATA, ignore_errors=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    catalogue.forget()
    places.forget()


def load(pack: Path, *, now: datetime) -> Edition:
    """The pack in force. Raises SetUpFault that lists its faults."""
    loaded = packs.load(pack, by="demo", now=now)
    if isinstance(loaded, Refused):
        raise SetUpFault("\n".join(["the pack has faults:", *map(str, loaded.facts["faults"])]))
    catalogue.forget()
    places.forget()
    return catalogue.current()


def publish_months(*, now: datetime) -> None:
    """The months that have settled, as the worker would publish them at night: who looks at open data sees some."""
    folding.fold(now=now)
    publishing.publish(
        folder=Path(settings.LINLI_OPENDATA),
        least=settings.LINLI_FIGURES_LEAST,
        licence=settings.LINLI_OPENDATA_LICENCE,
        now=now,
    )


def password() -> str:
    """The one password of all demonstration accounts, made at random for this LINLI_HOME."""
    return kept("demo", length=12)


def appoint(edition: Edition, *, now: datetime) -> None:
    """One account for each role: posts of a unit in the unit with most duties, all others in the whole district."""
    busiest = max(edition.units.values(), key=lambda unit: sum(duty.lead == unit.code for duty in edition.duties))
    district = places.areas()[0]
    for role in POSTS:
        enrolled = people.enrol(
            sign_in=_name(role), display_name=_TITLES[role], password=password(), language="zh-hans", now=now
        )
        if isinstance(enrolled, Refused):
            raise RuntimeError(f"the account {_name(role)!r} was refused: {enrolled.code}")
        unit = busiest.path if role in UNIT_ROLES else ""
        people.assign(staff_id=enrolled.value, role=role, area_path=district.path, unit_path=unit, now=now)


def account(role: Role) -> int:
    """The number of the demonstration's account for `role`. LookupError where it has none."""
    found = staff.account_named(_name(role))
    if found is None:
        raise LookupError(f"the demonstration has no account {_name(role)!r}")
    return found.id


def sign_ins() -> list[SignIn]:
    """How to sign in as each role, and the part of the city that the account is for."""
    edition, now = catalogue.current(), timezone.now()
    found = []
    for role in POSTS:
        account = staff.account_named(_name(role))
        for post in staff.posts(now=now, staff_id=account.id) if account else []:
            unit = edition.units.get(leaf(post.unit_path))
            area = places.area(post.area_path)
            where = unit.name if unit else area.names if area else {}
            found.append(SignIn(role, _name(role), say(where, "en")))
    return found


def sample_report(*, now: datetime) -> str:
    """The tracking code of a report in the middle of the map. The same one each time: the command is the same."""
    edition = catalogue.current()
    chosen = next(each for each in edition.classes.values() if each.reporters == "anyone" and not each.photo_required)
    view = edition.settings.map
    done = cases.report(
        command_id=_SAMPLE,
        actor=reporter("", "zh-hans"),
        source="web",
        text=say(chosen.name, "zh-hans"),
        class_key=chosen.key,
        spot=cases.Spot(view.latitude, view.longitude),
        now=now,
    )
    if isinstance(done, Refused):
        raise RuntimeError(f"the sample report was refused: {done.code} {dict(done.facts)}")
    return done.value.code


def _name(role: Role) -> str:
    return role.value.replace("_", "-")


def _has_city() -> bool:
    try:
        catalogue.current()
    except LookupError:
        return False
    return True
