"""Moments, limits and sentences as every page says them, in the reader's language and the city's time zone."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext

from linli.kernel.periods import Limit


def moment(at: datetime) -> str:
    # Translators: a date and a time, in Django's date format letters.
    return date_format(timezone.localtime(at), pgettext("date and time", "j F Y, H:i"))


def day(at: datetime) -> str:
    # Translators: a date, in Django's date format letters.
    return date_format(timezone.localtime(at), pgettext("date", "j F Y"))


def limit(given: Limit) -> str:
    """A limit as people say it: `4 hours`, `2 working days`."""
    count = {"count": given.value}
    working = given.clock == "working"
    match given.unit:
        case "min":
            return ngettext("%(count)d minute", "%(count)d minutes", given.value) % count
        case "h" if working:
            return ngettext("%(count)d working hour", "%(count)d working hours", given.value) % count
        case "h":
            return ngettext("%(count)d hour", "%(count)d hours", given.value) % count
        case "d" if working:
            return ngettext("%(count)d working day", "%(count)d working days", given.value) % count
    return ngettext("%(count)d calendar day", "%(count)d calendar days", given.value) % count


def sentences(*parts: str) -> str:
    """One after the other, as the language sets them: with a space in English, without one in Chinese."""
    between = "" if (get_language() or "").startswith("zh") else " "
    return between.join(part for part in parts if part)
