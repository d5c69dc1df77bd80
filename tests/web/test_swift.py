"""Calendars answered before the application: the same headers, and everything else passed on."""

from __future__ import annotations

import pytest
from flask import Flask

from forum.domain.feeds import hash_of
from forum.store import feeds
from forum.store.engine import Store
from tests import builders
from tests.conftest import NOW
from tests.web.test_calendar import fetch

TOKEN = "k" * 43
PATH = f"/calendar/{TOKEN}.ics"


@pytest.fixture(autouse=True)
def feed_id(sqlite_store: Store) -> int:
    forum_id = builders.a_forum(sqlite_store)
    person_id = builders.a_person(sqlite_store, forum_id, "fiji")
    return sqlite_store.writing(lambda db: feeds.add(db, person_id, "Phone", hash_of(TOKEN), NOW)).id


def test_it_says_what_the_application_says_of_every_answer(app: Flask) -> None:
    swift, slow = fetch(app, PATH).headers, fetch(app, "/calendar/x.ics").headers
    for name in ("Referrer-Policy", "X-Content-Type-Options", "Cross-Origin-Opener-Policy"):
        assert swift[name] == slow[name]
    assert "frame-ancestors 'none'" in swift["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in swift


def test_over_https_it_asks_to_stay_there(app: Flask) -> None:
    response = app.test_client().get(PATH, base_url="https://forum.example.org")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_other_methods_are_the_applications(app: Flask, method: str) -> None:
    assert fetch(app, PATH, method).status_code in {400, 405}


@pytest.mark.parametrize(
    "path", [f"/calendar/{'é' * 43}.ics", f"/calendar/{'k' * 42}/.ics", f"/calendar/{TOKEN}.ICS", f"{PATH}/", PATH * 2]
)
def test_33_what_only_looks_like_a_secret_is_404(app: Flask, path: str) -> None:
    response = fetch(app, path)
    assert response.status_code == 404
    assert TOKEN not in response.text


def test_31_several_tags_and_any_tag_are_understood(app: Flask) -> None:
    tag = fetch(app, PATH).headers["ETag"]
    for sent in (f'"other", {tag}', f"W/{tag}", "*"):
        assert fetch(app, PATH, If_None_Match=sent).status_code == 304
    assert fetch(app, PATH, If_None_Match=tag.strip('"') + '"').status_code == 200
