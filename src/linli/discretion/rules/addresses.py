"""E-mail addresses, and addresses of dwellings.

A report is about a place, so a street, a house number and a building stay: only what leads from the building to
somebody's door is a finding (单元 and room; flat, apartment).
"""

import re

from linli.discretion.rules.findings import Finding, Findings, Kind

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9\-]*[A-Za-z0-9])?"
_DOT = r"(?:[ ]?[.。][ ]?|[ ](?:dot|点)[ ]|[\[(]dot[\])])"
_EMAIL = re.compile(
    rf"(?<![A-Za-z0-9'])[A-Za-z0-9][A-Za-z0-9._%+'\-]*(?:[ ]?@[ ]?|"
    rf"[ ]?[\[(]at[\])][ ]?)(?:{_LABEL}{_DOT})+[A-Za-z]{{2,18}}(?![A-Za-z])"
    rf"|(?<![A-Za-z0-9])[A-Za-z0-9][A-Za-z0-9._%+\-]*[ ]at[ ](?:{_LABEL}[ ]dot[ ])+(?:com|net|org|edu|gov|cn|hk|"
    rf"uk|eu|de|fr|io|co|me|info)(?![A-Za-z0-9])",
    re.IGNORECASE,
)

_COUNT = r"(?:\d{1,3}|[A-Za-z]|[一二三四五六七八九十]{1,3})"
_ROOM = r"(?:[A-Za-z]?\d{3,4}[A-Za-z]?|[一二三四五六七八九十零〇]{3,4})"
_DOOR = r"(?:室|号房|房(?!间|产|屋|子|价|租|源|地))"
_SEP = r"[ ,\-]{0,2}"
_BY_ENTRANCE = re.compile(
    rf"{_COUNT}(?:单元|门栋){_SEP}(?:{_COUNT}[层楼]{_SEP})?(?:{_ROOM}{_DOOR}?|{_COUNT}(?:室|号房)|[东西中左右]户)"
)
_BY_BUILDING = re.compile(
    rf"(?:号楼|栋|幢|座|号院|#楼|"
    rf"#)(?P<it>{_SEP}(?:\d{{1,2}}[层楼]{_SEP})?{_ROOM}{_DOOR}?)(?![\d平米元年月日万户吨块个人辆台次名亩mM]|多|"
    rf"余|商铺|门面|店|铺|[㎡%])"
)
_IN_A_ROW = re.compile(
    r"(?:号楼|栋|幢|座|小区|花园|苑|园|城|家园|村|院|里|庭|府)[ ]?\d{0,3}(?P<it>-\d{1,2}-\d{3,4}|"
    r"\d{1,3}-\d{1,2}-\d{3,4})(?!\d|-)"
)
_BY_ROOM = re.compile(rf"(?P<it>(?<![\dA-Za-z]){_ROOM}(?:室|号房))(?!外|内温|温|友|内机|外机)")
_AT_HOME = re.compile(rf"(?:家住|住在|我家|家在|住址|住户|租住|住)[^\n,。;]{{0,24}}?(?P<it>(?<!\d){_ROOM}{_DOOR})")
_PUBLIC_ROOM = re.compile(
    r"(?:办公|大厅|大厦|中心|医院|学校|教学|教室|派出所|窗口|法院|机关|局|会议|政务|科室|写字楼|街道办|居委会)"
)
_FLAT = re.compile(
    r"\b(?:flat|apartment|apt\.?|condo)(?:[ ](?:no\.?|number))?[ ]?#?[ ]?"
    r"(?P<it>\d{1,4}[A-Z]?|[A-Z]\d{0,4})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(?:block|building|bldg\.?|tower|blk\.?)[ ]?[A-Z0-9]{1,4},?[ ](?:(?:entrance|unit|floor|level)[ ]?\d{1,3},?[ ])?"
    r"(?P<it>(?:room|rm\.?|unit|no\.?|#)[ ]?#?\d{1,4}(?:-\d{1,4})?[A-Z]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ENTRANCE_EN = re.compile(
    r"\b(?:unit|entrance)[ ]?\d{1,3},?[ ](?:room|rm\.?|flat)[ ]?\d{1,4}[A-Z]?(?![A-Za-z0-9])", re.IGNORECASE
)
_LEVEL_DOOR = re.compile(r"(?<![\w#])#\d{1,2}-\d{1,4}[A-Z]?(?![\w-])")
_I_LIVE = re.compile(
    r"\b(?:I live|we live|living|my home is|my address is)\b[^\n.;]{0,40}?\b(?P<it>(?:unit|room|"
    r"rm\.?)[ ]#?\d{1,4}[A-Z]?)\b",
    re.I,
)


def emails(text: str) -> Findings:
    """E-mail addresses, also with the sign spelled out (name (at) example.org, name at example dot org)."""
    for found in _EMAIL.finditer(text):
        yield Finding(*found.span(), Kind.EMAIL)


def dwellings(text: str) -> Findings:
    """What leads from a building to somebody's door. Rooms of offices, schools and the like are places."""
    for pattern in (_BY_ENTRANCE, _FLAT, _ENTRANCE_EN, _LEVEL_DOOR):
        for found in pattern.finditer(text):
            if pattern is not _FLAT or any(letter.isdigit() or letter.isupper() for letter in found["it"]):
                yield Finding(*found.span(), Kind.DWELLING)
    for pattern in (_BY_BUILDING, _IN_A_ROW, _AT_HOME, _BY_ROOM):
        for found in pattern.finditer(text):
            if not _is_public(text, found.start("it")):
                yield Finding(*_trimmed(text, *found.span("it")), Kind.DWELLING)
    for pattern in (_UNIT, _I_LIVE):
        for found in pattern.finditer(text):
            yield Finding(*found.span("it"), Kind.DWELLING)


def _is_public(text: str, start: int) -> bool:
    return _PUBLIC_ROOM.search(text[max(0, start - 10) : start]) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start] in " ,-":
        start += 1
    return start, end
