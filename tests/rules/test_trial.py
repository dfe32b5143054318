"""Rules tried on what happened: the events stay, only what the rules say of them differs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from tests import town
from tests.laws import tried
from tests.rules.loop_kit import Case

from linli.cases.commands import judge
from linli.cases.rules import Event, Facts, Given, Place, Source, decide, open_case
from linli.cases.rules.automatic import wakes_at
from linli.cases.rules.clock import Clock, handling, working
from linli.catalogue.rules.edition import Duty, Edition, LimitRow, Rung, Unit
from linli.catalogue.rules.routing import route
from linli.insight.rules.halves import half_of
from linli.insight.rules.tally import Reached, Tally
from linli.insight.rules.trial import Kind, Side, Trial, Tried
from linli.kernel.periods import Limit, Span
from linli.kernel.results import Allowed
from linli.kernel.rights import IMPORTER, Actor
from linli.kernel.words import words

NOW = town.NOW  # a Monday, 10:00 in Shanghai
EAST = Place(*town.IN_EAST, "990101001001001", town.EAST_COMMUNITY)
LONG_AFTER = NOW + timedelta(days=400)


class Life:
    """A case that is moved by hand, by the rules of an edition."""

    def __init__(self, class_key: str, edition: Edition = town.EDITION) -> None:
        self.edition = edition
        self.facts: Facts = open_case(uuid4(), edition)
        self.events: tuple[Event, ...] = ()
        self.act("report", town.PASSER_BY, NOW, class_key=class_key, place=EAST, source=Source.WEB, photos=("p",))

    def act(self, move: str, actor: Actor, at: datetime, **what: object) -> None:
        judged = judge(
            facts=self.facts, move=move, actor=actor, given=Given(**what),  # type: ignore[arg-type]
            edition=self.edition, now=at, history=lambda: self.events, grades=lambda _: "",
        )  # fmt: skip
        assert isinstance(judged, Allowed), judged
        self.facts, events = judged.value
        self.events += events


def trial(edition: Edition, now: datetime = LONG_AFTER) -> Trial:
    return Trial(edition, lambda _: town.EDITION, lambda e, key, area: route(e, class_key=key, area_path=area), now)


def judged(life: Life, edition: Edition, now: datetime = LONG_AFTER) -> Tried:
    facts = life.facts
    return trial(edition, now).judge(
        number=1, class_key=facts.class_key, area_path=facts.area_path, flow=facts.flow, edition=facts.edition,
        events=life.events,
    )  # fmt: skip


def lamp(handled_after: timedelta = timedelta(hours=30)) -> Life:
    """A dark lamp, due at 10:00 on Wednesday (two working days), and handled after so long."""
    life = Life(town.LAMP)
    life.act("accept", town.LAMP_HANDLER, NOW + timedelta(hours=1))
    life.act("handle", town.LAMP_HANDLER, NOW + handled_after, text="Bulb replaced.")
    life.act("pass", town.CHECKER, NOW + handled_after)
    return life


def limited(value: int, unit: str = "h", clock: str = "working") -> Edition:
    row = LimitRow(town.LAMP, "ordinary", words("一般", "Ordinary"), Limit(value, unit, clock))  # type: ignore[arg-type]
    return replace(town.EDITION, limits=(*town.EDITION.limits, row))


def test_a_shorter_limit_is_due_earlier_and_a_case_that_was_in_time_would_be_late() -> None:
    found = judged(lamp(), limited(4))
    assert found.kinds == (Kind.EARLIER, Kind.LATE, Kind.FURTHER)
    assert found.before.deadline == datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    assert found.after.deadline == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 10–12 and 14–16
    assert (found.before.late, found.after.late, found.promised) == (False, True, False)


def test_a_longer_limit_forgives_what_was_late() -> None:
    assert judged(lamp(timedelta(days=4)), limited(5, "d")).kinds == (Kind.LATER, Kind.ON_TIME, Kind.LESS_FAR)


def test_a_pause_that_happened_stops_the_tried_clock_too() -> None:
    life = Life(town.LAMP)
    life.act("accept", town.LAMP_HANDLER, NOW)
    life.act("pause", town.LAMP_HANDLER, NOW, reason="weather", text="Storm.", until=NOW + timedelta(days=1))
    found = judged(life, limited(3, "h", "continuous"), NOW + timedelta(hours=1))
    assert found.after.deadline == NOW + timedelta(days=1, hours=3)


def test_a_limit_that_is_gone_leaves_no_deadline() -> None:
    found = judged(lamp(), replace(town.EDITION, limits=()))
    assert found.kinds == (Kind.UNDATED,)


def test_another_duty_names_another_unit_and_its_calendar_counts() -> None:
    night = replace(town.EDITION.calendars["office"], week=((Span(20 * 60, 24 * 60),),) * 7)
    own = Unit(town.SANITATION, town.SANITATION, None, words("环卫所", "Sanitation"), "s@example.org", "night")
    tried = replace(
        town.EDITION,
        units={**town.EDITION.units, town.SANITATION: own},
        calendars={**town.EDITION.calendars, "night": night},
        duties=(*town.EDITION.duties, Duty(town.LAMP, "*", town.SANITATION)),
    )
    found = judged(lamp(), tried)
    assert found.kinds == (Kind.UNIT, Kind.LATER)
    assert (found.before.unit_path, found.after.unit_path) == (town.LIGHTING, town.SANITATION)
    # Two working days are 16 hours: four evenings of four hours.
    assert found.after.deadline == datetime(2026, 3, 5, 16, 0, tzinfo=UTC)


def test_two_equally_narrow_duties_are_a_conflict_and_none_leaves_a_class_without_an_owner() -> None:
    twice = (*town.EDITION.duties, Duty("component-*", "*", town.SANITATION))
    assert judged(lamp(), replace(town.EDITION, duties=twice)).kinds == (Kind.CONFLICT,)
    nobody = judged(lamp(), replace(town.EDITION, duties=()))
    assert (nobody.kinds, nobody.after.why, nobody.after.unit_path) == ((Kind.OWNERLESS,), "no_duty", "")


def test_a_duty_that_ends_a_conflict_gives_the_case_an_owner() -> None:
    single = tuple(duty for duty in town.EDITION.duties if duty.lead != town.SANITATION)
    assert judged(Life(town.NOISE), replace(town.EDITION, duties=single)).kinds == (Kind.OWNED,)


def test_a_class_that_the_tried_rules_lack_is_without_owner_and_deadline() -> None:
    classes = {key: one for key, one in town.EDITION.classes.items() if key != town.LAMP}
    found = judged(lamp(), replace(town.EDITION, classes=classes))
    assert found.kinds == (Kind.OWNERLESS, Kind.UNDATED)
    assert found.after.why == "unknown_class"


EVENING = timedelta(hours=31.5)


def steps(found: Side) -> list[tuple[str, int]]:
    return [(str(one.clock), one.at) for one in found.steps]


def with_ladder(*rungs: Rung) -> Edition:
    return replace(town.EDITION, ladder=rungs)


def test_a_tried_ladder_tells_others_of_the_same_case_and_its_rungs_are_those_of_the_timers() -> None:
    # On Tuesday at 17:30 thirteen and a half of the sixteen working hours are used up: 84 %.
    steeper = with_ladder(Rung("handle", 50, ("holder",)), Rung("handle", 75, ("lead", "area")))
    found = judged(lamp(EVENING), steeper)
    assert steps(found.before) == [("handle", 80)]
    assert steps(found.after) == [("handle", 50), ("handle", 75)]
    assert found.kinds == (Kind.OTHERWISE,)
    assert judged(lamp(EVENING), with_ladder(Rung("*", 80, ("holder",)), Rung("*", 83, ("lead",)))).kinds == (
        Kind.FURTHER,
    )
    assert judged(lamp(EVENING), with_ladder(Rung("*", 95, ("holder",)))).kinds == (Kind.LESS_FAR,)
    assert judged(lamp(EVENING), with_ladder(Rung("*", 80, ("lead",)))).kinds == (Kind.OTHERWISE,)


def test_a_rung_of_a_clock_that_ended_before_is_not_reached() -> None:
    found = judged(lamp(timedelta(hours=2)), with_ladder(Rung("*", 30, ("holder",)), Rung("*", 10, ("lead",))))
    # Two of sixteen hours are 12.5 %, and the check was made at once.
    assert steps(found.after) == [("handle", 10)]


def test_other_limits_of_posts_change_how_far_an_unfiled_report_climbs() -> None:
    life = Life("")
    longer = replace(
        town.EDITION,
        settings=replace(town.EDITION.settings, clocks={"file": Limit(2, "h", "working")}),
    )
    found = judged(life, longer, NOW + timedelta(hours=1))
    assert (steps(found.before)[:2], steps(found.after)) == ([("file", 80), ("file", 100)], [])
    assert found.kinds == (Kind.LESS_FAR,)


def test_an_imported_case_climbs_nothing_as_long_as_nobody_acted_on_it() -> None:
    found = as_imported(imported(NOW + timedelta(days=1), None), town.EDITION)
    assert (found.before.steps, found.after.steps) == ((), ())


def test_the_sums_count_cases_by_rung_and_by_level_before_and_after() -> None:
    tally = Tally()
    steeper = with_ladder(Rung("*", 80, ("holder",)), Rung("*", 83, ("lead", "area+1", "area")))
    for _ in range(2):
        tally.add(judged(lamp(EVENING), steeper))
    tally.add(judged(lamp(timedelta(hours=2)), steeper))
    handle = Clock.HANDLE
    assert tally.rungs_upwards() == [(handle, 80, Reached(2, 2)), (handle, 83, Reached(0, 2))]
    assert tally.levels_upwards() == [
        ("holder", Reached(2, 2)), ("lead", Reached(0, 2)), ("area", Reached(0, 2)), ("area+1", Reached(0, 2)),
    ]  # fmt: skip
    assert tally.kinds == {Kind.FURTHER: 2}


ACTS = (
    ("accept", town.LAMP_HANDLER, {}),
    ("pause", town.LAMP_HANDLER, {"reason": "weather", "until": 30}),
    ("resume", town.LAMP_HANDLER, {}),
    ("return", town.LAMP_HANDLER, {"reason": "not_ours", "text": "Not ours"}),
    ("dispatch", town.DISPATCHER, {"unit_path": town.LIGHTING}),
    ("ask_extension", town.LAMP_HANDLER, {"amount": 1, "text": "A part is missing"}),
    ("grant", town.DISPATCHER, {}),
    ("handle", town.LAMP_HANDLER, {"text": "Replaced", "photos": ("p",)}),
    ("fail", town.CHECKER, {"text": "Still dark"}),
    ("pass", town.CHECKER, {}),
    ("dissent", town.OPERATOR, {"verdict": "not_fixed", "text": "Still dark"}),
)


@tried(100)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, len(ACTS) - 1)), max_size=15), st.integers(0, 4000))
def test_the_rules_that_a_case_ran_under_differ_in_nothing_and_reach_what_really_climbed(
    way: list[tuple[int, int]], end: int
) -> None:
    case, now = Case(), NOW

    def pass_time(minutes: int) -> datetime:
        while (wakes := wakes_at(case.facts)) is not None and wakes <= now + timedelta(minutes=minutes):
            case.scan(wakes)
        return now + timedelta(minutes=minutes)

    for minutes, choice in way:
        now = pass_time(minutes)
        move, actor, brought = ACTS[choice]
        if move in case.offered(actor, now):
            hours = brought.get("until")
            until = {"until": now + timedelta(hours=hours)} if isinstance(hours, int) else {}
            case.go(move, actor, now=now, **(brought | until))
    now = pass_time(end)
    found = trial(town.EDITION, now).judge(
        number=1, class_key=town.LAMP, area_path=town.EAST_COMMUNITY, flow=case.facts.flow, edition=0,
        events=case.events,
    )  # fmt: skip
    assert found.kinds == ()
    climbed = [(event.given.reason, event.given.item, rung) for event in case.events for rung in event.given.rungs]
    assert {(one.clock, one.item, one.at) for one in found.after.steps} == set(climbed)
    assert len(found.after.steps) == len(climbed)


@tried(100)
@given(st.sets(st.integers(1, 300), max_size=5), st.integers(1, 300), st.integers(2, 400))
def test_one_more_rung_never_lets_a_case_climb_less(percents: set[int], more: int, hours: int) -> None:
    life = lamp(timedelta(hours=hours))
    few = with_ladder(*(Rung("*", at, ("lead",)) for at in sorted(percents - {more})), Rung("*", 999, ("lead",)))
    found = Trial(
        with_ladder(*few.ladder, Rung("*", more, ("area",))), lambda _: few,
        lambda e, key, area: route(e, class_key=key, area_path=area), LONG_AFTER,
    ).judge(
        number=1, class_key=town.LAMP, area_path=town.EAST_COMMUNITY, flow=2, edition=1, events=life.events
    )  # fmt: skip
    assert found.kinds in ((), (Kind.FURTHER,))
    assert set(found.before.steps) <= set(found.after.steps)


@given(
    hours=st.integers(2, 300),
    pause=st.integers(0, 5),
    klass=st.sampled_from([town.LAMP, town.RUBBISH, town.BURST, town.NOISE, town.QUESTION]),
    asked=st.integers(0, 4000),
)
def test_the_same_rules_differ_in_nothing(hours: int, pause: int, klass: str, asked: int) -> None:
    life = Life(klass)
    if life.facts.unit_path:
        handler = town.LAMP_HANDLER if life.facts.unit_path == town.LIGHTING else town.CLEANER
        life.act("accept", handler, NOW)
        if pause:
            until = NOW + timedelta(days=pause)
            life.act("pause", handler, NOW + timedelta(hours=1), reason="weather", text="Storm.", until=until)
        else:
            if life.facts.assisting:
                life.act("release", town.DISPATCHER, NOW, units=life.facts.assisting, text="Not needed.")
            life.act("handle", handler, NOW + timedelta(hours=hours), text="Done.", photos=("p",))
    found = judged(life, town.EDITION, NOW + timedelta(hours=asked))
    assert found.kinds == ()
    assert found.before == found.after


def test_the_clock_of_handling_alone_is_the_one_among_all_clocks() -> None:
    at_work = Life(town.LAMP)
    at_work.act("accept", town.LAMP_HANDLER, NOW + timedelta(hours=1))
    for life in (lamp(), at_work, Life(town.NOISE)):
        for now in (NOW, NOW + timedelta(days=2), LONG_AFTER):
            clocks = working(life.events, lambda _: town.EDITION, flow=life.facts.flow, now=now)
            assert handling(life.events, lambda _: town.EDITION, flow=life.facts.flow, now=now) == clocks.handling


@given(st.integers(1, 200), st.integers(1, 200), st.integers(2, 2000))
def test_a_longer_limit_is_never_due_earlier_and_never_makes_a_case_late(one: int, more: int, hours: int) -> None:
    life = lamp(timedelta(hours=hours))
    short, long = judged(life, limited(one)), judged(life, limited(one + more))
    assert short.after.deadline is not None and long.after.deadline is not None
    assert short.after.deadline < long.after.deadline
    assert short.after.late or not long.after.late


def imported(due_at: datetime | None, closed_at: datetime | None) -> tuple[Event, ...]:
    facts = open_case(uuid4(), town.EDITION)
    promise = {"due_at": due_at}
    given = Given(class_key=town.LAMP, source=Source.IMPORT, original="old:1", **({} if closed_at else promise))
    events = []
    steps = [("report", given, NOW)] + ([("record", Given(**promise), closed_at)] if closed_at else [])
    for move, what, at in steps:
        step = decide(facts=facts, move=move, actor=IMPORTER, given=what, edition=town.EDITION, now=at)
        assert isinstance(step, Allowed), step
        facts, event = step.value.facts, step.value.event
        events.append(event)
    return tuple(events)


def as_imported(events: tuple[Event, ...], edition: Edition, now: datetime = LONG_AFTER) -> Tried:
    return trial(edition, now).judge(number=1, class_key=town.LAMP, area_path="", flow=2, edition=1, events=events)


def test_an_imported_case_is_measured_against_what_its_own_system_had_promised() -> None:
    events = imported(NOW + timedelta(days=1), NOW + timedelta(hours=20))
    found = as_imported(events, limited(4))
    assert found.promised
    assert (found.before.deadline, found.before.late) == (NOW + timedelta(days=1), False)
    # The ordinary limit on the city's calendar, from the report.
    assert (found.after.deadline, found.after.late) == (datetime(2026, 3, 2, 8, 0, tzinfo=UTC), True)
    assert found.kinds == (Kind.EARLIER, Kind.LATE)


def test_an_imported_case_that_was_never_closed_is_late_as_soon_as_its_time_is_over() -> None:
    events = imported(NOW + timedelta(days=1), None)
    assert as_imported(events, limited(1, "d", "continuous")).kinds == ()
    before_it_ended = as_imported(events, limited(1, "d", "continuous"), NOW + timedelta(hours=23))
    assert (before_it_ended.before.late, before_it_ended.after.late) == (False, False)
    after = as_imported(events, limited(1, "d", "continuous"), NOW + timedelta(hours=25))
    assert (after.before.late, after.after.late) == (True, True)


def test_an_imported_case_without_a_promise_would_get_a_deadline() -> None:
    found = as_imported(imported(None, NOW + timedelta(hours=1)), limited(4))
    assert (found.kinds, found.promised) == ((Kind.DATED,), False)


def test_seconds_make_no_other_promise() -> None:
    events = imported(NOW + timedelta(days=1, seconds=40), NOW + timedelta(hours=20))
    assert as_imported(events, limited(1, "d", "continuous")).kinds == ()


def test_the_sums_count_each_difference_and_the_verdicts_that_agree() -> None:
    tally = Tally()
    tally.add(judged(lamp(), limited(4)))
    tally.add(judged(lamp(), town.EDITION))
    tally.add(as_imported(imported(NOW + timedelta(days=1), NOW + timedelta(hours=20)), limited(4)))
    tally.add(as_imported(imported(NOW + timedelta(days=1), NOW + timedelta(hours=3)), limited(4)))
    assert (tally.cases, tally.differing, tally.late_before, tally.late_after) == (4, 3, 0, 2)
    assert (tally.kinds[Kind.EARLIER], tally.kinds[Kind.LATE]) == (3, 2)
    assert (tally.promises, tally.same_verdict, tally.agreement) == (2, 1, 0.5)
    assert tally.classes[town.LAMP][Kind.LATE] == 2
    assert tally.units[town.LIGHTING][Kind.EARLIER] == 3


def test_no_promise_is_no_agreement() -> None:
    assert Tally().agreement is None


def test_the_halves_part_the_rows_about_evenly_and_always_the_same() -> None:
    first = sum(half_of(f"city:{number}") == "first" for number in range(2000))
    assert 900 < first < 1100
    assert half_of("boston-animals:101000729509") == half_of("boston-animals:101000729509")
