"""Columns about persons: never mapped, never shown, said to be left out.

A table from another system often holds who reported, with telephone and identity number. None of the fields that can
be brought in is about a person, and no column that is may be brought in under another field's name.
"""

import re
from collections.abc import Sequence

from linli.insight.rules.kinds import Kind

_CHINESE = (
    *(
        "姓名",
        "联系人",
        "联系电话",
        "联系方式",
        "电话",
        "手机",
        "座机",
        "身份证",
        "证件",
        "护照",
        "户口",
        "户籍",
        "户主",
    ),
    *(
        "报案人",
        "举报人",
        "投诉人",
        "反映人",
        "诉求人",
        "来电人",
        "上报人",
        "申请人",
        "当事人",
        "市民",
        "居民",
        "业主",
        "住户",
    ),
    *("微信", "qq", "性别", "年龄", "出生", "民族", "宗教", "政治面貌", "籍贯", "学历", "职业", "家庭", "邮箱", "车牌"),
)
# Who is meant there is an organisation.
_NOT_A_PERSON = ("单位", "部门", "机构", "公务", "委员会")
_ENGLISH = re.compile(
    r"\b(first|last|full|given|family|middle|maiden)\W*names?\b"
    r"|\b(person|caller|reporter|complainant|resident|citizen|contact|owner|customer|requester|requestor|applicant|"
    r"tenant|victim|suspect)(s|'s)?\b"
    r"|\bsurname\b|\b(tele)?phone|\bmobile\b|\bcell\s*(phone|no|number)|\bwechat\b|\bssn\b|social\s*security|"
    r"\bpassport|\bid\s*card|\bidentity\s*(card|no|number)|\bnational\s*id|\bgender\b|\bsex\b|\bage\b|\bbirth|\bdob\b|"
    r"\bethnic|\bnationality\b|\breligio|\boccupation\b|\be-?mail|\blicen[cs]e\s*plate",
    re.IGNORECASE,
)
_OFFICE_MAIL = re.compile(r"mail|邮", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def speaks_of_a_person(heading: str, kind: Kind) -> bool:
    """Whether a heading names something about a person. The e-mail of a unit is that of an office, and `owner` of a
    facility the unit that keeps it."""
    said = _CAMEL.sub(" ", heading.replace("_", " ")).strip().lower()
    if kind == Kind.UNITS and _OFFICE_MAIL.search(said) and not re.search("个人|personal|private", said):
        return False
    if kind == Kind.COMPONENTS and said == "owner":
        return False
    chinese = any(word in said for word in _CHINESE) and not any(word in said for word in _NOT_A_PERSON)
    return chinese or bool(_ENGLISH.search(said))


def holds_personal_number(value: str) -> bool:
    """Whether a text holds a mobile telephone of China or an identity number (GB 11643, with its check character)."""
    return bool(_MOBILE.search(value)) or any(_is_identity(found) for found in _IDENTITY.findall(value))


def looks_personal(values: Sequence[str]) -> bool:
    """Whether most of a column's values are such numbers, whatever its heading says."""
    filled = [value for value in values if value]
    return bool(filled) and 2 * sum(map(holds_personal_number, filled)) > len(filled)


def _is_identity(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECK[total % 11] == number[17].upper()
