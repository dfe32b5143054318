"""The third closed case of one class at one place opens a case about the cause, once."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from tests import town
from tests.rooms.merging_kit import DAY, act, answer, asked, joined, report

from linli.cases import queries
from linli.cases.commands import Done
from linli.cases.rules import State
from linli.cases.together import recurrence
from linli.catalogue import queries as catalogue
from linli.catalogue.rules.edition import LimitRow
from linli.kernel.periods import Limit
from linli.kernel.results import Allowed
from linli.kernel.words import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def installed(db: None) -> None:
    town.install()


@pytest.mark.usefixtures("installed")
class TestRecurrence:
    def close(self, now: datetime = town.NOW, **given: Any) -> Done:
        done = report(now=now, **given)
        asked(done, now)
        answer(done.code, "confirm", now)
        return done

    def about_causes(self) -> list[queries.Row]:
        filters = queries.Filters(state="recurring")
        return list(queries.listing(actor=town.SUPERVISOR, filters=filters, now=town.NOW).rows)

    def test_the_third_at_one_place_opens_a_case_for_the_area_lead(self) -> None:
        closed = [self.close(town.NOW + place * 20 * DAY) for place in range(2)]
        assert self.about_causes() == []
        closed.append(self.close(town.NOW + 89 * DAY))
        (about,) = self.about_causes()
        assert (about.class_key, about.source) == (town.LAMP, "system")
        assert sorted(one.number for one in queries.causes(case_id=about.id)) == [one.number for one in closed]
        waiting = queries.Filters(mine=True)
        rows = queries.listing(actor=town.AREA_LEAD, filters=waiting, now=town.NOW).rows
        assert [row.number for row in rows] == [about.number]

    def test_whom_it_is_entrusted_to_has_it_in_hand_like_any_case(self) -> None:
        for place in range(3):
            self.close(town.NOW + place * DAY)
        (about,) = self.about_causes()
        given = town.NOW + 5 * DAY
        act(about.id, "entrust", town.AREA_LEAD, given, unit_path=town.LIGHTING, text="Find out why")
        found = queries.hands_of(
            actor=town.SUPERVISOR, unit=town.LIGHTING, since=given, until=given + DAY, now=given + DAY
        )
        assert isinstance(found, Allowed)
        assert [one.number for one in found.value.cases] == [about.number]

    def test_a_fourth_joins_it_and_opens_no_second_one(self) -> None:
        for place in range(4):
            self.close(town.NOW + place * DAY)
        (about,) = self.about_causes()
        assert len(queries.causes(case_id=about.id)) == 4
        act(about.id, "dismiss", town.AREA_LEAD, town.NOW + 5 * DAY, text="The lamps are all replaced next month")
        for place in range(6, 8):
            self.close(town.NOW + place * DAY)
        assert self.about_causes() == []

    def test_the_lead_has_a_unit_remove_the_cause_and_says_whether_it_did(self) -> None:
        for _ in range(3):
            self.close()
        (about,) = self.about_causes()
        done = act(about.id, "entrust", town.AREA_LEAD, unit_path=town.LIGHTING, text="Replace the cable")
        asked(done)
        assert act(about.id, "confirm", town.AREA_LEAD).state is State.CLOSED
        assert self.about_causes() == []

    def test_the_cause_has_the_limit_of_its_class_and_grade_in_the_row_and_by_its_events(self) -> None:
        limits = tuple(
            LimitRow(key, "ordinary", words("一般", "Ordinary"), Limit(days, "d", "working"), grade)
            for key, days, grade in (("*", 9, ""), (town.LAMP, 1, "A"), (town.LAMP, 3, ""))
        )
        town.install_edition(replace(town.EDITION, limits=limits))
        town.install_areas({"990101001": "A"}, town.NOW)
        catalogue.forget()
        for _ in range(3):
            self.close()
        (about,) = self.about_causes()
        act(about.id, "entrust", town.AREA_LEAD, unit_path=town.LIGHTING, text="Replace the cable")
        view = queries.case(case_id=about.id)
        running = queries.clocks(case_id=about.id, now=town.NOW).handling
        assert view is not None and running is not None
        assert view.facts.due_at == running.deadline == town.NOW + DAY

    def test_what_is_too_long_ago_elsewhere_or_something_else_does_not_count(self) -> None:
        self.close(town.NOW - 91 * DAY)
        self.close()
        self.close(component="99010101037000001")
        self.close()
        assert self.about_causes() == []
        self.close(component="99010101037000001")
        self.close(component="99010101037000001")
        assert [row.component for row in self.about_causes()] == ["99010101037000001"]

    def test_reports_of_one_incident_count_once(self) -> None:
        self.close()
        root, parts = report(), [report(10), report(20)]
        for part in parts:
            joined(part, root)
        asked(root)
        for done in (root, *parts):
            answer(done.code, "confirm")
        assert self.about_causes() == []

    def test_looking_for_it_reads_an_index(self) -> None:
        self.close()
        with connection.cursor() as cursor:
            # With two rows any way is as good; without the others it has to be this one.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(
                "DROP INDEX case_class, case_closed, case_near_then, case_newest_closed, case_area, case_unit"
            )
            cursor.execute("EXPLAIN " + recurrence.CLOSED_HERE, recurrence.where(town.LAMP, "x", town.NOW))
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert "case_recurs" in plan
