"""Whether something can be an address at all. That it is somebody's, only a letter that arrives can tell."""

import re
from collections.abc import Mapping

from linli.kernel.results import Allowed, Refused, Result

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]+")
_PHONE = re.compile(r"\+?[0-9()\-/. ]{3,30}")


def judge_addresses(*, email: str, phone: str) -> Result[Mapping[str, str]]:
    """The addresses that were given, without the empty ones. Refused: address_unfit."""
    given = {"email": email.strip(), "phone": phone.strip()}
    for field, pattern in (("email", _EMAIL), ("phone", _PHONE)):
        if given[field] and not pattern.fullmatch(given[field]):
            return Refused("address_unfit", {"field": field, "value": given[field]})
    return Allowed({field: value for field, value in given.items() if value})
