"""A long list, a page at a time: `page` in the address, counted from 1."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

SIZE = 24


@dataclass(frozen=True, slots=True)
class Page[Row]:
    """The rows of one page, and the numbers of the pages before and after it; None where there is none."""

    rows: Sequence[Row]
    before: int | None
    more: int | None


def page_of[Row](request: HttpRequest, rows: Sequence[Row]) -> Page[Row]:
    """The page of `rows` that the address asks for; one that isn't there is the nearest that is."""
    text = request.GET.get("page", "1")
    asked = int(text) if text.isdecimal() and len(text) < 6 else 1
    number = max(1, min(asked, -(-len(rows) // SIZE)))
    return Page(
        rows=rows[(number - 1) * SIZE : number * SIZE],
        before=number - 1 if number > 1 else None,
        more=number + 1 if number * SIZE < len(rows) else None,
    )
