"""The door to read drafts."""

from django.db.models import Count

from linli.catalogue.rules.edition import Edition
from linli.packs import queries as packs
from linli.rulebook import store
from linli.rulebook.models import Draft
from linli.rulebook.rights import may_edit, may_read
from linli.rulebook.rules import standing
from linli.rulebook.views import DraftLine, DraftView, Step

__all__ = ["DraftLine", "DraftView", "Step", "draft", "drafts", "edition_of", "may_edit", "may_read"]


def drafts(*, open_only: bool = False, most: int = 50) -> tuple[DraftLine, ...]:
    """The last drafts, the newest first."""
    rows = Draft.objects.select_related("ending").annotate(count=Count("changes")).order_by("-id")
    rows = rows.filter(ending=None) if open_only else rows
    return tuple(
        DraftLine(
            id=row.pk,
            title=row.title,
            edition=row.edition,
            opened_at=row.opened_at,
            opened_by=row.opened_by,
            changes=row.count,
            ended_at=row.ending.at if hasattr(row, "ending") else None,
            published=row.ending.edition if hasattr(row, "ending") else None,
        )
        for row in rows[:most]
    )


def draft(draft_id: int) -> DraftView | None:
    """A draft as it stands, with its history; None where there is none."""
    state = store.load(draft_id)
    if state is None:
        return None
    stand = {one.number for one in standing(state.changes)}
    return DraftView(
        id=draft_id,
        title=state.draft.title,
        edition=state.edition,
        base=state.base,
        digest=state.digest,
        seen=len(state.changes),
        opened_at=state.draft.opened_at,
        opened_by=state.draft.opened_by,
        ended_at=state.ending.at if state.ending else None,
        published=state.ending.edition if state.ending else None,
        faults=packs.checked(state.digest).faults,
        differences=store.compared(state.base, state.digest),
        steps=tuple(
            Step(
                number=one.number,
                at=one.at,
                by=one.by,
                part=one.part,
                key=tuple(one.key),
                differences=tuple(map(store.difference, one.differences)),
                undoes=one.undoes,
                edition=one.edition,
                undone=one.undoes is None and one.number not in stand,
            )
            for one in state.changes
        ),
    )


def edition_of(draft_id: int) -> Edition | None:
    """What a draft comes to, to be tried; None where there is none, or while it has faults."""
    state = store.load(draft_id)
    return packs.checked(state.digest).edition if state else None
