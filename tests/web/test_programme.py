"""The published programme as readers meet it: own time first, nothing that is not theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from forum.domain.access import OPERATOR
from forum.services import programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/programme"
LINK = "https://meet.example.org/secret-room"


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    """Two sittings, at 13:00 and 20:30 in Geneva, in a room with a link; a delegate in Fiji and an organizer."""
    forum_id = builders.a_forum(sqlite_store)
    room_id = builders.a_room(sqlite_store, forum_id, link=LINK, languages=["en", "fr", "es"])
    builders.a_sitting(sqlite_store, forum_id, "opening", position=0, room_id=room_id)
    builders.a_sitting(sqlite_store, forum_id, "theme-1", position=1, clock=dt.time(20, 30), title="Decent jobs")
    builders.a_person(sqlite_store, forum_id, "fiji", state="FJ", zone="Pacific/Fiji")
    builders.a_person(sqlite_store, forum_id, "organizer", "organizer")
    return forum_id


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


def test_before_the_first_release_participants_are_told_so(
    forum_id: int, signed_in: Callable[..., Browser], browser: Browser
) -> None:
    page = signed_in(SLUG, "fiji").get(PAGE)
    assert "has not been published yet" in page.text
    assert "Decent jobs" not in page.html
    assert "Decent jobs" not in browser.get(PAGE).html


def test_own_time_stands_first_and_the_venue_second(
    forum_id: int, operator: Unit, signed_in: Callable[..., Browser]
) -> None:
    programme.publish(operator, SLUG)
    page = signed_in(SLUG, "fiji").get(PAGE)
    assert page.heading == "Your programme"
    first, second = page.all("article.sitting")
    assert first.cssselect(".big")[0].text_content() == "00:00–01:30"
    assert "Suva" in first.cssselect(".when")[0].text_content()
    assert "UTC+12:00" in first.cssselect(".when")[0].text_content()
    assert "Wed" in first.cssselect(".when")[0].text_content()
    assert "13:00–14:30" in first.cssselect(".what")[0].text_content()
    assert second.cssselect(".big")[0].text_content() == "07:30–09:00"
    assert [heading.text_content() for heading in page.all("main h2")] == ["Wednesday 23 February"]


def test_the_sentence_on_top_is_made_from_the_data(
    forum_id: int, operator: Unit, signed_in: Callable[..., Browser]
) -> None:
    programme.publish(operator, SLUG)
    assert "2 sittings. 1 of them falls into your night." in signed_in(SLUG, "fiji").get(PAGE).text
    elsewhere = signed_in(SLUG, "organizer").get(f"{PAGE}?zone=Africa/Abidjan").text
    assert "2 sittings. None of them falls into your night." in elsewhere


def test_a_visitor_sees_the_venue_and_is_asked_for_a_zone(forum_id: int, operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG)
    page = browser.get(PAGE)
    assert page.heading == "Programme"
    assert "Choose your own time zone" in page.text
    assert page.all("article.sitting .big")[0].text_content() == "13:00–14:30"


def test_the_strip_shows_where_the_sitting_lies(forum_id: int, operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG)
    strip = browser.get(f"{PAGE}?zone=Asia/Tokyo").all("svg.strip")[0]
    placed = [(rect.get("x"), rect.get("width")) for rect in strip.cssselect("rect.fill-sitting")]
    assert placed == [("1260", "90")]
    assert sum(int(rect.get("width")) for rect in strip.cssselect("rect[class^=fill]:not(.fill-sitting)")) == 1440


def test_a_sitting_over_midnight_lies_on_both_ends_of_the_strip(
    forum_id: int, operator: Unit, browser: Browser
) -> None:
    programme.publish(operator, SLUG)
    strip = browser.get(f"{PAGE}?zone=Asia/Vladivostok").all("svg.strip")[0]
    placed = [(rect.get("x"), rect.get("width")) for rect in strip.cssselect("rect.fill-sitting")]
    assert placed == [("1320", "90")]
    later = browser.get(f"{PAGE}?zone=Asia/Magadan").all("svg.strip")[0]
    placed = [(rect.get("x"), rect.get("width")) for rect in later.cssselect("rect.fill-sitting")]
    assert placed == [("1380", "60"), ("0", "30")]


def test_the_link_into_the_room_is_never_printed(
    forum_id: int, operator: Unit, browser: Browser, signed_in: Callable[..., Browser]
) -> None:
    programme.publish(operator, SLUG)
    assert LINK not in browser.get(PAGE).html
    assert "Join" not in browser.get(PAGE).text
    mine = signed_in(SLUG, "fiji").get(PAGE)
    assert LINK not in mine.html
    assert "Join" in mine.text


def test_a_later_release_says_what_it_changed(forum_id: int, operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG)
    programme.move_sitting(operator, SLUG, "theme-1", dt.date(2022, 2, 23), dt.time(9, 0))
    programme.cancel_sitting(operator, SLUG, "opening")
    programme.publish(operator, SLUG, name="After the Officers met")
    page = browser.get(PAGE)
    assert "What release 2 changed" in page.text
    assert "It was announced for Tue" in page.text
    cancelled = page.one("article.cancelled")
    assert "cancelled" in cancelled.cssselect(".mark")[0].text_content()
    assert "After the Officers met" in page.text
    assert "1 sitting." in page.text


def test_old_releases_can_be_read_as_they_were(forum_id: int, operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG, note="Agreed in Geneva")
    programme.move_sitting(operator, SLUG, "theme-1", dt.date(2022, 2, 23), dt.time(9, 0))
    programme.publish(operator, SLUG)
    assert "Published 2 times so far" in browser.get(f"{PAGE}/releases").text
    first = browser.get(f"{PAGE}/releases/1")
    assert first.heading == "Release 1"
    assert "Agreed in Geneva" in first.text
    assert "20:30" in first.text
    assert "moved" in browser.get(f"{PAGE}/releases/2").text
    browser.get(f"{PAGE}/releases/3", status=404)


def test_the_programme_as_data(forum_id: int, operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG, name="First")
    answer = browser.client.get(f"{PAGE}.json")
    found = answer.get_json()
    assert found["forum"]["zone"] == "Europe/Zurich"
    assert (found["release"]["number"], found["release"]["name"]) == (1, "First")
    assert found["sittings"][0] | {"modified_at": ""} == {
        "id": "opening",
        "title": "Opening",
        "language": "en",
        "kind": "other",
        "status": "confirmed",
        "start": "2022-02-22T12:00:00Z",
        "end": "2022-02-22T13:30:00Z",
        "minutes": 90,
        "venue": {"day": "2022-02-22", "clock": "13:00", "zone": "Europe/Zurich", "offset": "UTC+01:00"},
        "room": {"id": "main", "name": "Room XVII", "place": "", "languages": ["en", "fr", "es"]},
        "sequence": 0,
        "modified_at": "",
    }
    assert LINK not in answer.get_data(as_text=True)


def test_a_client_that_has_the_data_is_told_so(forum_id: int, operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG)
    etag = browser.client.get(f"{PAGE}.json").headers["ETag"]
    assert browser.client.get(f"{PAGE}.json", headers={"If-None-Match": etag}).status_code == 304
    programme.cancel_sitting(operator, SLUG, "opening")
    programme.publish(operator, SLUG)
    assert browser.client.get(f"{PAGE}.json", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("language", ["fr", "es", "ar", "zh", "ru", "de"])
def test_the_page_stands_in_every_language(forum_id: int, operator: Unit, browser: Browser, language: str) -> None:
    programme.publish(operator, SLUG)
    page = browser.get(f"{PAGE}?lang={language}&zone=Pacific/Fiji")
    assert len(page.all("article.sitting")) == 2
    assert page.all("article.sitting .big")[0].text_content() == "00:00–01:30"


def test_a_sitting_that_is_over_is_not_joined(
    forum_id: int, operator: Unit, app: Flask, sqlite_store: Store, signed_in: Callable[..., Browser]
) -> None:
    programme.move_sitting(operator, SLUG, "opening", dt.date(2022, 2, 22), dt.time(8, 0))
    programme.publish(operator, SLUG)
    first, second = signed_in(SLUG, "fiji").get(PAGE).all("article.sitting")
    assert "Join" not in first.text_content()
    assert "Join" in second.text_content()
