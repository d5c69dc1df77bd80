"""The row of pages: what belongs together folds, and only for a reader who may open several of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser

SLUG = "global-forum"


@pytest.fixture(autouse=True)
def forum_id(sqlite_store: Store) -> int:
    """A published forum with two people who may open different pages."""
    forum_id = builders.a_forum(sqlite_store)
    builders.a_sitting(sqlite_store, forum_id, "opening")
    for role in ("organizer", "delegate"):
        builders.a_person(sqlite_store, forum_id, role, role, zone="Pacific/Fiji", state="FJ")
    builders.a_release(sqlite_store, forum_id)
    return forum_id


def row(browser: Browser, path: str = "") -> list[str]:
    """The words of the row itself; what is folded stands in its summary."""
    page = browser.get(f"/forums/{SLUG}/{path}")
    return [one.text_content().strip() for one in page.all(".nav-row > li > a, .nav-row > li > details > summary")]


def test_the_organizer_has_one_line_of_pages(signed_in: Callable[..., Browser]) -> None:
    words = row(signed_in(SLUG, "organizer"))
    assert words[:3] == ["Home", "Programme", "Planning"]
    assert words[-1] == "This forum"
    assert len(words) <= 9


def test_a_delegate_who_may_open_one_page_of_a_group_finds_it_in_the_row(signed_in: Callable[..., Browser]) -> None:
    words = row(signed_in(SLUG, "delegate"))
    assert "Who bears which hour" in words
    assert "Planning" not in words
    assert "This forum" not in words


def test_the_group_of_the_open_page_is_marked(signed_in: Callable[..., Browser]) -> None:
    page = signed_in(SLUG, "organizer").get(f"/forums/{SLUG}/changes")
    assert [one.text_content() for one in page.all(".nav-row summary[aria-current]")] == ["This forum"]
    assert [one.text_content() for one in page.all(".nav-row a[aria-current=page]")] == ["Changes"]


def test_the_button_of_the_telephone_opens_the_same_row_without_javascript(signed_in: Callable[..., Browser]) -> None:
    page = signed_in(SLUG, "delegate").get(f"/forums/{SLUG}/")
    (button,) = page.all(".pages > button")
    (target,) = page.all(f"#{button.get('popovertarget')}")
    assert "popover" in target.attrib
    assert target.get("class") == "nav-row"
