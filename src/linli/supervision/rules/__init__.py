"""Pure judgement of supervision orders (督办): the table of moves, who may make them, and to whom a late one climbs."""

from linli.supervision.rules.climb import climbed, is_overdue, ladder
from linli.supervision.rules.decide import apply, decide, open_order, permitted, rebuild, repeats
from linli.supervision.rules.facts import Covered, Event, Facts, Given, Holder, Party, Side, State
from linli.supervision.rules.flow import MOVES, Move
from linli.supervision.rules.parties import ISSUERS, bearers, fit_to_answer, issuing_post

__all__ = [
    "ISSUERS",
    "MOVES",
    "Covered",
    "Event",
    "Facts",
    "Given",
    "Holder",
    "Move",
    "Party",
    "Side",
    "State",
    "apply",
    "bearers",
    "climbed",
    "decide",
    "fit_to_answer",
    "is_overdue",
    "issuing_post",
    "ladder",
    "open_order",
    "permitted",
    "rebuild",
    "repeats",
]
