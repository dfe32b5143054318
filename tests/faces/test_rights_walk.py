"""Every role at the desk, at the command line and through the API, with every act that the matrix of rights does not
give it."""

import re
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner
from django.http import HttpResponse
from tests import town
from tests.faces import api_kit, desk_kit
from tests.faces.api_kit import Program
from tests.faces.desk_kit import Desk

from linli.cases import commands as cases
from linli.cases import queries
from linli.cases.rules import LATEST, Facts, Given, matrix
from linli.cases.rules.flow.table import UNIT
from linli.cases.rules.matrix import Place
from linli.faces.api.shapes.acts import MOVES
from linli.faces.cli.act import command as act_command
from linli.faces.desk.case import act
from linli.kernel.results import Allowed
from linli.kernel.rights import Actor, Role
from linli.people import commands as people
from linli.people import queries as staff
from linli.people.rules import POSTS

pytestmark = pytest.mark.django_db

# The two cases of a pair are looked at before who acts is; nothing is told of either.
DENIALS = {(403, "not_yours"), (422, "merge_into_itself"), (422, "not_merged"), (422, "case_in_family"),
           (422, "parts_out_of_range")}  # fmt: skip
AREAS = {Place.OWN_AREA: town.EAST, Place.OTHER_AREA: town.WEST}
UNITS = {
    Place.OWN_UNIT: (town.EAST, town.LIGHTING),
    Place.OTHER_UNIT: (town.EAST, town.SANITATION),
    Place.OWN_UNIT_ELSEWHERE: (town.WEST, town.LIGHTING),
}


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    return found


@pytest.fixture
def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of acts are refused here. The page that says so is test_desk_case's, and needn't be drawn for each."""
    monkeypatch.setattr(act, "case_context", lambda *_, **__: {})
    monkeypatch.setattr(act, "page", lambda *_, status: HttpResponse(status=status))


def lamps(desk: Desk) -> Iterator[UUID]:
    """Lamps in the east, one at each station that a person leads a case to."""
    yield desk.report(town.QUESTION)
    yield desk.report()
    accepted = desk.report()
    desk.act(accepted, "lamps", "accept")
    yield accepted
    disputed = desk.report()
    desk.act(disputed, "lamps", "return", reason="not_ours", text="No.")
    yield disputed
    yield desk.handled()


def place_of(role: Role) -> dict[Place, dict[str, str]]:
    if role in UNIT:
        return {place: {"area_path": area, "unit_path": unit} for place, (area, unit) in UNITS.items()}
    return {place: {"area_path": area} for place, area in AREAS.items()}


def appoint(desk: Desk, role: Role) -> dict[Place, str]:
    """An account for each place, by its name."""
    found = {}
    for place, where in place_of(role).items():
        name = f"walker-{place.name.lower()}".replace("_", "-")
        number = desk_kit.enrol(name)
        people.assign(staff_id=number, role=role, now=desk.now, **where)
        found[place] = name
    return found


def forbidden(facts: Facts, role: Role, place: Place) -> list[str]:
    """The moves of this state that the matrix does not give to this role here."""
    return [
        move.name
        for move in LATEST.from_state(facts.state)
        if not matrix.allows(move, role, place) or (role in UNIT and not move.holders(facts))
    ]


def actor_of(name: str, desk: Desk) -> Actor:
    account = staff.account_named(name)
    assert account
    actor = staff.actor(account.id, now=desk.now)
    assert actor
    return actor


@pytest.mark.parametrize("role", POSTS)
def test_the_desk_offers_no_act_that_the_matrix_denies_and_takes_none(desk: Desk, unpainted: None, role: Role) -> None:
    names, sent = appoint(desk, role), 0
    for case_id in lamps(desk):
        before = queries.case(case_id=case_id)
        assert before
        for place, name in names.items():
            client, denied = desk.client(name), forbidden(before.facts, role, place)
            shown = desk_kit.page(client, case_id)
            assert shown.status_code in (200, 404)
            offered = set(re.findall(r'data-act="(\w+)"', shown.content.decode()))
            allowed = queries.allowed_moves(facts=before.facts, actor=actor_of(name, desk), now=desk.now)
            assert offered <= {move.name for move in allowed}
            assert offered or not allowed or shown.status_code == 404
            assert not offered & set(denied)
            # Out of sight all acts have one answer; one of them is enough to see it.
            for move in denied if shown.status_code == 200 else denied[:1]:
                answer = client.post(f"/desk/cases/{before.number}/act/{move}/", {"command": str(uuid4()), "text": "x"})
                assert answer.status_code == (404 if shown.status_code == 404 else 422), (move, place)
                sent += 1
        assert queries.case(case_id=case_id) == before
    assert sent


@pytest.mark.parametrize("role", POSTS)
def test_the_command_line_refuses_what_the_matrix_denies(desk: Desk, role: Role) -> None:
    names = appoint(desk, role)
    case_id = desk.handled()
    before = queries.case(case_id=case_id)
    assert before
    for place, name in names.items():
        for move in forbidden(before.facts, role, place):
            answer = CliRunner().invoke(act_command, [str(before.number), move, "--as", name, "--text", "x"])
            assert answer.exit_code == 1
            # Moves that come with another case's are nobody's to make by themselves.
            assert answer.stderr.split()[:2] in (["refused:", "not_yours"], ["refused:", "move_unknown"]), move
    assert queries.case(case_id=case_id) == before


@pytest.mark.parametrize("role", POSTS)
def test_the_api_offers_no_act_that_the_matrix_denies_and_takes_none(desk: Desk, role: Role) -> None:
    names, sent = appoint(desk, role), 0
    programs = {name: Program(api_kit.token_of(desk, name)) for name in names.values()}
    for case_id in lamps(desk):
        before = queries.case(case_id=case_id)
        assert before
        for place, name in names.items():
            denied = [move for move in forbidden(before.facts, role, place) if move in MOVES]
            shown = programs[name].get(f"/cases/{before.number}")
            assert shown.status_code in (200, 404)
            offered = {move["move"] for move in shown.json().get("moves", ())}
            allowed = queries.allowed_moves(facts=before.facts, actor=actor_of(name, desk), now=desk.now)
            if shown.status_code == 200:
                assert offered == {move.name for move in allowed} & set(MOVES)
            assert not offered & set(denied)
            # Out of sight all acts have one answer; one of them is enough to see it.
            for move in denied if shown.status_code == 200 else denied[:1]:
                answer = programs[name].act(before.number, move, text="x", other=before.number)
                told = (answer.status_code, answer.json()["code"])
                assert told in DENIALS if shown.status_code == 200 else told == (404, "not_found"), (move, place, told)
                sent += 1
        assert queries.case(case_id=case_id) == before
    assert sent


def test_what_the_matrix_allows_is_done_by_the_same_door(desk: Desk) -> None:
    """The counterpart of the denials: the post in the other street is refused what the one in this street does."""
    names = appoint(desk, Role.CHECKER)
    case_id = desk.report(town.QUESTION)
    for name in names.values():
        done = cases.act(
            case_id=case_id, move="note", actor=actor_of(name, desk), given=Given(text="Seen."),
            command_id=uuid4(), now=desk.now,
        )  # fmt: skip
        assert isinstance(done, Allowed) == (name == names[Place.OWN_AREA])
