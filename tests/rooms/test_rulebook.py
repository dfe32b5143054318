"""Drafts of the rules: edited, judged, undone, compared, published, taken back; once each, and by whom."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.pack_folders import changed, write

from linli.catalogue import commands as catalogue_commands
from linli.catalogue import queries as catalogue
from linli.kernel.results import Allowed, Refused, Result
from linli.kernel.rights import Actor, Grant, Role
from linli.packs import commands as packs
from linli.packs.editing.edits import Edit, PutDays, PutRow, PutText, RemoveRow
from linli.people import commands as people
from linli.people import queries as staff
from linli.places import queries as places
from linli.rulebook import commands, queries
from linli.rulebook.views import DraftView

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db
LIMIT = {"class": "component-01037", "condition": "unlit", "condition_zh": "不亮", "condition_en": "Not lit",
         "value": "2", "unit": "d", "clock": "working"}  # fmt: skip
UNLIT = ("component-01037", "unlit", "")
BENCH = {"kind": "local", "code": "bench", "group_zh": "设施", "group_en": "Facilities", "name_zh": "座椅损坏",
         "name_en": "Broken bench", "icon": "armchair", "photo": "optional", "reporters": "anyone"}  # fmt: skip


@pytest.fixture
def admin(tmp_path: Path) -> Actor:
    """An administrator of a town without a duty for everything, so that a new class needs one of its own."""
    catalogue.forget()
    places.forget()
    load(tmp_path)
    done = people.enrol(sign_in="admin", display_name="A", password="correct horse battery", language="en", now=NOW)
    assert isinstance(done, Allowed)
    return Actor("staff", done.value, (Grant(Role.ADMINISTRATOR),))


def load(folder: Path, **files: str) -> None:
    duties = changed("duties.csv", "*,*,town,\n", "local-flooding,*,town,\n")
    assert isinstance(packs.load(write(folder, {**duties, **files}), by="a test", now=NOW), Allowed)


def value(result: Result[int]) -> int:
    assert isinstance(result, Allowed), result
    return result.value


def code(result: Result[int]) -> str:
    assert isinstance(result, Refused), result
    return result.code


def opened(admin: Actor) -> int:
    return value(commands.open_draft(actor=admin, title="Spring", command_id=uuid4(), now=NOW))


def edit(
    admin: Actor, draft: int, what: Edit, *, seen: int = 99, command: UUID | None = None, faulty: bool = False
) -> Result[int]:
    return commands.change(
        actor=admin, draft=draft, edit=what, seen=seen, command_id=command or uuid4(), now=NOW, faulty=faulty
    )


def limit(**values: str) -> PutRow:
    return PutRow("limits", UNLIT, LIMIT | values)


def view(draft: int) -> DraftView:
    found = queries.draft(draft)
    assert found is not None
    return found


def publish(admin: Actor, draft: int, why: str = "Agreed in council.", command: UUID | None = None) -> Result[int]:
    return commands.publish(actor=admin, draft=draft, why=why, command_id=command or uuid4(), now=NOW)


def test_a_class_a_duty_and_a_limit_become_an_edition_that_can_be_taken_back(admin: Actor) -> None:
    draft = opened(admin)
    value(edit(admin, draft, PutRow("classes", None, BENCH)))
    assert [fault.message for fault in view(draft).faults] == ["no unit is responsible for the class anywhere"]
    assert code(publish(admin, draft)) == "draft_has_faults"
    value(edit(admin, draft, PutRow("duties", None, {"class": "local-bench", "area": "*", "lead": "roads"})))
    new = {"class": "local-bench", "condition": "ordinary", "condition_zh": "一般", "condition_en": "As usual",
           "value": "3", "unit": "d", "clock": "working"}  # fmt: skip
    value(edit(admin, draft, PutRow("limits", None, new)))
    assert view(draft).faults == ()
    assert [(one.part, one.how) for one in view(draft).differences] == [
        ("classes", "added"), ("duties", "added"), ("limits", "added")]  # fmt: skip
    tried = queries.edition_of(draft)
    assert tried is not None and "local-bench" in tried.classes
    assert "local-bench" not in catalogue.current().classes
    assert value(publish(admin, draft)) == 2
    edition = catalogue.current()
    assert edition.classes["local-bench"].name["zh-hans"] == "座椅损坏"
    assert edition.duties_for("local-bench")[0].lead == "roads"
    back = commands.take_back(actor=admin, edition=1, seen=2, why="Not yet.", now=NOW)
    assert value(back) == 1
    assert "local-bench" not in catalogue.current().classes
    assert [act.what for act in staff.administered()] == ["take_back_rules", "publish_rules", "open_draft"]
    assert staff.administered()[1].facts == {"draft": draft, "edition": 2, "before": 1, "why": "Agreed in council."}


def test_a_row_with_faults_is_refused_with_them_and_kept_only_if_asked(admin: Actor) -> None:
    draft = opened(admin)
    refused = edit(admin, draft, limit(value="0", unit="week"))
    assert isinstance(refused, Refused)
    assert [(fault.line, fault.message.partition(":")[0]) for fault in refused.facts["faults"]] == [
        (3, "unit"), (3, "value")]  # fmt: skip
    assert view(draft).seen == 0
    value(edit(admin, draft, limit(value="0"), faulty=True))
    assert [fault.value for fault in view(draft).faults] == ["0"]
    assert queries.edition_of(draft) is None


def test_edits_are_undone_from_the_last_one_backwards(admin: Actor) -> None:
    draft = opened(admin)
    first, second = (value(edit(admin, draft, limit(value=days))) for days in ("3", "4"))
    undo = commands.undo
    assert code(undo(actor=admin, draft=draft, number=first, command_id=uuid4(), now=NOW)) == "not_the_last"
    value(undo(actor=admin, draft=draft, number=second, command_id=uuid4(), now=NOW))
    assert view(draft).differences[0].values == {"value": ("2", "3")}
    value(undo(actor=admin, draft=draft, number=first, command_id=uuid4(), now=NOW))
    found = view(draft)
    assert (found.digest, found.differences) == (found.base, ())
    assert [(step.number, step.undoes, step.undone) for step in found.steps] == [
        (1, None, True), (2, None, True), (3, 2, False), (4, 1, False)]  # fmt: skip
    assert code(undo(actor=admin, draft=draft, number=4, command_id=uuid4(), now=NOW)) == "not_the_last"


def test_a_command_that_is_sent_again_is_answered_as_the_first_time(admin: Actor) -> None:
    command, other = uuid4(), uuid4()
    draft = value(commands.open_draft(actor=admin, title="Spring", command_id=command, now=NOW))
    assert value(commands.open_draft(actor=admin, title="Spring", command_id=command, now=NOW)) == draft
    assert code(commands.open_draft(actor=admin, title="Autumn", command_id=command, now=NOW)) == "command_reused"
    assert value(edit(admin, draft, limit(value="3"), command=other)) == 1
    assert value(edit(admin, draft, limit(value="3"), command=other)) == 1
    assert code(edit(admin, draft, limit(value="4"), command=other)) == "command_reused"
    last = uuid4()
    assert value(publish(admin, draft, command=last)) == value(publish(admin, draft, command=last)) == 2
    assert code(publish(admin, draft)) == "draft_ended"
    assert code(edit(admin, draft, limit(value="5"))) == "draft_ended"


def test_two_who_change_one_row_do_not_overwrite_each_other(admin: Actor) -> None:
    draft = opened(admin)
    value(edit(admin, draft, limit(value="3"), seen=0))
    assert code(edit(admin, draft, limit(value="4"), seen=0)) == "changed_meanwhile"
    value(edit(admin, draft, PutText("welcome", "zh", "您好"), seen=0))


def test_a_draft_is_not_published_over_an_edition_that_it_does_not_know(admin: Actor, tmp_path: Path) -> None:
    draft, other = opened(admin), opened(admin)
    value(edit(admin, draft, limit(value="3")))
    value(edit(admin, other, PutText("welcome", "en", "Hello")))
    assert value(publish(admin, other)) == 2
    refused = publish(admin, draft)
    assert refused == Refused("base_moved", {"edition": 2})
    value(commands.renew(actor=admin, draft=draft, command_id=uuid4(), now=NOW))
    found = view(draft)
    assert (found.edition, [one.part for one in found.differences]) == (2, ["limits"])
    assert value(publish(admin, draft)) == 3
    assert catalogue.current().texts["welcome"]["en"] == "Hello"


def test_edits_that_collide_with_the_new_edition_are_named(admin: Actor, tmp_path: Path) -> None:
    draft = opened(admin)
    value(edit(admin, draft, limit(value="3")))
    value(edit(admin, draft, RemoveRow("limits", ("component-01037", "fallen", ""))))
    files = changed("limits.csv", "component-01037,unlit,不亮,Not lit,2,d,working\n", "")
    load(tmp_path / "other", **{name: str(text) for name, text in files.items()})
    refused = commands.renew(actor=admin, draft=draft, command_id=uuid4(), now=NOW)
    assert refused == Refused("edits_collide", {"targets": (("limits", UNLIT),)})
    assert view(draft).edition == 1


def test_nothing_new_is_not_published_and_nothing_without_a_reason(admin: Actor) -> None:
    draft = opened(admin)
    assert code(publish(admin, draft)) == "draft_empty"
    value(edit(admin, draft, limit(value="3")))
    assert code(publish(admin, draft, why="  ")) == "why_missing"
    value(commands.drop(actor=admin, draft=draft, command_id=uuid4(), now=NOW))
    assert (view(draft).is_open, view(draft).published) == (False, None)


def test_a_ruling_is_a_row_of_the_next_draft_and_goes_when_the_draft_decides_otherwise(admin: Actor) -> None:
    ruled = catalogue_commands.amend(
        class_key="component-01037", area="*", lead="roads", case_number=7, by=3, why="Agreed.", now=NOW
    )
    assert isinstance(ruled, Allowed)
    draft = opened(admin)
    assert view(draft).differences == ()
    value(edit(admin, draft, limit(value="3")))
    value(publish(admin, draft))
    assert [one.duty.lead for one in catalogue.amendments()] == ["roads"]
    assert catalogue.current().duties_for("component-01037")[-1].lead == "roads"
    second = opened(admin)
    row = {"class": "component-01037", "area": "*", "lead": "lamps", "assist": "", "by": "", "why": "", "since": ""}
    value(edit(admin, second, PutRow("duties", ("component-01037", "*", "roads"), row)))
    number = value(publish(admin, second))
    assert catalogue.amendments() == ()
    assert catalogue.current().duties_for("component-01037")[-1].lead == "lamps"
    value(commands.take_back(actor=admin, edition=number - 1, seen=number, why="No.", now=NOW))
    assert catalogue.current().duties_for("component-01037")[-1].lead == "roads"


def test_an_edition_is_not_taken_back_over_one_that_came_meanwhile(admin: Actor, tmp_path: Path) -> None:
    load(tmp_path / "other", **{k: str(v) for k, v in changed("limits.csv", ",2,d,", ",3,d,").items()})
    take = commands.take_back
    assert take(actor=admin, edition=1, seen=1, why="No.", now=NOW) == Refused("edition_moved", {"edition": 2})
    assert code(take(actor=admin, edition=9, seen=2, why="No.", now=NOW)) == "edition_unknown"
    assert code(take(actor=admin, edition=1, seen=2, why="", now=NOW)) == "why_missing"
    assert value(take(actor=admin, edition=1, seen=2, why="No.", now=NOW)) == 1
    assert value(take(actor=admin, edition=1, seen=2, why="No.", now=NOW)) == 1


def test_days_of_a_calendar_are_judged_where_they_stand(admin: Actor) -> None:
    draft = opened(admin)
    refused = edit(admin, draft, PutDays("office", "2026", ("2026-02-30",), ("2026-01-04",)))
    assert isinstance(refused, Refused)
    assert "there is no such day" in refused.facts["faults"][0].message
    value(edit(admin, draft, PutDays("office", "2027", ("2027-01-01",), ())))
    assert view(draft).differences[0].part == "calendars/office"


ACTORS: Mapping[str, tuple[Grant, ...]] = {
    **{str(role): (Grant(role),) for role in Role if role is not Role.ADMINISTRATOR},
    "administrator of one area": (Grant(Role.ADMINISTRATOR, "990101/990101001"),),
}


@pytest.mark.parametrize("who", ACTORS)
def test_only_an_administrator_of_the_whole_city_changes_rules(admin: Actor, who: str) -> None:
    other = replace(admin, grants=ACTORS[who])
    draft = opened(admin)
    value(edit(admin, draft, limit(value="3")))
    assert {
        code(commands.open_draft(actor=other, title="Mine", command_id=uuid4(), now=NOW)),
        code(edit(other, draft, limit(value="4"))),
        code(commands.undo(actor=other, draft=draft, number=1, command_id=uuid4(), now=NOW)),
        code(commands.renew(actor=other, draft=draft, command_id=uuid4(), now=NOW)),
        code(commands.drop(actor=other, draft=draft, command_id=uuid4(), now=NOW)),
        code(publish(other, draft)),
        code(commands.take_back(actor=other, edition=1, seen=1, why="No.", now=NOW)),
    } == {"not_yours"}
    assert queries.may_edit(replace(admin, grants=(Grant(Role.ADMINISTRATOR, "990101"),)))
    assert queries.may_read(other) == (who in ("auditor", "administrator of one area"))


@pytest.mark.parametrize("table", ["rulebook_draft", "rulebook_change", "rulebook_ending", "people_administered"])
def test_the_database_itself_keeps_what_was_done(admin: Actor, table: str) -> None:
    draft = opened(admin)
    value(edit(admin, draft, limit(value="3")))
    value(publish(admin, draft))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_that_are_published_at_once_one_is_refused(admin: Actor) -> None:
    drafts = [opened(admin), opened(admin)]
    for draft, days in zip(drafts, ("3", "4"), strict=True):
        value(edit(admin, draft, limit(value=days)))
    results: list[Result[int]] = []

    def run(draft: int) -> None:
        try:
            results.append(publish(admin, draft))
        finally:
            connection.close()

    threads = [Thread(target=run, args=(draft,)) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(one).__name__ for one in results) == ["Allowed", "Refused"]
    assert [one.code for one in results if isinstance(one, Refused)] == ["base_moved"]
