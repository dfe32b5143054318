"""What an actor's posts cover as a whole, for those who count cases instead of listing them."""

from dataclasses import dataclass

from linli.cases.narrowing import views
from linli.kernel.paths import within
from linli.kernel.rights import Actor


@dataclass(frozen=True, slots=True)
class Cover:
    """All cases in an area and below it that a unit, or one below it, leads. An empty path is no limit."""

    area: str = ""
    unit: str = ""


def coverage(actor: Actor) -> tuple[Cover, ...]:
    """What `actor` may see counted: the same judgement as that of lists, but for cases that their unit only assists in
    or was called to. Those are counted with the unit that leads them, so that sums add up.

    None of the covers lies within another; they may overlap, and whoever counts takes each case once.
    """
    found = dict.fromkeys(
        Cover(view.area, view.unit)
        for view in views(actor, mine=False)
        if not view.assisting and not view.called and view.checker is None
    )
    return tuple(one for one in found if not any(other != one and _within(one, other) for other in found))


def _within(inner: Cover, outer: Cover) -> bool:
    return within(inner.area, outer.area) and within(inner.unit, outer.unit)
