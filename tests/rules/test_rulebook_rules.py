"""Who may read and edit the rules, as the printed matrix says; and which edits still stand."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.rights import SYSTEM, Actor, Grant, Role, reporter
from linli.rulebook.rules import may_edit, may_read, rights_table, standing

MATRIX = {row[0]: row[1:] for row in rights_table()[1:]}


@pytest.mark.parametrize("role", MATRIX)
@pytest.mark.parametrize(("area", "edits"), [("", 2), ("A", 2), ("A/1", 1)])
def test_the_judges_say_what_the_matrix_prints(role: str, area: str, edits: int) -> None:
    actor = Actor("staff", 1, (Grant(Role(role), area),))
    assert may_read(actor) == (MATRIX[role][0] == "yes")
    assert may_edit(actor, ["A"]) == (MATRIX[role][edits] == "yes")


def test_only_an_administrator_edits() -> None:
    assert [role for role, row in MATRIX.items() if "yes" in row[1:]] == ["administrator"]
    assert MATRIX["administrator"] == ("yes", "·", "yes")


def test_a_city_of_several_districts_is_edited_by_who_administers_all_of_them() -> None:
    one, both = (Actor("staff", 1, tuple(Grant(Role.ADMINISTRATOR, area) for area in areas)) for areas in ("A", "AB"))
    assert not may_edit(one, ["A", "B"])
    assert may_edit(both, ["A", "B"])
    assert not may_edit(both, [])


@pytest.mark.parametrize("actor", [SYSTEM, reporter("1"), Actor("importer", grants=(Grant(Role.ADMINISTRATOR),))])
def test_nobody_but_staff_reads_or_edits(actor: Actor) -> None:
    assert not may_read(actor)
    assert not may_edit(actor, ["A"])


@dataclass(frozen=True)
class Step:
    number: int
    undoes: int | None


@given(st.lists(st.booleans(), max_size=30))
def test_undoing_goes_back_like_a_pile(pushes: list[bool]) -> None:
    steps: list[Step] = []
    pile: list[int] = []
    for number, push in enumerate(pushes, start=1):
        if push or not pile:
            pile.append(number)
            steps.append(Step(number, None))
        else:
            steps.append(Step(number, pile.pop()))
    assert [step.number for step in standing(steps)] == pile
