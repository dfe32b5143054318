"""What the ledger records of an event: the texts of its parts, from which its leaf is made.

JSON with sorted keys, without spaces, in UTF-8; moments in UTC. The texts of an event are always the same, so that the
whole ledger can be worked out again from the events.
"""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

_FORM = orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z


class Recorded(NamedTuple):
    """An event as it lies in the database, with the number of its case, its words and their salt. `given` is JSON."""

    id: int
    case_id: UUID
    number: int | None
    seq: int
    command_id: UUID
    step: int
    move: str
    at: datetime
    recorded_at: datetime
    before: str
    after: str
    actor_kind: str
    actor_id: int | None
    role: str
    actor_unit: str
    edition: int
    origin: str
    given: str
    words: str | None = None
    salt: UUID | None = None


def what(event: Recorded) -> bytes:
    """What happened, and when: nothing that tells who, where, or in which words."""
    return _text(
        {
            "id": event.case_id,
            "case": event.number,
            "event": event.seq,
            "move": event.move,
            "at": event.at.astimezone(UTC),
            "recorded": event.recorded_at.astimezone(UTC),
            "before": event.before,
            "after": event.after,
            "by": event.actor_kind,
            "role": event.role,
            "edition": event.edition,
            "origin": event.origin,
        }
    )


def given(event: Recorded) -> bytes:
    """What the act brought with it, the words aside."""
    return _text(orjson.loads(event.given))


def who(event: Recorded) -> bytes:
    """The account and the unit that acted, and the command by which."""
    return _text({"account": event.actor_id, "unit": event.actor_unit, "command": event.command_id, "step": event.step})


def _text(value: Any) -> bytes:
    return orjson.dumps(value, option=_FORM)
