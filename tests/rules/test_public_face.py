"""When what anybody may see of a case last changed: acts that only posts or the reporter notice don't count."""

from datetime import timedelta

import pytest
from tests import town
from tests.rules.loop_kit import BEARER, DAY, MONDAY, Case

from linli.cases.rules import Given, State, decide, open_case
from linli.kernel.results import Allowed
from linli.kernel.rights import SYSTEM


def test_a_report_is_a_change() -> None:
    step = decide(
        facts=open_case(Case().facts.id, town.EDITION), move="report", actor=town.PASSER_BY, given=Given(source="web"),
        edition=town.EDITION, now=MONDAY,
    )  # fmt: skip
    assert isinstance(step, Allowed) and step.value.facts.changed_at == MONDAY


@pytest.mark.parametrize(
    ("move", "actor", "given"),
    [("note", town.LAMP_HANDLER, {"text": "x"}), ("follow", BEARER, {}), ("add", BEARER, {"text": "x"})],
    ids=["note", "follow", "add"],
)
def test_talk_changes_nothing_in_public(move: str, actor: town.Actor, given: dict[str, object]) -> None:
    case = Case()
    assert case.go(move, actor, now=MONDAY + DAY, **given).changed_at == MONDAY


def test_every_other_state_unit_and_deadline_is_a_change() -> None:
    case = Case()
    case.ask()
    before = case.facts
    after = case.go("grant", town.SUPERVISOR, now=MONDAY + timedelta(hours=1), text="Granted")
    assert after.state == before.state and after.due_at != before.due_at
    assert after.changed_at == MONDAY + timedelta(hours=1)
    assert case.go("handle", town.LAMP_HANDLER, now=MONDAY + DAY, text="Done").changed_at == MONDAY + DAY


def test_a_closure_that_is_looked_at_again_stands_and_looks_the_same() -> None:
    case = Case()
    case.go("handle", town.LAMP_HANDLER, text="Done")
    case.go("pass", town.CHECKER)
    closed = case.go("confirm", BEARER, now=MONDAY + DAY)
    assert closed.state is State.CLOSED and closed.changed_at == closed.closed_at == MONDAY + DAY
    sampled = case.go("sample", SYSTEM, now=MONDAY + 2 * DAY)
    assert sampled.state is State.SAMPLED and sampled.changed_at == MONDAY + DAY
