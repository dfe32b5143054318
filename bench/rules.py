"""Rules fitted on half of a city's promises and tried on the other half: how often is the verdict the city's own?

    python bench/rules.py [--file TABLE.csv.gz --mapping M.toml]

Imports the table into a database of its own, fits limits and hours on the first half of the rows that have a target,
and tries them on the second. Prints what was found, the share of equal verdicts and every row where they differ. Exits
1 below 95 %.
"""

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from time import perf_counter
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import CITY, ROOT, linli, make_database, server

LEAST = 0.95
DATA = ROOT.parent / "shared" / "data" / "boston311" / "animal_2013_2018.csv.gz"
MAPPING = ROOT / "packs" / "mappings" / "boston.toml"
PERIOD = ("--from", "2012-12-31", "--to", "2019-01-02")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--file", type=Path, default=DATA)
    options.add_argument("--mapping", type=Path, default=MAPPING)
    given = options.parse_args()
    if not given.file.exists():
        raise SystemExit(f"{given.file} is not there: name a table with --file, and its --mapping")
    with server(None), tempfile.TemporaryDirectory(prefix="linli-bench-packs-") as folder:
        packs = Path(folder)
        for name in ("base", CITY.name):
            copytree(CITY.parent / name, packs / name)
        url, _ = make_database("linli_rules")
        linli(url, "migrate")
        linli(url, "pack", "load", str(packs / CITY.name))
        print(linli(url, "import", str(given.file), "--mapping", str(given.mapping)), flush=True)
        began = perf_counter()
        half = ("--half", "first", "--into", str(packs / "fitted"))
        print(linli(url, "rules", "fit", str(packs / CITY.name), *PERIOD, *half), flush=True)
        print(f"fitted in {perf_counter() - began:.0f} s", flush=True)
        share = compare(url, packs / "fitted")
    raise SystemExit(share < LEAST)


def compare(url: str, pack: Path) -> float:
    """The share of equal verdicts on the second half, after printing the rows where they differ."""
    os.environ |= {"LINLI_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    import django

    django.setup()

    from linli.faces.cli._trial import cells
    from linli.insight import trials
    from linli.insight.rules.tally import Tally
    from linli.packs import checker

    edition = checker.read(pack).edition
    assert edition is not None
    now = datetime.now(UTC)
    start, end = datetime(2012, 12, 31, tzinfo=UTC), datetime(2019, 1, 2, tzinfo=UTC)
    tally, began = Tally(), perf_counter()
    for tried in trials.tried(edition=edition, start=start, end=end, now=now, half="second"):
        tally.add(tried)
        if tried.promised and tried.before.late != tried.after.late:
            print("differs:", *cells(tried, ZoneInfo("UTC")))
    took = perf_counter() - began
    assert tally.agreement is not None
    print(
        f"rules: {tally.same_verdict:,} of {tally.promises:,} verdicts agree: {tally.agreement:.2%} (wanted:"
        f" {LEAST:.0%}); {tally.cases / took:,.0f} cases/s"
    )
    return tally.agreement


if __name__ == "__main__":
    main()
