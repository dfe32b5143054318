"""Which values are told: those that enough cases have, as long as enough remain among which the others are hidden."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence

WITHHELD = ""
"""What stands in place of a value that isn't told. A value that there isn't is another thing, and has a name."""


def told(*counts: Mapping[str, int], least: int) -> frozenset[str]:
    """The values that may be told, of counts of cases by the same values.

    Each has at least `least` cases in all of the counts. As soon as one hasn't, the smallest of those that have is
    hidden with it, and all that are as small. So among what is hidden there is always a large count, and which one it
    is can't be told: were any two of the hidden values exchanged, the same would be told. Of no more than `least`
    cases nothing is told, for then there is no room for a large count and a small one.
    """
    if any(0 < sum(one.values()) <= least for one in counts):
        return frozenset()
    kept = {value for value in counts[0] if all(one.get(value, 0) >= least for one in counts)}
    if kept and len(kept) < sum(count > 0 for count in counts[0].values()):
        smallest = min(counts[0][value] for value in kept)
        kept = {value for value in kept if counts[0][value] > smallest}
    return frozenset(kept)


def withheld(values: Sequence[str], anchors: Sequence[Hashable], *, least: int) -> list[str]:
    """The values, with `WITHHELD` in place of what is rare among the cases of the same anchor."""
    counts: dict[Hashable, Counter[str]] = {}
    for value, anchor in zip(values, anchors, strict=True):
        counts.setdefault(anchor, Counter())[value] += 1
    kept = {anchor: told(own, least=least) for anchor, own in counts.items()}
    return [value if value in kept[anchor] else WITHHELD for value, anchor in zip(values, anchors, strict=True)]
