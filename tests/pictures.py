"""Render the pages into a gallery: `make pictures`. Both directions and themes, wide and phone; full, empty, failing.

It runs the real demo in a folder of its own, opens every page as the person whom it serves, and writes `index.html`.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import chromium

#: how long the demo may take until it answers, in seconds
PATIENCE = 180


@dataclass(frozen=True)
class View:
    """A way of looking at a page."""

    name: str
    width: int
    height: int
    scheme: str
    language: str


VIEWS = (
    View("wide-light-en", 1280, 900, "light", "en"),
    View("wide-dark-en", 1280, 900, "dark", "en"),
    View("wide-light-ar", 1280, 900, "light", "ar"),
    View("phone-light-en", 390, 844, "light", "en"),
    View("phone-dark-ar", 390, 844, "dark", "ar"),
)

#: sixty statements among the regions by the seats of the Human Rights Council, two of which ask for other numbers
COUNCIL = (
    "/forums/{f}/allocation?among=regions&unit=seats&n=60&weights=typed&method=largest_remainder&weight.Africa=13"
    "&weight.Asia+and+the+Pacific=13&weight.Arab+States=6&weight.Americas=8&weight.Europe+and+Central+Asia=7"
    "&asks.Africa=5&asks.Americas=30"
)
#: name, who looks, path; {f} the forum of 2022, {r} its rehearsal
PAGES: tuple[tuple[str, str, str], ...] = (
    ("front", "", "/"),
    ("sign-in", "", "/sign-in"),
    ("nothing-here", "", "/nothing"),
    ("home-delegate", "delegate-FJ", "/forums/{f}/"),
    ("home-chair", "chair", "/forums/{r}/"),
    ("home-organizer", "organizer", "/forums/{f}/"),
    ("home-rapporteur", "rapporteur", "/forums/{r}/"),
    ("programme-public", "", "/forums/{f}/programme"),
    ("programme-delegate", "delegate-FJ", "/forums/{f}/programme"),
    ("programme-draft", "organizer", "/forums/{f}/programme/edit"),
    ("workbench", "organizer", "/forums/{f}/workbench"),
    ("workbench-tried", "organizer", "/forums/{f}/workbench?at=theme-1@2022-02-22T08:00"),
    ("compare", "organizer", "/forums/{f}/workbench/compare"),
    ("proposals", "organizer", "/forums/{f}/proposals"),
    ("proposal", "organizer", "/forums/{f}/proposals/1"),
    ("burden", "organizer", "/forums/{f}/burden"),
    ("fairness", "", "/forums/{f}/releases/1/fairness"),
    ("people", "organizer", "/forums/{f}/people"),
    ("organizations", "organizer", "/forums/{f}/organizations"),
    ("organization", "organizer", "/forums/{f}/organizations/who"),
    ("people-import", "organizer", "/forums/{f}/people/import"),
    ("allocation", "organizer", "/forums/{f}/allocation"),
    ("allocation-regions", "organizer", COUNCIL),
    ("allocation-states", "organizer", "/forums/{f}/allocation?among=states&unit=seats&n=500"),
    ("allocation-wrong", "organizer", "/forums/{f}/allocation?n=-3"),
    ("shortage", "organizer", "/forums/{r}/sittings/opening/shortage?minutes=10"),
    (
        "shortage-typed",
        "organizer",
        "/forums/{f}/sittings/opening/shortage?asks.government=9&asks.worker=2&minutes=9",
    ),
    ("consultations", "organizer", "/forums/{f}/consultations"),
    ("consultation-new", "organizer", "/forums/{f}/consultations/new"),
    ("speakers", "", "/forums/{f}/speakers"),
    ("speakers-import", "organizer", "/forums/{f}/speakers/import"),
    ("slots", "organizer", "/forums/{r}/sittings/opening/slots"),
    ("rules", "organizer", "/forums/{f}/rules"),
    ("rules-reader", "", "/forums/{f}/rules?minutes=90&individuals=16"),
    ("rule", "organizer", "/forums/{f}/rules/values/stages.theme"),
    ("inscription-clerk", "clerk", "/forums/{r}/sittings/opening/speakers"),
    ("inscription-delegate", "delegate-KE", "/forums/{r}/sittings/opening/speakers"),
    ("chair", "chair", "/forums/{r}/sittings/opening/chair"),
    ("hall", "hall", "/forums/{r}/sittings/opening/hall"),
    ("floor-delegate", "delegate-KE", "/forums/{r}/sittings/opening/floor"),
    ("capture", "rapporteur", "/forums/{r}/sittings/opening/capture"),
    ("commitments-2022", "", "/forums/{f}/commitments"),
    ("commitments", "rapporteur", "/forums/{r}/commitments"),
    ("report", "rapporteur", "/forums/{r}/report"),
    ("report-header", "rapporteur", "/forums/{r}/report/header"),
    ("subscribe", "delegate-FJ", "/forums/{f}/subscribe"),
    ("mail", "organizer", "/forums/{f}/mail"),
    ("answers", "delegate-FJ", "/forums/{f}/answers"),
    ("person-own", "delegate-FJ", "/forums/{f}/person/FJ-gov-1"),
    ("facts", "organizer", "/forums/{f}/facts"),
    ("new-forum", "organizer", "/forums/{f}/new"),
    ("changes", "organizer", "/forums/{f}/changes"),
    ("not-allowed", "delegate-FJ", "/forums/{f}/programme/edit"),
)

#: pages that answer with a refusal on purpose: the browser reports their status as an error
REFUSED = ("nothing-here", "not-allowed", "allocation-wrong")


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.contextmanager
def demo(folder: Path) -> Iterator[dict[str, Any]]:
    """The demo, served; gives its card."""
    card = folder / "card.json"
    environment = {**os.environ, "FORUM_DATA": str(folder / "data")}
    command = [sys.executable, "-m", "forum", "demo", "--port", str(free_port()), "--card", str(card)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        yield wait_for(card, process)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(card: Path, process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """The card, once it is written and its address answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError("the demo ended: " + (card.parent / "log").read_text()[-2000:])
        with contextlib.suppress(OSError, ValueError):
            found: dict[str, Any] = json.loads(card.read_text())
            urlopen(found["url"] + "/health", timeout=5).close()
            return found
        process.poll()
        time.sleep(0.2)
    raise RuntimeError("the demo did not answer in time")


def sign_in(context: BrowserContext, card: dict[str, Any], who: str) -> None:
    """Sign this profile in by the card's link."""
    page = context.new_page()
    page.goto(card["sign_in"][who])
    with page.expect_navigation():
        page.click("main button[type=submit]")
    page.close()


def shoot(card: dict[str, Any], view: View, target: Path) -> list[tuple[str, str, list[str]]]:
    """Take every picture of one view, in a browser of its own; gives name, address and the console's errors."""
    taken = []
    with chromium() as browser:
        for who in sorted({who for _name, who, _path in PAGES}):
            context = browser.new_context(
                viewport={"width": view.width, "height": view.height},
                color_scheme=view.scheme,  # type: ignore[arg-type]
                locale=view.language,
                timezone_id="Pacific/Fiji",
            )
            if who:
                sign_in(context, card, who)
            for name, whose, path in PAGES:
                if whose == who:
                    address = card["url"] + path.format(f=card["forum"], r=card["rehearsal"])
                    taken.append(picture(context.new_page(), address, view, target / f"{name}-{view.name}.png"))
            context.close()
    return taken


def play(browser: Browser, card: dict[str, Any]) -> None:
    """Open the first sitting of the rehearsal and give the floor, by plain forms, so that live pages show something."""
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, card, "chair")
    page = context.new_page()
    page.goto(f"{card['url']}/forums/{card['rehearsal']}/sittings/opening/chair")
    for _open_then_give in range(2):
        if page.locator("#opening summary").count():
            page.click("#opening summary")  # far from the planned start the console asks twice
        with page.expect_navigation():
            page.click("#order-next button")
    context.close()


def picture(page: Page, address: str, view: View, path: Path) -> tuple[str, str, list[str]]:
    """One picture of a whole page."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={view.language}", wait_until="load")
    page.screenshot(path=path, full_page=True)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if overflow > 1:
        errors.append(f"overflows by {overflow} px")
    page.close()
    return path.name, address, errors


def gallery(taken: list[tuple[str, str, list[str]]]) -> str:
    """The index of all pictures."""
    rows = "".join(
        f'<figure><a href="{name}"><img src="{name}" width="380" loading="lazy" alt=""></a>'
        f"<figcaption>{html.escape(name)} {html.escape('; '.join(errors))}</figcaption></figure>"
        for name, _address, errors in sorted(taken)
    )
    return f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><h1>Pictures</h1>{rows}'


def main(target: Path) -> int:
    """Make the gallery; the exit status says whether a page complained."""
    target.mkdir(parents=True, exist_ok=True)
    taken = []
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as card:
        with chromium() as browser:
            play(browser, card)
        for view in VIEWS:
            taken += shoot(card, view, target)
            print(f"{view.name}: {len(taken)} pictures", file=sys.stderr, flush=True)
    (target / "index.html").write_text(gallery(taken), encoding="utf-8")
    faults = [(name, errors) for name, _address, errors in taken if errors and not name.startswith(REFUSED)]
    print(f"{len(taken)} pictures in {target / 'index.html'}")
    for name, errors in faults:
        print(name, *errors, sep="\n  ")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
