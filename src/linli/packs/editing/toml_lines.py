"""One value of a TOML file set where it stands: remarks and everything else keep their bytes."""

import re
from collections.abc import Sequence

_HEAD = re.compile(r"\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_ITEM = re.compile(r'"([^"]*)"\s*,?[ \t]*(#[^\n]*)?')
_WIDE = 100


def put(text: str, section: str, key: str, literal: str) -> str:
    """The text in which `key` of `[section]` (of the top where it is empty) is `literal`, a value as TOML writes it.

    A key that isn't there yet comes last in its section, a section that isn't there yet last in the file.
    """
    at = _section(text, section)
    if at is None:
        return f"{text.rstrip()}\n\n[{section}]\n{key} = {literal}\n"
    start, end = at
    place = _value(text, key, start, end)
    if place is not None:
        return text[: place[0]] + literal + text[place[1] :]
    body = text[start:end].rstrip()
    rest = text[start + len(body) : end] or "\n"
    line = f"{key} = {literal}"
    between = "\n" if body or section else ""
    return f"{text[:start]}{body}{between}{line}{rest}{text[end:]}"


def get(text: str, section: str, key: str) -> str:
    """A value as it is written; empty where there is none."""
    at = _section(text, section)
    place = _value(text, key, *at) if at else None
    return text[place[0] : place[1]] if place else ""


def texts(items: Sequence[str], *, before: str = "") -> str:
    """A list of texts as TOML. An item that stood in `before`, the list as it was written, keeps its remark."""
    remarks = {item: remark.rstrip() for item, remark in _ITEM.findall(before)}
    written = [f'"{item}",' for item in items]
    line = f"[{', '.join(f'"{item}"' for item in items)}]"
    if len(line) <= _WIDE and not any(remarks.get(item) for item in items):
        return line
    wide = max(map(len, written), default=0)
    body = [f"    {one:<{wide}}  {remarks.get(item, '')}".rstrip() for one, item in zip(written, items, strict=True)]
    return "\n".join(["[", *body, "]"])


def _section(text: str, section: str) -> tuple[int, int] | None:
    """Where the lines of a section begin and end."""
    start = 0 if section == "" else None
    at = 0
    depth = 0
    for line in text.splitlines(keepends=True):
        head = _HEAD.match(line) if depth <= 0 else None
        if head and start is not None:
            return start, at
        at += len(line)
        if head and head[1].strip().strip("\"'") == section:
            start = at
        if not head:
            depth += _depth(line)
    return None if start is None else (start, at)


def _value(text: str, key: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the value of a key begins and ends, between two places of the text."""
    at, depth = start, 0
    for line in text[start:end].splitlines(keepends=True):
        found = re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=\s*", line) if depth <= 0 else None
        if found:
            return at + found.end(), _end_of_value(text, at + found.end(), end)
        depth += _depth(line)
        at += len(line)
    return None


def _end_of_value(text: str, at: int, end: int) -> int:
    depth, last = 0, at
    for kind, place in _marks(text, at, end):
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth -= 1
            last = place + 1
        elif kind == "text":
            last = place
        if kind in ("line", "remark") and depth <= 0:
            return last
    return last


def _depth(line: str) -> int:
    """How many brackets more are opened in a line than closed."""
    kinds = [kind for kind, _ in _marks(line, 0, len(line))]
    return kinds.count("open") - kinds.count("close")


def _marks(text: str, at: int, end: int) -> list[tuple[str, int]]:
    """What makes up a value: brackets, pieces of text (with the place after them), remarks and ends of lines."""
    found = []
    while at < end:
        letter = text[at]
        if letter in "\"'":
            close = at + 1
            while close < end and text[close] != letter:
                close += 2 if text[close] == "\\" and letter == '"' else 1
            at = close
            found.append(("text", at + 1))
        elif letter == "#":
            found.append(("remark", at))
            at = text.find("\n", at, end)
            if at < 0:
                return found
            found.append(("line", at))
        elif letter == "\n":
            found.append(("line", at))
        elif letter in "[{":
            found.append(("open", at))
        elif letter in "]}":
            found.append(("close", at))
        elif not letter.isspace():
            found.append(("text", at + 1))
        at += 1
    return found
