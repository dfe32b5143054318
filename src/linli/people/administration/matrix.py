"""What an administrator may do to whom, as a table made by asking the judges of `rules` one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from linli.kernel.results import Allowed, Result
from linli.kernel.rights import Actor, Grant, Role
from linli.people.administration import rules

CITY, OWN, ELSEWHERE = "city", "city/own", "city/other"
"""The one topmost area of the tables' city, the area that the table's administrator has, and one beside it."""
_ADMINISTRATOR, _OTHER = 1, 2


class Over(StrEnum):
    """What an act is done to, and thereby how it is judged."""

    ACCOUNT = "the account"
    POST_HERE = "a post in the own area"
    POST_ELSEWHERE = "a post elsewhere"


ACTS: Mapping[Over, tuple[str, ...]] = {
    Over.ACCOUNT: (
        "describe_account",
        "new_password",
        "end_sessions",
        "drop_factor",
        "drop_passkeys",
        "link_provider",
        "unlink_providers",
        "close_account",
        "reopen_account",
        "make_token",
        "revoke_token",
    ),
    Over.POST_HERE: ("give_post", "end_post"),
    Over.POST_ELSEWHERE: ("give_post", "end_post"),
}
"""The acts on somebody's account, by the words of the record."""


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose account it is: what it holds, whether it is the administrator's own, and whether they are its deputy."""

    title: str
    held: tuple[Grant, ...] = ()
    is_own: bool = False
    is_stood_for: bool = False

    @property
    def staff_id(self) -> int:
        return _ADMINISTRATOR if self.is_own else _OTHER


_HERE, _THERE = Grant(Role.DISPATCHER, f"{OWN}/part"), Grant(Role.DISPATCHER, ELSEWHERE)
WHOM = (
    Whom("posts in the area alone", (_HERE,)),
    Whom("posts elsewhere as well", (_HERE, _THERE)),
    Whom("no posts"),
    Whom("the own account", (_HERE,), is_own=True),
    Whom("whose deputy one is", (_HERE,), is_stood_for=True),
)


def judge(over: Over, whom: Whom, role: Role = Role.ADMINISTRATOR) -> Result[None]:
    """The judges' word on an act of somebody who holds `role` in the area `OWN`."""
    grants = (Grant(role, OWN), *(Grant(one.role, one.area_path, "", _OTHER) for one in whom.held if whom.is_stood_for))
    actor = Actor("staff", _ADMINISTRATOR, grants)
    if over is Over.ACCOUNT:
        return rules.judge_account(actor, staff_id=whom.staff_id, held=whom.held)
    other = rules.judge_other(actor, staff_id=whom.staff_id)
    place = rules.judge_place(actor, OWN if over is Over.POST_HERE else ELSEWHERE)
    return place if isinstance(other, Allowed) else other


def accounts_table() -> list[tuple[str, ...]]:
    """Each act on an account by what the account holds, for an administrator of an area."""
    return [
        ("acts on", "acts", *(whom.title for whom in WHOM)),
        *(
            (
                str(over),
                ", ".join(f"`{act}`" for act in acts),
                *("yes" if isinstance(judge(over, whom), Allowed) else "·" for whom in WHOM),
            )
            for over, acts in ACTS.items()
        ),
    ]


def doors_table(doors: Mapping[str, Callable[[Actor], bool]]) -> list[tuple[str, ...]]:
    """Each role by what stands open to it: with a post anywhere (`yes`), for each topmost area (`city`), for everywhere
    (`everywhere`), or never."""
    roles = [role for role in Role if role not in (Role.REPORTER, Role.SYSTEM)]
    return [("role", *doors), *((str(role), *(_reach(door, role) for door in doors.values())) for role in roles)]


def _reach(door: Callable[[Actor], bool], role: Role) -> str:
    posts = {"yes": OWN, "city": CITY, "everywhere": ""}
    return next((word for word, path in posts.items() if door(Actor("staff", 1, (Grant(role, path),)))), "·")
