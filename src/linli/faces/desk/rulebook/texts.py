"""The texts that a city may change: those of its pages and of its messages, as they will be read."""

from http import HTTPStatus
from uuid import uuid4

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from linli.faces.desk.rulebook.book import Book, book_of, for_readers_of_rules, told
from linli.faces.desk.rulebook.row import Sent
from linli.faces.desk.rulebook.told import text_name
from linli.faces.desk.visit import Visit, not_for_you, page
from linli.faces.desk.words.messages import MESSAGES
from linli.faces.desk.words.rulebook import PAGES, PARTS, REFUSALS
from linli.kernel.results import Allowed, Refused
from linli.kernel.text import clean
from linli.kernel.words import WRITTEN
from linli.notices import queries as notices
from linli.notices.texts import IN_PACKS
from linli.packs.editing.edits import PutText
from linli.rulebook import commands
from linli.ui.shapes import Choice

_SUFFIXES = dict(zip(WRITTEN, ("zh", "en"), strict=True))
_CHOICES = [Choice("zh-hans", "中文"), Choice("en", "English")]


@require_safe
@for_readers_of_rules
def choose(request: HttpRequest, visit: Visit, where: str) -> HttpResponseBase:
    """All texts, and which of them the city has written itself."""
    book = book_of(visit, where)
    own = {one.name for one in book.folder.texts}
    others = sorted(own - PAGES.keys() - {f"{IN_PACKS}{name}" for name in MESSAGES})
    context = {
        "book": book,
        "name": PARTS["texts"],
        "pages": [(book.href("texts", name), text_name(name), name in own) for name in (*PAGES, *others)],
        "messages_": [
            (book.href("texts", f"{IN_PACKS}{name}"), words, f"{IN_PACKS}{name}" in own)
            for name, words in MESSAGES.items()
        ],
    }
    return page(request, visit, "desk/rulebook/texts.html", context)


@for_readers_of_rules
def show(request: HttpRequest, visit: Visit, where: str, name: str) -> HttpResponseBase:
    """A text in `?language=`, as it is written and as it will be read; on POST, another one."""
    book = book_of(visit, where)
    known = {one.name for one in book.folder.texts} | PAGES.keys() | {f"{IN_PACKS}{one}" for one in MESSAGES}
    if name not in known:
        return not_for_you(request, visit)
    language = request.GET.get("language") or request.POST.get("language", "")
    language = language if language in WRITTEN else WRITTEN[visit.language == "en"]
    if request.method != "POST":
        return _page(request, visit, book, name, language)
    sent = Sent.read(request)
    if sent is None or book.draft is None:
        return not_for_you(request, visit)
    words = "" if request.POST.get("act") == "own" else clean(request.POST.get("words", ""))
    if request.POST.get("act") == "preview":
        return _page(request, visit, book, name, language, words=words)
    if words.strip() and name.startswith(IN_PACKS):
        fault = notices.fault_of(words)
        if fault:
            return _page(request, visit, book, name, language, words=words, wrong=fault)
    done = commands.change(
        actor=visit.actor,
        draft=book.draft.id,
        edit=PutText(name, _SUFFIXES[language], words),
        seen=sent.seen,
        command_id=sent.command,
        now=visit.now,
    )
    if isinstance(done, Allowed):
        text = pgettext("rules", "In the draft: %(row)s") % {"row": text_name(name)}
        return told(request, done, text, book.href("texts", name, language=language))
    return _page(request, visit, book, name, language, words=words, refused=done)


def _page(
    request: HttpRequest,
    visit: Visit,
    book: Book,
    name: str,
    language: str,
    *,
    words: str | None = None,
    wrong: str = "",
    refused: Refused | None = None,
) -> HttpResponseBase:
    own = next((one.words for one in book.folder.texts if (one.name, one.language) == (name, language)), "")
    message = name.removeprefix(IN_PACKS) if name.startswith(IN_PACKS) else ""
    usual = notices.wording(message, language=language) if message in MESSAGES else ""
    shown = (own or usual) if words is None else words
    preview = notices.preview_of(shown, language=language) if message and shown.strip() else None
    context = {
        "book": book,
        "title": text_name(name),
        "here": book.href("texts", name),
        "language": language,
        "languages": _CHOICES,
        "words": shown,
        "own": bool(own),
        "message": bool(message),
        "preview": preview,
        "names": notices.names_in_texts() if message else (),
        "wrong": wrong,
        "command": uuid4(),
        "refusal": REFUSALS[refused.code] if refused else None,
    }
    bad = bool(wrong) or refused is not None
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.OK
    return page(request, visit, "desk/rulebook/text.html", context, status=status)
