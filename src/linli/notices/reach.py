"""By which ways recipients can be reached: looked up for many notices at once, told without any address."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.kernel.paths import leaf, parts, within
from linli.kernel.rights import Role
from linli.notices.adapters import Channel
from linli.notices.models import Address
from linli.notices.rules import Recipient
from linli.people import queries as people
from linli.people import vault as people_vault
from linli.people.queries import HeldPost, Reach

REPORTER, UNIT, STAFF = "reporter", "unit", "staff"
_UNIT_POSTS = (Role.HANDLER, Role.UNIT_LEAD)


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

    def ways(self, recipient: Recipient, case_id: UUID) -> tuple[Way, ...]:
        """The ways to tell a recipient; none where nobody has left one."""
        if recipient.kind == REPORTER:
            left = self.reporters.get(case_id)
            channel = _first(self.open, email=left.email, phone=left.phone) if left else None
            return (Way(REPORTER, str(case_id), channel),) if channel else ()
        if recipient.kind == UNIT:
            return (*self._unit(recipient.unit_path), *self._holders(recipient, _UNIT_POSTS))
        assert recipient.role is not None
        return self._holders(recipient, (recipient.role,))

    def _unit(self, unit_path: str) -> tuple[Way, ...]:
        found = []
        if Channel.EMAIL in self.open and email_of(self.edition, unit_path):
            found.append(Way(UNIT, unit_path, Channel.EMAIL))
        if Channel.WEBHOOK in self.open:
            found.append(Way(UNIT, unit_path, Channel.WEBHOOK))
        return tuple(found)

    def _holders(self, recipient: Recipient, roles: Collection[Role]) -> tuple[Way, ...]:
        """Staff who left an address, and hold one of these posts in this very unit and for the area of the case."""
        found = {
            post.staff_id: Way(STAFF, str(post.staff_id), self.staff[post.staff_id])
            for post in self.posts
            if post.staff_id in self.staff
            and post.role in roles
            and post.unit_path == recipient.unit_path
            and within(recipient.area_path, post.area_path)
        }
        return tuple(found.values())


def reachable(*, case_ids: Collection[UUID], open_channels: frozenset[Channel], now: datetime) -> Reachable:
    """Who can be reached at `now`, in three queries."""
    staff = {}
    for address in Address.objects.all():
        channel = _first(open_channels, email=bool(address.email), phone=bool(address.phone))
        if channel is not None:
            staff[address.staff_id] = channel
    return Reachable(
        open=open_channels,
        reporters=people.reach(case_ids),
        posts=tuple(people.posts(now=now)) if staff else (),
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
    vault = people_vault.open_to_send(case_ids={UUID(way.recipient_id) for way in by_kind[REPORTER]}, now=now)
    for way in by_kind[REPORTER]:
        if details := vault.get(UUID(way.recipient_id)):
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
