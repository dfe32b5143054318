"""Every text of a face has its Chinese: what templates and Python say through gettext, against the face's own .po file.

A face is the folder that holds a `locale`; texts of Python and templates below it belong to it.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from babel.messages.pofile import read_po
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
FUNCTIONS = {
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "_": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
    "npgettext": (1, 2),
    "npgettext_lazy": (1, 2),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is said somewhere: its msgid, its context, and where."""

    msgid: str
    context: str | None
    place: str


def faces(source: Path) -> list[Path]:
    """Folders that keep translations of their own."""
    return sorted(path.parent for path in source.rglob("locale") if path.is_dir())


def said(face: Path) -> Iterator[Text]:
    """Every text that the templates and the Python files of `face` say."""
    for path in sorted(face.rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield from _read(_as_python(path), path, templatized=True)
        elif path.suffix == ".py":
            yield from _read(path.read_text(encoding="utf-8"), path)


def faults(source: Path = ROOT / "src" / "linli") -> list[str]:
    """Missing, empty, fuzzy and stale translations, and ones that lose a placeholder."""
    found = []
    for face in faces(source):
        po = face / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
        if not po.exists():
            found.append(f"{po}: missing: make it")
            continue
        with po.open("rb") as file:
            catalogue = {(message.id, message.context): message for message in _messages(file)}
        texts = {(text.msgid, text.context): text for text in said(face)}
        for key, text in texts.items():
            if fault := _judge(catalogue.get(key), text):
                found.append(f"{text.place}: {fault} in {po}")
        for (msgid, context), message in catalogue.items():
            if (msgid, context) not in texts:
                found.append(f"{po}:{message.lineno}: nobody says {msgid!r}: remove it")
    return [*found, *said_twice(source)]


def said_twice(source: Path) -> Iterator[str]:
    """Texts that two faces translate differently: Django lays all catalogues over each other, so one would win."""
    first: dict[tuple[Any, Any], tuple[Path, Any]] = {}
    for face in faces(source):
        po = face / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
        if not po.exists():
            continue
        with po.open("rb") as file:
            for message in _messages(file):
                other, said_there = first.setdefault((message.id, message.context), (po, message.string))
                if said_there != message.string:
                    yield f"{po}:{message.lineno}: {message.id!r} is said otherwise in {other}: give one a context"


def _judge(message: Any, text: Text) -> str | None:
    if message is None:
        return f"no translation of {text.msgid!r}"
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    if not strings or not all(strings):
        return f"empty translation of {text.msgid!r}"
    if message.fuzzy:
        return f"unsure (fuzzy) translation of {text.msgid!r}"
    wanted = _placeholders(text.msgid)
    for string in strings:
        if _placeholders(string) - wanted or (
            len(strings) == 1 and not isinstance(message.id, tuple) and _placeholders(string) != wanted
        ):
            return f"translation of {text.msgid!r} has other placeholders: {string!r}"
    return None


def _placeholders(text: str) -> set[str]:
    return {name for pair in _PLACEHOLDER.findall(text) for name in pair if name}


def _messages(file: Any) -> Iterator[Any]:
    for message in read_po(file, locale=LOCALE):
        if message.id:
            if isinstance(message.id, tuple):
                message = message.clone()
                message.id = message.id[0]
            yield message


def _as_python(path: Path) -> str:
    """The template as Django's own makemessages sees it: text blanked out, translations as calls of gettext."""
    from django.utils.translation import template

    return template.templatize(path.read_text(encoding="utf-8"), origin=str(path))


def _read(code: str, path: Path, *, templatized: bool = False) -> Iterator[Text]:
    if templatized:
        yield from _read_templatized(code, path)
        return
    for node in ast.walk(ast.parse(code, str(path))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        places = FUNCTIONS.get(name)
        if places is None or len(node.args) <= places[0]:
            continue
        words = node.args[places[0]]
        if isinstance(words, ast.Constant) and isinstance(words.value, str):
            context = node.args[0] if "pgettext" in name else None
            known = context.value if isinstance(context, ast.Constant) and isinstance(context.value, str) else None
            yield Text(words.value, known, f"{path}:{node.lineno}")


def _read_templatized(code: str, path: Path) -> Iterator[Text]:
    """templatize() output is no valid Python as a whole, but each call in it is."""
    for found in re.finditer(r"\b(gettext|ngettext|pgettext|npgettext|_)\(", code):
        call = _call(code[found.start() :])
        line = code.count("\n", 0, found.start()) + 1
        if call is None:
            continue
        for text in _read(call, path):
            yield Text(text.msgid, text.context, f"{path}:{line}")


def _call(code: str) -> str | None:
    """The shortest beginning of `code` that is a whole expression."""
    at = code.find(")")
    while at != -1:
        try:
            ast.parse(code[: at + 1].strip(), mode="eval")
        except SyntaxError:
            at = code.find(")", at + 1)
        else:
            return " ".join(code[: at + 1].split("\n"))
    return None


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    django.setup()
    lines = [line.replace(f"{ROOT}/", "") for line in faults()]
    print("\n".join(lines))
    sys.exit(bool(lines))
