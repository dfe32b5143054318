"""Feeds of public cases: what a feed reader and a map read of them, page by page, and never more than is public."""

import json
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4
from xml.etree import ElementTree

import feedparser
import pytest
from django.test import Client
from tests import town
from tests.faces.portal_kit import visitor

from linli.cases import commands, published
from linli.cases.rules import Given
from linli.faces.portal.feeds import view
from linli.kernel.results import Allowed
from linli.kernel.rights import reporter

pytestmark = pytest.mark.django_db

ATOM, GEOJSON = "/feeds/cases.atom", "/feeds/cases.geojson"
A = "{http://www.w3.org/2005/Atom}"
WORDS = "the lamp in front of my own door"


@pytest.fixture
def client() -> Client:
    town.install()
    return visitor()


def report(klass: str = town.LAMP, spot: tuple[float, float] = town.IN_EAST, ago: int = 60) -> UUID:
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", now=town.NOW - timedelta(minutes=ago), text=WORDS,
        class_key=klass, spot=commands.Spot(*spot, address="12 Lotus Road"),
    )  # fmt: skip
    assert isinstance(done, Allowed), done
    return done.value.case_id


def withdraw(case_id: UUID, now: datetime = town.NOW) -> None:
    done = commands.act(
        case_id=case_id, move="withdraw", actor=reporter(str(case_id)), given=Given(), command_id=uuid4(), now=now
    )
    assert isinstance(done, Allowed), done


def features(client: Client, **query: Any) -> list[dict[str, Any]]:
    response = client.get(GEOJSON, query)
    assert response.status_code == 200, response.content
    return json.loads(response.content)["features"]  # type: ignore[no-any-return]


def test_a_feed_has_what_rfc_4287_requires_and_a_feed_reader_reads_it(client: Client) -> None:
    report(ago=90)
    report(town.NOISE, town.IN_WEST, ago=30)
    response = client.get(ATOM, {"lang": "en"})
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    for element in (root, *root.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            found = element.findall(A + name)
            assert len(found) == 1 and found[0].text
        assert urlsplit(element.findtext(f"{A}id")).scheme == "urn"
        assert datetime.fromisoformat(str(element.findtext(f"{A}updated"))).tzinfo is not None
        assert [link.get("rel") for link in element.findall(f"{A}link")].count("alternate") == 1
    assert root.findtext(f"{A}author/{A}name") == "Town"
    read = feedparser.parse(response.content)
    assert not read.bozo
    assert read.feed.title == "Town: public cases" and read.feed.language == "en"
    assert [one.title.split(" ", 1)[1] for one in read.entries] == ["Noise", "Street lamp faulty"]
    assert [(tag.term, tag.label) for tag in read.entries[1].tags] == [(town.LAMP, "Street lamp faulty")]
    assert client.get(urlsplit(read.entries[0].link).path).status_code == 200
    assert len({one.id for one in read.entries}) == 2


def test_the_map_data_is_rfc_7946_with_rounded_points_and_nobodys_words(client: Client) -> None:
    report(spot=(31.0050123, 121.0150456))
    response = client.get(GEOJSON, {"lang": "en"})
    assert response["Content-Type"] == "application/geo+json"
    document = json.loads(response.content)
    assert document["type"] == "FeatureCollection"
    (feature,) = document["features"]
    assert feature["type"] == "Feature"
    assert feature["geometry"] == {"type": "Point", "coordinates": [121.015, 31.005]}
    told = feature["properties"]
    assert (told["class_key"], told["stage"], told["unit_path"]) == (town.LAMP, "filed", town.LIGHTING)
    assert told["closed_at"] is None and told["due_at"] == "2026-03-04T01:00:00Z"
    for kind in (ATOM, GEOJSON):
        assert not any(secret in client.get(kind).content.decode() for secret in (WORDS, "Lotus", "0150456"))


def test_questions_and_what_was_taken_back_or_lies_outside_are_in_no_feed(client: Client) -> None:
    report(town.QUESTION)
    report(spot=town.OUTSIDE)
    withdraw(report())
    assert features(client) == []
    assert feedparser.parse(client.get(ATOM).content).entries == []


def test_a_feed_is_narrowed_by_area_class_group_and_state(client: Client) -> None:
    report(ago=90)
    report(town.NOISE, town.IN_WEST, ago=30)

    def classes(**query: Any) -> list[str]:
        return [one["properties"]["class_key"] for one in features(client, **query)]

    assert classes(area="990101001") == classes(area=town.EAST) == classes(area=town.EAST_COMMUNITY) == [town.LAMP]
    assert classes(area="990101002", **{"class": town.LAMP}) == []
    assert classes(**{"class": [town.NOISE, town.LAMP]}) == [town.NOISE, town.LAMP]
    assert classes(group="Facilities") == [town.NOISE, town.LAMP]
    assert classes(state="open") == [town.NOISE, town.LAMP] and classes(state="closed") == []


@pytest.mark.parametrize(
    "wrong",
    ["area=1", "class=none", f"class={town.QUESTION}", "group=none", "state=late", "lang=tlh", "cursor=x",
     "cursor=2026-03-02T00:00:00Z_00000000000000000000000000000000"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_answered_with_what_would(client: Client, wrong: str) -> None:
    for kind in (ATOM, GEOJSON):
        response = client.get(f"{kind}?{wrong}")
        assert response.status_code == 400
        assert response.content.decode().startswith(wrong[:40] + ":" if len(wrong) < 40 else wrong[:40])


def test_pages_are_linked_until_everything_was_read_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "PAGE", 2)
    for minutes in range(5):
        report(ago=10 + minutes)
    address, ids, seen = f"{ATOM}?class={town.LAMP}", set(), []
    while address:
        response = client.get(address)
        read = feedparser.parse(response.content)
        ids.add(read.feed.id)
        seen += [one.id for one in read.entries]
        links = {one.rel: one.href for one in read.feed.links}
        assert links["first"].endswith(f"?class={town.LAMP}")
        assert response.headers.get("Link", "") == (f'<{links["next"]}>; rel="next"' if "next" in links else "")
        address = links.get("next", "")
    assert len(seen) == len(set(seen)) == 5 and len(ids) == 1
    assert json.loads(client.get(GEOJSON).content)["links"][-1]["rel"] == "next"


def test_what_has_not_changed_is_not_sent_again_and_what_was_taken_back_counts_as_a_change(client: Client) -> None:
    report(ago=90)
    case_id = report(ago=60)
    first = client.get(ATOM)
    assert parsedate_to_datetime(first["Last-Modified"]) == published.changed_last()
    by_tag, by_date = {"If-None-Match": first["ETag"]}, {"If-Modified-Since": first["Last-Modified"]}
    for asked in (by_tag, by_date):
        again = client.get(ATOM, headers=asked)
        assert (again.status_code, again.content) == (304, b"") and again["ETag"] == first["ETag"]
    withdraw(case_id)
    for asked in (by_tag, by_date):
        assert client.get(ATOM, headers=asked).status_code == 200


def test_the_page_around_here_leads_to_the_same_as_a_feed(client: Client) -> None:
    report()
    page = client.get("/around/", {"group": "Facilities"}).content.decode()
    links = [part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("/feeds/")]
    assert sorted({unescape(link) for link in links}) == [
        f"{kind}?group=Facilities&state=open&lang=en" for kind in (ATOM, GEOJSON)
    ]
    assert len(links) == 4 and page.count('rel="alternate"') == 2
    assert len(feedparser.parse(client.get(unescape(links[0])).content).entries) == 1
