"""What tests of the portal share: the town, a visitor, forms read as a browser reads them, and staff who act."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image
from tests import town

from linli.cases import commands, queries
from linli.cases.rules import Given
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, Role, reporter

LAT, LON = town.IN_EAST


class Forms(HTMLParser):
    """The forms of a page: where each goes, and what a browser would send of it untouched."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.found.append((given.get("action") or "", {}))
        elif tag == "input" and self.found and given.get("name"):
            ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
            if ticked and given.get("type") != "file":
                self.found[-1][1][str(given["name"])] = given.get("value") or ""


def fields(response: Any, action: str, **wanted: str) -> dict[str, str]:
    """What the form that goes to `action` (and has the `wanted` values) sends untouched."""
    for target, values in Forms(response.content.decode()).found:
        if target == action and all(values.get(name) == value for name, value in wanted.items()):
            return values
    raise AssertionError(f"no form to {action} with {wanted}")


def visitor(language: str = "en") -> Client:
    client = Client()
    client.cookies["linli_language"] = language
    return client


def photo(name: str = "photo.jpg", *, at: tuple[float, float] | None = None) -> SimpleUploadedFile:
    image = Image.new("RGB", (64, 48), (180, 90, 40))
    exif = Image.Exif()
    if at:
        exif[ExifTags.IFD.GPSInfo] = {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (at[0], 0.0, 0.0),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (at[1], 0.0, 0.0),
        }
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def report(client: Client, *, klass: str = town.LAMP, at: tuple[float, float] = town.IN_EAST, **given: Any) -> Any:
    """Go to the last step of a report and send it; the answer."""
    opened = client.get("/report/tell/", {"class": klass, "lat": at[0], "lon": at[1]})
    return client.post("/report/tell/", fields(opened, "/report/tell/") | given)


def code_of(response: Any) -> str:
    """The tracking code that an answer leads to."""
    found = re.fullmatch(r"/t/([0-9A-Z-]{14})/", response["Location"])
    assert found is not None, response["Location"]
    return found[1]


def reported(client: Client, **given: Any) -> tuple[str, UUID]:
    """A report that was sent: its code and its case."""
    response = report(client, **given)
    assert response.status_code == 303, response.content.decode()[-3000:]
    code = code_of(response)
    found = queries.tracked(code=code)
    assert found is not None
    return code, found.view.id


def act(case_id: UUID, move: str, actor: Actor, **given: Any) -> None:
    done = commands.act(
        case_id=case_id, move=move, actor=actor, given=Given(**given), command_id=uuid4(), now=datetime.now(UTC)
    )
    assert isinstance(done, Allowed), done


def operator() -> Actor:
    return town.staff(1, Role.OPERATOR)


def handled(case_id: UUID, text: str = "Lamp replaced") -> None:
    """Let the unit that has the case handle it, and somebody else check it."""
    view = queries.case(case_id=case_id)
    assert view is not None
    handler = town.staff(2, Role.HANDLER, unit_path=view.facts.unit_path)
    act(case_id, "accept", handler)
    if view.facts.assisting:
        act(case_id, "release", town.DISPATCHER, units=view.facts.assisting, text="Not needed")
    act(case_id, "handle", handler, text=text)
    act(case_id, "pass", town.staff(3, Role.CHECKER))


def state(case_id: UUID) -> str:
    view = queries.case(case_id=case_id)
    assert view is not None
    return str(view.facts.state)


def reporter_of(case_id: UUID) -> Actor:
    return reporter(str(case_id), "en")
