"""What a person sees when something goes wrong: a page in their language that says what to do."""

from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client

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
