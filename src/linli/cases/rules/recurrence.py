"""What comes back has a cause: the third closed case of one class at one place opens a case about it."""

from datetime import datetime, timedelta

from linli.cases.rules.facts import ENDED, Facts, Outcome, Source

WINDOW = timedelta(days=90)
OFTEN = 3
# Handled, and closed whatever the reporter said; not what was turned down, taken back or answered.
COUNTED = (Outcome.SATISFIED, Outcome.UNANSWERED, Outcome.DIVIDED, Outcome.DISAGREED)


def place_key(component: str, cell: str) -> str:
    """Where something recurs: at a component; without one, in a cell. Empty where neither is known."""
    return component or cell


def counts(facts: Facts) -> bool:
    """Whether a case counts as one more of its class at its place.

    Reports of one incident count once, with the case that they were merged into, and a case about a cause is none of
    what it is about.
    """
    return (
        facts.state in ENDED
        and facts.outcome in COUNTED
        and bool(facts.handled_units)
        and facts.merged is None
        and facts.source not in (Source.SYSTEM, Source.IMPORT)
        and facts.place is not None
        and bool(facts.place.cell)
    )


def since(now: datetime) -> datetime:
    """From when on closed cases count."""
    return now - WINDOW
