"""What a trial comes to: how many cases would differ, in which way, by class and by unit."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linli.cases.rules.clock import Clock
from linli.insight.rules.trial import Kind, Step, Tried

UNOWNED = ("several_duties", "no_duty", "unknown_class")


@dataclass(slots=True)
class Reached:
    """How many cases reach a rung, or a level, under the rules that they had and under those that are tried."""

    before: int = 0
    after: int = 0

    def add(self, before: int, after: int) -> None:
        self.before += before
        self.after += after


@dataclass(slots=True)
class Tally:
    """Counts that grow case by case.

    `classes` and `units` count differences by class key and by the unit that would have the case (empty: nobody can be
    named). `promises` counts cases that another system had promised by a day; `same_verdict` those of them that are
    late under the tried rules exactly where they were late there. `unowned` counts, by reason and class, cases for
    which the tried duties name no one unit, whether that differs or not. `rungs` and `levels` count cases by the rungs
    of the ladder that they reach, and by the levels (words of the ladder) that are told.
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
    rungs: dict[tuple[Clock, int], Reached] = field(default_factory=dict)
    levels: dict[str, Reached] = field(default_factory=dict)

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
        self._climb(tried.before.steps, before=1)
        self._climb(tried.after.steps, after=1)

    def _climb(self, steps: Iterable[Step], *, before: int = 0, after: int = 0) -> None:
        for rung in {(one.clock, one.at) for one in steps}:
            self.rungs.setdefault(rung, Reached()).add(before, after)
        for level in {word for one in steps for word in one.tells}:
            self.levels.setdefault(level, Reached()).add(before, after)

    def rungs_upwards(self) -> list[tuple[Clock, int, Reached]]:
        """The rungs that any case reaches, clock by clock in the order of the loop, lowest first."""
        clocks = list(Clock)
        return [
            (*rung, self.rungs[rung]) for rung in sorted(self.rungs, key=lambda one: (clocks.index(one[0]), one[1]))
        ]

    def levels_upwards(self) -> list[tuple[str, Reached]]:
        """The levels that are told of any case: who holds it, that post's lead, areas upwards, then other posts."""
        return sorted(self.levels.items(), key=lambda item: (_height(item[0]), item[0]))

    @property
    def agreement(self) -> float | None:
        """The share of promises with the same verdict, from 0 to 1; None where there are none."""
        return self.same_verdict / self.promises if self.promises else None


def _height(level: str) -> int:
    """How far up a word of the ladder stands: posts by their names stand beside it, and come last."""
    if level.startswith("area"):
        return 2 + int(level.removeprefix("area") or 0)
    return {"holder": 0, "lead": 1}.get(level, 1000)


def most_first(counts: Mapping[str, Counter[Kind]]) -> list[tuple[str, Counter[Kind]]]:
    """The groups by how much would differ in them."""
    return sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
