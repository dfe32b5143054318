"""What a reporter does with their own report: confirm, say what is missing, object, withdraw, add, reopen."""

from dataclasses import replace
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from linli.cases import commands, queries
from linli.cases.queries import Tracked
from linli.cases.rules.facts import Given
from linli.faces.portal import city, words
from linli.faces.portal.tell.form import LONGEST_TEXT, MOST_PHOTOS
from linli.faces.portal.track.bearer import for_bearer
from linli.faces.portal.track.view import MOVES, Attempt, offered, page
from linli.faces.portal.trail import read_uuid
from linli.faces.portal.words import Trouble
from linli.files import commands as files
from linli.kernel.results import Refused
from linli.kernel.rights import reporter
from linli.kernel.text import clean
from linli.ui.answers import see


@require_POST
@for_bearer
def act(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    attempt = _read(request)
    photos, troubles = _take_photos(request, attempt.command_id)
    if len(attempt.text) > LONGEST_TEXT:
        troubles.append(Trouble("text", words.too_long(len(attempt.text), LONGEST_TEXT)))
    if attempt.move not in offered(found):
        troubles.append(words.refusal("verdict_unknown", {}))
    if not troubles:
        trouble = _do(found, attempt, photos, seen=read_version(request))
        troubles += [trouble] if trouble else []
    # Those of an act that was refused, or done before, are nobody's; those of this one are the case's by now.
    if photos:
        files.discard(subject=attempt.command_id, photos=photos)
    if not troubles:
        return see(reverse("portal:track", args=[code]) + "#now")
    refused = replace(attempt, troubles=tuple(troubles))
    fresh = queries.tracked(code=code) or found
    return page(request, code, fresh, refused, status=422)


def read_version(request: HttpRequest) -> int | None:
    seen = request.POST.get("seen", "")
    return int(seen) if seen.isdecimal() and len(seen) < 9 else None


def _do(found: Tracked, attempt: Attempt, photos: list[UUID], *, seen: int | None) -> Trouble | None:
    """Make the move; None where it was made. What is added stays with the own report, everything else is about the case
    that is handled."""
    added = found.root is not None and attempt.move == "add"

    def keep_with(case_id: UUID) -> None:
        files.adopt(photos=photos, draft=attempt.command_id, subject=case_id)

    result = commands.act(
        case_id=found.view.id if added else found.leads.id,
        move=attempt.move,
        actor=replace(reporter(str(found.view.id)) if added else found.actor, language=city.language()),
        given=Given(text=attempt.text, verdict=attempt.verdict, photos=tuple(str(photo) for photo in photos)),
        command_id=attempt.command_id,
        now=city.now(),
        seen=None if added else seen,
        and_then=keep_with if photos else None,
    )
    return words.refusal(result.code, result.facts) if isinstance(result, Refused) else None


def _read(request: HttpRequest) -> Attempt:
    """The three answers to "is it fixed?" are two moves: fixed confirms, anything less dissents."""
    given = request.POST
    move, verdict = given.get("move", ""), given.get("verdict", "")
    if move == "verdict":
        move = {"satisfied": "confirm", "partly": "dissent", "not_fixed": "dissent"}.get(verdict, move)
    return Attempt(
        move=move if move in MOVES or move == "verdict" else "",
        text=clean(given.get("text", "")),
        verdict=verdict,
        command_id=read_uuid(given.get("command", "")) or uuid4(),
    )


def _take_photos(request: HttpRequest, command_id: UUID) -> tuple[list[UUID], list[Trouble]]:
    kept: list[UUID] = []
    troubles: list[Trouble] = []
    for upload in request.FILES.getlist("photos")[:MOST_PHOTOS]:
        result = files.keep(upload=upload, subject=command_id, kind="extra", now=city.now(), draft=True)
        if isinstance(result, Refused):
            troubles.append(Trouble("photos", f"{upload.name}: {words.file_trouble(result.code, result.facts)}"))
        else:
            kept.append(result.value.id)
    return kept, troubles
