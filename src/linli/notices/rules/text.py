"""The texts of messages: a subject, a body, a short form, and names in braces that stand for what is known.

```
Report {number} has arrived

What: {kind}
Due: {due}

[sms]
Report {number} has arrived.
```

A line that names something that isn't known is left out. There is nothing else to a text: no conditions, no calls, so
that a city may write its own without being able to break anything but its wording.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

# Everything that a text may name. There is no name for a reporter's name, phone or e-mail, nor for a tracking code.
NAMES: Mapping[str, str] = {
    "city": "the city's title",
    "number": "the case's number, or the supervision order's",
    "kind": "the class of the report",
    "place": "address or area",
    "unit": "the unit that has the case",
    "due": "until when the unit has to be done",
    "until": "until when an answer is waited for, or a pause or suspension lasts",
    "reason": "the reason, in the words that the city has for reporters",
    "words": "what the office, the unit or the checker says to the public",
    "days": "for how many days a closed case may be reopened",
    "track": "address of the page that asks for the tracking code",
    "desk": "address of the case at the desk",
    "count": "how many things a letter tells of",
    "lines": "one line for each of them",
    "cases": "the numbers of the cases that a supervision order names",
    "asked": "the words with which a supervision order was issued",
}
# What is known of every case, and so may stand in a subject and in the first line of a short form: they can't be left
# out.
CERTAIN = frozenset({"city", "number", "count"})

_SHORT = "[sms]"
_NAME = re.compile(r"\{([^{}]*)\}")
_GAP = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Text:
    """A message's text as it is written. `short` is for telephones."""

    subject: str
    body: str
    short: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's text as it is sent. `subject` and `short` are one line each."""

    subject: str
    body: str
    short: str


def read(content: str) -> Text:
    """The parts of a text file. Raises ValueError that says what is wrong with it and how to put it right."""
    long, mark, short = content.strip().replace("\r\n", "\n").partition(f"\n{_SHORT}\n")
    subject, _, body = long.partition("\n")
    text = Text(subject.strip(), body.strip(), short.strip())
    if not mark or not text.short:
        raise ValueError(f"there is no short form: write it below a line {_SHORT}")
    if not text.subject or not text.body:
        raise ValueError("a text is a subject in its first line, an empty line, and a body")
    if unknown := sorted(names(text) - NAMES.keys()):
        raise ValueError(f"unknown name {{{unknown[0]}}}: there are {', '.join(NAMES)}")
    firsts = f"{text.subject} {text.short.partition('\n')[0]}"
    if uncertain := sorted(set(_NAME.findall(firsts)) - CERTAIN):
        may = ", ".join(sorted(CERTAIN))
        raise ValueError(f"{{{uncertain[0]}}} isn't always known: a subject and a short form's first line name {may}")
    return text


def names(text: Text) -> frozenset[str]:
    """The names that a text uses."""
    return frozenset(_NAME.findall("\n".join((text.subject, text.body, text.short))))


def render(text: Text, values: Mapping[str, str]) -> Rendered:
    """The text with the values in place. A line that names an empty or missing value is left out.

    Values are set in as they are and never read again: braces in somebody's words stay braces.
    """
    return Rendered(
        subject=" ".join(_filled(text.subject, values).split()),
        body=_GAP.sub("\n\n", _filled(text.body, values)).strip() + "\n",
        short=" ".join(_filled(text.short, values).split()),
    )


def _filled(part: str, values: Mapping[str, str]) -> str:
    lines = [line for line in part.split("\n") if all(values.get(name) for name in _NAME.findall(line))]
    return _NAME.sub(lambda found: values[found[1]], "\n".join(lines))
