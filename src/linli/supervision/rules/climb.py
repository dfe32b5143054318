"""An order that nobody answers in time climbs: to the nearest lead above, and every three days to the next one."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from linli.kernel.paths import ancestors, join, parts, within
from linli.kernel.rights import Role
from linli.supervision.rules.facts import Facts, Holder, State

STEP = timedelta(days=3)


def is_overdue(*, state: State, due_at: datetime | None, now: datetime) -> bool:
    """Whether the answer is late. While the issuer reads an answer, nobody is."""
    return state is State.ISSUED and due_at is not None and due_at <= now


def climbed(facts: Facts, holders: Sequence[Holder], now: datetime) -> tuple[Holder, ...]:
    """The posts that a late order has climbed to by `now`, nearest first; none where it isn't late."""
    if facts.due_at is None or not is_overdue(state=facts.state, due_at=facts.due_at, now=now):
        return ()
    reached = 1 + (now - facts.due_at) // STEP
    return tuple(one for rung in ladder(facts, holders)[:reached] for one in rung)


def ladder(facts: Facts, holders: Sequence[Holder]) -> tuple[tuple[Holder, ...], ...]:
    """Who leads above the one who is to answer, rung by rung; rungs that nobody holds are left out.

    From the lead of a unit over the leads of the units above it to the leads of the cases' area and of those above,
    last to the shift supervisors. The two sides of the order are no rungs: they know.
    """
    if facts.issuer is None or facts.answerer is None:
        return ()
    sides = {facts.issuer.account, facts.answerer.account}
    others = [one for one in holders if one.account not in sides]
    return tuple(rung for rung in _rungs(facts, others) if rung)


def _rungs(facts: Facts, holders: Sequence[Holder]) -> Iterator[tuple[Holder, ...]]:
    assert facts.answerer is not None
    post, area = facts.answerer.grant, _common([case.area_path for case in facts.covered])
    if post.role is Role.UNIT_LEAD:
        for unit in _above(post.unit_path):
            yield tuple(
                one
                for one in holders
                if one.grant.role is Role.UNIT_LEAD
                and one.grant.unit_path == unit
                and within(area, one.grant.area_path)
            )
    chain = (area, *_above(area), "")
    leads = chain
    if post.role is Role.AREA_LEAD:
        leads = tuple(path for path in chain if path != post.area_path and within(post.area_path, path))
    for role, paths in ((Role.AREA_LEAD, leads), (Role.SUPERVISOR, chain)):
        for path in dict.fromkeys(paths):
            yield tuple(one for one in holders if one.grant.role is role and one.grant.area_path == path)


def _above(path: str) -> tuple[str, ...]:
    """The paths above one, nearest first, without the empty one."""
    return ancestors(path)[-2::-1]


def _common(paths: Sequence[str]) -> str:
    """The longest path that all lie within."""
    found: list[str] = []
    for level in zip(*(parts(path) for path in paths), strict=False):
        if len(set(level)) > 1:
            break
        found.append(level[0])
    return join(*found)
