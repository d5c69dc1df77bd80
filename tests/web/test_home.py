"""The home of each role: what is now, what is next, what needs me."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from forum.settings import Settings
from forum.store.engine import Store
from forum.web.app import create_app
from tests import builders
from tests.web.pages import Browser

SLUG = "global-forum"
HOME = f"/forums/{SLUG}/"


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    """Opening at 11:00 and closing at 13:00 in Geneva, two and four hours after `now` begins the day."""
    forum_id = builders.a_forum(sqlite_store)
    room = builders.a_room(sqlite_store, forum_id)
    for position, (key, hour) in enumerate((("opening", 11), ("closing", 13))):
        builders.a_sitting(sqlite_store, forum_id, key, clock=dt.time(hour), position=position, room_id=room)
    for role in ("organizer", "chair", "rapporteur", "delegate", "hall"):
        builders.a_person(sqlite_store, forum_id, role, role, zone="Pacific/Fiji", state="FJ")
    return forum_id


@pytest.fixture
def published(forum_id: int, sqlite_store: Store) -> int:
    builders.a_release(sqlite_store, forum_id)
    return forum_id


def needs(browser: Browser) -> list[str]:
    page = browser.get(HOME)
    headings = [h.text_content() for h in page.all("main h2")]
    return (
        [a.text_content() for a in page.all("main ul.lines")[0].cssselect("a")] if "What needs you" in headings else []
    )


def test_before_the_first_release_the_organizer_is_asked_to_publish(
    forum_id: int, signed_in: Callable[..., Browser]
) -> None:
    assert "The programme is ready: publish it" in needs(signed_in(SLUG, "organizer"))
    assert "has not been published yet" in signed_in(SLUG, "delegate").get(HOME).text


def test_the_next_sitting_is_told_on_one_s_own_clock(published: int, signed_in: Callable[..., Browser]) -> None:
    page = signed_in(SLUG, "delegate").get(HOME)
    assert "Your next sitting starts on Tuesday 22 February at 22:00, Suva time." in page.text
    assert needs(signed_in(SLUG, "delegate")) == ["Put your sittings into your own calendar"]


@pytest.mark.parametrize("hours_late", [0, 3, 12])
def test_a_sitting_that_nobody_opened_still_waits_for_its_chair(
    hours_late: int, published: int, settings: Settings, sqlite_store: Store, now: dt.datetime
) -> None:
    late = now + dt.timedelta(hours=1 + hours_late)
    app = create_app(settings, sqlite_store, clock=lambda: late)
    app.testing = True
    chair = arrive(app, sqlite_store, late, "chair")
    page = chair.get(HOME)
    assert "“Opening” was planned for 22:00, Suva time, and has not been opened yet." in page.text
    assert "“Opening” was planned for 22:00, Suva time: open the floor" in needs(chair)
    assert [a for a in page.all(".sitting .acts a") if "Run the floor" in a.text_content()]


def arrive(app: Flask, store: Store, now: dt.datetime, who: str) -> Browser:
    from forum.services.unit import Unit

    token = builders.sign_in_token(Unit(store=store, actor=builders.OPERATOR, now=now), SLUG, who)
    browser = Browser(app)
    browser.get(f"/sign-in/{token}")
    browser.client.post(f"/sign-in/{token}", data={"csrf_token": browser.token()})
    browser.page = None
    return browser


def test_the_next_day_all_is_over(published: int, settings: Settings, sqlite_store: Store, now: dt.datetime) -> None:
    later = now + dt.timedelta(days=2)
    app = create_app(settings, sqlite_store, clock=lambda: later)
    app.testing = True
    rapporteur = arrive(app, sqlite_store, later, "rapporteur")
    assert "All sittings of this forum are over." in rapporteur.get(HOME).text
    assert needs(rapporteur) == [
        "All sittings are over: hand in the report",
        "All sittings are over: see what was promised",
    ]


def test_the_hall_finds_its_display(published: int, signed_in: Callable[..., Browser]) -> None:
    page = signed_in(SLUG, "hall").get(HOME)
    displays = [a.get("href") for a in page.all(".sitting .acts a") if "Hall display" in a.text_content()]
    assert displays == [f"/forums/{SLUG}/sittings/{key}/hall" for key in ("opening", "closing")]


def test_a_visitor_of_the_home_is_led_to_the_programme(published: int, browser: Browser) -> None:
    assert browser.get(HOME).heading == "Programme"


def test_changes_are_said_in_words(published: int, signed_in: Callable[..., Browser]) -> None:
    text = signed_in(SLUG, "organizer").get(f"{HOME}changes").text
    assert "Sign-in link issued" in text
    assert "the operator" in text


def test_health(app: Flask) -> None:
    assert app.test_client().get("/health").get_json() == {"status": "ok"}
