"""Who may issue an order, who may be asked to answer it, and who acts for either once the one who was named is gone."""

from collections.abc import Iterable, Sequence

from linli.kernel.paths import within
from linli.kernel.rights import Actor, Grant, Role
from linli.supervision.rules.facts import Covered, Holder, Party

ISSUERS = (Role.SUPERVISOR, Role.AREA_LEAD)
_ANSWERERS = (Role.UNIT_LEAD, Role.AREA_LEAD, Role.DISPATCHER)


def issuing_post(actor: Actor, cases: Iterable[Covered]) -> Grant | None:
    """The post by which `actor` may issue an order on all these cases; None where there is none."""
    covered = tuple(cases)
    if actor.kind != "staff":
        return None
    for role in ISSUERS:
        for grant in actor.grants:
            if grant.role is role and all(within(case.area_path, grant.area_path) for case in covered):
                return grant
    return None


def fit_to_answer(cases: Sequence[Covered], holders: Iterable[Holder], *, issuer: int | None) -> tuple[Holder, ...]:
    """The posts that answer for all these cases: leads of the unit that has them, the area's leads, dispatchers.

    Never the issuer's own, and each post once: who is absent answers by a deputy. In this order, and of one kind the
    narrowest post first.
    """
    own: dict[int, Holder] = {}
    for one in holders:
        own.setdefault(one.post, one)
    found = [
        one for one in own.values() if one.account != issuer and all(_answers_for(one.grant, case) for case in cases)
    ]
    return tuple(sorted(found, key=lambda one: (_ANSWERERS.index(one.grant.role), -_depth(one.grant), one.post)))


def bearers(party: Party, holders: Iterable[Holder]) -> frozenset[int]:
    """The accounts that act for a side: the one named in the order and, while it is absent, its deputy; once it no
    longer holds the post, whoever does.

    Work never waits for one person.
    """
    same = [one for one in holders if _same_post(one.grant, party.grant)]
    own = {one.post for one in same if one.account == party.account}
    return frozenset(one.account for one in same if not own or one.post in own)


def _answers_for(grant: Grant, case: Covered) -> bool:
    if grant.role not in _ANSWERERS or not within(case.area_path, grant.area_path):
        return False
    if grant.role is Role.UNIT_LEAD:
        return bool(case.unit_path) and within(case.unit_path, grant.unit_path)
    return True


def _same_post(outer: Grant, inner: Grant) -> bool:
    return (
        outer.role is inner.role
        and within(inner.area_path, outer.area_path)
        and within(inner.unit_path, outer.unit_path)
    )


def _depth(grant: Grant) -> int:
    return len(grant.area_path) + len(grant.unit_path)
