"""A public case as a feed tells of it, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from linli.cases.published import Published
from linli.catalogue import queries as catalogue
from linli.faces.portal import city, words


@dataclass(frozen=True, slots=True)
class Entry:
    """A case with the words for its codes; `href` is the absolute address of its page."""

    case: Published
    title: str
    stage: str
    area: str
    unit: str
    href: str

    @property
    def summary(self) -> str:
        return " · ".join(part for part in (self.stage, self.area, self.unit) if part)


def entries(rows: Iterable[Published], origin: str) -> list[Entry]:
    return [_entry(row, origin) for row in rows]


def _entry(row: Published, origin: str) -> Entry:
    edition = catalogue.edition(row.edition)
    return Entry(
        case=row,
        title=city.class_name(edition, row.class_key) or row.class_key,
        stage=str(words.STAGES[row.stage]),
        area=city.area_text(row.area_path),
        unit=city.unit_name(edition, row.unit_path),
        href=origin + reverse("portal:case", args=[row.number]),
    )
