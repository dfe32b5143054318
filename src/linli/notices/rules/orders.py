"""What is told of supervision orders (督办): a table beside that of cases, for orders move no case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from linli.catalogue.rules.edition import Edition
from linli.kernel.paths import leaf
from linli.kernel.words import say
from linli.notices.rules.table import To
from linli.notices.rules.values import Links, at_clock
from linli.supervision.rules import Event, Facts

LATE_ANSWER = "late"
"""No move, but a moment: the answer to an order is due and nobody has given it."""


@dataclass(frozen=True, slots=True)
class OrderTell:
    """One row: `template` names the text; `held` notices wait for others to the same recipient."""

    template: str
    to: To
    held: bool = False


ORDER_TELLS: Mapping[str, tuple[OrderTell, ...]] = {
    "issue": (OrderTell("order_issued", To.ORDERED),),
    "answer": (OrderTell("order_answered", To.ISSUER, held=True),),
    "accept": (OrderTell("order_accepted", To.ORDERED),),
    "send_back": (OrderTell("order_sent_back", To.ORDERED),),
    "withdraw": (OrderTell("order_withdrawn", To.ORDERED),),
    LATE_ANSWER: (
        OrderTell("order_late", To.ORDERED),
        OrderTell("order_unanswered", To.ISSUER, held=True),
        OrderTell("order_climbed", To.ABOVE, held=True),
    ),
}
ORDER_TEMPLATES = frozenset(row.template for rows in ORDER_TELLS.values() for row in rows)


def order_values(
    *, facts: Facts, number: int, asked: str, event: Event, edition: Edition, links: Links, language: str
) -> dict[str, str]:
    """Everything that is known of an order, by the names of `text.NAMES`: the order's own number, the numbers of its
    cases, the day of its answer. `asked` are the words with which it was issued; those of `event` are given where it
    is another one.
    """
    unit = edition.units.get(leaf(facts.answerer.grant.unit_path)) if facts.answerer else None
    return {
        "city": say(edition.title, language) or edition.name,
        "number": str(number),
        "cases": ", ".join(str(case.number) for case in facts.covered),
        "unit": say(unit.name, language) if unit else "",
        "until": _until(facts.due_at, edition, language),
        "asked": asked,
        "words": event.given.text if event.seq > 1 else "",
        "desk": links.desk,
    }


def _until(due_at: datetime | None, edition: Edition, language: str) -> str:
    return at_clock(due_at, ZoneInfo(edition.settings.time_zone), language)
