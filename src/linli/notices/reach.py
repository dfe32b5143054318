"""By which ways recipients can be reached: looked up for many notices at once, told without any address."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.kernel.paths import leaf, parts, within
from linli.kernel.rights import UNIT_ROLES, Role
from linli.notices.adapters import Channel
from linli.notices.models import Address
from linli.notices.rules import Recipient
from linli.people import commands as vault
from linli.people import queries as people
from linli.people.queries import HeldPost, Reach

REPORTER, UNIT, STAFF = "reporter", "unit", "staff"
_LEADS = (Role.UNIT_LEAD, Role.AREA_LEAD)


@dataclass(frozen=True, slots=True)
class Way:
    """One recipient by one channel: `reporter` of a case (its id), `unit` (its path) or `staff` (the account)."""

    recipient: str
    recipient_id: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Reachable:
    """Who can be reached by what, at one moment, over the channels that are `open`."""

    open: frozenset[Channel]
    reporters: Mapping[UUID, Reach]
    posts: tuple[HeldPost, ...]
    staff: Mapping[int, Channel]
    edition: Edition

    def ways(self, recipient: Recipient, case_ids: Iterable[UUID]) -> tuple[Way, ...]:
        """The ways to tell a recipient; none where nobody has left one. `case_ids` are the case and the reports merged
        into it: each has a reporter of its own."""
        if recipient.kind == REPORTER:
            return tuple(Way(REPORTER, str(one), channel) for one in case_ids if (channel := self._reporter(one)))
        if recipient.kind == UNIT:
            members = (post for post in self.posts if post.role in UNIT_ROLES)
            return (*self._unit(recipient.unit_path), *self._staff(_in_unit(members, recipient)))
        if recipient.kind == STAFF:
            return self._staff((recipient.person,))
        return self._staff(_bearers((post for post in self.posts if post.role == recipient.role), recipient))

    def of_order(self, unit_path: str, accounts: Iterable[int]) -> tuple[Way, ...]:
        """The ways to tell a side of a supervision order: those who act for it, and the unit (empty: none) whose lead
        is to answer, by the address and the webhook that it has as a unit."""
        return (*(self._unit(unit_path) if unit_path else ()), *self._staff(accounts))

    def _reporter(self, case_id: UUID) -> Channel | None:
        left = self.reporters.get(case_id)
        return _first(self.open, email=left.email, phone=left.phone) if left else None

    def _unit(self, unit_path: str) -> tuple[Way, ...]:
        found = []
        if Channel.EMAIL in self.open and email_of(self.edition, unit_path):
            found.append(Way(UNIT, unit_path, Channel.EMAIL))
        if Channel.WEBHOOK in self.open:
            found.append(Way(UNIT, unit_path, Channel.WEBHOOK))
        return tuple(found)

    def _staff(self, accounts: Iterable[int]) -> tuple[Way, ...]:
        """Those of the accounts that left an address, each once."""
        return tuple(
            Way(STAFF, str(number), self.staff[number]) for number in dict.fromkeys(accounts) if number in self.staff
        )


def _in_unit(posts: Iterable[HeldPost], unit: Recipient) -> list[int]:
    """Who holds one of the posts in this very unit, for the area of the case."""
    return [
        post.staff_id for post in posts if post.unit_path == unit.unit_path and within(unit.area_path, post.area_path)
    ]


def _bearers(posts: Iterable[HeldPost], wanted: Recipient) -> list[int]:
    """Who holds the post for this unit and area. A lead's is held by the nearest: where nobody leads the unit or
    the area itself, by whoever leads the next one above."""
    held = [
        post for post in posts if within(wanted.unit_path, post.unit_path) and within(wanted.area_path, post.area_path)
    ]
    if wanted.role not in _LEADS:
        return [post.staff_id for post in held]
    nearest = max((_depth(post) for post in held), default=0)
    return [post.staff_id for post in held if _depth(post) == nearest]


def _depth(post: HeldPost) -> int:
    return len(parts(post.unit_path if post.role is Role.UNIT_LEAD else post.area_path))


def reachable(*, case_ids: Collection[UUID], open_channels: frozenset[Channel], now: datetime) -> Reachable:
    """Who can be reached at `now`, in four queries; deputies are told with those for whom they stand."""
    staff = {}
    for address in Address.objects.all():
        channel = _first(open_channels, email=bool(address.email), phone=bool(address.phone))
        if channel is not None:
            staff[address.staff_id] = channel
    return Reachable(
        open=open_channels,
        reporters=people.reach(case_ids),
        posts=tuple(people.posts(now=now, with_deputies=True)) if staff else (),
        staff=staff,
        edition=catalogue.current(),
    )


def email_of(edition: Edition, unit_path: str) -> str:
    """The e-mail address of a unit, else of the nearest one above it that has one."""
    codes = reversed(parts(unit_path))
    units = (edition.units.get(leaf(code)) for code in codes)
    return next((unit.email for unit in units if unit is not None and unit.email), "")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a letter goes and in which language, as of the moment of sending."""

    to: str
    language: str


def destinations(ways: Collection[Way], *, now: datetime) -> dict[Way, Destination]:
    """The addresses of these recipients. Who can't be reached any more is left out.

    Opens the vault for each reporter among them, which goes on record there.
    """
    by_kind: dict[str, list[Way]] = defaultdict(list)
    for way in ways:
        by_kind[way.recipient].append(way)
    found = {}
    opened = vault.open_to_send(case_ids={UUID(way.recipient_id) for way in by_kind[REPORTER]}, now=now)
    for way in by_kind[REPORTER]:
        if details := opened.get(UUID(way.recipient_id)):
            to = details.email if way.channel is Channel.EMAIL else details.phone
            found[way] = Destination(to, details.language)
    edition = catalogue.current()
    for way in by_kind[UNIT]:
        to = email_of(edition, way.recipient_id) if way.channel is Channel.EMAIL else leaf(way.recipient_id)
        found[way] = Destination(to, edition.settings.languages[0])
    numbers = {int(way.recipient_id) for way in by_kind[STAFF]}
    accounts = people.accounts_of(numbers)
    addresses = Address.objects.in_bulk(numbers)
    for way in by_kind[STAFF]:
        number = int(way.recipient_id)
        account, address = accounts.get(number), addresses.get(number)
        if account and account.is_active and address:
            to = address.email if way.channel is Channel.EMAIL else address.phone
            found[way] = Destination(to, account.language)
    return {way: destination for way, destination in found.items() if destination.to}


def _first(channels: frozenset[Channel], *, email: bool, phone: bool) -> Channel | None:
    """One way is enough: e-mail where there is an address, else a text message."""
    if email and Channel.EMAIL in channels:
        return Channel.EMAIL
    return Channel.SMS if phone and Channel.SMS in channels else None
