"""What every test can use: the database, the data beside the project, and a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.laws import tried
from tests.stencil import OF_MIGRATIONS, filled

from linli.config import database
from linli.config.home import ROOT

FOLDERS = ("rules", "rooms", "faces", "browser")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every window would load two pages for its address bar, every site keep a process in reserve: more work than most
    # tests have. The other names are Playwright's own: of two such lists Chromium heeds the last.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,AimEnabled,SpareRendererForSitePerProcess,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "OptimizationHints,PreconnectToSearch",
)

PATIENCE = 30_000  # milliseconds that a page has on a machine with much else to do: nothing waits for them to pass
expect.set_options(timeout=PATIENCE)

settings.register_profile("linli", tried())
settings.load_profile("linli")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test bears the mark of the folder that it lies in."""
    for item in items:
        for folder in FOLDERS:
            if Path(__file__).parent / folder in item.path.parents:
                item.add_marker(folder)


@pytest.fixture(scope="session")
def django_db_setup_server() -> Iterator[None]:
    """The embedded server, while this process tests. Its data may be lost, so it need not wait for the disk."""
    with database.running(durable=False):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_setup_server: None, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """pytest-django asks for this before it makes the test database, so the server must run by then."""


@pytest.fixture(scope="session", autouse=True)
def quick_flush() -> Iterator[None]:
    """After a test with real transactions only what it filled is emptied, past the triggers that keep events for ever.

    Django would truncate every table, and then make content types and permissions anew: they stay.
    """

    def flush(self: DatabaseOperations, sql_list: list[str]) -> None:
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            # Jobs and what waits to be told as well, which no model speaks of.
            names = filled(frozenset(self.connection.introspection.table_names(cursor)) - OF_MIGRATIONS)
            cursor.execute("SET LOCAL session_replication_role = replica")
            for name in names:
                cursor.execute(f"DELETE FROM {name}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", flush)
        patch.setattr("django.core.management.commands.flush.emit_post_migrate_signal", lambda *_, **__: None)
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data beside the project; tests that need it are skipped where it is missing."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the public data in ../shared/data, which is not beside this project")
    return folder


class Chromium:
    """The system's Chromium, running from the first test that needs it to the last of those that follow one another.

    Playwright drives it but never brings its own. Not for the whole session: while Playwright is there, its event loop
    runs in this thread, and Django refuses the database to such a thread unless told otherwise.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._browser: Browser | None = None

    def browser(self) -> Browser:
        if self._browser is None:
            program = os.environ.get("LINLI_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
            if program is None:
                pytest.skip("needs Chromium: install the package chromium, or set LINLI_BROWSER to the program")
            self._open.enter_context(pytest.MonkeyPatch.context()).setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
            playwright = self._open.enter_context(sync_playwright())
            self._browser = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
            self._open.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        self._browser = None
        self._open.close()


CHROMIUM = Chromium()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    yield
    if nextitem is None or Path(__file__).parent / "browser" not in nextitem.path.parents:
        CHROMIUM.close()


@pytest.fixture
def browser() -> Browser:
    return CHROMIUM.browser()


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Makes a person with a browser of their own: `visitor(phone=True, language="zh-CN")` is an empty page.

    A script that fails, or anything that the content security policy stops, fails the test.
    """
    contexts, faults = [], []

    def visit(*, phone: bool = False, language: str = "en-GB", scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale=language,
            viewport={"width": 360, "height": 740} if phone else {"width": 1280, "height": 800},
            has_touch=phone,
            java_script_enabled=scripts,
            reduced_motion="reduce",  # what fades or slides would be looked at half-way
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on("console", lambda line: faults.append(line.text) if "Content Security Policy" in line.text else None)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not faults, faults
