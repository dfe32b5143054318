"""The door to read the city's rules. Editions never change, so each process keeps those that it has read."""

from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from zoneinfo import ZoneInfo

from linli.catalogue import models
from linli.catalogue.rules import document
from linli.catalogue.rules.edition import Duty, Edition

REFRESH_SECONDS = 2.0
_KEPT_EDITIONS = 64

_kept: dict[int, Edition] = {}
_in_force: tuple[float, int] | None = None


class NoEditionError(LookupError):
    """No city pack has been loaded, or none with that number."""


def current() -> Edition:
    """The edition in force. Another process's publication is seen after `REFRESH_SECONDS` at the latest.

    Raises NoEditionError where nothing has been loaded yet.
    """
    global _in_force
    seen = _in_force
    if seen is None or monotonic() - seen[0] > REFRESH_SECONDS:
        number = models.Publication.objects.order_by("-id").values_list("edition_id", flat=True).first()
        if number is None:
            raise NoEditionError("no city pack is loaded: run `linli pack load DIR`")
        _in_force = seen = (monotonic(), number)
    return edition(seen[1])


def edition(number: int) -> Edition:
    """The edition with that number. Raises NoEditionError where there is none."""
    kept = _kept.get(number)
    if kept is not None:
        return kept
    row = models.Edition.objects.filter(number=number).values_list("document", "name", "digest").first()
    if row is None:
        raise NoEditionError(f"there is no edition {number}: `linli pack load DIR` makes editions")
    content, name, digest = row
    found = document.read(content, number=number, name=name, digest=digest)
    if len(_kept) >= _KEPT_EDITIONS:
        _kept.clear()
    _kept[number] = found
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """An edition in a list: its number, its pack's name, since when it is known, and whether it is in force."""

    number: int
    name: str
    loaded_at: datetime
    in_force: bool


def editions() -> tuple[Known, ...]:
    """All editions that were ever loaded, the newest first. Raises NoEditionError where there is none."""
    now = current().number
    rows = models.Edition.objects.order_by("-number").values_list("number", "name", "loaded_at")
    return tuple(Known(number, name, loaded_at, number == now) for number, name, loaded_at in rows)


def known(number: int) -> Known | None:
    """The edition with that number as in the list; None where there is none."""
    row = models.Edition.objects.filter(number=number).values_list("name", "loaded_at").first()
    return None if row is None else Known(number, *row, current().number == number)


@dataclass(frozen=True, slots=True)
class Publication:
    """From `at` on, the edition `number` is in force, until the next publication."""

    number: int
    at: datetime
    by: str


def publications(*, most: int = 50) -> tuple[Publication, ...]:
    """Which edition came into force when and by whom, the newest first."""
    rows = models.Publication.objects.order_by("-id").values_list("edition_id", "at", "by")[:most]
    return tuple(Publication(*row) for row in rows)


def basemap(number: int) -> bytes | None:
    """The GeoJSON drawn under the reports in that edition; None where it has none."""
    found = models.Edition.objects.filter(number=number).values_list("basemap", flat=True).first()
    return None if found is None else bytes(found)


@dataclass(frozen=True, slots=True)
class Amendment:
    """A change of duties that a ruling made and that stands."""

    id: int
    duty: Duty
    case_number: int
    by: int
    at: datetime


def amendments() -> tuple[Amendment, ...]:
    """What rulings have changed and stands, the oldest first; days are the city's."""
    rows = models.Amendment.objects.filter(withdrawn_at=None).order_by("id")
    zone = ZoneInfo(current().settings.time_zone) if rows else UTC
    return tuple(
        Amendment(
            row.pk,
            Duty(
                row.class_key,
                row.area,
                row.lead,
                by=f"account {row.by}, case {row.case_number}",
                why=row.why,
                since=row.at.astimezone(zone).date().isoformat(),
            ),
            row.case_number,
            row.by,
            row.at,
        )
        for row in rows
    )


def forget() -> None:
    """Drop what this process keeps, so that the next question is put to the database."""
    global _in_force
    _in_force = None
    _kept.clear()
