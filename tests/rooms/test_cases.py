"""The loop against the database: one write path, idempotent, append-only, and won by one."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests import town

from linli.cases import commands, queries, timers
from linli.cases.commands import Done, Spot
from linli.cases.rules import Given, State
from linli.kernel.ids import read_tracking_code
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, reporter

EAST = Spot(*town.IN_EAST, address="江边路1号")


@pytest.fixture
def installed(db: None) -> None:
    town.install()


def report(**changes: Any) -> Done:
    wanted: dict[str, Any] = {
        "command_id": uuid4(),
        "actor": town.PASSER_BY,
        "source": "web",
        "now": town.NOW,
        "text": "路灯不亮，晚上很黑 lamp 37 dark",
        "class_key": town.LAMP,
        "spot": EAST,
    }
    match commands.report(**(wanted | changes)):
        case Allowed(done):
            return done
        case Refused() as refused:
            raise AssertionError(refused)


def act(case_id: UUID, move: str, actor: Actor, given: Given | None = None, **changes: Any) -> Done:
    given = given or Given(text="Done as asked")
    match commands.act(
        case_id=case_id,
        move=move,
        actor=actor,
        given=given,
        **({"command_id": uuid4(), "now": town.NOW} | changes),
    ):
        case Allowed(done):
            return done
        case Refused() as refused:
            raise AssertionError(refused)


def lead_to_confirming(done: Done) -> Done:
    act(done.case_id, "accept", town.LAMP_HANDLER)
    act(done.case_id, "handle", town.LAMP_HANDLER)
    return act(done.case_id, "pass", town.CHECKER)


@pytest.mark.usefixtures("installed")
class TestReport:
    def test_a_certain_report_is_filed_and_dispatched_in_one_go(self) -> None:
        done = report()
        assert (done.state, done.moves, done.version) == (State.DISPATCHED, ("report", "file", "dispatch"), 3)
        view = queries.case(number=done.number)
        assert view is not None
        assert view.facts.unit_path == town.LIGHTING
        assert view.facts.due_at == town.NOW + timedelta(days=2)
        assert view.facts.area_path == town.EAST_COMMUNITY

    def test_it_comes_through_a_known_door(self) -> None:
        """What is told of a case asks its source: one that nobody knows would break every list that it falls into."""
        with pytest.raises(ValueError, match="portal"):
            report(source="portal")

    def test_its_tracking_code_opens_it_however_it_is_typed(self) -> None:
        done = report()
        for typed in (done.code, done.code.lower(), done.code.replace("-", " ")):
            opened = queries.tracked(code=typed)
            assert opened is not None
            assert (opened.view.id, opened.holder) == (done.case_id, "reporter")

    def test_the_code_itself_is_stored_nowhere(self) -> None:
        done = report()
        plain = read_tracking_code(done.code)
        with connection.cursor() as cursor:
            for table in ("cases_case", "cases_event", "cases_words", "cases_key"):
                cursor.execute(f"SELECT t::text FROM {table} t")
                everything = str(cursor.fetchall())
                assert done.code not in everything
                assert str(plain) not in everything

    def test_the_same_report_sent_twice_is_one_case_and_one_answer(self) -> None:
        command = uuid4()
        first = report(command_id=command)
        second = report(command_id=command)
        assert second == replace(first, repeated=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_case")
            assert cursor.fetchone() == (1,)

    def test_a_command_is_not_for_two_things(self) -> None:
        done = report()
        command = uuid4()
        act(done.case_id, "accept", town.LAMP_HANDLER, command_id=command)
        answer = commands.act(
            case_id=done.case_id,
            move="handle",
            actor=town.LAMP_HANDLER,
            given=Given(text="x"),
            command_id=command,
            now=town.NOW,
        )
        assert isinstance(answer, Refused)
        assert answer.code == "command_used"

    def test_outside_the_city_it_waits_for_a_person(self) -> None:
        done = report(spot=Spot(*town.OUTSIDE))
        view = queries.case(number=done.number)
        assert view is not None
        assert (done.state, view.facts.why) == (State.REPORTED, "place_outside")

    def test_what_another_room_keeps_with_it_is_kept_or_neither_is(self) -> None:
        kept: list[UUID] = []
        done = report(and_then=kept.append)
        assert kept == [done.case_id]

        def fails(case_id: UUID) -> None:
            raise OSError("disk full")

        with pytest.raises(OSError, match="disk full"):
            report(and_then=fails)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_event WHERE move = 'report'")
            assert cursor.fetchone() == (1,)


@pytest.mark.usefixtures("installed")
class TestAct:
    def test_the_row_is_what_the_events_fold_to(self) -> None:
        done = report()
        lead_to_confirming(done)
        bearer = reporter(str(done.case_id))
        act(done.case_id, "dissent", bearer, Given(verdict="partly", text="灯还在闪"))
        act(done.case_id, "dispatch", town.DISPATCHER, Given(unit_path=town.LIGHTING))
        view = queries.case(number=done.number)
        assert view is not None
        assert queries.rebuilt(case_id=done.case_id) == view.facts
        assert [stamp.seq for stamp in queries.timeline(case_id=done.case_id)] == list(range(1, 9))

    def test_an_act_sent_twice_is_done_once_and_answered_alike(self) -> None:
        done = report()
        command = uuid4()
        first = act(done.case_id, "accept", town.LAMP_HANDLER, command_id=command)
        second = act(done.case_id, "accept", town.LAMP_HANDLER, command_id=command)
        assert second == replace(first, repeated=True)

    def test_a_page_that_is_out_of_date_changes_nothing(self) -> None:
        done = report()
        act(done.case_id, "accept", town.LAMP_HANDLER)
        answer = commands.act(
            case_id=done.case_id,
            move="return",
            actor=town.LAMP_HANDLER,
            given=Given(reason="not_ours", text="x"),
            command_id=uuid4(),
            now=town.NOW,
            seen=done.version,
        )
        assert isinstance(answer, Refused)
        assert answer.code == "changed_meanwhile"

    def test_a_case_keeps_the_edition_it_was_filed_under(self) -> None:
        done = report()
        town.install_edition(replace(town.EDITION, digest="later", reasons={}))
        returned = act(done.case_id, "return", town.LAMP_HANDLER, Given(reason="not_ours", text="Sanitation's"))
        assert returned.state is State.FILED

    def test_somebody_else_follows_with_a_code_of_their_own(self) -> None:
        done = report()
        command = uuid4()
        first = commands.follow(case_id=done.case_id, command_id=command, language="en", now=town.NOW)
        again = commands.follow(case_id=done.case_id, command_id=command, language="en", now=town.NOW)
        assert isinstance(first, Allowed)
        assert isinstance(again, Allowed)
        assert first.value.code == again.value.code != done.code
        opened = queries.tracked(code=first.value.code)
        assert opened is not None
        assert opened.holder == "follower"

    def test_silence_closes_as_unanswered_and_only_once(self) -> None:
        done = report()
        lead_to_confirming(done)
        assert timers.wake(now=town.NOW + timedelta(days=6)) == 0
        assert timers.wake(now=town.NOW + timedelta(days=7)) == 1
        assert timers.wake(now=town.NOW + timedelta(days=8)) == 0
        view = queries.case(number=done.number)
        assert view is not None
        assert view.facts.outcome == "unanswered"


@pytest.mark.usefixtures("installed")
class TestEvents:
    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE cases_event SET at = now()",
            "DELETE FROM cases_event",
            "TRUNCATE cases_event",
            "UPDATE cases_event SET given = '{}' WHERE seq = 2",
        ],
    )
    def test_the_database_refuses_to_change_the_past(self, change: str) -> None:
        report()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)

    def test_words_are_not_in_the_event(self) -> None:
        done = report(text="隐私词")
        with connection.cursor() as cursor:
            cursor.execute("SELECT given::text FROM cases_event WHERE case_id = %s", [done.case_id])
            assert "隐私词" not in str(cursor.fetchall())
        assert queries.timeline(case_id=done.case_id)[0].text == "隐私词"


@pytest.mark.usefixtures("installed")
class TestLists:
    def numbers(self, actor: Actor, **filters: Any) -> list[int]:
        page = queries.listing(actor=actor, filters=queries.Filters(**filters), now=town.NOW + timedelta(days=3))
        return [row.number for row in page.rows]

    def test_each_post_sees_what_waits_for_it(self) -> None:
        lamp = report().number
        question = report(class_key=town.QUESTION).number
        noise = report(class_key=town.NOISE).number
        assert self.numbers(town.OPERATOR, mine=True) == [question]
        assert self.numbers(town.DISPATCHER, mine=True) == [noise]
        assert self.numbers(town.LAMP_HANDLER, mine=True) == [lamp]
        assert self.numbers(town.CLEANER) == []
        assert set(self.numbers(town.AUDITOR)) == {lamp, question, noise}

    def test_posts_of_an_area_see_their_area(self) -> None:
        east, west = report().number, report(spot=Spot(*town.IN_WEST)).number
        assert self.numbers(town.EAST_COLLECTOR) == [east]
        assert self.numbers(town.WEST_COLLECTOR) == [west]

    def test_filters_narrow(self) -> None:
        lamp = report().number
        burst = report(class_key=town.BURST, text="水管爆了，水漫到路上", spot=Spot(*town.IN_WEST)).number
        assert self.numbers(town.AUDITOR, klass="component-*") == [lamp]
        assert self.numbers(town.AUDITOR, klass=town.BURST) == [burst]
        assert self.numbers(town.AUDITOR, area=town.WEST) == [burst]
        assert self.numbers(town.AUDITOR, unit=town.SANITATION) == [burst]
        assert self.numbers(town.AUDITOR, text="水漫到") == [burst]
        assert self.numbers(town.AUDITOR, text="LAMP") == [lamp]
        assert self.numbers(town.AUDITOR, text="'; DROP TABLE") == []
        assert self.numbers(town.AUDITOR, text="dark la") == [lamp], "the last word may be its beginning"
        assert self.numbers(town.AUDITOR, text="da lamp") == [], "only the last one"
        for one in "路灯黑漫":
            assert lamp in self.numbers(town.AUDITOR, text=one) or burst in self.numbers(town.AUDITOR, text=one)
        assert self.numbers(town.AUDITOR, text="黑") == [lamp], "the last character of a sentence too"
        for nothing in ("':*", "lamp:*|dark", "\\", "!lamp", "''", "<->"):
            self.numbers(town.AUDITOR, text=nothing)
        assert self.numbers(town.AUDITOR, overdue=True) == [burst, lamp]
        assert self.numbers(town.AUDITOR, stage="filed") == [burst, lamp]

    def test_urgent_means_nearest_deadline_first_and_pages_follow_without_gap(self) -> None:
        lamps = [report(now=town.NOW + timedelta(minutes=minute)).number for minute in range(7)]
        burst = report(class_key=town.BURST).number
        found: list[int] = []
        after = ""
        for _ in range(10):
            page = queries.listing(actor=town.AUDITOR, filters=queries.Filters(), now=town.NOW, after=after, limit=3)
            found += [row.number for row in page.rows]
            after = page.after
            if not after:
                break
        assert found == [burst, *lamps]

    def test_neighbours_are_found_nearest_first(self) -> None:
        near = report(spot=Spot(31.0051, 121.0151)).number
        far = report(spot=Spot(31.0070, 121.0150)).number
        report(spot=Spot(*town.IN_WEST))
        found = queries.around(lat=31.005, lon=121.015, metres=300)
        assert [one.number for one in found] == [near, far]
        assert found[0].metres == pytest.approx(14.6, abs=0.5)


SESSIONS = 16


@pytest.fixture
def town_for_threads(transactional_db: None) -> None:
    town.install()


@pytest.mark.usefixtures("town_for_threads")
class TestRaces:
    def at_once(self, work: Any) -> list[Any]:
        gate = threading.Barrier(SESSIONS)

        def one(number: int) -> Any:
            try:
                gate.wait()
                return work(number)
            finally:
                connection.close()

        with ThreadPoolExecutor(SESSIONS) as pool:
            return list(pool.map(one, range(SESSIONS)))

    def test_sixteen_sessions_act_on_one_case_and_one_wins(self) -> None:
        done = report()

        def accept(number: int) -> Any:
            return commands.act(
                case_id=done.case_id, move="accept", actor=town.LAMP_HANDLER, command_id=uuid4(), now=town.NOW
            )

        answers = self.at_once(accept)
        assert sum(isinstance(answer, Allowed) for answer in answers) == 1
        assert {answer.code for answer in answers if isinstance(answer, Refused)} <= {
            "not_from_here",
            "changed_meanwhile",
        }
        assert [stamp.move for stamp in queries.timeline(case_id=done.case_id)][3:] == ["accept"]
        view = queries.case(number=done.number)
        assert view is not None
        assert queries.rebuilt(case_id=done.case_id) == view.facts

    def test_sixteen_copies_of_one_command_are_one_act_and_sixteen_like_answers(self) -> None:
        command = uuid4()
        answers = self.at_once(lambda number: report(command_id=command))
        assert len({(answer.case_id, answer.number, answer.code, answer.version) for answer in answers}) == 1
        assert sum(not answer.repeated for answer in answers) == 1

        done = answers[0]
        command = uuid4()
        answers = self.at_once(lambda number: act(done.case_id, "accept", town.LAMP_HANDLER, command_id=command))
        assert {answer.version for answer in answers} == {done.version + 1}
        assert sum(not answer.repeated for answer in answers) == 1

    def test_notes_of_sixteen_people_are_all_kept(self) -> None:
        """Who doesn't say what they saw isn't refused because somebody else was quicker, as long as the move still
        stands."""
        done = report()

        def note(number: int) -> Any:
            return commands.act(
                case_id=done.case_id,
                move="note",
                actor=town.LAMP_HANDLER,
                given=Given(text=f"note {number}"),
                command_id=uuid4(),
                now=datetime.now(town.NOW.tzinfo),
            )

        answers = self.at_once(note)
        kept = [answer for answer in answers if isinstance(answer, Allowed)]
        assert len(kept) == SESSIONS
        stamps = queries.timeline(case_id=done.case_id)
        assert [stamp.seq for stamp in stamps] == list(range(1, 4 + SESSIONS))
