"""What is near a point."""

from math import cos, pi, radians, sin

import h3
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from tests.laws import tried

from linli.places.rules import near


@given(
    st.floats(-75, 75),
    st.floats(-179, 179),
    st.sampled_from(near.RINGS),
    st.floats(0, 0.999),
    st.floats(0, 2 * pi),
)
@tried(500)
def test_whatever_lies_within_the_certain_distance_has_been_looked_up(
    lat: float, lon: float, reach: int, share: float, direction: float
) -> None:
    away = near.certain(reach) * share
    other_lat = lat + away * cos(direction) / 111_195
    other_lon = lon + away * sin(direction) / 111_195 / cos(radians(lat))
    if near.metres(lat, lon, other_lat, other_lon) > near.certain(reach):
        reject()  # The step above is only nearly a great circle.
    looked_up: set[int] = set()
    for ring, seen_to in near.rings(lat=lat, lon=lon):
        looked_up.update(ring)
        if seen_to == near.certain(reach):
            break
    assert near.index(lat=other_lat, lon=other_lon) in looked_up


def test_no_hexagon_is_looked_up_twice_and_the_search_ends_at_about_a_kilometre() -> None:
    rings = list(near.rings(lat=31.2, lon=121.4))
    everything = [cell for ring, _ in rings for cell in ring]
    assert len(everything) == len(set(everything)) == len(h3.grid_disk(h3.latlng_to_cell(31.2, 121.4, 10), 14))
    assert [seen_to for _, seen_to in rings] == sorted(seen_to for _, seen_to in rings)
    assert 1000 <= rings[-1][1] <= 1200


def test_a_degree_of_latitude_is_as_long_as_on_a_sphere_of_the_mean_radius() -> None:
    assert near.metres(31, 121, 32, 121) == pytest.approx(111_195, abs=1)
    assert near.metres(31, 121, 31, 121) == 0
    assert near.metres(0, 179.5, 0, -179.5) == pytest.approx(111_195, abs=1)


def test_the_index_fits_a_signed_64_bit_number_and_is_that_of_resolution_10() -> None:
    index = near.index(lat=31.2, lon=121.4)
    assert 0 < index < 2**63
    assert h3.get_resolution(h3.int_to_str(index)) == 10
