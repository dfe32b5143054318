"""The door to read what was told: the letters of a case, those that wait or were given up, and previews."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from linli.cases import queries as cases
from linli.cases.outbox import Told
from linli.cases.rules import LATEST
from linli.catalogue import queries as catalogue
from linli.kernel.words import say
from linli.notices import compose, texts
from linli.notices.models import Address, Attempt, Letter, Notice
from linli.notices.rules import ORDER_TELLS, ORDER_TEMPLATES, SILENT, TELLS, UNUSUAL, Rendered, To, render
from linli.notices.rules.text import NAMES
from linli.notices.rules.text import read as read_text
from linli.notices.rules.values import SAMPLES
from linli.supervision import queries as orders

__all__ = [
    "Audience",
    "Entry",
    "Try",
    "addresses",
    "audiences",
    "counts",
    "fault_of",
    "letters",
    "names_in_texts",
    "of_case",
    "of_order",
    "order_audiences",
    "preview",
    "preview_of",
    "tellings",
    "wording",
]


@dataclass(frozen=True, slots=True)
class Try:
    """One try to send: `outcome` is `sent`, `later` or `failed`."""

    at: datetime
    outcome: str
    why: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody is told of a case, or of a supervision order.

    `recipient` is `reporter`, `unit` or `staff`; `recipient_id` names the unit's path or the account, and is empty for
    a reporter. No address.

    `state` is `held` (waits for others to the same recipient), `waiting`, `sent` or `failed`. `seq` is the event that
    it tells of. `together` is how many things went out in the same letter.
    """

    case_id: UUID | None
    order_id: UUID | None
    seq: int
    template: str
    recipient: str
    recipient_id: str
    channel: str
    letter_id: UUID | None
    state: str
    made_at: datetime
    next_at: datetime | None
    ended_at: datetime | None
    tries: tuple[Try, ...]
    together: int


@dataclass(frozen=True, slots=True)
class Audience:
    """A row of the table of messages: on which move (of a case, or of an order), to whom, with which text."""

    move: str
    template: str
    to: To
    held: bool


def of_case(case_id: UUID) -> tuple[Entry, ...]:
    """What was and will be told of a case, oldest first; not what auditors are told about its vault."""
    return _entries(Notice.objects.filter(case_id=case_id).exclude(template=UNUSUAL).order_by("id"))


def of_order(order_id: UUID) -> tuple[Entry, ...]:
    """What was and will be told of a supervision order, oldest first."""
    return _entries(Notice.objects.filter(order_id=order_id).order_by("id"))


def letters(*, state: str, limit: int = 100) -> tuple[Entry, ...]:
    """What letters in this state tell of, those first that are due or ended first."""
    found = Letter.objects.filter(state=state).order_by("next_at", "ended_at", "id").values_list("id", flat=True)
    return _entries(Notice.objects.filter(letter_id__in=list(found[:limit])).order_by("id"))


def counts() -> Mapping[str, int]:
    """How many letters are in each state, and how many notices are held."""
    found = dict(Letter.objects.order_by().values_list("state").annotate(Count("id")))
    return {"held": Notice.objects.filter(letter_id=None).count(), **found}


def addresses(staff_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """E-mail and phone of the staff that left one."""
    rows = Address.objects.filter(pk__in=set(staff_ids)).values_list("staff_id", "email", "phone")
    return {staff_id: (email, phone) for staff_id, email, phone in rows}


def audiences() -> tuple[Audience, ...]:
    """The whole table of messages, in its order."""
    return tuple(
        Audience(move, row.template, row.to, row.held)
        for move, rows in TELLS.items()
        if move in LATEST.moves
        for row in rows
    )


def order_audiences() -> tuple[Audience, ...]:
    """The table of messages of supervision orders; `move` is `late` where it is no move but the day of the answer."""
    return tuple(Audience(move, row.template, row.to, row.held) for move, rows in ORDER_TELLS.items() for row in rows)


def tellings() -> Mapping[str, str]:
    """The moves of which nobody is told, with the reason."""
    return {move: reason for move, reason in SILENT.items() if move in LATEST.moves}


def preview(template: str, *, language: str, case_id: UUID | None = None) -> Rendered:
    """What a message says: with samples, or of the last event of a case that it tells of (else of its last event).

    Of an order, the last one that names the case; a sample where none does. LookupError where there is no such message
    or case.
    """
    if template in ORDER_TEMPLATES and case_id is not None:
        story = orders.newest_of(case_id=case_id)
        if story is not None:
            return compose.in_words(_of_order(template, story), language=language)
        case_id = None
    if case_id is None:
        edition = catalogue.current()
        known = dict(SAMPLES[language]) | {"city": say(edition.title, language) or edition.name}
        return render(texts.text(template, language=language, edition=edition), known)
    texts.text(template, language=language, edition=catalogue.current())
    moves = {row.move for row in audiences() if row.template == template}
    stamps = cases.timeline(case_id=case_id)
    if not stamps:
        raise LookupError(f"there is no case {case_id}")
    seq = next((stamp.seq for stamp in reversed(stamps) if stamp.move in moves), stamps[-1].seq)
    news = cases.news([Told(case_id, seq, stamps[-1].seq)])[0]
    return compose.in_words(compose.Thing(template, news), language=language)


def _of_order(template: str, story: orders.Story) -> compose.OrderThing:
    """The last event of an order that a message tells of, else its last event."""
    moves = {row.move for row in order_audiences() if row.template == template}
    seqs = [event.seq for event in story.events if event.move in moves] or [story.events[-1].seq]
    return compose.OrderThing(template, story, seqs[-1])


def wording(template: str, *, language: str) -> str:
    """A message's text as a file of a pack would hold it: what a city begins with that changes it. LookupError where
    there is no such message."""
    found = texts.written().get(template)
    if found is None:
        raise LookupError(f"there is no message {template!r}: there are {', '.join(texts.written())}")
    text = found.get(language) or next(iter(found.values()))
    return f"{text.subject}\n\n{text.body}\n\n[sms]\n{text.short}\n"


def fault_of(content: str) -> str:
    """What is wrong with a message's text that a city has written, in words; empty where nothing is."""
    try:
        read_text(content)
    except ValueError as fault:
        return str(fault)
    return ""


def preview_of(content: str, *, language: str) -> Rendered | None:
    """What a message with this text would say, with samples; None where the text can't be read."""
    if fault_of(content):
        return None
    edition = catalogue.current()
    return render(read_text(content), dict(SAMPLES[language]) | {"city": say(edition.title, language) or edition.name})


def names_in_texts() -> tuple[str, ...]:
    """What a message's text may name in braces."""
    return tuple(NAMES)


def _entries(notices: Collection[Notice]) -> tuple[Entry, ...]:
    rows = list(notices)
    ids = {row.letter_id for row in rows if row.letter_id is not None}
    by_id = Letter.objects.in_bulk(ids)
    tries: dict[UUID, list[Try]] = defaultdict(list)
    for letter_id, at, outcome, why in (
        Attempt.objects.filter(letter_id__in=ids).order_by("id").values_list("letter_id", "at", "outcome", "why")
    ):
        tries[letter_id].append(Try(at, outcome, why))
    sizes = dict(Notice.objects.filter(letter_id__in=ids).order_by().values_list("letter_id").annotate(Count("id")))
    return tuple(_entry(row, by_id, tries, sizes) for row in rows)


def _entry(
    row: Notice,
    by_id: Mapping[UUID, Letter],
    tries: Mapping[UUID, Sequence[Try]],
    sizes: Mapping[UUID | None, int],
) -> Entry:
    letter = by_id.get(row.letter_id) if row.letter_id else None
    return Entry(
        case_id=row.case_id,
        order_id=row.order_id,
        seq=row.seq,
        template=row.template,
        recipient=row.recipient,
        recipient_id="" if row.recipient == "reporter" else row.recipient_id,
        channel=row.channel,
        letter_id=row.letter_id,
        state=letter.state if letter else "held",
        made_at=row.made_at,
        next_at=letter.next_at if letter else None,
        ended_at=letter.ended_at if letter else None,
        tries=tuple(tries.get(row.letter_id, ())) if row.letter_id else (),
        together=sizes.get(row.letter_id, 1),
    )
