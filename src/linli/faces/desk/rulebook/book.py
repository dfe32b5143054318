"""The rules that a page is about: those in force, or those of a draft; and who may do what with them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Concatenate
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from linli.catalogue import queries as catalogue
from linli.faces.desk.given import read_number
from linli.faces.desk.rulebook.labels import Labels
from linli.faces.desk.visit import Visit, for_staff, not_for_you
from linli.faces.desk.words.rulebook import REFUSALS
from linli.kernel.results import Refused
from linli.packs import queries as packs
from linli.packs.editing.edits import Key, key_of
from linli.packs.folder import Folder
from linli.packs.sources import Record
from linli.rulebook import queries as rulebook
from linli.rulebook.views import DraftView

IN_FORCE = "now"
_DRAFT = "draft-"


class NoBookError(LookupError):
    """There is no such draft, or the files of the edition in force aren't kept."""


@dataclass(frozen=True)
class Book:
    """Rules to look at. `where` is how addresses name them; `edits` is whether this reader may change them here."""

    where: str
    folder: Folder
    draft: DraftView | None
    edits: bool
    language: str

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.folder, self.language)

    def href(self, *parts: str, **query: str | list[str]) -> str:
        """The address of a page of these rules."""
        inside = "".join(f"{quote(part, safe='')}/" for part in parts)
        return f"{reverse('desk:rules')}{self.where}/{inside}" + (f"?{urlencode(query, doseq=True)}" if query else "")

    def row_href(self, table: str, key: Key) -> str:
        """The address of a row's form."""
        return self.href(table, "row", key=list(key))

    def record(self, table: str, key: Key) -> Record | None:
        return next((one for one in self.folder.rows(table) if key_of(table, one.values) == key), None)


def book_of(visit: Visit, where: str) -> Book:
    """The rules that an address names. Raises NoBookError."""
    edits = rulebook.may_edit(visit.actor)
    if where == IN_FORCE:
        source = packs.source(catalogue.current().number)
        folder = None if isinstance(source, Refused) else packs.read(source.value).folder
        if folder is None:
            raise NoBookError(where)
        return Book(where, folder, None, False, visit.language)
    number = read_number(where.removeprefix(_DRAFT))
    draft = rulebook.draft(number) if number is not None else None
    folder = packs.checked(draft.digest).folder if draft else None
    if draft is None or folder is None:
        raise NoBookError(where)
    return Book(where, folder, draft, edits and draft.is_open, visit.language)


def where_of(draft: int) -> str:
    """How addresses name a draft."""
    return f"{_DRAFT}{draft}"


def for_readers_of_rules[**P](
    view: Callable[Concatenate[HttpRequest, Visit, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let administrators and auditors in; for everybody else, and for rules that aren't there, there is nothing."""

    @for_staff
    @wraps(view)
    def guarded(request: HttpRequest, visit: Visit, /, *arguments: P.args, **named: P.kwargs) -> HttpResponseBase:
        if not rulebook.may_read(visit.actor):
            return not_for_you(request, visit)
        try:
            return view(request, visit, *arguments, **named)
        except NoBookError:
            return not_for_you(request, visit)

    return guarded


def told(request: HttpRequest, done: object, text: str, href: str) -> HttpResponse:
    """Back to `href`, with what was done or why it wasn't."""
    if isinstance(done, Refused):
        words = REFUSALS[done.code]
        messages.info(request, f"{words.what} {words.remedy}")
    else:
        messages.success(request, text)
    return HttpResponseRedirect(href)
