"""The floor's screens when they are full: forty on the list, the longest words, every size of hall."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import time

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from forum.domain.access import OPERATOR
from forum.domain.floor.state import Reading
from forum.domain.floor.wire import checked
from forum.services import floor
from forum.services.unit import Unit
from forum.store.engine import Db, Store
from forum.store.people import PersonRow
from forum.store.programme import SittingRow
from forum.web.readings import boot_id
from tests import builders
from tests.forums import person
from tests.journeys.test_floor import SITTING, Venue, venue

__all__ = ["venue"]
pytestmark = pytest.mark.browser

HALLS = ((1024, 768), (1280, 720), (1280, 900), (1366, 768), (1920, 1080), (3840, 2160))
CONSOLES = ((1280, 720), (390, 844))
#: as long as a title and a function may be
TITLE = "Advancing a human-centred recovery through strengthened multilateral and tripartite cooperation " * 4
FUNCTION = (
    "Minister of Labour, Employment, Vocational Training, Social Protection and Relations with Institutions, " * 2
)
LIMITS = {"title": 300, "function": 200}
_numbers = itertools.count(1)


def order(store: Store, name: str, **fields: object) -> int:
    """One command of the table, as of now; gives its seq."""
    now = dt.datetime.now(dt.UTC)
    reading = Reading(at=now, boot_id=boot_id(), monotonic_ms=time.monotonic_ns() // 1_000_000)
    unit = Unit(store=store, actor=OPERATOR, now=now)
    return floor.handle(
        unit, "test-forum", "opening", checked(f"screen-{next(_numbers):06d}", name, fields), reading
    ).seq


def fill(store: Store, waiting: int, asking: int = 0) -> None:
    """Open the sitting with so many on the list and so many who ask."""
    order(store, "OpenSitting")
    for number in range(waiting):
        order(store, "AddWalkIn", function=f"Government delegate {number}", state="KI", constituency="government")
    for number in range(asking):
        key = f"asks-{number}"
        builders.a_person(store, person(store, "chair").forum_id, key, state="KE", function="Government delegate")
        order(store, "RequestFloor", person=key)


def is_seen(page: Page, selector: str) -> bool:
    """Whether the whole of it stands inside the window."""
    script = """element => { const box = element.getBoundingClientRect();
      return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight
        && box.left >= 0 && box.right <= innerWidth; }"""
    return bool(page.locator(selector).first.evaluate(script))


@pytest.mark.parametrize(("width", "height"), CONSOLES)
def test_with_forty_on_the_list_every_control_is_one_press_away(venue: Venue, width: int, height: int) -> None:
    fill(venue.store, 40, asking=12)
    page = venue.enter("chair", "chair", width=width)
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#queue-rows > li")).to_have_count(40)
    screens = page.evaluate("document.documentElement.scrollHeight / innerHeight")
    assert screens < (2.6 if width > 1000 else 4), screens
    for link, target in {
        "#requests": "#requests h2",
        "#add": "#q",
        "#closing": "#closing summary",
        "#queue": "#queue h2",
        "#now": "#order-next button",
    }.items():
        assert is_seen(page, f".reach a[href='{link}']")
        page.locator(f".reach a[href='{link}']").click()
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => done(true)))")
        assert is_seen(page, target), f"{target} at {width}"
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert venue.troubles == []


def test_the_list_stays_where_it_was_scrolled_to_when_somebody_asks(venue: Venue) -> None:
    fill(venue.store, 40)
    page = venue.enter("chair", "chair")
    page.wait_for_load_state("networkidle")
    page.locator("#queue-rows").evaluate("list => list.scrollTo(0, 900)")
    fiji = venue.enter("fji-g1", "floor")
    fiji.get_by_role("button", name="Ask for the floor").click()
    expect(page.locator("#requests h2")).to_have_text("Requests (1)")
    assert page.locator("#queue-rows").evaluate("list => list.scrollTop") == 900


def lengthen(db: Db) -> None:
    """The title and the functions as long as they may be; the State with the longest name."""
    for sitting in db.exec(select(SittingRow)):
        sitting.title = TITLE[: LIMITS["title"]].strip()
        db.add(sitting)
    for row in db.exec(select(PersonRow)):
        row.function = FUNCTION[: LIMITS["function"]].strip()
        db.add(row)


OVER = """() => { const root = document.documentElement;
  const foot = document.querySelector(".hall-foot").getBoundingClientRect();
  return { down: root.scrollHeight - root.clientHeight, across: root.scrollWidth - root.clientWidth,
    foot: Math.max(0, Math.ceil(foot.bottom - innerHeight)),
    cut: [...document.querySelectorAll("main *")].filter((one) => one.scrollWidth > one.clientWidth + 1
      && getComputedStyle(one).display !== "inline").map((one) => one.className) }; }"""
WITHIN = {"down": 0, "across": 0, "foot": 0, "cut": []}


def over(page: Page) -> dict[str, dict[str, object]]:
    """By size of hall, what stands beyond the screen."""
    found = {}
    for width, height in HALLS:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        )
        found[f"{width}x{height}"] = page.evaluate(OVER)
    return found


@pytest.mark.parametrize("language", ["en", "fr", "ar", "ru"])
def test_no_hall_cuts_the_longest_words(venue: Venue, language: str) -> None:
    store = venue.store
    store.writing(lengthen)
    order(store, "OpenSitting")
    for number in range(3):
        order(
            store,
            "AddWalkIn",
            function=FUNCTION[: LIMITS["function"]],
            state="GB",
            constituency="government",
            position=number,
        )
    hall = venue.enter("observer", f"hall?lang={language}")
    assert over(hall) == {f"{width}x{height}": WITHIN for width, height in HALLS}
    order(store, "GiveFloor", entry=2)
    expect(hall.locator("#clock")).to_be_visible()
    assert over(hall) == {f"{width}x{height}": WITHIN for width, height in HALLS}
    assert venue.troubles == []


def test_short_words_stand_large_in_every_hall(venue: Venue) -> None:
    fill(venue.store, 3)
    order(venue.store, "GiveFloor", entry=2)
    hall = venue.enter("observer", "hall")
    expect(hall.locator("#clock")).to_be_visible()
    for width, height in HALLS:
        hall.set_viewport_size({"width": width, "height": height})
        hall.wait_for_function(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
        )
        size = hall.locator(".hall-time").evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
        assert size >= 0.2 * min(height, width * 9 / 16), f"{width}x{height}: {size}"
    assert json.loads(hall.locator("#floor-data").inner_text())["channel"] == "hall"


FRAME = "() => getComputedStyle(document.getElementById('content')).outlineStyle"


def test_keys_after_a_click_on_the_page_leave_no_frame_around_it(venue: Venue) -> None:
    chair = venue.enter("chair", "chair")
    chair.locator("h1").click()
    chair.keyboard.press("Enter")
    expect(chair.get_by_text("The floor is open;")).to_be_visible()
    chair.keyboard.press("ArrowDown")
    assert chair.evaluate("document.activeElement.id") == "content"
    assert chair.evaluate(FRAME) == "none"


def move(store: Store, minutes: int) -> None:
    """Plan the opening so many minutes from where it stands, and publish it."""

    def work(db: Db) -> int:
        row = next(each for each in db.exec(select(SittingRow)) if each.key == "opening")
        assert row.day is not None
        assert row.clock is not None
        then = dt.datetime.combine(row.day, row.clock) + dt.timedelta(minutes=minutes)
        row.day, row.clock = then.date(), then.time()
        db.add(row)
        return row.forum_id

    builders.a_release(store, store.writing(work), number=2)


def test_hours_early_the_first_press_warns_and_the_second_opens(venue: Venue) -> None:
    move(venue.store, 200)
    chair = venue.enter("chair", "chair")
    chair.keyboard.press("Enter")
    expect(chair.get_by_text("before the planned start.")).to_be_visible()
    expect(chair.get_by_role("button", name="Open it now")).to_be_focused()
    assert chair.locator(".lead").inner_text().startswith("The floor is not open yet")
    chair.keyboard.press("Enter")
    expect(chair.locator(".lead")).to_contain_text("early.")
    assert venue.troubles == []


def test_a_console_left_open_too_early_is_told_by_the_server(venue: Venue) -> None:
    chair = venue.enter("chair", "chair")
    expect(chair.get_by_role("button", name="Open the sitting")).to_be_visible()
    move(venue.store, 200)
    chair.keyboard.press("Enter")
    expect(chair.locator("#refused")).to_contain_text("The planned start is 15 minutes away or more.")
    assert SITTING in chair.url


def test_a_walk_in_by_keys_alone_is_seen_by_everybody(venue: Venue) -> None:
    fill(venue.store, 2)
    clerk, fiji = venue.enter("clerk", "chair"), venue.enter("fji-g1", "floor", width=390)
    clerk.wait_for_load_state("networkidle")
    clerk.locator("h1").click()
    clerk.keyboard.press("w")
    expect(clerk.locator("#w-function")).to_be_focused()
    clerk.keyboard.type("Minister of labour")
    clerk.keyboard.press("Tab")
    clerk.keyboard.type("Tog")
    for _field in range(3):
        clerk.keyboard.press("Tab")
    clerk.keyboard.press("Enter")
    added = fiji.locator("#list > li").nth(2)
    expect(added).to_contain_text("Minister of labour")
    expect(added).to_contain_text("Togo")
    expect(clerk.locator("#w-function")).to_have_value("")
    assert venue.troubles == []


def test_functions_come_over_the_socket_in_the_readers_language(venue: Venue) -> None:
    """A function alone, one with its State and number, and what somebody typed, on the hall's screen and the list."""
    hall, fiji = venue.enter("observer", "hall"), venue.enter("fji-g1", "floor")
    for page in (hall, fiji):
        page.goto(f"{page.url}?lang=fr")
        page.wait_for_load_state("networkidle")
    order(venue.store, "OpenSitting")
    functions = ("Government delegate", "Workers' delegate, Fiji (2)", "Government of change", "Rapporteur, x")
    entries = [
        order(venue.store, "AddWalkIn", function=function, state="FJ", constituency="government")
        for function in functions
    ]
    rows = fiji.locator("#list [data-who=label]")
    expect(rows).to_have_text(
        [
            "\u2068Délégué gouvernemental\u2069",
            "\u2068Délégué des travailleurs, Fidji (2)\u2069",
            "\u2068Government of change\u2069",
            "\u2068Rapporteur, x\u2069",
        ]
    )
    expect(hall.locator("[data-next='0']")).to_contain_text("Délégué gouvernemental")
    order(venue.store, "GiveFloor", entry=entries[0])
    expect(hall.locator("[data-who=label]")).to_contain_text("Délégué gouvernemental")
    assert venue.troubles == []
