"""Faces and plates in photos are found and averaged away; nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from tests.rules.street_pictures import Rectangle, draw_car, draw_face, draw_plate, street

from linli.files.obscuring import boxes, obscure
from linli.files.rules import Box, average_away, joined

pytestmark = pytest.mark.rules

COORDINATES = st.integers(0, 200)
BOXES = st.builds(
    lambda left, top, width, height: Box(left, top, left + width, top + height),
    COORDINATES,
    COORDINATES,
    st.integers(1, 80),
    st.integers(1, 80),
)


def held(part: Rectangle, found: list[Box], slack: int = 8) -> bool:
    left, top, right, bottom = part
    return any(
        one.left <= left + slack
        and one.top <= top + slack
        and one.right >= right - slack
        and one.bottom >= bottom - slack
        for one in found
    )


@pytest.mark.parametrize("colour", ["blue", "green", "yellow"])
@pytest.mark.parametrize("width", [90, 240])
def test_a_plate_on_a_car_is_found(colour: str, width: int) -> None:
    picture = street()
    draw_car(picture, 400, 500)
    plate = draw_plate(picture, (490, 640), width, colour)
    assert held(plate, boxes(picture))


@pytest.mark.parametrize("width", [40, 140])
def test_the_middle_of_a_drawn_face_is_found(width: int) -> None:
    picture = street()
    left, top, right, bottom = draw_face(picture, (300, 200), width)
    inner = (left + width // 6, top + width // 4, right - width // 6, bottom - width // 4)
    assert held(inner, boxes(picture), slack=0)


def test_a_street_with_a_car_and_no_plate_stays_as_it_is() -> None:
    picture = street()
    draw_car(picture, 400, 500)
    before = picture.copy()
    after, covered = obscure(picture)
    assert covered == 0
    assert ImageChops.difference(before, after).getbbox() is None


def test_of_a_plate_nothing_is_left_to_read_and_beside_it_nothing_changes() -> None:
    picture = street()
    draw_car(picture, 400, 500)
    plate = draw_plate(picture, (490, 640), 240)
    before = picture.copy()
    after, covered = obscure(picture)
    assert covered == 1
    assert len(after.crop(plate).getcolors(1000)) <= 9, "three patches by three"
    changed = ImageChops.difference(before, after).getbbox()
    assert changed is not None and changed[0] > 400 and changed[2] < 820


@pytest.mark.parametrize("size", [(1, 1), (2048, 1), (3, 2000), (10, 10), (11, 23), (24, 24), (2048, 17), (47, 25)])
def test_a_picture_of_any_shape_can_be_looked_at(size: tuple[int, int]) -> None:
    picture = Image.effect_noise(size, 60).convert("RGB")
    assert obscure(picture)[0].size == size


@given(st.lists(BOXES, max_size=12))
def test_joined_boxes_lie_apart_and_hold_all_that_were_given(found: list[Box]) -> None:
    apart = joined(found)
    assert not any(one.meets(other) for at, one in enumerate(apart) for other in apart[at + 1 :])
    for box in found:
        assert held((box.left, box.top, box.right, box.bottom), apart, slack=0)


@given(st.lists(BOXES, max_size=4))
def test_outside_the_boxes_no_pixel_changes_and_inside_at_most_nine_colours_stay(found: list[Box]) -> None:
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    apart = [box.within(noise.size) for box in joined(found)]
    after = average_away(noise.copy(), apart)
    for box in apart:
        area = (box.left, box.top, box.right, box.bottom)
        assert len(after.crop(area).getcolors(100_000)) <= 9
        noise.paste((0, 0, 0), area)
        after.paste((0, 0, 0), area)
    assert ImageChops.difference(noise, after).getbbox() is None
