"""Beside the calls: what the hotline doesn't take, whom to call back, its figures, the form on paper."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests import town
from tests.faces.desk_kit import Desk, number, send, words
from tests.faces.test_desk_hotline import CALL, HERE, begun

from linli.cases import commands as cases
from linli.cases import queries
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Reason
from linli.faces.desk.hotline import back
from linli.kernel.results import Allowed
from linli.kernel.rights import SYSTEM
from linli.kernel.words import words as both

pytestmark = pytest.mark.django_db

COURT = Reason("court.law", both("诉讼", "In court"), both("由法院决定。", "A court decides this."))


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    town.install_edition(replace(town.EDITION, reasons={**town.EDITION.reasons, "exclude": (COURT,)}), found.now)
    catalogue.forget()
    return found


def confirming(desk: Desk, source: str = "phone") -> int:
    """A lamp that somebody called about, handled and checked."""
    done = cases.report(
        command_id=uuid4(), actor=town.OPERATOR, source=source, now=desk.now - timedelta(hours=1),
        text="Dark since May", class_key=town.LAMP, spot=cases.Spot(*town.IN_EAST),
    )  # fmt: skip
    assert isinstance(done, Allowed)
    desk.act(done.value.case_id, "lamps", "accept")
    desk.act(done.value.case_id, "lamps", "handle", text="Bulb replaced.")
    desk.act(done.value.case_id, "checker", "pass")
    return number(done.value.case_id)


@pytest.mark.parametrize("page", ["back/", "figures/", "form/", "excluded/?reason=court.law"])
def test_all_of_it_is_for_the_intake_alone(desk: Desk, page: str) -> None:
    assert desk.client("operator").get(CALL + page).status_code == 200
    assert desk.client("supervisor").get(CALL + page).status_code == 200
    assert desk.client("dispatcher").get(CALL + page).status_code == 404
    assert desk.client("lamps").post(CALL + "exclude/", {"reason": "court.law"}).status_code == 404


def test_the_paper_form_says_where_its_code_is_looked_up(desk: Desk) -> None:
    assert "Look it up at http://testserver/t/" in words(desk.client("operator").get(CALL + "form/"))


def test_an_exclusion_gives_the_words_and_keeps_only_its_reason(desk: Desk) -> None:
    client = desk.client("operator")
    assert "In court" in words(client.get(CALL))
    told = client.post(CALL + "exclude/", {"reason": "court.law", "text": "My neighbour", "phone": "0900"}, follow=True)
    assert "A court decides this." in words(told)
    assert told.redirect_chain == [(CALL + "excluded/?reason=court.law", 302)]
    client.get(CALL + "excluded/?reason=court.law")
    figures = client.get(CALL + "figures/")
    assert "In court: 1" in words(figures)
    assert client.get("/desk/?list=all").context["lines"] == []


@pytest.mark.parametrize("code", ["outside", "", "nonsense"])
def test_a_reason_that_excludes_nothing_is_not_found(desk: Desk, code: str) -> None:
    assert desk.client("operator").post(CALL + "exclude/", {"reason": code}).status_code == 404


def test_calls_are_timed_from_opening_the_form_once_each(desk: Desk) -> None:
    client = desk.client("operator")
    opened = begun(client) | {"begun": (desk.now - timedelta(seconds=95)).isoformat()}
    sent = opened | {"text": "Dark.", "class": town.LAMP, "place": HERE, "send": "1"}
    client.post(CALL, sent)
    client.post(CALL, sent)
    [(day, average)] = client.get(CALL + "figures/").context["rows"]
    assert day.calls == 1
    assert day.average is not None
    assert timedelta(seconds=95) <= day.average < timedelta(seconds=155)
    assert average.startswith(("1 min", "2 min"))
    client.post(CALL, begun(client) | {"text": "From paper.", "source": "paper", "send": "1"})
    assert client.get(CALL + "figures/").context["rows"][0][0].calls == 1, "a form on paper is no call"


def test_who_called_is_called_back_once_the_result_is_checked(desk: Desk) -> None:
    called, written = confirming(desk), confirming(desk, "paper")
    desk.report()
    client = desk.client("operator")
    shown = client.get(CALL + "back/")
    assert [line.number for line in shown.context["lines"]] == [called]
    assert "Dark since May" in words(shown)
    assert [line.number for line in client.get(CALL + "back/?source=paper").context["lines"]] == [written]
    answers = shown.context["lines"][0].answers
    assert [one.href for one in answers] == [
        f"/desk/cases/{called}/?act={move}#acts" for move in ("confirm", "dissent")
    ]
    for one in answers:
        assert 'id="act-form"' in client.get(one.href).content.decode()
    assert desk.client("supervisor").get(CALL + "back/").context["lines"][0].answers == []


def test_whoever_said_that_it_is_fixed_is_off_the_list(desk: Desk) -> None:
    called = confirming(desk)
    found = queries.case(number=called)
    assert found is not None
    client = desk.client("operator")
    send(client, found.id, "confirm")
    assert client.get(CALL + "back/").context["lines"] == []


def merged(desk: Desk, *, source: str = "phone", own: str = "web", words: str = "Dark here too") -> tuple[int, int]:
    """A report that somebody called about, merged into one of another door; both handled and checked. Their numbers."""
    reported = []
    for door, text in ((own, "Dark since May"), (source, words)):
        done = cases.report(
            command_id=uuid4(), actor=town.OPERATOR if door != "web" else town.PASSER_BY, source=door,
            now=desk.now - timedelta(hours=1), text=text, class_key=town.LAMP, spot=cases.Spot(*town.IN_EAST),
        )  # fmt: skip
        assert isinstance(done, Allowed)
        reported.append(done.value)
    root, part = reported
    into = cases.merge(case_id=part.case_id, into=root.case_id, actor=town.OPERATOR, command_id=uuid4(), now=desk.now)
    assert isinstance(into, Allowed), into
    desk.act(root.case_id, "lamps", "accept")
    desk.act(root.case_id, "lamps", "handle", text="Bulb replaced.")
    desk.act(root.case_id, "checker", "pass")
    return root.number, part.number


def to_call(desk: Desk, **asked: str) -> list[tuple[int, int]]:
    return [(line.number, line.root) for line in desk.client("operator").get(CALL + "back/", asked).context["lines"]]


def test_who_called_about_a_report_that_was_merged_is_called_back_with_the_result_of_the_whole(desk: Desk) -> None:
    root, part = merged(desk)
    assert to_call(desk) == [(part, root)]
    client = desk.client("operator")
    shown = client.get(CALL + "back/")
    said = words(shown)
    assert f"#{part}" in said
    assert f"merged into #{root}" in said and "Dark here too" in said and "Dark since May" not in said
    answers = shown.context["lines"][0].answers
    assert [one.href.split("act=")[1] for one in answers] == ["agree#acts", "differ#acts"]
    found = queries.case(number=part)
    assert found is not None
    send(client, found.id, "agree")
    assert to_call(desk) == []
    whole = queries.case(number=root)
    assert whole is not None
    assert queries.answered(facts=whole.facts, voice=found.id.hex) == "satisfied"
    assert str(whole.facts.state) == "confirming", "the other reporter is asked still"


def test_of_two_who_called_about_one_thing_each_is_called_and_each_only_until_they_answered(desk: Desk) -> None:
    root, part = merged(desk, own="phone")
    assert sorted(to_call(desk)) == [(root, 0), (part, root)]
    found = queries.case(number=root)
    assert found is not None
    send(desk.client("operator"), found.id, "agree")
    assert to_call(desk) == [(part, root)]


def test_nobody_is_called_about_a_merged_report_before_there_is_a_result_or_after_it_is_closed(desk: Desk) -> None:
    root, _ = merged(desk)
    found = queries.case(number=root)
    assert found is not None
    done = cases.act(
        case_id=found.id, move="silence", actor=SYSTEM, command_id=uuid4(), now=desk.now + timedelta(days=8)
    )
    assert isinstance(done, Allowed), done
    assert to_call(desk) == []
    open_root, waiting = desk.report(), desk.report()
    into = cases.merge(case_id=waiting, into=open_root, actor=town.OPERATOR, command_id=uuid4(), now=desk.now)
    assert isinstance(into, Allowed)
    assert to_call(desk) == []
    assert to_call(desk, source="paper") == []


def test_the_list_of_all_who_are_called_goes_on_page_by_page_in_one_order(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {(confirming(desk), 0)}
    for _ in range(2):
        root, part = merged(desk)
        wanted.add((part, root))
    wanted.add((confirming(desk), 0))
    monkeypatch.setattr(back, "_PAGE", 1)
    found, after = [], ""
    for _ in range(6):
        shown = desk.client("operator").get(CALL + "back/", {"after": after})
        found += [(line.number, line.root) for line in shown.context["lines"]]
        if not (after := shown.context["after"]):
            break
    assert len(found) == len(set(found))
    assert set(found) == wanted


def test_a_form_on_paper_is_printed_and_entered_when_it_comes_back(desk: Desk) -> None:
    client = desk.client("operator")
    assert "Town: report a problem" in words(client.get(CALL + "form/"))
    entry = client.get(CALL + "?source=paper").content.decode()
    assert 'name="source" value="paper" checked' in entry
    done = client.post(
        CALL, begun(client) | {"text": "Dark.", "class": town.LAMP, "place": HERE, "source": "paper", "send": "1"}
    )
    assert "Next form" in words(done)
    assert client.get(f"/desk/cases/{done.context['number']}/").status_code == 200
