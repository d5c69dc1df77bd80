"""Each preset in a real browser: copied, reckoned, its sittings allocated and linted, a value changed and restored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forum.formats.ruleset import SHIPPED, shipped
from forum.services import accounts
from forum.services.accounts import Secrets
from forum.services.unit import Unit
from forum.settings import load
from forum.store.engine import Store
from forum.web.app import create_app
from tests import builders
from tests.chromium import chromium
from tests.live import serving
from tests.registers import SLUG, START, House

pytestmark = pytest.mark.browser
TOKEN = "a-link-of-the-organizer-for-this-journey-only-000"
NOW = START + dt.timedelta(minutes=1)


@pytest.fixture
def page(sqlite_store: Store, tmp_path: Path) -> Iterator[Page]:
    """The organizer's browser on a telephone, without JavaScript."""
    House(sqlite_store)
    operator = Unit(store=sqlite_store, actor=builders.OPERATOR, now=NOW)
    accounts.issue_link(operator, SLUG, "organizer", Secrets(token=TOKEN))
    app = create_app(load({}, FORUM_DATA=str(tmp_path / "data")), sqlite_store, clock=lambda: NOW)
    with serving(app) as address, chromium() as browser:
        context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{address}/sign-in/{TOKEN}")
        page.click("main button[type=submit]")
        page.address = f"{address}/forums/{SLUG}"  # type: ignore[attr-defined]
        yield page


def test_each_preset_is_copied_reckoned_allocated_and_linted(page: Page) -> None:
    for name in SHIPPED[1:]:
        page.goto(f"{page.address}/rules")  # type: ignore[attr-defined]
        page.get_by_label("Copy the rules of").select_option(name)
        page.get_by_role("button", name="Copy", exact=True).click()
        expect(page.locator(".lead")).to_contain_text(shipped(name).title)
        page.get_by_label("Individual statements").fill("400")
        page.get_by_role("button", name="Reckon").click()
        expect(page.locator("dd")).to_contain_text(["your 90 minutes do not fit: from inscription"] * 3)
        page.goto(f"{page.address}/sittings/theme-1/slots")  # type: ignore[attr-defined]
        if page.get_by_label("Replace the slots that are there").count():
            page.get_by_label("Replace the slots that are there").check()
        page.get_by_role("button", name="Allocate the slots of this sitting").click()
        expect(page.locator("li.slot-line").first).to_be_visible()
        expect(page.locator(".findings")).to_contain_text("Values of these rules that no source states")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_value_is_changed_and_restored(page: Page) -> None:
    page.goto(f"{page.address}/rules/values/limits.open_floor")  # type: ignore[attr-defined]
    page.locator("#f-most").fill("180")
    page.get_by_label("Where it is written, or who decided it").fill("The officers, 3 May")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[id='rule-limits.open_floor']")).to_contain_text("3:00")
    page.goto(f"{page.address}/rules/values/limits.open_floor")  # type: ignore[attr-defined]
    page.locator("#f-most").fill("150")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Version 1").click()
    page.get_by_role("button", name="Restore this version").click()
    expect(page.locator("[id='rule-limits.open_floor']")).to_contain_text("3:00")
    expect(page.locator("#versions ~ ul")).to_contain_text("Version 1 was restored")
