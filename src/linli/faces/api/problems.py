"""What goes wrong, said as problem+json (RFC 9457) in the reader's language: code, facts, and what to do about it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from linli.catalogue import queries as catalogue
from linli.faces.api.titles import TITLES
from linli.kernel.results import Refused
from linli.kernel.words import LANGUAGES
from linli.ui import says

TYPE = "application/problem+json"
_FORBIDDEN = frozenset({
    "not_yours", "handled_it_yourself", "own_unit_handled_it", "own_unit_holds_it", "own_unit_disputes_it",
    "own_unit_assists", "own_unit_called", "stands_for_handler", "drawn_to_another", "not_the_caller",
    "call_not_yours", "amends_too_wide", "hands_not_yours", "class_for_staff",
})  # fmt: skip
_STATUSES: Mapping[str, int] = {
    **dict.fromkeys(_FORBIDDEN, 403),
    "case_unknown": 404,
    "not_from_here": 409,
    "changed_meanwhile": 412,
}


class Problem(Exception):
    """An answer that is no success: one of `TITLES`, or, with `status`, a refusal of the rules in the words given.

    `more` are further members of the answer.
    """

    def __init__(
        self,
        code: str,
        *,
        status: int = 0,
        title: str = "",
        remedy: str = "",
        headers: Mapping[str, str] = {},
        **more: Any,
    ) -> None:
        super().__init__(code)
        known = None if status else TITLES[code]
        self.code = code
        self.status = known.status if known else status
        self.title = str(known.what) if known else title
        self.remedy = str(known.remedy) if known else remedy
        self.headers, self.more = headers, more

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer, named by the path that was asked."""
        content = {
            "type": f"/api/v1/problems#{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": f"{self.title} {self.remedy}".strip(),
            "instance": request.path,
            "code": self.code,
            "remedy": self.remedy,
        }
        written = orjson.dumps(content | self.more, default=str, option=orjson.OPT_UTC_Z)
        return HttpResponse(written, content_type=TYPE, status=self.status, headers=dict(self.headers))


def refuse(refused: Refused) -> NoReturn:
    """Raise a refusal of the rules as the problem that it is, in the words that the desk has for it."""
    what, remedy = says.refusal(refused, catalogue.current(), get_language() or LANGUAGES[0])
    facts = {name: plain(value) for name, value in refused.facts.items()}
    raise Problem(refused.code, status=status_of(refused.code), title=what, remedy=remedy, facts=facts)


def status_of(code: str) -> int:
    """The status that answers a refusal of the rules: 422, unless it is about who, which case, or when."""
    return _STATUSES.get(code, 422)


def plain(value: Any) -> Any:
    """A fact of a refusal as JSON has it."""
    if isinstance(value, (tuple, list, frozenset, set)):
        return [plain(one) for one in value]
    if isinstance(value, datetime) or value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def nowhere() -> Problem:
    """There is nothing at this address, or nothing that the caller may see: numbers tell nothing."""
    return Problem("not_found")
