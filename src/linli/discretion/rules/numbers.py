"""Numbers that lead to somebody: telephones, identity papers, accounts.

What a number *is* follows from its length, its beginning and its check digit; where that doesn't decide, from the words
before it. Codes of components (17 digits) and of cells (15 digits), dates, sums and service numbers (110, 12345, 400 …)
belong to nobody and are left alone.
"""

import re
from datetime import date

from linli.discretion.rules.findings import Finding, Findings, Kind

_GAP = r"[ \t\-.·_]{0,3}"
_MOBILE = rf"(?:(?:\+|00)?[(]?86[)]?{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}"
_EXTENSION = r"(?:[ ]?(?:转|分机|ext\.?|x|-)[ ]?\d{1,6})?"
_LANDLINE = (
    rf"(?:(?:\+|00)86{_GAP})?[(]?0[1-9]\d{{1,2}}[)]?{_GAP}[1-9]\d{{2,3}}{_GAP}\d{{4}}{_EXTENSION}"
    rf"(?:[ ]?[/、,或][ ]?[2-9]\d{{2,3}}{_GAP}\d{{4}})*"
)
_TRUNK = rf"0[1-9]\d{{2,3}}{_GAP}\d{{3}}{_GAP}\d{{3,4}}"
_AREA_IN_BRACKETS = rf"[(]\d{{2,4}}[)]{_GAP}\d{{3,4}}{_GAP}\d{{4}}"
_NORTH_AMERICA = r"(?:1[ .-])?[2-9]\d{2}[ .-]\d{3}[ .-]\d{4}"
_PHONES = re.compile(
    rf"(?<![\d+])(?:{_MOBILE}|{_LANDLINE}|{_TRUNK}|{_AREA_IN_BRACKETS}|{_NORTH_AMERICA})(?!\d)", re.IGNORECASE
)
_ABROAD = re.compile(rf"(?<![\d+])(?:\+|00)[1-9](?:{_GAP}[()]?{_GAP}\d){{7,14}}(?!\d)")
# Without an area code it takes a word to tell a number to call from any other number.
_LOCAL = re.compile(
    r"(?:电话|座机|固话|手机|联系方式|联系我|拨打|致电|打给|来电|回电|传真|\btel(?:ephone)?\b|\bphone\b|"
    r"\bcall\b|\bmobile\b"
    rf"|\bfax\b|\bwhatsapp\b)[^\d\n，。；;,]{{0,12}}?(?P<it>[2-9]\d{{2,3}}{_GAP}\d{{4}}{_EXTENSION}"
    rf"(?:[ ]?(?:[/、,或和及]|或者)[ ]?[2-9]\d{{2,3}}{_GAP}\d{{4}})*)(?![\d元年万])",
    re.IGNORECASE,
)
_DIGIT_WORD = r"(?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)"
_IN_WORDS = re.compile(
    rf"\b(?:(?:double|triple)[ ])?{_DIGIT_WORD}(?:[ ,\-]{{1,2}}(?:(?:double|triple)[ ])?{_DIGIT_WORD}){{6,14}}\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(r"(?:\+?86)?[48]00")

_ID18 = re.compile(r"(?<!\d)[1-8](?:[ \-·]{0,2}\d){16}[ \-·]{0,2}[\dXx×](?!\d)")
_ID15 = re.compile(r"(?<!\d)[1-8](?:[ \-]?\d){14}(?!\d)")
_PROVINCES = frozenset({
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82, 83,
})  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SAYS_IDENTITY = re.compile(
    r"身份证|身份|证件|证号|\bid\b|identity|citizen|出生|\bcard\b|(?:我|他|她|本人|姓名|户主).{0,12}$", re.IGNORECASE
)
_SAYS_PLACE = re.compile(
    r"网格|单元格|格号|部件|编码|编号|标识码|代码|订单|单号|流水|工单|\b(?:cell|grid|code|order)\b", re.I
)
_OTHER_PAPERS = re.compile(
    r"(?:护照|通行证|回乡证|居住证|证件号码?|passport(?: (?:no\.?|number))?)[^A-Za-z0-9\n]{0,6}"
    r"(?:(?:号码?|no\.?|is)[^A-Za-z0-9\n]{0,3})?(?P<it>[A-Z]{1,2}\d{7,9})(?![\dA-Za-z])",
    re.IGNORECASE,
)
_CARD = re.compile(
    r"(?:银行卡|卡号|账号|帐号|账户|\baccount\b|\biban\b)[^\d\n]{0,12}(?P<it>\d(?:[ -]?\d){11,18})(?!\d)", re.I
)
_HANDLE = re.compile(
    r"(?:微信|wechat|weixin|(?<![a-z])vx|薇信|v信|qq|telegram)(?!公众|支付|付款|群|小程序)(?:id|"
    r"号码?)?[ ]?(?:[::是为加]|is)?[ ]?"
    r"(?P<it>@?[a-z0-9][a-z0-9_\-]{4,19})(?![a-z0-9_]|班|群)",
    re.IGNORECASE,
)


def phones(text: str, digits: str) -> Findings:
    """Telephone numbers: mobile ones, with an area code, from abroad, in words.

    `digits` is the `spoken` reading of `text`. Both are read: in 13900001234一直占线 the 一 is no digit.
    """
    for reading in (text, digits):
        for pattern in (_PHONES, _ABROAD, _LOCAL):
            for found in pattern.finditer(reading):
                start, end = found.span("it") if pattern is _LOCAL else found.span()
                if not _SERVICE.match(reading[start:end]):
                    yield Finding(start + _lead(reading[start:end]), end, Kind.PHONE)
    for found in _IN_WORDS.finditer(text):
        yield Finding(*found.span(), Kind.PHONE)


def identities(text: str, digits: str) -> Findings:
    """Identity numbers: of 18 places by their check digit (GB 11643-1999), of 15 by region and birthday; passports and
    permits after the word.
    """
    for reading in (text, digits):
        for found in _ID18.finditer(reading):
            if _is_id18(found[0], said=_SAYS_IDENTITY.search(_before(reading, found)) is not None):
                yield Finding(*found.span(), Kind.IDENTITY)
        for found in _ID15.finditer(reading):
            if _is_id15(found[0]) and not _SAYS_PLACE.search(_before(reading, found)):
                yield Finding(*found.span(), Kind.IDENTITY)
    for found in _OTHER_PAPERS.finditer(text):
        yield Finding(*found.span("it"), Kind.IDENTITY)


def _before(text: str, found: re.Match[str]) -> str:
    return text[max(0, found.start() - 14) : found.start()]


def accounts(text: str) -> Findings:
    """Numbers of bank cards and names in chat programs, after the word that says so."""
    for found in _CARD.finditer(text):
        yield Finding(*found.span("it"), Kind.ACCOUNT)
    for found in _HANDLE.finditer(text):
        if any(letter.isdigit() or letter == "_" for letter in found["it"]):
            yield Finding(*found.span("it"), Kind.ACCOUNT)


def _lead(found: str) -> int:
    """A bracket that was opened for something else stays outside."""
    return 1 if found[0] == "(" and ")" not in found else 0


def _is_id18(found: str, *, said: bool) -> bool:
    """Whether 18 places are an identity number. One with a wrong check digit is one where the words say so."""
    places = "".join(letter for letter in found.upper().replace("×", "X") if letter in "0123456789X")
    if int(places[:2]) not in _PROVINCES or not _is_day(places[6:10], places[10:12], places[12:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(places[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == places[17] or said


def _is_id15(found: str) -> bool:
    """Whether 15 digits are an identity number of the old form (1984–1999): its year of birth has two digits.

    A cell's code has the same length; in the place of the year it has the beginning of the street's code, which is
    below 20 for nearly all streets and towns, while nobody with such a number was born before 1920.
    """
    places = "".join(letter for letter in found if letter.isdigit())
    return (
        int(places[:2]) in _PROVINCES
        and int(places[6:8]) >= 20
        and _is_day("19" + places[6:8], places[8:10], places[10:12])
    )


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return date(int(year), int(month), int(day)).year >= 1880
    except ValueError:
        return False
