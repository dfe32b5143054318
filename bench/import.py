"""Importing real history: cases a second, against a bare COPY of the same rows into tables of the same make.

    python bench/import.py [--file TABLE.csv.gz --mapping M.toml] [--rounds 3]

Each round imports the table into a new source of its own and copies the rows that came of it into empty tables with
the same columns and indexes: the floor is what PostgreSQL takes for the rows alone. Exits 1 where a round brings in
fewer than 3,000 cases a second.
"""

import argparse
import statistics
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import CITY, ROOT, linli, make_database, server

LEAST = 3000
DATA = ROOT.parent / "shared" / "data" / "chicago311" / "sanitation_2011_2012.csv.gz"
MAPPING = ROOT / "packs" / "mappings" / "chicago.toml"
TABLES = ("cases_case", "cases_event", "cases_words")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--file", type=Path, default=DATA)
    options.add_argument("--mapping", type=Path, default=MAPPING)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    if not given.file.exists():
        raise SystemExit(f"{given.file} is not there: name a table with --file, and its --mapping")
    with server(None):
        url, _ = make_database("linli_import")
        linli(url, "migrate")
        print(linli(url, "pack", "load", str(CITY)), flush=True)
        speeds = measure(url, given)
    least = min(speeds)
    print(f"import: at least {least:,.0f} cases/s in each round (wanted: {LEAST:,})")
    raise SystemExit(least < LEAST)


def measure(url: str, given: argparse.Namespace) -> list[float]:
    import os

    os.environ |= {"LINLI_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    import django

    django.setup()
    from django.utils import timezone

    from linli.insight.imports import import_history
    from linli.insight.rules import Mapping, read_mapping
    from linli.kernel.results import Allowed

    mapping = read_mapping(given.mapping.read_text(encoding="utf-8"), file=str(given.mapping))
    if not isinstance(mapping, Mapping):
        raise SystemExit("\n".join(map(str, mapping)))
    rejects = Path(os.environ["LINLI_HOME"]) / "rejects.csv"
    speeds, ratios = [], []
    for number in range(1, given.rounds + 1):
        source = f"bench-{number}"
        began = perf_counter()
        result = import_history(
            path=given.file, mapping=replace(mapping, name=source), rejects=rejects, now=timezone.now()
        )
        own = perf_counter() - began
        assert isinstance(result, Allowed), result
        sums = result.value
        floor = bare_copy(source)
        speeds.append(sums.imported / own)
        ratios.append(floor / own)
        print(
            f"round {number}: read {sums.read} = imported {sums.imported} + rejected {sums.rejected};"
            f" {speeds[-1]:7,.0f} cases/s, floor {sums.imported / floor:8,.0f} cases/s, ratio {ratios[-1]:.2f}",
            flush=True,
        )
    print(f"import: median ratio {statistics.median(ratios):.2f} of a bare COPY")
    return speeds


def bare_copy(source: str) -> float:
    """Seconds that COPY takes for the rows of a source into empty tables of the same make, from memory."""
    from django.db import connection

    imported = "(SELECT case_id FROM cases_event WHERE seq = 1 AND starts_with(given->>'original', %s))"
    with connection.cursor() as cursor:
        through: Any = cursor
        rows = {}
        cursor.execute(f"CREATE TEMPORARY TABLE imported AS {imported}", [f"{source}:"])
        for table in TABLES:
            key = "id" if table == "cases_case" else "case_id"
            cursor.execute(f"DROP TABLE IF EXISTS floor_{table}")
            cursor.execute(f"CREATE TABLE floor_{table} (LIKE {table} INCLUDING ALL)")
            out = BytesIO()
            with through.copy(
                f"COPY (SELECT * FROM {table} WHERE {key} IN (SELECT case_id FROM imported)) TO STDOUT"
            ) as copy:
                for chunk in copy:
                    out.write(chunk)
            rows[table] = out.getvalue()
        cursor.execute("DROP TABLE imported")
        began = perf_counter()
        for table in TABLES:
            with through.copy(f"COPY floor_{table} FROM STDIN") as copy:
                copy.write(rows[table])
        return perf_counter() - began


if __name__ == "__main__":
    main()
