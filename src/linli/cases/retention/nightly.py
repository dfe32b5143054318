"""Erasing by the clock: every night what closed cases hold past its term, in batches, past whatever somebody is at.

Each batch is one transaction; killed at any moment, nothing of it has happened, or the keys are gone, the event says
so, and the next run erases the rows that nothing opens any more.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from linli.cases import store
from linli.cases.retention import kept
from linli.cases.rules import PUBLIC_MOVES, Facts
from linli.cases.rules.retention import Kind, Rule, due_kinds
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.files import queries as files
from linli.people import queries as contacts

BATCH = 100
_log = logging.getLogger(__name__)
_WITH_WORDS = """
SELECT DISTINCT w.case_id FROM cases_words w
JOIN cases_case c ON c.id = w.case_id AND c.state IN ('closed', 'sampled')
JOIN cases_event e ON e.case_id = w.case_id AND e.seq = w.seq
WHERE w.case_id > %s AND e.move <> ALL(%s) ORDER BY w.case_id LIMIT %s
"""
_NOWHERE = UUID(int=0)
type Next = Callable[[UUID, int], Sequence[UUID]]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a run has come: among which cases it looks (with a contact, with photos, with words), behind which."""

    stage: int = 0
    after: UUID = _NOWHERE


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run did: erased kinds by how many cases, rows of contacts that were swept, cases that couldn't be done;
    and where to go on, None where it came to the end."""

    cases: Mapping[Kind, int]
    swept: int
    failed: int
    mark: Mark | None = None


START = Mark()


def run(*, now: datetime, begin: Mark = START, lasting: timedelta | None = None, batch: int = BATCH) -> Ran:
    """Erase all that is due behind `begin`, for about `lasting`. Safe beside anything else, and to be killed and run
    again. Raises NoEditionError where no city was loaded yet: nothing says how long anything is kept."""
    edition = catalogue.current()
    done: Counter[Kind] = Counter()
    failed: set[UUID] = set()
    until = None if lasting is None else monotonic() + lasting.total_seconds()
    kept.record_first(now=now)
    for mark, candidates in _candidates(batch, begin):
        try:
            done += _erase(candidates, edition, now)
        except (DatabaseError, RuntimeError, OSError):
            _log.exception("%d cases can't be erased from together", len(candidates))
            for one in candidates:
                try:
                    done += _erase([one], edition, now)
                except (DatabaseError, RuntimeError, OSError):
                    _log.exception("case %s: what is due can't be erased; it is tried again next time", one)
                    failed.add(one)
        if until is not None and monotonic() > until:
            return Ran(dict(done), kept.sweep(), len(failed), mark)
    return Ran(dict(done), kept.sweep(), len(failed))


def due(*, now: datetime, batch: int = 1000) -> Mapping[Kind, int]:
    """How many cases hold something of each kind past its term."""
    edition = catalogue.current()
    waiting: dict[Kind, set[UUID]] = {kind: set() for kind in Kind}
    for _, candidates in _candidates(batch, START):
        held = kept.holdings(candidates)
        for one, _ in store.load_all(candidates).values():
            for kind in held[one.id].only(due_kinds(one, edition, now)).kinds:
                waiting[kind].add(one.id)
    return {kind: len(cases) for kind, cases in waiting.items()}


def _erase(case_ids: Sequence[UUID], edition: Edition, now: datetime) -> Counter[Kind]:
    with transaction.atomic():
        over = [(facts, kinds) for facts, kinds in _over(case_ids, edition, now) if kinds]
        held = kept.holdings([facts.id for facts, _ in over])
        deeds = [(facts, held[facts.id].only(kinds)) for facts, kinds in over]
        kept.erase(deeds, rule=Rule.TERM, now=now)
    return Counter(kind for _, holding in deeds for kind in holding.kinds)


def _over(case_ids: Sequence[UUID], edition: Edition, now: datetime) -> Iterator[tuple[Facts, frozenset[Kind]]]:
    for facts in kept.locked(case_ids, skip=True):
        yield facts, due_kinds(facts, edition, now)


def _candidates(batch: int, begin: Mark) -> Iterator[tuple[Mark, Sequence[UUID]]]:
    """The cases that hold anything, batch by batch, each with the mark behind it. Of all cases only those are looked at
    that still have something."""
    each: tuple[Next, ...] = (
        lambda after, most: contacts.next_contacts(after, at_most=most),
        lambda after, most: files.next_subjects(after, at_most=most),
        _with_words,
    )
    for stage in range(begin.stage, len(each)):
        after = begin.after if stage == begin.stage else _NOWHERE
        while found := each[stage](after, batch):
            after = found[-1]
            yield Mark(stage, after), found


def _with_words(after: UUID, at_most: int) -> Sequence[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_WITH_WORDS, [after, list(PUBLIC_MOVES), at_most])
        return [row[0] for row in cursor.fetchall()]
