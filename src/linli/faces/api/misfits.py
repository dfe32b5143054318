"""What is wrong with what was sent: place, value and remedy of each fault, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_LONGEST = 100
_NUMBER = _("Give a number.")
_WHOLE = _("Give a whole number.")
_MOMENT = _("Give a moment with its time zone, as 2026-01-31T08:00:00Z.")
_DAY = _("Give a day, as 2026-01-31.")
_UUID = _("Give a UUID, as 01890a5d-ac96-774b-bcce-b302099a8057.")
_OBJECT = _("Give an object of the fields that are described in the documentation.")
_SWITCH = _("Give true or false.")
# What pydantic calls them; the fields that its remedies name come with each fault.
REMEDIES: Mapping[str, str | Promise] = {
    "missing": _("Give it: it is needed."),
    "extra_forbidden": _("Leave it out: nothing of this name is known here."),
    "bool_parsing": _SWITCH,
    "bool_type": _SWITCH,
    "date_from_datetime_inexact": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "datetime_from_date_parsing": _MOMENT,
    "datetime_object_invalid": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_type": _MOMENT,
    "timezone_aware": _MOMENT,
    "moment_far_away": _("Give a year from 2000 to 2199."),
    "enum": _("Give one of: %(expected)s."),
    "literal_error": _("Give one of: %(expected)s."),
    "finite_number": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "int_parsing_size": _WHOLE,
    "int_type": _WHOLE,
    "greater_than_equal": _("Give %(ge)s or more."),
    "less_than_equal": _("Give %(le)s or less."),
    "list_type": _("Give a list."),
    "model_attributes_type": _OBJECT,
    "model_type": _OBJECT,
    "dict_type": _OBJECT,
    "email": _("Give an address as name@example.org, or leave it out."),
    "phone": _("Give digits, or leave it out."),
    "string_type": _("Give a text."),
    "string_unicode": _("Give a text in UTF-8."),
    "string_pattern_mismatch": _("Give a text of the form %(pattern)s."),
    "string_too_long": _("Give at most %(max_length)s characters."),
    "string_too_short": _("Give at least %(min_length)s characters."),
    "too_long": _("Give at most %(max_length)s of them."),
    "too_short": _("Give at least %(min_length)s of them."),
    "uuid_parsing": _UUID,
    "uuid_type": _UUID,
    "uuid_version": _UUID,
}
_OTHERWISE = _("Give a value as the documentation describes it.")


def told(errors: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each fault with its place (`query.limit`, `body.place.lat`), the value that was sent, and the remedy."""
    return [
        {
            "place": ".".join(str(part) for part in error["loc"]),
            "value": _shown(error),
            "code": error["type"],
            "remedy": str(REMEDIES.get(error["type"], _OTHERWISE)) % error.get("ctx", {}),
        }
        for error in errors
    ]


def _shown(error: Mapping[str, Any]) -> str | None:
    """The value at fault, shortened; nothing where there is none."""
    if error["type"] == "missing":
        return None
    value = error.get("input")
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
