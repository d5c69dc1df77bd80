"""Who bears which hour in a real browser: 187 rows filtered as one types, the head stays, nothing overflows a phone."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from forum.i18n import cities, states
from forum.services import programme
from forum.services.unit import Unit
from forum.settings import load
from forum.store.engine import Store
from forum.web.app import create_app
from tests import builders
from tests.live import serving

pytestmark = pytest.mark.browser
SLUG = "global-forum"
NOW = dt.datetime(2022, 2, 1, 9, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def address(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served forum to which every Member State sends one delegate; the tests only read it."""
    folder = tmp_path_factory.mktemp("burden")
    store = Store(f"sqlite:///{shutil.copy(migrated_file, folder / 'forum.sqlite')}")
    forum_id = builders.a_forum(store)
    builders.a_sitting(store, forum_id)
    for state in states.member_states():
        builders.a_person(store, forum_id, state, state=state, zone=cities.zone_of_capital(state))
    programme.publish(Unit(store=store, actor=builders.OPERATOR, now=NOW), SLUG)
    app = create_app(load({}, FORUM_DATA=str(folder / "data")), store, clock=lambda: NOW)
    with serving(app) as address:
        yield address
    store.dispose()


@pytest.fixture
def page(chrome: Browser, address: str) -> Iterator[Page]:
    """The page of that forum in a profile of its own."""
    context = chrome.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    troubles: list[str] = []
    page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
    page.goto(f"{address}/forums/{SLUG}/burden")
    yield page
    context.close()
    assert troubles == []


def test_rows_are_found_as_one_types_and_come_back(page: Page) -> None:
    rows = page.locator("#bearers tbody tr:visible")
    expect(rows).to_have_count(187)
    page.get_by_label("Search").fill("fiji")
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("Suva")
    expect(page.locator("[data-shown]")).to_have_text("1")
    page.get_by_label("Search").fill("")
    expect(rows).to_have_count(187)


def test_the_head_stays_while_one_scrolls(page: Page) -> None:
    page.locator("#bearers tbody tr").nth(150).scroll_into_view_if_needed()
    box = page.locator("#bearers thead th").nth(1).bounding_box()
    assert box is not None
    assert 0 <= box["y"] <= 5


def test_nothing_overflows_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
