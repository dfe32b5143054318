"""One account as its administrators see it, and each act on it."""

from collections.abc import Callable, Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.given import read_number
from linli.faces.desk.names import Names
from linli.faces.desk.staff import kit
from linli.faces.desk.staff.view import said
from linli.faces.desk.visit import Visit, not_for_you, page
from linli.kernel.paths import leaf
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Role
from linli.people import queries
from linli.people.administration import accounts, listing, rules, ways_in
from linli.people.administration.accounts import Initial
from linli.people.rules import POSTS
from linli.places import queries as places


@require_safe
@kit.for_administrators
def show(request: HttpRequest, visit: Visit, staff_id: int) -> HttpResponse:
    """Posts, sign-in and absences of an account, with the acts that are the reader's."""
    return _page(request, visit, staff_id)


@require_POST
@kit.for_administrators
def perform(request: HttpRequest, visit: Visit, staff_id: int, act: str) -> HttpResponse:
    """Do one act of `_ACTS` on an account; a new password is shown this once."""
    if act not in _ACTS or queries.account(staff_id) is None:
        return not_for_you(request, visit)
    came = _ACTS[act](request, visit, staff_id)
    if isinstance(came, Refused):
        return _page(request, visit, staff_id, refused=came)
    if isinstance(came.value, Initial):
        return page(request, visit, "desk/staff/initial.html", {"initial": came.value})
    href = reverse("desk:staff-account", args=[staff_id])
    return kit.done(request, pgettext("admin", "Done, and on record."), href)


def _page(request: HttpRequest, visit: Visit, staff_id: int, *, refused: Refused | None = None) -> HttpResponse:
    account = queries.account(staff_id)
    if account is None:
        return not_for_you(request, visit)
    names = Names(catalogue.current(), visit.language)
    history = listing.history(staff_id)
    running = [post for post in history if post.until is None or post.until > visit.now]
    ended = [post for post in history if post not in running]
    may_assign = account.is_active and isinstance(rules.judge_other(visit.actor, staff_id=staff_id), Allowed)
    context = {
        "account": account,
        "may": listing.may_administer(visit.actor, staff_id, now=visit.now),
        "may_assign": may_assign,
        "own": staff_id == visit.staff_id,
        "posts": [said(post, names) | {"endable": listing.endable(visit.actor, post)} for post in running],
        "ended": [said(post, names) for post in ended],
        "absences": queries.absences(now=visit.now, about=staff_id),
        "factor_since": queries.factor_since(staff_id),
        "passkeys": len(queries.passkeys(staff_id)),
        "sessions": queries.open_sessions(staff_id=staff_id, here="", now=visit.now),
        "languages": kit.languages(),
        "roles": kit.posts(),
        "refusal": kit.say(refused) if refused else None,
        "typed": request.POST,
        **kit.where(visit),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/staff/account.html", context, status=status)


def _describe(request: HttpRequest, visit: Visit, staff_id: int) -> Result[int]:
    called, language = request.POST.get("called", ""), request.POST.get("language", "")
    return accounts.describe(
        actor=visit.actor, staff_id=staff_id, display_name=called, language=language, now=visit.now
    )


def _assign(request: HttpRequest, visit: Visit, staff_id: int) -> Result[int]:
    role, area, unit = (request.POST.get(name, "") for name in ("role", "area", "unit"))
    known = not area or any(one.path == area for one in places.areas())
    named = not unit or ((found := catalogue.current().units.get(leaf(unit))) is not None and found.path == unit)
    if role not in POSTS or not known or not named:
        return Refused("post_unknown")
    return accounts.assign(
        actor=visit.actor, staff_id=staff_id, role=Role(role), area_path=area, unit_path=unit, now=visit.now
    )


def _end_post(request: HttpRequest, visit: Visit, staff_id: int) -> Result[int]:
    post = read_number(request.POST.get("post", ""))
    if post is None or all(one.id != post for one in listing.history(staff_id)):
        return Refused("post_unknown")
    return accounts.end_post(actor=visit.actor, post_id=post, now=visit.now)


def _close(request: HttpRequest, visit: Visit, staff_id: int) -> Result[int]:
    return accounts.close(actor=visit.actor, staff_id=staff_id, now=visit.now)


def _reopen(request: HttpRequest, visit: Visit, staff_id: int) -> Result[Initial]:
    return accounts.reopen(actor=visit.actor, staff_id=staff_id, now=visit.now)


def _password(request: HttpRequest, visit: Visit, staff_id: int) -> Result[Initial]:
    return accounts.new_password(actor=visit.actor, staff_id=staff_id, now=visit.now)


def _factor(request: HttpRequest, visit: Visit, staff_id: int) -> Result[int]:
    why = request.POST.get("why", "")
    return accounts.drop_factor(actor=visit.actor, staff_id=staff_id, why=why, now=visit.now)


def _passkeys(request: HttpRequest, visit: Visit, staff_id: int) -> Result[int]:
    why = request.POST.get("why_passkeys", "")
    return ways_in.drop_passkeys(actor=visit.actor, staff_id=staff_id, why=why, now=visit.now)


def _sessions(request: HttpRequest, visit: Visit, staff_id: int) -> Result[int]:
    return accounts.end_sessions(actor=visit.actor, staff_id=staff_id, now=visit.now)


type _Act = Callable[[HttpRequest, Visit, int], Result[int] | Result[Initial]]

_ACTS: Mapping[str, _Act] = {
    "describe": _describe,
    "post": _assign,
    "end-post": _end_post,
    "close": _close,
    "reopen": _reopen,
    "password": _password,
    "factor": _factor,
    "passkeys": _passkeys,
    "sessions": _sessions,
}
