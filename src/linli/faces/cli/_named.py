"""What the city calls its areas, units and classes: named on the command line by code or path.

A name that is nobody's would narrow a list to nothing and look like an answer. So it is refused, with the names that
come nearest to it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Edition, Unit, matches
from linli.faces.cli._given import refuse
from linli.kernel.paths import leaf
from linli.kernel.words import Words
from linli.places import queries as places

_MOST = 3
_ALIKE = 0.5  # how much of a name must be there for it to be meant, from 0 to 1


def area_path(given: str, *, retired: bool = True, option: str = "--area") -> str:
    """The path of the area of that code or path, empty where none is given; with `retired` also of an area of the
    past, whose cases are still there."""
    if not given:
        return ""
    found = places.area(given)
    if found is None or given not in (found.code, found.path) or (found.retired and not retired):
        near = nearest(given, {area.path: area.names for area in places.areas()})
        refuse(f"{option} {given}: the city has no such area; {near}")
    return found.path


def unit_path(given: str, *, past: bool = True, option: str = "--unit") -> str:
    """The path of the unit of that code or path, empty where none is given; with `past` also of a unit that an earlier
    edition had, whose cases are still there."""
    if not given:
        return ""
    units = catalogue.current().units
    found = _in_some_edition(lambda edition: _unit(edition.units, given), past=past)
    if found is None:
        near = nearest(given, {unit.path: unit.name for unit in units.values()})
        refuse(f"{option} {given}: the city has no such unit; {near}")
    return found.path


def class_pattern(given: str, *, option: str = "--class") -> str:
    """A class key, or a beginning and *, that some edition has a class for; empty where none is given."""

    def fits(edition: Edition) -> str | None:
        return given if any(matches(given, key) for key in edition.classes) else None

    if given and _in_some_edition(fits, past=True) is None:
        refuse(no_class(given, catalogue.current(), option=option))
    return given


def no_class(given: str, edition: Edition, *, option: str) -> str:
    """That there is no such class, and which may have been meant."""
    near = nearest(given.rstrip("*"), {key: one.name for key, one in edition.classes.items()})
    return f"{option} {given}: the city has no such class; {near}"


def nearest(given: str, known: Mapping[str, Words]) -> str:
    """What may have been meant: of what is `known`, by code or path, those whose code or name is nearest."""
    asked = leaf(given).casefold()
    called: dict[str, str] = {}
    for code, names in known.items():
        for name in (leaf(code), leaf(code).rpartition("-")[2], *names.values()):
            called.setdefault(name.casefold(), code)
    holding = [name for name in called if asked and asked in name]
    close = get_close_matches(asked, called, n=3 * _MOST, cutoff=_ALIKE)
    ranked = list(dict.fromkeys(called[name] for name in (*sorted(holding, key=len), *close)))
    if not ranked:
        return (
            f"it has {', '.join(_shown(list(known)[:_MOST], known))} and others"
            if known
            else "none is loaded: run `linli pack load DIR`"
        )
    shown = list(_shown(ranked[:_MOST], known))
    return f"the nearest {'is' if len(shown) == 1 else 'are'} {', '.join(shown)}"


def _shown(codes: Iterable[str], known: Mapping[str, Words]) -> Iterator[str]:
    for code in codes:
        yield f"{code} ({' / '.join(known[code].values())})"


def _unit(units: Mapping[str, Unit], given: str) -> Unit | None:
    found = units.get(leaf(given))
    return found if found and given in (found.code, found.path) else None


def _in_some_edition[T](find: Callable[[Edition], T | None], *, past: bool) -> T | None:
    """What is found in the edition in force, else, of the `past`, in the newest one that has it."""
    found = find(catalogue.current())
    earlier = catalogue.editions() if past and found is None else ()
    return next((one for known in earlier if (one := find(catalogue.edition(known.number))) is not None), found)
