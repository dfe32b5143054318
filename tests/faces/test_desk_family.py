"""Sub-cases at the desk and on the tracking page: split, taken in, let go, and named when the whole ends."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import town
from tests.faces.desk_kit import Desk, number, page, send, state, words
from tests.faces.portal_kit import reported, visitor

from linli.cases import family, queries
from linli.cases.family import Part
from linli.kernel.results import Allowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def post(client: Client, address: str, **given: Any) -> Any:
    """Open a form, fill it in and send it."""
    opened = client.get(address)
    assert opened.status_code == 200
    command = hidden_of(opened)
    return client.post(address, {"command_id": command} | given)


def hidden_of(response: Any) -> str:
    text: str = response.content.decode()
    return text.partition('name="command_id" value="')[2].partition('"')[0]


def split(desk: Desk, case_id: UUID, who: str = "dispatcher") -> Any:
    return post(
        desk.client(who), f"/desk/cases/{number(case_id)}/split/", class_key=[town.LAMP, town.BURST, ""],
        text=["The lamp on the corner", "The pipe below it", ""],
    )  # fmt: skip


def children(case_id: UUID) -> list[int]:
    found = queries.case(case_id=case_id)
    assert found is not None
    return [child.number for child in found.facts.children]


def test_a_dispatcher_splits_a_case_and_its_page_lists_the_sub_cases(desk: Desk) -> None:
    case_id, dispatcher = desk.report(), desk.client("dispatcher")
    response = post(
        dispatcher, f"/desk/cases/{number(case_id)}/split/", class_key=[town.LAMP, town.BURST],
        text=["The lamp on the corner", "The pipe below it"],
    )  # fmt: skip
    assert response.status_code == 302, words(response)
    first, second = children(case_id)
    shown = words(page(dispatcher, case_id))
    assert f"2 sub-cases were opened: #{first}, #{second}." in shown
    assert f"#{second} Burst water main" in shown
    assert "A sub-case was opened" in shown
    child = desk.client("dispatcher").get(f"/desk/cases/{first}/")
    assert "Sub-case of" in words(child)
    assert f"#{number(case_id)} Street lamp faulty" in words(child)


def test_the_unit_is_told_which_sub_cases_are_still_open(desk: Desk) -> None:
    case_id = desk.report()
    split(desk, case_id)
    lamps = desk.client("lamps")
    send(lamps, case_id, "accept")
    assert "Report as handled" not in words(page(lamps, case_id))
    refused = lamps.post(f"/desk/cases/{number(case_id)}/act/handle/", {"text": "Done"})
    assert "Sub-cases are still open: " + ", ".join(f"#{one}" for one in children(case_id)) in words(refused)


def test_what_was_typed_survives_a_refusal_and_one_more_row_is_given(desk: Desk) -> None:
    case_id = desk.report()
    client, address = desk.client("dispatcher"), f"/desk/cases/{number(case_id)}/split/"
    refused = post(client, address, class_key=[town.LAMP], text=[""])
    assert refused.status_code == 422
    assert "still needs: words" in words(refused)
    more = post(client, address, class_key=[town.LAMP, "", ""], text=["The lamp", "", ""], more="1")
    assert more.content.decode().count("<legend>") == 4
    assert "The lamp</textarea>" in more.content.decode()
    assert children(case_id) == []
    assert "at least one sub-case" in words(post(client, address, class_key=[""], text=[""]))


def test_the_same_form_sent_twice_splits_once(desk: Desk) -> None:
    case_id = desk.report()
    client, address = desk.client("dispatcher"), f"/desk/cases/{number(case_id)}/split/"
    filled = {"command_id": hidden_of(client.get(address)), "class_key": [town.LAMP], "text": ["The lamp"]}
    assert [client.post(address, filled).status_code for _ in range(2)] == [302, 302]
    assert len(children(case_id)) == 1


def test_a_handler_has_no_such_form(desk: Desk) -> None:
    case_id = desk.report()
    lamps = desk.client("lamps")
    assert "Split into sub-cases" not in words(page(lamps, case_id))
    refused = split(desk, case_id, "lamps")
    assert refused.status_code == 422
    assert "None of your posts allows" in words(refused)
    assert desk.client("cleaner").get(f"/desk/cases/{number(case_id)}/split/").status_code == 404


def test_a_case_is_taken_in_by_its_number_and_let_go_again(desk: Desk) -> None:
    parent, child = desk.report(), desk.report(klass=town.NOISE, text="Drums")
    operator, here = desk.client("operator"), f"/desk/cases/{number(parent)}/"
    assert "There is no such case." in words(post(operator, f"{here}attach/", other="999999", text="x"))
    assert post(operator, f"{here}attach/", other=f"#{number(child)}", text="Same yard").status_code == 302
    assert children(parent) == [number(child)]
    assert "sub-case of another one itself" in words(
        post(operator, f"/desk/cases/{number(child)}/attach/", other=str(number(parent)), text="x")
    )
    freed = post(operator, f"{here}detach/{number(child)}/", text="Another yard")
    assert freed.status_code == 302
    assert children(parent) == []
    shown = words(page(operator, parent))
    assert "A sub-case goes its own way" in shown
    assert f"Case: #{number(child)}" in shown
    assert operator.get(f"{here}detach/{number(child)}/").status_code == 404


def test_who_ends_the_whole_is_told_what_goes_on_and_so_is_whoever_looks_later(desk: Desk) -> None:
    case_id = desk.report(klass=town.QUESTION, text="Who mends what?")
    done = family.split(
        case_id=case_id, parts=[Part(town.LAMP, "The lamp")], actor=town.SUPERVISOR, command_id=UUID(int=5),
        now=desk.now,
    )  # fmt: skip
    assert isinstance(done, Allowed)
    child = done.value[0].number
    operator = desk.client("operator")
    form = words(page(operator, case_id, "?act=reject"))
    assert "Its sub-cases go on" in form
    assert f"Still open: #{child}." in form
    assert send(operator, case_id, "reject", reason="outside", text="Not for the city.").status_code == 302
    assert state(case_id) == "rejected"
    assert f"Sub-cases that go on: #{child}" in words(page(operator, case_id))
    # The sub-case shows how the whole ended.
    assert "Not filed" in words(operator.get(f"/desk/cases/{child}/"))


def test_the_reporter_sees_how_the_parts_stand_and_no_more(settings: Any, tmp_path: Any) -> None:
    settings.LINLI_FILES = tmp_path
    town.install()
    client = visitor()
    code, case_id = reported(client)
    found = queries.case(case_id=case_id)
    assert found is not None
    done = family.split(
        case_id=case_id, parts=[Part(town.BURST, "Words for the unit")], actor=town.DISPATCHER,
        command_id=UUID(int=6), now=found.facts.reported_at or town.NOW,
    )  # fmt: skip
    assert isinstance(done, Allowed)
    child = done.value[0].number
    said = words(client.get(f"/t/{code}/"))
    assert "Dealt with in parts" in said
    assert f"{child} Burst water main" in said
    assert f"A part of it is dealt with as report {child}." in said
    assert "Words for the unit" not in said


def test_the_pages_say_it_in_chinese(desk: Desk) -> None:
    case_id = desk.report()
    split(desk, case_id)
    client = desk.client("dispatcher", "zh-hans")
    client.cookies["linli_language"] = "zh-hans"
    assert "子案卷" in words(page(client, case_id))
    assert "再加一个子案卷" in words(client.get(f"/desk/cases/{number(case_id)}/split/"))
