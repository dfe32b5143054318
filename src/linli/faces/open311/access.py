"""Who may post, and how often: a key of the scope `open311`, or anybody where the installation says so."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from linli.faces.open311.door import Call, Errors, refuse
from linli.kernel.results import Refused
from linli.people import tokens

_WINDOW = timedelta(minutes=1)
_BEARER = "bearer "


def admit(call: Call) -> str | Errors:
    """The name of whoever posts: a key's or an address's, under which its posts are counted.

    The key comes as `api_key` or, so that it stands in no address and no log, as a bearer in `Authorization`.
    """
    header = call.request.headers.get("Authorization", "")
    secret = header[len(_BEARER) :].strip() if header.lower().startswith(_BEARER) else call.given("api_key")
    if secret:
        found = tokens.bearer(secret=secret, scope="open311", now=call.now)
        if isinstance(found, Refused):
            return refuse(403, _("This api_key isn't valid: it is mistyped, has ended, or is for something else."))
        purse = f"open311 token {found.value.id}"
    elif settings.LINLI_OPEN311_OPEN:
        purse = f"open311 address {call.request.META.get('REMOTE_ADDR', '')}"
    else:
        return refuse(403, _("An api_key is needed to post. The discovery document says whom to ask for one."))
    wait = tokens.spend(purse=purse, most=settings.LINLI_OPEN311_RATE, window=_WINDOW, now=call.now)
    if wait:
        text = _("More than %(most)d posts came in a minute: go on in %(wait)d seconds.")
        return refuse(429, text % {"most": settings.LINLI_OPEN311_RATE, "wait": wait}, Retry_After=str(wait))
    return purse
