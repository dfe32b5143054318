"""The pages of the desk beside the cases themselves: what they are called, and who finds them in the menu.

A page judges its reader itself; the menu asks the same question, so that it never leads to a closed door.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from linli.cases import queries as cases
from linli.cases.rules.flow.table import INTAKE
from linli.insight.exports import may_read_records
from linli.insight.trials import areas_of
from linli.insight.uploads import may_import
from linli.kernel.rights import Actor, Role
from linli.notices.hooks.queries import may_manage
from linli.people.administration.rules import administers, may_read_acts
from linli.rulebook.queries import may_read as may_read_rules

_PREVIEW = (Role.ADMINISTRATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Door:
    """A page of the menu: the name of its address, its words and icon, who may go in, and the key that goes there."""

    name: str
    words: Promise | str
    icon: str
    opens: Callable[[Actor], bool]
    keys: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A door as one reader sees it on one page: `current` where the reader is at it or below it, `exact` at it."""

    name: str
    href: str
    words: Promise | str
    icon: str
    keys: str
    current: bool
    exact: bool


def anybody(actor: Actor) -> bool:
    return bool(actor.grants)


def takes_calls(actor: Actor) -> bool:
    """Whether the reader has a post at the intake, which is the hotline's desk too."""
    return any(actor.has(role) for role in INTAKE)


def may_preview(actor: Actor) -> bool:
    """Whether the reader may see what messages say."""
    return any(actor.has(role) for role in _PREVIEW)


def may_see_hands(actor: Actor) -> bool:
    """Whether the time in hand of anybody is the reader's to see: their own unit's, or everybody's."""
    return any(cases.seen_areas(actor, unit) for unit in ("", *actor.unit_paths))


def may_try_rules(actor: Actor) -> bool:
    return bool(areas_of(actor))


def audits(actor: Actor) -> bool:
    """Whether the reader audits anywhere: the log of openings is of those areas."""
    return actor.has(Role.AUDITOR)


def may_see_imports(actor: Actor) -> bool:
    """Whether the reader may bring tables in, or see who did."""
    return may_import(actor) or may_read_records(actor)


DOORS = (
    Door("queue", gettext_lazy("Queue"), "list-check", anybody, keys="g q"),
    Door("hotline", gettext_lazy("Take a call"), "headset", takes_calls, keys="c"),
    Door("calls", gettext_lazy("Calls"), "speakerphone", anybody),
    Door("orders", gettext_lazy("Supervision orders"), "gavel", anybody),
    Door("figures", gettext_lazy("Statistics"), "chart-bar", anybody),
    Door("hands", gettext_lazy("Time in hand"), "hourglass", may_see_hands),
    Door("rules", pgettext_lazy("rules", "City rules"), "book", may_read_rules),
    Door("trial", gettext_lazy("Try rules on past cases"), "git-compare", may_try_rules),
    Door("messages", gettext_lazy("What messages say"), "message", may_preview),
    Door("accesses", gettext_lazy("Contacts opened"), "lock-open", audits),
    Door("erasures", gettext_lazy("What was erased"), "eraser", audits),
    Door("exports", gettext_lazy("Who exported what"), "download", may_read_records),
    Door("imports", gettext_lazy("Bring tables in"), "table-import", may_see_imports),
    Door("staff", pgettext_lazy("admin", "Accounts and posts"), "users", administers),
    Door("tokens", pgettext_lazy("admin", "Tokens of programs"), "key", administers),
    Door("administered", pgettext_lazy("admin", "What administrators did"), "history", may_read_acts),
    Door("system", pgettext_lazy("admin", "State of the system"), "heartbeat", administers),
    Door("webhooks", gettext_lazy("Webhooks"), "webhook", may_manage),
)


def entries(actor: Actor, path: str) -> list[Entry]:
    """The menu of a reader who is at the address `path`; the narrowest door above it is the current one."""
    shown = [(reverse(f"desk:{door.name}"), door) for door in DOORS if door.opens(actor)]
    here = max((href for href, _ in shown if path.startswith(href)), key=len, default="")
    return [
        Entry(door.name, href, door.words, door.icon, door.keys, current=href == here, exact=href == path)
        for href, door in shown
    ]
