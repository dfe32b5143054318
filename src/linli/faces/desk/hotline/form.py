"""A call as it is written down: read once into a frozen value, with everything that is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.cases.commands import Spot
from linli.cases.rules.facts import Source
from linli.discretion.rules import Parted, about_person, part, read_choices
from linli.faces.desk.given import read_text, read_uuid

LONGEST_TEXT = 2000
LONGEST_ADDRESS = 200
SOURCES = (Source.PHONE, Source.PAPER)
_PHONE = re.compile(r"\+?[0-9()\-/. ]{3,30}")
# The class of a facility is in its number: 6 digits of the county, 5 of the class, 6 serial.
_COMPONENT = re.compile(r"[0-9]{6}([0-9]{5})[0-9]{6}")


@dataclass(frozen=True, slots=True)
class Call:
    """What the operator has written down so far. `command_id` is the form's own: sent twice, it is one report.

    `asked_class` and `asked_place` are what was typed to search; `place` is the chosen hit as its radio button says it
    (`place_value`). `parted` are the words by what was chosen for each personal passage; `about_place` says that they
    aren't about a person. `troubles` are what is wrong, by field.
    """

    command_id: UUID
    begun: datetime | None = None
    source: Source = Source.PHONE
    text: str = ""
    asked_class: str = ""
    chosen_class: str = ""
    condition: str = ""
    asked_place: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    parted: Parted = Parted("")  # noqa: RUF009 - frozen
    about_place: bool = False
    share: bool = False
    troubles: Mapping[str, str] = field(default_factory=dict)

    @property
    def spot(self) -> Spot | None:
        """The place that was chosen; None without one, or where the value makes no sense."""
        lat, _bar, rest = self.place.partition("|")
        lon, _bar, rest = rest.partition("|")
        component, _bar, address = rest.partition("|")
        known = component if _COMPONENT.fullmatch(component) else ""
        try:
            found = Spot(float(lat), float(lon), address[:LONGEST_ADDRESS], known)
        except ValueError:
            return None
        return found if -90 <= found.lat <= 90 and -180 <= found.lon <= 180 else None

    @property
    def class_key(self) -> str:
        """The class that was chosen, else the one that the number of the chosen facility tells."""
        spot = self.spot
        found = _COMPONENT.fullmatch(spot.component) if spot else None
        return self.chosen_class or (f"component-{found[1]}" if found else "")

    @property
    def has_contact(self) -> bool:
        return bool(self.name or self.phone)

    def with_trouble(self, name: str, text: str) -> "Call":
        return replace(self, troubles={**self.troubles, name: text})


def place_value(*, lat: float, lon: float, component: str = "", address: str = "") -> str:
    """A place as the value of a radio button."""
    return f"{lat:.6f}|{lon:.6f}|{component}|{address[:LONGEST_ADDRESS]}"


def begin(now: datetime, source: str = "") -> Call:
    """An empty form, opened now."""
    return Call(uuid4(), now, Source.PAPER if source == Source.PAPER else Source.PHONE)


def read(given: Mapping[str, str], now: datetime) -> Call:
    """What was sent. A form without a readable command gets a new one: it can't have been sent before."""

    def plain(name: str, longest: int = LONGEST_ADDRESS) -> str:
        return read_text(given, name, longest)

    text = plain("text", LONGEST_TEXT + 1).replace("\r\n", "\n")
    return Call(
        command_id=read_uuid(plain("command")) or uuid4(),
        begun=read_moment(plain("begun"), now),
        source=Source.PAPER if plain("source") == Source.PAPER else Source.PHONE,
        text=text,
        parted=part(text[:LONGEST_TEXT], read_choices(given)),
        about_place="about_place" in given,
        asked_class=plain("asked_class"),
        chosen_class=plain("class"),
        condition=plain("condition"),
        asked_place=plain("asked_place"),
        place=plain("place", 2 * LONGEST_ADDRESS),
        name=plain("name", 80),
        phone=plain("phone", 40),
        share="share" in given,
    )


def checked(call: Call) -> Call:
    """The call with everything that keeps it from being sent."""
    if not call.text and not call.class_key:
        call = call.with_trouble("text", _("Write down what is said, or choose a class."))
    if len(call.text) > LONGEST_TEXT:
        over = ngettext("At most %(count)d character.", "At most %(count)d characters.", LONGEST_TEXT)
        call = call.with_trouble("text", over % {"count": LONGEST_TEXT})
    if not call.parted.decided:
        call = call.with_trouble("passages", _("Say what to do with what looks personal in the words."))
    if not call.about_place and about_person(call.text):
        remedy = _(
            "This seems to be about a person. Tell the caller whom to turn to, or mark that it is about a place."
        )
        call = call.with_trouble("about_place", remedy)
    if call.asked_place and call.spot is None:
        remedy = _("Choose a place from the list, or clear this field and write the place into what is said.")
        call = call.with_trouble("asked_place", remedy)
    if call.phone and not _PHONE.fullmatch(call.phone):
        call = call.with_trouble("phone", _("This doesn't look like a phone number. Use digits, or leave it empty."))
    return call


def read_moment(text: str, now: datetime) -> datetime | None:
    """When the form was opened; None where that isn't said, or lies ahead."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and found <= now else None
