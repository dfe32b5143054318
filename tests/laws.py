"""How long a law is tried: shortly in everyday runs, at length where `LINLI_TEST_DEEP=1` says that there is time.

An everyday run tries the same examples each time, so that it fails because of what was changed and not by luck; a deep
run looks for new ones. How fast a machine makes examples up is nothing that a law says.
"""

import os
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, settings

DEEP = os.environ.get("LINLI_TEST_DEEP", "") == "1"
_USUAL = 100
_SHARE = 4  # of so many examples of a deep run an everyday one tries one
_LEAST = 10


def tried(examples: int = _USUAL, *, suppress_health_check: Sequence[HealthCheck] = (), **more: Any) -> settings:
    """The settings of a law that a deep run tries with so many examples, and an everyday one with a quarter of them."""
    return settings(
        max_examples=examples if DEEP else max(examples // _SHARE, _LEAST),
        deadline=None,
        derandomize=not DEEP,
        suppress_health_check=[HealthCheck.too_slow, *suppress_health_check],
        **more,
    )
