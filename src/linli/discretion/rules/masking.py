"""Find what is personal in a text, and cover it."""

import re
from collections.abc import Iterable

from linli.discretion.rules.addresses import dwellings, emails
from linli.discretion.rules.findings import Finding, Kind, plain, spoken
from linli.discretion.rules.names import names
from linli.discretion.rules.numbers import accounts, identities, phones
from linli.discretion.rules.plates import plates
from linli.kernel.ids import read_tracking_code

_COVERS: dict[Kind, tuple[str, str]] = {
    Kind.EMAIL: ("〔邮箱〕", "[e-mail]"),
    Kind.IDENTITY: ("〔证件号〕", "[ID number]"),
    Kind.PLATE: ("〔车牌〕", "[plate]"),
    Kind.ACCOUNT: ("〔账号〕", "[account]"),
    Kind.PHONE: ("〔电话〕", "[phone]"),
    Kind.DWELLING: ("〔门牌〕", "[door]"),
    Kind.NAME: ("〔姓名〕", "[name]"),
}
_HAN = re.compile(r"[\u3400-\u9fff]")
_MAIL = re.compile(r"@|[ \[(]at[ \])]", re.IGNORECASE)
_FIGURE = "[0-9零〇○一二三四五六七八九幺壹贰两叁肆伍陆柒捌玖]"
_FIGURES = re.compile(
    rf"{_FIGURE}[^\n。]{{0,3}}?{_FIGURE}|\b(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)[ ,-]",
    re.IGNORECASE,
)
_DOORS = re.compile(r"\d|单元|[一二三四五六七八九十]室|\b(?:flat|apartment|apt|condo)\b", re.IGNORECASE)
_TRACKING = re.compile(r"(?<![A-Z0-9-])[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}(?![A-Z0-9-])")


def find(text: str) -> tuple[Finding, ...]:
    """What is personal in `text`, in its order; passages don't overlap.

    Where two readings overlap, the surer one counts: an identity number is no telephone, whatever stands in it.
    """
    flat = plain(text)
    found: list[Finding] = []
    # From the surest to the least sure; each behind a cheap look at whether there is anything for it to find.
    if _MAIL.search(flat):
        _take(found, emails(flat))
    if _FIGURES.search(flat):
        digits = spoken(flat)
        _take(found, identities(flat, digits))
        _take(found, plates(flat))
        _take(found, phones(flat, digits))
        _take(found, accounts(flat))
    if _DOORS.search(flat):
        _take(found, dwellings(flat))
    _take(found, names(flat))
    if not found:
        return ()
    codes = [code.span() for code in _TRACKING.finditer(flat) if read_tracking_code(code[0])]
    return tuple(sorted(one for one in found if not any(one.start < end and start < one.end for start, end in codes)))


def _take(found: list[Finding], more: Iterable[Finding]) -> None:
    """Add what doesn't overlap with what is there already; of two that begin alike the longer one."""
    for one in sorted(more, key=lambda one: (one.start, -one.end)):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)


def mask(text: str, findings: Iterable[Finding] | None = None) -> str:
    """The text with every finding (those given, else all that `find` finds) covered by the name of its kind."""
    chinese = _HAN.search(text) is not None
    out, at = [], 0
    for one in sorted(find(text) if findings is None else findings):
        out += [text[at : one.start], _COVERS[one.kind][0 if chinese else 1]]
        at = one.end
    return "".join([*out, text[at:]])
