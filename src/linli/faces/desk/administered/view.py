"""The record of what administrators did, for administrators and auditors."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.days import midnight, read_day
from linli.faces.desk.given import read_number
from linli.faces.desk.names import Names
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.administering import ACTS, FACTS
from linli.faces.desk.words.terms import ROLES
from linli.kernel.rights import Role
from linli.people import queries
from linli.people.administration.rules import may_read_acts
from linli.people.queries import Act
from linli.ui.shapes import Choice

_PAGE = 50


@require_safe
@for_staff
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The record, the newest first. `?what=` a kind of act, `?who=` an account's number, `?from=` and `?to=` days of
    the city, both included; `?before=` the number of the last line of the page before."""
    if not may_read_acts(visit.actor):
        return not_for_you(request, visit)
    given = request.GET
    what = given.get("what", "") if given.get("what", "") in ACTS else ""
    who, before = (read_number(given.get(name, "")) for name in ("who", "before"))
    first, last = (read_day(given.get(name, "")) for name in ("from", "to"))
    found = queries.administered(
        most=_PAGE,
        before=before,
        what=what,
        staff_id=who,
        since=midnight(first) if first else None,
        until=midnight(last + timedelta(days=1)) if last else None,
    )
    chosen = {
        "what": what, "who": str(who or ""), "from": first.isoformat() if first else "",
        "to": last.isoformat() if last else "",
    }  # fmt: skip
    acted = queries.names(queries.administrators_on_record())
    context = {
        "lines": _lines(found, visit),
        "chosen": chosen,
        "first": chosen["from"],
        "acts": [Choice(code, str(text)) for code, text in ACTS.items()],
        "persons": [Choice(str(one), name) for one, name in sorted(acted.items(), key=lambda item: item[1])],
        "back": urlencode(chosen) if before else "",
        "further": urlencode({**chosen, "before": found[-1].id}) if len(found) == _PAGE else "",
    }
    return page(request, visit, "desk/administered/page.html", context)


def _lines(found: tuple[Act, ...], visit: Visit) -> list[dict[str, object]]:
    accounts = {act.facts.get(name) for act in found for name in ("account", "deputy", "staff_id")}
    numbers = {one for one in accounts if isinstance(one, int)} | {act.staff_id for act in found if act.staff_id}
    known = {one.id: one.sign_in for one in queries.accounts_of(numbers).values()}
    names = Names(catalogue.current(), visit.language)
    return [
        {
            "at": act.at,
            "who": known.get(act.staff_id or 0, ""),
            "what": ACTS.get(act.what, act.what),
            "facts": list(_facts(act.facts, known, names)),
        }
        for act in found
    ]


def _facts(facts: Mapping[str, Any], known: Mapping[int, str], names: Names) -> Iterator[tuple[str, str]]:
    for name, value in facts.items():
        if name in FACTS and value not in ("", None, False):
            yield str(FACTS[name]), _fact(name, value, known, names)


def _fact(name: str, value: Any, known: Mapping[int, str], names: Names) -> str:
    match name:
        case "account" | "deputy" | "staff_id":
            return known.get(value, f"#{value}")
        case "role":
            return str(ROLES[Role(value)])
        case "area":
            return names.area(value)
        case "unit":
            return names.unit(value)
    if isinstance(value, Mapping):
        return pgettext("admin", ", ").join(str(one) for one in value.values())
    return pgettext("admin", ", ").join(map(str, value)) if isinstance(value, list) else str(value)
