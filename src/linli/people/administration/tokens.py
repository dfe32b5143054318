"""The door by which administrators, at the desk or on the command line, hand out tokens of programs and end them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor
from linli.people import tokens
from linli.people.acts import note_administered
from linli.people.administration import rules
from linli.people.administration.holding import held, lock
from linli.people.models import Token
from linli.people.tokens import Made


def make(
    *,
    actor: Actor | None,
    name: str,
    scopes: Collection[str],
    days: int | None,
    staff_id: int | None,
    city: Collection[str],
    now: datetime,
) -> Result[Made]:
    """Make a token for a program: for an account that the actor administers, or for nobody's, which is good for the
    whole `city` (its top areas). Nobody makes a token for their own account here.

    Refused: not_administrator, own_rights, outside_your_area, whole_city_only, and as `people.tokens.make`.
    """
    with transaction.atomic():
        judged = _judge(actor, staff_id, city, now)
        if isinstance(judged, Refused):
            return judged
        made = tokens.make(name=name, scopes=scopes, now=now, days=days, staff_id=staff_id)
        if isinstance(made, Allowed):
            known = made.value.token
            facts = {"token": known.id, "name": known.name, "scopes": list(known.scopes), "days": days}
            _note(actor, "make_token", {**facts, "account": staff_id} if staff_id else facts, now)
    return made


def revoke(*, actor: Actor | None, token_id: int, city: Collection[str], now: datetime) -> Result[int]:
    """End a token at once.

    Refused: token_unknown, not_administrator, own_rights, outside_your_area, whole_city_only.
    """
    with transaction.atomic():
        found = Token.objects.select_for_update().filter(pk=token_id).first()
        if found is None:
            return Refused("token_unknown", {"token_id": token_id})
        judged = _judge(actor, found.staff_id, city, now)
        if isinstance(judged, Refused):
            return judged
        done = tokens.revoke(token_id=token_id, now=now)
        if isinstance(done, Allowed):
            _note(actor, "revoke_token", {"token": token_id, "name": found.name}, now)
    return done


def _judge(actor: Actor | None, staff_id: int | None, city: Collection[str], now: datetime) -> Result[None]:
    if staff_id is None:
        return rules.judge_whole(actor, city)
    if lock(staff_id) is None:
        return Refused("account_unknown", {"staff_id": staff_id})
    return rules.judge_account(actor, staff_id=staff_id, held=held(staff_id, now))


def _note(actor: Actor | None, what: str, facts: dict[str, object], now: datetime) -> None:
    note_administered(staff_id=actor.id if actor else None, what=what, facts=facts, now=now)
