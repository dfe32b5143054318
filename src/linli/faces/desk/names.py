"""The city's own names, in the reader's language: classes, units, areas, cells."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.catalogue.rules.edition import Edition
from linli.kernel.paths import leaf
from linli.kernel.words import say
from linli.places import queries as places


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class of report: its name, its group, its icon."""

    key: str
    name: str
    group: str
    icon: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names out of one edition. A code that the edition doesn't know stands for itself: old cases stay readable."""

    edition: Edition
    language: str

    def klass(self, key: str) -> ClassName:
        found = self.edition.classes.get(key)
        if found is None:
            return ClassName(key, key or _("No class yet"), "", "help")
        return ClassName(key, say(found.name, self.language), say(found.group, self.language), found.icon)

    def unit(self, path: str) -> str:
        found = self.edition.units.get(leaf(path))
        return say(found.name, self.language) if found else leaf(path)

    def area(self, path: str) -> str:
        """The last area of a path."""
        chain = self.areas(path)
        return chain[-1] if chain else ""

    def areas(self, path: str) -> tuple[str, ...]:
        """All areas of a path, from the top down."""
        return tuple(say(words, self.language) for words in places.area_names(path)) if path else ()

    def condition(self, class_key: str, condition: str) -> str:
        from linli.catalogue.rules.limits import conditions

        rows = conditions(self.edition, class_key=class_key)
        found = next((row for row in rows if row.condition == condition), None)
        return say(found.words, self.language) if found else condition

    def reason(self, move: str, code: str) -> str:
        act = "return" if move in ("contest", "assist_return") else move
        found = self.edition.reason(act, code)
        return say(found.name, self.language) if found else code


def cell_number(cell: str) -> str:
    """The serial of a cell inside its community: the last 3 of its 15 digits."""
    return cell[-3:]
