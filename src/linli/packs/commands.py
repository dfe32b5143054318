"""The door that puts a pack into force: rules into the catalogue, areas, cells and components into places, all or
nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from linli.catalogue import commands as catalogue
from linli.catalogue.rules import document
from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused, Result
from linli.packs import checker
from linli.places import commands as places


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load came to. `changed` is False where exactly this pack was in force already; `counts` are of its
    parts.
    """

    edition: int
    changed: bool
    counts: Mapping[str, int]


def load(directory: Path, *, by: str, now: datetime) -> Result[Loaded]:
    """Put the pack in `directory` in force from `now` on. `by` says who did it.

    Refused with `pack_has_faults` (fact `faults`, a tuple of `Fault`) where the checker finds any, or where the pack
    is a library. Loading the same pack again changes nothing; cases keep the edition that they were filed under.
    """
    checked = checker.read(directory)
    if checked.edition is None or checked.is_library:
        faults = checked.faults or (_library(directory),)
        return Refused("pack_has_faults", {"faults": faults})
    content = document.write(checked.edition)
    with transaction.atomic():
        published = catalogue.publish(
            document=content,
            digest=document.digest(content, checked.basemap),
            name=checked.edition.name,
            by=by,
            now=now,
            basemap=checked.basemap,
        )
        installed = places.install(
            areas=checked.places.areas,
            cells=checked.places.cells,
            components=checked.places.components,
            addresses=checked.places.addresses,
            edition=published.number,
            now=now,
        )
    return Allowed(Loaded(published.number, published.changed or installed.changed, checked.counts))


def _library(directory: Path) -> Fault:
    remedy = 'load a city that says extends = "…", or add areas.geojson'
    return Fault(f"{directory}/areas.geojson", None, "", "a pack without areas can be extended, but not loaded", remedy)
