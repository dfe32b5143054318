"""What is kept of whoever bears a tracking code, for themselves: to see, and to have erased, at any time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction

from linli.cases import store
from linli.cases.retention import kept
from linli.cases.retention.kept import Holding
from linli.cases.rules.facts import Event
from linli.cases.rules.retention import Kind, Rule, is_own
from linli.cases.views import Tracked
from linli.files import commands as file_commands
from linli.files import queries as files
from linli.files.queries import Photo
from linli.people import queries as contacts

_COMMANDS = "SELECT DISTINCT command_id FROM cases_event WHERE case_id = %s AND seq = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Said:
    """The bearer's own words at one act of the case `case_id`."""

    case_id: UUID
    seq: int
    move: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Own:
    """What is the bearer's: their words, oldest first, and the photos that they brought."""

    words: tuple[Said, ...]
    photos: tuple[Photo, ...]


def own(found: Tracked) -> Own:
    """The words and photos of the reporter whose code was followed; on the case that theirs was merged into as well."""
    words, photos = [], []
    for case_id, events in _acts(found):
        words += [
            Said(case_id, event.seq, event.move, event.at, event.given.text) for event in events if event.given.text
        ]
        brought = {photo for event in events for photo in event.given.photos}
        photos += [photo for photo in files.photos(case_id) if str(photo.id) in brought]
    return Own(tuple(sorted(words, key=lambda one: one.at)), tuple(photos))


def erase_own(*, found: Tracked, kinds: Collection[Kind], command_id: UUID, now: datetime) -> tuple[Kind, ...]:
    """Erase what the reporter chose of their own; the case stays, and an event says what kind is gone because they
    asked. What was erased; nothing where there was nothing (any more)."""
    erased: set[Kind] = set()
    kept.record_first(now=now)
    with transaction.atomic():
        # The root first: whoever changes several cases of one incident locks in this order.
        order = [one.id for one in (found.root, found.view) if one is not None]
        facts = {case_id: one for case_id in order for one in kept.locked([case_id], skip=False)}
        if store.recorded(command_id) is not None:
            return ()
        deeds = []
        for case_id, events in _acts(found):
            own_contact = case_id == found.view.id and contacts.has_contact(case_id)
            held = _held(case_id, events, contact=own_contact).only(kinds)
            deeds.append((facts[case_id], held))
            erased |= set(held.kinds)
            if Kind.PHOTOS in kinds:
                _discard_drafts(case_id, [event.seq for event in events])
        for one, held in deeds:
            name = command_id if one.id == found.view.id else uuid5(command_id, "root")
            kept.erase([(one, held)], rule=Rule.ASKED, now=now, command_id=name)
    kept.sweep()
    return tuple(kind for kind in Kind if kind in erased)


def _acts(found: Tracked) -> list[tuple[UUID, list[Event]]]:
    """The bearer's own acts, on their own case and on the one that it was merged into."""
    acts = [(found.view.id, [event for event in store.events(found.view.id) if is_own(event, "")])]
    if found.root is not None:
        acts.append((found.root.id, [event for event in store.events(found.root.id) if is_own(event, found.voice)]))
    return acts


def _held(case_id: UUID, events: Collection[Event], *, contact: bool) -> Holding:
    brought = {photo for event in events for photo in event.given.photos}
    photos = tuple(photo.id for photo in files.photos(case_id) if str(photo.id) in brought)
    return Holding(contact, tuple(event.seq for event in events if event.given.text), photos)


def _discard_drafts(case_id: UUID, items: list[int]) -> None:
    """Photos that were brought with an act and not taken along with it."""
    with connection.cursor() as cursor:
        cursor.execute(_COMMANDS, [case_id, items])
        commands = [row[0] for row in cursor.fetchall()]
    for command_id in commands:
        file_commands.discard(subject=command_id)
