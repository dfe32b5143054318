"""What somebody says on the telephone to name a place, read as what is written on the map."""

import re
import unicodedata
from collections.abc import Iterator

_DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_TENS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile(r"([零〇一二两三四五六七八九十百千幺]+)(?=号|弄|栋|幢|楼|单元|室)")
_BEHIND_NUMBER = re.compile(r"(?<=[0-9]号).*$")
_BESIDE = re.compile(
    r"的?(?:大?门口|门前|旁边?|边上|对面|附近|后面|前面|里面|隔壁|路口|十字路口|丁字路口|交叉口|交汇处|交界处|拐角)+$"
)
_BESIDE_EN = re.compile(
    r"^(?:(?:at|near|opposite|behind|by|beside|next to|in front of|the|corner of|crossing of|junction of)\s+)+", re.I
)
_NUMBER_EN = re.compile(r"\b(?:number|no\.?|#)\s*(?=[0-9])", re.I)
_BETWEEN = re.compile(r"\s*(?:与|和|跟|同|、|&|/|×)\s*|\s+(?:and|at|x)\s+", re.I)


def readings(text: str) -> tuple[str, ...]:
    """What `text` may mean on the map besides what it says, the likeliest first, without `text` itself.

    Numbers in words become digits ("十二号" → "12号"), what only leads there is left away ("门口", "opposite"), and at
    last whatever comes behind a house number ("12号院").
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = [plain]
    for change in (_with_digits, _without_beside, _up_to_number):
        found.append(change(found[-1]).strip())
    return tuple(one for one in dict.fromkeys(found) if one and one != text)


def crossings(text: str) -> Iterator[tuple[str, str]]:
    """The pairs of street names that `text` may name a crossing of: "柳荫路与槐树巷路口", "Oak Street & Elm Lane".

    There may be several, because 和 joins two names and stands in others (和平路).
    """
    plain = _without_beside(" ".join(unicodedata.normalize("NFKC", text).split()))
    for between in _BETWEEN.finditer(plain):
        one, other = plain[: between.start()].strip(), plain[between.end() :].strip()
        if len(one) > 1 and len(other) > 1 and one.casefold() != other.casefold():
            yield one, other


def street_of(address: str) -> str:
    """The street of an address in either language: what is left without the house number and what follows it."""
    return re.sub(r"^\s*[0-9]+[A-Za-z]?\s+|\s*[0-9]+\s*[号弄].*$", "", address).strip()


def number_of(numeral: str) -> int:
    """A Chinese numeral as a number: by place value (一百二十), or digit by digit as numbers are read out (一二零)."""
    if not any(letter in _TENS for letter in numeral):
        return int("".join(str(_DIGITS[letter]) for letter in numeral))
    total, digit = 0, 0
    for letter in numeral:
        if letter in _TENS:
            total += (digit or 1) * _TENS[letter]
            digit = 0
        else:
            digit = _DIGITS[letter]
    # "一百二" is 120: the last digit counts in the next smaller place, unless a zero says otherwise.
    last = next((_TENS[letter] for letter in reversed(numeral) if letter in _TENS), 1)
    short = digit and last > 10 and numeral[-2] in _TENS
    return total + digit * (last // 10 if short else 1)


def _with_digits(text: str) -> str:
    text = _NUMERAL.sub(lambda match: str(number_of(match[1])), text)
    return _NUMBER_EN.sub("", text)


def _without_beside(text: str) -> str:
    return _BESIDE_EN.sub("", _BESIDE.sub("", text))


def _up_to_number(text: str) -> str:
    return _BEHIND_NUMBER.sub("", text)
