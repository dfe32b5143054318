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
from linli.cases.queries import News, View
from linli.cases.rules import Place
from linli.catalogue import queries as catalogue
from linli.kernel.words import say
from linli.notices.adapters import Channel, Message
from linli.notices.models import Letter, Notice
from linli.notices.reach import REPORTER, Way, destinations
from linli.notices.rules import UNUSUAL, Rendered, render
from linli.notices.rules.orders import order_values
from linli.notices.rules.values import Links, values
from linli.notices.texts import DIGEST, DIGEST_OF_REPORTER, text
from linli.places import queries as places
from linli.supervision import queries as orders
from linli.supervision.queries import Story


@dataclass(frozen=True, slots=True)
class Thing:
    """One notice with what it tells of.

    `own` is the report by which the recipient knows it, where that was merged into the case: its number is the one that
    they were told, its address the one that they typed; those of others aren't for them.
    """

    template: str
    news: News
    own: View | None = None

    @property
    def number(self) -> int:
        return self.own.number if self.own else self.news.number

    @property
    def place(self) -> Place | None:
        return (self.own or self.news).facts.place

    @property
    def cases(self) -> tuple[int, ...]:
        return (self.number,)

    @property
    def links(self) -> Links:
        return log_links() if self.template == UNUSUAL else links_of(self.number)


@dataclass(frozen=True, slots=True)
class OrderThing:
    """One notice of a supervision order: of its event `seq`."""

    template: str
    story: Story
    seq: int

    @property
    def number(self) -> int:
        return self.story.number

    @property
    def cases(self) -> tuple[int, ...]:
        return tuple(case.number for case in self.story.facts.covered)

    @property
    def links(self) -> Links:
        return Links(desk=_address(reverse("desk:order", args=[self.number])))


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
            cases=tuple(dict.fromkeys(number for one in told for number in one.cases)),
            made_at=letter.made_at,
        )
    return found


def _told(notice: Notice, case_id: UUID) -> Told:
    """The act that a notice tells of. What auditors are told of the log is about no act: the case's first stands for
    it."""
    return Told(case_id, 1, 1) if notice.template == UNUSUAL else Told(case_id, notice.seq, notice.last_seq)


def way_of(letter: Letter) -> Way:
    return Way(letter.recipient, letter.recipient_id, Channel(letter.channel))


def compose(told: Sequence[Thing | OrderThing], *, language: str, of_reporter: bool) -> Rendered:
    """One thing in its own text; several in one letter: to a reporter each in full, to everybody else a line each."""
    if len(told) == 1:
        return in_words(told[0], language=language)
    edition = catalogue.current()
    each = [in_words(one, language=language) for one in told]
    if of_reporter:
        lines = "\n----\n\n".join(one.body for one in each)
    else:
        lines = "\n".join(
            " ".join(part for part in (words.subject, one.links.desk) if part)
            for words, one in zip(each, told, strict=True)
        )
    known = {
        "city": say(edition.title, language) or edition.name,
        "count": str(len(told)),
        "number": str(told[-1].number),
        "lines": lines,
        "track": told[-1].links.track,
        "desk": _address(reverse("desk:queue")),
    }
    name = DIGEST_OF_REPORTER if of_reporter else DIGEST
    return render(text(name, language=language, edition=edition), known)


def in_words(thing: Thing | OrderThing, *, language: str) -> Rendered:
    """What one message says of the first of its events. Rules of the edition that the case was filed under, words of
    the one in force."""
    return _order_in_words(thing, language) if isinstance(thing, OrderThing) else _case_in_words(thing, language)


def _order_in_words(thing: OrderThing, language: str) -> Rendered:
    edition = catalogue.current()
    known = order_values(
        facts=thing.story.facts,
        number=thing.number,
        asked=thing.story.events[0].given.text,
        event=thing.story.events[thing.seq - 1],
        edition=edition,
        links=thing.links,
        language=language,
    )
    return render(text(thing.template, language=language, edition=edition), known)


def _case_in_words(thing: Thing, language: str) -> Rendered:
    news, facts = thing.news, thing.news.facts
    edition = catalogue.edition(facts.edition)
    known = values(
        event=news.events[0],
        facts=facts,
        number=thing.number,
        edition=edition,
        place=_where(thing.place, language),
        links=thing.links,
        language=language,
    )
    return render(text(thing.template, language=language, edition=catalogue.current()), known)


def _where(place: Place | None, language: str) -> str:
    """The address that was typed, else the area."""
    if place is None:
        return ""
    areas = places.area_names(place.area_path) if place.area_path else ()
    return place.address or (say(areas[-1], language) if areas else "")


def links_of(number: int) -> Links:
    return Links(track=_address(reverse("portal:find")), desk=_address(reverse("desk:case", args=[number])))


def log_links() -> Links:
    return Links(desk=_address(reverse("desk:accesses") + "?unusual=1"))


def _address(path: str) -> str:
    return f"{settings.LINLI_ORIGIN}{path}" if settings.LINLI_ORIGIN else ""


def _things(letters: Iterable[Letter]) -> Mapping[UUID, list[Thing | OrderThing]]:
    """What each letter tells of, in the order in which it happened.

    A reporter whose report was merged into another knows it by its own number and place.
    """
    rows = list(Notice.objects.filter(letter_id__in=[letter.id for letter in letters]).order_by("id"))
    reporters = {row.id: UUID(row.recipient_id) for row in rows if row.recipient == REPORTER}
    merged = {row.id: reporters[row.id] for row in rows if reporters.get(row.id, row.case_id) != row.case_id}
    reports = {view.id: view for view in cases.cases(case_ids=list(merged.values()))}
    of_orders = orders.stories(order_ids={row.order_id for row in rows if row.order_id is not None})
    of_cases = [_told(row, row.case_id) for row in rows if row.case_id is not None]
    told = iter(cases.news(of_cases) if of_cases else ())
    found: dict[UUID, list[Thing | OrderThing]] = defaultdict(list)
    for row in rows:
        assert row.letter_id is not None
        if row.order_id is not None:
            found[row.letter_id].append(OrderThing(row.template, of_orders[row.order_id], row.seq))
            continue
        own = reports[merged[row.id]] if row.id in merged else None
        found[row.letter_id].append(Thing(row.template, next(told), own))
    return found
