"""The second factor of one's account: set up a device, get recovery codes, do without."""

from collections.abc import Callable
from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from linli.faces.desk.visit import Visit, for_staff, page
from linli.faces.desk.words.refusals import say_plain
from linli.kernel.results import Allowed, Refused, Result
from linli.people import commands, queries

# A desk that was left open mustn't get somebody else's device: the password is asked for first, and counts for so long.
_ASKED = "factor_asked"
_ASKED_SECONDS = 10 * 60


@sensitive_post_parameters("password", "code")
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How the account stands; on POST, one step further: `begin`, `confirm`, `renew` or `end`."""
    step = _STEPS.get(request.POST.get("step", "")) if request.method == "POST" else None
    if step is None:
        return _page(request, visit, {})
    context = step(request, visit)
    return _page(request, visit, context, status=422 if "refusal" in context else 200)


def _page(request: HttpRequest, visit: Visit, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    standing = {"since": queries.factor_since(visit.staff_id), "left": queries.recovery_codes_left(visit.staff_id)}
    return page(request, visit, "desk/account/factor.html", standing | context, status=status)


@sensitive_variables("password")
def _begin(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    account = queries.account(visit.staff_id)
    password = request.POST.get("password", "")[:500]
    known = commands.sign_in(name=account.sign_in if account else "", password=password, now=visit.now)
    if isinstance(known, Refused):
        return {"refusal": say_plain(known)}
    request.session[_ASKED] = visit.now.timestamp()
    return _device(visit)


def _confirm(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    if visit.now.timestamp() - request.session.get(_ASKED, 0) > _ASKED_SECONDS:
        return {"refusal": say_plain(Refused("factor_off"))}
    codes = commands.confirm_factor(staff_id=visit.staff_id, code=_code(request), now=visit.now)
    if isinstance(codes, Refused):
        return _device(visit) | {"refusal": say_plain(codes)}
    del request.session[_ASKED]
    return {"codes": codes.value}


def _renew(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    codes = commands.renew_codes(staff_id=visit.staff_id, code=_code(request), now=visit.now)
    return {"codes": codes.value} if isinstance(codes, Allowed) else {"refusal": say_plain(codes)}


def _end(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    ended: Result[int] = commands.end_factor(staff_id=visit.staff_id, code=_code(request), now=visit.now)
    return {"ended": True} if isinstance(ended, Allowed) else {"refusal": say_plain(ended)}


def _device(visit: Visit) -> dict[str, Any]:
    begun = commands.begin_factor(staff_id=visit.staff_id)
    if isinstance(begun, Refused):
        return {"refusal": say_plain(begun)}
    secret = begun.value.secret
    return {
        "qr": _drawn(begun.value.address),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
    }


def _drawn(address: str) -> SafeString:
    """A QR code as inline SVG: shapes and colours as attributes, no styles."""
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(omitsize=True, border=3, dark="#000", light="#fff", svgclass="dk-qr"))  # noqa: S308 - made of our own modules


def _code(request: HttpRequest) -> str:
    return request.POST.get("code", "")[:50]


_STEPS: dict[str, Callable[[HttpRequest, Visit], dict[str, Any]]] = {
    "begin": _begin,
    "confirm": _confirm,
    "renew": _renew,
    "end": _end,
}
