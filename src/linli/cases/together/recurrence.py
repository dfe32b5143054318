"""The third closed case of one class at one place within 90 days opens a case about the cause, exactly once."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import connection

from linli.cases import links, store
from linli.cases.judging import grade_today
from linli.cases.rules import Facts, Given, Source, decide, open_case, recurrence
from linli.catalogue import queries as catalogue
from linli.kernel.ids import tracking_code, uuid7
from linli.kernel.results import Refused
from linli.kernel.rights import SYSTEM

# Said exactly as the index `case_recurs` says it, or PostgreSQL reads every case that was ever closed.
_PLACE = "(COALESCE(NULLIF(c.component, ''), c.cell)) COLLATE \"C\""
CLOSED_HERE = f"""
SELECT c.id FROM cases_case c
WHERE {_PLACE} = %(place)s AND c.class_key = %(class)s AND c.closed_at >= %(since)s AND c.closed_at IS NOT NULL
    AND c.cell <> '' AND c.outcome = ANY(%(counted)s) AND c.handled_units <> '{{}}' AND c.source <> ALL(%(never)s)
    AND NOT c.more ? 'merged'
    AND NOT EXISTS (SELECT FROM cases_link l WHERE l.other_id = c.id AND l.kind = 'cause')
ORDER BY c.closed_at DESC, c.id DESC LIMIT 50
"""
_OPEN_ALREADY = f"""
SELECT c.id FROM cases_case c
WHERE c.source = 'system' AND c.state <> 'closed' AND c.closed_at IS NULL AND c.class_key = %(class)s
    AND {_PLACE} = %(place)s
ORDER BY c.id LIMIT 1
"""


def notice_recurrence(*, facts: Facts, now: datetime) -> UUID | None:
    """Look whether a case that was just closed is one too many of its class at its place; the case about the cause.

    In the transaction that closes it. Who closes another of them at the same moment waits, and then sees this one. Each
    case counts once: what a case about a cause names already doesn't open a second one; while that is open, it takes
    further ones along. None where nothing recurs.
    """
    place = facts.place
    if place is None or not recurrence.counts(facts):
        return None
    key = recurrence.place_key(place.component, place.cell)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{facts.class_key} {key}"])
        cursor.execute(CLOSED_HERE, where(facts.class_key, key, now))
        closed = [row[0] for row in cursor.fetchall()]
        cursor.execute(_OPEN_ALREADY, where(facts.class_key, key, now))
        found = cursor.fetchone()
    about = found[0] if found else _opened(facts, now) if len(closed) >= recurrence.OFTEN else None
    if about is not None:
        for case_id in closed:
            links.link(case_id=about, kind="cause", other_id=case_id)
    return about


def where(class_key: str, place: str, now: datetime) -> dict[str, Any]:
    """The parameters of `CLOSED_HERE`."""
    return {
        "class": class_key, "place": place, "since": recurrence.since(now),
        "counted": [str(outcome) for outcome in recurrence.COUNTED], "never": [Source.SYSTEM, Source.IMPORT],
    }  # fmt: skip


def _opened(facts: Facts, now: datetime) -> UUID | None:
    """The new case, for the area's lead; None where the rules in force no longer have the class."""
    edition = catalogue.current()
    given = Given(source=Source.SYSTEM, class_key=facts.class_key, place=facts.place)
    decided = decide(
        facts=open_case(uuid7(now), edition), move="recur", actor=SYSTEM, given=given, edition=edition, now=now,
        grade=grade_today(facts.area_path),
    )  # fmt: skip
    if isinstance(decided, Refused):
        return None
    step = decided.value
    command_id = uuid5(facts.id, f"recurrence {facts.version}")
    written = store.Written(command_id, step.facts, (step.event,), now)
    # Nobody is given the code of a case that nobody reported.
    key = store.key_of(tracking_code(settings.LINLI_TRACKING_KEY, command_id))
    if store.insert_case(written, key=key, holder="nobody", language="") is None:
        raise RuntimeError(f"command {command_id} was used before case {facts.id} was closed")
    return step.facts.id
