"""Drafts between the database and the commands: locked, with where they stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.kernel.results import Allowed, Refused, Result
from linli.packs import queries as packs
from linli.packs.editing.compare import Difference, differences
from linli.packs.folder import Folder
from linli.rulebook.models import Change, Draft, Ending
from linli.rulebook.rules import standing


@dataclass(frozen=True, slots=True)
class State:
    """Where a draft stands: `base` and `digest` are the files it is based on and has now."""

    draft: Draft
    changes: tuple[Change, ...]
    ending: Ending | None

    @property
    def digest(self) -> str:
        return self.changes[-1].digest if self.changes else self.draft.base

    @property
    def _moved(self) -> Change | None:
        return next((one for one in reversed(self.changes) if one.edition is not None), None)

    @property
    def base(self) -> str:
        return self._moved.base if self._moved else self.draft.base

    @property
    def edition(self) -> int:
        return self._moved.edition or 0 if self._moved else self.draft.edition

    @property
    def standing(self) -> list[Change]:
        """The edits that stand and that can be undone: those since the last move to another edition."""
        since = self._moved.number if self._moved else 0
        return [one for one in standing(self.changes) if one.number > since]

    @property
    def edits(self) -> list[Change]:
        """All edits that stand."""
        return [one for one in standing(self.changes) if one.edit]

    @property
    def next(self) -> int:
        return len(self.changes) + 1

    def digest_before(self, number: int) -> str:
        """The files before the change of that number."""
        return self.changes[number - 2].digest if number > 1 else self.draft.base


def load(draft_id: int, *, lock: bool = False) -> State | None:
    """A draft with its history; None where there is none. Locked for the transaction if asked for."""
    rows = Draft.objects.select_for_update() if lock else Draft.objects
    draft = rows.filter(pk=draft_id).first()
    if draft is None:
        return None
    changes = tuple(Change.objects.filter(draft_id=draft_id).order_by("number"))
    return State(draft, changes, Ending.objects.filter(draft_id=draft_id).first())


def open_one(draft_id: int) -> Result[State]:
    """A draft that can be worked on, locked. Refused: draft_unknown, draft_ended."""
    state = load(draft_id, lock=True)
    if state is None:
        return Refused("draft_unknown", {"draft": draft_id})
    if state.ending is not None:
        return Refused("draft_ended", {"draft": draft_id})
    return Allowed(state)


def change_of(command_id: UUID) -> Change | None:
    """What a command that was sent before came to."""
    return Change.objects.filter(command_id=command_id).first()


def add(state: State, *, command_id: UUID, by: int, now: datetime, digest: str, **more: Any) -> int:
    """Write the next change of a draft; its number."""
    done = compared(state.digest, digest)
    change = Change.objects.create(
        draft=state.draft,
        number=state.next,
        command_id=command_id,
        at=now,
        by=by,
        digest=digest,
        differences=[[one.part, list(one.key), one.how, one.values] for one in done] if "edition" not in more else [],
        **more,
    )
    return change.number


def folder(digest: str) -> Folder:
    """The files of that digest as they were read. A kept pack has always been read once, so there is one."""
    found = packs.checked(digest).folder
    assert found is not None, f"the pack {digest} has no pack.toml"
    return found


def compared(before: str, after: str) -> tuple[Difference, ...]:
    """What differs between the files of two digests."""
    return () if before == after else differences(folder(before), folder(after))


def difference(row: list[Any]) -> Difference:
    """A difference as `add` wrote it."""
    part, key, how, values = row
    return Difference(part, tuple(key), how, {name: (old, new) for name, (old, new) in values.items()})
