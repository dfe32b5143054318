"""Duties that rulings have changed: laid over the pack's own rows, whichever pack is loaded."""

from collections.abc import Iterable

from linli.catalogue.rules.edition import Duty


def amended(duties: Iterable[Duty], changes: Iterable[Duty]) -> tuple[Duty, ...]:
    """The duties with the changes laid over them, in their order: a change takes the place of every row for the same
    classes and area. One that the pack has taken in already changes nothing.
    """
    found = list(duties)
    for change in changes:
        here = [one for one in found if (one.class_pattern, one.area) == (change.class_pattern, change.area)]
        if any((one.lead, one.assist) == (change.lead, change.assist) for one in here) and len(here) == 1:
            continue
        found = [one for one in found if one not in here] + [change]
    return tuple(found)
