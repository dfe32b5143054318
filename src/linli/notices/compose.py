"""Letters put into words at the moment of sending: from the case's events, in the recipient's language."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from linli.cases import queries as cases
from linli.cases.outbox import Told
from linli.cases.queries import News
from linli.catalogue import queries as catalogue
from linli.kernel.words import say
from linli.notices.adapters import Channel, Message
from linli.notices.models import Letter, Notice
from linli.notices.reach import REPORTER, Way, destinations
from linli.notices.rules import Rendered, render
from linli.notices.rules.values import Links, values
from linli.notices.texts import DIGEST, DIGEST_OF_REPORTER, text
from linli.places import queries as places


@dataclass(frozen=True, slots=True)
class Thing:
    """One notice with what it tells of."""

    template: str
    news: News


def messages(letters: Collection[Letter], *, now: datetime) -> dict[UUID, Message]:
    """The messages of these letters. One whose recipient can't be reached any more is left out."""
    things = _things(letters)
    to = destinations({way_of(letter) for letter in letters}, now=now)
    found = {}
    for letter in letters:
        destination = to.get(way_of(letter))
        if destination is None or not things[letter.id]:
            continue
        told = things[letter.id]
        rendered = compose(told, language=destination.language, of_reporter=letter.recipient == REPORTER)
        found[letter.id] = Message(
            id=letter.id,
            channel=Channel(letter.channel),
            to=destination.to,
            language=destination.language,
            subject=rendered.subject,
            body=rendered.body,
            short=rendered.short,
            templates=tuple(dict.fromkeys(one.template for one in told)),
            cases=tuple(dict.fromkeys(one.news.number for one in told)),
            made_at=letter.made_at,
        )
    return found


def way_of(letter: Letter) -> Way:
    return Way(letter.recipient, letter.recipient_id, Channel(letter.channel))


def compose(told: Sequence[Thing], *, language: str, of_reporter: bool) -> Rendered:
    """One thing in its own text; several in one letter: to a reporter each in full, to everybody else a line each."""
    if len(told) == 1:
        return in_words(told[0].template, told[0].news, language=language)
    edition = catalogue.current()
    each = [in_words(one.template, one.news, language=language) for one in told]
    if of_reporter:
        lines = "\n----\n\n".join(one.body for one in each)
    else:
        lines = "\n".join(
            " ".join(part for part in (words.subject, links_of(one.news.number).desk) if part)
            for words, one in zip(each, told, strict=True)
        )
    known = {
        "city": say(edition.title, language) or edition.name,
        "count": str(len(told)),
        "number": str(told[-1].news.number),
        "lines": lines,
        "track": links_of(told[-1].news.number).track,
        "desk": _address(reverse("desk:queue")),
    }
    name = DIGEST_OF_REPORTER if of_reporter else DIGEST
    return render(text(name, language=language, edition=edition), known)


def in_words(template: str, news: News, *, language: str) -> Rendered:
    """What one message says of the first of `news.events`. Rules of the edition that the case was filed under, words of
    the one in force."""
    facts = news.facts
    edition = catalogue.edition(facts.edition)
    areas = places.area_names(facts.area_path) if facts.area_path else ()
    known = values(
        event=news.events[0],
        facts=facts,
        number=news.number,
        edition=edition,
        area=say(areas[-1], language) if areas else "",
        links=links_of(news.number),
        language=language,
    )
    return render(text(template, language=language, edition=catalogue.current()), known)


def links_of(number: int) -> Links:
    return Links(track=_address(reverse("portal:find")), desk=_address(reverse("desk:case", args=[number])))


def _address(path: str) -> str:
    return f"{settings.LINLI_ORIGIN}{path}" if settings.LINLI_ORIGIN else ""


def _things(letters: Iterable[Letter]) -> Mapping[UUID, list[Thing]]:
    """What each letter tells of, in the order in which it happened, in three queries."""
    rows = list(
        Notice.objects.filter(letter_id__in=[letter.id for letter in letters])
        .order_by("id")
        .values_list("letter_id", "template", "case_id", "seq", "last_seq")
    )
    found: dict[UUID, list[Thing]] = defaultdict(list)
    told = cases.news([Told(case_id, seq, last_seq) for _, _, case_id, seq, last_seq in rows])
    for (letter_id, template, *_), news in zip(rows, told, strict=True):
        assert letter_id is not None
        found[letter_id].append(Thing(template, news))
    return found
