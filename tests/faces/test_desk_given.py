"""What comes with a request is read as a value, whatever somebody has written into the address."""

from uuid import UUID

import pytest

from linli.faces.desk.given import read_number, read_text, read_uuid


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("٣", 3),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("²", None),
        ("9" * 18, 10**18 - 1),
        ("9" * 5000, None),
    ],
)
def test_a_number_is_one_that_a_row_may_have(text: str, number: int | None) -> None:
    assert read_number(text) == number


def test_text_is_stripped_shortened_and_storable() -> None:
    assert read_text({"q": "  la\0mp "}, "q") == "lamp"
    assert read_text({"q": "lamp"}, "q", 2) == "la"
    assert read_text({}, "q") == ""


def test_what_is_no_uuid_is_none() -> None:
    assert read_uuid("0" * 32) == UUID(int=0)
    assert read_uuid("lamp") is None
