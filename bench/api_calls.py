"""Calls to the JSON API of a running town, made up by Schemathesis from its own description: how each was answered.

    python bench/api_calls.py [--calls 20000] [--seed 1] [--processes 2] [--town URL --token SECRET ...]

Half of the calls break the description on purpose. The others take numbers of cases and codes that there are, and acts
mostly a move that the flow allows, so that they get past the first door; they come from accounts of every role, from a
program of nobody's, and without a token. Without --town a demonstration is started in a folder that is thrown away.
Exits 1 at any 5xx or any answer that the description doesn't know.
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
from datetime import UTC, datetime, timedelta
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
EACH = 30  # calls of one operation in a row
OFTENER = {"act": 10, "report": 3, "listCases": 3}  # what can go wrong in more ways
JUDGED = [
    checks.not_a_server_error,
    described.status_code_conformance,
    described.content_type_conformance,
    described.response_schema_conformance,
    described.response_headers_conformance,
]


@dataclass
class Town:
    """A running town, tokens for it (an empty one is none), and what there is, by the field that means it."""

    address: str
    tokens: Sequence[str]
    numbers: list[int]
    values: dict[str, list[Any]]

    def get(self, path: str, token: str, **query: Any) -> Any:
        """What the API answers to a read, as values; nothing where it refuses."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = requests.get(f"{self.address}/api/v1{path}", params=query, headers=headers, timeout=30)
        return answer.json() if answer.ok else {}


@dataclass
class Seen:
    """How calls were answered, by operation and status, and what was wrong."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def add(self, other: "Seen") -> None:
        self.answers += other.answers
        self.faults += other.faults

    @property
    def calls(self) -> int:
        return sum(self.answers.values())

    def statuses(self, operation: str = "") -> str:
        """How often each status was answered, by one operation or by all."""
        found: Counter[int] = Counter()
        for (name, status), count in self.answers.items():
            if operation in ("", name):
                found[status] += count
        return ", ".join(f"{status}: {count}" for status, count in sorted(found.items()))


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
        demonstration(folder) as found,
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
    print(f"all               {seen.statuses()}")
    for name in sorted({name for name, _status in seen.answers}):
        print(f"{name:<18}{seen.statuses(name)}")
    broken = sum(count for (_name, status), count in seen.answers.items() if status >= 500)
    print(f"5xx: {broken}; otherwise than described: {len(seen.faults)}")
    for fault in seen.faults[:10]:
        print(fault)
    if broken or seen.faults or seen.calls < given.calls:
        raise SystemExit(1)


def call(address: str, tokens: Sequence[str], calls: int, first_seed: int) -> Seen:
    """Make so many calls, in rounds of all operations, each round with a seed of its own."""
    description = requests.get(f"{address}/api/v1/openapi.json", timeout=30).json()
    for methods in description["paths"].values():
        for operation in methods.values():
            operation.pop("security", None)  # tokens are drawn here
    operations = [found.ok() for found in schemathesis.openapi.from_dict(description).get_all_operations()]
    seen, dice, number, town = Seen(), random.Random(first_seed), first_seed, know(address, tokens)
    while seen.calls < calls:
        for operation in operations:
            for mode in GenerationMode:
                with suppress(Unsatisfiable):  # what takes nothing can't be called wrongly
                    _some(operation, mode, number, dice, town, seen)
        number += 1000
    return seen


def _some(operation: Any, mode: GenerationMode, number: int, dice: random.Random, town: Town, seen: Seen) -> None:
    name = operation.definition.raw["operationId"]
    judged = settings(
        max_examples=EACH * OFTENER.get(name, 1),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )

    @seed(number)
    @judged
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Any) -> None:
        token = dice.choice(town.tokens)
        if mode is GenerationMode.POSITIVE:
            fit(case, name, token, town, dice)
        if token:
            case.headers["Authorization"] = f"Bearer {token}"
        answer = case.call(base_url=town.address)
        seen.answers[name, answer.status_code] += 1
        try:
            case.validate_response(answer, checks=JUDGED)
        except FailureGroup as failures:
            seen.faults += [f"{case.method} {case.formatted_path}: {failure}" for failure in failures.exceptions]

    one()


def fit(case: Any, name: str, token: str, town: Town, dice: random.Random) -> None:
    """Give a call something that there is, mostly, in place of what was made up."""
    if "number" in (case.path_parameters or {}) and dice.random() < 0.8:
        case.path_parameters["number"] = dice.choice(town.numbers)
    for part in (case.query, case.body):
        if not isinstance(part, dict):
            continue
        part.pop("seen", None)
        for field_name in TAKEN.get(name, ()):
            if field_name in part or dice.random() < 0.2:
                part[field_name] = _value(field_name, town, dice)
    if name == "act" and isinstance(case.body, dict) and dice.random() < 0.7:
        case.headers.pop("If-Match", None)
        moves = town.get(f"/cases/{case.path_parameters['number']}", token).get("moves", [])
        if moves:
            move = dice.choice(moves)
            case.body["move"] = move["move"]
            case.body |= {one: _value(one, town, dice) for one in move["needs"] if one in TAKEN["act"]}


def _value(name: str, town: Town, dice: random.Random) -> Any:
    return [dice.choice(town.values[name])] if name in LISTS else dice.choice(town.values[name])


LISTS = ("conditions", "assisting", "units", "verdicts", "parts")
TAKEN = {
    "act": (
        "class_key", "conditions", "place", "unit_path", "assisting", "units", "reason", "text", "other", "degree",
        "verdict", "verdicts", "amount", "item", "until", "parts",
    ),
    "report": ("class_key", "conditions", "text", "place"),
    "listCases": ("class_key", "area", "unit", "text"),
    "listCalls": ("unit",),
    "locate": ("lat", "lon"),
}  # fmt: skip


def know(address: str, tokens: Sequence[str]) -> Town:
    """The town with numbers and codes of it, as the API tells them."""
    town = Town(address, tokens, [], {})

    def items(path: str, token: str = "", **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = town.get(path, token, **query).get("items", [])
        return found

    centre, classes = town.get("/city", "")["centre"], [one["key"] for one in items("/classes")]
    units = [one["path"] for one in items("/units")]
    town.numbers = sorted({one["number"] for token in tokens for one in items("/cases", token, limit=200)}) or [1]
    spots = [centre, {"lat": centre["lat"] + 0.004, "lon": centre["lon"] - 0.004}, {"lat": 0, "lon": 0}]
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    town.values = {
        **dict.fromkeys(("unit_path", "unit", "assisting", "units"), units),
        "class_key": classes,
        "conditions": [one["condition"] for one in items("/limits")],
        "area": [one["path"] for one in items("/areas")],
        "reason": [one["code"] for one in items("/reasons")],
        "text": ["The lamp is dark.", "路灯不亮", "x"],
        "degree": ["routine", "tough", "emergency"],
        "verdict": ["partly", "not_fixed"],
        "verdicts": ["helped", "absent"],
        "other": town.numbers,
        "place": spots,
        "lat": [spot["lat"] for spot in spots],
        "lon": [spot["lon"] for spot in spots],
        "amount": [1, 2],
        "item": [4, 5, 6, 7],
        "until": [tomorrow],
        "parts": [{"class_key": classes[0], "text": "The other half."}],
    }
    return town


@contextmanager
def demonstration(home: str) -> Iterator[tuple[str, list[str]]]:
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
