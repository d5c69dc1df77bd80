"""The main job in real browsers: planned, published, subscribed to, held, captured, reported.

One server in processes of its own, one SQLite database, six people each at a browser of their own. One test walks the
whole way, because each step stands on the ones before.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
from dateutil import parser as dateutil_parser
from dateutil import tz as dateutil_tz
from docx import Document
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from tests.journeys.venue import GENEVA, PATIENCE, Venue, prepare, served
from tests.journeys.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser
SUVA = ZoneInfo("Pacific/Fiji")
MARK = "window.wasNotReloaded = true"


class Cast:
    """Everybody who plays a part."""

    def __init__(self, browser: Browser, venue: Venue) -> None:
        self.venue = venue
        self.organizer = Visitor(browser, venue, "organizer")
        self.fiji = Visitor(browser, venue, "fiji", viewport=PHONE)
        self.chair = Visitor(browser, venue, "chair")
        self.hall = Visitor(browser, venue, "hall", color_scheme="dark")
        self.rapporteur = Visitor(browser, venue, "rapporteur")
        self.workers = Visitor(browser, venue, "workers")
        #: number and speaker of the commitment that was captured
        self.captured = ("", "")

    @property
    def everybody(self) -> tuple[Visitor, ...]:
        """All of them."""
        return (self.organizer, self.fiji, self.chair, self.hall, self.rapporteur, self.workers)


@pytest.fixture
def cast(chrome: Browser, tmp_path: Path) -> Iterator[Cast]:
    """A served forum with people and sittings, nothing planned yet; a browser for each."""
    folder = tmp_path / "data"
    with served(folder, prepare(folder)) as venue:
        yield Cast(chrome, venue)


def test_the_main_job_end_to_end(cast: Cast) -> None:
    publish_a_planned_programme(cast)
    move_a_sitting_and_publish_again(cast)
    sign_in_by_code_and_read_ones_own_times(cast)
    subscribe_and_read_the_feed(cast)
    open_the_floor_and_give_it(cast)
    capture_during_the_statement(cast)
    ask_for_the_floor_and_walk_in(cast)
    run_the_clock_by_keyboard(cast)
    catch_up_after_reload_and_without_network(cast)
    react_and_close(cast)
    take_the_report_home(cast)
    assert [trouble for who in cast.everybody for trouble in who.troubles] == []


def publish_a_planned_programme(cast: Cast) -> None:
    """The organizer comes by link, has the times planned, shares the speaking time, publishes."""
    who, forum = cast.organizer, cast.venue.forum
    who.sign_in("organizer")
    page = who.go(f"{forum}/programme/edit")
    page.get_by_role("button", name="Plan the times").click()
    page.get_by_role("button", name=re.compile("^Accept")).click(timeout=30_000)
    expect(page.get_by_text("accepted", exact=True)).to_be_visible()
    who.look()
    who.go(f"{cast.venue.sitting}/slots")
    who.button("Allocate the slots of the whole forum").click()
    expect(page.get_by_role("heading", name="Who speaks when")).to_be_visible()
    who.look()
    who.go(f"{forum}/programme/edit")
    who.button("Publish release 1").click()
    expect(page.get_by_text("This draft is the same as release 1")).to_be_visible()
    who.look()


def move_a_sitting_and_publish_again(cast: Cast) -> None:
    """The closing moves by hand; the difference is shown before it is published."""
    who, page = cast.organizer, cast.organizer.page
    closing = page.locator("#sitting-closing")
    closing.locator("summary", has_text="Move").click()
    closing.get_by_label("Day", exact=True).fill((cast.venue.first_day + dt.timedelta(days=1)).isoformat())
    closing.get_by_label("Hour at the venue").fill("15:00")
    who.button("Move", within=closing).click()
    expect(page.get_by_text("Release 2 would change this for readers:")).to_be_visible()
    expect(page.get_by_text(re.compile(r"from \S+ .+ to \S+ .*15:00.+Geneva time")).first).to_be_visible()
    who.button("Publish release 2").click()
    expect(page.get_by_text("This draft is the same as release 2")).to_be_visible()


def sign_in_by_code_and_read_ones_own_times(cast: Cast) -> None:
    """Fiji's delegate comes by e-mail and code, reads Suva's hour beside Geneva's, in English and in Arabic."""
    who, page = cast.fiji, cast.fiji.page
    who.go(f"/sign-in?next={cast.venue.forum}/programme")
    page.get_by_label("Your e-mail address, as your delegation registered it").fill("fji@example.org")
    who.button("Send the link").click()
    page.get_by_label("Six-digit code").fill(cast.venue.code_mailed_to("fji@example.org"))
    who.look()
    who.button("Sign in").click()
    expect(page.get_by_role("heading", name="Your programme")).to_be_visible()
    who.look()
    expect_both_times(page, cast.venue)
    page.get_by_text("English", exact=True).first.click()
    page.get_by_role("button", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    who.look()
    page.locator("summary", has_text="العربية").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")


def closing_start(venue: Venue) -> dt.datetime:
    """When the closing begins, as the organizer moved it."""
    day = venue.first_day + dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(15), tzinfo=GENEVA)


def expect_both_times(page: Page, venue: Venue) -> None:
    """The closing bears Suva's hour, large, and Geneva's."""
    own, closing = closing_start(venue).astimezone(SUVA), page.locator("#sitting-closing")
    expect(closing.locator(".big")).to_contain_text(f"{own:%H:%M}")
    expect(closing.locator(".when")).to_contain_text(f"{own:%a}")
    expect(closing.locator(".when")).to_contain_text("Suva")
    expect(closing.locator(".what")).to_contain_text(re.compile("Geneva .*15:00"))


def subscribe_and_read_the_feed(cast: Cast) -> None:
    """A link for a telephone, fetched without a browser; two parsers read the right hour of Suva."""
    who, page = cast.fiji, cast.fiji.page
    page.get_by_role("button", name="Pages").click()
    page.get_by_role("link", name="My calendar").click()
    page.get_by_label("Name of the device or calendar").fill("My telephone")
    who.button("Make the link").click()
    address = page.get_by_label("The address, for any calendar program").input_value()
    who.look()
    with urlopen(address, timeout=20) as answer:
        assert answer.headers.get_content_type() == "text/calendar"
        feed = answer.read()
    start = closing_start(cast.venue)
    assert start in [event.start.astimezone(SUVA) for event in Calendar.from_ical(feed).events]
    assert start.astimezone(SUVA) in starts_by_dateutil(feed.decode(), dateutil_tz.gettz("Pacific/Fiji"))
    loaded_until(who, f"{cast.venue.forum}/subscribe", "Last fetched")


def loaded_until(who: Visitor, path: str, text: str) -> None:
    """Load a page until it says so: who fetched a calendar is noted after the answer is out."""
    deadline = time.monotonic() + PATIENCE
    while who.go(path).get_by_text(text).count() == 0:
        assert time.monotonic() < deadline, f"{path} never says {text}"


def starts_by_dateutil(feed: str, zone: dt.tzinfo | None) -> list[dt.datetime]:
    """The starts that dateutil reads, from the definitions of zones in the feed alone, on the clock of `zone`."""
    text = feed.replace("\r\n ", "")
    zones = dateutil_tz.tzical(io.StringIO(text))
    found = re.findall(r"^DTSTART;TZID=([^:]+):(\d{8}T\d{6})", text, re.MULTILINE)
    return [dateutil_parser.parse(at).replace(tzinfo=zones.get(name)).astimezone(zone) for name, at in found]


def open_the_floor_and_give_it(cast: Cast) -> None:
    """The chair opens by keyboard and gives the floor to the first who was planned; hall and delegate see it come."""
    where = cast.venue.sitting
    cast.hall.sign_in("hall")
    cast.hall.go(f"{where}/hall")
    cast.fiji.go(f"{where}/floor")
    for watcher in (cast.hall, cast.fiji):
        watcher.page.evaluate(MARK)
    cast.chair.sign_in("chair")
    console = cast.chair.go(f"{where}/chair")
    cast.chair.sees("Planned list")
    console.keyboard.press("Enter")
    cast.chair.sees("before the planned start.")
    console.keyboard.press("Enter")
    cast.hall.sees("The floor is open.")
    cast.fiji.sees("The floor is open.")
    expect(console.get_by_role("button", name=re.compile("^Next: "))).to_be_visible()
    planned = first_on_the_list(console)
    console.keyboard.press("Enter")
    for watcher in (cast.hall, cast.fiji):
        expect(watcher.page.locator("[data-who=label]").first).to_contain_text(planned)
    expect(console.locator("#speaker")).to_have_text(planned)
    for visitor in (cast.chair, cast.hall, cast.fiji):
        visitor.look()


def bare(element: Locator) -> str:
    """The words of an element without the marks that isolate their direction."""
    return element.inner_text().strip("\u2066\u2068\u2069 ")


def first_on_the_list(console: Page) -> str:
    """Who is first on the chair's list."""
    return bare(console.locator("[data-live=queue] li strong").first)


def give_to_next(cast: Cast) -> str:
    """The chair presses Enter; gives who has the floor then."""
    console = cast.chair.page
    following = first_on_the_list(console)
    waiting = console.locator("[data-live=queue] > ol > li").count()
    console.locator("h1").click()
    console.keyboard.press("Enter")
    expect(console.locator("[data-live=queue] > ol > li")).to_have_count(waiting - 1)
    return following


def capture_during_the_statement(cast: Cast) -> None:
    """The first key press binds the line to who speaks; that another has the floor when it is saved changes nothing."""
    who = cast.rapporteur
    who.sign_in("rapporteur")
    page = who.go(f"{cast.venue.sitting}/capture")
    speaker = bare(cast.hall.page.locator("[data-who=label]").first)
    expect(page.locator("#speaker")).to_contain_text(speaker)
    page.keyboard.type("c joint @ex1+@ex2: ")
    following = give_to_next(cast)
    expect(page.locator("#speaker")).to_contain_text(following)
    page.keyboard.type("Train 1,000 inspectors due:2031 usd:5m")
    expect(page.locator("#chips .mark")).to_have_count(5)
    who.look()
    page.keyboard.press("Enter")
    line = page.locator("#log li").first
    expect(line).to_contain_text("Train 1,000 inspectors")
    expect(line).to_contain_text(speaker)
    expect(page.get_by_label("Line")).to_be_focused()
    cast.captured = (line.locator("a").inner_text(), speaker)


def ask_for_the_floor_and_walk_in(cast: Cast) -> None:
    """A delegate withdraws and asks again, the chair takes the request; somebody who is on no roster is added."""
    console = cast.chair.page
    cast.fiji.button("Withdraw").click()
    cast.fiji.sees("You are not on the list.")
    cast.fiji.button("Ask for the floor").click()
    cast.fiji.sees("You have asked for the floor.")
    expect(console.get_by_role("heading", name="Requests (1)")).to_be_visible()
    cast.chair.button("Add", within=console.locator("[data-live=requests]")).click()
    cast.fiji.sees("on the list.")
    expect(cast.fiji.page.locator("[data-place]")).to_be_visible()
    console.get_by_label("Function or name").fill("Minister of labour")
    console.get_by_label("State").select_option("TG")
    cast.chair.button("Add the walk-in").click()
    expect(console.locator("[data-live=queue]")).to_contain_text("Minister of labour")
    expect(console.get_by_label("Function or name")).to_have_value("")
    expect(cast.fiji.page.locator("#list")).to_contain_text("Togo")
    cast.chair.look()


def run_the_clock_by_keyboard(cast: Cast) -> None:
    """Pause, go on, stop, undo and next, without touching a mouse; the hall follows each."""
    console, hall = cast.chair.page, cast.hall.page
    console.locator("h1").click()
    speaker = bare(console.locator("#speaker"))
    console.keyboard.press("Space")
    expect(hall.locator("[data-word=paused]")).to_be_visible()
    expect(cast.chair.button("Go on Space")).to_be_visible()
    console.keyboard.press("Space")
    expect(hall.locator("[data-word=paused]")).to_be_hidden()
    expect(cast.chair.button("Pause Space")).to_be_visible()
    console.keyboard.press("s")
    expect(hall.locator("#speaking")).to_be_hidden()
    expect(console.get_by_text("Nobody has the floor")).to_be_visible()
    console.keyboard.press("z")
    expect(hall.locator("[data-who=label]").first).to_contain_text(speaker)
    expect(console.locator("#speaker")).to_have_text(speaker)
    following = give_to_next(cast)
    expect(hall.locator("[data-who=label]").first).to_contain_text(following)


def catch_up_after_reload_and_without_network(cast: Cast) -> None:
    """A browser that is loaded again, and one whose network was away, show what happened meanwhile."""
    hall, fiji = cast.hall.page, cast.fiji.page
    assert hall.evaluate("window.wasNotReloaded") is True
    assert fiji.evaluate("window.wasNotReloaded") is True
    cast.hall.context.set_offline(True)
    speaker = give_to_next(cast)
    expect(fiji.locator("[data-who=label]").first).to_contain_text(speaker)
    fiji.reload()
    expect(fiji.locator("[data-who=label]").first).to_contain_text(speaker)
    assert speaker not in hall.locator("[data-who=label]").first.inner_text(), "the hall's network was away"
    cast.hall.context.set_offline(False)
    expect(hall.locator("[data-who=label]").first).to_contain_text(speaker)
    assert hall.evaluate("window.wasNotReloaded") is True
    speaker = give_to_next(cast)
    for watcher in (hall, fiji):
        expect(watcher.locator("[data-who=label]").first).to_contain_text(speaker)


def react_and_close(cast: Cast) -> None:
    """The workers' coordinator reacts; the chair closes the sitting, everybody sees it."""
    key, _speaker = cast.captured
    cast.workers.sign_in("c-wor")
    page = cast.workers.go(f"{cast.venue.forum}/commitments")
    page.get_by_role("link", name=re.compile(f"^{key}")).click()
    page.get_by_label("Stance").select_option(label="supports")
    page.get_by_label("In its words").fill("The workers welcome it and ask for yearly figures.")
    cast.workers.button("Record the reaction").click()
    expect(page.get_by_text("The workers welcome it and ask for yearly figures.").first).to_be_visible()
    cast.workers.look()
    cast.chair.page.locator("summary", has_text="Close the sitting").click()
    cast.chair.button("Close it now").click()
    cast.hall.sees("The sitting is over.")
    expect(cast.hall.page.get_by_text("Next:")).to_be_hidden()
    cast.fiji.sees("The sitting is over.")
    cast.chair.sees("The sitting is over.")


def take_the_report_home(cast: Cast) -> None:
    """The report carries the commitment in a numbered paragraph with speaker, sitting and time, in DOCX and in PDF."""
    who = cast.rapporteur
    page = who.go(f"{cast.venue.forum}/report")
    for kind in ("DOCX", "PDF"):
        with page.expect_download() as waited:
            page.get_by_role("link", name=kind, exact=True).click()
        text = text_of(waited.value.path().read_bytes(), kind)
        assert_carried(text, *cast.captured)


def text_of(body: bytes, kind: str) -> str:
    """The words of a document, in one line."""
    if kind == "DOCX":
        lines = [paragraph.text for paragraph in Document(io.BytesIO(body)).paragraphs]
    else:
        lines = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    return " ".join(" ".join(lines).split())


def assert_carried(text: str, key: str, speaker: str) -> None:
    """The commitment stands in a numbered paragraph with who said it, where and when; the reaction under it."""
    today = f"{dt.datetime.now(GENEVA):%A} {dt.datetime.now(GENEVA).day} "
    paragraph = (
        rf"\d+\. Example organization 1: Train 1,000 inspectors \[{key}: joint action; with Example organization 2; "
        rf"by the end of 2031; USD 5,000,000; .*?Said by {speaker} at “Opening”, {today}\w+ \d+, \d\d:\d\d \(Geneva, "
    )
    assert re.search(paragraph, text), text
    assert "Workers: supports. The workers welcome it and ask for yearly figures." in text
