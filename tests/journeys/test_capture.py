"""The rapporteur's line in a real browser: Enter saves without a page load; a cut loses nothing and doubles nothing."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from forum.services import commitments
from forum.services.unit import Unit
from forum.settings import load
from forum.store.engine import Store
from forum.web.app import create_app
from tests import builders
from tests.live import serving
from tests.registers import SLUG, START, House

pytestmark = pytest.mark.browser


@pytest.fixture
def house(sqlite_store: Store) -> House:
    """A leader has the floor."""
    house = House(sqlite_store)
    house.open()
    house.speak("leader-1")
    return house


@pytest.fixture
def desk(house: House, chrome: Browser, tmp_path: Path) -> Iterator[Page]:
    """The rapporteur at the page, two minutes into the sitting."""
    at = START + dt.timedelta(minutes=2)
    app = create_app(load({}, FORUM_DATA=str(tmp_path / "data")), house.store, clock=lambda: at)
    operator = Unit(store=house.store, actor=builders.OPERATOR, now=at)
    token = builders.sign_in_token(operator, SLUG, "rapporteur")
    with serving(app) as address:
        page = chrome.new_context().new_page()
        page.goto(f"{address}/sign-in/{token}")
        page.locator("main button[type=submit]").click()
        page.goto(f"{address}/forums/{SLUG}/sittings/opening/capture")
        yield page
        page.context.close()


def keys(house: House) -> list[str]:
    return [one.text for one in commitments.register(house.unit(), SLUG).entries]


def test_enter_saves_and_the_line_is_ready_again(desk: Page, house: House) -> None:
    expect(desk.locator("#line")).to_be_focused()
    desk.keyboard.type("c joint @example-1+@example-2: We shall double it #theme-1 due:2023")
    expect(desk.locator("#chips")).to_contain_text("joint action")
    desk.keyboard.press("Enter")
    expect(desk.locator("#log li")).to_contain_text("C-001")
    expect(desk.locator("#line")).to_be_focused()
    expect(desk.locator("#line")).to_have_value("")
    assert keys(house) == ["We shall double it"]
    if folder := os.environ.get("PICTURES"):
        desk.locator("#card summary").click()
        desk.screenshot(path=f"{folder}/capture.png", full_page=True)
        for name in ("commitments", "commitments/C-001", "commitments/C-001?lang=ar", "report"):
            desk.goto(desk.url.split("/forums/")[0] + f"/forums/{SLUG}/{name}")
            desk.screenshot(path=f"{folder}/{name.replace('/', '-').replace('?', '-')}.png", full_page=True)


def test_lines_written_during_a_cut_are_sent_once_when_it_is_over(desk: Page, house: House) -> None:
    desk.context.set_offline(True)
    for text in ("first", "second"):
        desk.keyboard.type(f"c: {text}")
        desk.keyboard.press("Enter")
    expect(desk.locator("#capture-waiting")).to_be_visible()
    desk.context.set_offline(False)
    expect(desk.locator("#log li")).to_have_count(2, timeout=15_000)
    expect(desk.locator("#capture-waiting")).to_be_hidden()
    assert keys(house) == ["first", "second"]


def test_a_refused_line_comes_back_with_the_reason(desk: Page, house: House) -> None:
    desk.keyboard.type("s/absent/there/")
    desk.keyboard.press("Enter")
    expect(desk.locator("#capture-fault")).to_contain_text("does not hold the words")
    expect(desk.locator("#line")).to_have_value("s/absent/there/")
    assert keys(house) == []
