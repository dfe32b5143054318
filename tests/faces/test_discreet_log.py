"""What opens a case stays out of the log."""

import logging
from io import StringIO

import pytest
from django.test import Client
from tests import town

from linli.config.discreet import Discreet


@pytest.mark.django_db
def test_a_refused_act_does_not_write_the_tracking_code_into_the_log(client: Client) -> None:
    town.install()
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(Discreet())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        assert client.get("/t/DCZ7-CJZK-32PF/").status_code == 404
    finally:
        logger.removeHandler(handler)
    assert "/t/…/" in lines.getvalue()
    assert "DCZ7" not in lines.getvalue()
