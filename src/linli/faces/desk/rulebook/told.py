"""Differences and steps of a draft as a reader reads them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import pgettext

from linli.faces.desk.rulebook.book import Book
from linli.faces.desk.rulebook.labels import Labels
from linli.faces.desk.words.messages import MESSAGES
from linli.faces.desk.words.rulebook import COLUMNS, HOW, PAGES, PARTS
from linli.notices.texts import IN_PACKS
from linli.packs.editing.compare import Difference
from linli.packs.schema import SCHEMA
from linli.rulebook.views import Step


@dataclass(frozen=True, slots=True)
class Said:
    """A difference in words; `values` are label, before and after."""

    part: str
    title: str
    how: str
    tone: str
    values: list[tuple[str, str, str]]
    href: str


@dataclass(frozen=True, slots=True)
class StepSaid:
    """A step of a draft's history in words."""

    number: int
    at: datetime
    who: str
    what: str
    differences: list[Said]
    undone: bool


def differences(found: Iterable[Difference], before: Labels, after: Labels, book: Book | None = None) -> Iterator[Said]:
    """Differences in words: names from after, of what is gone from before."""
    for one in found:
        labels = before if one.how == "removed" else after
        how, tone = HOW[one.how]
        part, _, name = one.part.partition("/")
        yield Said(
            part=str(PARTS.get(part, part)),
            title=title(labels, one),
            how=str(how),
            tone=tone,
            values=list(_values(one, before, after)),
            href=_href(book, one, part, name) if book else "",
        )


def title(labels: Labels, one: Difference) -> str:
    """What differs, by its name."""
    part, _, name = one.part.partition("/")
    if part == "texts":
        return f"{text_name(one.key[0])} · {_language(one.key[1])}"
    if part in ("calendars", "settings"):
        return " · ".join((name, *one.key) if name else one.key)
    return labels.title(one.part, one.key)


def text_name(name: str) -> str:
    """What a text of the city is, in words."""
    if name.startswith(IN_PACKS):
        message = name.removeprefix(IN_PACKS)
        return pgettext("rules", "Message: %(what)s") % {"what": MESSAGES.get(message, message)}
    return str(PAGES.get(name, name))


def steps(found: Iterable[Step], book: Book, names: dict[int, str]) -> list[StepSaid]:
    """The history, the newest first."""
    return [
        StepSaid(
            number=one.number,
            at=one.at,
            who=names.get(one.by, f"#{one.by}"),
            what=_step(one),
            differences=list(differences(one.differences, book.labels, book.labels)),
            undone=one.undone,
        )
        for one in reversed(list(found))
    ]


def _step(one: Step) -> str:
    if one.undoes is not None:
        return pgettext("rules", "Undone: change %(number)d") % {"number": one.undoes}
    if one.edition is not None:
        return pgettext("rules", "Brought onto edition %(number)d") % {"number": one.edition}
    return ""


def _values(one: Difference, before: Labels, after: Labels) -> Iterator[tuple[str, str, str]]:
    if one.part not in SCHEMA:
        yield from (("", old, new) for old, new in one.values.values())
        return
    for column in SCHEMA[one.part]:
        if column.name in one.values:
            old, new = one.values[column.name]
            yield str(COLUMNS[column.name]), before.cell(one.part, column, old), after.cell(one.part, column, new)


def _language(code: str) -> str:
    return {"zh-hans": "中文", "zh": "中文", "en": "English"}.get(code, code)


def _href(book: Book, one: Difference, part: str, name: str) -> str:
    if part in ("calendars", "texts"):
        return book.href(part, name or one.key[0])
    if one.how == "removed" or part not in SCHEMA:
        return ""
    return book.row_href(part, one.key)
