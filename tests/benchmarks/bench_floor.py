"""A walk-in from the first key press in the clerk's browser until a delegate's browser shows the entry."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page

from forum.store.engine import Store
from tests.benchmarks import machine
from tests.benchmarks.floor_load import SITTING, SLUG, served, through_the_service, token_of
from tests.chromium import chromium

#: how often; seconds that the whole entry may take, and from Enter until the other browser shows it
TIMES, WHOLE, SHOWN = 10, 10.0, 1.0
#: milliseconds from key to key of a person who types calmly
KEY_MS = 120
WHO, STATE = "Minister of labour", "Tog"

IS_LISTED = "words => [...document.querySelectorAll('#list strong')].some((one) => one.textContent.includes(words))"


def enter(browser: Browser, store: Store, address: str, who: str, where: str) -> Page:
    """Sign in as that person in a browser of their own and open one of the floor's pages."""
    page = browser.new_context(locale="en-GB").new_page()
    page.goto(f"{address}/sign-in/{token_of(store, who)}")
    page.locator("main form button").first.click()
    page.goto(f"{address}/forums/{SLUG}/sittings/{SITTING}/{where}")
    page.wait_for_load_state("networkidle")
    return page


def walk_in(clerk: Page, delegate: Page, number: int) -> tuple[float, float]:
    """W, the function, Tab, the State, Tabs to the button, Enter; gives the seconds of all, and those from Enter on."""
    words = f"{WHO} {number}"
    clerk.locator("h1").click()
    begin = time.perf_counter()
    clerk.keyboard.press("w")
    clerk.keyboard.type(words, delay=KEY_MS)
    clerk.keyboard.press("Tab")
    clerk.keyboard.type(STATE, delay=KEY_MS)
    for _field in range(3):
        clerk.keyboard.press("Tab")
    sent = time.perf_counter()
    clerk.keyboard.press("Enter")
    delegate.wait_for_function(IS_LISTED, arg=words, polling="raf", timeout=20_000)
    seen = time.perf_counter()
    return seen - begin, seen - sent


def main() -> bool:
    """Print both medians of ten walk-ins; say whether the targets were met."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as (store, address),
        chromium() as browser,
    ):
        through_the_service(store.url, SLUG)("benchmark-open", "OpenSitting", {})
        clerk = enter(browser, store, address, "chair", "chair")
        delegate = enter(browser, store, address, "delegate", "floor")
        taken = [walk_in(clerk, delegate, number) for number in range(TIMES)]
    whole, shown = (sorted(each) for each in zip(*taken, strict=True))
    presses = len(f"{WHO} 0") + len(STATE) + 6
    print(machine.description())
    print(f"a walk-in by {presses} keys, seen in another browser, {TIMES} times: {_said(whole, WHOLE)}")
    print(f"of it from Enter until the other browser shows it: {_said(shown, SHOWN)}")
    return statistics.median(whole) <= WHOLE and statistics.median(shown) <= SHOWN


def _said(seconds: list[float], target: float) -> str:
    return f"median {statistics.median(seconds):.2f} s, longest {seconds[-1]:.2f} s (target {target:.0f} s)"
