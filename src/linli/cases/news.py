"""What acts have made of cases, for many of them at once: a part of `queries`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from linli.cases import store
from linli.cases.outbox import Told
from linli.cases.rules import Event, Facts, rebuild


@dataclass(frozen=True, slots=True)
class News:
    """The events of one act, and the case as it stood after them, whatever has happened since."""

    number: int
    facts: Facts
    events: tuple[Event, ...]


def news(told: Sequence[Told]) -> tuple[News, ...]:
    """What the acts `told` have made of their cases, in the same order, in two queries.

    A case that has moved on since is folded afresh up to the act. LookupError where there is no such case or event.
    """
    rows = store.load_all({one.case_id for one in told})
    missing = next((one.case_id for one in told if one.case_id not in rows), None)
    if missing is not None:
        raise LookupError(f"there is no case {missing}")
    from_seq = {one: one.first_seq if rows[one.case_id][0].version == one.last_seq else 1 for one in told}
    events = _events(told, [from_seq[one] for one in told])
    found = []
    for place, one in enumerate(told):
        facts, number = rows[one.case_id]
        chain = events[place]
        if from_seq[one] != one.first_seq or facts.version != one.last_seq:
            facts = rebuild(one.case_id, facts.flow, 0, chain)
        own = tuple(event for event in chain if event.seq >= one.first_seq)
        if not own or own[-1].seq != one.last_seq:
            raise LookupError(f"case {number} has no event {one.last_seq}")
        found.append(News(number, facts, own))
    return tuple(found)


def parts(case_ids: Collection[UUID]) -> dict[UUID, tuple[UUID, ...]]:
    """The reports that are merged into these cases now; a case without any is left out."""
    found: dict[UUID, list[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT other_id, case_id FROM cases_link WHERE kind = 'merged' AND other_id = ANY(%s) ORDER BY case_id",
            [list(case_ids)],
        )
        for case_id, part in cursor.fetchall():
            found.setdefault(case_id, []).append(part)
    return {case_id: tuple(merged) for case_id, merged in found.items()}


def numbers(case_ids: Collection[UUID]) -> dict[UUID, int]:
    """The numbers of these cases."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number FROM cases_case WHERE id = ANY(%s)", [list(case_ids)])
        return dict(cursor.fetchall())


def _events(told: Sequence[Told], first: Sequence[int]) -> dict[int, list[Event]]:
    """The events of each act by its place in `told`, from `first` to the act's last."""
    found: dict[int, list[Event]] = {place: [] for place in range(len(told))}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.place, {store.OF_EVENT} FROM unnest(%s::uuid[], %s::int[], %s::int[]) WITH ORDINALITY"
            " AS t(case_id, first_seq, last_seq, place)"
            " JOIN cases_event e ON e.case_id = t.case_id AND e.seq BETWEEN t.first_seq AND t.last_seq"
            " LEFT JOIN cases_words w ON w.case_id = e.case_id AND w.seq = e.seq ORDER BY t.place, e.seq",
            [[one.case_id for one in told], list(first), [one.last_seq for one in told]],
        )
        for place, *row in cursor.fetchall():
            found[place - 1].append(store.read_event(row))
    return found
