"""What a trial comes to: how many cases would differ, in which way, by class and by unit."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from linli.insight.rules.trial import Kind, Tried

UNOWNED = ("several_duties", "no_duty", "unknown_class")


@dataclass(slots=True)
class Tally:
    """Counts that grow case by case.

    `classes` and `units` count differences by class key and by the unit that would have the case (empty: nobody can be
    named). `promises` counts cases that another system had promised by a day; `same_verdict` those of them that are
    late under the tried rules exactly where they were late there. `unowned` counts, by reason and class, cases for
    which the tried duties name no one unit, whether that differs or not.
    """

    cases: int = 0
    differing: int = 0
    promises: int = 0
    same_verdict: int = 0
    late_before: int = 0
    late_after: int = 0
    kinds: Counter[Kind] = field(default_factory=Counter)
    classes: dict[str, Counter[Kind]] = field(default_factory=dict)
    units: dict[str, Counter[Kind]] = field(default_factory=dict)
    unowned: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, tried: Tried) -> None:
        self.cases += 1
        self.late_before += tried.before.late
        self.late_after += tried.after.late
        if tried.promised:
            self.promises += 1
            self.same_verdict += tried.before.late == tried.after.late
        if tried.after.why in UNOWNED:
            self.unowned.setdefault(tried.after.why, Counter())[tried.class_key] += 1
        if tried.kinds:
            self.differing += 1
            self.kinds.update(tried.kinds)
            self.classes.setdefault(tried.class_key, Counter()).update(tried.kinds)
            self.units.setdefault(tried.after.unit_path, Counter()).update(tried.kinds)

    @property
    def agreement(self) -> float | None:
        """The share of promises with the same verdict, from 0 to 1; None where there are none."""
        return self.same_verdict / self.promises if self.promises else None


def most_first(counts: Mapping[str, Counter[Kind]]) -> list[tuple[str, Counter[Kind]]]:
    """The groups by how much would differ in them."""
    return sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
