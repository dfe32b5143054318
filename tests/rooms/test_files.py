"""Photos: what may come in, what is kept of them, and that a position is read but never stored."""

import struct
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageOps
from pytest_django import Settings
from tests.rules.street_pictures import draw_face, street

from linli.files import commands, jobs, models, queries, rules, store
from linli.files.queries import Photo
from linli.kernel.results import Allowed, Refused, Result

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def prepare(data: bytes) -> Result[rules.Prepared]:
    """A photo as it is kept, but for what is looked for in it."""
    opened = rules.open_upright(data)
    return opened if isinstance(opened, Refused) else Allowed(rules.pack(opened.value))


class Upload(BytesIO):
    @property
    def size(self) -> int:
        return len(self.getvalue())


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (320, 200), *, exif: Image.Exif | None = None, mode: str = "RGB"
) -> bytes:
    image = Image.new(mode, size, (200, 60, 40, 0) if mode == "RGBA" else (200, 60, 40))
    image.paste((20, 90, 200, 255) if mode == "RGBA" else (20, 90, 200), (0, 0, size[0] // 2, size[1] // 2))
    out = BytesIO()
    image.save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def exif_at(lat: tuple[float, ...], north: str, lon: tuple[float, ...], east: str, orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Camera of somebody"
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: north,
        ExifTags.GPS.GPSLatitude: lat,
        ExifTags.GPS.GPSLongitudeRef: east,
        ExifTags.GPS.GPSLongitude: lon,
    }
    return exif


def claimed_png(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims to be huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.LINLI_FILES = tmp_path
    return tmp_path


def keep(data: bytes, subject: UUID, *, draft: bool = False, now: datetime = NOW) -> Photo:
    kept = commands.keep(upload=Upload(data), subject=subject, kind="report", now=now, draft=draft)
    assert isinstance(kept, Allowed), kept
    return kept.value


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_each_type_of_photo_is_told_by_its_bytes(kind: str) -> None:
    assert rules.format_of(picture(kind)) == kind


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "photo_empty"),
        (b"GIF89a" + bytes(64), "photo_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "photo_type"),
        (b"%PDF-1.7", "photo_type"),
        (picture()[:200], "photo_broken"),
        (b"\xff\xd8\xff" + bytes(500), "photo_broken"),
        (claimed_png(50_000, 50_000), "photo_too_many_pixels"),
        (claimed_png(8_000, 5_001), "photo_too_many_pixels"),
        (b"\xff\xd8\xff" + bytes(rules.MOST_BYTES), "photo_too_large"),
    ],
    ids=["empty", "gif", "svg", "pdf", "cut off", "noise", "bomb", "just too many pixels", "too many bytes"],
)
def test_what_is_no_usable_photo_is_refused_by_name(data: bytes, code: str) -> None:
    prepared = prepare(data)
    assert isinstance(prepared, Refused)
    assert prepared.code == code


def test_a_kept_photo_is_upright_bounded_and_says_nothing_about_its_maker() -> None:
    exif = exif_at((31.0, 12.0, 0.0), "N", (121.0, 24.0, 0.0), "E", orientation=6)
    prepared = prepare(picture(size=(4000, 1000), exif=exif))
    assert isinstance(prepared, Allowed)
    assert (prepared.value.width, prepared.value.height) == (512, 2048)
    for data in (prepared.value.full, prepared.value.thumb):
        with Image.open(BytesIO(data)) as kept:
            assert kept.format == "JPEG"
            assert not kept.getexif()
            assert "exif" not in kept.info
        assert b"Camera of somebody" not in data
        assert rules.position_of(data) is None
    with Image.open(BytesIO(prepared.value.thumb)) as thumb:
        assert max(thumb.size) == rules.THUMB_EDGE


def test_a_transparent_picture_is_laid_on_white() -> None:
    prepared = prepare(picture("PNG", mode="RGBA"))
    assert isinstance(prepared, Allowed)
    with Image.open(BytesIO(prepared.value.full)) as kept:
        corner = kept.getpixel((kept.width - 1, kept.height - 1))
    assert isinstance(corner, tuple)
    assert min(corner) > 250


@pytest.mark.parametrize(
    ("north", "east", "sign"), [("N", "E", (1, 1)), ("S", "W", (-1, -1)), ("N", "W", (1, -1)), ("S", "E", (-1, 1))]
)
def test_the_position_in_a_photo_is_read_on_every_side_of_the_globe(
    north: str, east: str, sign: tuple[int, int]
) -> None:
    found = rules.position_of(picture(exif=exif_at((31.0, 12.0, 36.0), north, (121.0, 24.0, 18.0), east)))
    assert found == pytest.approx((sign[0] * 31.21, sign[1] * 121.405), abs=1e-6)


@pytest.mark.parametrize(
    "exif",
    [
        None,
        exif_at((0.0, 0.0, 0.0), "N", (0.0, 0.0, 0.0), "E"),
        exif_at((95.0, 0.0, 0.0), "N", (121.0, 0.0, 0.0), "E"),
        exif_at((31.0, 12.0), "N", (121.0, 24.0), "E"),
    ],
)
def test_a_photo_without_a_usable_position_has_none(exif: Image.Exif | None) -> None:
    assert rules.position_of(picture(exif=exif)) is None


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBPVP8 "]))
def test_no_bytes_whatever_make_reading_a_photo_fail(noise: bytes, start: bytes) -> None:
    prepared = prepare(start + noise)
    assert isinstance(prepared, (Allowed, Refused))
    rules.position_of(start + noise)


@given(
    cut=st.integers(min_value=0, max_value=2000),
    at=st.integers(min_value=0, max_value=2000),
    byte=st.binary(max_size=1),
)
def test_no_damage_to_a_real_photo_makes_reading_it_fail(cut: int, at: int, byte: bytes) -> None:
    whole = picture(exif=exif_at((31.0, 12.0, 36.0), "N", (121.0, 24.0, 18.0), "E"))
    damaged = (whole[:at] + byte + whole[at + 1 :])[: len(whole) - cut]
    assert isinstance(prepare(damaged), (Allowed, Refused))
    rules.position_of(damaged)


@pytest.mark.django_db
def test_photos_of_a_case_come_back_in_order_and_only_to_those_who_name_the_case(folder: Path) -> None:
    case_id, other = uuid4(), uuid4()
    first = keep(picture(), case_id)
    second = keep(picture("PNG"), case_id, now=NOW + timedelta(seconds=1))
    assert queries.photos(case_id) == (first, second)
    full = queries.content(first.id, subject=case_id)
    thumb = queries.content(first.id, subject=case_id, size="thumb")
    assert full is not None
    assert thumb is not None
    assert len(full) == first.bytes
    assert queries.content(first.id, subject=other) is None


@pytest.mark.django_db
def test_files_have_random_names_that_only_their_owner_may_read(folder: Path) -> None:
    photo = keep(picture(), uuid4())
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)
    assert all(str(photo.id) not in path.name and photo.id.hex not in path.name for path in files)


@pytest.mark.django_db
def test_a_refused_photo_leaves_nothing_behind(folder: Path) -> None:
    refused = commands.keep(upload=Upload(b"no photo"), subject=uuid4(), kind="report", now=NOW)
    assert isinstance(refused, Refused)
    assert not any(path.is_file() for path in folder.rglob("*"))
    assert not models.Photo.objects.exists()


@pytest.mark.django_db
def test_photos_of_a_report_in_writing_are_nobodys_until_it_is_sent(folder: Path) -> None:
    draft, case_id = uuid4(), uuid4()
    photo = keep(picture(), draft, draft=True)
    assert queries.photos(draft) == ()
    assert queries.photo(photo.id) is None
    assert [kept.id for kept in queries.photos(draft, drafts=True)] == [photo.id]
    assert commands.adopt(photos=[photo.id], draft=uuid4(), subject=case_id) == 0
    assert commands.adopt(photos=[photo.id], draft=draft, subject=case_id) == 1
    assert [kept.id for kept in queries.photos(case_id)] == [photo.id]
    assert commands.discard(subject=case_id) == 0, "a case's photos can't be thrown away"


@pytest.mark.django_db
def test_photos_of_reports_never_sent_are_thrown_away_after_a_day(folder: Path) -> None:
    keep(picture(), uuid4(), draft=True, now=NOW - timedelta(hours=25))
    young = keep(picture(), uuid4(), draft=True, now=NOW - timedelta(hours=23))
    of_a_case = keep(picture(), uuid4(), now=NOW - timedelta(days=400))
    assert commands.discard_old_drafts(now=NOW) == 1
    assert set(models.Photo.objects.values_list("id", flat=True)) == {young.id, of_a_case.id}
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 4


@pytest.mark.django_db
def test_throwing_away_that_is_stopped_halfway_is_done_by_the_next_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(picture(), uuid4(), draft=True, now=NOW - timedelta(hours=25))
    remove = store.remove

    def stopped(name: str) -> None:
        monkeypatch.setattr(store, "remove", remove)
        raise OSError("the disk is away")

    monkeypatch.setattr(store, "remove", stopped)
    with pytest.raises(OSError, match="away"):
        commands.discard_old_drafts(now=NOW)
    assert commands.discard_old_drafts(now=NOW) == 1
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_pictures_that_no_photo_names_are_thrown_away_after_a_day(folder: Path) -> None:
    kept = keep(picture(), uuid4())
    name = models.Photo.objects.values_list("name", flat=True).get(id=kept.id)
    store.write("ab" * 16, "full", b"written by a process that was stopped before it wrote the row")
    half = store.path("cd" * 16, "thumb").with_suffix(".new")
    half.parent.mkdir()
    half.write_bytes(b"half of one")
    assert commands.discard_strays(now=datetime.now(UTC) + timedelta(hours=23)) == 0
    assert commands.discard_strays(now=datetime.now(UTC) + timedelta(hours=25)) == 2
    left = {path.name for path in folder.rglob("*") if path.is_file()}
    assert left == {store.path(name, "full").name, store.path(name, "thumb").name}
    assert jobs.discard_strays(0) == 0


@pytest.mark.django_db
def test_the_worker_clears_drafts_away(folder: Path) -> None:
    keep(picture(), uuid4(), draft=True, now=datetime.now(UTC) - timedelta(days=2))
    assert jobs.discard_old_drafts(0) == 1
    assert not models.Photo.objects.exists()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_turned_upright_however_the_camera_was_held(orientation: int) -> None:
    image = Image.new("RGB", (64, 32), "white")
    image.paste("red", (0, 0, 32, 16))
    image.paste("blue", (32, 16, 64, 32))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    out = BytesIO()
    image.save(out, "PNG", exif=exif)
    prepared = prepare(out.getvalue())
    assert isinstance(prepared, Allowed)
    upright = ImageOps.exif_transpose(Image.open(BytesIO(out.getvalue())))
    kept = Image.open(BytesIO(prepared.value.full))
    assert kept.size == upright.size
    for at in ((0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)):
        spot = (int(kept.width * at[0]), int(kept.height * at[1]))
        wanted, found = upright.convert("RGB").getpixel(spot), kept.getpixel(spot)
        assert isinstance(wanted, tuple)
        assert isinstance(found, tuple)
        assert max(abs(one - other) for one, other in zip(wanted, found, strict=True)) < 30


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_photo_with_broken_exif_is_a_photo(kind: str) -> None:
    """A rational whose type says that it is text, and a few more of what editors leave behind."""
    whole = picture(kind, exif=exif_at((31.0, 12.0, 0.0), "N", (121.0, 24.0, 0.0), "E", orientation=6))
    start = whole.index(b"MM\x00*")
    for place in range(start + 8, start + 54):
        for value in (2, 5, 10, 255):
            broken = bytearray(whole)
            broken[place] = value
            assert isinstance(prepare(bytes(broken)), Allowed), (place, value)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads a process's memory as Linux tells it")
def test_a_picture_of_forty_million_pixels_does_not_take_all_memory() -> None:
    out = BytesIO()
    Image.new("RGBA", (8000, 5000)).save(out, "PNG")
    program = (
        "import sys; from linli.files.rules import open_upright; open_upright(sys.stdin.buffer.read());"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    ran = subprocess.run([sys.executable, "-c", program], input=out.getvalue(), capture_output=True, check=True)
    assert int(ran.stdout) < 450_000, "kilobytes; the pixels alone are 160,000"


@pytest.mark.django_db
def test_a_face_is_gone_from_the_kept_photo_and_its_thumbnail_before_anybody_can_see_it(
    settings: Settings, tmp_path: Path
) -> None:
    settings.LINLI_FILES = tmp_path
    image = street((800, 600))
    place = draw_face(image, (300, 150), 120)
    out = BytesIO()
    image.save(out, "PNG")
    case_id = uuid4()
    kept = commands.keep(upload=Upload(out.getvalue()), subject=case_id, kind="report", now=NOW)
    assert isinstance(kept, Allowed) and kept.value.covered == 1
    assert queries.photos(case_id)[0].covered == 1
    for size in ("full", "thumb"):
        data = queries.content(kept.value.id, subject=case_id, size=size)
        assert data is not None
        shown = Image.open(BytesIO(data))
        eyes = tuple(round(edge * shown.width / 800) for edge in (place[0] + 20, 195, place[2] - 20, 215))
        before = image.crop((place[0] + 20, 195, place[2] - 20, 215)).convert("L").getextrema()
        after = shown.crop(eyes).convert("L").getextrema()
        assert before[1] - before[0] > 150, "the drawn eyes are dark and white"
        assert after[1] - after[0] < 80, "and are one with the skin now"
    assert len(list(tmp_path.rglob("*.jpg"))) == 2, "the original is nowhere"
