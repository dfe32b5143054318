"""The vault: contact details are found by case alone, opened for a purpose, and every opening stays on record."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Grant, Role
from linli.people import commands, queries
from linli.people.models import Contact, ContactAccess
from linli.people.vault.opening import ContactDetails

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
AREA = "990101/990101003"


@pytest.fixture
def operator() -> Actor:
    enrolled = commands.enrol(
        sign_in="operator.1", display_name="Intake", password="correct horse 7", language="en", now=NOW
    )
    assert isinstance(enrolled, Allowed)
    commands.assign(staff_id=enrolled.value, role=Role.OPERATOR, area_path="990101", now=NOW)
    actor = queries.actor(enrolled.value, now=NOW)
    assert actor is not None
    return actor


def keep(case_id: UUID, phone: str = "0900 000 000") -> None:
    assert commands.keep_contact(case_id=case_id, name="", phone=phone, email="", language="en", now=NOW)


def test_an_operator_opens_contact_details_and_the_opening_is_on_record(operator: Actor) -> None:
    case_id = uuid4()
    keep(case_id)
    opened = commands.open_contact(case_id=case_id, area_path=AREA, actor=operator, purpose="find_place", now=NOW)
    assert opened == Allowed(ContactDetails(name="", phone="0900 000 000", email="", language="en"))
    assert [(o.staff_id, o.staff_name, o.purpose, o.at) for o in queries.openings(case_id)] == [
        (operator.id, "Intake", "find_place", NOW)
    ]


def test_a_refused_opening_shows_and_records_nothing(operator: Actor) -> None:
    case_id = uuid4()
    keep(case_id)
    checker = Actor("staff", id=operator.id, grants=(Grant(Role.CHECKER),))
    for who, purpose in ((checker, "find_place"), (operator, "curious")):
        refused = commands.open_contact(case_id=case_id, area_path=AREA, actor=who, purpose=purpose, now=NOW)
        assert isinstance(refused, Refused)
    assert queries.openings(case_id) == []


def test_a_case_without_contact_details_says_so(operator: Actor) -> None:
    case_id = uuid4()
    assert not commands.keep_contact(case_id=case_id, name=" ", phone="", email="", language="en", now=NOW)
    assert not queries.has_contact(case_id)
    refused = commands.open_contact(case_id=case_id, area_path=AREA, actor=operator, purpose="find_place", now=NOW)
    assert refused == Refused("contact_none")


def test_later_contact_details_take_the_place_of_earlier_ones(operator: Actor) -> None:
    case_id = uuid4()
    keep(case_id, "1")
    keep(case_id, "2")
    opened = commands.open_contact(case_id=case_id, area_path=AREA, actor=operator, purpose="find_place", now=NOW)
    assert isinstance(opened, Allowed)
    assert opened.value.phone == "2"


def test_erased_contact_details_are_gone_and_the_record_of_openings_stays(operator: Actor) -> None:
    case_id = uuid4()
    keep(case_id)
    commands.open_contact(case_id=case_id, area_path=AREA, actor=operator, purpose="tell_result", now=NOW)
    assert commands.erase_contacts([case_id])
    assert not commands.erase_contacts([case_id])
    assert not queries.has_contact(case_id)
    assert len(queries.openings(case_id)) == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE people_contactaccess SET purpose = 'x'", "DELETE FROM people_contactaccess"]
)
def test_the_database_refuses_to_change_the_record_of_openings(operator: Actor, statement: str) -> None:
    case_id = uuid4()
    keep(case_id)
    commands.open_contact(case_id=case_id, area_path=AREA, actor=operator, purpose="find_place", now=NOW)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert ContactAccess.objects.filter(case_id=case_id, purpose="find_place").count() == 1


def test_contact_details_can_be_looked_up_by_case_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [Contact._meta.db_table])
        indexes = [row[0] for row in cursor.fetchall()]
    assert len(indexes) == 1
    assert indexes[0].endswith("(case_id)")
    assert {field.name for field in Contact._meta.get_fields()} == {
        "case_id",
        "key_id",
        "sealed",
        "by_email",
        "by_phone",
        "shared_at",
        "kept_at",
    }
