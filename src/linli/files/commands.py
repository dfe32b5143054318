"""The only door to change photos."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Literal, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from linli.files import models, store
from linli.files.obscuring import obscure
from linli.files.queries import Photo
from linli.files.rules import MOST_BYTES, open_upright, pack
from linli.kernel.ids import uuid7
from linli.kernel.results import Allowed, Refused, Result

type Kind = Literal["report", "after", "extra"]

DRAFTS_LAST = timedelta(hours=24)
# A picture of a few kilobytes may unpack to hundreds of megabytes: a process unpacks one at a time.
_UNPACKING = Lock()


class Upload(Protocol):
    """What a form brings: Django's UploadedFile, or anything that is read like it."""

    @property
    def size(self) -> int | None: ...

    def read(self, num_bytes: int = ..., /) -> bytes: ...


def keep(*, upload: Upload, subject: UUID, kind: Kind, now: datetime, draft: bool = False) -> Result[Photo]:
    """Keep a photo of the case `subject`, made upright, small enough and free of metadata, with faces and number plates
    made unrecognisable. Neither the original nor anything that was seen in it is kept, only how many places there were.

    With `draft`, `subject` is the command of a report that isn't sent yet: the photo is nobody's until `adopt` gives it
    to the case.
    Refused: photo_empty, photo_too_large, photo_type, photo_too_many_pixels, photo_broken.
    """
    if upload.size is not None and upload.size > MOST_BYTES:
        return Refused("photo_too_large", {"bytes": upload.size, "most": MOST_BYTES})
    data = upload.read(MOST_BYTES + 1)
    with _UNPACKING:
        opened = open_upright(data)
    if isinstance(opened, Refused):
        return opened
    unseen, covered = obscure(opened.value)
    picture = pack(unseen, covered=covered)
    photo = Photo(
        id=uuid7(now),
        subject=subject,
        kind=kind,
        width=picture.width,
        height=picture.height,
        bytes=len(picture.full),
        sha256=hashlib.sha256(picture.full).hexdigest(),
        created=now,
        covered=covered,
    )
    name = secrets.token_hex(16)
    store.write(name, "full", picture.full)
    store.write(name, "thumb", picture.thumb)
    models.Photo.objects.create(
        id=photo.id,
        subject=subject,
        kind=kind,
        draft=draft,
        name=name,
        width=photo.width,
        height=photo.height,
        bytes=photo.bytes,
        sha256=photo.sha256,
        covered=covered,
        created=now,
    )
    return Allowed(photo)


def adopt(*, photos: Sequence[UUID], draft: UUID, subject: UUID) -> int:
    """Give photos that were kept under the draft `draft` to the case `subject`; how many there were."""
    return models.Photo.objects.filter(id__in=photos, subject=draft, draft=True).update(subject=subject, draft=False)


def discard(*, subject: UUID, photos: Sequence[UUID] | None = None) -> int:
    """Throw away what was kept under a draft, or only the given photos of it; how many.

    A case's photos can't be thrown away.
    """
    found = models.Photo.objects.select_for_update(skip_locked=True).filter(subject=subject, draft=True)
    return _throw_away(found if photos is None else found.filter(id__in=photos))


def erase(*, photos: Collection[UUID]) -> int:
    """Erase photos of cases for good; how many there were. Within the transaction that puts the erasure on record."""
    return _throw_away(models.Photo.objects.select_for_update().filter(id__in=photos, draft=False))


def discard_old_drafts(*, now: datetime) -> int:
    """Throw away photos of reports that were begun a day ago and never sent; how many."""
    old = models.Photo.objects.filter(draft=True, created__lt=now - DRAFTS_LAST)
    return _throw_away(old.select_for_update(skip_locked=True))


def discard_strays(*, now: datetime) -> int:
    """Throw away pictures of a day ago that no photo names: a process leaves them that is stopped before it has written
    the row. How many names that were."""
    strays = 0
    for names in store.names(before=now - DRAFTS_LAST):
        known = models.Photo.objects.filter(name__in=names).values_list("name", flat=True)
        for name in names.difference(known):
            store.remove(name)
            strays += 1
    return strays


def _throw_away(locked: QuerySet[models.Photo]) -> int:
    """The pictures first and then the rows: stopped in between it is simply done again."""
    with transaction.atomic():
        rows = dict(locked.values_list("id", "name"))
        for name in rows.values():
            store.remove(name)
        models.Photo.objects.filter(id__in=rows).delete()
    return len(rows)
