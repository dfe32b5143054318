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
from linli.places import queries as places
from linli.rulebook.queries import may_read as may_read_rules

_PREVIEW = (Role.ADMINISTRATOR, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class Door:
    """A page of the menu: the name of its address, its words and icon, who may go in, the key that goes there, and the
    fold it lies in; what is needed every day lies in none."""

    name: str
    words: Promise | str
    icon: str
    opens: Callable[[Actor], bool]
    keys: str = ""
    fold: str = ""


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


@dataclass(frozen=True, slots=True)
class Fold:
    """Doors under one heading; `current` where the reader is behind one of them."""

    words: Promise | str
    icon: str
    entries: list[Entry]
    current: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """What one reader finds: the doors of every day, then what is folded."""

    entries: list[Entry]
    folds: list[Fold]


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
    return may_import(actor, places.topmost()) or may_read_records(actor)


DOORS = (
    Door("queue", gettext_lazy("Queue"), "list-check", anybody, keys="g q"),
    Door("hotline", gettext_lazy("Take a call"), "headset", takes_calls, keys="c"),
    Door("calls", gettext_lazy("Calls"), "speakerphone", anybody),
    Door("orders", gettext_lazy("Supervision orders"), "gavel", anybody),
    Door("figures", gettext_lazy("Statistics"), "chart-bar", anybody),
    Door("hands", gettext_lazy("Time in hand"), "hourglass", may_see_hands),
    Door("rules", pgettext_lazy("rules", "City rules"), "book", may_read_rules, fold="rules"),
    Door("trial", gettext_lazy("Try rules on past cases"), "git-compare", may_try_rules, fold="rules"),
    Door("messages", gettext_lazy("What messages say"), "message", may_preview, fold="rules"),
    Door("accesses", gettext_lazy("Contacts opened"), "lock-open", audits, fold="records"),
    Door("erasures", gettext_lazy("What was erased"), "eraser", audits, fold="records"),
    Door("exports", gettext_lazy("Who exported what"), "download", may_read_records, fold="records"),
    Door("imports", gettext_lazy("Bring tables in"), "table-import", may_see_imports, fold="system"),
    Door("staff", pgettext_lazy("admin", "Accounts and posts"), "users", administers, fold="system"),
    Door("tokens", pgettext_lazy("admin", "Tokens of programs"), "key", administers, fold="system"),
    Door("administered", pgettext_lazy("admin", "What administrators did"), "history", may_read_acts, fold="records"),
    Door("system", pgettext_lazy("admin", "State of the system"), "heartbeat", administers, fold="system"),
    Door("webhooks", gettext_lazy("Webhooks"), "webhook", may_manage, fold="system"),
)


FOLDS = {
    "rules": (pgettext_lazy("menu", "Rules and texts"), "book"),
    "records": (pgettext_lazy("menu", "Records"), "history"),
    "system": (pgettext_lazy("menu", "Administration"), "settings"),
}


def menu_of(actor: Actor, path: str) -> Menu:
    """The menu of a reader who is at the address `path`; the narrowest door above it is the current one.

    A fold with a single door is none: that door stands beside those of every day.
    """
    shown = [(reverse(f"desk:{door.name}"), door) for door in DOORS if door.opens(actor)]
    here = max((href for href, _ in shown if path.startswith(href)), key=len, default="")
    found: dict[str, list[Entry]] = {"": []}
    for href, door in shown:
        entry = Entry(door.name, href, door.words, door.icon, door.keys, current=href == here, exact=href == path)
        found.setdefault(door.fold, []).append(entry)
    row = found[""] + [inside[0] for fold in FOLDS if len(inside := found.get(fold, [])) == 1]
    folds = [
        Fold(words, icon, inside, current=any(entry.current for entry in inside))
        for fold, (words, icon) in FOLDS.items()
        if len(inside := found.get(fold, [])) > 1
    ]
    return Menu(row, folds)
