"""Erasing by the clock: what goes when, what stays, and that it may be cut off anywhere."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests import town
from tests.rooms import merging_kit

from linli.cases import auditing, commands, jobs, ledgering, queries
from linli.cases.retention import kept, nightly, own, reading
from linli.cases.rules import Given, State
from linli.cases.rules.retention import Kind
from linli.files import queries as files
from linli.kernel.results import Allowed
from linli.kernel.rights import SYSTEM, reporter
from linli.ledger.models import Leaf
from linli.ledger.rules.leaf import commitments
from linli.people import commands as people
from linli.people import queries as contacts
from linli.people.models import CaseKey, Contact

pytestmark = pytest.mark.django_db
LATER = town.NOW + timedelta(days=400)


@pytest.fixture(autouse=True)
def installed() -> None:
    town.install()


def opened(text: str = "The lamp of Planted Name is dark", **where: Any) -> tuple[UUID, str]:
    """A lamp with a contact: its case and code."""
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=town.NOW, text=text, class_key=town.LAMP,
        spot=commands.Spot(*town.IN_EAST, **where), and_then=lambda case_id: keep(case_id),
    )  # fmt: skip
    assert isinstance(done, Allowed)
    return done.value.case_id, done.value.code


def keep(case_id: UUID) -> None:
    people.keep_contact(case_id=case_id, name="Planted", phone="13912340007", email="", language="en", now=town.NOW)


def withdraw(case_id: UUID, now: datetime = town.NOW) -> None:
    act(case_id, "withdraw", now, text="Not needed any more")


def act(case_id: UUID, move: str, now: datetime, **given: Any) -> None:
    done = commands.act(
        case_id=case_id, move=move, actor=reporter(str(case_id)), given=Given(**given), command_id=uuid4(), now=now
    )
    assert isinstance(done, Allowed), done


def moves(case_id: UUID) -> list[str]:
    return [stamp.move for stamp in queries.timeline(case_id=case_id)]


def words() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM cases_words")
        return [row[0] for row in cursor.fetchall()]


def test_what_is_due_is_erased_once_and_the_event_says_of_what_kind() -> None:
    case_id, _ = opened()
    waiting, _ = opened("Another lamp")
    withdraw(case_id)
    assert nightly.run(now=town.NOW + timedelta(days=29)).cases == {}
    at = town.NOW + timedelta(days=30)
    assert nightly.due(now=at) == {Kind.CONTACT: 1, Kind.WORDS: 1, Kind.PHOTOS: 0}
    assert nightly.run(now=at).cases == {Kind.CONTACT: 1, Kind.WORDS: 1}
    assert nightly.run(now=at).cases == {}
    assert not CaseKey.objects.filter(pk=case_id).exists() and not Contact.objects.filter(pk=case_id).exists()
    assert contacts.has_contact(waiting) and words() == ["Another lamp"]
    last = queries.timeline(case_id=case_id)[-1]
    assert (last.move, last.kinds, last.reason) == ("erase", ("contact", "words"), "term")
    first = queries.timeline(case_id=case_id)[0]
    assert (first.text, first.erased) == ("", "term")
    view = queries.case(case_id=case_id)
    assert view is not None and queries.rebuilt(case_id=case_id) == replace(view.facts, edition=view.facts.edition)


def test_a_reopened_case_keeps_everything_until_it_has_been_closed_for_long_again() -> None:
    case_id, _ = opened()
    withdraw(case_id)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET state = 'filed', closed_at = NULL WHERE id = %s", [case_id])
    assert nightly.run(now=LATER).cases == {}
    with connection.cursor() as cursor:
        again = LATER - timedelta(days=29)
        cursor.execute("UPDATE cases_case SET state = 'closed', closed_at = %s WHERE id = %s", [again, case_id])
    assert nightly.run(now=LATER).cases == {}
    assert contacts.has_contact(case_id)


def test_a_closure_that_nobody_comes_to_look_at_again_ends_what_it_holds_like_any_other() -> None:
    case_id, _ = opened()
    for move, actor in (("accept", town.LAMP_HANDLER), ("handle", town.LAMP_HANDLER), ("pass", town.CHECKER)):
        merging_kit.act(case_id, move, actor, text="Bulb replaced")
    act(case_id, "confirm", town.NOW)
    sampled = merging_kit.act(case_id, "sample", SYSTEM)
    assert merging_kit.facts(sampled).state is State.SAMPLED
    assert set(nightly.run(now=town.NOW + timedelta(days=30)).cases) == {Kind.CONTACT, Kind.WORDS}
    assert not contacts.has_contact(case_id) and "Planted" not in " ".join(words())


def test_a_part_of_an_incident_follows_the_closure_of_its_root() -> None:
    root, _ = opened("The first lamp")
    part, _ = opened("The same lamp")
    joined = commands.merge(
        case_id=part, into=root, actor=town.DISPATCHER, text="same", command_id=uuid4(), now=town.NOW
    )
    assert isinstance(joined, Allowed), joined
    assert nightly.run(now=LATER).cases == {}
    handle(root)
    for case_id, voice in ((root, ""), (root, part.hex)):
        done = commands.act(
            case_id=case_id, move="confirm", actor=reporter(str(root), voice=voice), given=Given(),
            command_id=uuid4(), now=town.NOW,
        )  # fmt: skip
        assert isinstance(done, Allowed), done
    assert nightly.run(now=town.NOW + timedelta(days=30)).cases == {Kind.CONTACT: 2, Kind.WORDS: 2}


def handle(case_id: UUID) -> None:
    for move, actor in (("accept", town.LAMP_HANDLER), ("handle", town.LAMP_HANDLER), ("pass", town.CHECKER)):
        done = commands.act(
            case_id=case_id, move=move, actor=actor, given=Given(text="Done"), command_id=uuid4(), now=town.NOW
        )
        assert isinstance(done, Allowed), done


def test_public_words_stay_and_the_search_forgets_the_others() -> None:
    case_id, _ = opened(address="Planted Lane 3")
    handle(case_id)
    act(case_id, "confirm", town.NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT terms::text FROM cases_case WHERE id = %s", [case_id])
        before = cursor.fetchone()[0]
        nightly.run(now=LATER)
        cursor.execute("SELECT terms::text FROM cases_case WHERE id = %s", [case_id])
        after = cursor.fetchone()[0]
    assert "dark" in before and "dark" not in after and "lane" in after
    assert words() == ["Done", "Done"]


def test_killed_between_key_and_row_the_next_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    case_id, _ = opened()
    withdraw(case_id)

    def dies() -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(kept, "sweep", dies)
        with pytest.raises(KeyboardInterrupt):
            nightly.run(now=LATER)
    assert Contact.objects.filter(pk=case_id).exists() and not contacts.has_contact(case_id)
    assert nightly.run(now=LATER).swept == 1
    assert not Contact.objects.exists() and moves(case_id).count("erase") == 1


def test_killed_while_it_erases_nothing_is_lost_or_half_said(monkeypatch: pytest.MonkeyPatch) -> None:
    case_id, _ = opened()
    withdraw(case_id)

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(kept.batches, "update_cases", dies)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            nightly.run(now=LATER)
    assert contacts.has_contact(case_id) and "erase" not in moves(case_id)
    assert nightly.run(now=LATER).cases == {Kind.CONTACT: 1, Kind.WORDS: 1}


def test_the_worker_erases_by_night_and_in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(jobs, "_erase", lambda begin: begun.append(begin) or 1)
    for hour in range(24):
        with timezone.override(UTC):
            jobs.erase_due(int(datetime(2026, 3, 2, hour, 23, tzinfo=UTC).timestamp()))
        assert begun == [nightly.START] * (hour >= 2)


@pytest.mark.parametrize("day", [datetime(2026, 3, 28), datetime(2026, 10, 24)])
@pytest.mark.parametrize("zone", ["Europe/Zurich", "Asia/Shanghai", "Australia/Lord_Howe"])
def test_every_night_has_one_turn_also_when_clocks_are_changed(
    monkeypatch: pytest.MonkeyPatch, day: datetime, zone: str
) -> None:
    """On the night to the 29th of March clocks in Zurich show no hour from two to three, in October two of them."""
    begun: list[Any] = []
    monkeypatch.setattr(jobs, "_erase", lambda begin: begun.append(begin) or 1)
    ticks = [day.replace(minute=23, tzinfo=UTC) + timedelta(hours=hour) for hour in range(72)]
    with timezone.override(ZoneInfo(zone)):
        for tick in ticks:
            jobs.erase_due(int(tick.timestamp()))
    assert begun == [nightly.START] * 3


def test_the_worker_goes_on_until_all_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    deferred: list[dict[str, Any]] = []
    monkeypatch.setattr(jobs, "_ERASING", timedelta(0))
    monkeypatch.setattr(jobs.erase_on, "defer", lambda **given: deferred.append(given))
    cases = [opened()[0] for _ in range(2)]
    for one in cases:
        withdraw(one)
    done = jobs._erase(nightly.START)
    while deferred:
        done += jobs.erase_on(**deferred.pop())
    assert done == 4 and not any(contacts.has_contact(one) for one in cases)


def test_a_run_that_has_had_its_time_says_where_to_go_on() -> None:
    for _ in range(5):
        withdraw(opened()[0])
    turns, mark, erased = 0, nightly.Mark(), 0
    while True:
        ran = nightly.run(now=LATER, begin=mark, lasting=timedelta(0), batch=2)
        turns, erased = turns + 1, erased + ran.cases.get(Kind.CONTACT, 0)
        if ran.mark is None:
            break
        assert (ran.mark.stage, ran.mark.after) > (mark.stage, mark.after)
        mark = ran.mark
    assert erased == 5 and turns > 3 and words() == []


def test_one_case_that_fails_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [opened()[0] for _ in range(3)]
    for one in cases:
        withdraw(one)
    real = kept.people.destroy_keys

    def fails(case_ids: Any) -> int:
        if cases[1] in case_ids:
            raise RuntimeError("this one can't be done")
        return real(case_ids)

    with monkeypatch.context() as patched:
        patched.setattr(kept.people, "destroy_keys", fails)
        ran = nightly.run(now=LATER)
    assert (ran.cases[Kind.CONTACT], ran.failed) == (2, 1)
    assert contacts.has_contact(cases[1])
    assert nightly.run(now=LATER).cases[Kind.CONTACT] == 1


def test_a_reporter_has_own_words_erased_and_nobody_elses() -> None:
    case_id, code = opened()
    act(case_id, "add", town.NOW, text="Planted addition")
    done = commands.act(
        case_id=case_id, move="note", actor=town.OPERATOR, given=Given(text="A note of the desk"), command_id=uuid4(),
        now=town.NOW,
    )  # fmt: skip
    assert isinstance(done, Allowed)
    found = queries.tracked(code=code)
    assert found is not None and [one.text for one in own.own(found).words][1] == "Planted addition"
    command = uuid4()
    asked = {"found": found, "kinds": [Kind.WORDS], "command_id": command, "now": town.NOW}
    assert own.erase_own(**asked) == (Kind.WORDS,)
    assert own.erase_own(**asked) == () and moves(case_id).count("erase") == 1
    assert words() == ["A note of the desk"] and contacts.has_contact(case_id)
    stamps = queries.timeline(case_id=case_id)
    assert [one.erased for one in stamps if one.move in ("report", "add")] == ["asked", "asked"]
    assert stamps[-1].before == stamps[-1].after


def test_the_ledger_records_what_was_said_first_and_its_audit_passes_afterwards() -> None:
    case_id, _ = opened()
    withdraw(case_id)
    assert nightly.run(now=LATER).cases[Kind.WORDS] == 1
    said = ledgering.events_of(case_id)[0]
    assert words() == [] and ledgering.said(said) is None
    leaf = Leaf.objects.get(entry=said.id)
    assert "words" in commitments(bytes(leaf.leaf)), "the leaf commits to words that nobody can show any more"
    ledgering.run(now=LATER)
    assert auditing.audit(now=LATER).difference is None


def test_auditors_count_what_was_erased_in_their_areas() -> None:
    case_id, code = opened()
    opened_too, _ = opened()
    found = queries.tracked(code=code)
    assert found is not None
    own.erase_own(found=found, kinds=[Kind.CONTACT], command_id=uuid4(), now=town.NOW)
    withdraw(opened_too)
    nightly.run(now=LATER)

    def counted(area: str) -> list[tuple[str, str, int]]:
        rows = reading.erased(areas=(area,), since=town.NOW, until=LATER + timedelta(days=1), time_zone="Asia/Shanghai")
        return [(one.kind, one.rule, one.cases) for one in rows]

    assert counted(town.EAST) == counted("") == [
        ("contact", "term", 1), ("words", "term", 1), ("contact", "asked", 1),
    ]  # fmt: skip
    assert counted(town.WEST) == []
    assert not files.photos_of([case_id])


def test_what_is_a_person_s_in_the_address_of_a_place_never_gets_into_an_event() -> None:
    case_id, _ = opened(address="Lane 3, flat 502, call 13912340007 or planted@example.org")
    view = queries.case(case_id=case_id)
    assert view is not None and view.facts.place is not None
    assert "13912340007" not in view.facts.place.address and "planted@" not in view.facts.place.address
    assert view.facts.place.address.startswith("Lane 3, flat 502")
