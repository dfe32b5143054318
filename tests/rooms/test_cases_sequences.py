"""Any sequence of acts through the one write path: the row is what its events fold to, and nothing is written by a
refusal."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests import town
from tests.laws import tried

from linli.cases import commands, queries
from linli.cases.commands import Spot
from linli.cases.rules import LATEST, Given
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import SYSTEM, Actor, reporter

GIVEN = Given(
    text="words",
    reason="not_ours",
    class_key=town.LAMP,
    unit_path=town.LIGHTING,
    verdict="partly",
    photos=("photo",),
)


def given_to(move: str, now: datetime) -> Given:
    reasons = {"pause": "weather", "suspend": "funds"}
    units = (town.EAST_OFFICE,) if move in ("call_in", "release") else ()
    return replace(
        GIVEN,
        reason=reasons.get(move, "not_ours"),
        until=now + timedelta(days=3),
        amount=1,
        units=units,
        other="",
        item=0,
    )


ACTORS: tuple[Actor | None, ...] = (*town.EVERYBODY, SYSTEM, None)
acts = st.tuples(
    st.sampled_from(ACTORS),
    st.sampled_from(sorted(LATEST.moves)),
    st.booleans(),
    st.integers(0, 10),
    st.integers(0, 200),
)


@pytest.mark.usefixtures("db")
@tried(40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([town.LAMP, town.NOISE, town.QUESTION, ""]), st.lists(acts, max_size=30))
def test_the_row_is_always_what_the_events_fold_to(
    class_key: str, sequence: list[tuple[Actor | None, str, bool, int, int]]
) -> None:
    town.install()
    now = town.NOW
    opened = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=now, class_key=class_key, spot=Spot(*town.IN_EAST)
    )
    assert isinstance(opened, Allowed)
    case_id = opened.value.case_id
    bearer = reporter(str(case_id))
    for actor, move, offered_only, days, choice in sequence:
        now += timedelta(days=days)
        view = queries.case(case_id=case_id)
        assert view is not None
        if offered_only:
            # Mostly what a page would offer: so that the case gets somewhere.
            ways = [
                (who, row.name)
                for who in (*town.EVERYBODY, SYSTEM, bearer)
                for row in queries.allowed_moves(facts=view.facts, actor=who, now=now)
            ]
            if not ways:
                continue
            actor, move = ways[choice % len(ways)]
        before = count(case_id)
        answer = commands.act(
            case_id=case_id, move=move, actor=actor or bearer, given=given_to(move, now), command_id=uuid4(), now=now
        )
        if isinstance(answer, Refused):
            assert count(case_id) == before
        else:
            assert count(case_id) == before + len(answer.value.moves) == answer.value.version
        after = queries.case(case_id=case_id)
        assert after is not None
        assert queries.rebuilt(case_id=case_id) == after.facts
        assert [stamp.seq for stamp in queries.timeline(case_id=case_id)] == list(range(1, after.version + 1))


def count(case_id: UUID) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_event WHERE case_id = %s", [case_id])
        return int(cursor.fetchone()[0])
