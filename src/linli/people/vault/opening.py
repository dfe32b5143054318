"""Opening contacts: for a purpose, by whoever may, on record before anything is shown; and what may be seen of them
without."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from linli.kernel.periods import WorkCalendar
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.people import rules
from linli.people.models import ContactAccess
from linli.people.rules import Purpose
from linli.people.vault import accesses
from linli.people.vault.contacts import openable, records
from linli.people.vault.rules import mask_email, mask_name, mask_phone, same


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach a reporter. `private` are passages of their words that are kept with it."""

    name: str
    phone: str
    email: str
    language: str
    private: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MaskedContact:
    """What the unit in charge sees of a contact without opening it. `shared`: the reporter lets them open it."""

    name: str
    phone: str
    email: str
    shared: bool


def open_contact(
    *,
    case_id: UUID,
    area_path: str,
    actor: Actor,
    purpose: str,
    now: datetime,
    unit_path: str = "",
    calendar: WorkCalendar | None = None,
) -> Result[ContactDetails]:
    """Open the contact details of a case in `area_path`, which the unit `unit_path` has in hand; the opening is on
    record before anything is shown. `calendar` are the hours of the city, out of which it is unusual.

    An attempt by a post that doesn't cover the case is on record too. Refused: contact_not_yours,
    contact_needs_purpose, contact_none. Raises TamperedError, MasterKeyError, KmsError.
    """
    if actor.id is None:
        return Refused("contact_not_yours", {"posts": rules.CONTACT_POSTS})
    with transaction.atomic():
        record = records([case_id]).get(case_id)
        shared = record is not None and record["shared_at"] is not None
        judged = rules.judge_opening(actor, area_path=area_path, unit_path=unit_path, shared=shared, purpose=purpose)
        not_theirs = isinstance(judged, Refused) and judged.code == "contact_not_yours"
        if record is not None and (isinstance(judged, Allowed) or (not_theirs and purpose in rules.PURPOSES_OF_STAFF)):
            accesses.note(
                case_id=case_id,
                staff_id=actor.id,
                by=None if isinstance(judged, Refused) else judged.value,
                area_path=area_path,
                purpose=Purpose(purpose),
                at=now,
                calendar=calendar,
            )
    if isinstance(judged, Refused):
        return judged
    return Refused("contact_none") if record is None else Allowed(_details(record))


def open_to_send(*, case_ids: Collection[UUID], now: datetime) -> dict[UUID, ContactDetails]:
    """The contact details of these cases, to send each reporter a letter and for nothing else; cases without any are
    left out. The openings are on record before anything is handed out. Raises as `open_contact`."""
    with transaction.atomic():
        found = records(case_ids)
        ContactAccess.objects.bulk_create(
            [ContactAccess(case_id=one, staff=None, purpose=Purpose.SEND_MESSAGE, at=now) for one in found]
        )
    return {case_id: _details(record) for case_id, record in found.items()}


def masked_contact(*, case_id: UUID, actor: Actor, area_path: str, unit_path: str) -> MaskedContact | None:
    """The contact as the unit in charge sees it; None where there is none, or it isn't the actor's unit."""
    if not rules.may_see_masked(actor, area_path=area_path, unit_path=unit_path):
        return None
    record = records([case_id]).get(case_id)
    if record is None:
        return None
    details = _details(record)
    return MaskedContact(
        mask_name(details.name),
        mask_phone(details.phone),
        mask_email(details.email),
        record["shared_at"] is not None,
    )


def own_contact(case_id: UUID) -> ContactDetails | None:
    """What is kept of the reporter of a case, for the bearer of its code and nobody else; None where nothing is.

    Not on record: the log is of others who read it. Raises TamperedError, MasterKeyError, KmsError.
    """
    record = records([case_id]).get(case_id)
    return None if record is None else _details(record)


def is_shared(case_id: UUID) -> bool | None:
    """Whether the reporter lets the unit in charge open their contact; None where they left none."""
    found = openable().filter(pk=case_id).values_list("shared_at", flat=True)[:1]
    return next((shared_at is not None for shared_at in found), None)


def same_reporters(case_ids: Collection[UUID]) -> int:
    """How many of the reporters of one incident are one of its other reporters as well, by phone or e-mail.

    Compared in memory under the cases' own keys and kept nowhere: with the keys, the count dies. To be asked for the
    reports of one open case alone.
    """
    found = records(case_ids) if len(case_ids) > 1 else {}
    return same({str(one): (record.get("phone", ""), record.get("email", "")) for one, record in found.items()})


def _details(record: Mapping[str, Any]) -> ContactDetails:
    return ContactDetails(
        record.get("name", ""),
        record.get("phone", ""),
        record.get("email", ""),
        record["language"],
        tuple(record.get("private", ())),
    )
