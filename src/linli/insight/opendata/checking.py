"""Working the published figures out again from an export, by anybody: no database, no other part of Linli."""

from pathlib import Path

from linli.insight.rules.published import files, manifest
from linli.insight.rules.published.bounds import ContradictionError, UnprovenError
from linli.insight.rules.published.tables import ExposedError, audit, figures


def first_difference(folder: Path) -> str:
    """What is wrong with a month's folder, the first of it, in words; empty where all holds.

    The manifest lists each file with its digest; rows must give the figures of the manifest, figures and rows the other
    files, byte by byte; and no table may tell what is withheld.
    """
    try:
        about, digests, told = manifest.read((folder / manifest.NAME).read_bytes())
        contents = {name: (folder / name).read_bytes() for name in digests}
        for name, content in contents.items():
            if manifest.digest(content) != digests[name]:
                return f"{name}: its SHA-256 is {manifest.digest(content)}, the manifest says {digests[name]}"
        rows = files.read_cases(contents[files.CASES])
        written = manifest.figures_in(told)
    except (OSError, KeyError, TypeError, ValueError) as fault:
        return f"it can't be read: {fault!r}"
    if len(rows) != about.cases:
        return f"{files.CASES}: {len(rows)} cases, the manifest says {about.cases}"
    domains: dict[str, tuple[str, ...]] = {"street": (), "group": (), "unit": (), "outcome": ()}
    for table in written.tables:
        down, _, across = table.key.partition("-")
        domains |= {down: table.rows, across: table.columns}
    try:
        audit(written.tables, least=about.least)
        again = figures(rows, domains=domains, least=about.least)
    except (ExposedError, ContradictionError, UnprovenError) as fault:
        return str(fault)
    found = manifest.first_difference(told, manifest.figures_out(again))
    return found or _first_other_file(contents, files.contents(rows, again, names={}, least=about.least))


def _first_other_file(contents: dict[str, bytes], again: dict[str, bytes]) -> str:
    """Names and Parquet can't be made again from rows; they are held by their digests alone."""
    for name, content in again.items():
        if name != files.CODES and contents.get(name) != content:
            return f"{name}: not what the rows give"
    return ""


def exports(folder: Path) -> tuple[Path, ...]:
    """The months that lie in a folder, oldest first; or the one month that the folder itself is."""
    if (folder / manifest.NAME).exists():
        return (folder,)
    found = (one.parent for one in folder.glob(f"*/{manifest.NAME}"))
    return tuple(sorted(one for one in found if not one.name.startswith(".")))
