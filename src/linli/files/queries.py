"""The only door to read photos."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.files import models, store
from linli.files.rules import Size


@dataclass(frozen=True, slots=True)
class Photo:
    """A kept photo. Width and height are pixels; `bytes` is the size of the full picture.

    `kind`: `report` (with the report), `after` (the result of handling) or `extra` (added later). `covered` is how many
    places in it were made unrecognisable.
    """

    id: UUID
    subject: UUID
    kind: str
    width: int
    height: int
    bytes: int
    sha256: str
    created: datetime
    covered: int = 0


_COLUMNS = ("id", "subject", "kind", "width", "height", "bytes", "sha256", "created", "covered")


def photos(subject: UUID, *, drafts: bool = False) -> tuple[Photo, ...]:
    """The photos of a case, oldest first; with `drafts`, those kept for a report that isn't sent yet."""
    rows = models.Photo.objects.filter(subject=subject, draft=drafts).order_by("id").values_list(*_COLUMNS)
    return tuple(Photo(*row) for row in rows)


def next_subjects(after: UUID, *, at_most: int) -> list[UUID]:
    """The next so many cases that have photos, behind the case `after`."""
    found = models.Photo.objects.filter(subject__gt=after, draft=False).order_by("subject")
    return list(found.values_list("subject", flat=True).distinct()[:at_most])


def photos_of(subjects: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The ids of all photos of these cases, in one query; cases without any are left out."""
    found: dict[UUID, list[UUID]] = {}
    rows = models.Photo.objects.filter(subject__in=list(subjects), draft=False).order_by("id")
    for subject, photo_id in rows.values_list("subject", "id"):
        found.setdefault(subject, []).append(photo_id)
    return found


def latest(subjects: Collection[UUID], *, kind: str) -> dict[UUID, UUID]:
    """The newest photo of a kind of each of these cases, in one query; cases without one are left out."""
    rows = models.Photo.objects.filter(subject__in=list(subjects), kind=kind, draft=False).order_by("id")
    return dict(rows.values_list("subject", "id"))


def photo(photo_id: UUID) -> Photo | None:
    """One photo of a case; a report that isn't sent yet has none."""
    row = models.Photo.objects.filter(id=photo_id, draft=False).values_list(*_COLUMNS).first()
    return None if row is None else Photo(*row)


def content(photo_id: UUID, *, subject: UUID, size: Size = "full", draft: bool = False) -> bytes | None:
    """The JPEG of a photo of `subject`; None where `subject` has no such photo.

    With `draft`, `subject` is the command of a report that isn't sent yet.

    Who may see it is the asker's to judge.
    """
    name = models.Photo.objects.filter(id=photo_id, subject=subject, draft=draft).values_list("name", flat=True).first()
    if name is None:
        return None
    try:
        return store.path(name, size).read_bytes()
    except FileNotFoundError:
        return None
