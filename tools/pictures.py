"""Take the pictures of docs/pictures from a demonstration that is running (`./linli demo` in another terminal).

    python -m tools.pictures --password PASSWORD [--base http://127.0.0.1:8311]

Chromium is the machine's own. The password is the one that the demonstration prints.
"""

import argparse
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "docs" / "pictures"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
LOCALES = {"zh": "zh-CN", "en": "en-GB"}
CODES = {"zh": "zh-hans", "en": "en"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--base", default="http://127.0.0.1:8311")
    options.add_argument("--password", required=True)
    given = options.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for language, locale in LOCALES.items():
            page = opened(browser, locale, 1280, 1180)
            page.goto(given.base + "/")
            take(page, f"portal-{language}")
            page.goto(given.base + "/desk/sign-in/")
            page.locator("input[type=text]").first.fill("dispatcher")
            page.locator("input[type=password]").fill(given.password)
            page.keyboard.press("Enter")
            page.wait_for_url(given.base + "/desk/")
            page.goto(f"{given.base}/language/{CODES[language]}/?next=/desk/")
            page.locator("a[href*='/desk/cases/']").first.click()
            take(page, f"desk-{language}")
        browser.close()


def opened(browser: Browser, locale: str, width: int, height: int) -> Page:
    return browser.new_context(viewport={"width": width, "height": height}, locale=locale).new_page()


def take(page: Page, name: str) -> None:
    """Once the map has drawn itself: it has no event that a page could be asked for."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2500)
    page.screenshot(path=OUT / f"{name}.png")
    print(f"{name}.png")


if __name__ == "__main__":
    main()
