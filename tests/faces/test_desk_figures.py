"""Statistics over HTTP: what is asked stands in the address, what is behind a number is one link away, and numbers
leave as tables."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.utils import timezone
from tests import town
from tests.faces.desk_kit import Desk, words

from linli.cases.commands import Spot
from linli.insight.figures import folding
from linli.insight.models import Folding

pytestmark = pytest.mark.django_db
FIGURES = "/desk/figures/"
NUMBERS = "/desk/figures/numbers/"


@pytest.fixture
def desk(settings: Any, tmp_path: Any) -> Desk:
    """Two lamps in the east, one of them handed in, one in the west, and a burst, all counted."""
    settings.LINLI_FILES = tmp_path
    found = Desk()
    found.open()
    found.handled()
    found.report(ago=timedelta(days=2))
    found.report(spot=Spot(*town.IN_WEST))
    found.report(klass=town.BURST)
    folding.fold(now=found.now)
    return found


def rows(response: Any) -> list[list[str]]:
    """The rows of the table, each as its texts."""
    table = response.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in table.split("</tr>")
        if row.strip()
    ]


def links(response: Any, row: int) -> list[str]:
    table = response.content.decode().split("<tbody>")[1].split("</tr>")[row]
    return [unescape(href) for href in re.findall(r'href="([^"]+)"', table)]


def listed(client: Any, href: str) -> int:
    """How many cases the list behind a link has."""
    return client.get(href).content.decode().count("dk-line dk-line-")


def test_a_number_leads_to_the_list_of_exactly_its_cases(desk: Desk) -> None:
    client = desk.client("supervisor")
    page = client.get(FIGURES, {"by": "class"})
    kinds = rows(page)
    assert [row[1] for row in kinds] == ["3", "1"]
    deeper, behind = links(page, 0)[:2]
    assert listed(client, behind) == 3
    assert "reported=" in behind and "class=component-%2A" in behind
    classes = client.get(FIGURES + deeper)
    assert rows(classes)[0][:2] == ["Street lamp faulty", "3"]


@pytest.mark.parametrize("by", ["time", "stage", "class", "area", "unit", "source", "outcome"])
def test_every_picture_can_be_asked_for(desk: Desk, by: str) -> None:
    client = desk.client("supervisor")
    for look in ("bar", "line", "pie", "map"):
        text = words(client.get(FIGURES, {"by": by, "look": look}))
        assert "Counted from the events" in text and "What the measures mean" in text


def test_readers_see_the_figures_of_what_their_posts_cover(desk: Desk) -> None:
    def total(who: str) -> str:
        return str(desk.client(who).get(FIGURES, {"by": "source"}).content.decode().split("<strong>")[1].split("<")[0])

    assert total("supervisor") == "4"
    assert total("east-lead") == "3"
    assert total("lamps") == "3"
    assert total("west-checker") == "1"
    assert total("cleaner") == "1"


def test_a_unit_finds_behind_its_numbers_what_it_leads(desk: Desk) -> None:
    client = desk.client("lamps")
    page = client.get(FIGURES, {"by": "area"})
    assert sum(int(row[1]) for row in rows(page)) == 3
    assert sum(listed(client, links(page, row)[1]) for row in range(len(rows(page)))) == 3


def test_a_map_has_a_shape_for_each_area_and_its_number_on_it(desk: Desk) -> None:
    page = desk.client("supervisor").get(FIGURES, {"by": "area", "look": "map"}).content.decode()
    drawing = page.split('<svg class="dk-figures-map"')[1].split("</svg>")[0]
    assert drawing.count("<path") == 2
    assert "style=" not in drawing and drawing.count("<tspan") == 4


def test_stages_count_what_is_open_and_lead_to_it(desk: Desk) -> None:
    client = desk.client("supervisor")
    page = client.get(FIGURES, {"by": "stage"})
    found = {row[0]: row[1] for row in rows(page)}
    assert found["Checking"] == "1" and sum(map(int, found.values())) == 4
    checking = next(row for row, one in enumerate(rows(page)) if one[0] == "Checking")
    assert listed(client, links(page, checking)[0]) == 1


def test_numbers_leave_as_tables_for_programs_and_for_people(desk: Desk) -> None:
    client = desk.client("supervisor")
    answer = client.get(NUMBERS, {"by": "class", "class": "component-*", "form": "csv"})
    assert "attachment" in answer["Content-Disposition"]
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0]["key"] == town.LAMP and table[0]["reported"] == "3" and table[0]["on_time"] in ("1.0", "0.5", "0.0")
    book = client.get(NUMBERS, {"by": "time", "form": "xlsx"})
    parts = zipfile.ZipFile(io.BytesIO(book.content))
    text = parts.read("xl/sharedStrings.xml").decode()
    assert "GB/T 30428.4" in text and "Total" in text
    assert client.get(NUMBERS, {"form": "exe"}).status_code == 404


def test_addresses_that_mean_nothing_are_read_as_what_comes_nearest(desk: Desk) -> None:
    client = desk.client("supervisor")
    for query in (
        {"by": "mood"}, {"measure": "open"}, {"by": "stage", "measure": "median"}, {"from": "2026-13-01", "to": "x"},
        {"from": "2199-01-01", "to": "2001-01-01"}, {"step": "day", "from": "2001-01-01"}, {"area": "nowhere"},
        {"class": "%\0'"}, {"unit": "no/such", "by": "unit"}, {"source": "rumour"}, {"look": "map", "by": "time"},
    ):  # fmt: skip
        assert client.get(FIGURES, query).status_code == 200, query


def test_a_view_is_kept_found_again_and_let_go(desk: Desk) -> None:
    client = desk.client("supervisor")
    kept = client.post(FIGURES + "views/", {"name": "Lamps", "query": "?by=class&class=component-*"}, follow=True)
    assert "The view is kept" in words(kept)
    page = client.get(FIGURES)
    href = re.search(r'href="(/desk/figures/\?by=class[^"]+)"><svg', page.content.decode())
    assert href and rows(client.get(unescape(href.group(1))))[0][0] == "Street lamp faulty"
    assert "another view under the name" in words(client.post(FIGURES + "views/", {"name": "Lamps"}, follow=True))
    assert "Lamps" not in words(desk.client("operator").get(FIGURES)).split("My views")[1]
    number = re.search(r'name="view" value="(\d+)"', page.content.decode())
    assert number
    other = desk.client("operator").post(FIGURES + "views/let-go/", {"view": number.group(1)}, follow=True)
    assert "There is no such view." in words(other)
    gone = client.post(FIGURES + "views/let-go/", {"view": number.group(1)}, follow=True)
    assert "The view is gone." in words(gone)


def test_while_everything_is_counted_afresh_the_page_says_so(desk: Desk) -> None:
    Folding.objects.update(whole=False)
    client = desk.client("supervisor")
    assert "The figures are being counted" in words(client.get(FIGURES))
    assert client.get(NUMBERS, {"form": "csv"}).status_code == 404


def day_of_most(desk: Desk) -> str:
    """The day on which all but one were reported: yesterday, in the hour after midnight."""
    return timezone.localtime(desk.now - timedelta(hours=1)).date().isoformat()


def test_a_list_that_came_from_a_figure_says_what_it_is_narrowed_to_and_keeps_it(desk: Desk) -> None:
    day = day_of_most(desk)
    client = desk.client("supervisor")
    page = client.get("/desk/", {"list": "all", "sort": "newest", "reported": f"{day}..{day}", "source": "web"})
    text = words(page)
    assert "Source: " in text and "merged reports as well" in text
    assert f'name="reported" value="{day}..{day}"' in page.content.decode()
    for query in ({"reported": "x..y"}, {"closed": "2026-02-02..2026-01-01"}, {"outcome": "lost"}, {"cell": "nowhere"}):
        assert client.get("/desk/", {"list": "all"} | query).status_code == 200


def test_an_export_of_such_a_list_has_its_cases_and_its_record_says_which(desk: Desk) -> None:
    day = day_of_most(desk)
    asked = {"list": "all", "sort": "newest", "reported": f"{day}..{day}", "source": "web", "form": "csv"}
    taken = desk.client("supervisor").post("/desk/export/", asked)
    table = list(csv.DictReader(io.StringIO(b"".join(taken.streaming_content).decode("utf-8-sig"))))
    assert [one["source"] for one in table] == ["web"] * 3
    records = words(desk.client("auditor").get("/desk/exports/"))
    assert "merged reports as well" in records and "Source: " in records
