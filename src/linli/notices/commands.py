"""The door to change what is told: `tell` turns what happened into letters, `report_unusual` what auditors look at,
`gather` closes those that wait for more, `try_again` gives failed ones another chance. Letters go out in `delivery`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from linli.cases import outbox
from linli.cases import queries as cases
from linli.cases.outbox import Told
from linli.kernel import locks
from linli.kernel.ids import uuid7
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Role
from linli.notices import rules
from linli.notices.adapters import Channel, open_channels
from linli.notices.hooks import commands as hooks
from linli.notices.models import Address, Letter, Notice
from linli.notices.reach import Way, reachable
from linli.notices.rules import BATCH_WINDOW, LATE, UNUSUAL, Recipient, tells
from linli.notices.rules.address import judge_addresses
from linli.people import queries as people
from linli.people.vault import accesses


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a run of `tell`: how many acts were taken, and how many notices came of them."""

    acts: int
    notices: int


def tell(*, now: datetime, at_most: int = 500) -> Made:
    """Take acts that nobody was told of yet, and write who is told of each, by letter or webhook: all or nothing, each
    act once.

    Safe from several workers at once: each takes other acts.
    """
    with transaction.atomic():
        told = outbox.take(at_most=at_most)
        if not told:
            return Made(0, 0)
        cases_told = {one.case_id for one in told}
        merged = cases.parts(cases_told)
        everybody = cases_told.union(*merged.values())
        who = reachable(case_ids=everybody, open_channels=open_channels(), now=now)
        notices = []
        happened = cases.news(told)
        hooks.keep(told, happened, now=now)
        for one, news in zip(told, happened, strict=True):
            at = {event.seq: event.at for event in news.events}
            for notice in tells(news.events, news.facts):
                held = notice.held or now - at[notice.seq] > LATE
                ways = who.ways(notice.recipient, (one.case_id, *merged.get(one.case_id, ())))
                notices += [_row(one, notice, way, held, now) for way in ways]
        return Made(len(told), _write(notices, now))


def report_unusual(*, now: datetime) -> int:
    """Tell the auditors of each area which openings of contacts there were unusual; how many notices.

    Several go out in one letter. Nobody is told of their own; where no auditor left an address, the log has it all the
    same.
    """
    with transaction.atomic():
        taken = accesses.take_unusual()
        if not taken:
            return 0
        who = reachable(case_ids=(), open_channels=open_channels(), now=now)
        notices = []
        for one in taken:
            auditors = Recipient("post", role=Role.AUDITOR, area_path=one.area_path)
            notices += [
                Notice(
                    case_id=one.case_id,
                    seq=one.id,
                    last_seq=one.id,
                    template=UNUSUAL,
                    recipient=way.recipient,
                    recipient_id=way.recipient_id,
                    channel=way.channel,
                    made_at=now,
                )
                for way in who.ways(auditors, ())
                if way.recipient_id != str(one.staff_id)
            ]
        return _write(notices, now)


def _row(told: Told, judged: rules.Notice, way: Way, held: bool, now: datetime) -> Notice:
    return Notice(
        case_id=told.case_id,
        seq=judged.seq,
        last_seq=told.last_seq,
        template=judged.template,
        recipient=way.recipient,
        recipient_id=way.recipient_id,
        channel=way.channel,
        letter_id=None if held else uuid7(now),
        made_at=now,
    )


def _write(notices: Sequence[Notice], now: datetime) -> int:
    """Write the notices that weren't written before, and a letter for each that needn't wait."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    mine = {one.letter_id: one for one in notices if one.letter_id is not None}
    kept = set(Notice.objects.filter(letter_id__in=list(mine)).values_list("letter_id", flat=True))
    Letter.objects.bulk_create(
        [
            _letter(letter_id, Way(one.recipient, one.recipient_id, Channel(one.channel)), now)
            for letter_id, one in mine.items()
            if letter_id in kept
        ]
    )
    return len(notices)


def _letter(letter_id: UUID, way: Way, now: datetime) -> Letter:
    """A letter that may go out at once."""
    return Letter(
        id=letter_id,
        recipient=way.recipient,
        recipient_id=way.recipient_id,
        channel=way.channel,
        state="waiting",
        next_at=now,
        made_at=now,
    )


def gather(*, now: datetime) -> int:
    """Put the notices that have waited for others long enough into one letter for each recipient. How many letters."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [locks.GATHERING])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "SELECT recipient, recipient_id, channel FROM notices_notice WHERE letter_id IS NULL"
            " GROUP BY recipient, recipient_id, channel HAVING min(made_at) <= %s",
            [now - BATCH_WINDOW],
        )
        letters = []
        for recipient, recipient_id, channel in cursor.fetchall():
            way = Way(recipient, recipient_id, Channel(channel))
            letters.append(_letter(uuid7(now), way, now))
            Notice.objects.filter(
                letter_id=None, recipient=recipient, recipient_id=recipient_id, channel=channel
            ).update(letter_id=letters[-1].id)
        Letter.objects.bulk_create(letters)
        return len(letters)


def try_again(*, now: datetime, letter_id: UUID | None = None) -> int:
    """Let letters that were given up be tried anew: one, or all of them. How many."""
    failed = Letter.objects.filter(state="failed")
    if letter_id is not None:
        failed = failed.filter(pk=letter_id)
    return failed.update(state="waiting", next_at=now, ended_at=None, tries=0)


def set_address(*, staff_id: int, email: str, phone: str) -> Result[int]:
    """Say where a member of staff wants messages; with neither given, that they want none.

    Refused: account_unknown, address_unfit.
    """
    account = people.account(staff_id)
    if account is None or not account.is_active:
        return Refused("account_unknown", {"staff_id": staff_id})
    judged = judge_addresses(email=email, phone=phone)
    if isinstance(judged, Refused):
        return judged
    given = judged.value
    if given:
        Address.objects.update_or_create(
            staff_id=staff_id, defaults={"email": given.get("email", ""), "phone": given.get("phone", "")}
        )
    else:
        Address.objects.filter(pk=staff_id).delete()
    return Allowed(staff_id)
