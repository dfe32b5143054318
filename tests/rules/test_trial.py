"""Rules tried on what happened: the events stay, only what the rules say of them differs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from tests import town

from linli.cases.commands import judge
from linli.cases.rules import Event, Facts, Given, Place, Source, decide, open_case
from linli.cases.rules.clock import handling, working
from linli.catalogue.rules.edition import Duty, Edition, LimitRow, Unit
from linli.catalogue.rules.routing import route
from linli.insight.rules.halves import half_of
from linli.insight.rules.tally import Tally
from linli.insight.rules.trial import Kind, Trial, Tried
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
    assert found.kinds == (Kind.EARLIER, Kind.LATE)
    assert found.before.deadline == datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
    assert found.after.deadline == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 10–12 and 14–16
    assert (found.before.late, found.after.late, found.promised) == (False, True, False)


def test_a_longer_limit_forgives_what_was_late() -> None:
    assert judged(lamp(timedelta(days=4)), limited(5, "d")).kinds == (Kind.LATER, Kind.ON_TIME)


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
