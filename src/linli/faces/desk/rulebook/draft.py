"""A draft: its tables, its faults, its history; and the ways to end it."""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from linli.catalogue import queries as catalogue
from linli.faces.desk.given import read_number
from linli.faces.desk.rulebook import told as words
from linli.faces.desk.rulebook.book import Book, NoBookError, book_of, for_readers_of_rules, told
from linli.faces.desk.rulebook.faults import Told, tell
from linli.faces.desk.rulebook.labels import Labels
from linli.faces.desk.visit import Visit, not_for_you, page
from linli.faces.desk.words.rulebook import PARTS, REFUSALS, TABLES
from linli.insight.trials import areas_of
from linli.kernel.results import Allowed, Refused, Result
from linli.notices import texts
from linli.packs import queries as packs
from linli.packs.checker import UNCOVERED
from linli.packs.editing.edits import key_of
from linli.people import queries as people
from linli.places import queries as places
from linli.rulebook import commands
from linli.rulebook import queries as rulebook

_FAULTS_SHOWN = 100


@require_safe
@for_readers_of_rules
def show(request: HttpRequest, visit: Visit, where: str) -> HttpResponseBase:
    """The tables of the rules in force, or a draft with all that was done in it."""
    book = book_of(visit, where)
    draft = book.draft
    context: dict[str, object] = {"book": book, "tables": _tables(book), "current": catalogue.current().number}
    if draft is not None:
        names = people.names({one.by for one in draft.steps} | {draft.opened_by})
        steps = words.steps(draft.steps, book, names)
        moved = max((one.number for one in draft.steps if one.edition is not None), default=0)
        stand = [one.number for one in draft.steps if one.undoes is None and not one.undone and one.number > moved]
        context |= {
            "draft": draft,
            "who": names.get(draft.opened_by, f"#{draft.opened_by}"),
            "faults": _faults(book),
            "steps": steps,
            "last": stand[-1] if stand else None,
            "behind": draft.is_open and draft.edition != context["current"],
            "command": uuid4(),
            "tries": bool(areas_of(visit.actor)) and not draft.faults,
            "message_faults": _message_faults(draft.id),
        }
    return page(request, visit, "desk/rulebook/book.html", context)


@for_readers_of_rules
def publish(request: HttpRequest, visit: Visit, where: str) -> HttpResponseBase:
    """What the draft changes, row by row; on POST, it is in force."""
    book = book_of(visit, where)
    if book.draft is None:
        return not_for_you(request, visit)
    refused: Refused | None = None
    if request.method == "POST":
        command = _command(request)
        done = commands.publish(
            actor=visit.actor,
            draft=book.draft.id,
            why=request.POST.get("why", ""),
            command_id=command,
            now=visit.now,
        )
        if isinstance(done, Allowed):
            text = pgettext("rules", "Edition %(number)d is in force.") % {"number": done.value}
            return told(request, done, text, reverse("desk:rules"))
        refused = done
    before = packs.checked(book.draft.base).folder
    assert before is not None, "a draft begins on a pack that was read"
    pair = Labels(before, visit.language), book.labels
    context = {
        "book": book,
        "draft": book.draft,
        "differences": list(words.differences(book.draft.differences, *pair, book)),
        "faults": _faults(book),
        "refusal": REFUSALS[refused.code] if refused else None,
        "why": request.POST.get("why", ""),
        "command": uuid4(),
        "behind": book.draft.is_open and book.draft.edition != catalogue.current().number,
        "tries": bool(areas_of(visit.actor)) and not book.draft.faults,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return page(request, visit, "desk/rulebook/publish.html", context, status=status)


@require_POST
@for_readers_of_rules
def undo(request: HttpRequest, visit: Visit, where: str) -> HttpResponseBase:
    """Undo the last change that stands."""
    last = read_number(request.POST.get("number", "")) or 0
    text = pgettext("rules", "The last change is undone.")
    return _do(
        request, visit, where, text,
        lambda draft, command: commands.undo(
            actor=visit.actor, draft=draft, number=last, command_id=command, now=visit.now
        ),
    )  # fmt: skip


@require_POST
@for_readers_of_rules
def renew(request: HttpRequest, visit: Visit, where: str) -> HttpResponseBase:
    """Bring the draft onto the edition in force."""
    text = pgettext("rules", "The draft is now based on the edition in force.")
    return _do(
        request, visit, where, text,
        lambda draft, command: commands.renew(actor=visit.actor, draft=draft, command_id=command, now=visit.now),
    )  # fmt: skip


@require_POST
@for_readers_of_rules
def drop(request: HttpRequest, visit: Visit, where: str) -> HttpResponseBase:
    """End the draft without an edition."""
    text = pgettext("rules", "The draft is dropped. It can still be read.")
    return _do(
        request, visit, where, text,
        lambda draft, command: commands.drop(actor=visit.actor, draft=draft, command_id=command, now=visit.now),
    )  # fmt: skip


def _do(
    request: HttpRequest, visit: Visit, where: str, text: str, work: Callable[[int, UUID], Result[int]]
) -> HttpResponse:
    book = book_of(visit, where)
    if book.draft is None:
        return not_for_you(request, visit)
    return told(request, work(book.draft.id, _command(request)), text, book.href())


def _command(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("command", ""))
    except ValueError as fault:
        raise NoBookError("a form without a command is none of ours") from fault


def _tables(book: Book) -> list[dict[str, object]]:
    """The ways into the tables, with how much there is."""
    found: list[dict[str, object]] = [
        {"href": book.href(table), "name": name, "icon": icon, "what": what, "count": len(book.folder.rows(table))}
        for table, (name, icon, what) in TABLES.items()
    ]
    areas = places.areas()
    names = len({one.name for one in book.folder.texts})
    return [
        *found,
        {"href": book.href("calendars"), "name": PARTS["calendars"], "icon": "calendar",
         "what": pgettext("rules", "Working hours, holidays and make-up days."), "count": len(book.folder.calendars)},
        {"href": book.href("texts"), "name": PARTS["texts"], "icon": "writing",
         "what": pgettext("rules", "What pages and messages say."), "count": names},
        {"href": reverse("desk:rules-areas"), "name": pgettext("rules", "Areas and cells"), "icon": "map",
         "what": pgettext("rules", "The map of the city, to look at."), "count": len(areas)},
    ]  # fmt: skip


def _faults(book: Book) -> list[tuple[Told, str]]:
    """What is wrong with a draft, each with the way to its row."""
    found = []
    rows = {
        (one.file, one.line): (table, key_of(table, one.values))
        for table in TABLES
        for one in book.folder.tables[table]
    }
    for fault in book.draft.faults[:_FAULTS_SHOWN] if book.draft else ():
        place = rows.get((fault.file, fault.line or 0))
        href = book.row_href(*place) if place else ""
        if fault.message == UNCOVERED:
            href = book.href("duties", "row", **{"class": fault.value})
        found.append((tell(fault), href))
    return found


def _message_faults(draft: int) -> list[str]:
    edition = rulebook.edition_of(draft)
    return texts.faults(edition) if edition else []
