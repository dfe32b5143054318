"""The rules of the city: what is in force, what is being worked on, and what was in force before."""

from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.given import read_number, read_uuid
from linli.faces.desk.rulebook.book import IN_FORCE, for_readers_of_rules, told, where_of
from linli.faces.desk.rulebook.labels import Labels
from linli.faces.desk.rulebook.told import differences
from linli.faces.desk.visit import Visit, not_for_you, page
from linli.faces.desk.words.rulebook import REFUSALS
from linli.insight.trials import areas_of
from linli.kernel.results import Allowed, Refused
from linli.packs import queries as packs
from linli.packs.editing import compare
from linli.people import queries as people
from linli.rulebook import commands
from linli.rulebook import queries as rulebook

_ACCOUNT = "account "


@for_readers_of_rules
def show(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """What is in force, the drafts and the history; on POST, a new draft."""
    refused: Refused | None = None
    if request.method == "POST":
        command = read_uuid(request.POST.get("command", ""))
        if command is None:
            return not_for_you(request, visit)
        done = commands.open_draft(
            actor=visit.actor, title=request.POST.get("title", ""), command_id=command, now=visit.now
        )
        if isinstance(done, Allowed):
            href = reverse("desk:rules-book", args=[where_of(done.value)])
            return told(request, done, pgettext("rules", "The draft is open. Nothing is in force yet."), href)
        refused = done
    edition = catalogue.current()
    drafts = rulebook.drafts()
    history = catalogue.publications()
    why = {(one.edition, one.at): one.why for one in packs.loadings()}
    names = people.names({one.opened_by for one in drafts} | {number for one in history if (number := _by(one.by))})
    context = {
        "edition": edition,
        "since": history[0].at if history else None,
        "kept": packs.loading_of(edition.number) is not None,
        "in_force": reverse("desk:rules-book", args=[IN_FORCE]),
        "drafts": [
            {
                "href": reverse("desk:rules-book", args=[where_of(one.id)]),
                "line": one,
                "who": names.get(one.opened_by, f"#{one.opened_by}"),
            }
            for one in drafts
        ],
        "history": [
            {
                "number": one.number,
                "at": one.at,
                "who": names.get(_by(one.by), one.by),
                "why": why.get((one.number, one.at), ""),
                "href": "" if one.number == edition.number else reverse("desk:rules-edition", args=[one.number]),
                "now": place == 0,
            }
            for place, one in enumerate(history)
        ],
        "edits": rulebook.may_edit(visit.actor),
        "tries": bool(areas_of(visit.actor)),
        "command": uuid4(),
        "refusal": REFUSALS[refused.code] if refused else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/rulebook/overview.html", context, status=status)


@require_safe
@for_readers_of_rules
def edition(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """How an earlier edition differs from the one in force, and the way back to it."""
    return _edition(request, visit, number, None)


@require_POST
@for_readers_of_rules
def take_back(request: HttpRequest, visit: Visit, number: int) -> HttpResponseBase:
    """Put an earlier edition in force again."""
    done = commands.take_back(
        actor=visit.actor,
        edition=number,
        seen=read_number(request.POST.get("seen", "")) or 0,
        why=request.POST.get("why", ""),
        now=visit.now,
    )
    if isinstance(done, Refused) and done.code == "why_missing":
        return _edition(request, visit, number, done)
    text = pgettext("rules", "Edition %(number)d is in force again.")
    number_now = done.value if isinstance(done, Allowed) else 0
    return told(request, done, text % {"number": number_now}, reverse("desk:rules"))


def _edition(request: HttpRequest, visit: Visit, number: int, refused: Refused | None) -> HttpResponseBase:
    current = catalogue.current().number
    if catalogue.known(number) is None:
        return not_for_you(request, visit)
    now, then = (packs.source(one) for one in (current, number))
    found = None
    if isinstance(now, Allowed) and isinstance(then, Allowed):
        before, after = (packs.read(one.value).folder for one in (now, then))
        if before is not None and after is not None:
            pair = Labels(before, visit.language), Labels(after, visit.language)
            found = list(differences(compare.differences(before, after), *pair))
    context = {
        "number": number,
        "current": current,
        "differences": found,
        "edits": rulebook.may_edit(visit.actor) and number != current and found is not None,
        "refusal": REFUSALS[refused.code] if refused else None,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/rulebook/edition.html", context, status=status)


def _by(text: str) -> int:
    """The account in a record like `account 7`; 0 where it says something else."""
    number = text.removeprefix(_ACCOUNT)
    return int(number) if text.startswith(_ACCOUNT) and number.isdecimal() else 0
