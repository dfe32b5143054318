"""What a feed is narrowed to, as its address says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from linli.cases.published import Mark, Wanted, read_mark
from linli.catalogue.rules.edition import Edition
from linli.faces.portal import public
from linli.kernel.paths import leaf
from linli.kernel.words import LANGUAGES
from linli.places import queries as places

_CLOSED: Mapping[str, bool | None] = {"": None, "open": False, "closed": True}


class MisfitError(ValueError):
    """A part of the address makes no sense; the text names it, its value and what would."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A feed's address, read. `pairs` are its parts without the place to go on from, which is `after`."""

    wanted: Wanted
    after: Mark | None
    language: str
    pairs: tuple[tuple[str, str], ...]

    def query(self, **more: str) -> str:
        """The part of the address behind the path, with its question mark; nothing where it narrows nothing."""
        pairs = [*self.pairs, *more.items()]
        return f"?{urlencode(pairs)}" if pairs else ""


def read(given: QueryDict, of: Edition) -> Asked:
    """Read `area` (code or path), `class` (any number of keys), `group` (a name in any language), `state` (open or
    closed), `lang` and `cursor`. Raises MisfitError."""
    area, group, state = (given.get(name, "") for name in ("area", "group", "state"))
    language, cursor = given.get("lang", ""), given.get("cursor", "")
    keys = tuple(dict.fromkeys(key for key in given.getlist("class") if key))
    if state not in _CLOSED:
        raise MisfitError(f"state={state}: give open or closed, or leave it out for both")
    if language and language not in LANGUAGES:
        raise MisfitError(f"lang={language}: give one of {', '.join(LANGUAGES)}")
    after = read_mark(cursor) if cursor else None
    if cursor and (after is None or after.at is not None):
        raise MisfitError(f"cursor={cursor}: take it from the feed's link to its next page")
    pairs = (("area", area), *(("class", key) for key in keys), ("group", group), ("state", state), ("lang", language))
    return Asked(
        wanted=Wanted(class_keys=_keys(keys, group, of), area_path=_path(area), closed=_CLOSED[state]),
        after=after,
        language=language,
        pairs=tuple(pair for pair in pairs if pair[1]),
    )


def _keys(keys: Sequence[str], group: str, of: Edition) -> tuple[str, ...]:
    shown = public.class_keys(of)
    for key in keys:
        if key not in shown:
            raise MisfitError(f"class={key}: there is no such class among those whose cases are public")
    if not group:
        return tuple(keys)
    within = tuple(key for key in public.class_keys(of, group) if not keys or key in keys)
    if not within:
        raise MisfitError(f"group={group}: there is no such group of public classes, or none of the classes is in it")
    return within


def _path(area: str) -> str:
    if not area:
        return ""
    for one in places.areas():
        if area in (one.path, leaf(one.path)):
            return one.path
    raise MisfitError(f"area={area}: there is no area of this code")
