"""What accounts hold, as it bears on who may administer them."""

from datetime import datetime

from django.db.models import Q

from linli.kernel.rights import Grant, Role
from linli.people.models import Absence, Post, Staff


def lock(staff_id: int) -> Staff | None:
    """The account, locked until the transaction ends; None where there is none. Administrators' posts are locked before
    it, so that two who end each other's don't both get their way."""
    list(Post.objects.select_for_update().filter(role=Role.ADMINISTRATOR).order_by("pk").values_list("pk"))
    return Staff.objects.select_for_update().filter(pk=staff_id).first()


def held(staff_id: int, now: datetime) -> tuple[Grant, ...]:
    """The posts that the account holds or will hold, by its own right or as a deputy."""
    for_others = Absence.objects.filter(deputy_id=staff_id, until__gt=now).values("staff_id")
    rows = Post.objects.filter(Q(staff_id=staff_id) | Q(staff_id__in=for_others), _not_ended(now)).order_by("pk")
    return tuple(
        Grant(Role(role), area, unit, None if owner == staff_id else owner)
        for role, area, unit, owner in rows.values_list("role", "area_path", "unit_path", "staff_id")
    )


def administrators_but(staff_id: int, now: datetime) -> tuple[Grant, ...]:
    """The administrators' posts that open accounts of others hold without an end."""
    rows = Post.objects.filter(role=Role.ADMINISTRATOR, until=None, since__lte=now, staff__is_active=True)
    return tuple(
        Grant(Role.ADMINISTRATOR, area) for area in rows.exclude(staff_id=staff_id).values_list("area_path", flat=True)
    )


def _not_ended(now: datetime) -> Q:
    return Q(until=None) | Q(until__gt=now)
