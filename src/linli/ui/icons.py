"""Outline icons of Tabler, read from the installed npm package once and then kept."""

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_BOX = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'  # draws nothing; Tabler's own editor needs it
_BODY = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


class IconMissingError(LookupError):
    """The named icon is not in the installed icon set."""


def folder() -> Path:
    return Path(settings.LINLI_ICONS) / "outline"


@lru_cache(maxsize=1024)
def body(name: str) -> str:
    """The drawing inside the icon's `<svg>`."""
    if not _NAME.fullmatch(name):
        raise IconMissingError(
            f"{name!r} is not an icon name: use lower-case words joined by '-', as on tabler.io/icons"
        )
    path = folder() / f"{name}.svg"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise IconMissingError(f"no icon {name!r} is installed: pick a name listed on tabler.io/icons") from None
    found = _BODY.search(text)
    if found is None:
        raise IconMissingError(f"icon {name!r} is not an SVG drawing: reinstall the npm packages")
    return "".join(line.strip() for line in found.group(1).replace(_BOX, "").splitlines())


def exists(name: str) -> bool:
    try:
        return bool(body(name))
    except IconMissingError:
        return False


def svg(name: str, *, label: str = "", size: int = 24, extra: str = "") -> SafeString:
    """The icon as inline SVG: hidden from screen readers unless it carries a `label`."""
    return _drawn(name, str(label), size, extra)


@lru_cache(maxsize=1000)
def _drawn(name: str, label: str, size: int, extra: str) -> SafeString:
    meaning = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" width="{}" height="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" {}>{}</svg>',
        f"icon {extra}".strip(),
        size,
        size,
        meaning,
        mark_safe(body(name)),  # noqa: S308 -- a file of the installed icon package, never a reader's text
    )
