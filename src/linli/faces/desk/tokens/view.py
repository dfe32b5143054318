"""Tokens of programs: which there are, making one, ending one."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from linli.faces.desk.given import read_number
from linli.faces.desk.staff import kit
from linli.faces.desk.visit import Visit, page
from linli.faces.desk.words.administering import SCOPES
from linli.kernel.results import Refused, Result
from linli.people import queries, rules, tokens
from linli.people.administration import tokens as handed_out
from linli.people.tokens import Known, Made

_DAYS = 365


@kit.for_administrators
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """All tokens, those that hold first; on POST, makes one and shows it this once."""
    if request.method != "POST":
        return _page(request, visit)
    made = _make(request, visit)
    if isinstance(made, Refused):
        return _page(request, visit, refused=made)
    return page(request, visit, "desk/tokens/made.html", {"made": made.value})


@require_POST
@kit.for_administrators
def revoke(request: HttpRequest, visit: Visit) -> HttpResponse:
    """End a token at once."""
    number = read_number(request.POST.get("token", "")) or 0
    ended = handed_out.revoke(actor=visit.actor, token_id=number, city=kit.city(), now=visit.now)
    if isinstance(ended, Refused):
        return _page(request, visit, refused=ended)
    return kit.done(request, pgettext("admin", "The token is revoked."), reverse("desk:tokens"))


def _make(request: HttpRequest, visit: Visit) -> Result[Made]:
    sign_in = rules.plain_sign_in(request.POST.get("sign_in", "")[:200])
    account = queries.account_named(sign_in) if sign_in else None
    if sign_in and account is None:
        return Refused("account_unknown")
    days = request.POST.get("days", "")
    return handed_out.make(
        actor=visit.actor,
        name=request.POST.get("program", "")[:200],
        scopes=request.POST.getlist("scope"),
        days=read_number(days) or 0,
        staff_id=account.id if account else None,
        city=kit.city(),
        now=visit.now,
    )


def _page(request: HttpRequest, visit: Visit, *, refused: Refused | None = None) -> HttpResponse:
    known = sorted(tokens.tokens(), key=lambda one: (not one.holds(visit.now), -one.id))
    accounts = queries.accounts_of({one.staff_id for one in known if one.staff_id is not None})
    given = request.POST.getlist("scope")
    context = {
        "lines": [
            {
                "token": one,
                "account": accounts[one.staff_id] if one.staff_id is not None else None,
                "scopes": [SCOPES[scope][0] for scope in one.scopes],
                "state": _state(one, visit),
            }
            for one in known
        ],
        "scopes": [(code, SCOPES[code][1], code in given) for code in rules.SCOPES],
        "typed": request.POST,
        "days": request.POST.get("days", str(_DAYS)),
        "most": rules.LONGEST_TOKEN_DAYS,
        "refusal": kit.say(refused) if refused else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/tokens/page.html", context, status=status)


def _state(one: Known, visit: Visit) -> str:
    """`holds`, or why it doesn't: `revoked`, `closed`, `expired`."""
    if one.holds(visit.now):
        return "holds"
    return "revoked" if one.revoked_at else "closed" if one.closed else "expired"
