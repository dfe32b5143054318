"""What the ledger costs: intake beside it, a million events recorded, a proof served.

    python bench/ledger.py [--rounds 16] [--seconds 2] [--events 1000000] [--only intake|recording|proof]

Three measurements, each against its floor in the same run. Intake is that of bench/intake.py, with and without a
sequencer that records what comes in, in turns, and each report's promise is signed besides; at least 0.90 of it must be
left. A million events of 100,000 cases, two in ten with words, are recorded at 20,000 a second or more; the floor
reads the same events and keeps one digest of each. A proof out of that tree takes at most twice as long as one indexed
look-up in the same table. Exits 1 where one isn't reached.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
LEAST_INTAKE, LEAST_EVENTS, MOST_PROOF = 0.90, 20_000, 2.0
PAUSE = 0.2  # seconds between two looks of the sequencer: seventy times as often as the worker does
PORT = 8392
EVENTS_OF_A_CASE = 10


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--rounds", type=int, default=16)
    options.add_argument("--connections", type=int, default=32)
    options.add_argument("--events", type=int, default=1_000_000)
    options.add_argument("--only", choices=("intake", "recording", "proof"))
    options.add_argument("--sequencer", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="linli-bench-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("LINLI_HOME", folder) if given.sequencer else os.environ.update(LINLI_HOME=folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "linli.config.settings"
        sys.path[:0] = [str(ROOT), str(ROOT / "src")]
        import django

        django.setup()
        if given.sequencer:
            record_while(given.sequencer)
            return
        from linli.config import database

        with database.running():
            raise SystemExit(not measure(given, Path(folder)))


def measure(given: argparse.Namespace, folder: Path) -> bool:
    from bench.intake import load_city

    keys, points = load_city()
    reached = []
    if given.only in (None, "intake"):
        reached.append(intake(given, folder, keys, points))
    if given.only in (None, "recording", "proof"):
        make_events(given.events, keys[0], points[0])
        reached.append(recording(given.events))
        reached.append(proofs())
    return all(reached)


def intake(given: argparse.Namespace, folder: Path, keys: list[str], points: list[tuple[float, float]]) -> bool:
    """Reports a second with the sequencer at work, over those without."""
    from bench.intake import report_request, served
    from bench.load import run

    from linli.ledger import queries

    flag = folder / "sequencer-on"
    ratios: list[float] = []
    shares: list[float] = []
    with served("linli.config.wsgi:application", PORT, given) as server, sequencer(flag) as recorder:
        make = report_request(keys, points, contact=False)
        run(PORT, make, seconds=2, connections=given.connections)
        for number in range(given.rounds):
            found, spent, leaves = {}, {}, 0
            # Which one goes first takes turns too: what one leaves behind mustn't always burden the other.
            for on in (True, False) if number % 2 else (False, True):
                if on:
                    flag.touch()
                size, before = queries.size(), processor_time(folder, server, recorder)
                found[on] = run(PORT, make, seconds=given.seconds, connections=given.connections)
                spent[on] = processor_time(folder, server, recorder) - before
                if set(found[on].statuses) != {303}:
                    raise SystemExit(f"unexpected answers: {found[on].statuses}")
                leaves = max(leaves, queries.size() - size)
                flag.unlink(missing_ok=True)
                drain()
            each = {on: spent[on] / sum(found[on].statuses.values()) for on in found}
            ratios.append(found[True].per_second / found[False].per_second)
            shares.append(each[False] / each[True])
            print(
                f"round {number + 1}: without {found[False].per_second:5.0f}/s, {each[False] * 1e6:5.0f} µs of CPU"
                f"   with {found[True].per_second:5.0f}/s, {each[True] * 1e6:5.0f} µs, {leaves / given.seconds:5.0f}"
                f" leaves/s   ratio {ratios[-1]:.3f}, by CPU {shares[-1]:.3f}",
                flush=True,
            )
    print(f"processor time of a report without the ledger over that with it: median {statistics.median(shares):.3f}")
    median = statistics.median(ratios)
    print(f"intake: median ratio {median:.3f} of intake without the ledger (at least {LEAST_INTAKE})")
    print(
        f"a promise is signed, with the page after the report, in {promise_cost() * 1e6:.0f} µs; intake signs nothing"
    )
    return median >= LEAST_INTAKE


def processor_time(folder: Path, *processes: subprocess.Popen[bytes]) -> float:
    """Seconds of processor time that server, sequencer and database have used so far, with what they have started."""
    roots = [*(one.pid for one in processes), int((folder / "pg" / "postmaster.pid").read_text().split()[0])]
    total = 0.0
    for root in roots:
        for process in (psutil.Process(root), *psutil.Process(root).children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
    return total


def promise_cost() -> float:
    """Seconds of processor time to read an event, make its leaf and sign the promise; no part of intake itself."""
    from django.db import connection

    from linli.cases.receipts import promise_of

    with connection.cursor() as cursor:
        cursor.execute("SELECT case_id FROM cases_event WHERE seq = 1 ORDER BY id DESC LIMIT 200")
        cases = [row[0] for row in cursor.fetchall()]
    began = time.process_time()
    for case_id in cases:
        promise_of(case_id=case_id, now=datetime.now(UTC))
    return (time.process_time() - began) / len(cases)


@contextmanager
def sequencer(flag: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that records what comes in as long as `flag` is there."""
    process = subprocess.Popen([sys.executable, __file__, "--sequencer", str(flag)], env=os.environ.copy())
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def record_while(flag: Path) -> None:
    from linli.cases import ledgering

    while True:
        if flag.exists():
            ledgering.run(now=datetime.now(UTC))
        time.sleep(PAUSE)


def drain() -> None:
    """Record what is left, outside any measurement."""
    from linli.cases import ledgering

    while ledgering.run(now=datetime.now(UTC)):
        pass


def make_events(count: int, class_key: str, point: tuple[float, float]) -> None:
    """Cases like one that was reported, with ten events each; the first and the fifth of them with words."""
    from uuid import uuid4

    from django.db import connection

    from linli.cases import commands
    from linli.kernel.rights import Actor

    done = commands.report(
        command_id=uuid4(),
        actor=Actor("reporter"),
        source="web",
        now=datetime.now(UTC),
        text="路灯不亮好几天了，晚上走路看不清，请尽快修理。",
        class_key=class_key,
        spot=commands.Spot(*point),
    )
    case_id: Any = done.value.case_id  # type: ignore[union-attr]
    drain()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),"
            " 'number', nextval('cases_number')))).* FROM cases_case c, generate_series(1, %s) WHERE c.id = %s",
            [count // EVENTS_OF_A_CASE, case_id],
        )
        cursor.execute(
            "INSERT INTO cases_event (case_id, seq, command_id, step, move, at, recorded_at, before, after, actor_kind,"
            " actor_id, role, actor_unit, edition, origin, given) SELECT c.id, s, gen_random_uuid(), 0, e.move, e.at,"
            " e.recorded_at, e.before, e.after, e.actor_kind, e.actor_id, e.role, e.actor_unit, e.edition, e.origin,"
            " e.given FROM cases_case c, cases_event e, generate_series(1, %s) s"
            " WHERE e.case_id = %s AND e.seq = 1 AND c.number > (SELECT number FROM cases_case WHERE id = %s)",
            [EVENTS_OF_A_CASE, case_id, case_id],
        )
        cursor.execute(
            "INSERT INTO cases_words (case_id, seq, body) SELECT e.case_id, e.seq, w.body"
            " FROM cases_event e, cases_words w WHERE w.case_id = %s AND w.seq = 1 AND e.seq IN (1, 5)"
            " AND e.case_id <> w.case_id ON CONFLICT DO NOTHING",
            [case_id],
        )
        cursor.execute("ANALYZE cases_case, cases_event, cases_words")


def recording(count: int) -> bool:
    """Events a second that become leaves, over those that are read and kept as one digest each."""
    from linli.cases import ledgering
    from linli.ledger import queries

    began, before = time.perf_counter(), queries.size()
    own = time.process_time()
    written = ledgering.run(now=datetime.now(UTC))
    took, own = time.perf_counter() - began, time.process_time() - own
    if written < count or queries.size() - before != written:
        raise SystemExit(f"{written} events recorded where {count} waited")
    floor = digests(count)
    rate = written / took
    print(
        f"recording: {written} events at {rate:.0f}/s (at least {LEAST_EVENTS}), {own / written * 1e6:.1f} µs of this"
        f" process each; floor {floor:.0f}/s, ratio {rate / floor:.3f}",
        flush=True,
    )
    return rate >= LEAST_EVENTS


def digests(count: int) -> float:
    """Events a second that are read in the same batches and kept as one digest each, without salts or tree."""
    from django.db import connection, transaction

    from linli.cases import ledgering

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS floor")
        cursor.execute("CREATE TABLE floor (entry bigint PRIMARY KEY, digest bytea NOT NULL)")
    began, after, done = time.perf_counter(), 0, 0
    while events := ledgering.events_after(after, ledgering.BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            through: Any = cursor
            with through.copy("COPY floor FROM STDIN") as sink:
                for event in events:
                    sink.write_row((event.id, sha256(event.given.encode()).digest()))
        after, done = events[-1].id, done + len(events)
    if done < count:
        raise SystemExit(f"{done} events read where {count} lie")
    return done / (time.perf_counter() - began)


def proofs() -> bool:
    """How long a proof takes, over one look-up in an index of the leaves; medians of many, taken in turns."""
    from linli.ledger import queries, store
    from linli.ledger.rules import note, tree

    entries = [row[0] for row in store.fetch("SELECT entry FROM ledger_leaf ORDER BY random() LIMIT 4000")]
    head = queries.newest_head()
    if head is None:
        raise SystemExit("no head was signed")
    root = note.read_head(note.read(head.note).text).root
    spent: dict[str, list[float]] = {"look-up": [], "proof": []}
    ways: dict[str, Callable[[int], Any]] = {"look-up": look_up, "proof": lambda entry: queries.proof(entry=entry)}
    for entry in entries:
        for name in random.sample(sorted(ways), 2):
            began = time.perf_counter()
            found = ways[name](entry)
            spent[name].append(time.perf_counter() - began)
            if name == "proof":
                judge = {"position": found.position, "size": found.size, "leaf": found.hash, "proof": found.proof}
                if not tree.includes(**judge, root=root):
                    raise SystemExit(f"the proof of {entry} doesn't hold")
    medians = {name: statistics.median(times) for name, times in spent.items()}
    ratio = medians["proof"] / medians["look-up"]
    print(
        f"proof: {medians['proof'] * 1e6:.0f} µs out of {head.size} leaves, floor (one indexed look-up)"
        f" {medians['look-up'] * 1e6:.0f} µs, ratio {ratio:.2f} (at most {MOST_PROOF})"
    )
    return ratio <= MOST_PROOF


def look_up(entry: int) -> Any:
    """One row by an index, read the way the rooms read theirs: through Django's cursor."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT position, entry, subject, seq, leaf, hash FROM ledger_leaf WHERE entry = %s", [entry])
        return cursor.fetchone()


if __name__ == "__main__":
    main()
