from __future__ import annotations

from collections.abc import Callable

import pytest

from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser

SAID = "a character that no text has"


@pytest.fixture
def forum(sqlite_store: Store) -> int:
    """A forum with a sitting and an organizer."""
    forum_id = builders.a_forum(sqlite_store, "global-forum")
    builders.a_sitting(sqlite_store, forum_id)
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    return forum_id


@pytest.mark.parametrize("odd", ["a\0b", "\x0b", "\x1b[31m", "\x7f", "\x9b", "\uffff", "\u202egpj", "\u2067"])
def test_a_form_with_such_a_character_changes_nothing(forum: int, signed_in: Callable[..., Browser], odd: str) -> None:
    organizer = signed_in("global-forum", "organizer")
    edit = "/forums/global-forum/programme/edit"
    page = organizer.post(f"{edit}/sittings", {"title": f"Odd{odd}", "minutes": "60", "kind": "other"}, status=422)
    assert SAID in page.text
    assert "(U+" in page.text
    assert "Odd" not in organizer.get(edit).html


@pytest.mark.parametrize("key", ["../x", "a/b", "a b", "?", "."])
def test_a_room_whose_key_no_address_can_name_is_refused(
    forum: int, signed_in: Callable[..., Browser], key: str
) -> None:
    organizer = signed_in("global-forum", "organizer")
    page = organizer.post("/forums/global-forum/programme/edit/rooms", {"key": key, "name": "Hall"}, status=422)
    assert "is not an id" in page.text


def test_line_ends_tabs_and_every_script_pass(forum: int, signed_in: Callable[..., Browser]) -> None:
    organizer = signed_in("global-forum", "organizer")
    title = "Été\tالمنتدى 论坛 🌍 \u200fx"
    edit = "/forums/global-forum/programme/edit"
    page = organizer.post(f"{edit}/sittings", {"title": title, "minutes": "60", "kind": "other"})
    assert "المنتدى 论坛 🌍" in page.html


@pytest.mark.parametrize("path", ["/?lang=a%00", "/forums/global-forum/programme?q=%0b"])
def test_a_query_with_such_a_character_is_refused(forum: int, browser: Browser, path: str) -> None:
    assert SAID in browser.get(path, status=422).text


@pytest.mark.parametrize("path", ["/forums/a%00b/programme", "/forums/%0b/", "/forums/global-forum/commitments/%00"])
def test_an_address_with_such_a_character_leads_nowhere(forum: int, browser: Browser, path: str) -> None:
    browser.get(path, status=404)


@pytest.mark.parametrize("number", [2**31, 10**20])
def test_a_number_that_no_row_has_leads_nowhere(forum: int, signed_in: Callable[..., Browser], number: int) -> None:
    organizer = signed_in("global-forum", "organizer")
    organizer.get(f"/forums/global-forum/people/import/{number}", status=404)
    organizer.get(f"/forums/global-forum/programme/releases/{number}", status=404)
    organizer.post(f"/forums/global-forum/subscribe/{number}/revoke", status=404)
    organizer.post(f"/forums/global-forum/programme/edit/plans/{number}/accept", status=404)


def test_a_secret_may_be_mistyped_in_any_way(browser: Browser) -> None:
    assert "no calendar" in browser.get("/calendar/a%00b.ics", status=404).html
    browser.get("/sign-in/a%00b", status=410)


def test_without_the_form_token_nothing_is_read(forum: int, browser: Browser) -> None:
    assert browser.client.post("/sign-in", data={"email": "\0"}).status_code == 400
