"""What opens a case stays out of the log."""

import logging
from io import StringIO

import pytest
from django.test import Client
from tests import town

from linli.config.discreet import Discreet


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("/t/DCZ7-CJZK-32PF/", "/t/…/"),
        ("/open311/v2/tokens/DCZ7-CJZK-32PF.json", "/tokens/….json"),
    ],
)
def test_a_refused_act_does_not_write_the_tracking_code_into_the_log(
    client: Client, address: str, written: str
) -> None:
    town.install()
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(Discreet())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert client.get(address).status_code == 404
    finally:
        logger.removeHandler(handler)
    assert written in lines.getvalue()
    assert "DCZ7" not in lines.getvalue()


def test_a_code_that_was_looked_up_or_sent_as_a_parameter_is_left_out_as_well() -> None:
    for address in ("GET /t/?code=DCZ7-CJZK-32PF&lang=en", "POST /x?a=1&tracking_code=DCZ7CJZK32PF"):
        record = logging.LogRecord("x", logging.WARNING, "", 0, "said: %s", (address,), None)
        assert Discreet().filter(record)
        assert "DCZ7" not in record.getMessage() and "code=…" in record.getMessage()
