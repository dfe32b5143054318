"""What anybody sees: home, the map and list, a case's public page, following it. Nothing personal, ever."""

import gzip
import json
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import town
from tests.faces.portal_kit import act, code_of, fields, handled, operator, photo, reported, visitor
from tests.faces.test_portal_report import text_of

from linli.cases import queries
from linli.faces.portal import city
from linli.files import commands as files
from linli.kernel.results import Allowed
from linli.registers import decisions, personal

pytestmark = pytest.mark.django_db

SECRET = "my own secret words"


@pytest.fixture
def client(settings: Any, tmp_path: Path) -> Client:
    settings.LINLI_FILES = tmp_path
    town.install()
    return visitor()


def number(case_id: Any) -> int:
    view = queries.case(case_id=case_id)
    assert view is not None
    return view.number


def pins(client: Client, **query: str) -> list[dict[str, Any]]:
    response = client.get("/map/cases.geojson", query)
    assert response.status_code == 200
    return json.loads(response.content)["features"]  # type: ignore[no-any-return]


def test_the_first_page_offers_to_report_and_to_look_up_a_code(client: Client) -> None:
    page = client.get("/")
    assert 'href="/report/"' in page.content.decode()
    assert fields(page, "/t/") == {"code": ""}
    assert "Town" in text_of(page)


def test_the_reader_chooses_the_language_and_it_is_remembered(client: Client) -> None:
    client.cookies.clear()
    answer = client.get("/language/zh-hans/", {"next": "/around/?stage=filed"})
    assert answer["Location"] == "/around/?stage=filed"
    assert 'lang="zh-Hans"' in client.get("/").content.decode()
    client.get("/language/en/")
    assert 'lang="en"' in client.get("/").content.decode()
    assert client.get("/language/xx/").status_code == 404
    assert client.get("/language/en/", {"next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_public_page_shows_the_case_without_the_reporters_words(client: Client) -> None:
    _, case_id = reported(client, text=SECRET)
    handled(case_id, text="Bulb replaced")
    page = client.get(f"/cases/{number(case_id)}/")
    assert page.status_code == 200
    for said in ("Street lamp faulty", "East Street", "Street Lighting", "Bulb replaced", "Reporter is asked"):
        assert said in text_of(page), said
    assert SECRET not in page.content.decode()


def test_an_address_that_somebody_gave_is_not_public(client: Client) -> None:
    _, case_id = reported(client, address="12 Somebody's Lane, flat 4")
    for address in (f"/cases/{number(case_id)}/", "/around/", "/map/cases.geojson"):
        assert "Lane" not in client.get(address).content.decode()


@pytest.mark.parametrize("klass", [town.QUESTION, ""])
def test_questions_and_what_nobody_has_read_yet_are_not_public(client: Client, klass: str) -> None:
    _, case_id = reported(client, klass=klass, text=SECRET)
    assert client.get(f"/cases/{number(case_id)}/").status_code == 404
    assert pins(client) == []
    assert client.post(f"/cases/{number(case_id)}/follow/").status_code == 404


def test_what_was_turned_down_or_taken_back_is_not_public(client: Client) -> None:
    _, rejected = reported(client, klass=town.NOISE, text=SECRET)
    act(rejected, "reject", operator(), reason="outside", text="no")
    code, withdrawn = reported(client, text=SECRET)
    page = client.get(f"/t/{code}/")
    client.post(f"/t/{code}/act/", fields(page, f"/t/{code}/act/", move="withdraw"))
    for case_id in (rejected, withdrawn):
        assert client.get(f"/cases/{number(case_id)}/").status_code == 404
    assert pins(client) == []


def test_the_map_shows_open_cases_to_about_ten_metres(client: Client) -> None:
    _, case_id = reported(client, at=(31.00512345, 121.01543219), text=SECRET)
    [pin] = pins(client)
    assert pin["geometry"]["coordinates"] == [121.0154, 31.0051]
    assert pin["properties"] == {
        "number": number(case_id),
        "title": "Street lamp faulty",
        "stage": "Assigned",
        "tone": "waiting",
        "href": f"/cases/{number(case_id)}/",
    }
    handled(case_id)
    assert pins(client, stage="filed") == []
    assert len(pins(client, stage="confirming")) == 1


def test_nobody_closes_in_on_the_door_with_boxes_and_distances(client: Client) -> None:
    """Every answer must be the same for all places that are shown as the same point."""
    for lat, lon in ((31.00516, 121.01536), (31.00524, 121.01544)):
        reported(client, at=(lat, lon))
    assert len(pins(client, box="121.01535,31.00515,121.01541,31.00521")) == 2
    assert pins(client, box="121.01535,31.00521,121.01545,31.00525") == []
    cards = client.get("/around/", {"lat": "31.00524", "lon": "121.01544"}).context["cards"]
    assert len({card.distance for card in cards}) == 1
    assert [card.number for card in cards] == sorted([card.number for card in cards], reverse=True)
    known = queries.around(lat=31.0052, lon=121.0154)
    assert {(one.lat, one.lon, one.metres) for one in known} == {(31.0052, 121.0154, 0.0)}


def test_what_lies_outside_the_city_is_not_offered_as_known_already(client: Client) -> None:
    """It has no public page to lead to."""
    reported(client, at=town.OUTSIDE)
    assert queries.around(lat=town.OUTSIDE[0], lon=town.OUTSIDE[1]) == ()


def test_a_unit_that_has_sent_the_case_back_is_not_said_to_have_it(client: Client) -> None:
    code, case_id = reported(client)
    act(case_id, "return", town.LAMP_HANDLER, reason="not_ours", text="Port authority")
    for address in (f"/cases/{number(case_id)}/", f"/t/{code}/"):
        assert "Who has it" not in text_of(client.get(address))


def test_every_act_that_is_shown_is_told_in_its_own_words(client: Client) -> None:
    from linli.cases.rules import LATEST
    from linli.faces.portal import story

    told = set(story.TOLD)
    assert told >= {name for name in LATEST.moves if name not in story.HIDDEN}
    assert told <= set(LATEST.moves) | {"partly"}


def test_the_map_is_narrowed_by_group_stage_and_box(client: Client) -> None:
    reported(client)
    reported(client, at=town.IN_WEST)
    assert len(pins(client)) == 2
    assert len(pins(client, group="Facilities")) == 2
    assert pins(client, group="Nothing of that name") == []
    assert len(pins(client, box="121.01,31.0,121.02,31.01")) == 1
    assert len(pins(client, box="nonsense")) == 2


def test_unchanged_map_data_is_not_sent_again(client: Client) -> None:
    reported(client)
    for address in ("/map/cases.geojson", "/map/areas.geojson"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content
    reported(client)
    changed = client.get("/map/cases.geojson", headers={"If-None-Match": "x"})
    assert changed.status_code == 200


def test_map_data_is_packed_for_those_who_can_unpack_it(client: Client) -> None:
    packed = client.get("/map/areas.geojson", headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == json.loads(client.get("/map/areas.geojson").content)


def test_a_city_without_a_base_map_has_none(client: Client) -> None:
    assert client.get("/map/basemap.geojson").status_code == 404
    page = client.get("/around/").content.decode()
    assert "basemap=" not in page and "ll-map-credit" not in page


def test_every_map_says_whose_data_it_shows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    here = city.edition()
    view = replace(
        here.settings.map, basemap=True, credit="© <Surveyors>", credit_link="https://surveyors.example.org/"
    )
    monkeypatch.setattr(city, "edition", lambda: replace(here, settings=replace(here.settings, map=view)))
    for address in ("/", "/around/", "/report/"):
        page = client.get(address).content.decode()
        assert '<a href="https://surveyors.example.org/">© &lt;Surveyors&gt;</a>' in page, address


def test_the_list_is_narrowed_in_the_address_bar_and_pages(client: Client) -> None:
    for _ in range(30):
        reported(client)
    page = client.get("/around/")
    assert "30 open reports" in text_of(page)
    assert len(page.context["cards"]) == 24
    assert len(client.get("/around/", {"page": "2"}).context["cards"]) == 6
    assert client.get("/around/", {"page": "999"}).status_code == 200
    assert "Nothing is open here" in text_of(client.get("/around/", {"stage": "checking"}))


def test_the_nearest_come_first_for_somebody_who_says_where_they_are(client: Client) -> None:
    _, far = reported(client, at=(31.005, 121.018))
    _, near = reported(client, at=(31.005, 121.0152))
    cards = client.get("/around/", {"lat": "31.005", "lon": "121.015"}).context["cards"]
    assert [card.number for card in cards] == [f"#{number(near)}", f"#{number(far)}"]
    assert cards[0].distance == "20 m away"


def test_somebody_else_follows_a_case_and_sees_what_the_public_sees(client: Client) -> None:
    _, case_id = reported(client, text=SECRET, klass=town.RUBBISH, photos=photo())
    neighbour = visitor()
    address = f"/cases/{number(case_id)}/follow/"
    form = fields(neighbour.get(f"/cases/{number(case_id)}/"), address)
    first, second = neighbour.post(address, form), neighbour.post(address, form)
    assert first.status_code == 303
    assert first["Location"] == second["Location"], "pressed twice, it is one code"
    code = code_of(first)
    page = neighbour.get(f"/t/{code}/")
    assert page.status_code == 200
    assert SECRET not in page.content.decode()
    assert "/photos/" not in page.content.decode()
    assert "What else you can do" not in text_of(page)
    for move in ("withdraw", "add", "object"):
        refused = neighbour.post(f"/t/{code}/act/", {"move": move, "text": "It is mine"})
        assert refused.status_code == 422, "asked with the others, but not the reporter"
    assert queries.case(case_id=case_id).facts.state == "dispatched"  # type: ignore[union-attr]
    [kept] = client_photos(case_id)
    assert neighbour.get(f"/t/{code}/photos/{kept}/full.jpg").status_code == 404


def client_photos(case_id: Any) -> list[Any]:
    from linli.files import queries as photos

    return [one.id for one in photos.photos(case_id)]


def test_the_public_sees_photos_of_the_result_and_never_the_reporters(client: Client) -> None:
    from datetime import UTC, datetime

    _, case_id = reported(client, klass=town.RUBBISH, photos=photo())
    after = files.keep(upload=photo(), subject=case_id, kind="after", now=datetime.now(UTC))
    assert isinstance(after, Allowed)
    base = f"/cases/{number(case_id)}/photos"
    shown = client.get(f"{base}/{after.value.id}/thumb.jpg")
    assert shown.status_code == 200
    assert shown["X-Content-Type-Options"] == "nosniff"
    [reporters] = [one for one in client_photos(case_id) if one != after.value.id]
    assert client.get(f"{base}/{reporters}/thumb.jpg").status_code == 404
    assert str(reporters) not in client.get(f"/cases/{number(case_id)}/").content.decode()


def test_confirmed_closures_are_shown_on_the_first_page(client: Client) -> None:
    code, case_id = reported(client)
    handled(case_id)
    page = client.get(f"/t/{code}/")
    client.post(f"/t/{code}/act/", fields(page, f"/t/{code}/act/", move="verdict") | {"verdict": "satisfied"})
    assert "Lately confirmed as fixed" in text_of(client.get("/"))
    assert pins(client) == []


@pytest.mark.parametrize(
    "address",
    [
        "/cases/0/",
        "/cases/99999999999999999999999/",
        "/t/?code=99999999999",
        "/t/?code=%00",
        "/report/?q=%00",
        "/report/what/?q=%00&class=%00",
        "/around/?page=99999&group=%00&stage=%00&lat=x&lon=1",
        "/map/cases.geojson?box=1,2,3&stage=%00&group=%00",
        "/map/cases.geojson?box=-180,-90,180,90",
        f"/cases/{'9' * 5000}/",
    ],
)
def test_no_address_is_a_fault(client: Client, address: str) -> None:
    assert client.get(address).status_code in (200, 404)


def test_texts_of_the_city_have_pages(client: Client) -> None:
    assert client.get("/about/privacy/").status_code == 200
    assert "emergency number" in text_of(client.get("/about/emergency/"))
    assert client.get("/about/other/").status_code == 404


def test_every_page_is_strict_about_scripts_and_styles(client: Client) -> None:
    code, _ = reported(client)
    for address in ("/", "/report/", "/report/what/", "/report/tell/", "/t/", f"/t/{code}/", "/around/"):
        response = client.get(address)
        policy = response["Content-Security-Policy"]
        assert "unsafe-inline" not in policy
        assert "frame-ancestors 'none'" in policy
        assert response["X-Frame-Options"] == "DENY"
        page = response.content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page


def test_everybody_can_read_what_is_held_and_what_is_decided_without_a_person(client: Client) -> None:
    held = client.get("/about/data/").content.decode()
    assert all(one.what["en"] in unescape(held) for one in personal())
    decided = client.get("/about/decisions/").content.decode()
    assert all(one.does["en"] in unescape(decided) for one in decisions())
