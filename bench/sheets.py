"""Importing a workbook of 100,000 components of which 500 rows are faulty: faults named, seconds, and peak memory.

    python bench/sheets.py [--rows 100000] [--faulty 500]

The workbook is made row by row, with a title above its heading and in two sheets. It is checked and then written by a
process of its own, whose peak of resident memory is what counts; a second run must import nothing. Exits 1 where the
faults found are not those that were planted, by sheet, row and column, where the good rows are not all in, or where
the process held 300 MB or more.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.common import CITY, ROOT, linli, make_database, server

MOST_MB = 300
HEADING = ("序号", "部件编码", "类别代码", "纬度", "经度", "权属单位", "建成日期", "联系人电话", "备注")
TITLE = "部件普查成果表"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--faulty", type=int, default=500)
    options.add_argument("--import", dest="path", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.path:
        print(json.dumps(bring_in(given.path)))
        return
    with server(None), tempfile.TemporaryDirectory() as folder:
        url, _ = make_database("linli_sheets")
        linli(url, "migrate")
        print(linli(url, "pack", "load", str(CITY)), flush=True)
        path = Path(folder) / "components.xlsx"
        began = perf_counter()
        planted = make(path, given.rows, given.faulty)
        print(
            f"{path.name}: {given.rows:,} rows, {path.stat().st_size / 2**20:.1f} MB,"
            f" made in {perf_counter() - began:.1f} s",
            flush=True,
        )
        good = judge(run(url, path), planted, given.rows, "first run")
        again = run(url, path)
        print(f"second run: {again['sums']}")
        good &= again["sums"]["imported"] == 0 and again["sums"]["already"] == given.rows - given.faulty
    raise SystemExit(not good)


def make(path: Path, rows: int, faulty: int) -> set[tuple[str, int, str]]:
    """Write the workbook; answers with sheet, row and column of each fault."""
    import xlsxwriter

    dice = Random(20261122)
    wrong = set(dice.sample(range(rows), faulty))
    planted = set()
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for part, name in enumerate(("东片", "西片")):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, TITLE)
            sheet.write_row(2, 0, HEADING)
            for line, number in enumerate(range(part, rows, 2), start=4):
                row = _row(number, dice)
                if number in wrong:
                    column, value = _fault(number, row)
                    row[column] = value
                    planted.add((name, line, HEADING[column]))
                for at, value in enumerate(row):
                    if at == 6:
                        sheet.write_number(line - 1, at, value, day)
                    else:
                        sheet.write(line - 1, at, value)
    return planted


def _row(number: int, dice: Random) -> list[Any]:
    code = "01037" if number % 2 else "01001"
    lat, lon = 30.2 + dice.uniform(-0.004, 0.004), 123.6 + dice.uniform(-0.004, 0.004)
    return [number + 1, f"990101{code}{500_000 + number:06d}", code, lat, lon, "", 45_000 + number % 900, "", "完好"]


def _fault(number: int, row: list[Any]) -> tuple[int, Any]:
    """One of six ways in which a row goes wrong: column and value."""
    return (
        (1, row[1][:-3]),
        (1, float(row[1])),
        (3, "北纬"),
        (3, 11.5),
        (4, "#N/A"),
        (5, "不存在的单位"),
    )[number % 6]


def run(url: str, path: Path) -> dict[str, Any]:
    """Import the workbook in a process of its own."""
    environment = os.environ | {
        "LINLI_DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "linli.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, __file__, "--import", str(path)]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def bring_in(path: Path) -> dict[str, Any]:
    """Guess the columns, check, then write; what came of it, and what the process held at most."""
    import django

    django.setup()
    from dataclasses import asdict

    from django.utils import timezone

    from linli.insight import imports, proposals
    from linli.insight.rules import Mapping
    from linli.insight.rules.kinds import Kind
    from linli.kernel.results import Allowed

    proposed = proposals.propose(path=path, kind=Kind.COMPONENTS)
    assert isinstance(proposed, Allowed), proposed
    mapping = proposals.guessed(proposed.value, kind=Kind.COMPONENTS, name="bench")
    assert isinstance(mapping, Mapping), mapping
    before, seconds, faults = _peak(), [], []
    sums: dict[str, int] = {}
    for write in (False, True):
        faults.clear()
        began = perf_counter()
        done = imports.bring_in(path=path, mapping=mapping, reject=faults.append, now=timezone.now(), write=write)
        assert isinstance(done, Allowed), done
        seconds.append(perf_counter() - began)
        sums = asdict(done.value)
    return {
        "sums": sums,
        "faults": sorted((one.sheet, one.line, one.column) for one in faults),
        "seconds": seconds,
        "before": before,
        "peak": _peak(),
    }


def _peak() -> float:
    """Megabytes that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def judge(found: dict[str, Any], planted: set[tuple[str, int, str]], rows: int, name: str) -> bool:
    named = {(sheet, line, column) for sheet, line, column in found["faults"]}
    check, write = found["seconds"]
    sums = found["sums"]
    print(
        f"{name}: {sums}\n"
        f"faults: planted {len(planted)}, found {len(named)}, the same by sheet, row and column: {named == planted}\n"
        f"check {check:.1f} s ({rows / check:,.0f} rows/s), write {write:.1f} s ({rows / write:,.0f} rows/s)\n"
        f"peak memory {found['peak']:.0f} MB ({found['before']:.0f} MB before), wanted below {MOST_MB} MB",
        flush=True,
    )
    for one in sorted(named ^ planted)[:10]:
        print(f"  {'found' if one in named else 'not found'}: {one}")
    whole = sums["read"] == rows and sums["imported"] == rows - len(planted)
    return whole and named == planted and found["peak"] < MOST_MB


if __name__ == "__main__":
    main()
