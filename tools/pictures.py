"""Take the pictures of docs/pictures from a demonstration that is running (`./linli demo` in another terminal).

    python -m tools.pictures --password PASSWORD --report CODE [--base http://127.0.0.1:8311] [--face portal]

Two pictures of each face for the README, and every page of portal and desk at three widths, in docs/pictures/pages
with a list of them. The desk's pages are those of the menu, each seen by the first of `ROLES` in whose menu it stands,
so that a new page is pictured without being named here. Password and code are those that the demonstration prints;
Chromium is the machine's own.
"""

import argparse
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
CODES = {"zh": "zh-hans", "en": "en"}
WIDTHS = (360, 768, 1440)
LONGEST = 2400  # CSS pixels of a page that are shown
ROLES = ("dispatcher", "operator", "supervisor", "area-lead", "handler", "checker", "auditor", "administrator")
PORTAL = {
    "home": "/",
    "where": "/report/",
    "what": "/report/what/?lat={lat}&lon={lon}",
    "tell": "/report/tell/?lat={lat}&lon={lon}&class=component-02004",
    "around": "/around/",
    "suspended": "/suspended/",
    "track": "/t/{report}/",
    "find": "/t/",
    "mine": "/t/{report}/mine/",
    "figures": "/figures/",
    "ledger": "/ledger/",
    "check": "/ledger/check/",
    "data": "/about/data/",
    "decisions": "/about/decisions/",
    "privacy": "/about/privacy/",
    "emergency": "/about/emergency/",
    "nowhere": "/no/such/page/",
}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--base", default="http://127.0.0.1:8311")
    options.add_argument("--password", required=True)
    options.add_argument("--report", required=True, help="a tracking code")
    options.add_argument("--at", default="30.2,123.6", help="latitude,longitude of the report that is being made")
    options.add_argument("--face", choices=("portal", "desk"), help="only pages of this face, and none for the README")
    given = options.parse_args()
    pages = OUT / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    for old in pages.glob(f"{given.face or ''}*.webp"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for language in () if given.face else LOCALES:
            for_readme(browser, given, language)
        for width in WIDTHS:
            for name, page in every_page(browser, given, width):
                take(page, pages / f"{name}-{width}.webp")
        browser.close()
    gallery(pages)


def for_readme(browser: Browser, given: argparse.Namespace, language: str) -> None:
    with opened(browser, given, language, 1280, 1180) as page:
        page.goto("/")
        take(page, OUT / f"portal-{language}.png")
        sign_in(page, given.password, "dispatcher", language)
        page.locator("a[href*='/desk/cases/']").first.click()
        take(page, OUT / f"desk-{language}.png")


def every_page(browser: Browser, given: argparse.Namespace, width: int) -> Iterator[tuple[str, Page]]:
    """Each page of the chosen faces with its name, shown in Chinese and `width` CSS pixels wide."""
    if given.face != "desk":
        yield from pages_of_the_portal(browser, given, width)
    if given.face != "portal":
        yield from pages_of_the_desk(browser, given, width)


def pages_of_the_portal(browser: Browser, given: argparse.Namespace, width: int) -> Iterator[tuple[str, Page]]:
    lat, lon = given.at.split(",")
    with opened(browser, given, "zh", width, 900) as page:
        for name, address in PORTAL.items():
            page.goto(address.format(lat=lat, lon=lon, report=given.report))
            yield f"portal-{name}", page


def pages_of_the_desk(browser: Browser, given: argparse.Namespace, width: int) -> Iterator[tuple[str, Page]]:
    with opened(browser, given, "zh", width, 900) as page:
        page.goto("/desk/sign-in/")
        yield "desk-sign-in", page
    seen: set[str] = set()
    for role in ROLES:
        with opened(browser, given, "zh", width, 900) as page:
            sign_in(page, given.password, role, "zh")
            page.goto("/desk/?list=all")
            doors = {
                str(link.get_attribute("data-door")): str(link.get_attribute("href"))
                for link in page.locator(".dk-menu-row a").all()
            }
            for name in doors.keys() - seen:
                page.goto(doors[name])
                yield f"desk-{name}", page
            if not seen:
                page.goto("/desk/account/")
                yield "desk-account", page
            if role in ("dispatcher", "handler", "checker"):
                page.goto("/desk/?list=mine")
                page.locator("a[href*='/desk/cases/']").first.click()
                yield f"desk-case-{role}", page
            seen |= doors.keys()


@contextmanager
def opened(browser: Browser, given: argparse.Namespace, language: str, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(
        base_url=given.base, viewport={"width": width, "height": height}, locale=LOCALES[language]
    )
    yield context.new_page()
    context.close()


def sign_in(page: Page, password: str, name: str, language: str) -> None:
    page.goto("/desk/sign-in/")
    page.locator("input[type=text]").first.fill(name)
    page.locator("input[type=password]").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto(f"/language/{CODES[language]}/?next=/desk/")


def take(page: Page, file: Path) -> None:
    """Once the map has drawn itself, where there is one: it has no event that a page could be asked for."""
    page.wait_for_load_state("networkidle")
    if page.locator("canvas").count():
        page.wait_for_timeout(2500)
    if file.suffix == ".png":
        page.screenshot(path=file)
    else:
        # A window as high as the page: what sticks to its lower edge would lie across the middle otherwise.
        before = page.viewport_size or {"width": 360, "height": 900}
        height = min(page.evaluate("document.documentElement.scrollHeight"), LONGEST)
        page.set_viewport_size({"width": before["width"], "height": height})
        Image.open(io.BytesIO(page.screenshot())).save(file, quality=60, method=6)
        page.set_viewport_size(before)
    print(file.name)


def gallery(folder: Path) -> None:
    """The list of what was pictured, a row a page."""
    names = sorted({file.stem.rpartition("-")[0] for file in folder.glob("*.webp")})
    rows = [f"| {name} | " + " | ".join(f"[{width}]({name}-{width}.webp)" for width in WIDTHS) + " |" for name in names]
    lines = [
        "# Every page at three widths",
        "",
        "Made by `python -m tools.pictures` from the demonstration, in Chinese; widths in CSS pixels.",
        "",
        "| page | phone | tablet | desk |",
        "| --- | --- | --- | --- |",
        *rows,
    ]
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
