"""Absence and deputies: work never waits for one person."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Grant, Role
from linli.people import rules
from linli.people.acts import note_administered
from linli.people.models import Absence, Post, Staff


@dataclass(frozen=True, slots=True)
class NamedDeputy:
    """An absence that runs or is to come. Names are display names."""

    id: int
    staff_id: int
    staff_name: str
    deputy_id: int
    deputy_name: str
    since: datetime
    until: datetime


def name_deputy(
    *, staff_id: int, deputy_id: int, since: datetime, until: datetime, actor: Actor | None, now: datetime
) -> Result[int]:
    """Name who holds the posts of `staff_id` from `since` until `until`; the absence's number.

    Deputies don't follow one another: neither may be absent while deputy. `actor` None is whoever runs the
    installation. Refused: absence_not_yours, deputy_is_absent, deputy_is_you, absence_out_of_range, deputy_unknown,
    deputy_away (is absent then), stands_in (is a deputy then), absent_already.
    """
    with transaction.atomic():
        # Both accounts are locked in one order, so that two who name each other at once don't both get their way.
        both = list(Staff.objects.select_for_update().filter(pk__in=[staff_id, deputy_id]).order_by("pk"))
        active = {one.pk for one in both if one.is_active}
        if {staff_id, deputy_id} - active:
            return Refused("deputy_unknown")
        posts = [Grant(Role(role), area, unit) for role, area, unit in _own_posts(staff_id, min(since, now), until)]
        judge = actor or Actor("staff", None, (Grant(Role.ADMINISTRATOR),))
        judged = rules.judge_absence(
            judge, staff_id=staff_id, deputy_id=deputy_id, posts=posts, since=since, until=until, now=now
        )
        if isinstance(judged, Refused):
            return judged
        then = Absence.objects.filter(since__lt=until, until__gt=since)
        for code, clash in (
            ("absent_already", Q(staff_id=staff_id)),
            ("deputy_away", Q(staff_id=deputy_id)),
            ("stands_in", Q(deputy_id=staff_id)),
        ):
            if then.filter(clash).exists():
                return Refused(code)
        made = Absence.objects.create(
            staff_id=staff_id, deputy_id=deputy_id, since=since, until=until, named_by_id=judge.id, named_at=now
        )
        _note(actor, "name_deputy", now, account=staff_id, deputy=deputy_id, absence=made.pk)
    return Allowed(made.pk)


def end_absence(*, absence_id: int, actor: Actor | None, now: datetime) -> Result[int]:
    """End an absence at `now`, or call one off that is to come. What began stays on record.

    Whoever may name the deputy may end it. Refused: absence_unknown, absence_not_yours.
    """
    with transaction.atomic():
        found = Absence.objects.select_for_update().filter(pk=absence_id, until__gt=now).first()
        if found is None:
            return Refused("absence_unknown", {"absence_id": absence_id})
        posts = [Grant(Role(role), area, unit) for role, area, unit in _own_posts(found.staff_id, now, found.until)]
        mine = actor is None or actor.id == found.staff_id
        if not mine and not rules.may_send_away(actor or Actor("staff"), staff_id=found.staff_id, posts=posts):
            return Refused("absence_not_yours")
        if found.since >= now:
            found.delete()
        else:
            Absence.objects.filter(pk=absence_id).update(until=now)
        _note(actor, "end_absence", now, account=found.staff_id, deputy=found.deputy_id, absence=absence_id)
    return Allowed(absence_id)


def absences(*, now: datetime, about: int | None = None) -> list[NamedDeputy]:
    """The absences that run or are to come, soonest first; `about` one account, as absent or as deputy, or all."""
    rows = Absence.objects.filter(until__gt=now).order_by("since", "id")
    if about is not None:
        rows = rows.filter(Q(staff_id=about) | Q(deputy_id=about))
    columns = ("id", "staff_id", "staff__display_name", "deputy_id", "deputy__display_name", "since", "until")
    return [NamedDeputy(*row) for row in rows.values_list(*columns)]


def may_be_sent_away_by(actor: Actor, *, now: datetime) -> frozenset[int]:
    """The accounts for which the actor may name a deputy, the own one among them if it holds a post."""
    posts: dict[int, list[Grant]] = {}
    held = Post.objects.filter(Q(until=None) | Q(until__gt=now), since__lte=now, staff__is_active=True)
    for person, role, area, unit in held.values_list("staff_id", "role", "area_path", "unit_path"):
        posts.setdefault(person, []).append(Grant(Role(role), area, unit))
    return frozenset(person for person, own in posts.items() if rules.may_send_away(actor, staff_id=person, posts=own))


def _note(actor: Actor | None, what: str, now: datetime, *, account: int, **facts: int) -> None:
    """On the record of administrators stands what they did for others; what supervisors did stands with the absence."""
    if actor is None or (actor.id != account and actor.has(Role.ADMINISTRATOR)):
        staff_id = actor.id if actor else None
        note_administered(staff_id=staff_id, what=what, facts={"account": account, **facts}, now=now)


def _own_posts(staff_id: int, since: datetime, until: datetime) -> list[tuple[str, str, str]]:
    held = Post.objects.filter(Q(until=None) | Q(until__gt=since), staff_id=staff_id, since__lt=until)
    return list(held.order_by("id").values_list("role", "area_path", "unit_path"))
