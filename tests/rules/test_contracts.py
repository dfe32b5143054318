"""The contracts between rooms hold, and each is noticed when it alone is broken."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tools import budgets, purity

from linli.config.home import ROOT

CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}

# For each contract: a module that nobody imports, and the one import in it that the contract forbids.
BREAKS = {
    "floors": ("cases/broken.py", "import linli.insight"),
    "first-floor": ("places/broken.py", "import linli.people"),
    "second-floor": ("cases/broken.py", "import linli.packs"),
    "third-floor": ("supervision/broken.py", "import linli.insight"),
    "faces": ("faces/desk/broken.py", "import linli.faces.portal"),
    "look": ("ui/broken.py", "import linli.cases"),
    "backup": ("backup/broken.py", "import linli.cases"),
    "settings": ("places/broken.py", "import linli.config.home"),
    "rules": ("cases/rules/broken.py", "import django"),
    "places-models": ("packs/broken.py", "import linli.places.models"),
    "catalogue-models": ("packs/broken.py", "import linli.catalogue.models"),
    "people-models": ("cases/broken.py", "import linli.people.models"),
    "files-models": ("cases/broken.py", "import linli.files.models"),
    "hotline-models": ("cases/broken.py", "import linli.hotline.models"),
    "notices-models": ("faces/broken.py", "import linli.notices.models"),
    "insight-models": ("faces/broken.py", "import linli.insight.models"),
    "supervision-models": ("faces/broken.py", "import linli.supervision.models"),
    "ledger-models": ("cases/broken.py", "import linli.ledger.models"),
    "packs-models": ("faces/broken.py", "import linli.packs.models"),
    "rulebook-models": ("faces/broken.py", "import linli.rulebook.models"),
    "cases-models": ("insight/broken.py", "import linli.cases.models"),
}


def broken_contracts(source: Path, cache: Path) -> set[str]:
    """Names of the contracts that do not hold for the package in `source`."""
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("lint-imports")),
            f"--config={ROOT / 'pyproject.toml'}",
            f"--cache-dir={cache}",
        ],
        cwd=source,
        env=os.environ | {"PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    judged = {
        name: "BROKEN" in line
        for line in done.stdout.splitlines()
        for name in CONTRACTS.values()
        if line.startswith(name) and line.rstrip().endswith(("KEPT", "BROKEN"))
    }
    assert set(judged) == set(CONTRACTS.values()), done.stdout + done.stderr
    return {name for name, broken in judged.items() if broken}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the package that may be spoilt."""
    shutil.copytree(ROOT / "src" / "linli", tmp_path / "src" / "linli", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "src"


def test_every_contract_has_a_break_that_proves_it() -> None:
    assert set(BREAKS) == set(CONTRACTS)


def test_all_contracts_hold(source: Path, tmp_path: Path) -> None:
    assert broken_contracts(source, tmp_path / "cache") == set()


@pytest.mark.parametrize("contract", BREAKS)
def test_breaking_one_contract_is_noticed_as_exactly_that_one(contract: str, source: Path, tmp_path: Path) -> None:
    module, line = BREAKS[contract]
    (source / "linli" / module).write_text(f"{line}\n")
    assert broken_contracts(source, tmp_path / "cache") == {CONTRACTS[contract]}


@pytest.mark.parametrize(
    "line", ["datetime.now(UTC)", "date.today()", "time.time()", "open('x')", "timezone.now()", "print('x')"]
)
def test_a_rule_that_reads_a_clock_or_a_file_is_noticed(line: str, tmp_path: Path) -> None:
    (tmp_path / "room" / "rules").mkdir(parents=True)
    (tmp_path / "room" / "rules" / "late.py").write_text(f"def late():\n    return {line}\n")
    faults = purity.faults(tmp_path)
    assert len(faults) == 1
    assert "late.py:2" in faults[0]


def test_what_is_not_a_rule_may_read_the_clock(tmp_path: Path) -> None:
    (tmp_path / "commands.py").write_text("now = datetime.now()\n")
    assert purity.faults(tmp_path) == []


@pytest.mark.parametrize("name", ["long.py", "long.css", "long.js"])
def test_a_long_file_of_any_language_needs_an_answer(name: str, tmp_path: Path) -> None:
    (tmp_path / "src" / "linli" / "faces").mkdir(parents=True)
    (tmp_path / "src" / "linli" / name).write_text("\n" * 401)
    answers = tmp_path / "answers.toml"
    answers.write_text("[answers]\n")
    assert [fault.split(": ")[0] for fault in budgets.faults(tmp_path, answers)] == [f"src/linli/{name}"]


def test_a_long_function_needs_an_answer_and_an_answer_needs_a_long_function(tmp_path: Path) -> None:
    (tmp_path / "src" / "linli" / "faces").mkdir(parents=True)
    (tmp_path / "src" / "linli" / "long.py").write_text("def long():\n" + "    x = 1\n" * 60)
    answers = tmp_path / "answers.toml"
    answers.write_text("[answers]\n")
    assert [fault.split(": ")[0] for fault in budgets.faults(tmp_path, answers)] == ["src/linli/long.py:long"]
    answers.write_text('[answers]\n"src/linli/long.py:long" = "A table."\n')
    assert budgets.faults(tmp_path, answers) == []
    (tmp_path / "src" / "linli" / "long.py").write_text("x = 1\n")
    assert ["within budget" in fault for fault in budgets.faults(tmp_path, answers)] == [True]
