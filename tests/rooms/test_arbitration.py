"""Arbitration: the second return goes one level up, the ruling binds, and may become the rule for what comes after."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from tests import town

from linli.cases import commands, queries
from linli.cases.commands import Spot
from linli.cases.rules import Given, State
from linli.catalogue import commands as catalogue_commands
from linli.catalogue import queries as catalogue
from linli.catalogue.rules import document
from linli.faces.cli.pack import command
from linli.kernel.results import Allowed, Refused
from linli.kernel.rights import Actor, Role

NOW = town.NOW
CITY_LEAD = town.staff(70, Role.AREA_LEAD)
WEST_LEAD = town.staff(71, Role.AREA_LEAD, area_path=town.WEST)
ELSEWHERE = "Private lamps are the street office's"


@pytest.fixture(autouse=True)
def _town(db: None) -> None:
    town.install()


def report() -> UUID:
    opened = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=NOW, class_key=town.LAMP, spot=Spot(*town.IN_EAST)
    )
    assert isinstance(opened, Allowed)
    return opened.value.case_id


def act(case_id: UUID, move: str, actor: Actor, **given: object) -> Allowed | Refused:
    return commands.act(
        case_id=case_id, move=move, actor=actor, given=replace(Given(), **given), command_id=uuid4(), now=NOW
    )


def code(answer: Allowed | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def facts(case_id: UUID) -> queries.Facts:
    found = queries.case(case_id=case_id)
    assert found is not None
    return found.facts


def disputed() -> UUID:
    case_id = report()
    for move, actor, given in (
        ("return", town.LAMP_HANDLER, {"reason": "not_ours", "text": ELSEWHERE}),
        ("dispatch", town.DISPATCHER, {"unit_path": town.SANITATION}),
        ("contest", town.CLEANER, {"reason": "not_ours", "text": "Lamps!"}),
    ):
        assert isinstance(act(case_id, move, actor, **given), Allowed), move
    return case_id


def rule(case_id: UUID, actor: Actor = town.AREA_LEAD, **given: object) -> Allowed | Refused:
    return act(
        case_id, "rule", actor, **{"unit_path": town.EAST_OFFICE, "text": "It stands on the office's ground", **given}
    )


def unit_of_the_next() -> str:
    return facts(report()).unit_path


def test_the_dispatcher_and_the_units_in_dispute_do_not_decide() -> None:
    case_id = disputed()
    assert code(rule(case_id, town.DISPATCHER)) == "not_yours"
    assert code(rule(case_id, WEST_LEAD)) == "not_yours"
    partial = replace(CITY_LEAD, grants=(*CITY_LEAD.grants, *town.LAMP_HANDLER.grants))
    assert code(rule(case_id, partial)) == "own_unit_disputes_it"
    assert isinstance(rule(case_id), Allowed)


def test_the_ruling_binds_and_for_one_case_only_unless_more_is_said() -> None:
    case_id = disputed()
    rule(case_id)
    assert (facts(case_id).state, facts(case_id).unit_path) == (State.DISPATCHED, town.EAST_OFFICE)
    assert code(act(case_id, "contest", town.EAST_HANDLER, reason="not_ours", text="No")) == "ruling_is_binding"
    assert unit_of_the_next() == town.LIGHTING
    assert catalogue.amendments() == ()


def test_a_ruling_that_becomes_the_rule_routes_what_comes_after() -> None:
    case_id = disputed()
    kept = facts(case_id).edition
    assert isinstance(rule(case_id, amends="990101001"), Allowed)
    assert unit_of_the_next() == town.EAST_OFFICE
    edition = catalogue.current()
    assert edition.number > kept
    assert facts(case_id).edition == kept
    [duty] = [one for one in edition.duties if one.since]
    assert (duty.class_pattern, duty.area, duty.lead) == (town.LAMP, "990101001", "east-office")
    assert duty.why == "It stands on the office's ground"
    assert duty.since == NOW.date().isoformat()
    assert str(town.AREA_LEAD.id) in duty.by


def test_a_ruling_holds_since_the_day_that_it_is_in_the_city() -> None:
    evening = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)  # four in the morning of the next day
    catalogue_commands.amend(
        class_key=town.LAMP, area="990101001", lead="east-office", case_number=1, by=1, why="So be it", now=evening
    )
    [standing] = catalogue.amendments()
    assert standing.duty.since == "2026-03-02"
    assert standing.duty in catalogue.current().duties


@pytest.mark.parametrize(
    ("area", "refused"), [("990101002", "amends_elsewhere"), ("990101", "amends_too_wide"), ("*", "amends_too_wide")]
)
def test_nobody_changes_duties_beyond_their_own_area(area: str, refused: str) -> None:
    case_id = disputed()
    assert code(rule(case_id, amends=area)) == refused
    assert facts(case_id).state == State.DISPUTED
    assert catalogue.amendments() == ()


def test_a_change_stands_when_the_pack_is_loaded_again_and_only_until_the_pack_has_taken_it_in() -> None:
    rule(disputed(), CITY_LEAD, amends="*")
    number = catalogue.current().number
    town.install_edition(town.EDITION)
    catalogue.forget()
    assert catalogue.current().number == number
    taken_in = replace(town.EDITION, duties=(*town.EDITION.duties, catalogue.amendments()[0].duty))
    town.install_edition(taken_in)
    catalogue.forget()
    assert [one.lead for one in catalogue.current().duties_for(town.LAMP) if one.class_pattern == town.LAMP] == [
        "east-office"
    ]


def test_a_later_ruling_takes_the_place_of_an_earlier_one() -> None:
    rule(disputed(), amends="990101001")
    case_id = report()
    assert facts(case_id).unit_path == town.EAST_OFFICE
    for move, actor, given in (
        ("return", town.EAST_HANDLER, {"reason": "not_ours", "text": "Not ours"}),
        ("dispatch", town.DISPATCHER, {"unit_path": town.SANITATION}),
        ("contest", town.CLEANER, {"reason": "not_ours", "text": "Lamps!"}),
    ):
        assert isinstance(act(case_id, move, actor, **given), Allowed), move
    assert isinstance(rule(case_id, unit_path=town.LIGHTING, amends="990101001"), Allowed)
    assert unit_of_the_next() == town.LIGHTING
    assert len(catalogue.amendments()) == 1


def test_a_withdrawn_change_gives_way_to_the_pack_with_its_next_load() -> None:
    rule(disputed(), amends="990101001")
    [standing] = catalogue.amendments()
    later = NOW + timedelta(days=1)
    done = catalogue_commands.withdraw_amendment(amendment=standing.id, by="a lead", now=later)
    assert isinstance(done, Allowed)
    again = catalogue_commands.withdraw_amendment(amendment=standing.id, by="a lead", now=later)
    assert isinstance(again, Refused)
    town.install_edition(town.EDITION, later)
    catalogue.forget()
    assert unit_of_the_next() == town.LIGHTING


def test_a_class_that_the_city_has_given_up_is_not_given_a_unit() -> None:
    case_id = disputed()
    without = {key: one for key, one in town.EDITION.classes.items() if key != town.LAMP}
    town.install_edition(replace(town.EDITION, classes=without))
    catalogue.forget()
    assert code(rule(case_id, amends="990101001")) == "class_unknown"
    assert facts(case_id).state == State.DISPUTED


def test_the_document_of_an_edition_keeps_where_a_duty_comes_from() -> None:
    rule(disputed(), amends="990101001")
    edition = catalogue.current()
    content = document.write(edition)
    assert document.digest(content) == edition.digest
    assert document.read(content, number=1, name="", digest="").duties == edition.duties


def test_the_command_line_prints_rows_for_the_pack(tmp_path: Path) -> None:
    rule(disputed(), amends="990101001")
    said = CliRunner().invoke(command, ["rulings"])
    assert said.exit_code == 0
    assert f"{town.LAMP},990101001,east-office," in said.output
    number = str(catalogue.amendments()[0].id)
    assert CliRunner().invoke(command, ["rulings", "--withdraw", number]).exit_code == 0
    assert CliRunner().invoke(command, ["rulings", "--withdraw", number]).exit_code == 1
