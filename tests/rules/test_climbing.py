"""A case that nobody acts on climbs: each rung of each clock once, in order, at the share of the limit that it says."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tests import town
from tests.laws import tried
from tests.rules.loop_kit import BEARER, CASE, DAY, EAST, MONDAY, THURSDAY, WEDNESDAY, Case
from tests.rules.test_loop_machine import ACTORS, right

from linli.cases.rules import Event, State, open_case, permitted, rebuild
from linli.cases.rules.automatic import wakes_at
from linli.cases.rules.climbing import ahead, climbs
from linli.cases.rules.ladder import Post, whom
from linli.cases.rules.tasks import open_tasks
from linli.catalogue.rules import document
from linli.catalogue.rules.edition import DEFAULT_LADDER, Rung
from linli.kernel.rights import Role, reporter

TUESDAY = MONDAY + DAY


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour of March 2026 in Shanghai."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def unfiled() -> Case:
    """A report without a class, which somebody has to file within 15 working minutes."""
    case = Case.__new__(Case)
    case.facts, case.events = open_case(CASE, town.EDITION), []
    case.go("report", town.PASSER_BY, source="web", text="It is dark", place=EAST)
    return case


def test_the_holder_is_reminded_at_80_percent_of_the_limit() -> None:
    case = Case()
    # 2 working days of 8 h are 16 h; 80 % are 12 h 48 min: 6 h on Monday from 10:00 on, 4 h on Tuesday morning, and
    # 2 h 48 min from 14:00 on.
    assert case.facts.climb_at == at(3, 16, 48)
    assert case.scan(at(3, 16, 47)) is None
    reminded = case.scan(at(3, 16, 48))
    assert reminded is not None
    assert (reminded.move, reminded.given.reason, reminded.given.rungs) == ("remind", "handle", (80,))
    assert whom(reminded) == (Post(Role.HANDLER, town.LIGHTING),)
    assert case.facts.climb_at == case.facts.due_at == WEDNESDAY


def test_it_climbs_to_the_lead_and_the_area_and_then_level_by_level() -> None:
    case = Case()
    told = []
    while case.facts.climb_at:
        now = case.facts.climb_at
        event = case.scan(now)
        assert event is not None
        told.append((now, event.move, event.given.rungs, [str(post) for post in whom(event)]))
    assert told == [
        (at(3, 16, 48), "remind", (80,), ["handler lighting"]),
        (at(4, 10), "climb", (100,), ["unit_lead lighting", f"area_lead {town.EAST_COMMUNITY}"]),
        (at(5, 10), "climb", (150,), [f"area_lead {town.EAST}"]),
        (at(6, 10), "climb", (200,), [f"area_lead {town.DISTRICT}"]),
    ]
    assert case.facts.state is State.HANDLING
    [climbed] = case.facts.climbed
    assert (climbed.clock, climbed.at, len(climbed.posts)) == ("handle", 200, 5)
    assert case.scan(MONDAY + 100 * DAY) is None


def test_an_outage_is_made_up_for_by_one_event_that_names_what_was_passed() -> None:
    case = Case()
    late = case.scan(at(5, 12))
    assert late is not None
    assert (late.move, late.given.rungs) == ("climb", (80, 100, 150))
    assert [str(post) for post in whom(late)] == [
        "handler lighting", "unit_lead lighting", f"area_lead {town.EAST_COMMUNITY}", f"area_lead {town.EAST}",
    ]  # fmt: skip
    assert case.scan(at(5, 12)) is None
    assert case.facts.climb_at == at(6, 10)


def test_more_time_moves_what_is_ahead_and_repeats_nothing() -> None:
    case = Case()
    case.scan(WEDNESDAY)
    case.ask(1)
    case.go("grant", town.DISPATCHER, now=WEDNESDAY)
    assert case.facts.due_at == THURSDAY
    # 150 % of 3 working days are 36 h: 6 on Monday, 8 on each day to Thursday, and 6 on Friday until 16:00.
    assert case.facts.climb_at == at(6, 16)
    assert case.scan(THURSDAY) is None


def test_a_stopped_clock_does_not_climb_and_goes_on_where_it_stood() -> None:
    case = Case()
    case.go("pause", town.LAMP_HANDLER, reason="weather", until=THURSDAY)
    assert case.facts.climb_at is None
    resumed = case.scan(THURSDAY)
    assert resumed is not None
    assert resumed.move == "resume"
    assert case.facts.climb_at == at(6, 16, 48)


def test_a_case_that_waits_for_the_reporter_does_not_climb() -> None:
    case = Case()
    case.go("handle", town.LAMP_HANDLER, text="Bulb replaced", photos=("photo",))
    assert case.facts.climb_at == MONDAY + timedelta(minutes=24)  # 80 % of the check's half an hour
    case.go("pass", town.CHECKER)
    assert case.facts.climb_at is None


def test_an_unfiled_report_climbs_to_intakes_lead() -> None:
    case = unfiled()
    assert case.facts.climb_at == MONDAY + timedelta(minutes=12)
    reminded = case.scan(MONDAY + timedelta(minutes=12))
    assert reminded is not None
    assert whom(reminded) == (Post(Role.OPERATOR), Post(Role.SUPERVISOR))
    climbed = case.scan(MONDAY + timedelta(minutes=15))
    assert climbed is not None
    assert (climbed.given.reason, whom(climbed)) == (
        "file",
        (Post(Role.SUPERVISOR), Post(Role.AREA_LEAD, town.EAST_COMMUNITY)),
    )


def test_after_a_return_the_promise_climbs_on_to_whoever_has_the_case_then() -> None:
    case = Case()
    case.go("return", town.LAMP_HANDLER, reason="not_ours", text="A private lamp")
    assert case.facts.climb_at == at(3, 16, 48)
    reminded = case.scan(at(3, 16, 48))
    assert reminded is not None
    assert whom(reminded) == (Post(Role.DISPATCHER),)
    case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION, now=at(3, 17))
    # Sanitation isn't reminded of what the dispatcher was, but its lead is told at 100 %.
    assert case.facts.climb_at == WEDNESDAY
    climbed = case.scan(WEDNESDAY)
    assert climbed is not None
    assert whom(climbed)[0] == Post(Role.UNIT_LEAD, town.SANITATION)


def test_a_dispute_that_nobody_rules_on_climbs_to_those_who_may_rule() -> None:
    case = Case()
    for move, actor in (("return", town.LAMP_HANDLER), ("contest", town.CLEANER)):
        case.go(move, actor, reason="not_ours", text="Not ours")
        if move == "return":
            case.go("dispatch", town.DISPATCHER, unit_path=town.SANITATION)
    assert case.facts.state is State.DISPUTED
    reminded = case.scan(at(3, 16, 48))
    assert reminded is not None
    assert set(whom(reminded)) == {Post(Role.AREA_LEAD, town.EAST_COMMUNITY), Post(Role.SUPERVISOR)}


def test_a_contested_closure_that_nobody_looks_at_climbs_like_any_check() -> None:
    case = Case()
    case.go("follow", reporter(str(CASE), voice="neighbour"))
    case.go("handle", town.LAMP_HANDLER, text="Done")
    case.go("pass", town.CHECKER)
    case.go("differ", BEARER, verdict="not_fixed", text="Still dark")
    assert case.facts.climb_at == at(2, 10, 24)  # 80 % of the 30 working minutes of a check
    case.scan(at(2, 10, 24))
    assert whom(case.events[-1]) == (Post(Role.CHECKER), Post(Role.COLLECTOR))
    case.scan(at(2, 10, 30))
    assert whom(case.events[-1])[0] == Post(Role.SUPERVISOR)
    assert case.go("uphold", town.CHECKER, now=at(2, 11), text="It is lit").climb_at is None


def test_a_new_round_climbs_afresh() -> None:
    case = Case()
    case.scan(WEDNESDAY)
    case.go("handle", town.LAMP_HANDLER, text="Bulb replaced", photos=("photo",), now=WEDNESDAY)
    case.go("pass", town.CHECKER, now=WEDNESDAY)
    case.go("dissent", town.OPERATOR, verdict="not_fixed", text="Still dark", now=WEDNESDAY)
    assert case.facts.climbed == ()
    case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING, now=WEDNESDAY)
    assert case.facts.climb_at == at(5, 16, 48)


def with_parts(*units: str, **given: object) -> Case:
    """A lamp of which other units were asked to do a part on Monday at 10:00."""
    case = Case()
    lead = town.staff(40, Role.UNIT_LEAD, unit_path=town.LIGHTING)
    case.go("call_in", lead, units=units or (town.SANITATION,), text="The branches have to go first", **given)
    return case


def test_a_part_that_nobody_does_climbs_the_ladder_of_the_unit_that_assists() -> None:
    case = with_parts(amount=1)  # a working day of 8 h: 80 % are 6 h 24 min, 6 h on Monday from 10:00 on
    assert case.facts.climb_at == at(3, 8, 24)
    told = []
    while case.facts.climb_at:
        event = case.scan(case.facts.climb_at)
        assert event is not None
        if event.given.reason == "assist":
            told.append((event.at, event.move, event.given.rungs, event.given.units, [str(one) for one in whom(event)]))
    assert [(move, rungs, units, posts) for _, move, rungs, units, posts in told] == [
        ("remind", (80,), (town.SANITATION,), ["handler sanitation"]),
        ("climb", (100,), (town.SANITATION,), ["unit_lead sanitation", f"area_lead {town.EAST_COMMUNITY}"]),
        ("climb", (150,), (town.SANITATION,), [f"area_lead {town.EAST}"]),
        ("climb", (200,), (town.SANITATION,), [f"area_lead {town.DISTRICT}"]),
    ]
    assert told[1][0] == at(3, 10)
    assert {(one.clock, one.part, one.at) for one in case.facts.climbed} == {
        ("handle", "", 200), ("assist", town.SANITATION, 200),
    }  # fmt: skip


def test_parts_that_one_act_asked_for_climb_each_by_themselves() -> None:
    case = with_parts(town.SANITATION, town.EAST_OFFICE)
    first = [case.scan(at(3, 16, 48)) for _ in range(3)]
    assert [(one.given.reason, one.given.units) for one in first if one] == [
        ("handle", ()), ("assist", (town.EAST_OFFICE,)), ("assist", (town.SANITATION,)),
    ]  # fmt: skip
    assert case.scan(at(3, 16, 48)) is None
    case.go("assist_accept", town.CLEANER, now=at(3, 17))
    case.go("assist_done", town.CLEANER, text="Branches cut", now=at(3, 17))
    assert [one.part for one in case.facts.climbed] == ["", town.EAST_OFFICE]
    after = [case.scan(WEDNESDAY) for _ in range(2)]
    assert [(one.given.reason, one.given.units) for one in after if one] == [
        ("handle", ()), ("assist", (town.EAST_OFFICE,)),
    ]  # fmt: skip
    assert case.scan(WEDNESDAY) is None


def test_a_part_climbs_while_the_lead_has_paused_and_stands_still_while_the_case_does() -> None:
    case = with_parts()
    case.go("pause", town.LAMP_HANDLER, reason="weather", until=MONDAY + 10 * DAY)
    assert case.facts.climb_at == at(3, 16, 48)
    reminded = case.scan(at(3, 16, 48))
    assert reminded is not None
    assert (reminded.given.reason, reminded.after) == ("assist", State.PAUSED)
    assert case.facts.until == MONDAY + 10 * DAY
    case.go("suspend", town.SUPERVISOR, reason="funds", until=MONDAY + 30 * DAY, text="No money", now=at(3, 17))
    assert case.facts.climb_at is None


def test_after_an_outage_each_clock_makes_up_for_it_in_one_event() -> None:
    case = with_parts()
    late = [case.scan(at(5, 12)) for _ in range(2)]
    assert [(one.given.reason, one.given.rungs) for one in late if one] == [
        ("handle", (80, 100, 150)), ("assist", (80, 100, 150)),
    ]  # fmt: skip
    assert late[1] is not None
    assert late[1].given.due_at == WEDNESDAY
    assert case.scan(at(5, 12)) is None


def test_a_part_that_was_sent_back_and_asked_for_again_climbs_afresh() -> None:
    case = with_parts()
    case.scan(at(3, 16, 48)), case.scan(at(3, 16, 48))
    case.go("assist_return", town.CLEANER, reason="not_ours", text="Not ours", now=at(3, 17))
    assert [one.part for one in case.facts.climbed] == [""]
    lead = town.staff(40, Role.UNIT_LEAD, unit_path=town.LIGHTING)
    case.go("call_in", lead, units=(town.SANITATION,), text="It is yours", now=at(3, 17))
    found = [one for one in ahead(case.facts, town.EDITION, case.events) if one.part]
    assert [(one.rung.at, one.part) for one in found] == [(80, town.SANITATION)]


def test_a_city_may_write_rungs_for_parts_else_they_climb_as_handling_does() -> None:
    rung = Rung("handle", 90, ("lead",))
    assert replace(town.EDITION, ladder=(rung,)).rungs_for("assist") == (rung,)
    own = Rung("assist", 50, ("holder",))
    assert replace(town.EDITION, ladder=(rung, own)).rungs_for("assist") == (own,)
    assert town.EDITION.rungs_for("assist") == DEFAULT_LADDER


def test_parts_of_a_case_from_before_they_climbed_go_on_as_they_were() -> None:
    case = Case()
    case.facts = replace(case.facts, flow=2)
    before = case.facts.climb_at
    lead = town.staff(40, Role.UNIT_LEAD, unit_path=town.LIGHTING)
    case.go("call_in", lead, units=(town.SANITATION,), text="The branches have to go first")
    assert case.facts.climb_at == before
    assert {one.part for one in ahead(case.facts, town.EDITION, case.events)} == {""}
    assert rebuild(CASE, 2, 0, case.events) == case.facts


def test_an_edition_keeps_its_ladder_and_one_from_before_there_were_any_has_the_usual() -> None:
    own = replace(town.EDITION, ladder=(Rung("file", 50, ("supervisor",)), *DEFAULT_LADDER))
    written = document.write(own)
    assert document.read(written, number=1, name="town", digest="town").ladder == own.ladder
    assert own.rungs_for("file") == (own.ladder[0],)
    assert own.rungs_for("check") == DEFAULT_LADDER
    del written["ladder"]
    assert document.read(written, number=1, name="town", digest="town").ladder == DEFAULT_LADDER


class Climb(RuleBasedStateMachine):
    """A lamp that anybody acts on in any order, while workers look at it at any time."""

    watched = False  # whether a worker looks all the time

    def __init__(self) -> None:
        super().__init__()
        self.case = unfiled()
        self.now = MONDAY

    @rule(choice=st.integers(0, 1000))
    def somebody_acts(self, choice: int) -> None:
        ways = [
            (actor, move)
            for actor in ACTORS
            for move in permitted(facts=self.case.facts, actor=actor, edition=town.EDITION, now=self.now)
            if move.name not in ("remind", "climb", "silence", "lapse", "draw", "call_missed")
            and (move.target is not None or choice % 5 == 0 or move.name == "call_in")
        ]
        if ways:
            actor, move = ways[choice % len(ways)]
            brought = right(move.name, self.now, self.case.facts, actor)
            given = {name: getattr(brought, name) for name in (*move.needs, *move.may)}
            if move.name == "dispatch" and choice % 2:
                given["assisting"] = (town.SANITATION, town.EAST_OFFICE)
            self.case.go(move.name, actor, now=self.now, **given)
        if self.watched:
            self.a_worker_looks()

    @rule(minutes=st.one_of(st.integers(0, 60), st.integers(0, 5 * 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        end = self.now + timedelta(minutes=minutes)
        while self.watched and (wakes := wakes_at(self.case.facts)) is not None and wakes <= end:
            self.now = wakes
            self.a_worker_looks()
        self.now = end

    @rule()
    def a_worker_looks(self) -> None:
        while self.case.scan(self.now):
            assert self.case.events[-1].at == self.now
        assert self.case.facts.climb_at is None or self.case.facts.climb_at > self.now

    @invariant()
    def the_timer_is_that_of_the_ledger(self) -> None:
        facts = self.case.facts
        nearest = ahead(facts, town.EDITION, self.case.events)
        assert facts.climb_at == (nearest[0].at if nearest else None)
        if facts.state in (State.SUSPENDED, State.CONFIRMING, State.CLOSED):
            assert facts.climb_at is None
        if facts.state is State.PAUSED:
            assert facts.climb_at is None or facts.assisting
        open_parts = {(task.item, task.unit_path) for task in open_tasks(facts)}
        assert {(one.item, one.part) for one in facts.climbed if one.part} <= open_parts

    @invariant()
    def each_clock_climbs_each_rung_once_and_in_order(self) -> None:
        by_clock: dict[tuple[str, int, tuple[str, ...]], list[int]] = defaultdict(list)
        for event in self.case.events:
            by_clock[event.given.reason, event.given.item, event.given.units] += event.given.rungs
        for (clock, *_), climbed in by_clock.items():
            if climbed:
                assert climbed == [rung.at for rung in town.EDITION.rungs_for(clock)][: len(climbed)]

    @invariant()
    def what_climbed_is_what_a_replay_of_the_events_says(self) -> None:
        """All of it where a worker looks all the time; what nobody noticed in time never climbs otherwise."""
        climbed = {
            (event.given.reason, event.given.item, *event.given.units, rung)
            for event in self.case.events
            for rung in event.given.rungs
        }
        born = open_case(CASE, town.EDITION)
        found = climbs(born, town.EDITION, self.case.events, self.now)
        replayed = [(one.clock, one.item, *filter(None, [one.part]), one.rung.at) for one in found]
        assert len(replayed) == len(set(replayed))
        assert climbed == set(replayed) if self.watched else climbed <= set(replayed)

    @invariant()
    def the_events_rebuild_the_case(self) -> None:
        events: list[Event] = self.case.events
        assert rebuild(CASE, self.case.facts.flow, 0, events) == self.case.facts


class Watched(Climb):
    """The same lamp under the eyes of a worker that never sleeps."""

    watched = True


Watched.TestCase.settings = tried(200, stateful_step_count=40)
TestWatched = Watched.TestCase
Climb.TestCase.settings = tried(200, stateful_step_count=40)
TestClimb = Climb.TestCase
