"""Rotating the master key: every case's key wrapped anew, and the old master forgotten. Contacts aren't touched."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count

from linli.people.models import CaseKey
from linli.people.vault import masters
from linli.people.vault.masters import Ring
from linli.people.vault.sealing import WrappedKey, unwrap, wrap

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Rotated:
    """The mark of the new master key, how many keys of cases it wraps anew, and how many old masters are forgotten."""

    master: str
    wrapped: int
    forgotten: int


@dataclass(frozen=True, slots=True)
class Held:
    """How many keys of cases are wrapped under a master key, whether that is at hand, and whether it is the current."""

    master: str
    keys: int
    known: bool
    current: bool


def rotate(*, tell: Callable[[int, int], None] = lambda done, total: None) -> Rotated:
    """Make a new master key, wrap all keys of cases under it, and forget the old one. Reports go on meanwhile.

    A rotation that is cut off is finished by the next. With LINLI_VAULT_KEY the operator has put the new key in front
    already, and takes the old one away afterwards. `tell` is told how many keys are done, of how many. Raises
    MasterKeyError, TamperedError, KmsError; then the old master stays.
    """
    given = bool(settings.LINLI_VAULT_KEY)
    ring = masters.ring() if given else masters.add_new()
    done, total = 0, CaseKey.objects.exclude(master=ring.current.mark).count()
    while wrapped := _wrap_some(ring):
        done += wrapped
        tell(done, max(done, total))
    # Whoever wrapped a key under the old master before this lock has written it by now; whoever does so later sees,
    # before committing, that the keys have changed.
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_casekey IN SHARE ROW EXCLUSIVE MODE")
        while wrapped := _wrap_some(ring):
            done += wrapped
    return Rotated(ring.current.name, done, 0 if given else masters.keep_only_current())


def held() -> tuple[Held, ...]:
    """Under which master keys the keys of cases are wrapped, the current one first; makes none. Raises MasterKeyError,
    KmsError."""
    ring = masters.at_hand()
    known = [key.mark for key in ring.keys] if ring else []
    rows = CaseKey.objects.order_by().values_list("master").annotate(Count("case_id"))
    counts = dict.fromkeys(known, 0) | {bytes(mark): number for mark, number in rows}
    return tuple(Held(mark.hex(), number, mark in known, mark in known[:1]) for mark, number in counts.items())


def _wrap_some(ring: Ring) -> int:
    """Wrap some keys under the current master that aren't yet; how many."""
    with transaction.atomic():
        rows = list(
            CaseKey.objects.exclude(master=ring.current.mark)
            .order_by("case_id")
            .select_for_update()
            .values_list("case_id", "key_id", "master", "wrapped")[:_AT_ONCE]
        )
        anew = [
            CaseKey(case_id=case_id, key_id=key_id, **_anew(case_id, key_id, bytes(master), bytes(wrapped), ring))
            for case_id, key_id, master, wrapped in rows
        ]
        CaseKey.objects.bulk_update(anew, ["master", "wrapped"])
    return len(anew)


def _anew(case_id: UUID, key_id: UUID, master: bytes, wrapped: bytes, ring: Ring) -> dict[str, bytes]:
    secret = unwrap(WrappedKey(key_id, master, wrapped), case_id=case_id, ring=ring)
    key = wrap(secret, case_id=case_id, key_id=key_id, ring=ring)
    return {"master": key.master, "wrapped": key.wrapped}
