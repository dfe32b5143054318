"""The pages of the city's rules: who may, what they show, and what they refuse."""

import ast
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.translation import override
from tests import town as small
from tests.faces import rules_kit as kit
from tests.faces.desk_kit import hidden, words
from tests.pack_folders import changed, write
from tests.rooms.test_pack_check import TABLES

from linli.catalogue import queries as catalogue
from linli.faces.cli import pack
from linli.faces.desk.rulebook.faults import tell
from linli.faces.desk.words.rulebook import CHOICES, CLOCKS, COLUMNS, REFUSALS
from linli.kernel.rights import Role
from linli.packs import checker
from linli.packs.editing.edits import PutRow, PutText, RemoveRow
from linli.packs.schema import RULES, SCHEMA, Holds
from linli.rulebook import queries as rulebook

SOURCE = Path(__file__).resolve().parents[2] / "src" / "linli"
LIMIT = {"class": "component-01037", "condition": "unlit", "condition_zh": "不亮", "condition_en": "Not lit",
         "value": "3", "unit": "d", "clock": "working", "grade": ""}  # fmt: skip
UNLIT = ("component-01037", "unlit", "")
LONGER = PutRow("limits", UNLIT, LIMIT)
ROW = "/limits/row/?key=component-01037&key=unlit&key="


@pytest.fixture
def town(db: None, tmp_path: Path) -> Path:
    kit.open_town(tmp_path)
    return tmp_path


def view(number: int) -> Any:
    found = rulebook.draft(number)
    assert found is not None
    return found


def send(client: Client, address: str, form: str, **given: Any) -> Any:
    """Open a page and send the form on it that goes to `form`, as a browser would."""
    opened = client.get(address)
    assert opened.status_code == 200
    return client.post(form, hidden(opened, form) | given, follow=True)


def row(client: Client, number: int, table: str, query: str, **given: Any) -> Any:
    """Fill in the form of a row and send it."""
    base = f"/desk/rules/draft-{number}/{table}/row/"
    opened = client.get(base + query)
    sent = hidden(opened, base) | {f"c-{name}": value for name, value in given.items()}
    keys = [part.partition("=")[2] for part in query.lstrip("?").split("&") if part.startswith("key=")]
    return client.post(base, {**sent, "key": keys}, follow=True)


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REPORTER, Role.SYSTEM)])
def test_administrators_and_auditors_read_and_nobody_else(town: Path, role: Role) -> None:
    unit = {"unit_path": "town"} if role in (Role.HANDLER, Role.UNIT_LEAD) else {}
    kit.appoint("somebody", role, **unit)
    client = kit.client("somebody")
    for page in ("", "now/limits/"):
        status = client.get(f"/desk/rules/{page}").status_code
        assert status == (200 if role in (Role.ADMINISTRATOR, Role.AUDITOR) else 404)


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.SUPERVISOR, 404)])
def test_every_page_of_rules_asks_who_reads_it(town: Path, role: Role, status: int) -> None:
    kit.appoint("somebody", role)
    number = kit.draft(LONGER)
    pages = ["", f"draft-{number}/", f"draft-{number}/publish/", "now/", "now/limits/", f"now{ROW}", "areas/",
             "areas/map.json", "now/texts/", "now/texts/welcome/", "now/calendars/", "now/calendars/office/",
             "editions/1/"]  # fmt: skip
    client = kit.client("somebody")
    assert {client.get(f"/desk/rules/{page}").status_code for page in pages} == {status}


def test_an_auditor_finds_no_form_and_is_refused_one_that_is_made_up(town: Path) -> None:
    kit.appoint("auditor", Role.AUDITOR)
    number = kit.draft(LONGER)
    client = kit.client("auditor")
    for page in ("", f"draft-{number}/", f"draft-{number}/publish/", f"draft-{number}{ROW}"):
        assert b'method="post" action="/desk/rules' not in client.get(f"/desk/rules/{page}").content
    made_up = {"command": str(uuid4()), "seen": "9", "why": "Mine.", "number": "1", "title": "Mine"}
    base = f"/desk/rules/draft-{number}/"
    for form in ("undo/", "drop/", "renew/", "publish/", "limits/row/", "limits/remove/"):
        client.post(base + form, made_up | {"key": list(UNLIT)})
    client.post("/desk/rules/", made_up)
    client.post("/desk/rules/editions/1/take-back/", made_up)
    assert view(number).is_open
    assert view(number).seen == 1
    assert len(rulebook.drafts()) == 1


def test_what_is_wrong_is_said_at_the_cell_in_the_readers_language(town: Path) -> None:
    number = kit.draft()
    client = kit.client("admin", "zh-CN")
    answer = row(client, number, "limits", ROW[12:], **(LIMIT | {"value": "0"}))
    assert answer.status_code == 422
    page = answer.content.decode()
    error = page[page.index('id="c-value-error"') :]
    assert "“0”不是范围内的整数" in error[: error.index("</p>")]
    assert view(number).seen == 0
    kept = row(client, number, "limits", ROW[12:], **(LIMIT | {"value": "0"}))
    assert "仍然存入草案" in words(kept)


def test_characters_that_nobody_types_do_not_come_in(town: Path) -> None:
    number = kit.draft()
    answer = row(kit.client("admin"), number, "limits", ROW[12:], **(LIMIT | {"condition_en": "Not\0 lit\x07"}))
    assert answer.status_code == 200 and "Not lit" in answer.content.decode()


def test_a_faulty_row_is_kept_if_asked_and_listed_with_the_draft(town: Path) -> None:
    number = kit.draft(PutRow("limits", UNLIT, LIMIT | {"value": "0"}))
    client = kit.client("admin")
    assert "“0” is not a whole number in range" in words(client.get(f"/desk/rules/draft-{number}/"))
    assert "“0” is not a whole number in range" in words(client.get(f"/desk/rules/draft-{number}/limits/"))
    refused = send(client, f"/desk/rules/draft-{number}/publish/", f"/desk/rules/draft-{number}/publish/", why="x")
    assert "The draft has faults." in words(refused)
    assert catalogue.current().number == 1


def test_a_row_is_added_changed_and_removed_by_forms(town: Path) -> None:
    number = kit.draft()
    client = kit.client("admin")
    new = {"act": "pause", "code": "rain", "name_zh": "下雨", "name_en": "Rain"}
    new |= {"text_zh": "下雨。", "text_en": "It rains."}
    assert "In the draft: Pausing · Rain" in words(row(client, number, "reasons", "", **new))
    duty = {"class": "component-01037", "area": "*", "lead": "lamps", "assist": ["roads", "town"]}
    assert row(client, number, "duties", "?key=component-01037&key=*&key=lamps", **duty).status_code == 200
    base = f"/desk/rules/draft-{number}/limits"
    gone = send(client, f"/desk/rules/draft-{number}{ROW}", f"{base}/remove/", key=list(UNLIT))
    assert "Removed: Street lamp problem · Not lit" in words(gone)
    assert [(one.part, one.how) for one in view(number).differences] == [
        ("duties", "changed"), ("limits", "removed"), ("reasons", "added")]  # fmt: skip
    assert view(number).differences[0].values == {"assist": ("roads", "roads;town")}


def test_a_long_table_is_searched_and_paged(town: Path) -> None:
    limits = "class,condition,condition_zh,condition_en,value,unit,clock\n*,ordinary,一般,As usual,7,d,working\n"
    limits += "".join(f"component-01037,c{n},情形{n},Condition {n},{n},d,working\n" for n in range(1, 121))
    kit.load(town / "long", **{"limits.csv": limits})
    client = kit.client("admin")
    first, last = (client.get(f"/desk/rules/now/limits/?page={page}") for page in (1, 3))
    assert "page 1 of 3" in words(first)
    assert "Condition 120" in words(last)
    found = words(client.get("/desk/rules/now/limits/?q=lamp+condition+77"))
    assert "1 row of 121 fits" in found
    assert "No row holds these words" in words(client.get("/desk/rules/now/limits/?q=nothing"))


def test_changes_are_undone_and_drafts_dropped_and_renewed(town: Path) -> None:
    number, other = kit.draft(LONGER), kit.draft(PutText("welcome", "en", "Hello"))
    client = kit.client("admin")
    base = f"/desk/rules/draft-{number}/"
    assert "How long 2 → 3" in words(client.get(base))
    assert "The last change is undone." in words(send(client, base, f"{base}undo/"))
    assert view(number).differences == ()
    kit.publish(other)
    behind = client.get(base)
    assert "edition 2 is in force" in words(behind)
    assert "now based on the edition in force" in words(send(client, base, f"{base}renew/"))
    assert "The draft is dropped" in words(send(client, base, f"{base}drop/"))
    assert not view(number).is_open


def test_an_earlier_edition_is_compared_and_taken_back_with_a_reason(town: Path) -> None:
    assert kit.publish(kit.draft(LONGER)) == 2
    client = kit.client("admin")
    page = "/desk/rules/editions/1/"
    assert "How long 3 → 2" in words(client.get(page))
    assert "The reason is missing." in words(send(client, page, f"{page}take-back/", why=""))
    done = words(send(client, page, f"{page}take-back/", why="Too long."))
    assert "Edition 1 is in force again." in done
    assert "Too long." in done
    assert catalogue.current().number == 1


def test_a_message_is_previewed_judged_and_kept(town: Path) -> None:
    number = kit.draft()
    client = kit.client("admin")
    page = f"/desk/rules/draft-{number}/texts/message_received/"
    text = "Got it: {number}\n\nThank you.\n\n[sms]\nGot it: {number}"
    seen = send(client, f"{page}?language=en", page, words=text, act="preview")
    assert "Got it: 1024 Thank you." in words(seen)
    assert view(number).seen == 0
    wrong = send(client, f"{page}?language=en", page, words=text.replace("{number}", "{name}"), act="save")
    assert "unknown name {name}" in words(wrong)
    assert "In the draft" in words(send(client, f"{page}?language=en", page, words=text, act="save"))
    assert view(number).differences[0].key == ("message_received", "en")
    assert "Take Linli's own text" in words(client.get(f"{page}?language=en"))
    send(client, f"{page}?language=en", page, act="own", words="")
    assert view(number).differences == ()


def test_days_and_hours_of_a_calendar_are_edited_year_by_year(town: Path) -> None:
    number = kit.draft()
    client = kit.client("admin")
    page = f"/desk/rules/draft-{number}/calendars/office/"
    wrong = send(client, f"{page}?year=2027", page, holidays="2027-02-30", workdays="")
    assert "There is no such day: “2027-02-30”." in words(wrong)
    kept = send(client, f"{page}?year=2027", page, holidays="2027-01-01\n2027-02-05/2027-02-08", workdays="")
    assert kept.content.decode().count('class="dk-day-holiday"') == 1 + 5
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "standard")
    hours = {"standard": "08:30-12:00 13:00-17:00", **week, "saturday": "", "sunday": ""}
    assert "In the draft" in words(send(client, page, page, **hours))
    assert {one.part for one in view(number).differences} == {"calendars/office"}


def test_the_map_shows_areas_and_the_cells_of_one(town: Path) -> None:
    client = kit.client("admin")
    assert len(client.get("/desk/rules/areas/map.json").json()["features"]) == 4
    cells = client.get("/desk/rules/areas/map.json?area=990101/990101001/990101001001").json()["features"]
    assert cells
    assert {one["properties"]["community"] for one in cells} == {"990101001001"}
    assert "Area 990101001001" in words(client.get("/desk/rules/areas/?area=990101/990101001/990101001001"))


def test_a_draft_is_tried_on_past_cases_unless_it_has_faults(town: Path) -> None:
    good, bad = kit.draft(LONGER), kit.draft(PutRow("limits", UNLIT, LIMIT | {"value": "0"}))
    client = kit.client("admin")
    opened = client.get(f"/desk/rules/try/?edition=draft-{good}")
    assert f'value="draft-{good}" selected' in opened.content.decode()
    days = "&from=2026-01-01&to=2026-01-07"
    assert client.get(f"/desk/rules/try/?edition=draft-{good}{days}").status_code == 200
    refused = client.get(f"/desk/rules/try/?edition=draft-{bad}{days}")
    assert refused.status_code == 422
    assert "The draft has faults" in words(refused)


def test_a_draft_is_exported_as_a_folder_that_the_command_line_can_try(town: Path) -> None:
    number = kit.draft(LONGER)
    out = town / "draft"
    done = CliRunner().invoke(pack.command, ["export", str(out), "--draft", str(number)])
    assert f"draft {number}, 11 files written" in done.stdout
    assert checker.check(out) == []
    assert "unlit,不亮,Not lit,3,d" in (out / "limits.csv").read_text(encoding="utf-8")
    assert (
        "--draft 99: there is no such draft"
        in CliRunner().invoke(pack.command, ["export", str(out), "--draft", "99"]).stderr
    )


def test_rules_without_their_files_are_said_to_be_so(db: None) -> None:
    small.install()
    kit.appoint("admin", Role.ADMINISTRATOR)
    client = kit.client("admin")
    assert "linli pack load DIR" in words(client.get("/desk/rules/"))
    assert client.get("/desk/rules/now/").status_code == 404


@pytest.mark.parametrize(
    "address", ["draft-77/", "draft-x/", "now/components/", "now/limits/row/?key=a", "now/texts/nothing/",
                "now/calendars/nothing/", "editions/9/", "now/limits/row/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(town: Path, address: str) -> None:
    assert kit.client("admin").get(f"/desk/rules/{address}").status_code == 404


def test_a_form_that_is_not_ours_changes_nothing(town: Path) -> None:
    number = kit.draft()
    client = kit.client("admin")
    for form in ("undo/", "drop/", "limits/row/", "limits/remove/", "texts/welcome/", "calendars/office/"):
        assert client.post(f"/desk/rules/draft-{number}/{form}", {"command": "x"}).status_code == 404


def test_every_refusal_of_an_edit_has_words() -> None:
    paths = [*(SOURCE / "rulebook").glob("*.py"), *(SOURCE / "packs" / "editing").glob("*.py")]
    codes = {
        node.args[0].value
        for path in (*paths, SOURCE / "packs" / "queries.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused"
        if isinstance(node.args[0], ast.Constant)
    }
    assert {"row_below", "base_moved", "source_not_kept"} <= codes
    assert codes <= REFUSALS.keys()


def test_every_column_and_choice_has_words() -> None:
    for table in RULES:
        for column in SCHEMA[table]:
            assert column.name in COLUMNS
            if column.holds is Holds.CHOICE:
                known = CLOCKS[table] if column.name == "clock" else CHOICES[column.name]
                assert set(column.choices) == set(known)


OF_THE_FILE = (
    "values for",
    "is not CSV",
    "unknown key",
    "time zone",
    "day of the week",
    "is not TOML",
    "can't be seen",
)
"""Faults of a file that no form of the desk can make."""


@pytest.mark.parametrize("file", [f"{table}.csv" for table in RULES if table != "ladder"] + ["calendars/office.toml"])
def test_faults_that_an_edit_can_bring_are_said_in_chinese(tmp_path: Path, file: str) -> None:
    cases = [case for case in TABLES[file] if case[2] != 1]
    assert cases
    with override("zh-hans"):
        for old, new, *_ in cases:
            for fault in checker.check(write(tmp_path, changed(file, old, new))):
                if not any(words in fault.message for words in OF_THE_FILE):
                    told = tell(fault)
                    assert re.search("[\u4e00-\u9fff]", told.what.replace(fault.value, "")), fault


def test_a_class_of_the_pack_goes_and_comes_back(town: Path) -> None:
    number = kit.draft(RemoveRow("classes", ("local", "flooding")))
    client = kit.client("admin")
    assert "Gone Classes Flooding" in words(client.get(f"/desk/rules/draft-{number}/publish/"))
