"""The floor in real browsers: chair, hall and delegates in step, by keyboard, through a lost connection."""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from forum.services.unit import Unit
from forum.settings import load
from forum.store.engine import Db, Store
from forum.store.people import RoleRow
from forum.web.app import create_app
from forum.web.serve import relay_of, serve
from tests import builders
from tests.forums import PEOPLE, ZONES, person

pytestmark = pytest.mark.browser
SITTING = "/forums/test-forum/sittings/opening"
#: a browser whose wall clock is five minutes ahead
WRONG_CLOCK = "const now = Date.now; Date.now = () => now() + 300000;"


class Venue:
    """A served forum whose sitting begins now, and browsers of its people."""

    def __init__(self, store: Store, browser: Browser, address: str) -> None:
        self.store, self.browser, self.address = store, browser, address
        self.troubles: list[str] = []

    def enter(self, who: str, where: str, *, script: str = "", **options: int) -> Page:
        """Sign in as that person and open one of the floor's pages."""
        size = {"width": options.get("width", 1280), "height": 860}
        context = self.browser.new_context(viewport=size)  # type: ignore[arg-type]
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.on("console", lambda message: self._note(who, message.type, message.text))
        page.on("pageerror", lambda error: self.troubles.append(f"{who}: {error}"))
        unit = Unit(store=self.store, actor=builders.OPERATOR, now=dt.datetime.now(dt.UTC))
        page.goto(f"{self.address}/sign-in/{builders.sign_in_token(unit, 'test-forum', who)}")
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        page.goto(f"{self.address}{SITTING}/{where}")
        return page

    def _note(self, who: str, kind: str, text: str) -> None:
        if kind == "error" and "ERR_INTERNET_DISCONNECTED" not in text:
            self.troubles.append(f"{who}: {text}")


@pytest.fixture
def venue(sqlite_store: Store, chrome: Browser, tmp_path: Path) -> Iterator[Venue]:
    """The forum, served, with its relay and a browser, whose profiles end with the test."""
    start = dt.datetime.now(ZoneInfo("Europe/Zurich")).replace(second=0, microsecond=0, tzinfo=None)
    forum_id = builders.a_forum(sqlite_store, "test-forum", first_day=start.date(), last_day=start.date())
    builders.a_sitting(sqlite_store, forum_id, "opening", day=start.date(), clock=start.time())
    builders.a_release(sqlite_store, forum_id)
    for key, (function, constituency, state, role) in PEOPLE.items():
        facts = {"function": function, "constituency": constituency, "zone": ZONES.get(state or "", "Europe/Zurich")}
        builders.a_person(sqlite_store, forum_id, key, role, state=state, **facts)
    app = create_app(load({}, FORUM_DATA=str(tmp_path / "data")), sqlite_store)
    server, sender = serve(app, "127.0.0.1", 0), relay_of(app)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sender.start()
    yield Venue(sqlite_store, chrome, f"http://127.0.0.1:{server.server_port}")
    for context in chrome.contexts:
        context.close()
    sender.stop()
    app.extensions["floor"].stop()
    server.shutdown()
    server.server_close()


def seconds(page: Page) -> int:
    """What the page's clock shows, in seconds."""
    minutes, rest = page.locator("[data-clock=left]").inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def test_a_sitting_by_keyboard_seen_by_hall_and_delegate(venue: Venue) -> None:
    chair = venue.enter("chair", "chair")
    hall = venue.enter("observer", "hall", script=WRONG_CLOCK)
    fiji = venue.enter("fji-g1", "floor", width=390)
    chair.keyboard.press("Enter")
    expect(hall.get_by_text("The floor is open.")).to_be_visible()
    fiji.get_by_role("button", name="Ask for the floor").click()
    expect(fiji.get_by_text("You have asked for the floor.")).to_be_visible()
    expect(chair.get_by_text("Requests (1)")).to_be_visible()
    chair.get_by_role("button", name="Add", exact=True).click()
    expect(fiji.get_by_text("You are number 1 on the list.")).to_be_visible()
    expect(fiji.locator("[data-estimate=likely][data-zone=mine]")).to_have_text(re.compile(r"^\d\d:\d\d$"))
    chair.locator("h1").click()
    expect(chair.get_by_role("button", name="Next: Government delegate, Fiji")).to_be_visible()
    chair.keyboard.press("Enter")
    expect(chair.locator("#speaker")).to_have_text("Government delegate")
    expect(hall.locator("[data-who=place]")).to_contain_text("Fiji")
    expect(fiji.get_by_text("You have the floor")).to_be_visible()
    assert abs(seconds(chair) - seconds(hall)) <= 1
    assert abs(seconds(chair) - seconds(fiji)) <= 1
    chair.keyboard.press(" ")
    expect(hall.get_by_text("paused")).to_be_visible()
    expect(chair.get_by_text("Undo: clock paused")).to_be_visible()
    chair.keyboard.press("z")
    expect(hall.get_by_text("paused")).to_be_hidden()
    assert venue.troubles == []


def test_the_clerk_adds_somebody_by_typing_and_a_walk_in(venue: Venue) -> None:
    clerk = venue.enter("clerk", "chair")
    clerk.keyboard.press("Enter")
    expect(clerk.get_by_role("link", name="Point of order")).to_be_visible()
    clerk.keyboard.press("p")
    clerk.keyboard.type("kenya emp")
    clerk.locator("#found").get_by_role("button", name="Add", exact=True).click()
    expect(clerk.get_by_text("Next on the list (1)")).to_be_visible()
    clerk.get_by_label("Function or name").fill("Minister")
    clerk.get_by_label("State").select_option("TG")
    clerk.get_by_role("button", name="Add the walk-in").click()
    expect(clerk.get_by_text("Next on the list (2)")).to_be_visible()
    assert venue.troubles == []


def test_a_lost_connection_says_so_and_catches_up(venue: Venue) -> None:
    chair = venue.enter("chair", "chair")
    fiji = venue.enter("fji-g1", "floor", width=390)
    chair.keyboard.press("Enter")
    expect(fiji.get_by_text("The floor is open.")).to_be_visible()
    fiji.context.set_offline(True)
    fiji.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(fiji.get_by_text("The connection is interrupted.")).to_be_visible(timeout=60_000)
    fiji.get_by_role("button", name="Ask for the floor").click()
    chair.get_by_role("button", name="Close the list").click()
    expect(chair.get_by_text("The list is closed: only you add to it.")).to_be_visible()
    chair.get_by_role("button", name="Open the list again").click()
    expect(chair.get_by_text("Delegates may ask for the floor.")).to_be_visible()
    fiji.context.set_offline(False)
    expect(fiji.get_by_text("You have asked for the floor.")).to_be_visible(timeout=20_000)
    expect(fiji.get_by_text("The connection is interrupted.")).to_be_hidden()
    expect(chair.get_by_text("Requests (1)")).to_be_visible()


def test_where_no_socket_gets_through_plain_http_does(venue: Venue) -> None:
    chair = venue.enter("chair", "chair")
    fiji = venue.enter("fji-g1", "floor", width=390)
    fiji.context.route("**/socket.io/**", lambda route: route.abort())
    fiji.context.route_web_socket("**/socket.io/**", lambda socket: socket.close())
    fiji.reload()
    chair.keyboard.press("Enter")
    expect(fiji.get_by_text("The floor is open.")).to_be_visible(timeout=15_000)
    fiji.get_by_role("button", name="Ask for the floor").click()
    expect(fiji.get_by_text("You have asked for the floor.")).to_be_visible(timeout=10_000)
    expect(fiji.get_by_text("The connection is interrupted.")).to_be_hidden()
    expect(chair.get_by_text("Requests (1)")).to_be_visible()


def test_a_role_taken_away_closes_the_console_within_five_seconds(venue: Venue) -> None:
    clerk = venue.enter("clerk", "chair")
    expect(clerk.get_by_role("button", name="Open the sitting")).to_be_visible()

    def take(db: Db) -> None:
        db.delete(db.get_one(RoleRow, (person(venue.store, "clerk").id, "clerk")))

    clerk.wait_for_function("document.getElementById('offline').hidden")
    venue.store.writing(take)
    expect(clerk.get_by_text("Your role does not allow this.")).to_be_visible(timeout=5_000)
