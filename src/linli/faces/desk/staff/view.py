"""Accounts of staff: the list, and opening one."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.names import Names
from linli.faces.desk.staff import kit
from linli.faces.desk.visit import Visit, page
from linli.faces.desk.words.terms import ROLES
from linli.kernel.results import Refused
from linli.kernel.words import LANGUAGES
from linli.people.administration import accounts, listing
from linli.people.administration.listing import PAGE, Listed, Wanted
from linli.people.queries import HeldPost
from linli.people.rules import POSTS


@require_safe
@kit.for_administrators
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The accounts in order of sign-in name. `?sign_in=` is a part of it, `?role=`, `?area=` and `?unit=` are of a post
    held now; `?closed=1`; `?after=` the last name of the page before."""
    given = {name: request.GET.get(name, "").replace("\0", "")[:200] for name in ("sign_in", "area", "unit", "after")}
    role = request.GET.get("role", "")
    wanted = Wanted(
        sign_in=given["sign_in"].strip(),
        role=role if role in POSTS else "",
        area_path=given["area"],
        unit_path=given["unit"],
        closed=request.GET.get("closed") == "1",
    )
    found = listing.accounts(wanted, now=visit.now, after=given["after"])
    chosen = {
        "sign_in": wanted.sign_in, "role": wanted.role, "area": wanted.area_path, "unit": wanted.unit_path,
        "closed": "1" if wanted.closed else "",
    }  # fmt: skip
    names = Names(catalogue.current(), visit.language)
    last = found[-1].account.sign_in if found else ""
    context = {
        "lines": [_line(one, names) for one in found],
        "count": listing.count(wanted, now=visit.now),
        "chosen": chosen,
        "roles": kit.posts(),
        **kit.where(visit),
        "back": urlencode(chosen) if given["after"] else "",
        "further": urlencode({**chosen, "after": last}) if len(found) == PAGE else "",
    }
    return page(request, visit, "desk/staff/list.html", context)


@kit.for_administrators
def enrol(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form for a new account; on POST, opens it and shows its initial password this once."""
    typed = {name: request.POST.get(name, "")[:200] for name in ("sign_in", "called")}
    typed["language"] = request.POST.get("language", LANGUAGES[0])
    context: dict[str, object] = {"typed": typed, "languages": kit.languages()}
    if request.method != "POST":
        return page(request, visit, "desk/staff/enrol.html", context)
    opened = accounts.enrol(
        actor=visit.actor,
        sign_in=typed["sign_in"],
        display_name=typed["called"],
        language=typed["language"],
        now=visit.now,
    )
    if isinstance(opened, Refused):
        return page(request, visit, "desk/staff/enrol.html", context | {"refusal": kit.say(opened)}, status=422)
    return page(request, visit, "desk/staff/initial.html", {"initial": opened.value})


def said(post: HeldPost, names: Names) -> dict[str, object]:
    """A post in words."""
    return {
        "id": post.id,
        "role": ROLES[post.role],
        "area": names.area(post.area_path),
        "unit": names.unit(post.unit_path) if post.unit_path else "",
        "since": post.since,
        "until": post.until,
    }


def _line(one: Listed, names: Names) -> dict[str, object]:
    return {"account": one.account, "posts": [said(post, names) for post in one.posts]}
