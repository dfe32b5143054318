"""Cases that belong together, in any order of acts and moments: what one keeps of another is true."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests import town
from tests.laws import DEEP, tried
from tests.rules.test_loop_machine import right

from linli.cases import commands, family, queries, timers
from linli.cases.commands import Spot
from linli.cases.family import Part
from linli.cases.queries import View
from linli.cases.retention import own
from linli.cases.rules import ENDED, Given, State
from linli.cases.rules.retention import Kind
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, reporter

pytestmark = pytest.mark.django_db
CASES = st.integers(0, 3)
HANDS = (town.OPERATOR, town.SUPERVISOR, town.DISPATCHER)


class Together(RuleBasedStateMachine):
    """Four lamps at one place."""

    @initialize()
    def report(self) -> None:
        self.world = transaction.atomic()
        self.world.__enter__()
        self.now = town.NOW
        self.codes: list[str] = []
        self.ids = [self._reported() for _ in range(4)]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    def _reported(self) -> UUID:
        done = commands.report(
            command_id=uuid4(), actor=town.PASSER_BY, source="web", now=self.now, text="Dark", class_key=town.LAMP,
            spot=Spot(*town.IN_EAST),
        )  # fmt: skip
        assert isinstance(done, Allowed)
        self.codes.append(done.value.code)
        return done.value.case_id

    def view(self, case_id: UUID) -> View:
        found = queries.case(case_id=case_id)
        assert found is not None
        return found

    @rule(which=CASES, choice=st.integers(0, 300))
    def anybody_acts(self, which: int, choice: int) -> None:
        facts = self.view(self.ids[which]).facts
        actors: tuple[Actor, ...] = (*town.EVERYBODY, reporter(str(facts.id)))
        ways = [
            (actor, move.name)
            for actor in actors
            for move in queries.allowed_moves(facts=facts, actor=actor, now=self.now)
            if move.name not in ("split", "attach", "detach", "join", "leave", "merge", "unmerge", "absorb", "let_go")
        ]
        if not ways:
            return
        actor, move = ways[choice % len(ways)]
        given = right(move, self.now, facts, actor)
        done = commands.act(
            case_id=facts.id, move=move, actor=actor, given=replace(given, other=""), command_id=uuid4(), now=self.now
        )
        assert isinstance(done, Allowed), (move, done)

    @rule(which=CASES, work=st.integers(1, 4))
    def it_is_worked_on(self, which: int, work: int) -> None:
        """The straight way, so that cases get far."""
        way = (("accept", town.LAMP_HANDLER), ("handle", town.LAMP_HANDLER), ("pass", town.CHECKER),
               ("confirm", town.OPERATOR), ("dispatch", town.DISPATCHER), ("resume", town.LAMP_HANDLER))  # fmt: skip
        for _ in range(work):
            for move, actor in way:
                commands.act(
                    case_id=self.ids[which], move=move, actor=actor, now=self.now, command_id=uuid4(),
                    given=Given(text="words", unit_path=town.LIGHTING),
                )  # fmt: skip

    @rule(which=CASES, days=st.integers(1, 3))
    def it_is_paused(self, which: int, days: int) -> None:
        commands.act(
            case_id=self.ids[which], move="pause", actor=town.LAMP_HANDLER, now=self.now, command_id=uuid4(),
            given=Given(reason="weather", until=self.now + timedelta(days=days)),
        )  # fmt: skip

    @rule(part=CASES, root=CASES)
    def merge(self, part: int, root: int) -> None:
        commands.merge(
            case_id=self.ids[part], into=self.ids[root], actor=town.OPERATOR, command_id=uuid4(), now=self.now
        )

    @rule(which=CASES)
    def unmerge(self, which: int) -> None:
        commands.unmerge(case_id=self.ids[which], actor=town.OPERATOR, command_id=uuid4(), now=self.now)

    @rule(parent=CASES, child=CASES, attach=st.booleans())
    def relate(self, parent: int, child: int, attach: bool) -> None:
        door = family.attach if attach else family.detach
        door(
            case_id=self.ids[parent], child_id=self.ids[child], text="words", actor=town.OPERATOR, command_id=uuid4(),
            now=self.now,
        )  # fmt: skip

    @rule(parent=CASES)
    def split(self, parent: int) -> None:
        done = family.split(
            case_id=self.ids[parent], parts=(Part(town.LAMP, "words"),), actor=town.DISPATCHER, command_id=uuid4(),
            now=self.now,
        )  # fmt: skip
        if isinstance(done, Allowed) and len(self.ids) < 6:
            self.ids.append(done.value[0].case_id)

    @rule(which=CASES)
    def follow(self, which: int) -> None:
        commands.follow(case_id=self.ids[which], command_id=uuid4(), language="en", now=self.now)

    @rule(which=CASES)
    def erase(self, which: int) -> None:
        found = queries.tracked(code=self.codes[which])
        assert found is not None
        own.erase_own(found=found, kinds=(Kind.WORDS,), command_id=uuid4(), now=self.now)

    @rule(hours=st.integers(1, 24 * 12))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(at_most=st.integers(1, 3))
    def a_worker_looks(self, at_most: int) -> None:
        timers.wake(now=self.now, at_most=at_most)
        assert timers.waiting(now=self.now).stuck == ()

    @invariant()
    def every_row_is_what_its_events_fold_to(self) -> None:
        for case_id in self.ids:
            assert self.view(case_id).facts == queries.rebuilt(case_id=case_id)

    @invariant()
    def what_one_keeps_of_another_is_true(self) -> None:
        views = {one: self.view(one).facts for one in self.ids}
        for case_id, facts in views.items():
            for child in facts.children:
                other = self.view(UUID(child.id)).facts
                assert other.parent == str(case_id)
                assert child.open == (other.closed_at is None)
            if facts.parent:
                assert any(child.id == str(case_id) for child in self.view(UUID(facts.parent)).facts.children)
                assert facts.merged is None
            for part in facts.parts:
                other = self.view(UUID(part.case)).facts
                assert other.merged is not None
                assert other.merged.into == case_id.hex
                assert (other.state is State.CLOSED) == (facts.state in ENDED)
            if facts.merged is not None:
                assert any(one.case == case_id.hex for one in self.view(UUID(facts.merged.into)).facts.parts)


def test_whatever_happens_to_cases_together_what_each_keeps_of_the_others_is_true() -> None:
    town.install()
    run_state_machine_as_test(Together, settings=tried(60, stateful_step_count=40 if DEEP else 20))
