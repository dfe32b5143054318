"""Cases that are merged, answered for and closed in tests of the room, against the database."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tests import town

from linli.cases import commands, queries
from linli.cases.commands import Done, Joined, Spot
from linli.cases.rules import Facts, Given
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor

LAT, LON = town.IN_EAST
METRE = 1 / 111_195
DAY = timedelta(days=1)


def report(north: float = 0, *, now: datetime = town.NOW, klass: str = town.LAMP, component: str = "") -> Done:
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=now, text="The lamp is dark", class_key=klass,
        spot=Spot(LAT + north * METRE, LON, component=component),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value


def act(case_id: UUID, move: str, actor: Actor, now: datetime = town.NOW, **given: Any) -> Done:
    result = commands.act(case_id=case_id, move=move, actor=actor, given=Given(**given), command_id=uuid4(), now=now)
    assert isinstance(result, Allowed), result
    return result.value


def joined(part: Done, root: Done, actor: Actor = town.OPERATOR, now: datetime = town.NOW) -> Joined:
    result = commands.merge(case_id=part.case_id, into=root.case_id, actor=actor, command_id=uuid4(), now=now)
    assert isinstance(result, Allowed), result
    return result.value


def refusal(result: Result[Any]) -> str:
    assert isinstance(result, Refused), result
    return result.code


def facts(done: Done) -> Facts:
    found = queries.case(case_id=done.case_id)
    assert found is not None
    assert queries.rebuilt(case_id=done.case_id) == found.facts
    return found.facts


def answer(code: str, move: str, now: datetime = town.NOW, **given: Any) -> Done:
    found = queries.tracked(code=code)
    assert found is not None
    return act(found.leads.id, move, found.actor, now, **given)


def asked(root: Done, now: datetime = town.NOW) -> None:
    """Handle a case and let the check pass, so that its reporters are asked."""
    act(root.case_id, "accept", town.LAMP_HANDLER, now)
    act(root.case_id, "handle", town.LAMP_HANDLER, now, text="Bulb replaced")
    act(root.case_id, "pass", town.CHECKER, now)
