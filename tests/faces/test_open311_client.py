"""A round trip over HTTP: `georeport`, a client from PyPI, reads; it can't post, so that the library under it does."""

from typing import Any

import pytest
import requests
from georeport import GeoReport
from tests import town
from tests.faces import open311_kit as kit
from tests.faces import portal_kit as portal

from linli.cases import queries

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def city(live_server: Any) -> str:
    town.catalogue_queries.forget()
    town.places_queries.forget()
    town.install()
    return str(live_server.url)


@pytest.mark.parametrize("fmt", ["json", "xml"])
def test_a_real_client_files_lists_filters_and_reads(city: str, fmt: str) -> None:
    key = kit.new_key()
    discovery = requests.get(f"{city}/open311/discovery.json", timeout=10).json()
    client = GeoReport(discovery["endpoints"][0]["url"], jurisdiction="town", output_format=fmt)
    services = {one["service_name"]: one for one in client.get_service_list()}
    assert {"路灯异常", "暴露垃圾"} <= set(services)
    definition = client.get_service_definition(services["路灯异常"]["service_code"])
    assert definition["service_code"] == town.LAMP

    given = {"api_key": key, "jurisdiction_id": "town", "lat": kit.LAT, "long": kit.LON}
    photo = portal.photo()
    files = {"media": ("photo.jpg", photo.read(), "image/jpeg")}
    lamp = _filed(client, given | {"service_code": town.LAMP, "description": "不亮"}, None)
    rubbish = _filed(client, given | {"service_code": town.RUBBISH}, files)
    read = client.get_service_request(lamp)
    assert (read["service_request_id"], read["status"], read["service_name"]) == (lamp, "open", "路灯异常")
    assert [one["service_request_id"] for one in client.get_service_requests()] == [rubbish, lamp]

    view = queries.case(number=int(lamp))
    assert view is not None
    portal.handled(view.id)
    portal.act(view.id, "confirm", portal.reporter_of(view.id))
    again = _filed(client, given | {"service_code": town.LAMP}, None)
    found = client.get_service_requests(service_code=town.LAMP, status="open,closed")
    assert [(one["service_request_id"], one["status"]) for one in found] == [(again, "open"), (lamp, "closed")]
    both = client.get_service_requests(service_request_id=f"{lamp},{rubbish}")
    assert {one["service_request_id"] for one in both} == {lamp, rubbish}


def test_a_real_client_is_told_when_it_asks_for_nothing_that_there_is(city: str) -> None:
    client = GeoReport(f"{city}/open311/v2", jurisdiction="elsewhere")
    with pytest.raises(requests.HTTPError, match="404"):
        client.get_service_list()
    client.jurisdiction = None
    with pytest.raises(requests.HTTPError, match="404"):
        client.get_service_request("12345")


def _filed(client: GeoReport, given: dict[str, Any], files: Any) -> str:
    """Post as the specification says, and read the number from the answer in the client's format."""
    answer = requests.post(
        f"{client.root_address}/requests.{client.output_format}", data=given, files=files, timeout=10
    )
    assert answer.status_code == 200, answer.text
    receipt = answer.json() if client.output_format == "json" else kit.spark(answer.content)
    return str(receipt[0]["service_request_id"])
