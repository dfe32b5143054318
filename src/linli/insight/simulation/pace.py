"""How fast a unit works in a simulated city."""

from datetime import datetime, timedelta
from math import log
from random import Random

from linli.cases.rules import Facts
from linli.catalogue.rules.edition import Edition
from linli.insight.simulation import habits
from linli.kernel.paths import leaf
from linli.kernel.periods import Limit, deadline


def done_at(dice: Random, facts: Facts, due_at: datetime, *, edition: Edition, now: datetime) -> datetime:
    """When the unit is done: a share of the time from acceptance to the deadline, by its own pace, in its hours."""
    own = Random(f"pace/{facts.unit_path}").lognormvariate(0, habits.UNIT_SPREAD)
    share = dice.lognormvariate(log(habits.PACE_MEDIAN), habits.PACE_SPREAD) * own
    given = max(due_at - now, timedelta(hours=2))
    at = now + max(share * given, timedelta(minutes=10))
    if facts.class_key.startswith("local-"):
        return at
    return deadline(at, Limit(dice.randrange(1, 30), "min", "working"), edition.calendar_of(leaf(facts.unit_path)))
