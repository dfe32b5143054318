"""A posted report, read once into a frozen value, with everything that is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from linli.cases.commands import Spot
from linli.faces.open311.asked import TRUE
from linli.faces.open311.door import Call, Errors, Wrong
from linli.faces.open311.services import COMPONENT
from linli.kernel.text import is_han, read_degrees
from linli.people.rules import is_email, is_phone
from linli.places.search import Found, search

# Spec: "free form text limited to 4,000 characters".
LONGEST_TEXT = 4000
_LONGEST_ADDRESS = 200
_COMPONENT = re.compile(r"[0-9]{17}")
_ATTRIBUTE = re.compile(r"attribute\[([^\]]*)\](?:\[\])?")


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports. `spot` is None where only words say where it is: they stand first in `text` then. `share`
    lets the unit in charge open the contact.

    What the specification calls `device_id` and `account_id` isn't read at all.
    """

    service_code: str
    text: str
    spot: Spot | None
    name: str = ""
    phone: str = ""
    email: str = ""
    share: bool = False
    key: UUID | None = None

    @property
    def has_contact(self) -> bool:
        return bool(self.name or self.phone or self.email)


def read(call: Call) -> Report | Errors:
    """Read a report; all that is wrong with it at once."""
    wrongs: list[Wrong] = []
    text, phone, email = call.given("description"), call.given("phone"), call.given("email")
    if len(text) > LONGEST_TEXT:
        facts = {"count": len(text), "most": LONGEST_TEXT}
        wrongs.append(Wrong(400, _("description has %(count)d characters; %(most)d are the limit.") % facts))
    if phone and not is_phone(phone):
        wrongs.append(Wrong(400, _("phone doesn't look like a phone number: use digits, or leave it empty.")))
    if email and not is_email(email):
        wrongs.append(Wrong(400, _("email doesn't look like an address: write name@example.org, or leave it empty.")))
    component = _component(call, wrongs)
    spot, where = _place(call, component, wrongs)
    key = _key(call, wrongs)
    if wrongs:
        return Errors(wrongs)
    name = _full_name(call.given("first_name"), call.given("last_name"))
    said = "\n".join(part for part in (where, text) if part)
    share = call.given("share_contact").lower() in TRUE
    return Report(call.given("service_code"), said, spot, name, phone, email, share, key)


def read_key(call: Call) -> UUID | None:
    """The key by which a post that is sent again is known, from the header Idempotency-Key; None where it is none."""
    try:
        return UUID(call.request.headers.get("Idempotency-Key", "").strip().strip('"'))
    except ValueError:
        return None


def _key(call: Call, wrongs: list[Wrong]) -> UUID | None:
    key = read_key(call)
    if key is None and call.request.headers.get("Idempotency-Key"):
        wrongs.append(Wrong(400, _("Idempotency-Key must be a UUID.")))
    return key


def _component(call: Call, wrongs: list[Wrong]) -> str:
    """The facility's number; other attributes are refused, so that nobody's answers are lost in silence."""
    given: Mapping[str, str] = {
        found[1]: call.given(name) for name in call.request.POST if (found := _ATTRIBUTE.fullmatch(name))
    }
    known = {COMPONENT} if call.given("service_code").startswith("component-") else set()
    for code in sorted(code for code, text in given.items() if text and code not in known):
        facts = {"code": code}
        wrongs.append(Wrong(400, _("This service has no attribute %(code)s: see its service definition.") % facts))
    component = given.get(COMPONENT, "") if known else ""
    if component and not _COMPONENT.fullmatch(component):
        wrongs.append(Wrong(400, _("attribute[component] is the facility's number, of 17 digits.")))
        return ""
    return component


def _place(call: Call, component: str, wrongs: list[Wrong]) -> tuple[Spot | None, str]:
    """Where it is: by point, by the number of a facility, by an address that is known, or in words alone."""
    lat, lon, address = call.given("lat"), call.given("long"), call.given("address_string")
    address_id = call.given("address_id")
    if lat or lon:
        at = read_degrees(lat, 90), read_degrees(lon, 180)
        if at[0] is None or at[1] is None:
            wrongs.append(Wrong(400, _("lat and long must both be degrees (WGS 84), as 31.2304 and 121.4737.")))
            return None, ""
        return Spot(at[0], at[1], address[:_LONGEST_ADDRESS], component), ""
    if address_id or component:
        found = _facility(address_id or component)
        if found is not None:
            return Spot(found.lat, found.lon, address[:_LONGEST_ADDRESS], found.code), ""
        if address_id and not address:
            text = _("The address_id %(id)s was not found. It is the number of a public facility, of 17 digits.")
            wrongs.append(Wrong(400, text % {"id": address_id}))
            return None, ""
    if address:
        known = [found for found in search(address, limit=2) if found.kind == "address"]
        if len(known) == 1:
            return Spot(known[0].lat, known[0].lon, address[:_LONGEST_ADDRESS], component), ""
        return None, address[:_LONGEST_ADDRESS]
    wrongs.append(Wrong(400, _("Say where it is: lat and long, address_string, or address_id.")))
    return None, ""


def _facility(number: str) -> Found | None:
    if not _COMPONENT.fullmatch(number):
        return None
    return next((found for found in search(number, limit=1) if found.kind == "component"), None)


def _full_name(first: str, last: str) -> str:
    """A name as its language writes it: Chinese with the family name first and no space."""
    if any(map(is_han, first + last)):
        return last + first
    return " ".join(part for part in (first, last) if part)
