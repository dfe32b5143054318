"""The case page over HTTP: exactly the buttons that the flow allows, forms that lose nothing, contact on record."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import town
from tests.faces.desk_kit import Desk, enrol, hidden, number, page, photo, send, state, words

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.rules import LATEST
from linli.files import queries as files
from linli.kernel.rights import Role
from linli.people import commands as people
from linli.people import queries as staff

FAMILY = ("split", "attach", "detach", "join", "leave")  # have forms of their own
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


# Made in another way, or only together with a move of another case.
NOT_BUTTONS = {"report", "follow", "absorb", "let_go", "conclude", "rejoin"}


def buttons(response: Any) -> set[str]:
    return {button.name for button in response.context["buttons"]}


def test_the_page_shows_exactly_the_buttons_that_the_flow_allows(desk: Desk) -> None:
    made = [desk.report(), desk.report(spot=None), desk.report(klass=town.NOISE), desk.handled()]
    for case_id in made:
        view = queries.case(case_id=case_id)
        assert view is not None
        for name, staff_id in desk.staff.items():
            actor = staff.actor(staff_id, now=desk.now)
            assert actor is not None
            allowed = {move.name for move in queries.allowed_moves(facts=view.facts, actor=actor, now=desk.now)}
            response = page(desk.client(name), case_id)
            if response.status_code == 200:
                assert buttons(response) == allowed - NOT_BUTTONS - {*FAMILY}, (name, view.facts.state)
            else:
                assert response.status_code == 404


def test_every_form_asks_exactly_for_what_its_move_needs(desk: Desk) -> None:
    """Any field that a row of the flow names is a field of the form; `place` is set by latitude and longitude."""
    made = {"operator": desk.report(spot=None), "dispatcher": desk.report(klass=town.NOISE), "checker": desk.handled()}
    inputs = {"place": "lat", "photos": "upload", "unit_path": "other_unit"}
    for name, case_id in made.items():
        client = desk.client(name)
        for button in page(client, case_id).context["buttons"]:
            move = LATEST.moves[button.name]
            asked = {*move.needs, *move.may}
            response = page(client, case_id, f"?act={button.name}").content.decode()
            for one in asked:
                assert f'name="{inputs.get(one, one)}"' in response, (button.name, one)


def test_an_act_is_done_and_told(desk: Desk) -> None:
    case_id = desk.report()
    client = desk.client("lamps")
    response = send(client, case_id, "accept")
    assert response.status_code == 302
    told = words(client.get(response["Location"]))
    assert "Accepted. The case is now: Being handled." in told
    assert state(case_id) == "handling"


def test_an_act_keeps_the_list_that_the_case_was_opened_from(desk: Desk) -> None:
    desk.report()
    client = desk.client("lamps")
    line = client.get("/desk/?overdue=&area=" + town.EAST).context["lines"][0]
    opened = client.get(line.href)
    address = f"/desk/cases/{line.number}/act/accept/"
    response = client.post(address + opened.context["query"], hidden(opened, address))
    assert response["Location"] == line.href + "#top"


def test_after_an_act_the_page_begins_with_what_was_done(desk: Desk) -> None:
    """The form goes to `#acts`, where a refusal stands; without an end of its own the way back would go there too."""
    client = desk.client("lamps")
    case_id = desk.report()
    assert '/act/accept/#acts"' in page(client, case_id).content.decode()
    assert send(client, case_id, "accept")["Location"].endswith("#top")
    refused = send(client, case_id, "return", text="", reason="")
    assert refused.status_code == 422


def test_the_head_of_a_case_says_where_it_is(desk: Desk) -> None:
    """On a phone the map and the address stand far below: the head is what is read first."""
    client = desk.client("operator")
    placed = desk.report(spot=cases.Spot(*town.IN_EAST, address="4 Kiln Lane"))
    head = page(client, placed).content.decode().partition('<header class="dk-case-head">')[2].partition("</header>")[0]
    assert "4 Kiln Lane" in head
    assert "no place yet" in words(page(client, desk.report(spot=None)))


def test_the_same_form_sent_twice_acts_once(desk: Desk) -> None:
    case_id = desk.report()
    client = desk.client("lamps")
    opened = page(client, case_id)
    assert send(client, case_id, "accept", seen=opened).status_code == 302
    assert send(client, case_id, "accept", seen=opened).status_code == 302
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)].count("accept") == 1


def test_a_refused_form_says_why_and_keeps_what_was_typed(desk: Desk) -> None:
    case_id = desk.report()
    client = desk.client("lamps")
    response = send(client, case_id, "return", text="This pole belongs to the port.", reason="")
    assert response.status_code == 422
    said = words(response)
    assert "“Return” still needs: a reason." in said
    assert "This pole belongs to the port." in said
    assert state(case_id) == "dispatched"


def test_a_refusal_is_said_in_the_readers_language(desk: Desk) -> None:
    case_id = desk.report()
    response = send(desk.client("lamps", language="zh-hans"), case_id, "return", text="不是我们的", reason="")
    assert "“退回”还需要：原因。" in words(response)


def test_somebody_elses_act_in_between_is_explained_and_nothing_is_lost(desk: Desk) -> None:
    case_id = desk.report(klass=town.NOISE)
    client = desk.client("dispatcher")
    opened = page(client, case_id, "?act=dispatch")
    desk.act(case_id, "dispatcher", "note", text="Rang the bar.")
    response = send(client, case_id, "dispatch", seen=opened, unit_path=town.SANITATION, text="Please hurry.")
    assert response.status_code == 409
    said = words(response)
    assert "Somebody else acted on this case while you were looking at it." in said
    assert "Rang the bar." in said
    assert "Please hurry." in said
    again = send(client, case_id, "dispatch", seen=response, unit_path=town.SANITATION, text="Please hurry.")
    assert again.status_code == 302
    assert state(case_id) == "dispatched"


def test_what_was_typed_survives_even_if_the_act_is_no_longer_possible(desk: Desk) -> None:
    case_id = desk.report(klass=town.NOISE)
    client = desk.client("dispatcher")
    opened = page(client, case_id, "?act=dispatch")
    desk.act(case_id, "dispatcher", "dispatch", unit_path=town.SANITATION)
    response = send(client, case_id, "dispatch", seen=opened, unit_path=town.EAST_OFFICE, text="A long explanation.")
    assert response.status_code == 409
    assert "What you typed, to copy" in words(response)
    assert "A long explanation." in words(response)


def test_a_photo_that_was_sent_with_a_refused_form_need_not_be_sent_again(desk: Desk) -> None:
    case_id = desk.report(klass=town.BURST)
    client = desk.client("cleaner")
    send(client, case_id, "accept")
    refused = send(client, case_id, "handle", text="", upload=photo())
    assert refused.status_code == 422
    assert "1 photo is kept" in words(refused)
    assert files.photos(case_id) == ()
    assert send(client, case_id, "handle", seen=refused, text="Pipe clamped.").status_code == 302
    kept = files.photos(case_id)
    assert [one.kind for one in kept] == ["after"]
    [handled] = [stamp for stamp in queries.timeline(case_id=case_id) if stamp.move == "handle"]
    assert handled.photos == (str(kept[0].id),)


def test_a_file_that_is_no_photo_is_refused_in_words(desk: Desk) -> None:
    case_id = desk.report()
    client = desk.client("lamps")
    send(client, case_id, "accept")
    upload = photo()
    upload.seek(0)
    upload.file.write(b"#!/bin/sh rm -rf")
    upload.seek(0)
    response = send(client, case_id, "handle", text="Bulb replaced.", upload=upload)
    assert response.status_code == 422
    assert "This file is not a photo." in words(response)
    assert "Bulb replaced." in words(response)


def test_the_handlers_own_unit_sees_no_button_to_check_and_is_refused_in_words(desk: Desk) -> None:
    both = enrol("lamps-and-checker")
    desk.staff["lamps-and-checker"] = both
    people.assign(staff_id=both, role=Role.HANDLER, unit_path=town.LIGHTING, now=desk.now)
    people.assign(staff_id=both, role=Role.CHECKER, now=desk.now)
    case_id = desk.handled()
    client = desk.client("lamps-and-checker")
    opened = page(client, case_id)
    assert buttons(opened) == {"note"}
    for move in ("pass", "fail"):
        form = {"command_id": str(uuid4()), "text": "Looks fine to me."}
        response = client.post(f"/desk/cases/{number(case_id)}/act/{move}/", form)
        assert response.status_code == 422
        assert "Your unit handled this case (Street Lighting)" in words(response)
    assert state(case_id) == "handled"


def test_who_handled_it_cannot_check_it_even_after_leaving_the_unit(desk: Desk) -> None:
    case_id = desk.handled()
    [post] = staff.posts(now=desk.now, staff_id=desk.staff["lamps"])
    people.end_post(post_id=post.id, now=desk.now)
    people.assign(staff_id=desk.staff["lamps"], role=Role.CHECKER, now=desk.now - timedelta(seconds=1))
    client = desk.client("lamps")
    assert buttons(page(client, case_id)) == {"note"}
    response = client.post(f"/desk/cases/{number(case_id)}/act/pass/", {"command_id": str(uuid4())})
    assert "You handled this case" in words(response)
    assert state(case_id) == "handled"


def test_a_case_outside_ones_posts_looks_like_one_that_is_not_there(desk: Desk) -> None:
    case_id = desk.report()
    client = desk.client("cleaner")
    other, none = page(client, case_id), client.get("/desk/cases/999999/")
    assert (other.status_code, none.status_code) == (404, 404)
    assert words(other) == words(none)
    response = client.post(f"/desk/cases/{number(case_id)}/act/accept/", {"command_id": str(uuid4())})
    assert response.status_code == 404
    assert state(case_id) == "dispatched"


def test_the_dispatch_form_offers_the_units_that_duties_name_and_says_why(desk: Desk) -> None:
    case_id = desk.report(klass=town.NOISE)
    said = words(page(desk.client("dispatcher"), case_id, "?act=dispatch"))
    assert "East Street Office Duty: Noise, East Street" in said
    assert "Sanitation Duty: Noise, East Street" in said
    assert "Several units are equally responsible." in said


def test_a_unit_chosen_from_the_whole_list_overrules_the_marked_candidate(desk: Desk) -> None:
    case_id = desk.report(klass=town.NOISE)
    client = desk.client("dispatcher")
    send(client, case_id, "dispatch", unit_path=town.SANITATION, other_unit=town.WEST_OFFICE)
    found = queries.case(case_id=case_id)
    assert found is not None
    assert found.facts.unit_path == town.WEST_OFFICE


def test_a_returned_case_marks_the_unit_that_returned_it_and_does_not_suggest_it_again(desk: Desk) -> None:
    case_id = desk.report()
    desk.act(case_id, "lamps", "return", reason="not_ours", text="Port authority.")
    response = page(desk.client("dispatcher"), case_id, "?act=dispatch")
    assert "returned it in this round" in words(response)
    assert response.context["form"].typed.unit_path == ""


def test_the_timeline_tells_who_when_and_what(desk: Desk) -> None:
    case_id = desk.handled()
    desk.act(case_id, "checker", "fail", text="Still dark on the left.")
    said = words(page(desk.client("dispatcher"), case_id))
    assert "Handled Lamps · Handler · Street Lighting" in said
    assert "Check failed: rework Checker " in said
    assert "Still dark on the left." in said
    assert "The reporter reads this" in said
    assert "Dispatched By itself" in said


def test_who_checks_reads_first_what_the_unit_says_it_did(desk: Desk) -> None:
    case_id = desk.handled()
    opened = page(desk.client("checker"), case_id)
    assert "What the unit says it did Lamps · Handler · Street Lighting" in words(opened)
    assert opened.context["result"].text == "Bulb replaced."
    desk.act(case_id, "checker", "pass")
    assert page(desk.client("checker"), case_id).context["result"] is None


def test_words_are_escaped_in_every_place(desk: Desk) -> None:
    case_id = desk.report(text="<img src=x onerror=alert(1)>")
    desk.act(case_id, "lamps", "accept")
    desk.act(case_id, "lamps", "note", text="<script>alert(2)</script>")
    content = page(desk.client("lamps"), case_id).content
    assert b"<img src=x" not in content
    assert b"<script>alert(2)" not in content


def test_contact_details_open_for_a_purpose_and_leave_a_record(desk: Desk) -> None:
    case_id = desk.report(spot=None)
    people.keep_contact(case_id=case_id, name="A.", phone="0900 000 000", email="", language="en", now=desk.now)
    client = desk.client("operator")
    opened = page(client, case_id)
    assert "0900 000 000" not in words(opened)
    address = f"/desk/cases/{number(case_id)}/contact/"
    assert client.post(address, {"purpose": "curious"}).status_code == 422
    assert staff.openings(case_id) == []
    shown = client.post(address, {"purpose": "find_place"})
    assert "0900 000 000" in words(shown)
    assert shown["Cache-Control"] == "private, no-store"
    assert [one.purpose for one in staff.openings(case_id)] == ["find_place"]
    later = words(page(client, case_id))
    assert "0900 000 000" not in later
    assert "Operator · To find the place" in later


@pytest.mark.parametrize("name", ["dispatcher", "lamps", "checker", "auditor"])
def test_nobody_else_is_offered_or_given_contact_details(desk: Desk, name: str) -> None:
    case_id = desk.handled()
    people.keep_contact(case_id=case_id, name="A.", phone="0900 000 000", email="", language="en", now=desk.now)
    client = desk.client(name)
    text = words(page(client, case_id))
    assert ("contact details" in text) is (name == "lamps")
    assert "0900 000 000" not in text
    response = client.post(f"/desk/cases/{number(case_id)}/contact/", {"purpose": "find_place"})
    assert response.status_code == 422
    assert "0900 000 000" not in words(response)


def test_a_photo_is_shown_to_those_who_may_see_its_case_and_to_nobody_else(desk: Desk) -> None:
    case_id = desk.report(klass=town.BURST)
    send(desk.client("cleaner"), case_id, "accept")
    send(desk.client("cleaner"), case_id, "handle", text="Clamped.", upload=photo())
    [kept] = files.photos(case_id)
    address = f"/desk/cases/{number(case_id)}/photos/{kept.id}/thumb/"
    shown = desk.client("checker").get(address)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert desk.client("lamps").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    other = desk.report()
    assert desk.client("checker").get(address.replace(str(number(case_id)), str(number(other)))).status_code == 404


def test_the_track_leaves_out_stages_that_a_case_never_entered(desk: Desk) -> None:
    case_id = desk.report(klass=town.QUESTION, text="When does the office open?")
    desk.act(case_id, "operator", "answer", text="At nine.")
    track = page(desk.client("operator"), case_id).context["track"]
    assert [step.state for step in track] == ["done", "current", "todo"]


def test_a_form_without_csrf_token_is_refused(desk: Desk) -> None:
    case_id = desk.report()
    client = desk.client("lamps", enforce_csrf_checks=True)
    response = client.post(f"/desk/cases/{number(case_id)}/act/accept/", {"command_id": str(uuid4())})
    assert response.status_code == 403
    assert state(case_id) == "dispatched"


def test_an_unknown_act_is_refused_in_words(desk: Desk) -> None:
    case_id = desk.report()
    response = desk.client("lamps").post(f"/desk/cases/{number(case_id)}/act/delete/", {"command_id": str(uuid4())})
    assert response.status_code == 422
    assert "The flow of this case has no such act." in words(response)


def test_htmx_gets_the_acts_alone(desk: Desk) -> None:
    case_id = desk.report(klass=town.NOISE)
    response = desk.client("dispatcher").get(
        f"/desk/cases/{number(case_id)}/?act=dispatch", headers={"HX-Request": "true", "HX-Target": "acts"}
    )
    content = response.content.decode().strip()
    assert content.startswith('<section class="dk-acts')
    assert "<html" not in content
    assert 'id="act-form"' in content
