"""Moments, limits, sentences and refusals as every face says them: in the reader's language, in the city's time."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import get_language, ngettext, npgettext, pgettext

from linli.kernel.periods import Limit
from linli.kernel.results import Refused


def moment(at: datetime) -> str:
    # Translators: a date and a time, in Django's date format letters.
    return date_format(timezone.localtime(at), pgettext("date and time", "j F Y, H:i"))


def day(at: datetime) -> str:
    # Translators: a date, in Django's date format letters.
    return date_format(timezone.localtime(at), pgettext("date", "j F Y"))


def limit(given: Limit, *, plain: bool = False) -> str:
    """A limit as people say it: `4 hours`, `2 working days`; `plain` to residents, who don't speak of 工作时."""
    count = {"count": given.value}
    working = given.clock == "working"
    match given.unit:
        case "min":
            return ngettext("%(count)d minute", "%(count)d minutes", given.value) % count
        case "h" if not working:
            return ngettext("%(count)d hour", "%(count)d hours", given.value) % count
        case "h" if plain:
            return npgettext("plain", "%(count)d working hour", "%(count)d working hours", given.value) % count
        case "h":
            return ngettext("%(count)d working hour", "%(count)d working hours", given.value) % count
        case "d" if working:
            return ngettext("%(count)d working day", "%(count)d working days", given.value) % count
    if plain:
        return npgettext("plain", "%(count)d calendar day", "%(count)d calendar days", given.value) % count
    return ngettext("%(count)d calendar day", "%(count)d calendar days", given.value) % count


def sentences(*parts: str) -> str:
    """One after the other, as the language sets them: with a space in English, without one in Chinese."""
    between = "" if (get_language() or "").startswith("zh") else " "
    return between.join(part for part in parts if part)


def refusal(refused: Refused, edition: Any, language: str) -> tuple[str, str]:
    """A refusal of the rules: what stands against the act, and what to do about it. `edition` is the city's in force.

    The words are one face's, and no face imports another: a setting names the function that has them.
    """
    with translation.override(language), timezone.override(edition.settings.time_zone):
        said = import_string(settings.LINLI_REFUSAL_WORDS)(refused, edition, language)
        return str(said.what), str(said.remedy)
