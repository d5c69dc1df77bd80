"""The organizer's journey in a real browser, by mouse and by keyboard alone.

The workbench opened, a sitting locked, the policy changed, the search followed, the prices compared, a proposal
accepted, the programme released, its statement of fairness printed in French.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Protocol

import pypdf
import pytest
from playwright.sync_api import Browser, Locator, expect

from forum.services import planning, programme
from tests.journeys.venue import SLUG, Venue, prepare, served
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
FORUM = f"/forums/{SLUG}"
#: presses of Tab after which a thing counts as out of reach
MOST_PRESSES = 250


class Hand(Protocol):
    """How the organizer acts on a page."""

    def press(self, what: Locator) -> None: ...
    def choose(self, what: Locator, value: str) -> None: ...


class Mouse:
    """Points and clicks."""

    def press(self, what: Locator) -> None:
        what.click()

    def choose(self, what: Locator, value: str) -> None:
        what.select_option(value)


class Keyboard:
    """Tab, Enter and letters alone."""

    def press(self, what: Locator) -> None:
        self._reach(what)
        what.page.keyboard.press("Enter")

    def choose(self, what: Locator, value: str) -> None:
        self._reach(what)
        what.page.keyboard.type(what.locator(f"option[value={value}]").inner_text()[:18])
        expect(what).to_have_value(value)

    def _reach(self, what: Locator) -> None:
        expect(what).to_be_visible()
        what.page.evaluate("document.activeElement?.blur()")
        for _press in range(MOST_PRESSES):
            what.page.keyboard.press("Tab")
            if what.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"Tab never reaches {what}")


@pytest.fixture
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """A served forum of two sittings, both by day in Geneva; nothing is published yet."""
    folder = tmp_path_factory.mktemp("fair-time") / "data"
    with served(folder, prepare(folder)) as venue:
        for key, clock in (("opening", dt.time(13, 0)), ("closing", dt.time(16, 0))):
            programme.move_sitting(venue.unit(), SLUG, key, venue.first_day, clock)
        yield venue


@pytest.fixture
def organizer(chrome: Browser, venue: Venue) -> Iterator[Visitor]:
    visitor = Visitor(chrome, venue, "organizer")
    visitor.sign_in("organizer")
    yield visitor
    assert visitor.troubles == []
    visitor.context.close()


@pytest.mark.parametrize("hand", [Mouse(), Keyboard()], ids=["by mouse", "by keyboard alone"])
def test_from_the_workbench_to_the_printed_statement(hand: Hand, venue: Venue, organizer: Visitor) -> None:
    lock_on_the_workbench(hand, organizer)
    plan_by_another_policy(hand, organizer)
    compare_the_prices(hand, organizer)
    accept_and_release(hand, organizer, venue)
    print_in_french(hand, organizer)


def lock_on_the_workbench(hand: Hand, organizer: Visitor) -> None:
    """The organizer sees who bears the night and keeps the opening where it is."""
    page = organizer.page
    page.goto(organizer.venue.address + f"{FORUM}/")
    hand.press(page.locator("nav.pages summary", has_text="Planning"))
    hand.press(page.get_by_role("link", name="Workbench", exact=True))
    expect(page.locator("#grid tbody tr").first).to_be_visible()
    expect(page.locator("#grid td.band-night").first).to_be_visible()
    assert organizer.violations() == []
    hand.press(page.locator("#sitting-opening").get_by_role("button", name="Keep day and hour"))
    expect(page.locator("#sitting-opening").get_by_text("keeps its day and hour when planned")).to_be_visible()


def plan_by_another_policy(hand: Hand, organizer: Visitor) -> None:
    """The search is followed without touching the page, to its proposal."""
    page = organizer.page
    hand.choose(page.get_by_label("What is fair"), "minimax")
    hand.press(page.get_by_role("button", name="Solve again"))
    expect(page.get_by_role("heading", level=1)).to_have_text("The planner’s search")
    assert organizer.violations() == []
    expect(page.locator("#search[data-over=yes]")).to_be_visible(timeout=60_000)
    hand.press(page.get_by_role("link", name="Look at the proposal"))
    expect(page.locator("#moves ~ div tbody tr")).to_have_count(1)  # the closing: the opening is locked
    organizer.look()
    assert organizer.violations() == []


def compare_the_prices(hand: Hand, organizer: Visitor) -> None:
    """Every policy is priced, and one set against another."""
    page = organizer.page
    hand.press(page.get_by_role("link", name="All proposals"))
    hand.press(page.get_by_role("button", name="missing policies"))
    expect(page.locator("#search[data-over=yes]")).to_be_visible(timeout=90_000)
    hand.press(page.get_by_role("link", name="All proposals"))
    expect(page.get_by_text("not computed yet")).to_have_count(0)
    hand.press(page.get_by_role("link", name="Compare with this · The least burden in all"))
    expect(page.locator("tr.own")).to_contain_text("The least burden in all")
    organizer.look()
    assert organizer.violations() == []


def accept_and_release(hand: Hand, organizer: Visitor, venue: Venue) -> None:
    """The proposal is taken over and the draft published."""
    page = organizer.page
    hand.press(page.get_by_role("link", name="The worst-off delegation only").last)
    hand.press(page.get_by_role("button", name="Accept: put these times into the draft"))
    expect(page.get_by_text("The draft has the times of the plan: 1 sitting moved.")).to_be_visible()
    hand.press(page.get_by_role("button", name="Publish release 1"))
    organizer.sees("The programme is published.")
    plan = planning.proposals(venue.unit(), SLUG).plans[0]
    release = programme.released(venue.unit(), SLUG).release
    assert release is not None
    assert {each.key: each.start for each in release.sittings} == plan.starts


def print_in_french(hand: Hand, organizer: Visitor) -> None:
    """The statement in the reader's language, on the screen, on paper and as a file: one page."""
    page = organizer.page
    hand.press(page.get_by_role("link", name="Programme", exact=True))
    hand.press(page.get_by_role("link", name="Statement of fairness"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement of fairness")
    page.goto(page.url + "?lang=fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Déclaration d’équité")
    organizer.sees("Démontré")
    organizer.look()
    assert organizer.violations() == []
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    assert len(paper.pages) == 1
    address = page.get_by_role("link", name="En PDF").get_attribute("href") or ""
    assert address.endswith("lang=fr")
    made = organizer.context.request.get(organizer.venue.address + address)
    read = pypdf.PdfReader(io.BytesIO(made.body()))
    assert len(read.pages) == 1
    assert "Qui supporte la nuit" in read.pages[0].extract_text()
