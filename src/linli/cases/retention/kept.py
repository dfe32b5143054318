"""What is kept of cases about persons, and the one way to erase it."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import connection

from linli.cases import batches, judging, ledgering, store
from linli.cases.rules import PUBLIC_MOVES, Facts, Given
from linli.cases.rules.retention import Kind, Rule
from linli.files import commands as file_commands
from linli.files import queries as files
from linli.ledger.commands import LedgerFault
from linli.ledger.keys import KeyFault
from linli.people import commands as people
from linli.people import queries as contacts

_log = logging.getLogger(__name__)
_WORDS_OF = """
SELECT w.case_id, w.seq FROM cases_words w JOIN cases_event e ON e.case_id = w.case_id AND e.seq = w.seq
WHERE w.case_id = ANY(%s) AND e.move <> ALL(%s) ORDER BY w.case_id, w.seq
"""
_ERASE_WORDS = "DELETE FROM cases_words WHERE case_id = %s AND seq = ANY(%s)"
# The report's own words were found by them; what is left to find it by is the address of the place.
_FORGET_TERMS = "UPDATE cases_case SET terms = %s::tsvector WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a case holds: whether a contact, which events' words, which photos."""

    contact: bool = False
    words: tuple[int, ...] = ()
    photos: tuple[UUID, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        each = {Kind.CONTACT: self.contact, Kind.WORDS: self.words, Kind.PHOTOS: self.photos}
        return tuple(kind for kind, held in each.items() if held)

    def only(self, kinds: Collection[Kind]) -> "Holding":
        """The part of it that is of these kinds."""
        return Holding(
            self.contact and Kind.CONTACT in kinds,
            self.words if Kind.WORDS in kinds else (),
            self.photos if Kind.PHOTOS in kinds else (),
        )


def holdings(case_ids: Sequence[UUID]) -> dict[UUID, Holding]:
    """What these cases hold: words are those that aren't public, photos are all."""
    with_contact = contacts.reach(case_ids).keys()
    photos = files.photos_of(case_ids)
    words: dict[UUID, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WORDS_OF, [list(case_ids), list(PUBLIC_MOVES)])
        for case_id, seq in cursor.fetchall():
            words.setdefault(case_id, []).append(seq)
    return {
        one: Holding(one in with_contact, tuple(words.get(one, ())), tuple(photos.get(one, ()))) for one in case_ids
    }


def erase(deeds: Iterable[tuple[Facts, Holding]], *, rule: Rule, now: datetime, command_id: UUID | None = None) -> int:
    """Erase holdings of cases whose rows the caller has locked, with an event of each; how many cases.

    Keys of contacts die here, in the caller's transaction; their rows are erased after it (`sweep`). `command_id` names
    the act where somebody asked for it, of one case.
    """
    written = []
    for facts, holding in deeds:
        if not holding.kinds:
            continue
        given = Given(kinds=tuple(map(str, holding.kinds)), reason=str(rule), items=holding.words)
        after, events = judging.due(facts=facts, move="erase", given=given, now=now)
        if holding.contact:
            people.destroy_keys([facts.id])
        file_commands.erase(photos=holding.photos)
        _erase_words(facts, holding.words)
        name = command_id or uuid5(facts.id, f"erase {facts.version}")
        written.append((store.Written(name, after, events, now), facts.version))
    batches.update_cases(written)
    return len(written)


def record_first(*, now: datetime) -> None:
    """Let the ledger take in what was said before it is erased: an event without its words gets another leaf than was
    promised. A ledger that can't sign keeps nobody's data from being erased."""
    try:
        ledgering.run(now=now)
    except (LedgerFault, KeyFault):
        _log.exception("the ledger can't record what was said before it is erased")


def sweep() -> int:
    """Erase the rows of contacts that no key opens any more; how many."""
    erased = 0
    while more := people.erase_opened_by_nothing():
        erased += more
    return erased


def locked(case_ids: Sequence[UUID], *, skip: bool) -> list[Facts]:
    """The facts of these cases, in their order, locked until the transaction ends; with `skip` past those that somebody
    else is at."""
    sql = f"SELECT {store.COLUMNS} FROM cases_case WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
    with connection.cursor() as cursor:
        cursor.execute(sql + (" SKIP LOCKED" if skip else ""), [list(case_ids)])
        return [store.read_facts(row) for row in cursor.fetchall()]


def _erase_words(facts: Facts, items: Sequence[int]) -> None:
    if not items:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ERASE_WORDS, [facts.id, list(items)])
        if 1 in items:
            cursor.execute(_FORGET_TERMS, [store.searchable(facts.place.address if facts.place else ""), facts.id])
