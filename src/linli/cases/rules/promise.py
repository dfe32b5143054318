"""Which row of the limits a case stands under, as its facts tell it."""

from linli.cases.rules.facts import Facts, marked
from linli.catalogue.rules.edition import Edition, LimitRow
from linli.catalogue.rules.limits import key_of, matching


def counting(facts: Facts, edition: Edition) -> tuple[LimitRow, ...]:
    """The rows that count for the class, conditions and grade that the case was filed under, in the pack's order."""
    return matching(edition, class_key=facts.class_key, marked=marked(facts.condition), grade=facts.grade)


def promised(facts: Facts, edition: Edition) -> LimitRow | None:
    """The row whose limit the case has, or, before the first dispatch, would have if it is the only one.

    Where several count, the dispatch has kept which of them is the strictest. None without a limit.
    """
    rows = counting(facts, edition)
    return next((row for row in rows if key_of(row) == facts.limit), rows[0] if rows else None)
