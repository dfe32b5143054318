"""The access log: what is written down with each opening, what is unusual, and what auditors hear of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import town
from tests.rooms.notices_kit import Box, boxes, report

from linli.kernel.periods import Span, WorkCalendar
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Grant, Role
from linli.notices import commands as notices
from linli.notices import delivery
from linli.notices import queries as told
from linli.people import commands, queries
from linli.people.rules import Purpose
from linli.people.vault import accesses as log
from linli.people.vault.accesses import Seen, Wanted
from linli.people.vault.rules import Unusual

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, ten in Shanghai
AREA, UNIT = "990101/990101003", "990101/lighting"
OFFICE = WorkCalendar("Asia/Shanghai", ((Span(480, 1080),),) * 5 + ((), ()), (Span(480, 1080),))
EVERYWHERE = Wanted(("",))


def enrol(name: str, role: Role, **where: str) -> Actor:
    enrolled = commands.enrol(
        sign_in=name, display_name=name.title(), password="correct horse 7", language="en", now=NOW
    )
    assert isinstance(enrolled, Allowed)
    commands.assign(staff_id=enrolled.value, role=role, now=NOW, **where)
    actor = queries.actor(enrolled.value, now=NOW)
    assert actor is not None
    return actor


@pytest.fixture
def operator() -> Actor:
    return enrol("operator.1", Role.OPERATOR, area_path="990101")


def keep(share: bool = False) -> UUID:
    case_id = uuid4()
    commands.keep_contact(case_id=case_id, name="", phone="1", email="", language="en", now=NOW, share=share)
    return case_id


def opened(case_id: UUID, actor: Actor, at: datetime = NOW, **more: Any) -> Any:
    given = {"area_path": AREA, "unit_path": UNIT, "purpose": "ask_details", "calendar": OFFICE} | more
    return commands.open_contact(case_id=case_id, actor=actor, now=at, **given)


def test_an_opening_says_by_which_post_and_the_reporter_reads_no_name(operator: Actor) -> None:
    case_id = keep(share=True)
    handler = enrol("lamps.1", Role.HANDLER, unit_path=UNIT)
    assert isinstance(opened(case_id, operator), Allowed)
    assert isinstance(opened(case_id, handler, NOW + timedelta(minutes=5), purpose="arrange_visit"), Allowed)
    commands.open_to_send(case_ids=[case_id], now=NOW + timedelta(minutes=6))
    assert log.seen_of(case_id) == (
        Seen(NOW + timedelta(minutes=6), "", "", "", Purpose.SEND_MESSAGE),
        Seen(NOW + timedelta(minutes=5), "handler", AREA, UNIT, Purpose.ARRANGE_VISIT),
        Seen(NOW, "operator", AREA, "", Purpose.ASK_DETAILS),
    )
    first, second = log.accesses(EVERYWHERE)
    assert (first.staff_name, first.role, first.unit_path) == ("Lamps.1", "handler", UNIT)
    assert (second.staff_name, second.unusual, second.refused) == ("Operator.1", (), False)


def test_sharing_is_the_reporter_s_to_give_and_to_take_back(operator: Actor) -> None:
    case_id, handler = keep(), enrol("lamps.1", Role.HANDLER, unit_path=UNIT)
    assert opened(case_id, handler).code == "contact_not_yours"
    assert commands.share_contact(case_id=case_id, share=True, now=NOW) and queries.is_shared(case_id)
    assert isinstance(opened(case_id, handler), Allowed)
    assert commands.share_contact(case_id=case_id, share=False, now=NOW) and queries.is_shared(case_id) is False
    assert opened(case_id, handler).code == "contact_not_yours"
    assert not commands.share_contact(case_id=uuid4(), share=True, now=NOW)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR, Role.CHECKER, Role.DISPATCHER, Role.AREA_LEAD])
def test_an_attempt_by_another_post_shows_nothing_is_on_record_and_is_unusual(role: Role) -> None:
    case_id, actor = keep(share=True), enrol("somebody", role)
    refused = opened(case_id, actor)
    assert isinstance(refused, Refused) and refused.code == "contact_not_yours"
    (line,) = log.accesses(EVERYWHERE)
    assert (line.refused, line.role, line.unusual) == (True, "", (Unusual.ELSEWHERE,))
    assert log.seen_of(case_id) == () and queries.openings(case_id) == []


def test_many_cases_in_a_short_time_are_unusual_and_one_case_again_and_again_is_not(
    operator: Actor, settings: Any
) -> None:
    settings.LINLI_ACCESS_MANY, settings.LINLI_ACCESS_WINDOW = 3, 60
    first = keep()
    for minute in range(4):
        opened(first, operator, NOW + timedelta(minutes=minute))
    opened(keep(), operator, NOW + timedelta(minutes=5))
    opened(keep(), operator, NOW + timedelta(minutes=6))
    opened(keep(), operator, NOW + timedelta(hours=3))
    unusual = [one.unusual for one in reversed(log.accesses(EVERYWHERE))]
    assert unusual == [(), (), (), (), (), (Unusual.MANY,), ()]


def test_at_night_and_by_a_deputy_is_unusual() -> None:
    actor = Actor("staff", enrol("checker", Role.CHECKER).id, (Grant(Role.OPERATOR, "990101", stands_for=1),))
    opened(keep(), actor, NOW + timedelta(hours=12))
    (line,) = log.accesses(EVERYWHERE)
    assert line.unusual == (Unusual.ELSEWHERE, Unusual.OUT_OF_HOURS)


def test_the_log_is_narrowed_by_area_time_unit_purpose_and_what_is_unusual(operator: Actor) -> None:
    one, other, handler = keep(share=True), keep(), enrol("lamps.1", Role.HANDLER, unit_path=UNIT)
    opened(one, operator)
    opened(one, handler, NOW + timedelta(days=1), purpose="arrange_visit")
    opened(other, operator, NOW + timedelta(days=2, hours=14), area_path="990101/990101001")

    def found(**more: Any) -> list[str]:
        return [line.purpose for line in log.accesses(Wanted(more.pop("areas", ("",)), **more))]

    assert found() == ["ask_details", "arrange_visit", "ask_details"]
    assert found(areas=(AREA,)) == ["arrange_visit", "ask_details"] and found(areas=()) == []
    assert found(areas=("990101/990101001", AREA)) == found(areas=("990101",)) == found()
    assert found(areas=("990101/99010100",)) == []
    assert found(since=NOW + timedelta(hours=1), until=NOW + timedelta(days=2)) == ["arrange_visit"]
    assert found(unit_path=UNIT) == found(unit_path="990101") == found(purpose="arrange_visit") == ["arrange_visit"]
    assert found(unit_path="990101/light") == []
    assert found(only_unusual=True) == ["ask_details"] and log.count(Wanted(("",), only_unusual=True)) == 1
    newest, *_ = log.accesses(Wanted(("",)), limit=1)
    assert [line.purpose for line in log.accesses(Wanted(("",)), before=newest.id)] == ["arrange_visit", "ask_details"]


@pytest.fixture
def auditors(settings: Any, tmp_path: Any) -> Callable[[], Box]:
    """An auditor of the town who left an address, and one of its west; what was sent after a while, and who."""
    settings.LINLI_MESSAGES = tmp_path
    settings.LINLI_ORIGIN = "https://linli.example.org"
    town.install(now=NOW - timedelta(days=1))
    for name, area in (("auditor", ""), ("west.auditor", town.WEST)):
        auditor = enrol(name, Role.AUDITOR, area_path=area)
        assert auditor.id is not None
        notices.set_address(staff_id=auditor.id, email=f"{name}@example.org", phone="")

    def sent() -> Box:
        box = Box()
        notices.gather(now=NOW + timedelta(days=1, minutes=20))
        delivery.send(now=NOW + timedelta(days=1, minutes=20), adapters=boxes(box))
        return box

    return sent


def test_auditors_of_the_area_are_told_once_in_one_letter_and_nobody_else(
    operator: Actor, auditors: Callable[[], Box]
) -> None:
    night, area = NOW + timedelta(hours=12), f"{town.EAST}"
    mine = enrol("town.operator", Role.OPERATOR)
    cases = [report(phone="5550100", now=NOW) for _ in range(2)]
    for case_id in cases:
        assert isinstance(opened(case_id, mine, night, area_path=area), Allowed)
    assert notices.report_unusual(now=night) == 2 and notices.report_unusual(now=night) == 0
    (letter,) = auditors().got
    assert letter.to == "auditor@example.org" and letter.templates == ("unusual_access",)
    assert "5550100" not in letter.body and len(letter.cases) == 2
    assert not [entry for entry in told.of_case(cases[0]) if entry.template == "unusual_access"]


def test_a_letter_about_one_opening_leads_to_the_log(auditors: Callable[[], Box]) -> None:
    mine = enrol("town.operator", Role.OPERATOR)
    opened(report(phone="5550100", now=NOW), mine, NOW + timedelta(hours=12), area_path=town.EAST)
    delivery.run(now=NOW + timedelta(hours=13))
    (letter,) = [one for one in auditors().got if one.templates == ("unusual_access",)]
    assert "https://linli.example.org/desk/accesses/?unusual=1" in letter.body
