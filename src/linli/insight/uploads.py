"""Uploaded tables: received, mapped, checked as a whole, written; each step that takes long is the worker's.

A table waits for people between the steps, and nothing is written before somebody has seen what is wrong with it. The
file goes as soon as its rows are written: what it holds besides them is nobody's to keep.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from procrastinate.contrib.django import app

from linli.insight import proposals
from linli.insight.imports import Progress, Sums, bring_in
from linli.insight.models import ImportFault, ImportFile, StoredMapping
from linli.insight.proposals import Proposal
from linli.insight.rules.kinds import Kind
from linli.insight.rules.mapping import Mapping, read_mapping
from linli.insight.rules.mapping_text import write_mapping
from linli.insight.rules.row_faults import LONGEST_VALUE, Reject
from linli.insight.tables import open_table
from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Role

MOST_BYTES = 100 * 1024 * 1024
MOST_FAULTS = 100_000
"""Faults that are kept one by one; what is more is only counted."""

KEPT_DAYS = 7
"""A table that nobody has gone on with for so long is thrown away."""

_LEASE = timedelta(minutes=2)
_AT_ONCE = 1000
_UNDER_WAY = ("checking", "writing")
_DESK = "desk"
_TASK = "insight.bring_in"


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded table and how far it is. `phase` is `mapping`, `checking`, `checked`, `writing` or `written`.

    `position` of `size` is how far the worker has come. `failure` with its `facts` says why the table as a whole can't
    come in. `sums` are of the last check, or, once that has begun, of the writing.
    """

    id: UUID
    name: str
    kind: Kind
    bytes: int
    staff_id: int
    uploaded_at: datetime
    phase: str
    mapping: str
    ended_at: datetime | None
    position: int
    size: int
    sums: Sums
    faults: int
    failure: str
    facts: dict[str, Any]

    @property
    def under_way(self) -> bool:
        """Whether the worker has it."""
        return self.phase in _UNDER_WAY


@dataclass(frozen=True, slots=True)
class Stored:
    """A mapping kept under a name."""

    name: str
    kind: Kind
    text: str
    at: datetime


def may_import(actor: Actor, city: Collection[str]) -> bool:
    """Whether the actor may bring tables in. What they hold goes all over the city, so only its administrators may, and
    not those of a part; `city` is the paths of its topmost areas.
    """
    return actor.holds_throughout(Role.ADMINISTRATOR, city)


def receive(*, name: str, kind: Kind, chunks: Iterable[bytes], staff_id: int, now: datetime) -> Result[UUID]:
    """Keep an uploaded table until it is brought in. Refused: too_large (fact `most`, bytes), and as `open_table`
    says."""
    upload = uuid4()
    path = _path(upload)
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    refused = None
    try:
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    refused = Refused("too_large", {"most": MOST_BYTES})
                    break
                digest.update(chunk)
                file.write(chunk)
        opened = refused or open_table(path)
        if isinstance(opened, Refused):
            return opened
        opened.value.close()
        ImportFile.objects.create(
            id=upload,
            name=name[:255],
            kind=kind,
            bytes=size,
            digest=digest.hexdigest(),
            staff_id=staff_id,
            uploaded_at=now,
        )
    finally:
        if not ImportFile.objects.filter(pk=upload).exists():
            path.unlink(missing_ok=True)
    return Allowed(upload)


def upload(upload_id: UUID) -> Upload | None:
    """The uploaded table, or None where there is none of that id."""
    row = ImportFile.objects.filter(pk=upload_id).first()
    return _upload(row) if row else None


def uploads(*, limit: int = 50) -> tuple[Upload, ...]:
    """The uploaded tables that aren't written yet, newest first."""
    return tuple(map(_upload, ImportFile.objects.exclude(phase="written").order_by("-uploaded_at")[:limit]))


def propose(upload_id: UUID, *, sheet: str = "") -> Result[Proposal]:
    """How an uploaded table would be read. Refused: upload_unknown, file_gone, unreadable, and as
    `proposals.propose`."""
    row = ImportFile.objects.filter(pk=upload_id).first()
    if row is None:
        return Refused("upload_unknown")
    path = _path(upload_id)
    if not path.exists():
        return Refused("file_gone")
    try:
        return proposals.propose(path=path, kind=Kind(row.kind), sheet=sheet)
    except (OSError, EOFError):
        return Refused("unreadable")


def check(upload_id: UUID, *, mapping: Mapping, now: datetime) -> Result[None]:
    """Let the worker judge all rows of a table as the mapping reads them; nothing is written.

    Refused: not_now, where the worker has the table, it is written, or there is none; kind_differs.
    """
    with transaction.atomic():
        row = ImportFile.objects.select_for_update().filter(pk=upload_id).first()
        if row is None or row.phase not in ("mapping", "checked"):
            return Refused("not_now")
        if row.kind != mapping.kind:
            return Refused("kind_differs", {"kind": mapping.kind})
        _begin(row, "checking", now, mapping=write_mapping(mapping))
    return Allowed(None)


def write(upload_id: UUID, *, now: datetime) -> Result[None]:
    """Let the worker write the good rows of a checked table. Sent again while it does so, or when it has, it is
    answered as the first time. Refused: not_now."""
    with transaction.atomic():
        row = ImportFile.objects.select_for_update().filter(pk=upload_id).first()
        if row is not None and row.phase in ("writing", "written"):
            return Allowed(None)
        if row is None or row.phase != "checked" or row.failure:
            return Refused("not_now")
        _begin(row, "writing", now)
    return Allowed(None)


def discard(upload_id: UUID) -> Result[None]:
    """Throw an uploaded table away with what was found in it; what was written stays, and on record. Refused: not_now,
    while the worker has it."""
    with transaction.atomic():
        row = ImportFile.objects.select_for_update().filter(pk=upload_id).first()
        if row is None or row.phase in _UNDER_WAY:
            return Refused("not_now")
        row.delete()
        transaction.on_commit(lambda: _path(upload_id).unlink(missing_ok=True))
    return Allowed(None)


def faults(upload_id: UUID, *, after: int = 0, limit: int = 50) -> list[Reject]:
    """What is wrong with the rows of a table, in the order in which they stand, past the first `after`."""
    rows = ImportFault.objects.filter(file_id=upload_id, seq__gt=after).order_by("seq")[:limit]
    return [Reject(row.line, row.column, row.value, row.code, row.facts, row.sheet) for row in rows]


def all_faults(upload_id: UUID) -> Iterator[Sequence[Reject]]:
    """All that is wrong with the rows of a table, in batches."""
    after = 0
    while batch := faults(upload_id, after=after, limit=_AT_ONCE):
        yield batch
        after += len(batch)


def store_mapping(*, name: str, mapping: Mapping, staff_id: int | None, now: datetime) -> None:
    """Keep a mapping under a name, in place of an earlier one of that name."""
    kept = {"kind": mapping.kind, "text": write_mapping(mapping), "staff_id": staff_id, "at": now}
    StoredMapping.objects.update_or_create(name=name, defaults=kept)


def stored_mappings(kind: Kind | None = None) -> tuple[Stored, ...]:
    """The mappings that are kept, of one kind if given, by name."""
    rows = StoredMapping.objects.order_by("name")
    found = rows if kind is None else rows.filter(kind=kind)
    return tuple(Stored(row.name, Kind(row.kind), row.text, row.at) for row in found)


def stored_mapping(name: str) -> Mapping | tuple[Fault, ...] | None:
    """The mapping of that name, or what is wrong with it; None where there is none."""
    row = StoredMapping.objects.filter(name=name).first()
    return read_mapping(row.text, file=name) if row else None


def pending() -> tuple[UUID, ...]:
    """The tables that the worker has to check or write and that nobody is at, or nobody any more, oldest first."""
    return tuple(ImportFile.objects.filter(phase__in=_UNDER_WAY).order_by("began_at").values_list("id", flat=True))


def discard_old(*, now: datetime) -> int:
    """Throw away tables that nobody has gone on with for `KEPT_DAYS`; how many."""
    last = now - timedelta(days=KEPT_DAYS)
    old = ImportFile.objects.filter(Q(ended_at__lt=last) | Q(ended_at=None, uploaded_at__lt=last))
    return sum(isinstance(discard(row), Allowed) for row in old.values_list("id", flat=True))


def work(upload_id: UUID, *, clock: Callable[[], datetime], batch: int | None = None) -> bool:
    """Check or write a table, as it waits for; False where nothing is to be done or somebody else is at it.

    Who works has the table for a while and says again and again that they still do; a worker that was killed loses it,
    and the next one goes on. A table that can't be read as a whole says so in `failure`.
    """
    now = clock()
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    mine = ImportFile.objects.filter(free, pk=upload_id, phase__in=_UNDER_WAY)
    if not mine.update(claimed_until=now + _LEASE):
        return False
    row = ImportFile.objects.get(pk=upload_id)
    found = _Found(upload_id)

    def tell(progress: Progress) -> None:
        found.write()
        _note(upload_id, progress.sums, found.count, progress.position, progress.size, until=clock() + _LEASE)

    mapping = read_mapping(row.mapping, file=row.name)
    assert isinstance(mapping, Mapping), mapping
    path = _path(upload_id)
    writes = row.phase == "writing"
    sizes = {} if batch is None else {"batch": batch}
    result: Result[Sums]
    try:
        result = bring_in(
            path=path, mapping=mapping, reject=found.add, now=now, write=writes, name=row.name,
            by=_DESK, staff_id=row.staff_id, tell=tell, **sizes,
        )  # fmt: skip
    except FileNotFoundError:
        result = Refused("file_gone")
    except (OSError, EOFError):
        result = Refused("unreadable")
    found.write()
    _end(row, result, found.count, clock())
    if writes and isinstance(result, Allowed):
        path.unlink(missing_ok=True)
    return True


class _Found:
    """The faults of one run, kept in place of those of an earlier one, some at a time."""

    def __init__(self, upload_id: UUID) -> None:
        self._upload_id = upload_id
        self._waiting: list[ImportFault] = []
        self.count = 0
        ImportFault.objects.filter(file_id=upload_id).delete()

    def add(self, reject: Reject) -> None:
        self.count += 1
        if self.count > MOST_FAULTS:
            return
        self._waiting.append(
            ImportFault(
                file_id=self._upload_id,
                seq=self.count,
                sheet=_sound(reject.sheet, 100),
                line=reject.line,
                column=_sound(reject.column, 255),
                value=_sound(reject.value, LONGEST_VALUE),
                code=reject.code,
                facts={name: _sound(str(value), LONGEST_VALUE) for name, value in reject.facts.items()},
            )
        )
        if len(self._waiting) >= _AT_ONCE:
            self.write()

    def write(self) -> None:
        ImportFault.objects.bulk_create(self._waiting)
        self._waiting = []


def _begin(row: ImportFile, phase: str, now: datetime, **changes: Any) -> None:
    """Hand a table to the worker."""
    fresh = {"position": 0, "size": 0, "read": 0, "imported": 0, "already": 0, "rejected": 0, "faults": 0}
    cleared: dict[str, Any] = {"failure": "", "failure_facts": {}, "claimed_until": None, "ended_at": None}
    ImportFile.objects.filter(pk=row.pk).update(phase=phase, began_at=now, **fresh, **cleared, **changes)
    app.configure_task(_TASK).defer(upload_id=str(row.pk))


def _note(upload_id: UUID, sums: Sums, found: int, position: int, size: int, *, until: datetime) -> None:
    ImportFile.objects.filter(pk=upload_id).update(
        position=position,
        size=size,
        read=sums.read,
        imported=sums.imported,
        already=sums.already,
        rejected=sums.rejected,
        faults=found,
        claimed_until=until,
    )


def _end(row: ImportFile, result: Result[Sums], found: int, now: datetime) -> None:
    refused = result if isinstance(result, Refused) else None
    phase = "written" if row.phase == "writing" and not refused else "checked"
    facts = {} if refused is None else {name: _plain(value) for name, value in refused.facts.items()}
    ImportFile.objects.filter(pk=row.pk).update(
        phase=phase,
        ended_at=now,
        claimed_until=None,
        failure=refused.code if refused else "",
        failure_facts=facts,
        position=F("size"),
    )
    if isinstance(result, Allowed):
        sums = result.value
        ImportFile.objects.filter(pk=row.pk).update(
            read=sums.read, imported=sums.imported, already=sums.already, rejected=sums.rejected, faults=found
        )


def _plain(value: Any) -> Any:
    """A fact of a refusal as JSON: of a fault the name that it speaks of."""
    if isinstance(value, tuple | list):
        return [one.value if isinstance(one, Fault) else str(one) for one in value]
    return value


def _sound(text: str, most: int) -> str:
    """A text that the database can keep: bytes of another encoding and NULs stand as what they are called."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")[:most]


def _path(upload_id: UUID) -> Path:
    return Path(settings.LINLI_HOME) / "imports" / str(upload_id)


def _upload(row: ImportFile) -> Upload:
    return Upload(
        id=row.pk,
        name=row.name,
        kind=Kind(row.kind),
        bytes=row.bytes,
        staff_id=row.staff_id,
        uploaded_at=row.uploaded_at,
        phase=row.phase,
        mapping=row.mapping,
        ended_at=row.ended_at,
        position=row.position,
        size=row.size,
        sums=Sums(row.read, row.imported, row.already, row.rejected),
        faults=row.faults,
        failure=row.failure,
        facts=row.failure_facts,
    )
