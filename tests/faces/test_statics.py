"""Files that browsers fetch: each is there, and each that another one names is there too."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static
from django.test import override_settings

from linli.config.home import SOURCE
from linli.config.statics import VENDOR, Storage

NAMED = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")


@pytest.mark.parametrize("path", VENDOR)
def test_a_file_of_a_package_is_where_a_page_asks_for_it(path: str) -> None:
    assert Path(str(finders.find(path))).is_file()


def test_every_file_that_a_template_names_is_found() -> None:
    named = {name for page in SOURCE.rglob("*.html") for name in NAMED.findall(page.read_text(encoding="utf-8"))}
    assert named
    assert [name for name in sorted(named) if not finders.find(name)] == []


def test_a_name_changes_with_its_content_once_files_are_collected(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=tmp_path):
        call_command("collectstatic", interactive=False, verbosity=0)
        names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
        address = Storage(location=tmp_path, base_url="/static/").url("vendor/htmx/htmx.min.js")
        map_script = (tmp_path / names["ui/map/map.js"]).read_text(encoding="utf-8")
    assert set(VENDOR) <= set(names)
    assert re.fullmatch(r"/static/vendor/htmx/htmx\.min\.[0-9a-f]{12}\.js", address)
    assert all((tmp_path / name).is_file() for name in names.values())
    assert re.search(r"""from ["']\./layers\.[0-9a-f]{12}\.js["']""", map_script), (
        "what a script imports is renamed in it"
    )


def test_plain_names_do_before_files_are_collected() -> None:
    assert static("vendor/htmx/htmx.min.js") == "/static/vendor/htmx/htmx.min.js"


def test_every_map_with_a_base_map_is_told_whose_data_that_shows() -> None:
    drawn = [
        tag
        for page in SOURCE.rglob("*.html")
        for tag in re.findall(r"{% linli_map [^%]*basemap=[^%]*%}", page.read_text())
    ]
    assert len(drawn) >= 7
    assert all("credit=" in tag and "credit_link=" in tag for tag in drawn if 'basemap="/' not in tag), drawn
