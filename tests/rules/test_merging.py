"""Merged and unmerged a case is what it was; several reporters are asked, each by a voice of their own."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import town
from tests.laws import tried
from tests.rules.loop_kit import BEARER, CASE, DAY, EAST, FRIDAY, MONDAY, THURSDAY, WEDNESDAY, Case

from linli.cases.rules import LATEST, Facts, Given, Place, State, answer_row, merging, rebuild
from linli.cases.rules.clock import Clock, working
from linli.cases.rules.facts import Outcome
from linli.cases.rules.parts import Voice
from linli.kernel.rights import SYSTEM, Actor, reporter

OTHER = UUID("01900000-0000-7000-8000-000000000002")
METRE = 1 / 111_195
NEIGHBOUR = reporter(str(CASE), voice=OTHER.hex)
FOLLOWER = reporter(str(CASE), voice="0123456789abcdef")


def merged(case: Case, now: object = MONDAY) -> Facts:
    return case.go("merge", town.OPERATOR, other=OTHER.hex, now=now)  # type: ignore[arg-type]


def asked(metres: float = 20) -> Case:
    """A case with two reporters that has been checked: both are asked."""
    case = Case()
    place = Place(EAST.lat + metres * METRE, EAST.lon)
    case.go("absorb", town.OPERATOR, other=OTHER.hex, place=place)
    case.go("handle", town.LAMP_HANDLER, text="Bulb replaced")
    case.go("pass", town.CHECKER)
    return case


def row(case: Case, answer: str, actor: Actor) -> str:
    return answer_row(facts=case.facts, move=answer, actor=actor, edition=town.EDITION, now=MONDAY)


class TestThereAndBack:
    @given(
        acts=st.lists(
            st.sampled_from(["pause", "resume", "ask_extension", "grant", "return", "dispatch", "accept", "note"]),
            max_size=12,
        ),
        days=st.integers(0, 60),
    )
    @tried()
    def test_wherever_it_stands_it_comes_back_as_it_was(self, acts: list[str], days: int) -> None:
        case = Case()
        who = {"grant": town.DISPATCHER, "dispatch": town.DISPATCHER, "note": town.OPERATOR}
        for move in acts:
            actor = who.get(move, town.LAMP_HANDLER)
            if move in case.offered(actor):
                case.go(move, actor, **GIVEN[move])
        before, events = case.facts, len(case.events)
        facts = merged(case)
        assert (facts.state, facts.due_at, facts.until, facts.asked) == (State.MERGED, None, None, 0)
        after = case.go("unmerge", town.DISPATCHER, now=MONDAY + days * DAY)
        assert replace(after, version=events, changed_at=before.changed_at) == before
        assert rebuild(CASE, LATEST.version, 0, case.events) == after
        now = MONDAY + 90 * DAY
        was = working(case.events[:events], lambda _: town.EDITION, flow=after.flow, now=now)
        assert working(case.events, lambda _: town.EDITION, flow=after.flow, now=now) == was

    def test_it_is_charged_with_nothing_while_it_is_part_of_another(self) -> None:
        case = Case()
        merged(case, WEDNESDAY - DAY)
        told = working(case.events, lambda _: town.EDITION, flow=case.facts.flow, now=FRIDAY)
        assert told.running == ()
        (handling,) = [one for one in told.past if one.clock is Clock.HANDLE]
        # Monday 10:00 to Tuesday 10:00 in office hours: 2 + 4 hours on Monday, 2 on Tuesday.
        assert (handling.used, handling.late) == (timedelta(hours=8), False)

    def test_its_promise_is_not_longer_for_it(self) -> None:
        case = Case()
        merged(case, WEDNESDAY - DAY)
        facts = case.go("unmerge", town.OPERATOR, now=THURSDAY)
        assert facts.due_at == WEDNESDAY
        told = working(case.events, lambda _: town.EDITION, flow=facts.flow, now=THURSDAY)
        handling = told.handling
        assert handling is not None
        # Two working days were promised until Wednesday 10:00; on Thursday at 10:00 the third is used up.
        assert (handling.used, handling.deadline, handling.late) == (timedelta(hours=24), WEDNESDAY, True)

    def test_a_pause_ends_when_it_was_to_end(self) -> None:
        case = Case()
        case.go("pause", town.LAMP_HANDLER, reason="weather", until=WEDNESDAY)
        merged(case)
        facts = case.go("unmerge", town.OPERATOR, now=FRIDAY)
        assert (facts.state, facts.until) == (State.PAUSED, WEDNESDAY)
        assert case.go("resume", SYSTEM, now=FRIDAY).due_at == FRIDAY

    def test_neither_what_was_handled_nor_what_has_parts_of_its_own_is_merged(self) -> None:
        case = Case()
        case.go("absorb", town.OPERATOR, other=OTHER.hex)
        assert case.refusal("merge", town.OPERATOR, other=OTHER.hex) == "has_parts"
        case.go("let_go", town.OPERATOR, other=OTHER.hex)
        case.go("handle", town.LAMP_HANDLER, text="Bulb replaced")
        assert case.refusal("merge", town.OPERATOR, other=OTHER.hex) == "not_from_here"

    def test_what_is_let_go_has_no_voice_any_more(self) -> None:
        case = asked()
        case.go("agree", NEIGHBOUR)
        facts = case.go("let_go", town.OPERATOR, other=OTHER.hex)
        assert (facts.parts, facts.voices) == ((), ())
        assert row(case, "confirm", BEARER) == "confirm"
        assert case.refusal("confirm", NEIGHBOUR) == "not_asked"


class TestFollowing:
    def test_whoever_only_follows_adds_nothing_takes_nothing_back_and_uses_up_no_objection(self) -> None:
        case = Case()
        case.go("follow", FOLLOWER)
        case.go("absorb", town.OPERATOR, other=OTHER.hex)
        case.go("recall", town.DISPATCHER, text="Elsewhere")
        stranger = reporter(str(CASE), voice="of a code from before there were voices")
        for move in ("add", "withdraw"):
            for actor in (FOLLOWER, stranger):
                assert case.refusal(move, actor, text="Still dark") == "only_follows"
        case.go("add", NEIGHBOUR, text="Still dark")
        case.go("reject", town.OPERATOR, reason="outside", text="Not ours")
        assert case.refusal("object", FOLLOWER, text="But it is") == "only_follows"
        assert case.go("object", NEIGHBOUR, text="But it is").objected


GIVEN: dict[str, dict[str, object]] = {
    "pause": {"reason": "weather", "until": FRIDAY},
    "ask_extension": {"amount": 1, "text": "A part is missing"},
    "return": {"reason": "not_ours", "text": "Not ours"},
    "dispatch": {"unit_path": town.LIGHTING},
    "note": {"text": "Seen"},
    "resume": {},
    "grant": {},
    "accept": {},
}


class TestVoices:
    def test_a_single_reporter_closes_it_or_sends_it_back_as_ever(self) -> None:
        for answer, state in (("confirm", State.CLOSED), ("dissent", State.FILED)):
            case = Case()
            case.go("handle", town.LAMP_HANDLER, text="Bulb replaced")
            case.go("pass", town.CHECKER)
            assert row(case, answer, BEARER) == answer
            assert case.go(answer, BEARER, verdict="not_fixed", text="Dark").state is state

    @pytest.mark.parametrize(("metres", "move"), [(0, "differ"), (99, "differ"), (101, "differ_afar")])
    def test_a_hundred_metres_are_near(self, metres: float, move: str) -> None:
        assert row(asked(metres), "dissent", NEIGHBOUR) == move

    def test_where_no_place_is_known_nobody_is_far(self) -> None:
        case = Case()
        case.go("absorb", town.OPERATOR, other=OTHER.hex)
        case.go("handle", town.LAMP_HANDLER, text="Bulb replaced")
        case.go("pass", town.CHECKER)
        assert row(case, "dissent", NEIGHBOUR) == "differ"

    def test_who_follows_is_asked_and_counts_as_near(self) -> None:
        case = Case()
        case.go("follow", FOLLOWER)
        case.go("handle", town.LAMP_HANDLER, text="Bulb replaced")
        case.go("pass", town.CHECKER)
        assert merging.voices_of(case.facts) == ("", FOLLOWER.voice)
        assert row(case, "confirm", BEARER) == "agree"
        facts = case.go("differ", FOLLOWER, verdict="partly", text="It flickers")
        assert facts.state is State.CONTESTED
        assert facts.voices == (Voice(FOLLOWER.voice, "partly", MONDAY),)

    def test_one_may_think_again_while_others_are_asked(self) -> None:
        case = asked()
        case.go("agree", NEIGHBOUR)
        assert case.refusal("agree", NEIGHBOUR) == "answered_already"
        assert case.go("differ", NEIGHBOUR, verdict="not_fixed", text="Dark again").state is State.CONTESTED

    def test_a_report_of_several_is_not_withdrawn_by_one(self) -> None:
        case = Case()
        case.go("recall", town.DISPATCHER, text="Two reports")
        case.go("follow", FOLLOWER)
        assert case.refusal("withdraw", BEARER) == "others_are_asked"

    @pytest.mark.parametrize(
        ("said", "outcome"),
        [
            ((), Outcome.UNANSWERED),
            (("agree",), Outcome.SATISFIED),
            (("differ_afar",), Outcome.DIVIDED),
        ],
    )
    def test_when_the_time_is_over_what_was_said_counts(self, said: tuple[str, ...], outcome: Outcome) -> None:
        case = asked(150)
        for move in said:
            case.go(move, NEIGHBOUR, verdict="not_fixed", text="Dark")
        assert case.go("silence", SYSTEM, now=MONDAY + 8 * DAY).outcome == outcome

    def test_a_new_question_is_answered_anew(self) -> None:
        case = asked()
        case.go("agree", BEARER)
        case.go("differ", NEIGHBOUR, verdict="not_fixed", text="Dark")
        case.go("sustain", town.CHECKER, text="Dark indeed")
        case.go("dispatch", town.DISPATCHER, unit_path=town.LIGHTING)
        case.go("accept", town.LAMP_HANDLER)
        case.go("handle", town.LAMP_HANDLER, text="Cable replaced")
        assert case.go("pass", town.CHECKER).voices == ()

    @pytest.mark.parametrize(
        ("outcome", "verdict", "own"),
        [
            ("satisfied", "", Outcome.UNANSWERED),
            ("satisfied", "satisfied", Outcome.SATISFIED),
            ("divided", "satisfied", Outcome.SATISFIED),
            ("divided", "not_fixed", Outcome.DIVIDED),
            ("unanswered", "", Outcome.UNANSWERED),
            ("rejected", "", Outcome.REJECTED),
            ("disagreed", "", Outcome.DISAGREED),
        ],
    )
    def test_a_report_ends_by_its_own_reporters_answer(self, outcome: str, verdict: str, own: Outcome) -> None:
        assert merging.outcome_of_part(outcome, verdict) is own

    @given(st.lists(st.tuples(st.sampled_from([BEARER, NEIGHBOUR, FOLLOWER]), st.sampled_from(["confirm", "dissent"]))))
    @tried()
    def test_it_is_closed_as_satisfied_only_when_all_said_so(self, said: list[tuple[Actor, str]]) -> None:
        case = Case()
        case.go("follow", FOLLOWER)
        case.go("absorb", town.OPERATOR, other=OTHER.hex, place=Place(EAST.lat + 150 * METRE, EAST.lon))
        case.go("handle", town.LAMP_HANDLER, text="Bulb replaced")
        case.go("pass", town.CHECKER)
        verdicts: dict[str, str] = {}
        for actor, answer in said:
            move = row(case, answer, actor)
            if move in case.offered(actor):
                verdicts[actor.voice] = answer
                case.go(move, actor, verdict="not_fixed", text="As I see it")
        facts = case.facts
        heard = set(verdicts) == {"", NEIGHBOUR.voice, FOLLOWER.voice}
        if facts.state is State.CLOSED:
            assert heard
            satisfied = set(verdicts.values()) == {"confirm"}
            assert facts.outcome == (Outcome.SATISFIED if satisfied else Outcome.DIVIDED)
        near = [voice for voice, answer in verdicts.items() if answer == "dissent" and voice != NEIGHBOUR.voice]
        assert (facts.state is State.CONTESTED) == bool(near)


def test_words_given_with_a_voice_are_not_taken_for_anothers() -> None:
    case = asked()
    facts = case.go("agree", NEIGHBOUR, text="Burns")
    assert case.events[-1].given == Given(text="Burns", voice=NEIGHBOUR.voice)
    assert merging.verdict_of(facts, NEIGHBOUR.voice) == "satisfied"
    assert merging.verdict_of(facts, "") == ""
