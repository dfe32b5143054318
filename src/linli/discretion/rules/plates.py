"""Number plates of vehicles: every form of the mainland (GA 36-2018), and any plate after the word that says so."""

import re

from linli.discretion.rules.findings import Finding, Findings, Kind

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤川青藏琼宁"
_GAP = r"[ ·・•.\-_]{0,2}"
# The letters I and O aren't used, but are written for 1 and 0.
_SERIAL = r"[A-Z0-9]"
_MAINLAND = re.compile(
    rf"(?<![A-Z0-9])[{_PROVINCE}]{_GAP}[A-Z]{_GAP}"
    rf"(?P<serial>{_SERIAL}{{6}}|{_SERIAL}{{5}}|{_SERIAL}{{4}}[挂学警港澳领试超使]|{_SERIAL}{{4}})"
    # The number of the next item in a list may stick to it: 湘A123452、…
    r"(?:(?![A-Z0-9])|(?=\d{1,2}[、)]))",
    re.IGNORECASE,
)
# A plate is read out in groups as well: 京A 123 45.
_IN_GROUPS = re.compile(
    rf"[{_PROVINCE}]{_GAP}[A-Z]{_GAP}(?P<serial>{_SERIAL}(?:[ \-]?{_SERIAL}){{4,5}})(?![A-Z0-9])", re.IGNORECASE
)
_ARMED_POLICE = re.compile(rf"(?<![A-Z])WJ{_GAP}[{_PROVINCE}]?{_GAP}\d{{4,5}}[A-Z]?(?![A-Z0-9])", re.IGNORECASE)
_EMBASSY = re.compile(r"(?<!\d)(?:使\d{6}|\d{6}使)(?!\d)")
_TRACTOR = re.compile(rf"[{_PROVINCE}]{_GAP}\d{{2}}{_GAP}[A-Z0-9]\d{{4}}(?!\d)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:(?<!门)牌照(?:号码?)?|车牌(?:号码?|照)?|车号|挂(?:着)?牌)(?:[::是为]|[ ]|,){0,3}"
    rf"(?P<it>[{_PROVINCE}]?{_GAP}[A-Z0-9](?:[ ·\-]?[A-Z0-9]){{3,7}})(?![A-Z0-9])",
    re.IGNORECASE,
)
_NAMED_EN = re.compile(
    r"\b(?:licen[cs]e[ -]?plate|number[ -]?plate|plate (?:number|no\.?)|registration(?: (?:number|plate|no\.?))?|"
    r"reg(?:\.| no\.?| number)|(?:car|van|truck|lorry|vehicle) plate)s?"
    r"(?:[ ](?:number|no\.?))?(?:[ ]?(?:[:,#(]|is|was|reads|reading))?[ ]?"
    r"(?P<it>(?-i:[A-Z0-9](?:[ \-·]?[A-Z0-9]){3,8})|[A-Za-z]{1,3}[ -]?\d{2,5}[ -]?[A-Za-z]{0,3})(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def plates(text: str) -> Findings:
    """Number plates, whether or not a word says that it is one."""
    for pattern in (_MAINLAND, _IN_GROUPS):
        for found in pattern.finditer(text):
            # Of four places it is a plate of which somebody saw or remembers only a part.
            if sum(letter.isdigit() for letter in found["serial"]) >= (2 if len(found["serial"]) > 4 else 3):
                yield Finding(*found.span(), Kind.PLATE)
    for pattern in (_ARMED_POLICE, _EMBASSY, _TRACTOR):
        for found in pattern.finditer(text):
            yield Finding(*found.span(), Kind.PLATE)
    for pattern in (_NAMED, _NAMED_EN):
        for found in pattern.finditer(text):
            if any(letter.isdigit() for letter in found["it"]):
                yield Finding(*found.span("it"), Kind.PLATE)
