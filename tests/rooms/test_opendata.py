"""Open data: each settled month once, of public cases alone, with nothing in it that could be somebody."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests import town

from linli.cases import commands, ledgering
from linli.cases.commands import Spot
from linli.cases.rules import Given
from linli.catalogue import queries as catalogue
from linli.insight import jobs
from linli.insight.figures import folding
from linli.insight.opendata import checking, publishing, reading
from linli.insight.rules.published import files
from linli.kernel.results import Allowed
from linli.ledger import queries as ledger

pytestmark = pytest.mark.django_db
LATER = town.NOW + timedelta(days=60)
WORDS, DOOR = "Secret words of a resident", "Apple Lane 7"


def report(klass: str, where: tuple[float, float] = town.IN_EAST, at: datetime = town.NOW) -> UUID:
    done = commands.report(
        command_id=uuid4(), actor=town.PASSER_BY, source="web", text=WORDS, class_key=klass, now=at,
        spot=Spot(*where, address=DOOR),
    )  # fmt: skip
    assert isinstance(done, Allowed)
    return done.value.case_id


def act(case_id: UUID, move: str, at: datetime, given: Given) -> None:
    done = commands.act(case_id=case_id, move=move, actor=town.LAMP_HANDLER, given=given, command_id=uuid4(), now=at)
    assert isinstance(done, Allowed), done


def publish(folder: Path, now: datetime = LATER) -> tuple[Path, ...]:
    folding.fold(now=now)
    return publishing.publish(folder=folder, least=3, licence="CC-BY-4.0", now=now)


@pytest.fixture
def city() -> None:
    town.install()
    for hours in range(4):
        case_id = report(town.LAMP, at=town.NOW + timedelta(hours=hours, minutes=7))
        act(case_id, "accept", town.NOW + timedelta(hours=hours, minutes=30), Given())
        act(case_id, "handle", town.NOW + timedelta(hours=hours + 1), Given(text=WORDS))
    for _ in range(2):
        report(town.BURST)
    for _ in range(4):
        report(town.LAMP, town.IN_WEST)
    report(town.QUESTION)
    ledgering.run(now=LATER)


def test_a_month_has_its_public_cases_and_no_words(city: None, tmp_path: Path) -> None:
    [own] = publish(tmp_path)
    assert own.name == "2026-03"
    rows = files.read_cases((own / files.CASES).read_bytes())
    assert len(rows) == 10
    east = [row for row in rows if row.street == town.EAST]
    assert {(row.klass, row.group) for row in east} == {("", "")}  # two bursts can't stand alone, nor four lamps beside
    west = [row for row in rows if row.street == town.WEST]
    assert {(row.klass, row.latitude, row.longitude) for row in west} == {(town.LAMP, 31.005, 121.005)}
    everything = b"".join(one.read_bytes() for one in own.iterdir())
    assert WORDS.encode() not in everything and DOOR.encode() not in everything
    assert town.QUESTION.encode() not in (own / files.CASES).read_bytes()


def test_figures_can_be_worked_out_again_and_a_change_is_named(city: None, tmp_path: Path) -> None:
    [own] = publish(tmp_path)
    assert checking.first_difference(own) == ""
    content = json.loads((own / "manifest.json").read_text())
    content["figures"]["streets"][0]["on_time"] = 0.99
    (own / "manifest.json").write_text(json.dumps(content))
    assert "figures.streets[0].on_time: the manifest says 0.99, the rows give" in checking.first_difference(own)


def test_the_manifest_bears_the_ledgers_head(city: None, tmp_path: Path) -> None:
    publish(tmp_path)
    head = ledger.newest_head()
    assert head is not None
    about = reading.month(tmp_path, "2026-03").about
    assert (about.head, about.cases, about.least, about.city) == (head.note, 10, 3, "town")


def test_a_month_is_published_once_and_after_it_has_settled(city: None, tmp_path: Path) -> None:
    assert publish(tmp_path, datetime.fromisoformat("2026-04-10T12:00+08:00")) == ()
    [own] = publish(tmp_path, datetime.fromisoformat("2026-04-11T12:00+08:00"))
    before = (own / files.CASES).read_bytes()
    report(town.NOISE)
    assert publish(tmp_path) == () and (own / files.CASES).read_bytes() == before
    assert publishing.copy(folder=tmp_path, into=tmp_path / "out") == ("2026-03",)
    assert publishing.copy(folder=tmp_path, into=tmp_path / "out") == ()


def test_a_month_with_too_few_cases_is_left_out_for_good(tmp_path: Path) -> None:
    town.install()
    report(town.LAMP)
    assert publish(tmp_path) == ()
    for _ in range(5):
        report(town.LAMP)
    assert publish(tmp_path) == () and reading.months(tmp_path) == ()


def test_the_nightly_job_publishes_once_there_is_a_city(settings: Any, tmp_path: Path) -> None:
    settings.LINLI_OPENDATA, settings.LINLI_FIGURES_LEAST = tmp_path, 3
    catalogue.forget()
    assert jobs.publish(timestamp=0) == 0
    town.install()
    for _ in range(4):
        report(town.LAMP)
    assert jobs.publish(timestamp=0) == 1 and jobs.publish(timestamp=0) == 0
    assert reading.months(tmp_path) == ("2026-03",)
