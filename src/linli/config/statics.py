"""Files that browsers fetch: our own from ui/static, and exactly those of the npm packages that a page uses."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage
from django.core.files.storage import Storage as AnyStorage

from linli.config.home import NODE_MODULES

# Where a page finds it, and where npm put it. Source maps are here because the files name them.
VENDOR: dict[str, str] = {
    "vendor/tabler/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/tabler/tabler.min.css.map": "@tabler/core/dist/css/tabler.min.css.map",
    "vendor/tabler/tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "vendor/tabler/tabler.min.js.map": "@tabler/core/dist/js/tabler.min.js.map",
    "vendor/htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/echarts/echarts.min.js": "echarts/dist/echarts.min.js",
    "vendor/maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "vendor/maplibre/maplibre-gl-csp.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "vendor/maplibre/maplibre-gl-csp.js.map": "maplibre-gl/dist/maplibre-gl-csp.js.map",
    "vendor/maplibre/maplibre-gl-csp-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "vendor/maplibre/maplibre-gl-csp-worker.js.map": "maplibre-gl/dist/maplibre-gl-csp-worker.js.map",
}


class VendorFinder(BaseFinder):
    """Finds the files of VENDOR under node_modules."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self.storage = FileSystemStorage(location=NODE_MODULES)

    def find(self, path: str, find_all: bool = False) -> Any:
        place = VENDOR.get(path)
        found = [str(NODE_MODULES / place)] if place and (NODE_MODULES / place).is_file() else []
        return found if find_all else next(iter(found), [])

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, AnyStorage]]:
        """Django copies each listed path out of the storage beside it, so the storage must know it by that name."""
        return ((path, _Renamed(path, NODE_MODULES / place)) for path, place in VENDOR.items())


class _Renamed(FileSystemStorage):
    """One file under another name."""

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(location=file.parent)
        self.only, self.file = name, file

    def path(self, name: str) -> str:
        if name != self.only:
            raise FileNotFoundError(name)
        if not self.file.is_file():
            raise FileNotFoundError(f"{self.file} is missing: run ./linli, which installs the npm packages")
        return str(self.file)


class Storage(ManifestStaticFilesStorage):
    """Names carry a digest of the content once the files are collected, so that browsers may keep them for a year.

    Before that (tests, tools) the plain names are used and Django itself serves the files.
    """

    support_js_module_import_aggregation = True

    def url(self, name: str, force: bool = False) -> str:  # type: ignore[override]
        return super().url(name, force) if self.hashed_files or force else FileSystemStorage.url(self, name)
