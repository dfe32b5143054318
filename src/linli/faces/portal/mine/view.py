"""What is kept about a reporter, for the bearer of the code: to see, to correct, to take along, and to erase."""

from dataclasses import dataclass
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.cases import receipts
from linli.cases.queries import Tracked
from linli.cases.retention import own
from linli.cases.rules.retention import Kind, terms
from linli.catalogue import queries as catalogue
from linli.faces.portal import city, words
from linli.faces.portal.mine import export
from linli.faces.portal.track import contact as log
from linli.faces.portal.track.bearer import for_reporter
from linli.faces.portal.trail import read_uuid
from linli.files.queries import Photo
from linli.kernel.text import clean
from linli.ledger.keys import KeyFault
from linli.people import commands as people
from linli.people import queries as contacts
from linli.people.queries import ContactDetails
from linli.people.rules import is_email, is_phone
from linli.people.vault import VaultError
from linli.ui.answers import download, see
from linli.ui.shapes import Picture
from linli.ui.templatetags.ui import LANGUAGE_NAMES


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept; `shut` where the contact can't be opened just now."""

    contact: ContactDetails | None
    own: own.Own
    shut: bool = False

    @property
    def kinds(self) -> list[Kind]:
        held = {
            Kind.CONTACT: self.shut or self.contact is not None,
            Kind.WORDS: bool(self.own.words),
            Kind.PHOTOS: bool(self.own.photos),
        }
        return [kind for kind, there in held.items() if there]


def kept(found: Tracked) -> Kept:
    try:
        return Kept(contacts.own_contact(found.view.id), own.own(found))
    except VaultError:
        return Kept(None, own.own(found), shut=True)


@require_safe
@for_reporter
def show(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    return _page(request, code, found, kept(found))


def _page(
    request: HttpRequest, code: str, found: Tracked, held: Kept, *, typed: ContactDetails | None = None,
    errors: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    edition = catalogue.edition(found.view.facts.edition)
    told = log.told(found.view, edition)
    days = terms(catalogue.current(), found.view.facts.class_key)
    context = {
        "code": code,
        "number": found.view.number,
        "contact": held.contact,
        "shut": held.shut,
        "typed": typed or held.contact,
        "errors": errors or {},
        "language": LANGUAGE_NAMES.get(held.contact.language, held.contact.language) if held.contact else "",
        "said": [(words.moment(one.at), one.text) for one in held.own.words],
        "pictures": [_picture(code, photo) for photo in held.own.photos],
        "openings": told.lines if told else [],
        "kinds": [(str(kind), str(words.KINDS[kind]).capitalize()) for kind in held.kinds],
        "contact_days": days[Kind.CONTACT].days,
        "words_days": days[Kind.WORDS].days,
        "photos_days": days[Kind.PHOTOS].days,
        "nothing_chosen": bool(errors and "kinds" in errors),
        "done": request.GET.get("done", "") if status == 200 else "",
        "command_id": uuid4(),
    }
    return render(request, "portal/mine/page.html", context, status=status)


@require_POST
@for_reporter
def correct(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    """Put name, phone and e-mail right. Emptied altogether, the contact is erased like any other, on record."""
    held = kept(found)
    if held.contact is None:
        return _see(code, "gone")
    name, phone, email = (clean(request.POST.get(key, "")) for key in ("name", "phone", "email"))
    errors = {}
    if phone and not is_phone(phone):
        errors["phone"] = _("This doesn't look like a phone number. Use digits, or leave it empty.")
    if email and not is_email(email):
        errors["email"] = _(
            "This doesn't look like an e-mail address. Write it as name@example.org, or leave it empty."
        )
    if errors:
        typed = ContactDetails(name, phone, email, held.contact.language)
        return _page(request, code, found, held, typed=typed, errors=errors, status=422)
    if not people.correct_contact(case_id=found.view.id, name=name[:80], phone=phone, email=email, now=city.now()):
        own.erase_own(found=found, kinds=[Kind.CONTACT], command_id=uuid4(), now=city.now())
        return _see(code, "erased")
    return _see(code, "corrected")


@require_POST
@for_reporter
def erase(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    """Erase what was chosen: asked back first, because nobody can bring it again."""
    held = kept(found)
    chosen = [kind for kind in held.kinds if str(kind) in request.POST.getlist("kinds")]
    command_id = read_uuid(request.POST.get("command", "")) or uuid4()
    if not chosen:
        if "sure" in request.POST:
            return _see(code, "erased")  # sent twice
        errors = {"kinds": _("Choose what is to be erased.")}
        return _page(request, code, found, held, errors=errors, status=422)
    if "sure" not in request.POST:
        context = {
            "code": code, "number": found.view.number, "command_id": command_id,
            "kinds": [(str(kind), str(words.KINDS[kind])) for kind in chosen],
        }  # fmt: skip
        return render(request, "portal/mine/sure.html", context)
    own.erase_own(found=found, kinds=chosen, command_id=command_id, now=city.now())
    return _see(code, "erased")


@require_safe
@for_reporter
def take_along(request: HttpRequest, code: str, found: Tracked) -> HttpResponse:
    """All of it as one ZIP: a JSON file that any program reads, and the photos."""
    held = kept(found)
    if held.shut:
        return _page(request, code, found, held, status=503)
    edition = catalogue.edition(found.view.facts.edition)
    ledger = request.build_absolute_uri(reverse("portal:ledger"))
    try:
        receipt = receipts.receipt(case_id=found.view.id, now=city.now(), address=ledger)
    except KeyFault:
        receipt = None  # nobody waits for the ledger's key to get their own data
    content = export.packed(found, held.contact, held.own, edition, code, receipt=receipt)
    return download(content, "application/zip", f"linli-{found.view.number}.zip")


def _see(code: str, done: str) -> HttpResponse:
    return see(f"{reverse('portal:mine', args=[code])}?done={done}")


def _picture(code: str, photo: Photo) -> Picture:
    full, thumb = (reverse("portal:tracked-photo", args=[code, photo.id, size]) for size in ("full", "thumb"))
    return Picture(href=full, thumb=thumb, alt=_("Your photo"), width=photo.width, height=photo.height, caption="")
