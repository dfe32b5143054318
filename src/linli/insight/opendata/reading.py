"""The door to read what was published."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from linli.insight.opendata.checking import exports
from linli.insight.rules.published import files, manifest
from linli.insight.rules.published.manifest import About
from linli.insight.rules.published.tables import Figures
from linli.kernel.words import Words, words

MANIFEST = manifest.NAME


@dataclass(frozen=True, slots=True)
class Month:
    """A published month. `files` are the names of its files, `names` what codes are called, by kind and code."""

    about: About
    files: tuple[str, ...]
    figures: Figures
    names: Mapping[str, Mapping[str, Words]]


def months(folder: Path) -> tuple[str, ...]:
    """The months that were published, `YYYY-MM`, oldest first."""
    return tuple(one.name for one in exports(folder) if one != folder)


def month(folder: Path, name: str) -> Month:
    """A published month. Raises OSError or ValueError where it can't be read."""
    path = folder / name / MANIFEST
    return _month(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=36)
def _month(path: Path, changed: int) -> Month:
    """Read once: what is published stays as it is, and a folder that was replaced has another time."""
    about, digests, figures = manifest.read(path.read_bytes())
    names: dict[str, dict[str, Words]] = {}
    with (path.parent / files.CODES).open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            names.setdefault(line["kind"], {})[line["code"]] = words(line["name_zh"], line["name_en"])
    return Month(about, tuple(digests), manifest.figures_in(figures), names)
