"""A crossing of two streets is a place to report from."""

import re
from html import unescape

import pytest
from django.test import Client
from tests import town
from tests.faces.portal_kit import LAT, LON, visitor

from linli.kernel.words import words
from linli.places import commands, queries
from linli.places.rules import AddressRecord

pytestmark = pytest.mark.django_db


def test_a_crossing_that_was_searched_leads_on_with_its_name() -> None:
    town.install()
    own = queries.atlas()
    houses = [
        AddressRecord(words("柳荫路1号", "1 Willow Road"), LAT, LON),
        AddressRecord(words("槐树巷1号", "1 Elm Lane"), LAT + 0.0002, LON),
    ]
    commands.install(
        areas=list(own.current), cells=list(own.cells), components=[], addresses=houses, edition=1, now=town.NOW
    )
    client: Client = visitor()
    found = client.get("/report/", {"q": "Willow Road & Elm Lane"}).content.decode()
    onward = re.search(r'href="(/report/what/\?[^"]*Willow[^"]*)"', found)
    assert onward is not None
    assert "Willow Road &amp; Elm Lane" in client.get(unescape(onward[1])).content.decode()
