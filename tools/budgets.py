"""Size budgets: a file over 400 lines, a function over 50 or a room over 15 files is a question that needs an answer.

Answers stand in tools/budgets.toml, one line for each place. An answer whose place has shrunk again is a fault too.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = ROOT / "tools" / "budgets.toml"
FOLDERS = ("src", "tests", "tools", "bench", "packs")
KINDS = frozenset({".py", ".css", ".js"})
FILE_LINES = 400
FUNCTION_LINES = 50
ROOM_FILES = 15
ROOM_PARENTS = ("src/linli", "src/linli/faces")
SKIPPED = frozenset({"migrations", "__pycache__"})


def oversize(root: Path) -> Iterator[tuple[str, str]]:
    """Each place that is over a budget, named as in the answers, and by how much."""
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        if lines > FILE_LINES:
            yield name, f"{lines} lines, {FILE_LINES} is the budget of a file"
        if path.suffix != ".py":
            continue
        for function, length in _functions(ast.parse(text, name)):
            if length > FUNCTION_LINES:
                yield f"{name}:{function}", f"{length} lines, {FUNCTION_LINES} is the budget of a function"
    for parent in ROOM_PARENTS:
        for room in sorted((root / parent).iterdir()):
            files = _room_files(room) if room.is_dir() and (parent, room.name) != ("src/linli", "faces") else []
            if len(files) > ROOM_FILES:
                yield f"{parent}/{room.name}/", f"{len(files)} files, {ROOM_FILES} is the budget of a room"


def faults(root: Path = ROOT, answers_file: Path = ANSWERS) -> list[str]:
    """Places over budget without an answer, and answers without such a place."""
    with answers_file.open("rb") as file:
        answers: dict[str, str] = tomllib.load(file)["answers"]
    found = dict(oversize(root))
    where = answers_file.name
    unanswered = [
        f"{place}: {size}: split it, or say in tools/{where} why not"
        for place, size in found.items()
        if not answers.get(place, "").strip()
    ]
    stale = [
        f"tools/{where}: {place} is within budget now: remove its answer" for place in answers if place not in found
    ]
    return unanswered + stale


def _files(root: Path) -> list[Path]:
    return sorted(
        path
        for folder in FOLDERS
        for path in (root / folder).rglob("*.*")
        if path.suffix in KINDS and not SKIPPED.intersection(path.relative_to(root).parts)
    )


def _room_files(room: Path) -> list[Path]:
    """Modules with code of their own; an `__init__` that only names the package does not count."""
    return [
        path
        for path in room.rglob("*.py")
        if not SKIPPED.intersection(path.parts) and path.name not in ("__init__.py", "__main__.py", "apps.py")
    ]


def _functions(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, int]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = f"{prefix}{node.name}"
            if not isinstance(node, ast.ClassDef) and node.end_lineno is not None:
                yield name, node.end_lineno - node.lineno + 1
            yield from _functions(node, f"{name}.")


if __name__ == "__main__":
    lines = faults()
    print("\n".join(lines))
    sys.exit(bool(lines))
