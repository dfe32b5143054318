"""Follow a report by its code: where it stands, who has it, until when, and what the reporter may do now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases import queries as cases
from linli.cases.queries import Stamp, Tracked, View
from linli.cases.rules import ENDED, one_answer
from linli.cases.rules.facts import State
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import city, limits, story, words
from linli.faces.portal.photo.view import photos_for
from linli.faces.portal.receipt import view as receipt
from linli.faces.portal.track import contact
from linli.faces.portal.track.bearer import CODE_LENGTH, for_bearer, look_up
from linli.faces.portal.words import Trouble
from linli.files import queries as files
from linli.kernel.ids import read_tracking_code, spaced
from linli.kernel.text import clean
from linli.ui.answers import download
from linli.ui.shapes import Choice, Picture

MOVES = frozenset({"confirm", "dissent", "object", "press", "withdraw", "reopen", "add"})
# What somebody may do who reported the same, or follows: about the case itself, they are asked like its own reporter.
_ASKED = frozenset({"confirm", "dissent", "press", "reopen"})
_FRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An act that was refused, so that the page can be shown again with what was typed and why it didn't work."""

    move: str = ""
    text: str = ""
    verdict: str = ""
    command_id: UUID = field(default_factory=uuid4)
    troubles: tuple[Trouble, ...] = field(default=())

    @property
    def text_error(self) -> str:
        return self._error("text")

    @property
    def photos_error(self) -> str:
        return self._error("photos")

    @property
    def verdict_error(self) -> str:
        return self._error("verdict")

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Each trouble with the id of the input that it belongs to, empty where it belongs to none."""
        prefix = "dissent" if self.answers else self.move
        return tuple(
            (one.text, "f-verdict" if one.field == "verdict" else f"f-{prefix}-{one.field}" if one.field else "")
            for one in self.troubles
        )

    @property
    def answers(self) -> bool:
        """Whether it was an answer to "is it fixed?"."""
        return bool(self.troubles) and self.move in ("confirm", "dissent", "verdict")

    def _error(self, name: str) -> str:
        return next((one.text for one in self.troubles if one.field == name), "")


@dataclass(frozen=True, slots=True)
class Relative:
    """A report that belongs to the one on the page."""

    number: int
    title: str
    stage: object
    tone: str


@require_safe
@never_cache
@city.needs_city
def find(request: HttpRequest) -> HttpResponse:
    """Look a code up. A case's number leads to its public page, a mistyped code to what is wrong with it."""
    typed = clean(request.GET.get("code", ""))
    if not typed:
        return look_up(request, "")
    number = typed.removeprefix("#")
    if number.isdecimal() and len(number) < CODE_LENGTH:
        if cases.case(number=int(number)) is not None:
            return HttpResponseRedirect(reverse("portal:case", args=[int(number)]))
        error = _("There is no report number %(number)s. To see everything about your own report, type its code.")
        return look_up(request, typed, error % {"number": number})
    plain = read_tracking_code(typed)
    if plain is None or cases.tracked(code=plain) is None:
        return look_up(request, typed)
    return HttpResponseRedirect(reverse("portal:track", args=[spaced(plain)]))


@require_safe
@for_bearer
def show(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    return page(request, code, found, Attempt())


@require_safe
@for_bearer
def slip(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    """The code as a small text file to keep."""
    address = request.build_absolute_uri(reverse("portal:track", args=[code]))
    text = _("Linli – report number %(number)s\nCode: %(code)s\nWhere it stands: %(address)s\n") % {
        "number": found.view.number,
        "code": code,
        "address": address,
    }
    return download(text, "text/plain", f"linli-{found.view.number}.txt")


def offered(found: Tracked) -> frozenset[str]:
    """The moves that the bearer of a code may ever make here."""
    if found.holder != "reporter":
        return _ASKED
    return MOVES if found.root is None else _ASKED | {"add", "object"}


def _moves(found: Tracked, now: datetime) -> set[str]:
    """What they may do now, both answers by their plain names; nothing that they have answered already."""
    allowed = cases.allowed_moves(facts=found.leads.facts, actor=found.actor, now=now)
    names = {one_answer(move.name) for move in allowed}
    if cases.answered(facts=found.leads.facts, voice=found.voice):
        names -= {"confirm", "dissent"}
    return names & offered(found)


def page(request: HttpRequest, code: str, found: Tracked, attempt: Attempt, status: int = 200) -> HttpResponse:
    """The page of a tracked case, for the code as it is written: everything for its reporter, the public part for
    somebody who follows it. Of a report that was merged into another, where that one stands."""
    view, now = found.leads, city.now()
    facts = view.facts
    edition = catalogue.edition(facts.edition)
    own = found.holder == "reporter"
    stamps = cases.timeline(case_id=view.id)
    names = _moves(found, now)
    lines = _lines(found, stamps, edition)
    waiting = bool(names & {"confirm", "object"}) or (not own and facts.state in (State.CONFIRMING, State.ANSWERED))
    fresh = own and found.root is None and _fresh(view, now)
    context = {
        "code": code,
        "find": request.build_absolute_uri(reverse("portal:find")),
        "own": own,
        "number": found.view.number,
        "joined": found.root is not None,
        "reporters": cases.asked(facts=facts).count,
        "said": cases.answered(facts=facts, voice=found.voice) if facts.state is State.CONFIRMING else "",
        "version": view.version,
        "title": city.class_name(edition, facts.class_key) or _("Your report"),
        "place": _place(found, own=own),
        "steps": story.steps(view, stamps),
        "stage": words.STAGES[view.stage],
        "tone": words.STAGE_TONES[view.stage],
        "unit": story.unit_in_charge(view, edition),
        "due": words.due(facts.due_at, now) if view.stage in words.TIMED else "",
        "working": limits.told(view, edition, now),
        "late": bool(facts.due_at and now > facts.due_at and view.stage in words.TIMED),
        "until": words.moment(facts.until) if waiting and facts.until else "",
        "outcome": words.OUTCOMES.get(facts.outcome, "") if facts.state in ENDED else "",
        "lines": list(reversed(lines)),
        "pictures": [_picture(code, photo) for _subject, photo in photos_for(found)],
        "moves": names,
        "state": str(facts.state),
        "asked": [line for line in lines if line.said and line.icon == "message-reply"],
        "verdicts": _verdicts(),
        "relatives": _relatives(view, edition),
        "reopen_days": edition.settings.reopen_days,
        "attempt": attempt,
        "answering": attempt.answers,
        "command_id": attempt.command_id,
        "receipt": receipt.panel(request, found.view) if own else None,
        "contact": contact.told(found.view, edition) if own else None,
        "fresh": fresh,
        # Whoever has just got the code has to see it; whoever comes back with it came for something else.
        "code_first": fresh or not (own or names),
    }
    return render(request, "portal/track/page.html", context, status=status)


def _lines(found: Tracked, stamps: Sequence[Stamp], edition: Edition) -> list[story.Line]:
    """What happened to the case that is handled; with what happened to the own report, if that was merged into it.

    How the other report came in is left out then: it is what the own one came through as well. And so are letters from
    before: they were for its own reporter.
    """
    if found.holder != "reporter":
        stamps = [stamp for stamp in stamps if stamp.move not in story.LETTERS]
    if found.root is None:
        return story.lines(stamps, edition, voice=found.voice)
    own = cases.timeline(case_id=found.view.id)
    joined = next((stamp.seq for stamp in stamps if stamp.move == "absorb" and stamp.other == found.view.id.hex), 0)
    theirs = [
        stamp
        for stamp in stamps
        if stamp.move not in ("absorb", "erase")
        and (stamp.seq > joined or stamp.move not in ("report", "file", "dispatch", *story.LETTERS))
    ]
    mine = story.lines(own, edition, voice="" if found.holder == "reporter" else found.voice)
    return sorted((*mine, *story.lines(theirs, edition, voice=found.voice)), key=lambda line: line.at)


def _fresh(view: View, now: datetime) -> bool:
    """Whether the page is most likely the one after sending: nobody has acted yet but the system."""
    facts = view.facts
    waiting = facts.state in (State.REPORTED, State.FILED, State.DISPATCHED)
    return waiting and view.version <= 3 and facts.reported_at is not None and now - facts.reported_at < _FRESH


def _relatives(view: View, edition: Edition) -> dict[str, list[Relative]]:
    """The report that this one is a part of, or its own parts: their stage, and no more."""
    family = cases.family(view.facts)

    def told(one: cases.Relative) -> Relative:
        title = city.class_name(edition, one.class_key) or _("Report")
        return Relative(one.number, title, words.STAGES[one.stage], words.STAGE_TONES[one.stage])

    return {
        "whole": [told(family.parent)] if family.parent else [],
        "parts": [told(one) for one in family.children],
    }


def _verdicts() -> tuple[Choice, ...]:
    return (
        Choice("satisfied", _("Yes, it is fixed"), icon="mood-smile"),
        Choice("partly", _("Partly"), icon="mood-empty"),
        Choice("not_fixed", _("No, it is not fixed"), icon="mood-sad"),
    )


def _place(found: Tracked, *, own: bool) -> str:
    place = found.view.facts.place
    if place is None:
        return ""
    area = city.area_text(place.area_path) if place.area_path else ""
    return " · ".join(part for part in (place.address if own else "", area) if part)


def _picture(code: str, photo: files.Photo) -> Picture:
    captions = {"report": _("With the report"), "extra": _("Added later"), "after": _("After handling")}
    caption = captions.get(photo.kind, "")
    return Picture(
        href=reverse("portal:tracked-photo", args=[code, photo.id, "full"]),
        thumb=reverse("portal:tracked-photo", args=[code, photo.id, "thumb"]),
        alt=_("Photo: %(caption)s") % {"caption": caption},
        width=photo.width,
        height=photo.height,
        caption=caption,
    )
