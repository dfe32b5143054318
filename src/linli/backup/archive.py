"""The file of a backup: a gzipped tar of parts and, as its last member, a manifest that knows each of them.

Any system can list and unpack it. The manifest comes last because only then it is known; an archive without one was
never finished. Nothing is believed that the manifest doesn't vouch for.
"""

import gzip
import hashlib
import io
import json
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from linli.config.options import SetUpFault

FORMAT = 2
_READ = (1, 2)  # a backup of form 1 has no published months
MANIFEST = "manifest.json"
_LEVEL = 3  # of gzip: a third of the time of its default, for a tenth more room
_LARGEST_PART = 256 * 1024 * 1024
_NAME = re.compile(r"(tables|files|opendata|keys)(/\w[\w.-]*)+", re.ASCII)
_BROKEN = (EOFError, gzip.BadGzipFile, tarfile.TarError, zlib.error)

type Tell = Callable[[str, int, int], None]
"""Told what is being done, how many bytes are done, and how many there are about."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the database: its columns in the order of the parts, and how many rows it has."""

    name: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class Sequence:
    """Where a sequence stands."""

    name: str
    value: int
    called: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the archive."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `tracking_key` is a fingerprint of the key that tracking codes are derived from.

    `tables` stand in the order in which they can be filled: whatever is referred to comes first.
    """

    linli: str
    postgresql: int
    taken_at: str
    tracking_key: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    sequences: tuple[Sequence, ...]
    parts: dict[str, Part]

    def names(self, folder: str) -> list[str]:
        """The parts in `tables`, `files`, `opendata` or `keys`."""
        return [name for name in self.parts if name.startswith(folder + "/")]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


class Writer:
    """An archive that is being written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.parts: dict[str, Part] = {}
        self._gzip = gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=_LEVEL)
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115

    def add(self, name: str, data: bytes) -> None:
        """Write a part. Raises SetUpFault where nothing could read it back."""
        if not takes(name) or len(data) > _LARGEST_PART:
            raise SetUpFault(f"{name} ({len(data)} bytes) can't be a part of a backup: move it elsewhere")
        self._put(name, data)
        self.parts[name] = Part(len(data), hashlib.sha256(data).hexdigest())

    def finish(self, manifest: Manifest) -> None:
        self._put(MANIFEST, json.dumps({"format": FORMAT} | asdict(manifest), indent=1).encode())
        self.close()

    def close(self) -> None:
        self._tar.close()
        self._gzip.close()

    def _put(self, name: str, data: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(data), 0o600
        self._tar.addfile(member, io.BytesIO(data))


def takes(name: str) -> bool:
    """Whether a part may be called so."""
    return _NAME.fullmatch(name) is not None


@contextmanager
def created(path: Path, *, anew: bool = False) -> Iterator[Writer]:
    """An archive that stands at `path` once all of it is on the disk, readable by its owner alone.

    Raises SetUpFault where something stands there already, unless it is made `anew` each time.
    """
    if path.exists() and not anew:
        raise SetUpFault(f"{path} is there already: name another file, a backup never takes the place of one")
    aside = path.with_name(path.name + ".part")
    aside.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            with closing(Writer(file)) as writer:
                yield writer
            file.flush()
            os.fsync(file.fileno())
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


def check(path: Path, tell: Tell) -> Manifest:
    """Read all of an archive and hold each part against the manifest. Raises SetUpFault that names what is wrong."""
    found: dict[str, Part] = {}
    text: bytes | None = None
    for name, data in _members(path, tell, "checking"):
        if text is not None:
            raise SetUpFault(f"{path}: something follows the manifest ({name}): this is no backup as Linli writes it")
        if name == MANIFEST:
            text = data
        else:
            found[name] = Part(len(data), hashlib.sha256(data).hexdigest())
    if text is None:
        raise SetUpFault(f"{path} has no manifest at its end: it was never finished. Use another backup")
    manifest = _read(path, text)
    for name, part in manifest.parts.items():
        if name not in found:
            raise SetUpFault(f"{path}: {name} is missing. Use another backup")
        if found[name] != part:
            raise SetUpFault(f"{path}: {name} is damaged, its SHA-256 isn't what the manifest says. Use another backup")
    for name in found.keys() - manifest.parts.keys():
        raise SetUpFault(f"{path}: {name} isn't in the manifest: this is no backup as Linli writes it")
    return manifest


def parts(path: Path, manifest: Manifest, tell: Tell) -> Iterator[tuple[str, bytes]]:
    """The parts of a checked archive in their order, each held against the manifest once more."""
    for name, data in _members(path, tell, "restoring"):
        if name == MANIFEST:
            return
        if manifest.parts.get(name) != Part(len(data), hashlib.sha256(data).hexdigest()):
            raise SetUpFault(f"{path}: {name} isn't what it was when the archive was checked. Restore it again")
        yield name, data


def _members(path: Path, tell: Tell, doing: str) -> Iterator[tuple[str, bytes]]:
    last, size = "its beginning", path.stat().st_size
    try:
        with path.open("rb") as file, gzip.open(file) as plain, tarfile.open(fileobj=plain, mode="r|") as tar:
            for member in tar:
                if not member.isreg() or not (member.name == MANIFEST or takes(member.name)):
                    raise SetUpFault(f"{path}: {member.name!r} is no part of a backup as Linli writes it")
                if member.size > _LARGEST_PART:
                    raise SetUpFault(f"{path}: {member.name} is larger than any part of a backup: {member.size} bytes")
                content = tar.extractfile(member)
                assert content is not None
                yield member.name, content.read()
                last = member.name
                tell(doing, file.tell(), size)
            while plain.read(1024 * 1024):  # to the end, where gzip keeps its own check
                pass
    except _BROKEN as fault:
        raise SetUpFault(
            f"{path} is damaged or cut off after {last} ({fault}): nothing was restored. Use another backup"
        ) from fault


def _read(path: Path, text: bytes) -> Manifest:
    try:
        given: dict[str, Any] = json.loads(text)
        form = given.pop("format")
        if form not in _READ:
            known = " and ".join(map(str, _READ))
            raise SetUpFault(f"{path} is of form {form}, this version reads {known}: use the Linli that wrote it")
        given["migrations"] = tuple((app, name) for app, name in given["migrations"])
        given["tables"] = tuple(Table(one["name"], tuple(one["columns"]), one["rows"]) for one in given["tables"])
        given["sequences"] = tuple(Sequence(**one) for one in given["sequences"])
        given["parts"] = {name: Part(**one) for name, one in given["parts"].items()}
        return Manifest(**given)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        if isinstance(fault, SetUpFault):
            raise
        raise SetUpFault(f"{path}: its manifest makes no sense ({fault}). Use another backup") from fault
