"""Reporting over HTTP, without a script: place, class, words, photos, contact, and what comes of it."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import town
from tests.faces.portal_kit import LAT, LON, code_of, fields, photo, report, reported, visitor

from linli.cases import queries
from linli.cases.models import Case
from linli.files import models as files
from linli.people.models import Contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(settings: Any, tmp_path: Path) -> Client:
    settings.LINLI_FILES = tmp_path
    town.install()
    return visitor()


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_report_is_sent_and_leads_to_its_tracking_page(client: Client) -> None:
    response = report(client, text="The lamp is dark")
    assert response.status_code == 303
    page = client.get(response["Location"])
    assert page.status_code == 200
    assert code_of(response) in page.content.decode()
    assert "It has arrived" in text_of(page)
    assert "Street Lighting" in text_of(page), "who has it is told at once"
    assert "due by" in text_of(page)


def test_the_steps_lead_from_place_to_class_to_words(client: Client) -> None:
    where = client.get("/report/", {"lat": LAT, "lon": LON})
    onward = fields(where, "/report/what/")
    what = client.get("/report/what/", onward)
    link = re.search(r'href="(/report/tell/\?[^"]*class=component-01037[^"]*)"', what.content.decode())
    assert link is not None
    tell = client.get(link[1].replace("&amp;", "&"))
    assert "Street lamp faulty" in text_of(tell)
    assert "East Street" in text_of(tell)


def test_the_same_form_sent_twice_is_one_report_and_one_code(client: Client) -> None:
    opened = client.get("/report/tell/", {"class": town.LAMP, "lat": LAT, "lon": LON})
    form = fields(opened, "/report/tell/") | {"text": "dark"}
    first, second = client.post("/report/tell/", form), client.post("/report/tell/", form)
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_two_forms_are_two_reports(client: Client) -> None:
    assert report(client)["Location"] != report(client)["Location"]
    assert Case.objects.count() == 2


def test_not_sure_needs_words_and_the_words_are_kept_when_something_else_is_wrong(client: Client) -> None:
    opened = client.get("/report/tell/", {"lat": LAT, "lon": LON})
    form = fields(opened, "/report/tell/")
    empty = client.post("/report/tell/", form)
    assert empty.status_code == 422
    assert "Say in a few words what is wrong." in text_of(empty)
    wrong = client.post(
        "/report/tell/", form | {"text": "Something smells odd", "email": "nobody", "name": "A. B.", "phone": "call me"}
    )
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "Something smells odd" in page
    assert 'value="nobody"' in page
    assert "e-mail address" in text_of(wrong)
    assert "phone number" in text_of(wrong)
    assert 'aria-describedby="email-error"' in page
    assert fields(wrong, "/report/tell/")["command"] == form["command"], "it is still the same report"
    assert Case.objects.count() == 0


def test_a_report_without_class_waits_for_a_person(client: Client) -> None:
    code, case_id = reported(client, klass="", text="Something smells odd")
    assert Case.objects.get(pk=case_id).state == "reported"
    assert "The intake desk is reading it" in text_of(client.get(f"/t/{code}/"))


def test_a_report_without_a_place_needs_words_and_waits_for_a_person(client: Client) -> None:
    opened = client.get("/report/tell/", {"class": town.LAMP})
    form = fields(opened, "/report/tell/")
    assert client.post("/report/tell/", form).status_code == 422
    sent = client.post("/report/tell/", form | {"text": "By the old well, the lamp is dark"})
    assert sent.status_code == 303
    assert Case.objects.get().cell == ""


def test_a_place_outside_the_city_is_said_so_and_still_accepted(client: Client) -> None:
    page = client.get("/report/", {"lat": town.OUTSIDE[0], "lon": town.OUTSIDE[1]})
    assert "outside the area that we look after" in text_of(page)
    assert report(client, at=town.OUTSIDE).status_code == 303


@pytest.mark.parametrize("lat", ["91", "north", "nan", "inf", "1e400", ""])
def test_a_place_that_is_none_is_asked_for_again(client: Client, lat: str) -> None:
    page = client.get("/report/tell/", {"class": town.LAMP, "lat": lat, "lon": "121.0"})
    assert page.status_code == 200
    assert "You will describe the place in words" in text_of(page)


def test_a_class_that_asks_for_a_photo_is_refused_without_one_and_taken_with_one(client: Client) -> None:
    opened = client.get("/report/tell/", {"class": town.RUBBISH, "lat": LAT, "lon": LON})
    assert "A photo is needed" in text_of(opened)
    form = fields(opened, "/report/tell/")
    refused = client.post("/report/tell/", form | {"text": "Heaps of it"})
    assert refused.status_code == 422
    assert 'aria-describedby="photos-hint photos-error"' in refused.content.decode()
    assert "Heaps of it" in refused.content.decode()
    sent = client.post("/report/tell/", form | {"text": "Heaps of it", "photos": photo()})
    assert sent.status_code == 303
    found = queries.tracked(code=code_of(sent))
    assert found is not None
    assert files.Photo.objects.get().subject == found.view.id
    assert not files.Photo.objects.get().draft


def test_a_good_photo_survives_a_mistake_elsewhere_in_the_form(client: Client) -> None:
    opened = client.get("/report/tell/", {"class": town.RUBBISH, "lat": LAT, "lon": LON})
    form = fields(opened, "/report/tell/")
    wrong = client.post("/report/tell/", form | {"email": "nobody", "photos": photo()})
    assert wrong.status_code == 422
    again = fields(wrong, "/report/tell/")
    picture = re.search(r'src="(/report/photos/[^"]+)"', wrong.content.decode())
    assert picture is not None
    assert client.get(picture[1])["Content-Type"] == "image/jpeg"
    sent = client.post("/report/tell/", again | {"email": ""})
    assert sent.status_code == 303
    assert files.Photo.objects.filter(draft=False).count() == 1


def test_a_photo_can_be_left_out_again(client: Client) -> None:
    opened = client.get("/report/tell/", {"class": town.LAMP, "lat": LAT, "lon": LON})
    form = fields(opened, "/report/tell/")
    wrong = client.post("/report/tell/", form | {"email": "nobody", "photos": photo()})
    kept = files.Photo.objects.get()
    sent = client.post("/report/tell/", fields(wrong, "/report/tell/") | {"email": "", "drop": str(kept.id)})
    assert sent.status_code == 303
    assert not files.Photo.objects.exists()


def test_what_is_no_photo_is_named_with_its_remedy(client: Client) -> None:
    broken = photo("holiday.jpg")
    broken.file.truncate(120)
    broken.size = 120
    opened = client.get("/report/tell/", {"class": town.LAMP, "lat": LAT, "lon": LON})
    refused = client.post("/report/tell/", fields(opened, "/report/tell/") | {"photos": broken})
    assert refused.status_code == 422
    assert "holiday.jpg: The photo can&#x27;t be opened." in refused.content.decode()


def test_a_report_sent_twice_with_a_photo_keeps_it_once(client: Client) -> None:
    opened = client.get("/report/tell/", {"class": town.RUBBISH, "lat": LAT, "lon": LON})
    form = fields(opened, "/report/tell/")
    first = client.post("/report/tell/", form | {"photos": photo()})
    second = client.post("/report/tell/", form | {"photos": photo()})
    assert first["Location"] == second["Location"]
    assert files.Photo.objects.count() == 1


def test_contact_goes_to_the_vault_and_nowhere_else(client: Client) -> None:
    code, case_id = reported(client, name="A. B.", phone="+86 900 000 0000", email="a.b@example.org", text="dark")
    assert Contact.objects.get().case_id == case_id
    for page in (client.get(f"/t/{code}/"), client.get("/cases/1/"), client.get("/around/"), client.get("/")):
        for personal in ("A. B.", "900 000", "a.b@example.org"):
            assert personal not in page.content.decode()


def test_nobody_leaves_anything_by_not_wanting_to(client: Client) -> None:
    reported(client, text="dark")
    assert not Contact.objects.exists()


def test_a_photo_that_says_where_it_was_taken_opens_the_map_there_and_waits_for_the_report(client: Client) -> None:
    opened = client.get("/report/")
    upload = {"photo": photo(at=(31.005, 121.015))}
    answer = client.post("/report/photo/", fields(opened, "/report/photo/") | upload)
    assert answer.status_code == 302
    assert "lat=31.005000&lon=121.015000" in answer["Location"]
    where = client.get(answer["Location"])
    tell = client.get("/report/tell/", fields(where, "/report/what/") | {"class": town.RUBBISH})
    sent = client.post("/report/tell/", fields(tell, "/report/tell/"))
    assert sent.status_code == 303, "the photo that was needed is there already"
    assert not files.Photo.objects.get().draft


def test_a_photo_without_a_position_is_kept_and_the_map_asked_for(client: Client) -> None:
    opened = client.get("/report/")
    answer = client.post("/report/photo/", fields(opened, "/report/photo/") | {"photo": photo()})
    page = client.get(answer["Location"])
    assert "The photo doesn't say where it was taken" in text_of(page).replace("&#x27;", "'")
    assert files.Photo.objects.get().draft


def test_classes_are_found_by_words_in_either_language(client: Client) -> None:
    for asked in ("lamp", "路灯", "STREET LAMP"):
        page = client.get("/report/what/", {"q": asked, "lat": LAT, "lon": LON}).content.decode()
        hits = page.partition('id="hits"')[2].partition("</div>")[0]
        assert "component-01037" in hits
        assert "matter-03001" not in hits


def test_classes_for_staff_are_not_offered_and_not_taken(client: Client) -> None:
    assert town.STAFF_ONLY not in client.get("/report/what/").content.decode()
    refused = report(client, klass=town.STAFF_ONLY)
    assert refused.status_code == 422
    assert "can&#x27;t be chosen" in refused.content.decode()


def test_what_is_known_close_by_is_shown_before_it_is_reported_again(client: Client) -> None:
    reported(client, text="secret words of the reporter")
    near = client.get("/report/what/", {"lat": LAT + 0.0005, "lon": LON})
    assert "Known already, close by" in text_of(near)
    assert "m away" in text_of(near)
    assert "secret words" not in near.content.decode()
    far = client.get("/report/what/", {"lat": LAT, "lon": LON - 0.009})
    assert "Known already" not in text_of(far)


def test_before_sending_the_likeliest_known_cases_are_shown_and_can_be_followed_instead(client: Client) -> None:
    _, near = reported(client, text="secret words of the reporter", at=(LAT + 0.0002, LON))
    _, nearer = reported(client, text="dark", at=(LAT + 0.0001, LON))
    reported(client, klass=town.NOISE, text="It hums")
    reported(client, klass="", text="not classed yet")
    page = client.get("/report/tell/", {"class": town.LAMP, "lat": LAT, "lon": LON})
    shown = [queries.case(number=one.number) for one in page.context["known"]]
    assert [view.id for view in shown if view] == [nearer, near]
    assert "Perhaps reported already" in text_of(page)
    assert "10 m away" in text_of(page) and "just now" in text_of(page)
    assert "secret words" not in page.content.decode()
    first = page.context["known"][0]
    form = fields(page, f"/cases/{first.number}/follow/")
    followed = client.post(f"/cases/{first.number}/follow/", form)
    assert queries.tracked(code=code_of(followed)).view.id == nearer  # type: ignore[union-attr]
    again = client.post(f"/cases/{first.number}/follow/", form)
    assert again["Location"] == followed["Location"], "pressed twice, it follows once"
    assert Case.objects.count() == 4


def test_nothing_is_said_to_be_known_where_nothing_like_it_is(client: Client) -> None:
    reported(client, text="dark")
    elsewhere = {"lat": LAT, "lon": LON - 0.009}
    for query in (
        {"class": town.NOISE, "lat": LAT, "lon": LON},
        {"class": town.LAMP} | elsewhere,
        {"class": town.LAMP},
    ):
        assert "Perhaps reported already" not in text_of(client.get("/report/tell/", query))


def test_words_that_somebody_tries_out_tell_nothing_of_what_others_wrote(client: Client) -> None:
    """At this distance the right words would bring the case in; in public nobody's words are compared."""
    reported(client, text="lamp dark", at=(LAT + 0.0007, LON))
    assert queries.likely_same(lat=LAT, lon=LON, class_key=town.LAMP, text="lamp dark", at=datetime.now(UTC))
    refused = report(client, text="lamp dark", email="nobody")
    assert refused.status_code == 422
    assert refused.context["known"] == []


def test_what_is_perhaps_known_is_said_in_chinese(client: Client) -> None:
    reported(client, text="dark")
    page = text_of(visitor("zh-hans").get("/report/tell/", {"class": town.LAMP, "lat": LAT, "lon": LON}))
    assert "可能已有人上报" in page and "改为关注这件" in page


@pytest.mark.parametrize("name", ["text", "address", "component", "name", "phone", "email", "class", "command", "lat"])
@pytest.mark.parametrize("odd", ["\x00", "a\x00b", "\x1b[31m", "😀" * 500, "' OR 1=1 --", "{{ 7*7 }}"], ids=range(6))
def test_whatever_is_sent_is_taken_or_refused_but_no_fault(client: Client, name: str, odd: str) -> None:
    assert report(client, **{name: odd}).status_code in (303, 422)


def test_what_somebody_wrote_is_shown_as_text(client: Client) -> None:
    code, _ = reported(client, text="<script>alert(1)</script>\nsecond line")
    page = client.get(f"/t/{code}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_form_without_its_token_is_turned_away() -> None:
    town.install()
    strict = Client(enforce_csrf_checks=True)
    sent = strict.post("/report/tell/", {"command": str(uuid4()), "class": town.LAMP, "lat": LAT, "lon": LON})
    assert sent.status_code == 403
    assert not Case.objects.exists()


def test_before_a_city_is_loaded_every_page_says_so(db: None) -> None:
    from linli.catalogue import queries as catalogue

    catalogue.forget()
    for address in ("/", "/report/", "/around/", "/map/cases.geojson"):
        response = visitor().get(address)
        assert response.status_code == 503
        assert "No city has been loaded yet" in text_of(response)


def test_an_address_too_long_to_keep_is_told_so_and_not_cut(client: Client) -> None:
    refused = report(client, email=f"{'a' * 120}@example.org")
    assert refused.status_code == 422
    assert Contact.objects.count() == 0
