"""Routing: which unit is responsible for a class at a place.

Of the duties that match, the one with the narrowest class wins; among those, the one with the narrowest area. Class
comes before area because a trade (the water company, for its pipes everywhere) is named on purpose, while an area's
own office is who is left otherwise.
"""

from dataclasses import dataclass
from typing import Literal

from linli.catalogue.rules.edition import EVERYTHING, Duty, Edition, class_specificity
from linli.kernel import paths

type Why = Literal["one_duty", "several_duties", "no_duty", "unknown_class"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A duty that matches, and how narrow its class and area are: the working that `linli route` prints."""

    duty: Duty
    class_specificity: int
    area_depth: int


@dataclass(frozen=True, slots=True)
class Routing:
    """`certain` where exactly one lead is left at the top. `candidates` are all matching duties, best first."""

    certain: bool
    duty: Duty | None
    candidates: tuple[Duty, ...]
    why: Why
    working: tuple[Candidate, ...] = ()


def route(edition: Edition, *, class_key: str, area_path: str) -> Routing:
    """Who leads for `class_key` at `area_path` (codes from the top; empty where the place is unknown).

    Where equally narrow duties name different leads nobody is guessed: the answer is not certain, `duty` is None and
    the candidates are for a dispatcher to choose from.
    """
    if class_key not in edition.classes:
        return Routing(certain=False, duty=None, candidates=(), why="unknown_class")
    depth = {code: index for index, code in enumerate(paths.parts(area_path), start=1)}
    depth[EVERYTHING] = 0
    working = sorted(
        (
            Candidate(duty, class_specificity(duty.class_pattern), depth[duty.area])
            for duty in edition.duties_for(class_key)
            if duty.area in depth
        ),
        key=lambda one: (-one.class_specificity, -one.area_depth, one.duty.lead, one.duty.assist),
    )
    candidates = tuple(one.duty for one in working)
    if not working:
        return Routing(certain=False, duty=None, candidates=(), why="no_duty")
    best = (working[0].class_specificity, working[0].area_depth)
    leads = {one.duty.lead for one in working if (one.class_specificity, one.area_depth) == best}
    if len(leads) > 1:
        return Routing(certain=False, duty=None, candidates=candidates, why="several_duties", working=tuple(working))
    return Routing(certain=True, duty=candidates[0], candidates=candidates, why="one_duty", working=tuple(working))
