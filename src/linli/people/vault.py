"""The vault: how to reach the reporter of a case. Kept by case, opened for a purpose, every opening on record."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.people import rules
from linli.people.models import Contact, ContactAccess


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
    details = contact.details
    return Allowed(
        ContactDetails(
            name=details.get("name", ""),
            phone=details.get("phone", ""),
            email=details.get("email", ""),
            language=contact.language,
        )
    )


def erase_contact(*, case_id: UUID) -> bool:
    """Erase the contact details of a case; whether there were any. The record of openings stays."""
    erased, _ = Contact.objects.filter(pk=case_id).delete()
    return bool(erased)
