"""Tables at the desk: who may, what is shown, what is left out, and what comes of it."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests import town
from tests.books_kit import HEADING, book, code, component
from tests.faces.desk_kit import Desk, enrol, words

from linli.insight import jobs, uploads
from linli.kernel.rights import Role
from linli.people import commands as people

pytestmark = pytest.mark.django_db
PERSON = "13800138000"


@pytest.fixture
def desk() -> Desk:
    found = Desk()
    found.open()
    found.staff["administrator"] = enrol("administrator")
    people.assign(
        staff_id=found.staff["administrator"], role=Role.ADMINISTRATOR, now=timezone.now() - timedelta(days=1)
    )
    return found


@pytest.fixture
def client(desk: Desk) -> Client:
    return desk.client("administrator")


def file(path: Path, *rows: Any, heading: tuple[str, ...] = (*HEADING, "联系人电话"), name: str = "parts.xlsx") -> Any:
    made = book(path / name, {"东": [["普查表"], heading, *rows]})
    return SimpleUploadedFile(name, made.read_bytes())


def sent(client: Client, upload: Any, kind: str = "components") -> str:
    response = client.post("/desk/import/", {"kind": kind, "file": upload})
    assert response.status_code == 302, words(response)
    return str(response["Location"])


def columns(client: Client, address: str) -> dict[str, str]:
    """The form of the columns as a browser would send it unchanged."""
    page = client.get(address).content.decode()
    return {
        name: (re.findall(r'value="([^"]*)" selected', options) or [""])[0]
        for name, options in re.findall(r'<select class="[^"]*" name="(c\d+)"[^>]*>(.*?)</select>', page, re.S)
    }


def worked(address: str) -> UUID:
    upload_id = UUID(address.rstrip("/").rpartition("/")[2])
    assert jobs.bring_in(str(upload_id))
    return upload_id


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def test_a_table_goes_from_upload_to_written_and_says_at_each_step_what_is_the_case(
    client: Client, tmp_path: Path
) -> None:
    rows = [[*component(serial), PERSON] for serial in range(30)]
    bad = [[*component(serial, lat="north"), PERSON] for serial in range(100, 130)]
    address = sent(client, file(tmp_path, *rows, *bad))
    page = client.get(address)
    assert PERSON not in page.content.decode() and "left out: about persons" in words(page)
    assert "heading was found in row 2" in words(page) and "sure: 99 %" in words(page)
    chosen = columns(client, address)
    assert list(chosen.values()) == ["code", "class", "lat", "lon", "unit"]

    checking = client.post(f"{address}check/", chosen | {"save_as": "census"})
    assert checking.status_code == 302
    assert "Is being checked" in words(client.get(address)) and "Look again" in words(client.get(address))
    worked(address)
    page = client.get(address)
    assert "Rows read 60 Good rows 30 Faulty rows 30" in words(page)
    assert "东 33 纬度 north not a number of degrees write decimal degrees (WGS 84)" in words(page)
    assert "1 / 2" in words(page) and "东 62" in words(client.get(f"{address}?page=2"))
    assert count("places_component") == 0

    assert client.post(f"{address}write/").status_code == 302
    worked(address)
    assert "The good rows are in" in words(client.get(address))
    assert count("places_component") == 30
    listed = words(client.get("/desk/import/"))
    assert "Administrator Public facilities parts.xlsx 60 30 0 30" in listed
    assert uploads.stored_mappings()[0].name == "census"


def test_faults_and_the_mapping_can_be_taken_away(client: Client, tmp_path: Path) -> None:
    address = sent(client, file(tmp_path, [*component(1, unit="=A1"), ""], [*component(2, unit="+x"), ""]))
    client.post(f"{address}check/", columns(client, address))
    worked(address)
    table = client.get(f"{address}faults/csv/")
    text = b"".join(table.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.splitlines()[0] == "Sheet,Row,Column,Value,What is wrong,What to do"
    assert "'=A1" in text and "'+x" in text
    assert table["Content-Disposition"] == 'attachment; filename="parts-faults.csv"'
    assert b"".join(client.get(f"{address}faults/xlsx/").streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert client.get(f"{address}faults/exe/").status_code == 404
    assert 'code = "编码"' in client.get(f"{address}mapping/").content.decode()


def test_what_the_columns_lack_is_said_and_what_was_chosen_stays(client: Client, tmp_path: Path) -> None:
    address = sent(client, file(tmp_path, [*component(1), ""]))
    refused = client.post(f"{address}check/", {"c0": "code", "c1": "code", "c3": "lon", "save_as": "No Name"})
    assert refused.status_code == 422
    for text in (
        "Say which column holds: Latitude",
        "go together",
        "More than one column is named as: Code of the",
        "Name the mapping",
    ):
        assert text in words(refused)
    assert uploads.pending() == ()


def test_a_column_about_persons_is_passed_over_even_where_somebody_sends_it(client: Client, tmp_path: Path) -> None:
    address = sent(client, file(tmp_path, [*component(1, unit=""), PERSON]))
    client.post(f"{address}check/", columns(client, address) | {"c4": "", "c5": "unit"})
    assert "联系人电话" not in client.get(f"{address}mapping/").content.decode()


def test_cases_want_the_name_of_their_system_and_come_in_with_their_times(client: Client, tmp_path: Path) -> None:
    heading = ("案卷编号", "上报时间", "结案时间", "类别", "问题描述", "姓名")
    rows = [
        ("A1", "2025/5/1 8:30", "2025/5/3", "路灯异常", "灯不亮", "某某"),
        ("A2", 45778.5, None, "matter-03001", "吵", "某某"),
        ("A3", "昨天", None, "噪声", "吵", "某某"),
    ]
    address = sent(client, file(tmp_path, *rows, heading=heading), "cases")
    chosen = columns(client, address)
    assert list(chosen.values()) == ["id", "reported_at", "closed_at", "class", "text"]
    assert client.post(f"{address}check/", chosen).status_code == 422
    assert client.post(f"{address}check/", chosen | {"source": "old-system"}).status_code == 302
    worked(address)
    assert "Good rows 2 Faulty rows 1" in words(client.get(address))
    client.post(f"{address}write/")
    worked(address)
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, class_key, reported_at AT TIME ZONE 'Asia/Shanghai' FROM cases_case ORDER BY 3")
        found = [(state, key, str(at)) for state, key, at in cursor.fetchall()]
    assert found == [
        ("closed", "component-01037", "2025-05-01 08:30:00"), ("reported", "matter-03001", "2025-05-01 12:00:00"),
    ]  # fmt: skip


def test_a_kept_mapping_is_used_again(client: Client, tmp_path: Path) -> None:
    first = sent(client, file(tmp_path, [*component(1), ""]))
    client.post(f"{first}check/", columns(client, first) | {"save_as": "census"})
    second = sent(client, file(tmp_path, [*component(2), ""]))
    assert "census" in words(client.get(second))
    assert client.post(f"{second}check/", {"stored": "census"}).status_code == 302
    worked(second)
    assert "Good rows 1 Faulty rows 0" in words(client.get(second))
    third = sent(client, file(tmp_path, [*component(2), ""]), "addresses")
    assert "another kind" in words(client.post(f"{third}check/", {"stored": "census"}))
    assert "no such mapping" in words(client.post(f"{third}check/", {"stored": "lost"}))


@pytest.mark.parametrize(
    ("language", "content", "says"),
    [
        ("en", b"%PDF-1.7", "This isn't a table; save it as"),
        ("zh-hans", b"", "文件是空的"),
        ("en", None, "Choose a file"),
    ],
)
def test_what_is_no_table_is_refused_in_words(desk: Desk, language: str, content: bytes | None, says: str) -> None:
    client = desk.client("administrator", language)
    given: dict[str, Any] = {"kind": "units"}
    if content is not None:
        given["file"] = SimpleUploadedFile("t.xlsx", content)
    refused = client.post("/desk/import/", given)
    assert refused.status_code == 422 and says in words(refused)
    assert "Say what the rows" in words(desk.client("administrator").post("/desk/import/", {}))


def test_a_table_in_chinese_is_said_in_chinese(desk: Desk, tmp_path: Path) -> None:
    client = desk.client("administrator", "zh-hans")
    address = sent(client, file(tmp_path, [*component(1, lon="x"), ""]))
    client.post(f"{address}check/", columns(client, address))
    worked(address)
    assert "经度 x 不是以度表示的数 请填写十进制度数（WGS 84）" in words(client.get(address))


def test_a_table_that_breaks_off_can_be_thrown_away(client: Client, tmp_path: Path) -> None:
    address = sent(client, file(tmp_path, [*component(1), ""]))
    chosen = columns(client, address)
    upload_id = UUID(address.rstrip("/").rpartition("/")[2])
    uploads._path(upload_id).unlink()
    assert "The uploaded file is gone" in words(client.get(address)) or "uploaded file is gone" in words(
        client.get(address)
    )
    assert client.post(f"{address}check/", chosen).status_code == 200
    assert client.post(f"{address}discard/").status_code == 302
    assert client.get(address).status_code == 404


def test_administrators_alone_bring_in_and_auditors_read_who_did(desk: Desk, tmp_path: Path) -> None:
    address = sent(desk.client("administrator"), file(tmp_path, [*component(1), ""]))
    for name in ("auditor", "supervisor", "lamps"):
        other = desk.client(name)
        for path in (address, f"{address}faults/csv/", f"{address}mapping/"):
            assert other.get(path).status_code == 404, (name, path)
        for path in ("/desk/import/", f"{address}check/", f"{address}write/", f"{address}discard/"):
            assert other.post(path, {"kind": "units"}).status_code == 404, (name, path)
        assert other.get("/desk/import/").status_code == (200 if name == "auditor" else 404)
    shown = desk.client("auditor").get("/desk/import/").content.decode()
    assert "Who brought in what" in shown and 'type="file"' not in shown and "parts.xlsx" not in shown
    assert "/desk/import/" in desk.client("administrator").get("/desk/account/").content.decode()  # the menu
    assert "/desk/import/" not in desk.client("lamps").get("/desk/account/").content.decode()
    assert Client().get("/desk/import/").status_code == 302
    part = enrol("part-administrator")
    people.assign(staff_id=part, role=Role.ADMINISTRATOR, area_path=town.EAST, now=timezone.now() - timedelta(days=1))
    desk.staff["part-administrator"] = part
    of_a_part = desk.client("part-administrator")
    assert 'type="file"' not in of_a_part.get("/desk/import/").content.decode(), "tables reach the whole city"
    assert of_a_part.post("/desk/import/", {"kind": "units"}).status_code == 404
    assert of_a_part.get(address).status_code == 404
    strict = desk.client("administrator", enforce_csrf_checks=True)
    assert strict.post(f"{address}write/").status_code == 403
    assert code(1) and count("places_component") == 0
