"""Calls made up from the API's own description, right and wrong ones: never a fault, and nothing undescribed."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi import checks as openapi_checks
from tests.faces import desk_kit
from tests.faces.api_kit import token
from tests.faces.desk_kit import Desk

from linli.faces.api.misfits import REMEDIES

pytestmark = pytest.mark.django_db

_EACH = 8
_JUDGED = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.response_headers_conformance,
]


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Calls through WSGI end without closing the connection, on which the test's transaction is."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_no_generated_call_is_a_fault_or_answered_otherwise_than_described(settings: Any) -> None:
    settings.LINLI_API_RATE = 100_000
    desk = Desk()
    desk.open()
    number, header = desk_kit.number(desk.handled()), {"Authorization": f"Bearer {token(desk, 'operator')}"}
    seen: Counter[int] = Counter()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
    for operation in schema.get_all_operations():
        seen += answers(operation.ok(), number, header)
    assert sum(seen.values()) > 10 * _EACH
    assert {200, 422} <= seen.keys(), seen


def answers(operation: Any, number: int, header: dict[str, str]) -> Counter[int]:
    """The statuses with which calls of an operation are answered, half of them about a case that there is."""
    seen: Counter[int] = Counter()

    def judge(case: Any) -> None:
        if "number" in (case.path_parameters or {}) and sum(seen.values()) % 2:
            case.path_parameters["number"] = number
        answer = case.call(headers=header)
        case.validate_response(answer, checks=_JUDGED)
        seen[answer.status_code] += 1
        if answer.status_code == 422:
            told = answer.json().get("errors", [])
            assert {one["code"] for one in told} <= REMEDIES.keys(), "no words for these"

    for mode in GenerationMode:
        quick = settings(
            max_examples=_EACH // 2, deadline=None, derandomize=True, database=None, suppress_health_check=HealthCheck
        )
        with suppress(Unsatisfiable):  # what takes nothing can't be called wrongly
            quick(given(operation.as_strategy(generation_mode=mode))(judge))()
    return seen
