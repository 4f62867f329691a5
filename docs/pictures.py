"""Photographs every screen of a running demo at every size and theme, for the README and for looking at.

usage: python docs/pictures.py http://127.0.0.1:8000 OUT [--themes light,dark,sun] [--only NAME]
"""

import argparse
import re
import shutil
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "Mingcha-Demo-2026"  # the demo county's, printed by make demo
PHONE, LAPTOP, DESK = (390, 844), (1280, 800), (1440, 900)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PLACE = {"latitude": 40.1102, "longitude": 102.1102, "accuracy": 6}


class Screen(NamedTuple):
    """One page as one person sees it."""

    name: str
    username: str
    path: str
    sizes: tuple[tuple[int, int], ...]


SCREENS = (
    Screen("02-today", "inspector", "/phone/today", (PHONE,)),
    Screen("03-camera", "inspector", "/phone/camera", (PHONE,)),
    Screen("05-outbox", "inspector", "/phone/outbox", (PHONE,)),
    Screen("06-reports", "inspector", "/phone/reports", (PHONE,)),
    Screen("07-orders", "township", "/phone/orders", (PHONE,)),
    Screen("08-me", "township", "/phone/me", (PHONE,)),
    Screen("09-review", "director", "/office/review", (LAPTOP, DESK)),
    Screen("10-ledger", "director", "/office/ledger", (LAPTOP, DESK)),
    Screen("11-orders", "director", "/office/orders", (LAPTOP, DESK)),
    Screen("12-tasks", "director", "/office/tasks", (LAPTOP, DESK)),
)


def main() -> None:
    """Shoot them all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("base")
    parser.add_argument("out", type=Path)
    parser.add_argument("--themes", default="light,dark,sun")
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for theme in asked.themes.split(","):
            for screen in SCREENS:
                if asked.only in screen.name:
                    for size in screen.sizes:
                        _shoot(browser, asked, screen, size, theme)
        browser.close()


def _shoot(browser: Browser, asked: argparse.Namespace, screen: Screen, size: tuple[int, int], theme: str) -> None:
    context = browser.new_context(
        base_url=asked.base, viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai",
        geolocation=PLACE, permissions=["geolocation", "camera"],
    )  # fmt: skip
    page = context.new_page()
    page.goto("/signin")
    page.evaluate("theme => localStorage.setItem('theme', theme)", theme)
    _sign_in(page, screen.username)
    page.goto(screen.path)
    page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(700)
    page.screenshot(path=str(asked.out / f"{screen.name}-{size[0]}-{theme}.png"))
    context.close()


def _sign_in(page: Page, username: str) -> None:
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.wait_for_url(re.compile(r"^[^?]*/(phone|office)/"))


if __name__ == "__main__":
    main()
