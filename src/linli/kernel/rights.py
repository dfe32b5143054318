"""Who may: a right is a role × an area subtree × a unit subtree, judged here and nowhere else."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from linli.kernel.paths import within


class Role(StrEnum):
    """The field's posts. `reporter` and `system` are nobody's post: they come with how an act arrives."""

    COLLECTOR = "collector"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    UNIT_LEAD = "unit_lead"
    CHECKER = "checker"
    AREA_LEAD = "area_lead"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    REPORTER = "reporter"
    SYSTEM = "system"


UNIT_ROLES = (Role.HANDLER, Role.UNIT_LEAD)
"""The posts of a handling unit: whoever holds one acts for the unit."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A post held in an area and, for posts of a handling unit, in a unit. An empty path is no limit.

    `stands_for` is the account whose post it is where it is held as a deputy, for a time.
    """

    role: Role
    area_path: str = ""
    unit_path: str = ""
    stands_for: int | None = None


type ActorKind = Literal["staff", "reporter", "system", "importer"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts. A reporter is known only as the bearer of one case's tracking code, never as a person.

    `id` is a staff account's number; for a reporter it is None. `case` is the case that a reporter's code opens, and
    `voice` tells the bearers of different codes of one case apart, without telling who they are.
    """

    kind: ActorKind
    id: int | None = None
    grants: tuple[Grant, ...] = ()
    case: str | None = None
    language: str = "zh-hans"
    voice: str = ""

    def holds(self, role: Role, *, area_path: str = "", unit_path: str = "") -> Grant | None:
        """The first grant of `role` whose area and unit cover the given ones.

        An unplaced report (empty `area_path`) can only be covered by a grant for everywhere.
        """
        for grant in self.grants:
            if grant.role == role and within(area_path, grant.area_path) and within(unit_path, grant.unit_path):
                return grant
        return None

    def acts_for(self, unit_path: str, *, area_path: str) -> bool:
        """Whether the actor holds a post of the unit, or of one above it, for the area."""
        return any(self.holds(role, area_path=area_path, unit_path=unit_path) for role in UNIT_ROLES)

    def has(self, role: Role) -> bool:
        """Whether the actor holds the post anywhere."""
        return any(grant.role == role for grant in self.grants)

    def holds_throughout(self, role: Role, city: Collection[str]) -> bool:
        """Whether the actor holds the post in the whole city, whose topmost areas these are (their paths); in a city
        that has none yet, only a grant for everywhere does.
        """
        return all(self.holds(role, area_path=path) for path in city or ("",))

    @property
    def unit_paths(self) -> tuple[str, ...]:
        """The handling units that the actor belongs to."""
        return tuple(dict.fromkeys(grant.unit_path for grant in self.grants if grant.unit_path))

    @property
    def stands_for(self) -> frozenset[int]:
        """The accounts whose deputy the actor is."""
        return frozenset(grant.stands_for for grant in self.grants if grant.stands_for is not None)


SYSTEM = Actor("system", grants=(Grant(Role.SYSTEM),))
IMPORTER = Actor("importer", grants=(Grant(Role.SYSTEM),))


def reporter(case: str, language: str = "zh-hans", voice: str = "") -> Actor:
    """The bearer of a tracking code of `case`; `voice` is empty for the one who reported it."""
    return Actor("reporter", grants=(Grant(Role.REPORTER),), case=case, language=language, voice=voice)
