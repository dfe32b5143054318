"""One incident at the desk and on the tracking pages: merged, answered for by several, and found to recur."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import town
from tests.faces.desk_kit import Desk, enrol, number, page, send, state, words
from tests.faces.portal_kit import fields, photo, reported, visitor

from linli.cases import commands, queries
from linli.files import queries as files
from linli.kernel.results import Allowed
from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db

NEAR = commands.Spot(town.IN_EAST[0] + 0.0002, town.IN_EAST[1])


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def merged(desk: Desk, part: UUID, root: UUID) -> None:
    response = send(desk.client("operator"), part, "merge", other=str(number(root)), text="The same lamp")
    assert response.status_code == 302, words(response)


def checked(desk: Desk, root: UUID) -> None:
    desk.act(root, "lamps", "accept")
    desk.act(root, "lamps", "handle", text="Bulb replaced.")
    desk.act(root, "checker", "pass")


class TestDesk:
    def test_a_proposal_leads_to_the_form_with_the_number_in_it(self, desk: Desk) -> None:
        root, part = desk.report(), desk.report(spot=NEAR)
        client = desk.client("operator")
        assert f'?act=merge&amp;other={number(root)}#acts"' in page(client, part).content.decode()
        assert f'value="{number(root)}"' in page(client, part, f"?act=merge&other={number(root)}").content.decode()
        assert "?act=merge" not in page(desk.client("lamps"), part).content.decode()

    def test_each_leads_to_the_other_and_only_one_is_in_the_queue(self, desk: Desk) -> None:
        root, part = desk.report(), desk.report(spot=NEAR)
        merged(desk, part, root)
        client = desk.client("operator")
        assert state(part) == "merged"
        assert f"This report was merged into case {number(root)}" in words(page(client, part))
        assert "Possibly the same as" not in words(page(client, part))
        assert f"#{number(part)} 22 m away" in words(page(client, root))
        queue = client.get("/desk/", {"list": "all"}).content.decode()
        assert f"/desk/cases/{number(root)}/" in queue
        assert f"/desk/cases/{number(part)}/" not in queue
        for found in ({"text": "dark"}, {"stage": "filed.merged"}):
            assert f"/desk/cases/{number(part)}/" in client.get("/desk/", {"list": "all"} | found).content.decode()

    def test_a_number_that_is_none_or_out_of_sight_is_refused_with_what_was_typed(self, desk: Desk) -> None:
        part = desk.report()
        west = desk.report(spot=commands.Spot(*town.IN_WEST))
        desk.staff["east"] = enrol("east")
        people.assign(
            staff_id=desk.staff["east"], role=Role.OPERATOR, area_path=town.EAST, now=desk.now - timedelta(days=1)
        )
        for other in ("999999", "lamp", str(number(west))):
            response = send(desk.client("east"), part, "merge", other=other, text="The same lamp")
            assert response.status_code == 422
            assert "There is no such case." in words(response)
            assert "The same lamp" in response.content.decode()
        itself = send(desk.client("operator"), part, "merge", other=f"#{number(part)}")
        assert "A case can't be merged into itself." in words(itself)
        assert state(part) == "dispatched"

    def test_unmerged_it_is_back_in_its_place(self, desk: Desk) -> None:
        root, part = desk.report(), desk.report(spot=NEAR)
        before = queries.case(case_id=part)
        merged(desk, part, root)
        response = send(desk.client("operator"), part, "unmerge", text="Another lamp")
        assert response.status_code == 302
        after = queries.case(case_id=part)
        assert before is not None
        assert after is not None
        assert (after.facts.state, after.facts.due_at) == (before.facts.state, before.facts.due_at)

    def test_the_desk_records_what_a_merged_reports_reporter_said_on_that_reports_page(self, desk: Desk) -> None:
        root, part = desk.report(), desk.report(spot=NEAR)
        merged(desk, part, root)
        checked(desk, root)
        operator = desk.client("operator")
        assert send(operator, part, "agree", text="By telephone").status_code == 302
        assert "Said so far: 1 fixed, 0 not fixed." in words(page(operator, root))
        assert send(operator, root, "confirm").status_code == 302
        assert (state(root), state(part)) == ("closed", "closed")

    def test_what_recurs_is_put_to_the_area_lead_with_the_cases_that_show_it(self, desk: Desk) -> None:
        desk.staff["lead"] = enrol("lead")
        people.assign(
            staff_id=desk.staff["lead"], role=Role.AREA_LEAD, area_path=town.EAST, now=desk.now - timedelta(days=1)
        )
        closed = [desk.report() for _ in range(3)]
        for case_id in closed:
            checked(desk, case_id)
            desk.act(case_id, "operator", "confirm")
        rows = queries.listing(actor=town.SUPERVISOR, filters=queries.Filters(state="recurring"), now=desk.now).rows
        lead = desk.client("lead")
        assert f"/desk/cases/{rows[0].number}/" in lead.get("/desk/").content.decode()
        shown = words(page(lead, rows[0].id))
        assert all(f"#{number(case_id)}" in shown for case_id in closed)
        done = send(lead, rows[0].id, "entrust", unit_path=town.LIGHTING, text="Replace the cable")
        assert done.status_code == 302
        assert state(rows[0].id) == "dispatched"


class TestTracking:
    def follow(self, case_id: UUID) -> str:
        done = commands.follow(case_id=case_id, command_id=uuid4(), language="en", now=town.NOW)
        assert isinstance(done, Allowed)
        return done.value.code

    def answer(self, code: str, verdict: str, text: str = "", **more: Any) -> Any:
        client = visitor()
        shown = client.get(f"/t/{code}/")
        form = fields(shown, f"/t/{code}/act/", move="verdict")
        return client.post(f"/t/{code}/act/", form | {"verdict": verdict, "text": text} | more)

    def test_nobody_sees_anothers_words_photos_or_code(self, desk: Desk) -> None:
        first, root = reported(visitor(), text="Dark by the school")
        second, part = reported(visitor(), text="No light by the gate", photos=photo())
        follower = self.follow(root)
        merged(desk, part, root)
        checked(desk, root)
        assert self.answer(second, "not_fixed", "Goes off again", photos=photo("dark.jpg")).status_code == 303
        (own,), (brought,) = files.photos(part), files.photos(root)
        told = {first: "Dark by the school", second: "No light by the gate"}
        for code in (first, second, follower):
            shown = visitor().get(f"/t/{code}/")
            assert shown.status_code == 200
            for writer, text in told.items():
                assert (text in words(shown)) == (code == writer)
            assert ("Goes off again" in words(shown)) == (code == second)
            for kept in (own, brought):
                status = visitor().get(f"/t/{code}/photos/{kept.id}/full.jpg").status_code
                assert status == (200 if code == second else 404)
            for other in {first, second, follower} - {code}:
                assert other not in shown.content.decode()

    def test_a_merged_report_shows_where_the_other_one_stands_and_what_it_is(self, desk: Desk) -> None:
        _, root = reported(visitor())
        code, part = reported(visitor())
        merged(desk, part, root)
        desk.act(root, "lamps", "accept")
        shown = words(visitor().get(f"/t/{code}/"))
        assert f"Report {number(part)}" in shown
        assert "Joined with a report about the same thing" in shown
        assert "Street Lighting has started." in shown
        public = visitor().get(f"/cases/{number(part)}/")
        assert public["Location"] == f"/cases/{number(root)}/"

    def test_whoever_has_answered_is_not_asked_again(self, desk: Desk) -> None:
        first, root = reported(visitor())
        follower = self.follow(root)
        checked(desk, root)
        assert self.answer(follower, "satisfied").status_code == 303
        shown = words(visitor().get(f"/t/{follower}/"))
        assert "The others who reported it are still asked." in shown
        assert "Send the answer" not in shown
        assert "Send the answer" in words(visitor().get(f"/t/{first}/"))
        assert self.answer(first, "satisfied").status_code == 303
        assert state(root) == "closed"

    def test_an_answer_that_is_sent_while_another_answers_still_counts(self, desk: Desk) -> None:
        first, root = reported(visitor())
        follower = self.follow(root)
        checked(desk, root)
        client = visitor()
        form = fields(client.get(f"/t/{first}/"), f"/t/{first}/act/", move="verdict")
        assert self.answer(follower, "satisfied").status_code == 303
        assert client.post(f"/t/{first}/act/", form | {"verdict": "satisfied"}).status_code == 303
        assert state(root) == "closed"

    def test_a_merged_reporter_may_still_add_to_the_own_report(self, desk: Desk) -> None:
        _, root = reported(visitor())
        code, part = reported(visitor())
        merged(desk, part, root)
        client = visitor()
        form = fields(client.get(f"/t/{code}/"), f"/t/{code}/act/", move="add")
        assert client.post(f"/t/{code}/act/", form | {"text": "The third lamp from the gate"}).status_code == 303
        assert "The third lamp from the gate" in words(client.get(f"/t/{code}/"))
        assert "add" in [stamp.move for stamp in queries.timeline(case_id=part)]

    def test_followed_by_somebody_it_can_not_be_withdrawn(self, desk: Desk) -> None:
        code, root = reported(visitor())
        self.follow(root)
        client = visitor()
        assert "Withdraw the report" not in words(client.get(f"/t/{code}/"))
        refused = client.post(f"/t/{code}/act/", {"move": "withdraw", "command": str(uuid4())})
        assert "Others reported the same thing" in words(refused)
