"""An order's people and cases, without a database: what the tests of its rules share."""

from collections.abc import Iterable
from uuid import UUID

from tests import town

from linli.kernel.rights import Actor, Grant, Role
from linli.supervision.rules import Covered, Given, Holder, Party

ORDER = UUID("01900000-0000-7000-8000-00000000000d")
LAMP = Covered(UUID(int=1), 101, town.EAST_COMMUNITY, town.LIGHTING)
SECOND_LAMP = Covered(UUID(int=2), 102, town.EAST_COMMUNITY, town.LIGHTING)
RUBBISH = Covered(UUID(int=3), 103, town.WEST_COMMUNITY, town.SANITATION)

SUPERVISOR = town.staff(2, Role.SUPERVISOR)
SECOND_SUPERVISOR = town.staff(22, Role.SUPERVISOR)
EAST_LEAD = town.staff(11, Role.AREA_LEAD, area_path=town.EAST)
WEST_LEAD = town.staff(12, Role.AREA_LEAD, area_path=town.WEST)
CITY_LEAD = town.staff(13, Role.AREA_LEAD)
LAMP_LEAD = town.staff(14, Role.UNIT_LEAD, unit_path=town.LIGHTING)
SECOND_LAMP_LEAD = town.staff(15, Role.UNIT_LEAD, unit_path=town.LIGHTING)
WORKSTATION_LEAD = town.staff(16, Role.UNIT_LEAD, unit_path=town.EAST_WORKSTATION)
OFFICE_LEAD = town.staff(17, Role.UNIT_LEAD, unit_path=town.EAST_OFFICE)

PEOPLE = (
    SUPERVISOR, SECOND_SUPERVISOR, EAST_LEAD, WEST_LEAD, CITY_LEAD, LAMP_LEAD, SECOND_LAMP_LEAD, WORKSTATION_LEAD,
    OFFICE_LEAD, town.DISPATCHER, town.LAMP_HANDLER, town.CHECKER, town.OPERATOR, town.AUDITOR,
)  # fmt: skip


def holders(people: Iterable[Actor] = PEOPLE) -> tuple[Holder, ...]:
    """The posts of these people; the post of account 14 is number 1400."""
    return tuple(
        Holder(100 * one.id + place, one.id, grant)
        for one in people
        if one.id is not None
        for place, grant in enumerate(one.grants)
    )


def party(actor: Actor, grant: Grant | None = None) -> Party:
    assert actor.id is not None
    return Party(actor.id, grant or actor.grants[0])


def asking(answerer: Actor = LAMP_LEAD, *cases: Covered, **more: object) -> Given:
    """What an issuer gives who asks for an answer within a week."""
    given = {"text": "Say why.", "due_at": town.NOW.replace(day=9), "answerer": party(answerer)} | more
    return Given(covered=cases or (LAMP,), **given)  # type: ignore[arg-type]
