"""Keeping contacts sealed, sharing them with the unit by the reporter's own choice, and destroying them for good."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from linli.people import rules
from linli.people.models import CaseKey, Contact
from linli.people.vault import masters
from linli.people.vault.sealing import WrappedKey, seal, unseal

_KEEP = """
WITH opens AS (
    INSERT INTO people_casekey (case_id, key_id, master, wrapped)
    VALUES (%(case)s, %(key)s, %(master)s, %(wrapped)s)
    ON CONFLICT (case_id) DO UPDATE SET key_id = excluded.key_id, master = excluded.master, wrapped = excluded.wrapped
)
INSERT INTO people_contact AS c (case_id, key_id, sealed, by_email, by_phone, shared_at, kept_at)
VALUES (%(case)s, %(key)s, %(sealed)s, %(by_email)s, %(by_phone)s, %(shared_at)s, %(now)s)
ON CONFLICT (case_id) DO UPDATE SET
    key_id = excluded.key_id, sealed = excluded.sealed, by_email = excluded.by_email, by_phone = excluded.by_phone,
    shared_at = coalesce(c.shared_at, excluded.shared_at), kept_at = excluded.kept_at
"""


def keep_contact(
    *,
    case_id: UUID,
    name: str,
    phone: str,
    email: str,
    language: str,
    now: datetime,
    private: Sequence[str] = (),
    share: bool = False,
) -> bool:
    """Keep how to reach the reporter of a case, in place of what was kept before; False where nothing was given.

    `private` are passages of the reporter's words that they don't want anybody to read who may not open the contact;
    `share` lets the unit in charge open it. A new key takes the place of the old one, so that what was corrected is
    destroyed too. One statement.
    """
    details = rules.clean_contact(name=name, phone=phone, email=email)
    passages = rules.clean_passages(private)
    if not details and not passages:
        return False
    record = {**details, "language": language, "private": passages}
    while True:
        ring = masters.ring()
        key, sealed = seal(record, case_id=case_id, ring=ring)
        with connection.cursor() as cursor:
            cursor.execute(
                _KEEP,
                {
                    "case": case_id,
                    "key": key.key_id,
                    "master": key.master,
                    "wrapped": key.wrapped,
                    "sealed": sealed,
                    "by_email": "email" in details,
                    "by_phone": "phone" in details,
                    "shared_at": now if share else None,
                    "now": now,
                },
            )
        # A rotation that began since we looked at the keys may have been through this table already.
        if masters.is_current(ring):
            return True


def share_contact(*, case_id: UUID, share: bool, now: datetime) -> bool:
    """Let the unit in charge open the contact, or no longer; whether there is one. What was read stays read."""
    shared = openable().filter(pk=case_id)
    if share:
        shared = shared.filter(shared_at=None)
    shared.update(shared_at=now if share else None)
    return openable().filter(pk=case_id).exists()


def destroy_keys(case_ids: Collection[UUID]) -> int:
    """Destroy the keys of these cases: from then on nobody can open their contacts, in the newest backup neither. How
    many there were. The rows that they opened stay until `erase_contacts`."""
    destroyed, _ = CaseKey.objects.filter(pk__in=set(case_ids)).delete()
    return destroyed


def erase_contacts(case_ids: Collection[UUID]) -> int:
    """Erase the contacts of these cases, keys first; how many there were. The record of openings stays."""
    with transaction.atomic():
        destroy_keys(case_ids)
        erased, _ = Contact.objects.filter(pk__in=set(case_ids)).delete()
    return erased


def erase_opened_by_nothing(*, at_most: int = 1000) -> int:
    """Erase contacts whose key is gone, as a process leaves them that is stopped between the two; how many."""
    opened = Contact.objects.exclude(pk__in=openable().values("pk")).values_list("pk", flat=True)
    erased, _ = Contact.objects.filter(pk__in=list(opened[:at_most])).delete()
    return erased


def correct_contact(*, case_id: UUID, name: str, phone: str, email: str, now: datetime) -> bool:
    """Put the reporter's own correction in place of name, phone and e-mail; language, passages and whether it is shared
    stay as they are. False where the case has no contact, or nothing would be left of it. Raises as `records`."""
    with transaction.atomic():
        Contact.objects.select_for_update().filter(pk=case_id).first()
        record = records([case_id]).get(case_id)
        if record is None:
            return False
        return keep_contact(
            case_id=case_id,
            name=name,
            phone=phone,
            email=email,
            language=record["language"],
            now=now,
            private=record.get("private", ()),
        )


def openable() -> QuerySet[Contact]:
    """The contacts that have their key. One without, of an older backup or halfway destroyed, counts as none."""
    its_key = CaseKey.objects.filter(case_id=OuterRef("case_id"), key_id=OuterRef("key_id"))
    return Contact.objects.filter(Exists(its_key))


_SEALED = """
SELECT c.case_id, c.sealed, k.key_id, k.master, k.wrapped, c.shared_at
FROM people_contact c JOIN people_casekey k ON k.case_id = c.case_id AND k.key_id = c.key_id
WHERE c.case_id = ANY(%s)
"""


def records(case_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """What was sealed of these cases, in one query, with `shared_at`; those without a contact are left out.

    Private to the vault: whoever hands any of it on has judged it and put it on record. Raises TamperedError,
    MasterKeyError, KmsError.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEALED, [list(set(case_ids))])
        rows = cursor.fetchall()
    if not rows:
        return {}
    ring = masters.ring()
    return {
        case_id: {
            **unseal(bytes(sealed), WrappedKey(key_id, bytes(master), bytes(wrapped)), case_id=case_id, ring=ring),
            "shared_at": shared_at,
        }
        for case_id, sealed, key_id, master, wrapped, shared_at in rows
    }
