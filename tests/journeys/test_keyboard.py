"""Menus, forms and the chair's console by Tab, Enter and Space alone, with the focus to be seen at every stop."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.held import prepare_held
from tests.journeys.test_pages import FORUM, OPENING
from tests.journeys.venue import Venue, served
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

#: where the focus is, and whether anything on or around it shows so
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const isSeen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const name = (element.getAttribute("aria-label") || element.innerText || element.name || element.id || "").trim();
  return { name: `${element.tagName.toLowerCase()} ${name.slice(0, 60)}`, isSeen, at: element.tabIndex };
}"""

#: what one must be able to reach: everything that is seen and acts
REACHABLE = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(
  (element) => element.checkVisibility() && !element.disabled && element.type !== "hidden" && element.tabIndex >= 0
).length"""


@pytest.fixture(scope="module")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """The forum while its opening is being held, served."""
    folder = tmp_path_factory.mktemp("keyboard") / "data"
    with served(folder, prepare_held(folder)) as venue:
        yield venue


def stops(page: Page) -> list[dict[str, object]]:
    """Every place at which Tab stops, from the top of the page until the focus leaves it."""
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    found: list[dict[str, object]] = []
    for _press in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop is None:
            return found
        found.append(stop)
    raise AssertionError("the focus never leaves the page")


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("organizer", f"{FORUM}/programme/edit"),
        ("chair", f"{OPENING}/chair"),
        ("fji-g1", f"{OPENING}/floor"),
        ("rapporteur", f"{FORUM}/commitments"),
    ],
)
def test_tab_reaches_everything_and_shows_where_it_is(chrome: Browser, venue: Venue, who: str, path: str) -> None:
    visitor = Visitor(chrome, venue, who, reduced_motion="reduce")
    visitor.sign_in(who)
    page = visitor.go(path)
    expected = page.evaluate(REACHABLE)
    found = stops(page)
    visitor.context.close()
    assert [stop["name"] for stop in found if not stop["isSeen"]] == []
    assert len(found) >= expected
    assert str(found[0]["name"]).startswith("a Skip to the content")


def press_until(page: Page, key: str, name: str) -> None:
    """Tab on until the focus stands on what bears that name."""
    for _press in range(200):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop and name in stop["name"]:
            return
    raise AssertionError(f"no stop is called {name}")


def test_language_is_chosen_by_keyboard(chrome: Browser, venue: Venue) -> None:
    visitor = Visitor(chrome, venue, "c-emp")
    visitor.sign_in("c-emp")
    page = visitor.go(f"{FORUM}/programme")
    press_until(page, "Tab", "English")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "العربية")
    page.keyboard.press("Space")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    visitor.context.close()


def test_the_console_is_run_by_tab_and_space(chrome: Browser, venue: Venue) -> None:
    visitor = Visitor(chrome, venue, "chair")
    visitor.sign_in("chair")
    page = visitor.go(f"{OPENING}/chair")
    press_until(page, "Tab", "Pause")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause")).to_be_focused()
    visitor.context.close()
    assert visitor.troubles == []


def test_a_form_is_sent_by_keyboard(chrome: Browser, venue: Venue) -> None:
    visitor = Visitor(chrome, venue, "fji-g1")
    visitor.sign_in("fji-g1")
    page = visitor.go(f"{FORUM}/subscribe")
    press_until(page, "Tab", "label")
    page.keyboard.type("My tablet")
    page.keyboard.press("Enter")
    expect(page.get_by_label("The address, for any calendar program")).to_be_visible()
    visitor.context.close()
