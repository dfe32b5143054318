"""One answer in two formats: XML, and JSON by the Spark convention (a container of like elements is an array)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from xml.etree import ElementTree

import orjson

from linli.kernel.text import in_xml

type Format = Literal["xml", "json"]

TYPES: Mapping[str, str] = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What the elements of a container are called.
_MEMBERS: Mapping[str, str] = {
    "services": "service",
    "attributes": "attribute",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "notes": "note",
    "endpoints": "endpoint",
    "formats": "format",
    "errors": "error",
}


def write(fmt: Format, root: str, content: Any) -> bytes:
    """`content` as a document in UTF-8; `root` names the element that is the XML document and the JSON value."""
    if fmt == "json":
        return orjson.dumps(content)
    document: bytes = ElementTree.tostring(_element(root, content), encoding="utf-8", xml_declaration=True)
    return document


def _element(name: str, value: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(value, Mapping):
        element.extend(_element(key, part) for key, part in value.items())
    elif isinstance(value, Sequence) and not isinstance(value, str):
        element.extend(_element(_MEMBERS[name], part) for part in value)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = in_xml(str(value))
    return element
