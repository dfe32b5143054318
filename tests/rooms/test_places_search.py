"""Finding a place by what people type: addresses, areas, numbers on lamp posts."""

from dataclasses import replace

import pytest
import shapely
from tests import town

from linli.kernel.words import words
from linli.places import commands, search
from linli.places.rules import AddressRecord, AreaRecord, CellRecord, ComponentRecord

pytestmark = pytest.mark.django_db

EAST = shapely.box(121.01, 31.0, 121.02, 31.01)
AREAS = [
    AreaRecord("990101", None, "district", words("小城区", "Town District"), EAST),
    AreaRecord("990101001", "990101", "street", words("东街道", "East Street"), EAST),
    AreaRecord("990101001001", "990101001", "community", words("东社区", "East Community"), EAST),
]
CELLS = [CellRecord("990101001001001", "990101001001", EAST)]
LAMPS = [ComponentRecord(f"990101010370000{n:02d}", "01037", 31.005, 121.015) for n in (1, 2, 12)]
ADDRESSES = [
    AddressRecord(words("柳荫路1号", "1 Willow Shade Road"), 31.001, 121.011),
    AddressRecord(words("柳荫路12号", "12 Willow Shade Road"), 31.002, 121.012),
    AddressRecord(words("柳荫路120号", "120 Willow Shade Road"), 31.003, 121.013),
    AddressRecord(words("槐树巷3号", "3 O'Hara Lane"), 31.004, 121.014),
]


def install(addresses: list[AddressRecord] = ADDRESSES, edition: int = 1) -> commands.Installed:
    return commands.install(
        areas=AREAS, cells=CELLS, components=LAMPS, addresses=addresses, edition=edition, now=town.NOW
    )


def names(text: str) -> list[str]:
    return [one.names.get("en", one.code) for one in search.search(text)]


def test_an_address_is_found_by_road_and_number_in_either_language() -> None:
    install()
    assert names("柳荫路12号") == ["12 Willow Shade Road"]
    assert names("柳荫路 12 号") == ["12 Willow Shade Road"]
    assert names("12 willow shade") == ["12 Willow Shade Road"]
    assert names("WILLOW ROAD 120") == ["120 Willow Shade Road"]
    assert names("槐树") == ["3 O'Hara Lane"]


def test_a_word_may_be_unfinished_a_number_may_not() -> None:
    install()
    assert names("willow sha") == ["1 Willow Shade Road", "12 Willow Shade Road", "120 Willow Shade Road"]
    assert names("willow 12") == ["12 Willow Shade Road"]


@pytest.mark.parametrize("text", ["", "  ", "'", "o'hara'", "\\", "柳'荫", "a & b | !c", ":*", "%", "x" * 5000, "\x00"])
def test_whatever_is_typed_is_no_fault(text: str) -> None:
    install()
    search.search(text)


def test_an_apostrophe_is_part_of_a_name() -> None:
    install()
    assert names("o'hara") == ["3 O'Hara Lane"]


def test_a_facility_is_found_by_the_number_on_it() -> None:
    install()
    [found] = search.search("9901 0101 0370 00012")
    assert (found.kind, found.code, found.class_code) == ("component", "99010101037000012", "01037")
    assert [one.get("en") for one in found.around] == ["Town District", "East Street", "East Community"]
    assert len(search.search("990101010370000")) == 3


def test_an_area_is_found_by_its_name_and_lies_inside_itself() -> None:
    install()
    [found] = [one for one in search.search("东社区") if one.kind == "area"]
    assert EAST.contains(shapely.Point(found.lon, found.lat))


def test_addresses_that_are_gone_are_found_no_more_and_come_back() -> None:
    install()
    assert install(ADDRESSES[1:], edition=2).addresses.retired == 1
    assert names("柳荫路1号") == []
    assert install(edition=3).addresses.added == 1
    assert names("柳荫路1号") == ["1 Willow Shade Road"]
    assert not install(edition=4).changed


def test_an_address_that_moves_is_found_where_it_is_now() -> None:
    install()
    install([replace(ADDRESSES[0], lat=31.009), *ADDRESSES[1:]], edition=2)
    [found] = search.search("柳荫路1号")
    assert found.lat == 31.009


CORNER = [
    AddressRecord(words("柳荫路2号", "2 Willow Shade Road"), 31.0050, 121.0150),
    AddressRecord(words("槐树巷1号", "1 Elm Lane"), 31.0052, 121.0152),
    AddressRecord(words("槐树巷9号", "9 Elm Lane"), 31.0080, 121.0180),
    AddressRecord(words("东柳荫路1号", "1 East Willow Shade Road"), 31.0052, 121.0152),
    AddressRecord(words("远山路1号", "1 Far Hill Road"), 31.0099, 121.0199),
]


@pytest.mark.parametrize("said", ["柳荫路与槐树巷", "柳荫路和槐树巷路口", "willow shade road & elm lane"])
def test_a_crossing_is_where_two_streets_come_closest(said: str) -> None:
    install(CORNER)
    [found] = search.search(said)
    assert found.kind == "crossing"
    assert found.names == words("柳荫路与槐树巷路口", "Willow Shade Road & Elm Lane")
    assert (found.lat, found.lon) == pytest.approx((31.0051, 121.0151))
    assert len(found.around) == 3


def test_streets_that_do_not_meet_have_no_crossing() -> None:
    install(CORNER)
    assert search.search("柳荫路与远山路") == ()


def test_what_is_said_on_the_telephone_is_found() -> None:
    install()
    assert names("柳荫路十二号") == ["12 Willow Shade Road"]
    assert names("柳荫路一百二十号门口") == ["120 Willow Shade Road"]
    assert names("柳荫路12号院") == ["12 Willow Shade Road"]
    assert names("opposite number 12 willow shade road") == ["12 Willow Shade Road"]
