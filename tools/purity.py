"""Rules read no clock, draw no lots and touch no file: what an import contract can't see, read from the syntax tree."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FORBIDDEN_CALLS = frozenset({"open", "print", "input", "exec", "eval", "breakpoint"})
FORBIDDEN_METHODS = frozenset(
    {"now", "utcnow", "today", "localtime", "gmtime", "read_text", "write_text", "read_bytes"}
)


def rules_files(source: Path) -> list[Path]:
    """Every module that is called `rules` or lies in a package of that name."""
    return sorted(path for path in source.rglob("*.py") if path.stem == "rules" or "rules" in path.parent.parts)


def impure(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each call that a rule may not make."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=name) if name in FORBIDDEN_CALLS:
                yield node.lineno, name
            case ast.Attribute(attr=name) if name in FORBIDDEN_METHODS:
                yield node.lineno, name
            case ast.Attribute(value=ast.Name(id="time"), attr=name):
                yield node.lineno, f"time.{name}"


def faults(source: Path = ROOT / "src" / "linli") -> list[str]:
    """One line for each call, with its place and the remedy."""
    found = []
    for path in rules_files(source):
        for line, name in impure(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            found.append(f"{path}:{line}: {name}() in a rule: take its result as an argument instead")
    return found


if __name__ == "__main__":
    lines = [line.replace(f"{ROOT}/", "") for line in faults()]
    print("\n".join(lines))
    sys.exit(bool(lines))
