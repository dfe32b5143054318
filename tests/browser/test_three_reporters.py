"""One dark lamp, three reporters: merged at the desk, all asked on their phones, and one of them says no."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from tests import town
from tests.browser.walk_kit import sideways, sign_in, violations
from tests.faces.desk_kit import Desk, number

from linli.cases import commands, queries
from linli.cases.rules import State
from linli.cases.rules.facts import Outcome
from linli.kernel.results import Allowed

pytestmark = pytest.mark.django_db(transaction=True)
type Visitor = Callable[..., Page]

LAT, LON = town.IN_EAST
FIRST, SECOND = "The lamp by the school is dark.", "No light by the school gate."


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    return found


def reported(desk: Desk, text: str, north: float) -> tuple[UUID, str]:
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=desk.now - timedelta(hours=1), text=text,
        class_key=town.LAMP, spot=commands.Spot(LAT + north, LON),
    )  # fmt: skip
    assert isinstance(done, Allowed)
    return done.value.case_id, done.value.code


def followed(case_id: UUID, desk: Desk) -> str:
    done = commands.follow(case_id=case_id, command_id=uuid4(), language="en", now=desk.now)
    assert isinstance(done, Allowed)
    return done.value.code


def sound(page: Page, name: str) -> None:
    """Nothing for axe to find, nothing wider than the window; kept as a picture where LINLI_PICTURES says where."""
    assert violations(page) == [], page.url
    assert sideways(page) <= 0, page.url
    if folder := os.environ.get("LINLI_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def answer(page: Page, code: str, verdict: str, missing: str = "") -> None:
    page.goto(f"/t/{code}/")
    expect(page.get_by_role("heading", name="Is it fixed?")).to_be_visible()
    expect(page.get_by_text("3 people reported it or follow it")).to_be_visible()
    page.get_by_role("radio", name=verdict).check()
    if missing:
        page.get_by_label("What is still missing?").fill(missing)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("button", name="Send the answer")).to_have_count(0)


def merge(operator: Page, part: UUID, root: UUID) -> None:
    """From the proposal on the case page."""
    operator.goto(f"/desk/cases/{number(part)}/")
    operator.get_by_role("link", name=f"Merge #{number(root)}").click()
    sound(operator, "desk-merge-form")
    form = operator.locator("#act-form")
    expect(form.get_by_label("Number of the other case")).to_have_value(str(number(root)))
    form.get_by_label("Why it is the same").fill("The same lamp")
    form.get_by_role("button", name="Merge into another case").click()
    expect(operator.get_by_text(f"This report was merged into case {number(root)}")).to_be_visible()
    sound(operator, "desk-part")


def test_three_reporters_are_asked_and_one_who_dissents_brings_a_checker(desk: Desk, visitor: Visitor) -> None:
    root, first = reported(desk, FIRST, 0)
    part, second = reported(desk, SECOND, 0.0002)
    third = followed(root, desk)
    operator, checker = sign_in(visitor(), "operator"), sign_in(visitor(), "checker")
    merge(operator, part, root)
    desk.act(root, "lamps", "accept")
    desk.act(root, "lamps", "handle", text="Bulb replaced.")
    desk.act(root, "checker", "pass", text="It burns.")

    phones = {code: visitor(phone=True) for code in (first, second, third)}
    answer(phones[first], first, "Yes, it is fixed")
    expect(phones[first].get_by_text("The others who reported it are still asked.")).to_be_visible()
    sound(phones[first], "phone-answered")
    phones[second].goto(f"/t/{second}/")
    expect(phones[second].get_by_text("Joined with a report about the same thing")).to_be_visible()
    sound(phones[second], "phone-part-asked")
    answer(phones[second], second, "No, it is not fixed", "It goes off again after ten minutes.")
    sound(phones[second], "phone-part-dissented")
    nobody_reads_what_the_others_wrote(phones, first, second, third)
    sound(phones[third], "phone-follower")

    operator.goto(f"/desk/cases/{number(root)}/")
    expect(operator.locator("#incident")).to_contain_text("Said so far: 1 fixed, 1 not fixed.")
    expect(operator.locator("#incident")).to_contain_text(f"#{number(part)}")
    sound(operator, "desk-root")
    checker.goto("/desk/")
    expect(checker.locator(f"main a[href*='/desk/cases/{number(root)}/']").first).to_be_visible()
    checker.goto(f"/desk/cases/{number(root)}/")
    expect(checker.get_by_text("It goes off again after ten minutes.").first).to_be_visible()
    checker.locator("#acts").get_by_role("link", name="It is not fixed").click()
    checker.get_by_label("What you found on the spot").fill("It goes off after ten minutes indeed.")
    sound(checker, "desk-contested")
    checker.locator("#act-form").get_by_role("button", name="It is not fixed").click()
    expect(checker.get_by_text("Checked again: it is not fixed. The case is now: To be dispatched.")).to_be_visible()

    facts = queries.case(case_id=root)
    assert facts is not None
    assert (facts.facts.state, facts.facts.rounds) == (State.FILED, 1)
    phones[first].goto(f"/t/{first}/")
    expect(phones[first].get_by_text("Somebody looked again: it isn't fixed.")).to_be_visible()
    second_round(desk, root, phones, (first, second, third))
    for case_id in (root, part):
        found = queries.case(case_id=case_id)
        assert found is not None
        assert (found.facts.state, found.facts.outcome) == (State.CLOSED, Outcome.SATISFIED)
        assert queries.rebuilt(case_id=case_id) == found.facts


def nobody_reads_what_the_others_wrote(phones: dict[str, Page], first: str, second: str, third: str) -> None:
    secrets = {first: FIRST, second: SECOND}
    for reader, page in phones.items():
        page.goto(f"/t/{reader}/")
        text = page.locator("main").inner_text()
        for writer, words in secrets.items():
            assert (words in text) == (reader == writer), (reader, writer)
        assert ("It goes off again" in text) == (reader == second)
        for code in {first, second, third} - {reader}:
            assert code not in page.content()


def second_round(desk: Desk, root: UUID, phones: dict[str, Page], codes: tuple[str, ...]) -> None:
    desk.act(root, "dispatcher", "dispatch", unit_path=town.LIGHTING)
    desk.act(root, "lamps", "accept")
    desk.act(root, "lamps", "handle", text="Cable replaced.")
    desk.act(root, "checker", "pass", text="It burns, and goes on burning.")
    for code in codes:
        answer(phones[code], code, "Yes, it is fixed")


def test_merged_by_mistake_it_is_a_case_of_its_own_again_without_scripts_on_a_phone(
    desk: Desk, visitor: Visitor
) -> None:
    root, _ = reported(desk, FIRST, 0)
    part, code = reported(desk, SECOND, 0.0002)
    operator = sign_in(visitor(phone=True, scripts=False), "operator")
    operator.goto(f"/desk/cases/{number(part)}/?act=merge")
    operator.get_by_label("Number of the other case").fill(f"#{number(root)}")
    operator.locator("#act-form").get_by_role("button", name="Merge into another case").click()
    operator.goto(f"/desk/cases/{number(root)}/")
    operator.locator("#incident").get_by_role("link", name="Unmerge").click()
    operator.get_by_label("Why it is not the same").fill("Another lamp")
    operator.locator("#act-form").get_by_role("button", name="Unmerge").click()
    expect(operator.get_by_text("Unmerged. The case is now: To be accepted.")).to_be_visible()
    resident = visitor(phone=True, language="zh-CN")
    resident.goto(f"/t/{code}/")
    expect(resident.get_by_text("查明不是同一个问题，恢复单独办理。")).to_be_visible()
    sound(resident, "phone-unmerged")
