"""What the tests of the desk share: the town with its staff enrolled, reports in it, and acts on them."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from tests import town
from tests.stencil import Stencil

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.rules import Given
from linli.catalogue import queries as catalogue
from linli.kernel.results import Allowed
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries as staff
from linli.places import queries as places

PASSWORD = "correct horse battery"

POSTS: dict[str, tuple[Role, dict[str, str]]] = {
    "operator": (Role.OPERATOR, {}),
    "supervisor": (Role.SUPERVISOR, {}),
    "dispatcher": (Role.DISPATCHER, {}),
    "lamps": (Role.HANDLER, {"unit_path": town.LIGHTING}),
    "east-office": (Role.HANDLER, {"unit_path": town.EAST_OFFICE}),
    "cleaner": (Role.HANDLER, {"unit_path": town.SANITATION}),
    "checker": (Role.CHECKER, {}),
    "west-checker": (Role.CHECKER, {"area_path": town.WEST}),
    "auditor": (Role.AUDITOR, {}),
    "east-lead": (Role.AREA_LEAD, {"area_path": town.EAST}),
    "city-admin": (Role.ADMINISTRATOR, {}),
}


def enrol(name: str, language: str = "en") -> int:
    enrolled = people.enrol(
        sign_in=name, display_name=name.title(), password=PASSWORD, language=language, now=timezone.now()
    )
    assert isinstance(enrolled, Allowed)
    return enrolled.value


_OPENED: dict[datetime, Stencil[dict[str, int]]] = {}


@dataclass
class Desk:
    """The town's desk: `client(name)` is the browser of a member of staff."""

    now: datetime = field(default_factory=timezone.now)
    staff: dict[str, int] = field(default_factory=dict)

    def open(self) -> None:
        """The town with its staff; in a whole run everybody is as old as in the first test that opened a desk."""
        kept = _OPENED.setdefault(self.now.replace(minute=0, second=0, microsecond=0), Stencil())
        self.staff |= kept.lay(self._populate)
        catalogue.forget()
        places.forget()

    def _populate(self) -> dict[str, int]:
        town.install(now=self.now - timedelta(days=60))
        found = {}
        for name, (role, where) in POSTS.items():
            found[name] = enrol(name)
            people.assign(staff_id=found[name], role=role, now=self.now - timedelta(days=50), **where)
        return found

    def client(self, name: str, language: str = "en", **options: Any) -> Client:
        client = Client(headers={"Accept-Language": language}, **options)
        client.force_login(get_user_model().objects.get(sign_in=name))
        return client

    def report(self, klass: str = town.LAMP, text: str = "The lamp is dark.", **more: Any) -> UUID:
        spot = more.pop("spot", cases.Spot(*town.IN_EAST))
        ago = more.pop("ago", timedelta(hours=1))
        done = cases.report(
            command_id=uuid4(), actor=town.PASSER_BY, source="web", now=self.now - ago, text=text, class_key=klass,
            spot=spot, **more,
        )  # fmt: skip
        assert isinstance(done, Allowed), done
        return done.value.case_id

    def act(self, case_id: UUID, who: str, move: str, **given: Any) -> None:
        actor = staff.actor(self.staff[who], now=self.now)
        assert actor is not None
        done = cases.act(
            case_id=case_id, move=move, actor=actor, given=Given(**given), command_id=uuid4(), now=self.now
        )
        assert isinstance(done, Allowed), done

    def handled(self) -> UUID:
        """A lamp that the lighting unit has handled and nobody has checked yet."""
        case_id = self.report()
        self.act(case_id, "lamps", "accept")
        self.act(case_id, "lamps", "handle", text="Bulb replaced.")
        return case_id


def number(case_id: UUID) -> int:
    found = queries.case(case_id=case_id)
    assert found is not None
    return found.number


def state(case_id: UUID) -> str:
    found = queries.case(case_id=case_id)
    assert found is not None
    return str(found.facts.state)


def words(response: Any) -> str:
    """The page as a reader sees it: without tags, spaces run together."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def hidden(response: Any, form: str) -> dict[str, str]:
    """The hidden inputs of the form that goes to the address `form`."""
    page = response.content.decode()
    start = page.index(f'action="{form}')
    fields = page[start : page.index("</form>", start)]
    return {
        name: value
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', fields)
        if name != "csrfmiddlewaretoken"
    }


def photo(colour: str = "navy") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (320, 240), colour).save(out, "JPEG")
    return SimpleUploadedFile("after.jpg", out.getvalue(), "image/jpeg")


def page(client: Client, case_id: UUID, query: str = "") -> Any:
    return client.get(f"/desk/cases/{number(case_id)}/{query}")


def send(client: Client, case_id: UUID, move: str, seen: Any = None, **given: Any) -> Any:
    """Open the form of a move as a browser would, fill it in and send it."""
    address = f"/desk/cases/{number(case_id)}/act/{move}/"
    opened = seen if seen is not None else page(client, case_id, f"?act={move}")
    return client.post(address, hidden(opened, address) | given)
