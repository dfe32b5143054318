"""Supervision orders at the desk: who may issue, answer, accept and see them; forms that lose nothing."""

import ast
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils.translation import override
from tests import town
from tests.faces.desk_kit import Desk, enrol, hidden, number, page, words

from linli.faces.desk.words.orders import (
    ORDER_FIELDS,
    ORDER_MOVES,
    ORDER_REFUSALS,
    ORDER_STATES,
    ORDER_TONES,
    say_order_refusal,
)
from linli.kernel.results import Refused
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries as staff
from linli.supervision import queries as orders
from linli.supervision.rules import MOVES, State
from linli.ui import icons

pytestmark = pytest.mark.django_db

LEADS: dict[str, tuple[Role, dict[str, str]]] = {
    "lamp-lead": (Role.UNIT_LEAD, {"unit_path": town.LIGHTING}),
    "west-lead": (Role.AREA_LEAD, {"area_path": town.WEST}),
}


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    for name, (role, where) in LEADS.items():
        found.staff[name] = enrol(name)
        people.assign(staff_id=found.staff[name], role=role, now=found.now - timedelta(days=50), **where)
    return found


def post_of(desk: Desk, name: str) -> str:
    return str(staff.posts(now=desk.now, staff_id=desk.staff[name])[0].id)


def day(desk: Desk, ahead: int = 5) -> str:
    return (desk.now + timedelta(days=ahead)).date().isoformat()


def issue(desk: Desk, who: str, query: str, **typed: str) -> Any:
    client = desk.client(who)
    opened = client.get(f"/desk/orders/new/{query}")
    given = {"text": "Why is it still dark?", "post": post_of(desk, "lamp-lead"), "day": day(desk)} | typed
    return client.post("/desk/orders/new/", hidden(opened, "/desk/orders/new/") | given)


def issued(desk: Desk, *cases: UUID, by: str = "supervisor") -> int:
    """The number of an order on one case that the lead of the lamps has to answer."""
    case_id = cases[0] if cases else desk.report()
    response = issue(desk, by, f"?case={number(case_id)}")
    assert response.status_code == 302, words(response)
    return int(re.findall(r"\d+", response["Location"])[0])


def send(client: Client, order: int, move: str, **typed: str) -> Any:
    address = f"/desk/orders/{order}/act/{move}/"
    opened = client.get(f"/desk/orders/{order}/")
    return client.post(address, hidden(opened, address) | typed)


def forms(response: Any) -> list[str]:
    return [form.name for form in response.context["forms"]]


def state(desk: Desk, order: int) -> State:
    found = orders.order(number=order, now=desk.now)
    assert found is not None
    return found.facts.state


def test_an_order_is_issued_from_a_case_answered_sent_back_and_accepted(desk: Desk) -> None:
    order = issued(desk)
    supervisor, lead = desk.client("supervisor"), desk.client("lamp-lead")
    assert "Why is it still dark?" in words(lead.get("/desk/orders/"))
    assert send(lead, order, "answer", text="Cable ordered.")["Location"].endswith("#top"), "what was done is in view"
    assert send(supervisor, order, "send_back", text="When?", day=day(desk, 9)).status_code == 302
    assert send(lead, order, "answer", text="On Friday.").status_code == 302
    told = words(supervisor.get(f"/desk/orders/{order}/"))
    for said in ("Cable ordered.", "When?", "On Friday."):
        assert said in told
    assert send(supervisor, order, "accept").status_code == 302
    assert state(desk, order) is State.ACCEPTED
    assert forms(supervisor.get(f"/desk/orders/{order}/")) == []
    assert "Why is it still dark?" in words(lead.get("/desk/orders/?list=ended"))


def test_every_role_sees_and_may_exactly_what_it_should(desk: Desk) -> None:
    case_id = desk.report()
    offered = {
        name for name in desk.staff
        if (found := page(desk.client(name), case_id)).status_code == 200 and found.context["orders"]["issue"]
    }  # fmt: skip
    assert offered == {"supervisor", "east-lead"}
    order = issued(desk, case_id)
    seen, acting = set(), {}
    for name in desk.staff:
        response = desk.client(name).get(f"/desk/orders/{order}/")
        if response.status_code == 200:
            seen.add(name)
            acting[name] = forms(response)
    everywhere = {"operator", "supervisor", "dispatcher", "checker", "auditor", "city-admin"}
    assert seen == everywhere | {"lamps", "lamp-lead", "east-lead"}
    assert {name: moves for name, moves in acting.items() if moves} == {
        "supervisor": ["withdraw"], "lamp-lead": ["answer"],
    }  # fmt: skip
    for name in seen - {"lamp-lead"}:
        assert desk.client(name).post(f"/desk/orders/{order}/act/answer/", {"text": "x"}).status_code == 422
    for name in set(desk.staff) - seen:
        hidden_from, missing = (desk.client(name).get(f"/desk/orders/{one}/") for one in (order, 999999))
        assert "There is no such order within your posts" in words(hidden_from)
        assert (words(hidden_from), hidden_from.status_code) == (words(missing), missing.status_code)
        assert desk.client(name).post(f"/desk/orders/{order}/act/answer/", {"text": "x"}).status_code == 404
    assert state(desk, order) is State.ISSUED


@pytest.mark.parametrize("who", ["operator", "dispatcher", "lamps", "checker", "auditor", "lamp-lead"])
def test_who_may_not_issue_finds_no_form_and_no_way_to_it(desk: Desk, who: str) -> None:
    case_id = desk.report()
    client = desk.client(who)
    assert client.get(f"/desk/orders/new/?case={number(case_id)}").status_code == 404
    posted = {"cases": str(number(case_id)), "text": "x", "post": post_of(desk, "lamp-lead"), "day": day(desk)}
    assert client.post("/desk/orders/new/", posted).status_code == 404
    assert "Issue an order on this list" not in words(client.get("/desk/?list=all"))
    assert "Issued by me" not in words(client.get("/desk/orders/"))


def test_the_page_of_a_case_shows_its_orders_to_everybody_who_sees_the_case(desk: Desk) -> None:
    case_id, other = desk.report(), desk.report()
    order = issued(desk, case_id)
    for name in ("lamps", "operator", "auditor"):
        shown = words(page(desk.client(name), case_id))
        assert f"Supervision order D-{order}" in shown
        assert f"D-{order}" not in words(page(desk.client(name), other))
    desk.act(case_id, "lamps", "accept")
    send(desk.client("lamp-lead"), order, "answer", text="Soon.")
    send(desk.client("supervisor"), order, "accept")
    assert f"Supervision order D-{order} · Answer accepted" in words(page(desk.client("lamps"), case_id))


def test_a_whole_list_of_the_queue_is_frozen_as_it_was_shown(desk: Desk) -> None:
    late = [desk.report(ago=timedelta(days=30)) for _ in range(3)]
    desk.report()
    client = desk.client("supervisor")
    queue = client.get(f"/desk/?list=all&overdue=1&unit={town.LIGHTING}")
    way = queue.context["orders"]["issue"]
    opened = client.get(way)
    desk.report(ago=timedelta(days=30))
    given = {"text": "All late.", "post": post_of(desk, "lamp-lead"), "day": day(desk)}
    response = client.post("/desk/orders/new/", hidden(opened, "/desk/orders/new/") | given)
    found = orders.order(number=int(re.findall(r"\d+", response["Location"])[0]), now=desk.now)
    assert found is not None
    assert {one.number for one in found.facts.covered} == {number(case_id) for case_id in late}


def test_only_who_holds_a_post_over_the_cases_is_offered_and_never_oneself(desk: Desk) -> None:
    case_id = desk.report()

    def offered(who: str) -> set[str]:
        choices = desk.client(who).get(f"/desk/orders/new/?case={number(case_id)}").context["choices"]
        return {choice.label for choice in choices}

    assert offered("supervisor") == {"Lamp-Lead", "East-Lead", "Dispatcher"}
    assert offered("east-lead") == {"Lamp-Lead", "Dispatcher"}


def test_a_refused_form_says_why_and_keeps_what_was_typed(desk: Desk) -> None:
    case_id = desk.report()
    response = issue(desk, "supervisor", f"?case={number(case_id)}", day="2020-01-01")
    assert response.status_code == 422
    assert "The day has to lie ahead" in words(response)
    assert "Why is it still dark?" in words(response)
    order = issued(desk, case_id)
    lead = desk.client("lamp-lead")
    refused = send(lead, order, "answer", text=" ")
    assert refused.status_code == 422
    assert "still needs: words" in words(refused)
    opened = lead.get(f"/desk/orders/{order}/")
    address = f"/desk/orders/{order}/act/answer/"
    assert send(lead, order, "answer", text="First.").status_code == 302
    stale = lead.post(address, hidden(opened, address) | {"command_id": str(uuid4()), "text": "Second thoughts."})
    assert stale.status_code == 409
    assert "Second thoughts." in words(stale)


def test_the_same_form_sent_twice_acts_once(desk: Desk) -> None:
    case_id = desk.report()
    client = desk.client("supervisor")
    opened = client.get(f"/desk/orders/new/?case={number(case_id)}")
    given = hidden(opened, "/desk/orders/new/") | {
        "text": "Why?", "post": post_of(desk, "lamp-lead"), "day": day(desk),
    }  # fmt: skip
    assert {client.post("/desk/orders/new/", given)["Location"] for _ in range(2)} == {
        f"/desk/orders/{one.number}/" for one in orders.of_case(case_id=case_id, now=desk.now)
    }


def test_a_number_typed_in_by_hand_tells_nothing_of_a_case_outside_the_post(desk: Desk) -> None:
    outside = number(desk.report(spot=None))
    client = desk.client("east-lead")
    assert "There is no open case to name" in words(client.get(f"/desk/orders/new/?case={outside}"))
    assert "There is no open case to name" in words(client.get("/desk/orders/new/?case=999999999"))
    for wanted in (outside, 999999999):
        posted = {"cases": str(wanted), "text": "x", "post": post_of(desk, "dispatcher"), "day": day(desk)}
        assert client.post("/desk/orders/new/", posted).status_code == 404


def test_cases_outside_the_readers_posts_are_counted_and_not_shown(desk: Desk) -> None:
    lamp = desk.report(text="Dark.")
    rubbish = desk.report(klass=town.BURST, text="Wet.")
    client = desk.client("supervisor")
    opened = client.get("/desk/orders/new/?list=all")
    given = {"text": "Both.", "post": post_of(desk, "dispatcher"), "day": day(desk)}
    done = client.post("/desk/orders/new/", hidden(opened, "/desk/orders/new/") | given)
    shown = desk.client("lamps").get(done["Location"])
    assert [line.number for line in shown.context["cases"].lines] == [number(lamp)]
    assert "1 case lies outside your posts." in words(shown)
    assert f"/desk/cases/{number(rubbish)}/" not in shown.content.decode()


def test_the_queue_says_how_many_wait_for_me(desk: Desk) -> None:
    order = issued(desk)
    assert desk.client("lamp-lead").get("/desk/").context["orders"]["waiting"] == 1
    assert desk.client("supervisor").get("/desk/?list=all").context["orders"]["waiting"] == 0
    send(desk.client("lamp-lead"), order, "answer", text="Soon.")
    assert desk.client("supervisor").get("/desk/?list=all").context["orders"]["waiting"] == 1


def codes() -> dict[str, set[str]]:
    """Each code that the room refuses with, and the facts that come along."""
    room = Path(__file__).resolve().parents[2] / "src" / "linli" / "supervision"
    found: dict[str, set[str]] = {}
    for path in room.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Refused":
                assert isinstance(node.args[0], ast.Constant)
                keys = node.args[1].keys if len(node.args) > 1 and isinstance(node.args[1], ast.Dict) else []
                facts = {str(key.value) for key in keys if isinstance(key, ast.Constant)}
                found[str(node.args[0].value)] = found.get(str(node.args[0].value), facts) & facts
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_refusal_is_said_without_a_hole(language: str) -> None:
    example = {
        "state": State.ISSUED, "move": "answer", "needs": ("text", "due_at"), "last": town.NOW,
        "number": 7, "most": 200,
    }  # fmt: skip
    assert codes().keys() == ORDER_REFUSALS.keys()
    for code, names in codes().items():
        facts = {name: example.get(name, 1) for name in names}
        with override(language):
            said = say_order_refusal(Refused(code, facts), town.NOW)
        assert said.what and said.remedy
        assert "%" not in f"{said.what}{said.remedy}"


def test_every_state_move_and_field_has_words_and_an_icon() -> None:
    assert set(State) == ORDER_STATES.keys() == ORDER_TONES.keys()
    assert MOVES.keys() == ORDER_MOVES.keys()
    assert all(icons.exists(row.icon) for row in ORDER_MOVES.values())
    assert {name for move in MOVES.values() for name in move.needs} <= ORDER_FIELDS.keys()
