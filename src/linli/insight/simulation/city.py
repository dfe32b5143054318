"""The city that is simulated: its rules, its places with weights, and who works there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from random import Random

import shapely

from linli.cases.commands import Spot, place_of
from linli.cases.rules import Place
from linli.catalogue.rules.edition import Edition, ServiceClass, class_specificity, matches
from linli.insight.simulation import habits
from linli.kernel.paths import within
from linli.kernel.rights import UNIT_ROLES, Actor, Grant, Role
from linli.kernel.words import say
from linli.people.queries import HeldPost
from linli.places import queries as places
from linli.places.queries import Landmark

_METRE = 1 / 111_195  # degrees of latitude
_NEIGHBOURS = 60  # metres within which a facility goes by the name of an address


@dataclass(frozen=True, slots=True)
class Site:
    """A spot where things are reported: a place with its cell, and the words people have for it."""

    place: Place
    names: Mapping[str, str]


class City:
    """Where things happen and what is reported. The same for the same seed, edition and places."""

    def __init__(self, edition: Edition, seed: str) -> None:
        self.edition = edition
        dice = Random(f"{seed}/city")
        landmarks = places.landmarks()
        self._components = _by_class(landmarks)
        self._sites = _sites(landmarks)
        if not self._sites:
            raise LookupError("the city has no places: load a pack with areas first, `linli pack load DIR`")
        self._site_weights = _weights(self._sites, dice)
        self._near = shapely.STRtree([shapely.Point(site.place.lon, site.place.lat) for site in self._sites])
        self.classes = tuple(one for one in edition.classes.values() if not one.photo_required)
        self._sore: list[tuple[ServiceClass, Site]] = []
        usual = [habits_weight(one.key) for one in self.classes]
        for about in dice.choices(self.classes, usual, k=habits.SORE_SPOTS):
            if about.kind in ("component", "matter"):
                self._sore.append((about, self.site(dice, about)))

    def site(self, dice: Random, about: ServiceClass | None) -> Site:
        """Somewhere: at a facility of the class where the city has one, else near an address."""
        own = self._components.get(about.code) if about and about.kind == "component" else None
        if own:
            landmark = dice.choice(own)
            names = self._names_near(landmark)
            address = names.get("zh-hans", "")
            place = place_of(Spot(landmark.lat, landmark.lon, address=address, component=landmark.code))
            return Site(place, names)
        site = dice.choices(self._sites, cum_weights=self._site_weights)[0]
        return self.near(dice, site, metres=25)

    def _names_near(self, landmark: Landmark) -> Mapping[str, str]:
        """What people call the spot of a facility: the nearest address, if it is not far."""
        at = shapely.Point(landmark.lon, landmark.lat)
        found = self._near.query_nearest(at, max_distance=_NEIGHBOURS * _METRE, all_matches=False)
        return self._sites[int(found[0])].names if len(found) else {}

    def near(self, dice: Random, site: Site, *, metres: float) -> Site:
        """A little further, with the same name; the same spot where that would be outside the city."""
        north, east = dice.uniform(-metres, metres), dice.uniform(-metres, metres)
        at = site.place
        lat = round(at.lat + north * _METRE, 6)
        lon = round(at.lon + east * _METRE / cos(radians(at.lat)), 6)
        place = place_of(Spot(lat, lon, address=at.address))
        return Site(place, site.names) if place.cell else site

    def sore_spot(self, dice: Random) -> tuple[ServiceClass, Site] | None:
        return dice.choice(self._sore) if self._sore else None

    @property
    def sites(self) -> Sequence[Site]:
        """Its addresses; in a city that has none, the middles of its cells."""
        return self._sites

    def outside(self, dice: Random) -> Site:
        """Somewhere a few kilometres beyond the border."""
        west, _, east, north = places.area_bounds("") or (0, 0, 0, 0)
        lat = round(north + dice.uniform(0.02, 0.05), 6)
        return Site(place_of(Spot(lat, round(dice.uniform(west, east), 6))), {})


class Cast:
    """Who works in the city: the accounts that hold posts, and colleagues who have none here."""

    def __init__(self, posts: Sequence[HeldPost]) -> None:
        grants: dict[int, list[Grant]] = {}
        for post in posts:
            grants.setdefault(post.staff_id, []).append(Grant(post.role, post.area_path, post.unit_path))
        self._accounts = [Actor("staff", staff_id, tuple(own)) for staff_id, own in sorted(grants.items())]

    def choose(self, dice: Random, role: Role, *, area_path: str, unit_path: str = "") -> tuple[Actor, ...]:
        """Who might act in a post, the likeliest first; the last is a colleague who always may."""
        unit = unit_path if role in UNIT_ROLES else ""
        colleague = Actor("staff", None, (Grant(role, unit_path=unit),))
        able = [one for one in self._accounts if one.holds(role, area_path=area_path, unit_path=unit)]
        if able and dice.random() < habits.LED_BY_AN_ACCOUNT:
            return dice.choice(able), colleague
        return (colleague,)


def habits_weight(class_key: str) -> float:
    """How often a class is reported."""
    return _narrowest(habits.CLASS_WEIGHTS, class_key, 1.0)


def season(class_key: str, month: int) -> float:
    """By how much a month multiplies a class."""
    months, factor = _narrowest(habits.SEASONS, class_key, ((), 1.0))
    return factor if month in months else 1.0


def _narrowest[T](table: Mapping[str, T], class_key: str, otherwise: T) -> T:
    fitting = [pattern for pattern in table if matches(pattern, class_key)]
    return table[max(fitting, key=class_specificity)] if fitting else otherwise


def _by_class(landmarks: Sequence[Landmark]) -> dict[str, list[Landmark]]:
    found: dict[str, list[Landmark]] = {}
    for landmark in landmarks:
        if landmark.class_code:
            found.setdefault(landmark.class_code, []).append(landmark)
    return found


def _sites(landmarks: Sequence[Landmark]) -> list[Site]:
    """Addresses; in a city that has none, the middle of each cell."""
    found = []
    for landmark in landmarks:
        if landmark.names:
            place = place_of(Spot(landmark.lat, landmark.lon, address=say(landmark.names, "zh-hans")))
            if place.cell:
                found.append(Site(place, landmark.names))
    if found:
        return found
    for cell in places.atlas().cells:
        middle = cell.geometry.representative_point()
        place = place_of(Spot(round(middle.y, 6), round(middle.x, 6)))
        if place.cell:
            found.append(Site(place, {}))
    return found


def _weights(sites: Sequence[Site], dice: Random) -> list[float]:
    """Some communities report several times as much as others. Cumulative, as `choices` wants them."""
    areas = dict.fromkeys(site.place.area_path for site in sites)
    liveliness = {area: dice.lognormvariate(0, 0.6) for area in areas}
    sizes = dict.fromkeys(areas, 0)
    for site in sites:
        sizes[site.place.area_path] += 1
    total, found = 0.0, []
    for site in sites:
        total += liveliness[site.place.area_path] / sizes[site.place.area_path]
        found.append(total)
    return found


def other_unit(edition: Edition, unit_path: str, dice: Random) -> str:
    """Another unit that might be meant: not the one given, nor one above or below it."""
    others = [
        unit.path
        for unit in edition.units.values()
        if not within(unit.path, unit_path) and not within(unit_path, unit.path)
    ]
    return dice.choice(others) if others else unit_path
