"""What is known of a supervision order, what an act on it brings, and what it leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from linli.kernel.rights import Grant, Role


class State(StrEnum):
    """Where an order stands. `issued` waits for the person to answer, `answered` for the issuer."""

    NEW = "new"
    ISSUED = "issued"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Side(StrEnum):
    """The two sides of an order. Nobody is ever on both."""

    ISSUER = "issuer"
    ANSWERER = "answerer"


@dataclass(frozen=True, slots=True)
class Holder:
    """A post as an account holds it now, itself or as a deputy; `post` is the post's number."""

    post: int
    account: int
    grant: Grant


@dataclass(frozen=True, slots=True)
class Party:
    """One side of an order: an account, by a post."""

    account: int
    grant: Grant


@dataclass(frozen=True, slots=True)
class Covered:
    """A case that an order names, as it was when the order was issued."""

    id: UUID
    number: int
    area_path: str = ""
    unit_path: str = ""
    assisting: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody brings to an act. `post` is the number of the post that is to answer, `answerer` whose it is."""

    text: str = ""
    due_at: datetime | None = None
    post: int = 0
    answerer: Party | None = None
    covered: tuple[Covered, ...] = ()

    def kept(self) -> dict[str, Any]:
        """What the event keeps, as plain values. The words lie beside it, so that they can be erased."""
        found: dict[str, Any] = {}
        if self.due_at is not None:
            found["due_at"] = self.due_at.isoformat()
        if self.post:
            found["post"] = self.post
        if self.answerer is not None:
            grant = self.answerer.grant
            found["answerer"] = [self.answerer.account, str(grant.role), grant.area_path, grant.unit_path]
        if self.covered:
            found["covered"] = [
                [str(one.id), one.number, one.area_path, one.unit_path, list(one.assisting)] for one in self.covered
            ]
        return found

    @classmethod
    def read(cls, kept: Mapping[str, Any], text: str) -> Self:
        """What `kept` wrote."""
        answerer = kept.get("answerer")
        return cls(
            text=text,
            due_at=datetime.fromisoformat(kept["due_at"]) if "due_at" in kept else None,
            post=kept.get("post", 0),
            answerer=Party(answerer[0], Grant(Role(answerer[1]), *answerer[2:])) if answerer else None,
            covered=tuple(
                Covered(UUID(key), number, area, unit, tuple(assisting))
                for key, number, area, unit, assisting in kept.get("covered", ())
            ),
        )


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an order. `post` is the one by which the actor acted."""

    seq: int
    move: str
    at: datetime
    before: State
    after: State
    actor_id: int
    post: Grant
    given: Given


@dataclass(frozen=True, slots=True)
class Facts:
    """An order as its events fold to it.

    `issuer` and `answerer` are those named in the order. `judged_by` and `answered_by` are the accounts that have acted
    for either side, which may be others: a post outlives its holder.
    """

    id: UUID
    version: int = 0
    state: State = State.NEW
    issuer: Party | None = None
    answerer: Party | None = None
    covered: tuple[Covered, ...] = ()
    due_at: datetime | None = None
    issued_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    judged_by: tuple[int, ...] = ()
    answered_by: tuple[int, ...] = ()
