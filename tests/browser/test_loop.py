"""One report on its way through the loop, carried by four people, each in a browser of their own.

A resident reports it by phone in the hand; a dispatcher, a handler and a checker do the rest at the desk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.faces.desk_kit import PASSWORD, Desk

from linli.cases import queries
from linli.cases.rules import State
from linli.cases.rules.facts import Outcome
from linli.kernel.ids import read_tracking_code
from linli.people import queries as people

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Colleague:
    """A member of staff at the desk."""

    page: Page
    name: str

    def sign_in(self) -> None:
        self.page.goto("/desk/")
        self.page.get_by_label("Sign-in name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("link", name="Waiting for me")).to_be_visible()

    def open_first(self) -> None:
        """Open the case on top of the queue, with the keyboard."""
        self.page.goto("/desk/")
        self.page.keyboard.press("j")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", level=1, name="Noise")).to_be_visible()

    def has_nothing_waiting(self) -> None:
        self.page.goto("/desk/")
        expect(self.page.get_by_text("Nothing waits for you")).to_be_visible()

    def act(self, button: str, *, fill: dict[str, str] | None = None, choose: str = "") -> None:
        """Open the form of an act, fill it in, send it, and see it told."""
        acts = self.page.locator("#acts")
        acts.get_by_role("link", name=button, exact=True).click()
        form = self.page.locator("#act-form")
        if choose:
            form.get_by_role("radio", name=choose).check()
        for label, text in (fill or {}).items():
            form.get_by_label(label).fill(text)
        form.get_by_role("button", name=button, exact=True).click()

    def is_told(self, text: str) -> None:
        expect(self.page.get_by_role("status").filter(has_text=text)).to_be_visible()


@dataclass
class Resident:
    """Somebody with a phone and, after reporting, a code."""

    page: Page
    code: str = ""

    def report(self, text: str) -> None:
        lat, lon = town.IN_EAST
        self.page.context.grant_permissions(["geolocation"])
        self.page.context.set_geolocation({"latitude": lat, "longitude": lon})
        self.page.goto("/report/")
        self.page.get_by_role("button", name="I'm standing there now").click()
        self.page.get_by_role("button", name="This is the place: go on").click()
        self.page.get_by_text("Facilities").first.click()
        self.page.get_by_role("link", name="Noise").click()
        self.page.get_by_label("Anything to add?").fill(text)
        self.page.get_by_role("button", name="Send the report").click()
        self.code = self.page.locator("#code").inner_text()
        assert read_tracking_code(self.code)

    def look(self) -> None:
        self.page.goto(f"/t/{self.code}/")

    def answer(self, verdict: str, missing: str = "") -> None:
        self.look()
        self.page.get_by_role("radio", name=verdict).check()
        if missing:
            self.page.get_by_label("What is still missing?").fill(missing)
        self.page.get_by_role("button", name="Send the answer").click()
        expect(self.page.get_by_role("button", name="Send the answer")).to_have_count(0)


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def first_round(dispatcher: Colleague, handler: Colleague, checker: Colleague) -> None:
    """Dispatch, handling, a failed check, rework, a check that passes."""
    dispatcher.open_first()
    expect(dispatcher.page.get_by_text("Several units are equally responsible.").first).to_be_visible()
    expect(dispatcher.page.get_by_text("Drums under the bridge every night.").first).to_be_visible()
    dispatcher.act("Dispatch", choose="East Street Office", fill={"Note for the unit": "Third report this week."})
    dispatcher.is_told("Dispatched. The case is now: To be accepted.")

    handler.open_first()
    handler.page.get_by_role("button", name="Accept").click()
    handler.is_told("Accepted. The case is now: Being handled.")
    handler.act("Report as handled", fill={"What was done": "Spoke to the drummers."})
    handler.is_told("Handled → Checker drawn by lot. The case is now: To be checked.")
    expect(handler.page.get_by_role("link", name="Check passed")).to_have_count(0)

    checker.open_first()
    checker.act("Check failed", fill={"What is still missing": "They are still drumming."})
    checker.is_told("Check failed: rework. The case is now: Being handled.")

    handler.open_first()
    expect(handler.page.get_by_text("They are still drumming.").first).to_be_visible()
    handler.act("Report as handled", fill={"What was done": "The drums are gone."})
    handler.is_told("Handled → Checker drawn by lot. The case is now: To be checked.")

    checker.open_first()
    checker.act("Check passed", fill={"What you found on the spot": "Quiet at eleven."})
    checker.is_told("Check passed. The case is now: With the reporter.")


def second_round(dispatcher: Colleague, handler: Colleague, checker: Colleague) -> None:
    """Dispatch with what is missing in view, handling, check."""
    dispatcher.open_first()
    expect(dispatcher.page.get_by_text("The reporter says it is not fixed.").first).to_be_visible()
    expect(dispatcher.page.get_by_text("They came back after midnight.").first).to_be_visible()
    dispatcher.act("Dispatch", choose="East Street Office")
    dispatcher.is_told("Dispatched. The case is now: To be accepted.")
    handler.open_first()
    handler.page.get_by_role("button", name="Accept").click()
    handler.is_told("Accepted. The case is now: Being handled.")
    handler.act("Report as handled", fill={"What was done": "The bridge is fenced off at night."})
    handler.is_told("Handled → Checker drawn by lot. The case is now: To be checked.")
    checker.open_first()
    checker.act("Check passed")
    checker.is_told("Check passed. The case is now: With the reporter.")


def proof_of_the_whole_way(code: str) -> None:
    """The case is closed as satisfied, and its events say so without a gap."""
    tracked = queries.tracked(code=code)
    assert tracked is not None
    facts = tracked.view.facts
    assert (facts.state, facts.outcome) == (State.CLOSED, Outcome.SATISFIED)
    assert (facts.rounds, facts.reworks) == (1, 1)
    stamps = queries.timeline(case_id=facts.id)
    assert [stamp.move for stamp in stamps] == [
        "report", "file", "dispatch", "accept", "handle", "draw", "fail", "handle", "draw", "pass", "dissent",
        "dispatch", "accept", "handle", "draw", "pass", "confirm",
    ]  # fmt: skip
    assert [stamp.seq for stamp in stamps] == list(range(1, len(stamps) + 1))
    acted = {stamp.move: people.names([stamp.actor_id or 0]).get(stamp.actor_id or 0) for stamp in stamps}
    assert acted["report"] is None
    assert {acted[move] for move in ("dispatch", "handle", "pass")} == {"Dispatcher", "East-Office", "Checker"}
    assert queries.rebuilt(case_id=facts.id) == facts


def test_four_people_carry_a_case_to_its_confirmed_closure(desk: Desk, visitor: Callable[..., Page]) -> None:
    resident = Resident(visitor(phone=True))
    dispatcher = Colleague(visitor(), "dispatcher")
    handler = Colleague(visitor(phone=True), "east-office")
    checker = Colleague(visitor(), "checker")
    for colleague in (dispatcher, handler, checker):
        colleague.sign_in()
        colleague.has_nothing_waiting()

    resident.report("Drums under the bridge every night.")
    first_round(dispatcher, handler, checker)
    resident.answer("Not fixed", missing="They came back after midnight.")
    second_round(dispatcher, handler, checker)
    resident.answer("Yes")
    expect(resident.page.get_by_text("The bridge is fenced off at night.").first).to_be_visible()
    proof_of_the_whole_way(resident.code)


def test_the_handlers_own_unit_finds_no_way_to_check_it(desk: Desk, visitor: Callable[..., Page]) -> None:
    case_id = desk.handled()
    found = queries.case(case_id=case_id)
    assert found is not None
    handler = Colleague(visitor(), "lamps")
    handler.sign_in()
    handler.has_nothing_waiting()
    handler.page.goto(f"/desk/cases/{found.number}/?act=pass")
    expect(handler.page.get_by_role("heading", name="What you can do")).to_be_visible()
    assert handler.page.locator("#act-form").count() == 0
    assert handler.page.locator("[data-act]").evaluate_all("all => all.map(one => one.dataset.act)") == ["note"]
    # A form that was made up: the note's own form sent to the address of another act.
    handler.page.locator("[data-act=note]").click()
    handler.page.get_by_label("In your own words").fill("Looks fine to me.")
    handler.page.locator("#act-form").evaluate(
        "form => form.setAttribute('action', form.action.replace('note', 'pass'))"
    )
    handler.page.get_by_role("button", name="Note").click()
    expect(handler.page.get_by_role("alert")).to_contain_text("None of your posts allows “Check passed”")
    assert [stamp.move for stamp in queries.timeline(case_id=case_id)][-2:] == ["handle", "draw"]
