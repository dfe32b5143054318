"""What a person sees when something goes wrong: a page in their language that says what to do."""

from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from tests import town

from linli.kernel.results import Allowed
from linli.people import tokens

BREAKS = [(SuspiciousOperation(), 400), (PermissionDenied(), 403), (ZeroDivisionError(), 500)]


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "status"), BREAKS)
def test_a_fault_ends_in_a_page_of_ours(fault: Exception, status: int, reader: Client) -> None:
    with patch("linli.config.health.connection.cursor", side_effect=fault):
        answer = reader.get("/healthz")
    assert answer.status_code == status
    assert "回到首页" in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/report/tell/", 413, "照片数量"),
        ("/open311/v2/requests.json", 400, "at most 1 MB"),
        ("/api/v1/photos", 413, "15 MB of one photo"),
        ("/desk/sign-in/", 413, "照片数量"),
    ],
)
def test_a_form_that_would_fill_the_disk_is_refused_unread(address: str, status: int, said: str) -> None:
    town.install()
    token = tokens.make(name="x", scopes=("act", "open311"), now=timezone.now(), days=None)
    assert isinstance(token, Allowed)
    bearer = {"authorization": f"Bearer {token.value.secret}"}
    language = {"accept-language": "en" if "api" in address or "open311" in address else "zh-CN"}
    sender = Client(raise_request_exception=False, headers=bearer | language)
    with patch("linli.config.middleware.MOST_BYTES", 1000), patch("linli.config.middleware.MOST_BYTES_SIGNED_IN", 1000):
        answer = sender.post(address, {"file": SimpleUploadedFile("x.jpg", b"x" * 2000), "name": "x"})
    assert answer.status_code == status and said in answer.content.decode()


@pytest.mark.django_db
def test_an_address_that_leads_nowhere_ends_in_a_page_of_ours(reader: Client) -> None:
    answer = reader.get("/there/is/no/such/page/")
    assert answer.status_code == 404
    assert "此处没有内容" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_key_is_told_how_to_be_sent_again() -> None:
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    answer = strict.post("/desk/sign-in/", {"name": "x", "password": "y"})
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()


def test_a_page_that_cannot_be_drawn_is_still_answered(reader: Client) -> None:
    with (
        patch("linli.config.health.connection.cursor", side_effect=ZeroDivisionError),
        patch("linli.ui.error.view.render", side_effect=OperationalError),
    ):
        answer = reader.get("/healthz")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.django_db
def test_health_is_well_with_a_database(reader: Client) -> None:
    answer = reader.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"database": True})


@pytest.mark.django_db
def test_health_is_unwell_without_a_database(reader: Client) -> None:
    with patch("linli.config.health.connection.cursor", side_effect=OperationalError):
        answer = reader.get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"database": False})
