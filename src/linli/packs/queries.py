"""The door to packs as they were loaded: the folder behind each edition."""

from dataclasses import dataclass
from datetime import datetime

from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import Duty, Edition, Unit
from linli.kernel.results import Allowed, Refused, Result
from linli.packs import store
from linli.packs.bundle import Bundle
from linli.packs.checker import Checked
from linli.packs.editing.edits import join_rows, put_rows
from linli.packs.models import Loading as LoadingRow


@dataclass(frozen=True, slots=True)
class Loading:
    """A bundle that came into force at a time, by somebody and for a reason, if one was given."""

    id: int
    edition: int
    digest: str
    at: datetime
    by: str
    why: str


def loadings(*, most: int = 50) -> tuple[Loading, ...]:
    """The last loads of packs, the newest first."""
    return tuple(map(_loading, LoadingRow.objects.order_by("-id")[:most]))


def loading_of(edition: int) -> Loading | None:
    """The load behind an edition: its own last one or, where a ruling made the edition, the last one before it; None
    for editions from before files were kept.
    """
    found = LoadingRow.objects.filter(edition=edition).order_by("-id").first()
    if found is None:
        known = catalogue.known(edition)
        found = LoadingRow.objects.filter(at__lte=known.loaded_at).order_by("-id").first() if known else None
    return None if found is None else _loading(found)


def source(edition: int) -> Result[Bundle]:
    """The folder of an edition, with what rulings and brought-in tables had changed as rows of its duties.csv and
    units.csv: loaded again it gives the same rules.

    Refused: source_not_kept (fact `edition`) for an edition from before files were kept, or one that was never loaded.
    """
    found = loading_of(edition)
    if found is None:
        return Refused("source_not_kept", {"edition": edition})
    bundle = store.kept(found.digest)
    later = catalogue.edition(edition)
    if found.edition == edition and not any(duty.since for duty in later.duties):
        return Allowed(bundle)
    return Allowed(_with_later(bundle, later))


def checked(digest: str) -> Checked:
    """What the checker says of the bundle of that digest. Raises LookupError where it isn't kept."""
    return store.checked_of(digest)


def read(bundle: Bundle) -> Checked:
    """What the checker says of files at hand, kept or not."""
    return store.checked(bundle)


def bundle(digest: str) -> Bundle:
    """The kept files of that digest. Raises LookupError where there are none."""
    return store.kept(digest)


def _with_later(bundle: Bundle, edition: Edition) -> Bundle:
    """The bundle with what has changed over it since it was loaded, as its own rows: duties by rulings, units by tables
    that were brought in."""
    written = store.checked(bundle).edition
    duties = {(one.class_pattern, one.area, one.lead, one.assist) for one in (written.duties if written else ())}
    ruled = [
        duty
        for duty in edition.duties
        if duty.since and (duty.class_pattern, duty.area, duty.lead, duty.assist) not in duties
    ]
    bundle = put_rows(bundle, "duties", [row_of(duty) for duty in ruled]) if ruled else bundle
    brought = [unit for unit in edition.units.values() if written and written.units.get(unit.code) != unit]
    return join_rows(bundle, "units", [unit_row(unit) for unit in brought]) if brought else bundle


def unit_row(unit: Unit) -> dict[str, str]:
    """A unit as a row of units.csv."""
    names = {"name_zh": unit.name.get("zh-hans", ""), "name_en": unit.name.get("en", "")}
    return {"code": unit.code, "parent": unit.parent or "", **names, "email": unit.email, "calendar": unit.calendar}


def row_of(duty: Duty) -> dict[str, str]:
    """A duty as a row of duties.csv."""
    return {
        "class": duty.class_pattern,
        "area": duty.area,
        "lead": duty.lead,
        "assist": ";".join(duty.assist),
        "by": duty.by,
        "why": duty.why,
        "since": duty.since,
    }


def _loading(row: LoadingRow) -> Loading:
    return Loading(row.pk, row.edition, row.bundle_id, row.at, row.by, row.why)
