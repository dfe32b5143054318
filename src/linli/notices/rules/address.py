"""Whether something can be an address at all. That it is somebody's, only a letter that arrives can tell."""

from collections.abc import Mapping

from linli.kernel.results import Allowed, Refused, Result
from linli.people.rules import is_email, is_phone


def judge_addresses(*, email: str, phone: str) -> Result[Mapping[str, str]]:
    """The addresses that were given, without the empty ones. Refused: address_unfit."""
    given = {"email": email.strip(), "phone": phone.strip()}
    for field, fits in (("email", is_email), ("phone", is_phone)):
        if given[field] and not fits(given[field]):
            return Refused("address_unfit", {"field": field, "value": given[field]})
    return Allowed({field: value for field, value in given.items() if value})
