"""Signing in as a visitor meets it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlmodel import select

from forum.domain.access import ANONYMOUS
from forum.services import accounts
from forum.services.unit import Unit
from forum.settings import Settings, load
from forum.store.accounts import LoginRow
from forum.store.engine import Store
from forum.web.app import create_app
from tests import builders
from tests.web.pages import Browser


@pytest.fixture
def chair(sqlite_store: Store) -> str:
    forum_id = builders.a_forum(sqlite_store)
    builders.a_person(sqlite_store, forum_id, "chair", "chair", email="chair@example.org")
    return "chair"


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    return Unit(store=sqlite_store, actor=builders.OPERATOR, now=now)


def link(operator: Unit, *, token: str = "t" * 32, code: str = "123456", is_reusable: bool = False) -> str:
    drawn = accounts.Secrets(token=token, code=code)
    accounts.issue_link(operator, "global-forum", "chair", drawn, is_reusable=is_reusable)
    return f"/sign-in/{token}"


def test_the_same_id_in_two_forums_is_two_people(browser: Browser, chair: str, operator: Unit) -> None:
    other = builders.a_forum(operator.store, "other-forum", is_rehearsal=True, title="Secret rehearsal")
    builders.a_person(operator.store, 1, "guest", "observer")
    builders.a_person(operator.store, other, "guest", "organizer")
    for slug in ("other-forum", "global-forum"):
        accounts.issue_link(operator, slug, "guest", accounts.Secrets(token=f"token-of-{slug}"))
    page = browser.post("/sign-in/token-of-global-forum")
    assert "Secret rehearsal" not in page.html
    browser.get("/forums/other-forum/", status=404)


def test_looking_at_a_link_never_spends_it(browser: Browser, chair: str, operator: Unit) -> None:
    path = link(operator)
    for _ in range(3):
        assert browser.get(path).all("form button")
    assert "Chair" in browser.post(path).html


def test_a_link_serves_once(app: Flask, browser: Browser, chair: str, operator: Unit) -> None:
    path = link(operator)
    browser.post(path)
    assert "used before" in Browser(app).get(path, status=410).text


def test_an_expired_link_says_so(app: Flask, browser: Browser, chair: str, operator: Unit, now: dt.datetime) -> None:
    early = Unit(store=operator.store, actor=operator.actor, now=now - dt.timedelta(hours=1))
    assert "expired" in browser.get(link(early), status=410).text


def test_an_unknown_link_says_so(browser: Browser) -> None:
    assert "not known" in browser.get("/sign-in/nonsense", status=410).text


def test_a_demo_link_serves_again_and_again_but_only_here(browser: Browser, chair: str, operator: Unit) -> None:
    path = link(operator, is_reusable=True)
    browser.post(path)
    browser.post(path)
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert "only on the machine" in browser.get(path, status=403, environ_overrides=elsewhere).text
    assert browser.get(path, status=403, headers={"X-Forwarded-For": "127.0.0.1"})


@pytest.mark.parametrize(
    "signs",
    [
        {"headers": {"Forwarded": "for=192.0.2.7"}},
        {"headers": {"X-Real-IP": "192.0.2.7"}},
        {"headers": {"Via": "1.1 proxy"}},
        {"headers": {"X-Forwarded-Proto": "https"}},
        {"headers": {"X-Forwarded-Host": "localhost"}},
        {"headers": {"Host": "forum.example.org"}},
        {"environ_overrides": {"SERVER_PROTOCOL": "HTTP/1.0"}},
    ],
)
def test_a_demo_link_is_not_opened_through_a_proxy_on_this_machine(
    browser: Browser, chair: str, operator: Unit, signs: dict[str, Any]
) -> None:
    path = link(operator, is_reusable=True)
    assert "only on the machine" in browser.get(path, status=403, **signs).text
    browser.get(path, headers={"Host": "localhost:8000"})
    browser.get(path, headers={"Host": "[::1]:8000"})


@pytest.mark.parametrize(
    "given", [{"FORUM_TRUSTED_PROXIES": "1"}, {"FORUM_BASE_URL": "https://forum.example.org"}], ids=str
)
def test_a_forum_for_others_opens_no_demo_link(
    given: dict[str, str], settings: Settings, sqlite_store: Store, chair: str, operator: Unit, now: dt.datetime
) -> None:
    path = link(operator, is_reusable=True)
    public = load(given, FORUM_DATA=str(settings.data))
    Browser(create_app(public, sqlite_store, clock=lambda: now)).get(path, status=403)


def test_what_a_browser_calls_itself_is_kept_on_one_line(browser: Browser, chair: str, operator: Unit) -> None:
    browser.post(link(operator), headers={"User-Agent": "x\x85\x1b[31m" + "y" * 500})
    with operator.store.reading() as db:
        kept = db.exec(select(LoginRow.client)).one()
    assert kept.startswith("x [31m")
    assert len(kept) <= 120


def test_where_the_disk_is_full_the_visitor_is_told_so(browser: Browser, chair: str, operator: Unit) -> None:
    path = link(operator)
    browser.get(path)
    event.listen(operator.store.engine, "checkout", lambda db, *_rest: db.execute("PRAGMA query_only=ON"))
    page = browser.post(path, status=503)
    assert "disk is full or read-only" in page.text
    assert page.response.headers["Retry-After"]


def test_a_code_signs_in(browser: Browser, chair: str, operator: Unit) -> None:
    link(operator)
    page = browser.post("/sign-in/code", {"email": "Chair@Example.org", "code": "123456"})
    assert "Chair" in page.html


def test_five_wrong_codes_void_the_code_but_not_the_link(browser: Browser, chair: str, operator: Unit) -> None:
    path = link(operator)
    for _ in range(5):
        page = browser.post("/sign-in/code", {"email": "chair@example.org", "code": "000000"}, status=422)
        assert page.one("#code").get("aria-invalid") == "true"
    browser.post("/sign-in/code", {"email": "chair@example.org", "code": "123456"}, status=422)
    browser.post(path)


def test_asking_tells_nothing_about_who_is_registered(app: Flask, chair: str, operator: Unit) -> None:
    link(operator)
    answers = []
    for email in ("chair@example.org", "nobody@example.org"):
        page = Browser(app).post("/sign-in", {"email": email})
        answers.append(page.text)
    assert answers[0] == answers[1]


@pytest.mark.parametrize("people", [40, pytest.param(500, marks=pytest.mark.long)])
def test_five_hundred_people_behind_one_address_sign_in(
    people: int, app: Flask, sqlite_store: Store, operator: Unit
) -> None:
    """Failures are counted per account and link, never per network address; five minutes are enough."""
    began = time.monotonic()
    forum_id = builders.a_forum(sqlite_store)
    for number in range(people):
        key = f"d{number}"
        builders.a_person(sqlite_store, forum_id, key, email=f"{key}@example.org")
        accounts.issue_link(operator, "global-forum", key, accounts.Secrets(token=f"{key}-token", code="111111"))
        Browser(app).post("/sign-in/code", {"email": f"{key}@example.org", "code": "222222"}, status=422)
    for number in range(people):
        Browser(app).post("/sign-in/code", {"email": f"d{number}@example.org", "code": "111111"})
    assert time.monotonic() - began < 300


def test_signing_out_ends_the_login(signed_in: Callable[..., Browser], chair: str) -> None:
    browser = signed_in("global-forum", "chair")
    cookie = browser.client.get_cookie("forum")
    assert cookie is not None
    browser.post("/sign-out")
    browser.client.set_cookie("forum", cookie.value)
    assert "Sign in" in browser.get("/").html


def test_forms_without_their_token_are_refused(app: Flask, chair: str) -> None:
    answer = app.test_client().post("/sign-in", data={"email": "chair@example.org"})
    assert answer.status_code == 400
    assert "nothing was changed" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "bad", ["http://[", "//[", "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_going_on_never_leaves_the_site(browser: Browser, bad: str) -> None:
    assert browser.get(f"/sign-in?next={bad}").value("next") == "/"


def test_the_answer_to_the_ninth_request_is_the_same(app: Flask, chair: str, operator: Unit) -> None:
    link(operator)
    texts = {Browser(app).post("/sign-in", {"email": "chair@example.org"}).text for _ in range(9)}
    assert len(texts) == 1


def test_headers_guard_every_page(browser: Browser) -> None:
    headers = browser.get("/").response.headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert {"Accept-Language", "Cookie"} <= {h.strip() for h in headers["Vary"].split(",")}


@pytest.mark.parametrize("url", ["https://forum.example.org", "http://127.0.0.1:8000"])
def test_the_cookie_is_secure_where_the_forum_is(url: str, sqlite_store: Store, chair: str, now: dt.datetime) -> None:
    operator = Unit(store=sqlite_store, actor=builders.OPERATOR, now=now)
    app = create_app(
        load({}, FORUM_BASE_URL=url, FORUM_SECRET_KEY="0123456789abcdef" * 4), sqlite_store, clock=lambda: now
    )
    said = app.test_client().get(link(operator), base_url=url).headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Lax"} <= set(said.split("; "))
    assert ("Secure" in said.split("; ")) is url.startswith("https")


@pytest.mark.parametrize("wish", ["fr", "fr-CH,fr;q=0.9", "xx,fr;q=0.5"])
def test_the_browser_s_language_is_met(browser: Browser, wish: str) -> None:
    assert browser.get("/", headers={"Accept-Language": wish}).tree.get("lang") == "fr"


@pytest.mark.parametrize("wish", ["", "xx", "*;q=", "🙂", "en;q=nonsense", "a" * 5000])
def test_odd_wishes_get_english(browser: Browser, wish: str) -> None:
    on_the_wire = wish.encode("utf-8").decode("latin-1")
    assert browser.get("/", headers={"Accept-Language": on_the_wire}).tree.get("lang") == "en"


def test_a_chosen_language_and_zone_are_kept(browser: Browser) -> None:
    page = browser.post("/preferences", {"language": "ar", "zone": "Pacific/Fiji", "next": "/"})
    assert page.tree.get("dir") == "rtl"
    assert browser.get("/").tree.get("lang") == "ar"


@pytest.mark.parametrize("choice", [{"language": "tlh"}, {"zone": "Mars/Olympus"}])
def test_an_unknown_choice_is_refused_in_words(browser: Browser, choice: dict[str, str]) -> None:
    page = browser.post("/preferences", {**choice, "next": "/"}, status=422)
    assert next(iter(choice.values())) in page.text


def test_a_json_client_gets_a_code(app: Flask) -> None:
    answer = app.test_client().get("/sign-in/nonsense", headers={"Accept": "application/json"})
    assert answer.status_code == 410
    assert answer.get_json()["code"] == "LinkUnknown"


def test_nobody_in_particular_has_no_login(operator: Unit) -> None:
    nobody = Unit(store=operator.store, actor=ANONYMOUS, now=operator.now)
    assert accounts.account_signed_in(nobody, "x") is None
