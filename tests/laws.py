"""How long a law is tried: shortly in everyday runs, at length where `LINLI_TEST_DEEP=1` says that there is time."""

import os
from typing import Any

from hypothesis import settings

DEEP = os.environ.get("LINLI_TEST_DEEP", "") == "1"
_USUAL = 100
_SHARE = 4  # of so many examples of a deep run an everyday one tries one
_LEAST = 10


def tried(examples: int = _USUAL, **more: Any) -> settings:
    """The settings of a law that a deep run tries with so many examples, and an everyday one with a quarter of them."""
    return settings(max_examples=examples if DEEP else max(examples // _SHARE, _LEAST), deadline=None, **more)
