"""The one door through which figures and rows leave for everybody.

A month is published once, some days after its end, and never again: two states of the same month beside each other
would tell by their difference what neither tells. Every case is in one month only.
"""

import io
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from linli.insight.formats import parquet
from linli.insight.opendata import gathering
from linli.insight.opendata.checking import exports
from linli.insight.opendata.gathering import City
from linli.insight.rules.published import files, manifest
from linli.insight.rules.published.manifest import About
from linli.insight.rules.published.release import NONE, Row, release
from linli.insight.rules.published.tables import figures
from linli.kernel.words import Words
from linli.ledger import queries as ledger
from linli.places import queries as places

SETTLES = timedelta(days=10)
"""So long after its end a month is published: most of what was reported on its last days has been handled."""
_TOO_FEW = "too-few"


def publish(*, folder: Path, least: int, licence: str, now: datetime) -> tuple[Path, ...]:
    """Publish every month that is over for `SETTLES` and isn't in `folder` yet; the folders that were made.

    A month with no more than `least` public cases leaves an empty mark instead, so that it isn't published later on.
    Raises ExposedError, and publishes nothing of a month, where its tables would tell what is withheld.
    """
    of = gathering.city()
    today = now.astimezone(ZoneInfo(of.edition.settings.time_zone)).date()
    made = []
    for month in gathering.months(until=today - SETTLES):
        own = folder / f"{month:%Y-%m}"
        if own.exists():
            continue
        rows = located(release(gathering.cases(month, of=of, now=now), least=least))
        content = _contents(rows, of, month, least=least, licence=licence, now=now) if rows else {_TOO_FEW: b""}
        if _write(own, content) and rows:
            made.append(own)
    return tuple(made)


def copy(*, folder: Path, into: Path) -> tuple[str, ...]:
    """Copy the published months that `into` doesn't have yet; their names."""
    missing = [own for own in exports(folder) if not (into / own.name).exists()]
    return tuple(own.name for own in missing if _write(into / own.name, _read(own)))


def located(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with the middle of the smallest place that each tells."""
    middles = places.middles({row.place for row in rows} - {"", NONE})
    found = []
    for row in rows:
        latitude, longitude = middles.get(row.place, (None, None))
        found.append(replace(row, latitude=latitude, longitude=longitude))
    return tuple(found)


def _contents(
    rows: Sequence[Row], of: City, month: date, *, least: int, licence: str, now: datetime
) -> dict[str, bytes]:
    head = ledger.newest_head()
    about = About(
        city=of.edition.name, month=f"{month:%Y-%m}", moment=now.isoformat(timespec="seconds"),
        edition=of.edition.number, licence=licence, least=least, head=head.note if head else "", cases=len(rows),
    )  # fmt: skip
    found = figures(rows, domains=of.domains(), least=least)
    content = files.contents(rows, found, names=_used(rows, of.names), least=least)
    if parquet.installed():
        content[files.PARQUET] = _parquet(rows)
    return content | {manifest.NAME: manifest.write(about, found, content)}


def _used(rows: Sequence[Row], names: Mapping[str, Mapping[str, Words]]) -> dict[str, Mapping[str, Words]]:
    """Names of everything that a table has a row or column for, and of the classes and communities that are told."""
    told = {value for row in rows for value in (row.klass, row.community)}
    return {
        kind: {code: own for code, own in named.items() if kind not in ("class", "community") or code in told}
        for kind, named in names.items()
    }


def _parquet(rows: Sequence[Row]) -> bytes:
    import pyarrow
    from pyarrow.parquet import write_table

    kinds: dict[str, Any] = {
        "text": pyarrow.string(),
        "real": pyarrow.float64(),
        "time": pyarrow.timestamp("s", "UTC"),
        "boolean": pyarrow.bool_(),
    }
    schema = pyarrow.schema([pyarrow.field(column.name, kinds[column.kind]) for column in files.COLUMNS])
    arrays = [
        pyarrow.array([column.of(row) for row in rows], field.type)
        for column, field in zip(files.COLUMNS, schema, strict=True)
    ]
    out = io.BytesIO()
    write_table(pyarrow.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _write(own: Path, content: Mapping[str, bytes]) -> bool:
    """A folder that stands there once all of it is written; False where somebody else was first."""
    own.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{own.name}.", dir=own.parent))
    try:
        aside.chmod(0o755)
        for name, data in content.items():
            (aside / name).write_bytes(data)
        aside.rename(own)
    except OSError:
        if own.exists():
            return False
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def _read(own: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted(own.iterdir()) if one.is_file()}
