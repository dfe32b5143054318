"""The file of a backup: whatever is wrong with it is found before anything is restored, and named."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest
from tests.backup_kit import rewritten

from linli.backup import archive
from linli.backup.archive import Manifest, Table
from linli.config.options import SetUpFault

EVENTS = "tables/cases_event/000001"


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    path = tmp_path / "city.backup"
    with archive.created(path) as writer:
        writer.add(EVENTS, b"".join(b"%d\treport\n" % number for number in range(5000)))
        writer.add("files/ab/abcd.small.jpg", bytes(range(256)) * 40)
        tables = (Table("cases_event", ("id", "move"), 5000),)
        writer.finish(Manifest("0.1.0", 18, "2026-03-02T02:00:00+00:00", "ab", (), tables, (), writer.parts))
    return path


def fault_of(path: Path) -> str:
    with pytest.raises(SetUpFault) as raised:
        archive.check(path, lambda *_: None)
    return str(raised.value)


def damaged(path: Path, data: bytes) -> Path:
    other = path.with_name("damaged.backup")
    other.write_bytes(data)
    return other


def test_a_whole_archive_says_what_it_holds(whole: Path) -> None:
    told: list[tuple[str, int, int]] = []
    manifest = archive.check(whole, lambda *what: told.append(what))
    assert manifest.rows == 5000 and manifest.names("files") == ["files/ab/abcd.small.jpg"]
    assert told[-1][1] <= told[-1][2] == whole.stat().st_size
    assert [name for name, _ in archive.parts(whole, manifest, lambda *_: None)] == list(manifest.parts)
    assert whole.stat().st_mode & 0o777 == 0o600


def test_an_archive_that_is_cut_off_or_flipped_anywhere_is_refused(whole: Path) -> None:
    data = whole.read_bytes()
    for cut in (10, len(data) // 3, len(data) // 2, len(data) - 6):
        assert "cut off after" in fault_of(damaged(whole, data[:cut]))
    for place in range(12, len(data), len(data) // 40):
        assert "damaged" in fault_of(damaged(whole, data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]))
    assert "cut off after its beginning" in fault_of(damaged(whole, b"no archive at all"))


def test_a_part_that_the_manifest_does_not_vouch_for_is_named(whole: Path) -> None:
    assert f"{EVENTS} is damaged" in fault_of(
        rewritten(whole, lambda name, data: data[::-1] if name == EVENTS else data)
    )
    assert f"{EVENTS} is missing" in fault_of(rewritten(whole, lambda name, data: None if name == EVENTS else data))
    unfinished = rewritten(whole, lambda name, data: None if name == archive.MANIFEST else data)
    assert "never finished" in fault_of(unfinished)
    newer = rewritten(whole, lambda _, data: data.replace(b'"format": 2', b'"format": 3'))
    assert "is of form 3" in fault_of(newer)
    older = rewritten(whole, lambda _, data: data.replace(b'"format": 2', b'"format": 1'))
    assert archive.check(older, lambda *_: None).rows == 5000
    senseless = rewritten(whole, lambda _, data: data.replace(b'"tables": [', b'"tables": [3, '))
    assert "its manifest makes no sense" in fault_of(senseless)


def test_an_archive_that_changes_after_it_was_checked_is_refused(whole: Path) -> None:
    manifest = archive.check(whole, lambda *_: None)
    other = rewritten(whole, lambda name, data: data + b"1\tclose\n" if name == EVENTS else data)
    with pytest.raises(SetUpFault, match="isn't what it was when the archive was checked"):
        list(archive.parts(other, manifest, lambda *_: None))


def test_an_archive_can_lead_nowhere_but_into_its_own_folders(tmp_path: Path) -> None:
    path = tmp_path / "sly.backup"
    for name in ("files/../../stolen", "/etc/passwd", "files/..", "files//x", "else/x", "opendata/.new/x"):
        with gzip.open(path, "wb") as plain, tarfile.open(fileobj=plain, mode="w|") as tar:
            tar.addfile(tarfile.TarInfo(name), io.BytesIO())
        assert "is no part of a backup" in fault_of(path)


def test_an_archive_never_takes_the_place_of_a_file_and_is_never_left_half_written(whole: Path) -> None:
    before = whole.read_bytes()
    with pytest.raises(SetUpFault, match="is there already"), archive.created(whole):
        pass
    assert whole.read_bytes() == before
    with pytest.raises(FileNotFoundError), archive.created(whole.with_name("new.backup")) as writer:
        writer.add(EVENTS, (whole.parent / "missing").read_bytes())
    with pytest.raises(SetUpFault, match="a note"), archive.created(whole.with_name("new.backup")) as writer:
        writer.add("opendata/a note", b"what no archive takes back isn't written either")
    assert [each.name for each in whole.parent.iterdir()] == [whole.name]
