"""The city's names of what a case only has codes for."""

from dataclasses import dataclass

from linli.catalogue.rules.edition import Edition
from linli.faces.api.access import Caller
from linli.faces.api.shapes.cases import PlaceShape
from linli.kernel.paths import leaf
from linli.kernel.words import say
from linli.places import queries as places


@dataclass(frozen=True, slots=True)
class Names:
    """Names of one edition in one language; what the edition doesn't know stands for itself."""

    edition: Edition
    language: str

    def klass(self, key: str) -> str:
        known = self.edition.classes.get(key)
        return say(known.name, self.language) if known else key

    def unit(self, path: str) -> str:
        known = self.edition.units.get(leaf(path))
        return say(known.name, self.language) if known else leaf(path)

    def areas(self, path: str) -> list[str]:
        return [say(words, self.language) for words in places.area_names(path)]

    def place(self, found: object, area_path: str, **more: str) -> PlaceShape:
        """Where something is that has a point, a cell and areas."""
        return PlaceShape.of(found, area_names=self.areas(area_path), **more)


def names_of(caller: Caller, edition: Edition | None = None) -> Names:
    """The names in the caller's language, of the edition in force unless another is given."""
    return Names(edition or caller.edition, caller.language)
