"""A pack as the bytes of its files, and of those that it extends: read from a disk, written to one, or kept."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from linli.kernel.faults import Fault
from linli.kernel.results import Allowed, Refused, Result

FOLDERS = ("calendars", "texts")


@dataclass(frozen=True, slots=True)
class Part:
    """One folder: its files by path, without hidden ones. `name` is the folder's, `shown` how faults name it."""

    name: str
    shown: str
    files: Mapping[str, bytes]
    unreadable: tuple[Fault, ...] = ()

    def inside(self, folder: str) -> Mapping[str, bytes]:
        """The files of a folder within, by their names, in order."""
        begin = f"{folder}/"
        return {path.removeprefix(begin): self.files[path] for path in sorted(self.files) if path.startswith(begin)}

    def at_top(self) -> tuple[str, ...]:
        """The names of the files that lie in no folder within."""
        return tuple(path for path in sorted(self.files) if "/" not in path)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A pack with everything that it needs: `own` is its folder, `others` are the folders that it extends."""

    own: Part
    others: tuple[Part, ...] = ()
    digest: str = field(init=False, default="", compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", _digest(self))

    def beside(self, name: str) -> Part | None:
        """The folder of that name beside the pack's own."""
        return next((one for one in self.others if one.name == name), None)

    def with_file(self, path: str, content: bytes | None) -> "Bundle":
        """The bundle with another content of one of its own files; None takes the file away."""
        files = {**self.own.files, path: content or b""}
        if content is None:
            del files[path]
        return replace(self, own=replace(self.own, files=files))


type Beside = Callable[[str], Part | None]


def on_disk(directory: Path) -> tuple[Part, Beside]:
    """The folder `directory`, and a way to the folders beside it."""

    def beside(name: str) -> Part | None:
        root = directory.resolve().parent / name
        return _read(root, name, str(directory.parent / name)) if root.is_dir() else None

    return _read(directory, directory.resolve().name, str(directory)), beside


def write(bundle: Bundle, directory: Path) -> Result[tuple[Path, ...]]:
    """Write a bundle as the folder `directory`, and beside it the folders that it extends, unless they are there.

    Answers with the files that were written. Refused, with nothing written: folder_not_empty (fact `faults`) where
    `directory` holds other files, or a folder beside it holds another pack of the same name.
    """
    target = directory.resolve()
    places = [(target, bundle.own), *((target.parent / part.name, part) for part in bundle.others)]
    faults = [fault for root, part in places for fault in _in_the_way(root, part)]
    if faults:
        return Refused("folder_not_empty", {"faults": tuple(faults)})
    written = []
    for root, part in places:
        for name, content in part.files.items():
            path = root / name
            if path.exists():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            written.append(path)
    return Allowed(tuple(written))


def _in_the_way(root: Path, part: Part) -> list[Fault]:
    """What lies where a folder is to be written, and isn't exactly what would be."""
    if not root.exists():
        return []
    if not root.is_dir():
        return [Fault(str(root), None, "", "is a file", "name a new folder")]
    there = _read(root, root.name, str(root)).files
    remedy = "name a new folder, or one that holds exactly these files"
    return [
        Fault(f"{root}/{name}", None, "", "is there already, with another content", remedy)
        for name in sorted(there)
        if there[name] != part.files.get(name)
    ]


def _read(root: Path, name: str, shown: str) -> Part:
    paths = [*root.glob("*"), *(path for folder in FOLDERS for path in root.glob(f"{folder}/*"))]
    files: dict[str, bytes] = {}
    faults = []
    for path in sorted(paths):
        inside = path.relative_to(root).as_posix()
        if path.name.startswith(".") or path.is_dir():
            continue
        try:
            files[inside] = path.read_bytes()
        except OSError as error:
            remedy = "check the file and its permissions"
            faults.append(Fault(f"{shown}/{inside}", None, "", f"can't be read: {error.strerror}", remedy))
    return Part(name, shown, files, tuple(faults))


def _digest(bundle: Bundle) -> str:
    """SHA-256 over all paths and contents; what the pack's own folder is called doesn't count."""
    state = hashlib.sha256()
    for name, part in (("", bundle.own), *((one.name, one) for one in bundle.others)):
        for path, content in sorted(part.files.items()):
            state.update(f"{name}\0{path}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return state.hexdigest()
