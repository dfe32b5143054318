"""The two forms of a feed: Atom (RFC 4287, its pages linked as in RFC 5005 §3) and GeoJSON (RFC 7946)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import orjson

from linli.faces.portal.feeds.entries import Entry
from linli.kernel.text import in_xml
from linli.ui.templatetags.ui import language_tag

ATOM = "application/atom+xml"
GEOJSON = "application/geo+json"
_NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:georss": "http://www.georss.org/georss"}


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed. `itself`, `first`, `following` and `page` are absolute addresses; `following` is empty on the
    last page, and `page` is the one for people. `updated` is when the newest of what it tells changed."""

    title: str
    by: str
    language: str
    itself: str
    first: str
    following: str
    page: str
    updated: datetime
    entries: Sequence[Entry]


def atom(feed: Feed) -> bytes:
    root = ElementTree.Element("feed", _NAMESPACES | {"xml:lang": language_tag(feed.language)})
    # The same for all pages of a feed: they are one (RFC 5005 §3).
    _text(root, "id", uuid5(NAMESPACE_URL, feed.first).urn)
    _text(root, "title", feed.title)
    _text(root, "updated", _moment(feed.updated))
    _text(ElementTree.SubElement(root, "author"), "name", feed.by)
    _text(root, "generator", "Linli")
    for relation, href, kind in _links(feed, ATOM):
        _link(root, relation, href, kind)
    for entry in feed.entries:
        _add(root, entry)
    document: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def geojson(feed: Feed) -> bytes:
    """`links` and `updated` are members beside those of RFC 7946 (§6.1), named as in OGC API – Features."""
    return orjson.dumps(
        {
            "type": "FeatureCollection",
            "title": feed.title,
            "updated": _moment(feed.updated),
            "links": [{"rel": rel, "href": href, "type": kind} for rel, href, kind in _links(feed, GEOJSON)],
            "features": [_feature(entry) for entry in feed.entries],
        }
    )


def _add(root: ElementTree.Element, entry: Entry) -> None:
    case = entry.case
    element = ElementTree.SubElement(root, "entry")
    _text(element, "id", case.id.urn)
    _text(element, "title", f"#{case.number} {entry.title}")
    _text(element, "updated", _moment(case.changed_at))
    _text(element, "published", _moment(case.reported_at))
    _link(element, "alternate", entry.href, "text/html")
    ElementTree.SubElement(element, "category", {"term": case.class_key, "label": in_xml(entry.title)})
    _text(element, "summary", entry.summary)
    _text(element, "georss:point", f"{case.lat} {case.lon}")


def _feature(entry: Entry) -> dict[str, Any]:
    case = entry.case
    return {
        "type": "Feature",
        "id": case.number,
        "geometry": {"type": "Point", "coordinates": [case.lon, case.lat]},
        "properties": {
            "number": case.number,
            "class_key": case.class_key,
            "title": entry.title,
            "state": case.state,
            "stage": case.stage,
            "stage_name": entry.stage,
            "area_path": case.area_path,
            "area_name": entry.area,
            "unit_path": case.unit_path,
            "unit_name": entry.unit,
            "reported_at": _moment(case.reported_at),
            "changed_at": _moment(case.changed_at),
            "due_at": case.due_at and _moment(case.due_at),
            "closed_at": case.closed_at and _moment(case.closed_at),
            "outcome": case.outcome,
            "href": entry.href,
        },
    }


def _links(feed: Feed, kind: str) -> list[tuple[str, str, str]]:
    links = [("self", feed.itself, kind), ("alternate", feed.page, "text/html"), ("first", feed.first, kind)]
    return [*links, ("next", feed.following, kind)] if feed.following else links


def _link(parent: ElementTree.Element, relation: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, "link", {"rel": relation, "href": href, "type": kind})


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = in_xml(text)


def _moment(at: datetime) -> str:
    """RFC 3339, in UTC, to the second or finer as it was kept."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
