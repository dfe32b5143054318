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
from linli.packs import checker, queries, store
from linli.packs.bundle import Bundle, write
from linli.packs.checker import Checked
from linli.packs.folder import bundle_of
from linli.packs.models import Loading
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
    if checked.edition is None or checked.folder is None or checked.is_library:
        return _refused(checked, str(directory))
    return _put_in_force(bundle_of(checked.folder), checked, by=by, why="", now=now)


def put_in_force(bundle: Bundle, *, by: str, why: str, now: datetime) -> Result[Loaded]:
    """Put a pack whose files are at hand in force from `now` on. Refused as `load`."""
    checked = store.checked(bundle)
    if checked.edition is None or checked.is_library:
        return _refused(checked, bundle.own.name)
    return _put_in_force(bundle, checked, by=by, why=why, now=now)


def keep(bundle: Bundle) -> str:
    """Keep the files of a pack that isn't in force; its digest, by which `queries` find it."""
    return store.keep(bundle)


def take_back(edition: int, *, by: str, why: str, now: datetime) -> Result[Loaded]:
    """Put an earlier edition in force again, exactly as it was, with the places of its pack.

    Refused: source_not_kept where the files of the edition aren't kept; pack_has_faults where today's checker finds
    fault with them.
    """
    found = queries.source(edition)
    if isinstance(found, Refused):
        return found
    checked = store.checked(found.value)
    if checked.edition is None or checked.is_library:
        return _refused(checked, found.value.own.name)
    return _put_in_force(found.value, checked, by=by, why=why, now=now, again=edition)


def export(directory: Path, *, edition: int) -> Result[tuple[Path, ...]]:
    """Write the folder of an edition as `directory`, and beside it the packs that it extends.

    Answers with the files that were written; none where all were there. Refused: source_not_kept; folder_not_empty
    (fact `faults`) where other files are in the way.
    """
    found = queries.source(edition)
    return found if isinstance(found, Refused) else write(found.value, directory)


def _put_in_force(
    bundle: Bundle, checked: Checked, *, by: str, why: str, now: datetime, again: int | None = None
) -> Result[Loaded]:
    """Publish what was checked, or edition `again`, and install the places; and keep the files."""
    assert checked.edition is not None
    with transaction.atomic():
        catalogue.hold()
        if again is None:
            content = document.write(checked.edition)
            published = catalogue.publish(
                document=content,
                digest=document.digest(content, checked.basemap),
                name=checked.edition.name,
                by=by,
                now=now,
                basemap=checked.basemap,
            )
        else:
            published = catalogue.publish_again(again, by=by, now=now)
        installed = places.install(
            areas=checked.places.areas,
            cells=checked.places.cells,
            components=checked.places.components,
            addresses=checked.places.addresses,
            edition=published.number,
            now=now,
        )
        digest = store.keep(bundle)
        latest = Loading.objects.order_by("-id").values_list("bundle_id", "edition").first()
        if latest != (digest, published.number):
            Loading.objects.create(bundle_id=digest, edition=published.number, at=now, by=by, why=why)
    return Allowed(Loaded(published.number, published.changed or installed.changed, checked.counts))


def _refused(checked: Checked, shown: str) -> Refused:
    return Refused("pack_has_faults", {"faults": checked.faults or (_library(shown),)})


def _library(shown: str) -> Fault:
    remedy = 'load a city that says extends = "…", or add areas.geojson'
    return Fault(f"{shown}/areas.geojson", None, "", "a pack without areas can be extended, but not loaded", remedy)
