"""One command is one act: what is sent again is answered alike, what is changed and sent again is refused."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests import town

from linli.cases import commands, queries
from linli.cases.commands import Done, Spot
from linli.cases.rules import Given
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import reporter

EAST = Spot(*town.IN_EAST, address="江边路1号")
pytestmark = pytest.mark.usefixtures("installed")


@pytest.fixture
def installed(db: None) -> None:
    town.install()


def send(**changes: Any) -> Result[Done]:
    wanted: dict[str, Any] = {
        "command_id": uuid4(),
        "actor": town.PASSER_BY,
        "source": "web",
        "now": town.NOW,
        "text": "路灯不亮",
        "class_key": town.LAMP,
        "spot": EAST,
    }
    return commands.report(**(wanted | changes))


def report(**changes: Any) -> Done:
    answer = send(**changes)
    assert isinstance(answer, Allowed), answer
    return answer.value


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_a_report_that_would_go_further_the_second_time_is_still_one_case() -> None:
    command = uuid4()
    first = report(command_id=command, class_key="")
    assert first.moves == ("report",)
    events = count("cases_event")
    again = send(command_id=command)
    assert isinstance(again, Refused)
    assert again.code == "command_used"
    assert (count("cases_case"), count("cases_event")) == (1, events)
    assert queries.rebuilt(case_id=first.case_id) is not None


def test_the_same_report_after_the_rules_have_changed_is_still_one_case() -> None:
    command = uuid4()
    town.install_edition(replace(town.EDITION, duties=()))
    first = report(command_id=command)
    assert first.moves == ("report", "file")
    town.install()
    assert report(command_id=command) == replace(first, repeated=True)
    assert (count("cases_case"), count("cases_event")) == (1, 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "两盏路灯不亮"},
        {"class_key": town.NOISE},
        {"spot": Spot(*town.IN_WEST, address="江边路1号")},
        {"spot": Spot(*town.IN_EAST, address="江边路2号")},
        {"spot": None},
        {"actor": town.OPERATOR, "source": "phone"},
    ],
)
def test_a_report_that_was_changed_is_not_taken_for_the_one_sent_before(changes: dict[str, Any]) -> None:
    command = uuid4()
    report(command_id=command)
    again = send(command_id=command, **changes)
    assert isinstance(again, Refused)
    assert again.code == "command_used"


def test_photos_may_have_other_names_the_second_time() -> None:
    command = uuid4()
    first = report(command_id=command, photos=(str(uuid4()),))
    assert report(command_id=command, photos=(str(uuid4()),)) == replace(first, repeated=True)


def test_an_act_with_other_words_or_by_somebody_else_is_not_the_one_done_before() -> None:
    done, command = report(), uuid4()
    bearer = reporter(str(done.case_id))

    def add(actor: Any, text: str) -> Result[Done]:
        return commands.act(
            case_id=done.case_id, move="add", actor=actor, given=Given(text=text), command_id=command, now=town.NOW
        )

    assert isinstance(add(bearer, "It flickers"), Allowed)
    repeated = add(bearer, "It flickers")
    assert isinstance(repeated, Allowed)
    assert repeated.value.repeated
    for actor, text in ((bearer, "It is off"), (town.OPERATOR, "It flickers")):
        answer = add(actor, text)
        assert isinstance(answer, Refused)
        assert answer.code == "command_used"


def test_a_follower_does_not_make_a_page_out_of_date() -> None:
    done = report()
    followed = commands.follow(case_id=done.case_id, command_id=uuid4(), language="en", now=town.NOW)
    assert isinstance(followed, Allowed)
    answer = commands.act(
        case_id=done.case_id,
        move="accept",
        actor=town.LAMP_HANDLER,
        command_id=uuid4(),
        now=town.NOW,
        seen=done.version,
    )
    assert isinstance(answer, Allowed), answer


def test_a_page_that_claims_to_have_seen_the_future_is_out_of_date() -> None:
    done = report()
    answer = commands.act(
        case_id=done.case_id,
        move="accept",
        actor=town.LAMP_HANDLER,
        command_id=uuid4(),
        now=town.NOW,
        seen=done.version + 1,
    )
    assert isinstance(answer, Refused)
    assert answer.code == "changed_meanwhile"


def test_a_report_whose_photos_have_been_taken_already_is_still_answered_with_its_code() -> None:
    command = uuid4()
    first = report(command_id=command, class_key=town.RUBBISH, photos=(str(uuid4()),))
    assert report(command_id=command, class_key=town.RUBBISH, photos=()) == replace(first, repeated=True)
