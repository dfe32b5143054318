"""Which values are told: those that enough cases have, as long as enough remain among which the others are hidden."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

WITHHELD = ""
"""What stands in place of a value that isn't told. A value that there isn't is another thing, and has a name."""


def told(*counts: Mapping[str, int], least: int) -> frozenset[str]:
    """The values that may be told, of counts of cases by the same values.

    Each has at least `least` cases in all of the counts; and those that aren't told have, in each of the counts, at
    least as many together, or none. Whoever sees the rest as one number can then think of any of the values that it is
    all of it: none of them can be bounded below `least`.
    """
    kept = {value for value in counts[0] if all(one.get(value, 0) >= least for one in counts)}
    order = sorted(kept, key=lambda value: (counts[0][value], value))
    while order and any(0 < sum(one.values()) - sum(one[value] for value in kept) < least for one in counts):
        kept.discard(order.pop(0))
    return frozenset(kept)


def withheld(values: Sequence[str], anchors: Sequence[Hashable], *, least: int) -> list[str]:
    """The values, with `WITHHELD` in place of what is rare among the cases of the same anchor."""
    counts: dict[Hashable, Counter[str]] = {}
    for value, anchor in zip(values, anchors, strict=True):
        counts.setdefault(anchor, Counter())[value] += 1
    kept = {anchor: told(own, least=least) for anchor, own in counts.items()}
    return [value if value in kept[anchor] else WITHHELD for value, anchor in zip(values, anchors, strict=True)]
