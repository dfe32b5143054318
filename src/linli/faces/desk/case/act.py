"""An act on a case: what was typed goes to the one door of the loop; refused, everything is still in its place."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases import commands as cases
from linli.cases.rules import LATEST, State
from linli.discretion.rules import part, read_choices
from linli.faces.desk.case import forms, incident
from linli.faces.desk.case.forms import Typed
from linli.faces.desk.case.sheet import Sheet, load
from linli.faces.desk.case.view import case_context, list_query
from linli.faces.desk.given import read_number
from linli.faces.desk.visit import Visit, for_staff, not_for_you, page
from linli.faces.desk.words.moves import MOVES
from linli.faces.desk.words.refusals import say_refusal
from linli.faces.desk.words.terms import STATES
from linli.files import commands as files
from linli.files import queries as file_queries
from linli.files.commands import Kind
from linli.kernel.results import Refused

_PHOTOS_AT_MOST = 6


@require_POST
@for_staff
def perform(request: HttpRequest, visit: Visit, number: int, move: str) -> HttpResponse:
    """Make the move. Afterwards the case is shown as it then is; refused, the same form with what was typed."""
    sheet = load(visit, number)
    if sheet is None:
        return not_for_you(request, visit)
    command_id = forms.command_of(request.POST)
    typed = Typed.read(request.POST)
    kept = _keep_photos(request, visit, command_id, "after" if move in ("handle", "assist_done") else "extra")
    typed = replace(typed, photos=tuple(str(one.id) for one in file_queries.photos(command_id, drafts=True)))
    if isinstance(kept, Refused):
        return _refused(request, sheet, move, typed, kept)
    if move == "file":
        typed = forms.with_own_conditions(typed, sheet.facts)
    row = LATEST.moves.get(move)
    parted = part(typed.text, read_choices(request.POST))
    if row is not None and row.public and not parted.decided:
        return _refused(request, sheet, move, typed, Refused("personal_words"))
    said = parted.text if row is not None and row.public else typed.text

    def keep_with(case_id: UUID) -> None:
        files.adopt(photos=[UUID(one) for one in typed.photos], draft=command_id, subject=case_id)

    seen = read_number(request.POST.get("seen", ""))
    if move in incident.IN_PAIRS:
        joined = incident.pair(sheet, move, typed.other, said, command_id=command_id, seen=seen)
        if isinstance(joined, Refused):
            return _refused(request, sheet, move, typed, joined)
        messages.success(request, _told((move,), joined.value.state))
        return _back(request, sheet)
    there = incident.answers_elsewhere(sheet, move)
    done = cases.act(
        case_id=there.view.id if there else sheet.view.id,
        move=move,
        actor=there.visit.actor if there else visit.actor,
        given=replace(typed.given, text=said),
        command_id=command_id,
        now=visit.now,
        seen=None if there else seen,
        spot=typed.spot if row is not None and "place" in row.may else None,
        and_then=keep_with if typed.photos else None,
    )
    if isinstance(done, Refused):
        return _refused(request, sheet, move, typed, done)
    messages.success(request, _told(done.value.moves, done.value.state))
    return _back(request, sheet)


def _back(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Back to the case, to its head: the form's own address goes on to `#acts`, which lies below what was done."""
    return HttpResponseRedirect(reverse("desk:case", args=[sheet.view.number]) + list_query(request) + "#top")


def _keep_photos(request: HttpRequest, visit: Visit, command_id: UUID, kind: Kind) -> Refused | None:
    """Keep what was uploaded under the form's command, so that a refused form needn't send it again."""
    for upload in request.FILES.getlist("upload")[:_PHOTOS_AT_MOST]:
        kept = files.keep(upload=upload, subject=command_id, kind=kind, now=visit.now, draft=True)
        if isinstance(kept, Refused):
            return kept
    return None


def _refused(request: HttpRequest, sheet: Sheet, move: str, typed: Typed, refused: Refused) -> HttpResponse:
    """The page again, with the refusal in words. Somebody else may have acted, so the case is read afresh."""
    fresh = load(sheet.visit, sheet.view.number) or sheet
    refusal = say_refusal(refused, fresh.edition, fresh.visit.language)
    still = next((one for one in fresh.moves if one.name == move), None)
    form = forms.reopened(fresh, still, request.POST, typed, refusal) if still is not None else None
    context = case_context(request, fresh, form=form)
    if form is None:
        context |= {"refusal": refusal, "unsent": typed.text, "unsent_move": MOVES.get(move)}
    status = 409 if refused.code in ("changed_meanwhile", "command_used", "not_from_here") else 422
    return page(request, fresh.visit, "desk/case/page.html", context, status=status)


def _told(moves: Sequence[str], state: State) -> str:
    """What came of it: the act, what followed by itself, and where the case stands now."""
    steps = " → ".join(str(MOVES[name].done) for name in moves)
    return _("%(steps)s. The case is now: %(state)s.") % {"steps": steps, "state": STATES[state]}
