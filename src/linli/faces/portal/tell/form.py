"""The report as it comes from the form: read once into a frozen value, with everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from linli.discretion.rules import Parted, about_person, part, read_choices
from linli.faces.portal.trail import Trail, read_trail
from linli.faces.portal.words import Trouble, too_long
from linli.kernel.text import clean
from linli.people.rules import is_email, is_phone

LONGEST_TEXT = 2000
MOST_PHOTOS = 5


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports. `command_id` is the form's own: sent twice, it is one report.

    `parted` are the words by what was chosen for each personal passage; `about_person` says that they seem to be about
    somebody, and that it wasn't said that they are about a place.
    """

    command_id: UUID
    trail: Trail
    text: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    share: bool = False
    troubles: tuple[Trouble, ...] = ()
    parted: Parted = Parted("")  # noqa: RUF009 - frozen
    about_person: bool = False

    @property
    def has_contact(self) -> bool:
        return bool(self.name or self.phone or self.email)

    def with_trouble(self, *more: Trouble) -> "Report":
        return replace(self, troubles=(*self.troubles, *more))

    def trouble_of(self, field: str) -> str:
        return next((one.text for one in self.troubles if one.field == field), "")


def begun(trail: Trail) -> Report:
    """An empty form at the end of `trail`."""
    return Report(trail.command_id or uuid4(), trail)


def read(given: Mapping[str, str]) -> Report:
    """Read what was sent. A form without a readable command gets a new one: it can't have been sent before."""
    trail = read_trail(given)
    text, email, phone = (clean(given.get(name, "")) for name in ("text", "email", "phone"))
    troubles = []
    if not text and not trail.class_key:
        troubles.append(Trouble("text", _("Say in a few words what is wrong.")))
    elif len(text) > LONGEST_TEXT:
        troubles.append(Trouble("text", too_long(len(text), LONGEST_TEXT)))
    elif not trail.placed and len(text) < 4:
        troubles.append(Trouble("text", _("Say where it is too: no place was chosen on the map.")))
    if phone and not is_phone(phone):
        troubles.append(Trouble("phone", _("This doesn't look like a phone number. Use digits, or leave it empty.")))
    if email and not is_email(email):
        text_of_email = _("This doesn't look like an e-mail address. Write it as name@example.org, or leave it empty.")
        troubles.append(Trouble("email", text_of_email))
    return Report(
        command_id=trail.command_id or uuid4(),
        trail=trail,
        text=text,
        name=clean(given.get("name", ""))[:80],
        phone=phone,
        email=email,
        share="share" in given,
        troubles=tuple(troubles),
        parted=part(text[:LONGEST_TEXT], read_choices(given)),
        about_person="about_place" not in given and about_person(text[:LONGEST_TEXT]) is not None,
    )
