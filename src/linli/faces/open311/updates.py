"""Updates of service requests, in the form of mySociety's extension: what happened, and the reporter's additions."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.utils.translation import gettext as _

from linli.cases import commands, published, queries
from linli.cases.published import Published, Told
from linli.cases.rules import Given
from linli.catalogue import queries as catalogue
from linli.faces.open311 import asked, form, words
from linli.faces.open311.access import admit
from linli.faces.open311.door import Answer, Call, Errors, refuse
from linli.faces.open311.entries import written
from linli.kernel.results import Refused
from linli.kernel.rights import reporter

_ROOT = "service_request_updates"
_MOST_AT_ONCE = 100


def show_all(call: Call) -> Answer | Errors:
    """What happened to the requests that are named, the oldest first."""
    ids = call.several("service_request_id")
    if not ids:
        return refuse(400, _("Name the requests: service_request_id, up to 100 of them with commas between."))
    rows = published.numbered(asked.read_numbers(ids[:_MOST_AT_ONCE]))
    told = published.told([row.id for row in rows])
    found = [(one.at, _update(call, row, one)) for row in rows for one in told.get(row.id, ())]
    return Answer(_ROOT, [update for _at, update in sorted(found, key=lambda pair: pair[0]) if update["description"]])


def add(call: Call) -> Answer | Errors:
    """Add words to a report. Only its reporter may, who is known by the tracking code."""
    admitted = admit(call)
    if isinstance(admitted, Errors):
        return admitted
    text = call.given("description")
    if not 1 <= len(text) <= form.LONGEST_TEXT:
        return refuse(400, _("description must have 1 to %(most)d characters.") % {"most": form.LONGEST_TEXT})
    found = queries.tracked(code=call.given("tracking_code"))
    if found is None or found.holder != "reporter" or str(found.view.number) != call.given("service_request_id"):
        text = _("The tracking_code isn't that of the reporter of this service_request_id.")
        return refuse(403, text)
    key = form.read_key(call)
    result = commands.act(
        case_id=found.view.id,
        move="add",
        actor=reporter(str(found.view.id), call.language),
        given=Given(text=text),
        command_id=_command(key, admitted),
        now=call.now,
    )
    if isinstance(result, Refused):
        return refuse(400, _("Nothing can be added to this request now: it is closed, or this was sent before."))
    number = found.view.number
    return Answer(_ROOT, [{"update_id": f"{number}-{result.value.version}", "service_request_id": str(number)}])


def _command(key: UUID | None, admitted: str) -> UUID:
    return uuid5(key, f"add {admitted}") if key else uuid4()


def _update(call: Call, row: Published, one: Told) -> dict[str, Any]:
    return {
        "update_id": f"{row.number}-{one.seq}",
        "service_request_id": str(row.number),
        "status": "open" if words.is_open(one.after) else "closed",
        "updated_datetime": written(one.at),
        "description": words.happened(call, catalogue.edition(row.edition), one),
    }
