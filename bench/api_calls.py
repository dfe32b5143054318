"""Calls to the JSON API of a running town, made up by Schemathesis from its own description: how each was answered.

    python bench/api_calls.py [--calls 20000] [--seed 1] [--processes 2] [--town URL --token SECRET ...]

Half of the calls break the description on purpose. The others take numbers of cases, codes and moves that there are, so
that they get past the first door; they come from accounts of every role, from a program of nobody's, and without a
token. Without --town a demonstration is started in a folder that is thrown away. Exits 1 at any 5xx or any answer that
the description doesn't know.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode, checks
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks as described

ROOT = Path(__file__).resolve().parents[1]
PORT = 8393
NAMES = ("operator", "supervisor", "dispatcher", "handler", "unit-lead", "checker", "collector", "area-lead", "auditor")
EACH = 40  # calls of one operation in a row
JUDGED = [
    checks.not_a_server_error,
    described.status_code_conformance,
    described.content_type_conformance,
    described.response_schema_conformance,
    described.response_headers_conformance,
]


@dataclass
class Known:
    """What there is in the town, by the field that means it."""

    numbers: list[int]
    values: dict[str, list[str]]


@dataclass
class Seen:
    """How calls were answered: by status, by operation, and what was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Seen") -> None:
        self.statuses += other.statuses
        self.operations += other.operations
        self.faults += other.faults

    @property
    def calls(self) -> int:
        return sum(self.statuses.values())


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument(
        "--town", default="", help="address of a running town; its LINLI_API_RATE must allow the calls"
    )
    options.add_argument("--token", action="append", default=[], help="with --town: a token to call with")
    given = options.parse_args()
    if given.town:
        measure(given.town, ["", *given.token], given)
        return
    with (
        tempfile.TemporaryDirectory(prefix="linli-bench-", ignore_cleanup_errors=True) as folder,
        town(folder) as found,
    ):
        measure(*found, given)


def measure(address: str, tokens: Sequence[str], given: argparse.Namespace) -> None:
    began, share = time.monotonic(), -(-given.calls // given.processes)
    seen = Seen()
    with ProcessPoolExecutor(given.processes) as pool:
        jobs = [pool.submit(call, address, tokens, share, given.seed + place) for place in range(given.processes)]
        for job in jobs:
            seen.add(job.result())
    print(f"{seen.calls} calls in {time.monotonic() - began:.0f} s")
    print("statuses: " + ", ".join(f"{status} {count}" for status, count in sorted(seen.statuses.items())))
    print("operations: " + ", ".join(f"{name} {count}" for name, count in sorted(seen.operations.items())))
    broken = sum(count for status, count in seen.statuses.items() if status >= 500)
    print(f"5xx: {broken}; otherwise than described: {len(seen.faults)}")
    for fault in seen.faults[:10]:
        print(fault)
    if broken or seen.faults or seen.calls < given.calls:
        raise SystemExit(1)


def call(address: str, tokens: Sequence[str], calls: int, first_seed: int) -> Seen:
    """Make so many calls, in rounds of all operations, each round with a seed of its own."""
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    seen, dice, number = Seen(), random.Random(first_seed), first_seed
    known = know(address, tokens)
    while seen.calls < calls:
        for operation in operations:
            for mode in GenerationMode:
                with suppress(Unsatisfiable):  # what takes nothing can't be called wrongly
                    _some(operation, mode, number, dice, known, tokens, seen)
        number += 1000
    return seen


def _some(
    operation: Any,
    mode: GenerationMode,
    number: int,
    dice: random.Random,
    known: Known,
    tokens: Sequence[str],
    seen: Seen,
) -> None:
    @seed(number)
    @settings(
        max_examples=EACH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            fit(case, known, dice)
        token = dice.choice(tokens)
        if token and dice.random() < 0.97:
            case.headers["Authorization"] = f"Bearer {token}"
        answer = case.call()
        seen.statuses[answer.status_code] += 1
        seen.operations[operation.definition.raw["operationId"]] += 1
        try:
            case.validate_response(answer, checks=JUDGED)
        except FailureGroup as failures:
            seen.faults += [f"{case.method} {case.formatted_path}: {failure}" for failure in failures.exceptions]

    one()


def fit(case: Any, known: Known, dice: random.Random) -> None:
    """Give a call something that there is, mostly, in place of what was made up."""
    if "number" in (case.path_parameters or {}) and dice.random() < 0.8:
        case.path_parameters["number"] = dice.choice(known.numbers)
    for part in (case.query, case.body):
        if not isinstance(part, dict):
            continue
        part.pop("seen", None)
        for name, values in known.values.items():
            if (name in part or dice.random() < 0.3) and name in _TAKEN.get(
                case.operation.definition.raw["operationId"], ()
            ):
                part[name] = [dice.choice(values)] if name in _LISTS else dice.choice(values)


_LISTS = ("conditions", "assisting", "units")
_TAKEN = {
    "act": (
        "class_key",
        "conditions",
        "unit_path",
        "assisting",
        "units",
        "reason",
        "text",
        "other",
        "degree",
        "verdict",
    ),
    "report": ("class_key", "conditions", "text"),
    "listCases": ("class_key", "area", "unit", "text"),
    "listCalls": ("unit",),
}


def know(address: str, tokens: Sequence[str]) -> Known:
    """Numbers and codes of the town, as the API tells them."""

    def items(path: str, token: str = "", **query: Any) -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.get(f"{address}/api/v1{path}", params=query, headers=headers, timeout=30)
        found: list[dict[str, Any]] = answer.json().get("items", []) if answer.ok else []
        return found

    numbers = sorted({one["number"] for token in tokens for one in items("/cases", token, limit=200)})
    units = [one["path"] for one in items("/units")]
    return Known(
        numbers or [1],
        {
            "class_key": [one["key"] for one in items("/classes")],
            "conditions": [one["condition"] for one in items("/limits")],
            "unit_path": units,
            "unit": units,
            "assisting": units,
            "units": units,
            "area": [one["path"] for one in items("/areas")],
            "reason": [one["code"] for one in items("/reasons")],
            "text": ["The lamp is dark.", "路灯不亮", "x"],
            "degree": ["routine", "tough", "emergency"],
            "verdict": ["partly", "not_fixed"],
            "other": numbers or [1],  # type: ignore[dict-item]
        },
    )


@contextmanager
def town(home: str) -> Iterator[tuple[str, list[str]]]:
    """A demonstration of its own with a token for each role, one of nobody's, and none; its address and the tokens."""
    environment = os.environ | {
        "LINLI_HOME": home, "LINLI_PORT": str(PORT), "LINLI_API_RATE": "1000000", "LINLI_WORKERS": "2",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }  # fmt: skip
    environment.pop("LINLI_DATABASE_URL", None)
    linli = (sys.executable, "-m", "linli")
    address = f"http://127.0.0.1:{PORT}"

    def token(*arguments: str) -> str:
        made = (*linli, "token", "make", "generated calls", "--scope", "read", "--scope", "act", *arguments)
        told = subprocess.run(made, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return told.split()[-1]

    with subprocess.Popen(
        [*linli, "demo", "--days", "5"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL
    ) as demo:
        try:
            _wait(f"{address}/healthz", demo)
            yield address, ["", token(), *(token("--for", name) for name in NAMES)]
        finally:
            demo.terminate()


def _wait(address: str, demo: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if demo.poll() is not None:
            raise SystemExit(f"the demonstration ended with {demo.returncode}")
        with suppress(URLError, OSError), urlopen(address, timeout=5):
            return
        time.sleep(0.5)
    raise SystemExit("the demonstration did not start within five minutes")


if __name__ == "__main__":
    main()
