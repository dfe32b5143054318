"""pack.toml: name, title, languages, time zone, and the settings of map, cells, loop and calendars."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from linli.catalogue.rules.edition import CLOCKS, DEGREES, WHISTLE, Retention
from linli.kernel.faults import Fault
from linli.kernel.periods import Limit
from linli.kernel.words import WRITTEN, Words, words
from linli.packs.folder import Folder, Layer
from linli.packs.parts.limits import LIMIT_CLOCKS, LIMIT_MOST
from linli.packs.parts.values import listed
from linli.packs.sources import TomlFile, read_text

_KEYS: Mapping[str, Mapping[str, type | tuple[type, ...]]] = {
    "pack": {
        "name": str,
        "title": dict,
        "extends": str,
        "languages": list,
        "time_zone": str,
        "leave_out": list,
    },
    "map": {"centre": list, "zoom": (int, float), "basemap": str, "credit": str, "credit_link": str},
    "cells": {"size": (int, float)},
    "loop": {"silence_days": int, "objection_days": int, "reopen_days": int},
    "calendars": {"default": str},
    "checks": {"sample": int},
    "clocks": {**dict.fromkeys(CLOCKS, dict), "pause_days": int},
    "whistle": dict.fromkeys(DEGREES, dict),
    "retention": {"contact": int, "words": int, "photos": int, "photos_of": dict},
}
_KIND_OF_VALUE = {
    str: "a text in quotes",
    dict: 'a table like { zh = "…", en = "…" }',
    list: "a list in [ ]",
    int: "a whole number",
    (int, float): "a number",
}
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DAYS = ("silence_days", "objection_days", "reopen_days")
_DAY_DEFAULTS = {"silence_days": 7, "objection_days": 15, "reopen_days": 30, "pause_days": 30}
_MOST_DAYS = 366
_MOST_KEPT = 3660  # ten years
_KEPT_REMEDY = f"a number of days from 1 to {_MOST_KEPT}"
_CREDIT_MOST = 200
_WEB_PAGE = re.compile(r"https?://[^\s/]+\.[^\s/]+\S*")
_BASEMAP_KINDS = ("road", "water", "park", "building", "block", "rail", "poi")


@dataclass(frozen=True, slots=True)
class Head:
    """What the pack's own file says, with what it extends behind it. `cell_size` is in metres, None where cells are
    given.
    """

    name: str
    title: Words
    languages: tuple[str, ...]
    time_zone: str
    leave_out: tuple[str, ...]
    centre: tuple[float, float] | None
    zoom: float
    basemap: bytes | None
    credit: str
    credit_link: str
    cell_size: float | None
    calendar: str
    days: Mapping[str, int]
    clocks: Mapping[str, Limit]
    whistle: Mapping[str, Limit]
    sample: int
    retention: Retention


def read(folder: Folder, faults: list[Fault]) -> Head:
    for layer in folder.layers:
        _check_keys(layer.head, faults)
    own = folder.own.head
    name = _own(own, "name", str, "")
    if not _NAME.fullmatch(name):
        remedy = "write small letters and digits, joined by -"
        faults.append(own.fault("pack", "name", name, "is not the name of a pack", remedy))
    given = _own(own, "title", dict, {})
    title = words(zh=str(given.get("zh", "")), en=str(given.get("en", "")))
    languages = _languages(folder, faults)
    if not all(language in title for language in languages):
        message = "is not in all languages of the pack"
        faults.append(own.fault("pack", "title", dict(given), message, 'write { zh = "…", en = "…" }'))
    credit, credit_link = _credit(folder.layers, faults)
    days = {key: _days(folder, "loop", key, faults) for key in _DAYS}
    days["pause_days"] = _days(folder, "clocks", "pause_days", faults)
    return Head(
        name=name,
        title=title,
        languages=languages,
        time_zone=_time_zone(folder, faults),
        leave_out=folder.leave_out,
        centre=_centre(folder, faults),
        zoom=_zoom(folder, faults),
        basemap=_basemap(folder.layers, faults),
        credit=credit,
        credit_link=credit_link,
        cell_size=_cell_size(folder, faults),
        calendar=str(_nearest(folder, "calendars", "default", str, "")[1]),
        days=days,
        clocks=_limits(folder, "clocks", CLOCKS, faults),
        whistle={**WHISTLE, **_limits(folder, "whistle", DEGREES, faults)},
        sample=_sample(folder, faults),
        retention=_retention(folder, faults),
    )


def _check_keys(head: TomlFile, faults: list[Fault]) -> None:
    for section, content in head.values.items():
        if section not in _KEYS or not isinstance(content, Mapping):
            remedy = f"the sections are {listed(f'[{one}]' for one in _KEYS)}"
            place = head.line(section) or head.line("", section)
            faults.append(Fault(head.file, place, section, "unknown section", remedy))
            continue
        for key, value in content.items():
            kind = _KEYS[section].get(key)
            if kind is None:
                faults.append(head.fault(section, key, key, "unknown key", f"write {listed(_KEYS[section])}"))
            elif not isinstance(value, kind) or isinstance(value, bool):
                faults.append(head.fault(section, key, value, "is of the wrong kind", f"write {_KIND_OF_VALUE[kind]}"))
    if "pack" not in head.values:
        faults.append(Fault(head.file, None, "[pack]", "the section is missing", "add it with name and title"))


def _own[V](head: TomlFile, key: str, kind: type[V], default: V) -> V:
    section = head.values.get("pack")
    value = section.get(key) if isinstance(section, Mapping) else None
    return value if isinstance(value, kind) else default


def _nearest(
    folder: Folder, section: str, key: str, kind: type | tuple[type, ...], default: Any
) -> tuple[TomlFile, Any]:
    """The value of the nearest layer that has one of the right kind, and the file it is from."""
    for layer in folder.layers:
        content = layer.head.values.get(section)
        if isinstance(content, Mapping) and isinstance(content.get(key), kind):
            return layer.head, content[key]
    return folder.own.head, default


def _languages(folder: Folder, faults: list[Fault]) -> tuple[str, ...]:
    head, given = _nearest(folder, "pack", "languages", list, list(WRITTEN))
    known = tuple(one for one in given if one in WRITTEN)
    if len(known) != len(given) or not known:
        remedy = f"write {listed(WRITTEN)}, or both"
        faults.append(head.fault("pack", "languages", given, "has an unknown language, or none", remedy))
    return known


def _time_zone(folder: Folder, faults: list[Fault]) -> str:
    head, given = _nearest(folder, "pack", "time_zone", str, "Asia/Shanghai")
    if not is_time_zone(given):
        faults.append(head.fault("pack", "time_zone", given, "is not a time zone", "write one like Asia/Shanghai"))
        return "UTC"
    return str(given)


def is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _days(folder: Folder, section: str, key: str, faults: list[Fault]) -> int:
    head, given = _nearest(folder, section, key, int, _DAY_DEFAULTS[key])
    if not 1 <= given <= _MOST_DAYS:
        remedy = f"write a number of days from 1 to {_MOST_DAYS}"
        faults.append(head.fault(section, key, given, "is out of range", remedy))
    return int(given)


def _sample(folder: Folder, faults: list[Fault]) -> int:
    head, given = _nearest(folder, "checks", "sample", int, 0)
    if not 0 <= given <= 100:
        remedy = "write how many of a hundred satisfied closures are looked at again"
        faults.append(head.fault("checks", "sample", given, "is out of range", remedy))
        return 0
    return int(given)


def _retention(folder: Folder, faults: list[Fault]) -> Retention:
    """For how many days after closure data about persons is kept, each term from the nearest layer that sets it."""
    usual = Retention()
    found = {}
    for key in ("contact", "words", "photos"):
        head, given = _nearest(folder, "retention", key, int, getattr(usual, key))
        found[key] = int(given)
        if not 1 <= given <= _MOST_KEPT:
            faults.append(head.fault("retention", key, given, "is out of range", _KEPT_REMEDY))
    head, given = _nearest(folder, "retention", "photos_of", dict, {})
    of = {str(pattern): days for pattern, days in given.items() if _is_term(days)}
    if len(of) != len(given):
        remedy = f'write {{ "matter-03*" = 30 }}: a class or its beginning and *, and {_KEPT_REMEDY}'
        faults.append(head.fault("retention", "photos_of", dict(given), "has a term that is none", remedy))
    return Retention(**found, photos_of=of)


def _is_term(days: object) -> bool:
    return isinstance(days, int) and not isinstance(days, bool) and 1 <= days <= _MOST_KEPT


def _limits(folder: Folder, section: str, names: Sequence[str], faults: list[Fault]) -> dict[str, Limit]:
    """The limits of a section that are set, each from the nearest layer that sets it."""
    found = {}
    for name in names:
        head, given = _nearest(folder, section, name, dict, None)
        if given is None:
            continue
        limit = _limit(given)
        if limit is None:
            units = " or ".join(f"{unit} to {most}" for unit, most in LIMIT_MOST.items())
            remedy = f'write {{ value = 15, unit = "min", clock = "working" }}: from 1 {units}; continuous or working'
            faults.append(head.fault(section, name, given, "is not a limit", remedy))
        else:
            found[name] = limit
    return found


def _limit(given: Mapping[str, Any]) -> Limit | None:
    if set(given) != {"value", "unit", "clock"}:
        return None
    value, unit, clock = given["value"], given["unit"], given["clock"]
    if not isinstance(value, int) or isinstance(value, bool) or unit not in LIMIT_MOST or clock not in LIMIT_CLOCKS:
        return None
    return Limit(value, unit, clock) if 1 <= value <= LIMIT_MOST[unit] else None


def _centre(folder: Folder, faults: list[Fault]) -> tuple[float, float] | None:
    head, given = _nearest(folder, "map", "centre", list, None)
    if given is None:
        if not folder.is_library:
            remedy = "add [map] centre = [latitude, longitude]"
            faults.append(Fault(head.file, head.line("map"), "", "[map] centre: is missing", remedy))
        return None
    numbers = [float(one) for one in given if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(given) != 2 or len(numbers) != 2 or abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        remedy = "write [latitude, longitude] in degrees of WGS 84"
        faults.append(head.fault("map", "centre", given, "is not a point on Earth", remedy))
        return None
    return numbers[0], numbers[1]


def _zoom(folder: Folder, faults: list[Fault]) -> float:
    head, given = _nearest(folder, "map", "zoom", (int, float), 13)
    if not 0 <= given <= 22:
        faults.append(head.fault("map", "zoom", given, "is out of range", "write a number from 0 to 22"))
    return float(given)


def _cell_size(folder: Folder, faults: list[Fault]) -> float | None:
    head, given = _nearest(folder, "cells", "size", (int, float), None)
    has_cells = "cells.geojson" in folder.outlines
    if given is None:
        if not folder.is_library and not has_cells:
            remedy = "add [cells] size = 100, or a cells.geojson"
            faults.append(Fault(head.file, None, "", "there are neither cells nor a rule to cut them", remedy))
        return None
    if has_cells:
        remedy = "remove the rule, or cells.geojson"
        faults.append(head.fault("cells", "size", given, "there is a cells.geojson as well", remedy))
        return None
    if not 10 <= given <= 10_000:
        faults.append(head.fault("cells", "size", given, "is out of range", "write metres from 10 to 10000"))
        return None
    return float(given)


def _basemap(layers: Sequence[Layer], faults: list[Fault]) -> bytes | None:
    for layer in layers:
        section = layer.head.values.get("map")
        name = section.get("basemap") if isinstance(section, Mapping) else None
        if not isinstance(name, str):
            continue
        content = layer.bytes_of(name)
        if "/" in name or content is None:
            remedy = "name a GeoJSON file in the pack's folder, or leave `basemap` out"
            faults.append(layer.head.fault("map", "basemap", name, "there is no such file", remedy))
            return None
        text = read_text(content, file=layer.file(name), faults=faults)
        if text is not None:
            _check_basemap(text, layer.file(name), faults)
        return None if text is None else text.encode()
    return None


def _credit(layers: Sequence[Layer], faults: list[Fault]) -> tuple[str, str]:
    """Whose data the base map shows and a page about it, as the pack says that brings the base map; else nothing."""
    for layer in layers:
        section = layer.head.values.get("map")
        if not isinstance(section, Mapping):
            continue
        said, link = (str(section.get(key, "")).strip() for key in ("credit", "credit_link"))
        if len(said) > _CREDIT_MOST:
            remedy = f"write at most {_CREDIT_MOST} letters, and the rest on the page of `credit_link`"
            faults.append(layer.head.fault("map", "credit", said, "is too long for a map's edge", remedy))
        if link and not said:
            faults.append(layer.head.fault("map", "credit_link", link, "links nothing", "say `credit` as well"))
        if link and not _WEB_PAGE.fullmatch(link):
            remedy = "write a web page's address, beginning with https://"
            faults.append(layer.head.fault("map", "credit_link", link, "is not the address of a page", remedy))
        if "basemap" in section:
            return said, link
        if said:
            remedy = "name the `basemap` that it is for, or leave `credit` out"
            faults.append(layer.head.fault("map", "credit", said, "there is no base map to credit", remedy))
    return "", ""


def _check_basemap(text: str, file: str, faults: list[Fault]) -> None:
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        faults.append(Fault(file, error.lineno, "", f"is not JSON: {error.msg}", "write it as GeoJSON"))
        return
    features = content.get("features") if isinstance(content, Mapping) else None
    if not isinstance(features, list):
        remedy = 'write {"type": "FeatureCollection", "features": [ … ]}'
        faults.append(Fault(file, 1, "", "is not a FeatureCollection", remedy))
        return
    kinds = {(one.get("properties") or {}).get("kind") if isinstance(one, Mapping) else None for one in features}
    for kind in sorted(kinds - set(_BASEMAP_KINDS), key=str):
        remedy = f"give every feature the property kind: {listed(_BASEMAP_KINDS)}"
        faults.append(Fault(file, None, str(kind), "a feature's kind is not known", remedy))
