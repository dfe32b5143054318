"""Who may do what with the city's rules, and which edits still stand: no Django, no I/O, no clock."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from linli.kernel.rights import Actor, Grant, Role

LONGEST_TITLE = 80
LONGEST_WHY = 2000


def may_read(actor: Actor) -> bool:
    """Rules are for the whole city and no secret: every administrator and auditor reads them, with their history."""
    return actor.kind == "staff" and (actor.has(Role.ADMINISTRATOR) or actor.has(Role.AUDITOR))


def may_edit(actor: Actor, city: Sequence[str]) -> bool:
    """Rules bind everywhere, so only an administrator of the whole city edits, publishes and takes back. `city` is the
    paths of its topmost areas; where it has none yet, only a post for everywhere counts.
    """
    return actor.kind == "staff" and actor.holds_throughout(Role.ADMINISTRATOR, city)


def rights_table() -> list[tuple[str, ...]]:
    """Each role with a post for the city, and for a part of it: what it may do with the rules."""
    posts = [role for role in Role if role not in (Role.REPORTER, Role.SYSTEM)]
    return [
        ("role", "read, post in a part of the city", "edit, post in a part", "edit, post for the city"),
        *(
            (str(role), *(_word(may) for may in (may_read(part), may_edit(part, _CITY), may_edit(whole, _CITY))))
            for role in posts
            for part, whole in [(_held(role, f"{_CITY[0]}/part"), _held(role, _CITY[0]))]
        ),
    ]


_CITY = ("city",)


def _held(role: Role, area_path: str) -> Actor:
    return Actor("staff", 1, (Grant(role, area_path),))


def _word(may: bool) -> str:
    return "yes" if may else "·"


class Step(Protocol):
    """A change of a draft: its number, and that of the change which it undoes, if it does."""

    @property
    def number(self) -> int: ...
    @property
    def undoes(self) -> int | None: ...


def standing[S: Step](changes: Iterable[S]) -> list[S]:
    """The changes that stand, in their order: what was undone doesn't, nor does the undoing."""
    found: list[S] = []
    for change in changes:
        if change.undoes is None:
            found.append(change)
        else:
            found = [one for one in found if one.number != change.undoes]
    return found
