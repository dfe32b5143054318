"""What cases are counted by, as small numbers: a count of a million cases compares numbers, not paths."""

from collections.abc import Callable, Iterable

from linli.insight.models import Member

KINDS = ("klass", "area", "unit", "source", "outcome")


class Members:
    """The numbers of names and the names of numbers, as they stand now. Numbers are never given twice."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, str], int] = {}
        self.names: dict[int, str] = {}
        for pk, kind, name in Member.objects.values_list("pk", "kind", "name"):
            self._keep(pk, kind, name)

    def id(self, kind: str, name: str) -> int:
        """The number of a name; a new one gets a number now."""
        found = self._ids.get((kind, name))
        if found is None:
            row, _ = Member.objects.get_or_create(kind=kind, name=name)
            found = row.pk
            self._keep(found, kind, name)
        return found

    def ids(self, kind: str, wanted: Callable[[str], bool]) -> list[int]:
        """The numbers of all names of a kind that are wanted."""
        return [number for (of, name), number in self._ids.items() if of == kind and wanted(name)]

    def named(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.names[number] for number in numbers)

    def _keep(self, number: int, kind: str, name: str) -> None:
        self._ids[kind, name] = number
        self.names[number] = name
