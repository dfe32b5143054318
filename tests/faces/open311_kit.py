"""What tests of Open311 share: calls in both formats, the specification's answers as schemas, and reports to read."""

from typing import Any
from xml.etree import ElementTree

import jsonschema
from django.test import Client
from tests import town
from tests.faces import portal_kit as portal

from linli.kernel.results import Allowed
from linli.people import tokens

BASE = "/open311/v2"
LAT, LON = town.IN_EAST


def call(path: str, *, language: str = "en", **given: Any) -> Any:
    return Client().get(f"{BASE}/{path}", given, headers={"Accept-Language": language})


def get(path: str, *, expect: int = 200, **given: Any) -> Any:
    """The JSON answer, after the XML answer to the same question was found to say the same."""
    answer = call(f"{path}.json", **given)
    assert answer.status_code == expect, answer.content.decode()
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    same = call(f"{path}.xml", **given)
    assert same.status_code == expect
    assert same["Content-Type"] == "text/xml; charset=utf-8"
    assert spark(same.content) == as_text(answer.json())
    return answer.json()


def post(path: str = "requests", *, fmt: str = "json", key: str | None = "", **given: Any) -> Any:
    """Post a form; with a new key unless one is given, and with none where it is None."""
    if key is not None:
        given["api_key"] = key or new_key()
    headers = {"Accept-Language": "en"} | given.pop("headers", {})
    return Client().post(f"{BASE}/{path}.{fmt}", given, headers=headers)


def report(**given: Any) -> dict[str, Any]:
    """What is answered to a report of a faulty lamp."""
    answer = post(**({"service_code": town.LAMP, "lat": LAT, "long": LON, "extensions": "true"} | given))
    assert answer.status_code == 200, answer.content.decode()
    [receipt] = answer.json()
    return dict(receipt)


def new_key(*, days: int | None = 30) -> str:
    made = tokens.make(name="an app", scopes=["open311"], now=portal.datetime.now(portal.UTC), days=days)
    assert isinstance(made, Allowed)
    return made.value.secret


def spark(document: bytes) -> Any:
    """XML as JSON by the Spark convention, with all values as text: read by nothing that wrote it."""
    assert document.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    return _spark(ElementTree.fromstring(document))


_CONTAINERS = {
    "services", "attributes", "service_requests", "service_request_updates", "notes", "endpoints", "formats", "errors",
}  # fmt: skip


def _spark(element: ElementTree.Element) -> Any:
    if element.tag in _CONTAINERS:
        assert len({part.tag for part in element}) <= 1, "a container holds elements of one name"
        return [_spark(part) for part in element]
    if len(element):
        return {part.tag: _spark(part) for part in element}
    return element.text


def as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_text(part) for part in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value in (None, "") else str(value)


def errors(answer: Any) -> list[str]:
    """The descriptions of an error answer, which is one by the specification."""
    found = answer.json() if isinstance(answer, object) and hasattr(answer, "json") else answer
    fits(found, ERRORS)
    return [one["description"] for one in found]


def fits(value: Any, schema: dict[str, Any]) -> None:
    """Check against a schema, formats of dates and addresses included."""
    jsonschema.validate(value, schema, format_checker=jsonschema.FormatChecker())


def _record(*, required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def _all(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


TEXT = {"type": "string", "minLength": 1}
NONE = {"type": ["string", "null"]}
# W3C's profile of ISO 8601, to the second, with a zone.
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$"}
NO_MOMENT = {"anyOf": [MOMENT, {"type": "null"}]}

SERVICES = _all(
    _record(
        required={
            "service_code": TEXT, "service_name": TEXT, "description": TEXT, "metadata": {"type": "boolean"},
            "type": {"enum": ["realtime", "batch", "blackbox"]}, "keywords": NONE, "group": NONE,
        }
    )
)  # fmt: skip
DEFINITION = _record(
    required={
        "service_code": TEXT,
        "attributes": _all(
            _record(
                required={
                    "variable": {"type": "boolean"}, "code": TEXT,
                    "datatype": {
                        "enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]
                    },
                    "required": {"type": "boolean"}, "datatype_description": NONE,
                    "order": {"type": "integer", "minimum": 1}, "description": TEXT,
                },
                optional={"values": _all(_record(required={"key": TEXT, "name": TEXT}))},
            )
        ),
    }
)  # fmt: skip
_REQUEST: dict[str, Any] = {
    "service_request_id": {"type": "string", "pattern": "^[0-9]+$"}, "status": {"enum": ["open", "closed"]},
    "status_notes": NONE, "service_name": TEXT, "service_code": TEXT, "description": NONE, "agency_responsible": NONE,
    "service_notice": NONE, "requested_datetime": MOMENT, "updated_datetime": MOMENT, "expected_datetime": NO_MOMENT,
    "address": NONE, "address_id": NONE, "zipcode": NONE, "lat": {"type": "number"}, "long": {"type": "number"},
    "media_url": NONE,
}  # fmt: skip
REQUESTS = _all(_record(required=_REQUEST))
EXTENDED = _all(
    _record(
        required=_REQUEST
        | {
            "extended_attributes": _record(required={"stage": TEXT, "outcome": NONE}),
            "notes": _all(_record(required={"datetime": MOMENT, "description": TEXT, "type": TEXT})),
        }
    )
)
RECEIPT = _all(_record(required={"service_request_id": TEXT, "service_notice": TEXT, "account_id": {"type": "null"}}))
TOKEN = _all(_record(required={"service_request_id": TEXT, "token": TEXT}))
ERRORS = {"minItems": 1} | _all(
    _record(required={"code": {"type": "integer", "minimum": 400, "maximum": 599}, "description": TEXT})
)
DISCOVERY = _record(
    required={
        "changeset": TEXT, "contact": TEXT, "key_service": TEXT,
        "endpoints": _all(
            _record(
                required={
                    "specification": {"const": "http://wiki.open311.org/GeoReport_v2"}, "url": TEXT, "changeset": TEXT,
                    "type": {"enum": ["production", "test"]},
                    "formats": _all({"enum": ["text/xml", "application/json"]}),
                }
            )
        ),
    }
)  # fmt: skip
