"""Static files that lie beside the template they belong to, and one style sheet made of all components' styles."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("ui", "faces")
KINDS = frozenset({".css", ".js", ".mjs", ".svg", ".png", ".webmanifest"})
BUNDLES = {"ui": "ui/linli.css", "faces/portal": "faces/portal/portal.css", "faces/desk": "faces/desk/desk.css"}


def stylesheets(room: str) -> list[Path]:
    """The styles of `room` in the order they are joined: its own files first, then its components' by name."""
    folder = ROOT / room
    return [*sorted(folder.glob("_*.css")), *sorted(folder.glob("*/*.css"))]


def bundle(room: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in stylesheets(room))


class BesideFinder(BaseFinder):
    """Finds `ui/map/map.js` in the folder `ui/map`, so that a component is one folder.

    Style sheets are joined into one file per face (`BUNDLES`), because a page that waits for a dozen small files
    is slow on a phone. The joined files are written to `settings.LINLI_HOME/bundles`.
    """

    def __init__(self, app_names: Iterable[str] | None = None, *args: Any, **kwargs: Any) -> None:
        from django.conf import settings

        self._source = FileSystemStorage(location=str(ROOT))
        self._bundled = FileSystemStorage(location=str(Path(settings.LINLI_HOME) / "bundles"))
        super().__init__(*args, **kwargs)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        room = next((room for room, name in BUNDLES.items() if name == path), None)
        if room is not None:
            found = str(self._write(room))
            return [found] if find_all else found
        if not path.startswith(tuple(f"{room}/" for room in ROOMS)) or Path(path).suffix not in KINDS - {".css"}:
            return []
        full = safe_join(str(ROOT), path)
        if not Path(full).is_file():
            return []
        return [full] if find_all else full

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for room, name in BUNDLES.items():
            if stylesheets(room):
                self._write(room)
                yield name, self._bundled
        for room in ROOMS:
            for path in sorted((ROOT / room).rglob("*")):
                if path.suffix in KINDS - {".css"} and path.is_file():
                    yield path.relative_to(ROOT).as_posix(), self._source

    def _write(self, room: str) -> Path:
        target = Path(self._bundled.path(BUNDLES[room]))
        text = bundle(room)
        if not target.exists() or target.read_text(encoding="utf-8") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(target)
        return target
