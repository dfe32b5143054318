"""The vault: how to reach the reporter of a case. Kept by case, opened for a purpose, every opening on record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.people import rules
from linli.people.models import Contact, ContactAccess
from linli.people.rules import Purpose


@dataclass(frozen=True, slots=True)
class ContactDetails:
    name: str
    phone: str
    email: str
    language: str


def keep_contact(*, case_id: UUID, name: str, phone: str, email: str, language: str, now: datetime) -> bool:
    """Keep how to reach the reporter of a case, in place of what was kept before; False where nothing was given."""
    details = rules.clean_contact(name=name, phone=phone, email=email)
    if not details:
        return False
    Contact.objects.bulk_create(
        [Contact(case_id=case_id, details=details, language=language, kept_at=now)],
        update_conflicts=True,
        unique_fields=["case_id"],
        update_fields=["details", "language", "kept_at"],
    )
    return True


def open_contact(*, case_id: UUID, area_path: str, actor: Actor, purpose: str, now: datetime) -> Result[ContactDetails]:
    """Open the contact details of a case in `area_path`; the opening is on record before anything is shown.

    Refused: contact_not_yours, contact_needs_purpose, contact_none.
    """
    match rules.judge_opening(actor, area_path=area_path, purpose=purpose):
        case Refused() as refused:
            return refused
        case Allowed(known_purpose):
            pass
    if actor.id is None:
        raise ValueError("staff who open contact details have an account number")
    with transaction.atomic():
        contact = Contact.objects.filter(pk=case_id).first()
        if contact is None:
            return Refused("contact_none")
        ContactAccess.objects.create(case_id=case_id, staff_id=actor.id, purpose=known_purpose, at=now)
    return Allowed(_details(contact))


def open_to_send(*, case_ids: Collection[UUID], now: datetime) -> dict[UUID, ContactDetails]:
    """The contact details of these cases, to send each reporter a letter and for nothing else; cases without any are
    left out. The openings are on record before anything is handed out."""
    with transaction.atomic():
        found = list(Contact.objects.filter(pk__in=case_ids))
        ContactAccess.objects.bulk_create(
            [ContactAccess(case_id=one.case_id, staff=None, purpose=Purpose.SEND_MESSAGE, at=now) for one in found]
        )
    return {one.case_id: _details(one) for one in found}


def _details(contact: Contact) -> ContactDetails:
    given = contact.details
    return ContactDetails(given.get("name", ""), given.get("phone", ""), given.get("email", ""), contact.language)


def erase_contact(*, case_id: UUID) -> bool:
    """Erase the contact details of a case; whether there were any. The record of openings stays."""
    erased, _ = Contact.objects.filter(pk=case_id).delete()
    return bool(erased)
