"""The page of a list of speakers: who sees what, what each form does, what is refused in words."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from forum.domain.access import OPERATOR
from forum.services import inscription
from forum.services.inscription import ListIn
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.forums import make_forum
from tests.web.pages import Browser, Page

SignIn = Callable[..., Browser]
SLUG, KEY = "test-forum", "theme-1"
HERE = f"/forums/{SLUG}/sittings/{KEY}/speakers"
START = dt.datetime(2022, 2, 22, 13, 45, tzinfo=dt.UTC)
OPENS, CLOSES = START - dt.timedelta(days=5), START - dt.timedelta(hours=2)
WORD = "Zanzibarquartz"


@pytest.fixture
def now() -> dt.datetime:
    return START - dt.timedelta(days=3)


@pytest.fixture
def forum(sqlite_store: Store) -> int:
    """A forum with a theme that is not its last sitting, a focal point and a coordinator."""
    forum_id = make_forum(sqlite_store, is_published=False)
    sqlite_store.writing(lambda db: db.connection().execute(sa.text("UPDATE sitting SET kind = 'theme'")))
    builders.a_sitting(sqlite_store, forum_id, "closing", kind="closing", day=dt.date(2022, 2, 24))
    builders.a_release(sqlite_store, forum_id)
    for key, who, role in (
        ("fji-focal", "government", "focal-point"),
        ("fji-g2", "government", "delegate"),
        ("workers", "worker", "coordinator"),
    ):
        builders.a_person(sqlite_store, forum_id, key, role, state="FJ", constituency=who, zone="Pacific/Fiji")
    builders.a_person(sqlite_store, forum_id, "interpreter", "interpreter", constituency="secretariat")
    return forum_id


def opened(store: Store, now: dt.datetime = OPENS) -> None:
    asked = ListIn(opens_at=OPENS, closes_at=CLOSES, secret="s" * 64)
    inscription.set_list(Unit(store=store, actor=OPERATOR, now=now), SLUG, KEY, asked)


@pytest.fixture
def listed(forum: int, sqlite_store: Store) -> Store:
    """The same with its list open."""
    opened(sqlite_store)
    return sqlite_store


def names(page: Page) -> list[str]:
    """Who is on the list, in order."""
    found = page.all("ol.lines > li")
    return [" ".join(each.cssselect("strong")[0].text_content().split()) for each in found]


def said(page: Page) -> str:
    """The words of the page without the marks that keep a clock in its own direction."""
    return "".join(each for each in page.text if each not in "\u2066\u2067\u2068\u2069")


def form(page: Page, action: str, do: str = "") -> dict[str, Any]:
    """The hidden fields of a form."""
    for each in page.all("form[method=post]"):
        button = each.cssselect(f"button[value='{do}']") if do else [True]
        if each.get("action") == action and button:
            return {str(f.get("name")): str(f.get("value")) for f in each.cssselect("input[type=hidden]")}
    raise AssertionError(f"no form {do} to {action}")


def test_a_sitting_without_a_list_says_so(forum: int, signed_in: SignIn) -> None:
    page = signed_in(SLUG, "fji-g1").get(HERE)
    assert page.heading == "List of speakers: Theme-1"
    assert "Nobody has said yet when this list opens." in page.text
    assert page.all("form[action$='/speakers']") == []
    assert "Keep the list" in signed_in(SLUG, "clerk").get(HERE).text


def test_times_are_said_on_the_reader_s_clock_and_the_venue_s(listed: Store, signed_in: SignIn) -> None:
    page = signed_in(SLUG, "fji-g1").get(HERE)
    assert "The list is open until Tuesday 22 February, 23:45 in Suva (UTC+12:00)" in said(page)
    assert "which is Tue 12:45 in Geneva" in said(page)
    assert "Nobody is on it yet." in page.text


def test_a_delegate_inscribes_withdraws_and_restores(listed: Store, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "fji-g1")
    sent = form(browser.get(HERE), HERE)
    done = browser.post(HERE, {**sent, "behalf": "own", "language": "fr", "presence": "remote", "aligned": "KE"})
    assert "The inscription was kept, at place 1 now." in done.text
    assert names(done) == ["Government delegate"]
    assert "You are at place 1, about" in done.text
    assert "Aligned: Kenya" in done.text
    again = browser.post(HERE, {**sent, "behalf": "own", "language": "fr", "presence": "remote", "aligned": "KE"})
    assert names(again) == ["Government delegate"], "the same form again is one entry"
    gone = browser.post(f"{HERE}/1", {"do": "withdraw"})
    assert "You can restore it while the list is open." in gone.text
    assert names(gone) == []
    assert names(browser.post(f"{HERE}/1", {"do": "restore"})) == ["Government delegate"]


@pytest.mark.parametrize(
    ("who", "data", "status", "said"),
    [
        ("fji-g1", {"client_id": ""}, 422, "must not be empty"),
        ("fji-g1", {"behalf": "group:EU"}, 422, "does not belong to “EU”"),
        ("fji-g1", {"behalf": "planet"}, 422, "“planet” is not possible here"),
        ("fji-g1", {"aligned": "FJ"}, 422, "does not align itself with its own statement"),
        ("fji-g1", {"aligned": "XX"}, 422, "not a Member State"),
        ("fji-g1", {"deputy": "ken-g1"}, 422, "of another delegation or constituency"),
        ("fji-g1", {"language": "tlh"}, 422, "not a language offered here"),
        ("fji-g1", {"presence": "hologram"}, 422, "“hologram” is not possible here"),
        ("fji-g1", {"video": "javascript:alert(1)"}, 422, "not an address of a web page"),
        ("fji-g1", {"level": "emperor"}, 422, "“emperor” is not possible here"),
        ("fji-g1", {"person": "ken-g1"}, 403, "You may not inscribe this person."),
        ("fji-g1", {"person": "nobody"}, 404, "nothing at this address"),
        ("fji-g1", {"source": "paper"}, 403, "Only the clerk of the list"),
        ("observer", {}, 403, "Your role does not allow this."),
        ("clerk", {"person": "observer"}, 422, "give “Observer” no statement"),
        ("fji-focal", {"person": "fji-w1"}, 403, "You may not inscribe this person."),
    ],
)
def test_wrong_forged_and_foreign_inscriptions(
    listed: Store, signed_in: SignIn, who: str, data: dict[str, str], status: int, said: str
) -> None:
    browser = signed_in(SLUG, who)
    page = browser.post(HERE, {"client_id": "form-1", **data}, status=status)
    assert said in page.text
    assert names(signed_in(SLUG, "clerk").get(HERE)) == []


def test_what_was_typed_is_shown_again(listed: Store, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "clerk")
    typed = {"client_id": "form-1", "person": "fji-g1", "deputy": "ken-g1", "note": "Form 12", "source": "mail"}
    page = browser.post(HERE, typed, status=422)
    assert (page.value("note"), page.value("person"), page.value("client_id")) == ("Form 12", "fji-g1", "form-1")
    assert page.one("#source option[selected]").get("value") == "mail"


def test_late_and_early_inscriptions(
    forum: int, sqlite_store: Store, app: Flask, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(SLUG, "fji-g1")
    asked = ListIn(opens_at=START - dt.timedelta(days=2), closes_at=CLOSES, secret="s" * 64)
    unit = Unit(store=sqlite_store, actor=OPERATOR, now=OPENS)
    inscription.set_list(unit, SLUG, KEY, asked)
    page = browser.get(HERE)
    assert "The list opens on Monday 21 February, 01:45 in Suva" in said(page)
    early = browser.post(HERE, {"client_id": "form-1"}, status=409)
    assert "The list of speakers is not open yet; it opens on Monday 21 February 2022, 01:45 (Suva" in said(early)


def test_closed_and_published(listed: Store, signed_in: SignIn) -> None:
    delegate, clerk = signed_in(SLUG, "fji-g1"), signed_in(SLUG, "clerk")
    delegate.post(HERE, {"client_id": "form-1"})
    unpublished = signed_in(SLUG, "ken-e1").get(HERE)
    assert names(unpublished) == []
    assert "One more speaker is on the list." in unpublished.text
    refused = clerk.post(f"{HERE}/keep", {"do": "close"}, status=422)
    assert "Give the reason" in refused.text
    closed = clerk.post(f"{HERE}/keep", {"do": "close", "reason": "Enough"})
    assert "the secret and the seed are published" in closed.text
    assert "s" * 64 in closed.html
    page = signed_in(SLUG, "ken-e1").get(HERE)
    assert names(page) == ["Government delegate"]
    assert "s" * 64 in page.html
    late = signed_in(SLUG, "ken-g1").post(HERE, {"client_id": "form-2"}, status=409)
    assert "The list of speakers has been closed since" in late.text
    by_clerk = {"client_id": "form-3", "person": "ken-g1", "source": "hand"}
    assert "Give the reason" in clerk.post(HERE, by_clerk, status=422).text
    added = clerk.post(HERE, {**by_clerk, "reason": "Credentials came late"})
    assert names(added) == ["Government delegate", "Government delegate"]
    handed = clerk.post(f"{HERE}/keep", {"do": "hand-over"})
    assert "2 speakers have slots now." in handed.text
    reopened = clerk.post(
        f"{HERE}/keep", {"do": "reopen", "reason": "A State was missed", "closes": "2022-02-22T12:00"}
    )
    assert "The list is open again, with a new draw." in reopened.text
    assert "s" * 64 not in reopened.html


def test_the_clerk_sets_times_and_calls(forum: int, signed_in: SignIn) -> None:
    clerk = signed_in(SLUG, "clerk")
    address = f"{HERE}/keep"
    times = {"do": "set", "opens": "2022-02-19T10:00", "closes": "2022-02-22T12:00", "order": "draw"}
    done = clerk.post(address, times)
    assert "the commitment to its draw is published" in done.text
    assert "Groups first, then by draw" in done.text
    for wrong, status, said in (
        ({"closes": "2022-02-22T23:00"}, 422, "closes after it opens, and before its sitting begins"),
        ({"closes": ""}, 422, "must not be empty"),
        ({"closes": "soon"}, 422, "“soon” is not possible here"),
        ({"order": "loudest"}, 422, "“loudest” is not possible here"),
        ({"do": "explode"}, 422, "“explode” is not possible here"),
    ):
        assert said in clerk.post(address, {**times, **wrong}, status=status).text
    called = clerk.post(address, {"do": "last-call", "closes": "2022-02-20T12:00"})
    assert "Last call." in called.text
    signed_in(SLUG, "fji-g1").post(address, times, status=403)
    signed_in(SLUG, "chair").post(address, times, status=403)


def test_a_draft_of_a_group_is_that_group_s_own(listed: Store, signed_in: SignIn) -> None:
    workers = signed_in(SLUG, "workers")
    page = workers.post(HERE, {"client_id": "form-1", "person": "fji-w1", "draft": "1", "video": f"https://x/{WORD}"})
    assert "Only your group and the secretariat see it." in page.text
    assert WORD in page.html
    for who in ("fji-g1", "ken-e1", "chair", "rapporteur", "interpreter"):
        seen = signed_in(SLUG, who).get(HERE)
        assert WORD not in seen.html
        assert "Drafts of your group" not in seen.text
    assert WORD in signed_in(SLUG, "clerk").get(HERE).html
    workers.post(HERE, {"client_id": "form-2", "person": "fji-w1", "draft": "1"})
    assert "The draft was dropped." in workers.post(f"{HERE}/2", {"do": "withdraw"}).text
    handed = workers.post(f"{HERE}/1", {"do": "hand-in"})
    assert "The draft is on the list now, at place 1." in handed.text


def test_swaps_deputies_and_changes(listed: Store, signed_in: SignIn) -> None:
    one, two, clerk = (signed_in(SLUG, who) for who in ("fji-g1", "ken-g1", "clerk"))
    one.post(HERE, {"client_id": "form-1", "deputy": "fji-g2"})
    two.post(HERE, {"client_id": "form-2"})
    particulars = {"do": "amend", "language": "es", "presence": "room", "deputy": "fji-g2"}
    assert "The inscription was changed." in one.post(f"{HERE}/1", {**particulars, "revision": "0"}).text
    assert (
        "This has changed in the meantime" in one.post(f"{HERE}/1", {**particulars, "revision": "0"}, status=409).text
    )
    clerk.post(f"{HERE}/keep", {"do": "close", "reason": "Enough"})
    assert "The place was offered." in one.post(f"{HERE}/1", {"do": "offer", "other": "2"}).text
    assert "offers you place 1 for yours." in two.get(HERE).text
    assert (
        "The places were exchanged; this is place 1 now." in two.post(f"{HERE}/2", {"do": "accept", "other": "1"}).text
    )
    one.post(f"{HERE}/1", {"do": "offer", "other": "2"})
    assert "The offer no longer stands." in two.post(f"{HERE}/1", {"do": "take-back"}).text
    assert "The deputy speaks now" in one.post(f"{HERE}/1", {"do": "step-in"}).text
    two.post(f"{HERE}/1", {"do": "withdraw"}, status=403)
    one.post(f"{HERE}/1", {"do": "vanish"}, status=422)
    one.post(f"{HERE}/99", {"do": "withdraw"}, status=404)


def docx(*more: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as document:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            document.writestr(name, "<x/>")
    return held.getvalue()


def handed(browser: Browser, data: bytes, name: str, status: int = 200) -> Page:
    sent = {"text": (io.BytesIO(data), name)}
    return browser.post(f"{HERE}/1/text", sent, status=status, content_type="multipart/form-data")


def test_a_text_is_handed_in_and_kept_from_others(listed: Store, signed_in: SignIn) -> None:
    delegate = signed_in(SLUG, "fji-g1")
    delegate.post(HERE, {"client_id": "form-1"})
    kept = handed(delegate, WORD.encode(), "../../État & statement.exe")
    assert "The text was kept for the interpreters." in kept.text
    for who in ("fji-g1", "fji-focal", "interpreter", "clerk"):
        answer = signed_in(SLUG, who).client.get(f"{HERE}/1/text")
        assert (answer.status_code, answer.data) == (200, WORD.encode())
        assert answer.headers["Content-Disposition"] == 'attachment; filename="Etat-statement.txt"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    for who in ("ken-g1", "workers", "chair", "rapporteur", "observer"):
        answer = signed_in(SLUG, who).client.get(f"{HERE}/1/text")
        assert (answer.status_code, WORD.encode() in answer.data) == (404, False)
    assert "The text was taken away." in delegate.post(f"{HERE}/1", {"do": "remove-text"}).text
    assert "The text was kept" in handed(delegate, docx(), "statement.pdf").text
    ending = delegate.client.get(f"{HERE}/1/text").headers["Content-Disposition"]
    assert ending == 'attachment; filename="statement.docx"', "by its bytes, not by its name"


@pytest.mark.parametrize(
    ("data", "name", "status", "said"),
    [
        (b"", "a.pdf", 422, "No file came, or an empty one."),
        (b"<html><script>alert(1)</script>", "a.pdf", 422, "cannot be opened safely"),
        (b"MZ\x90\x00\x03", "a.pdf", 422, "cannot be opened safely"),
        (docx("word/vbaProject.bin"), "a.docx", 422, "cannot be opened safely"),
        (b"%PDF-1.7\n/OpenAction /JavaScript\n%%EOF", "a.pdf", 422, "cannot be opened safely"),
        (b"x" * (4 * 1024 * 1024 + 1), "a.txt", 413, "at most 4 MB"),
    ],
)
def test_unsafe_texts_are_refused(
    listed: Store, signed_in: SignIn, data: bytes, name: str, status: int, said: str
) -> None:
    delegate = signed_in(SLUG, "fji-g1")
    delegate.post(HERE, {"client_id": "form-1"})
    assert said in handed(delegate, data, name, status).text
    assert delegate.client.get(f"{HERE}/1/text").status_code == 404


def test_the_desk_opens_the_forms_of_one_entry(listed: Store, signed_in: SignIn) -> None:
    signed_in(SLUG, "fji-g1").post(HERE, {"client_id": "form-1"})
    clerk = signed_in(SLUG, "clerk")
    assert clerk.get(HERE).all("button[value='withdraw']") == []
    assert len(clerk.get(f"{HERE}?entry=1").all("button[value='withdraw']")) == 1
    assert len(clerk.get(f"{HERE}?entry=7").all("button[value='withdraw']")) == 0


def test_the_home_says_where_one_stands(listed: Store, signed_in: SignIn) -> None:
    browser = signed_in(SLUG, "fji-g1")
    home = f"/forums/{SLUG}"
    assert "closes on Tue at 23:45, Suva time: you are not inscribed" in said(browser.get(home))
    browser.post(HERE, {"client_id": "form-1"})
    assert "You are inscribed for “Theme-1” at place 1, about" in browser.get(home).text


@pytest.mark.parametrize("tag", ["ar", "zh", "ru", "fr", "es", "de"])
def test_the_page_in_every_language(listed: Store, signed_in: SignIn, tag: str) -> None:
    browser = signed_in(SLUG, "fji-g1")
    browser.post(HERE, {"client_id": "form-1", "aligned": "KE", "deputy": "fji-g2"})
    browser.get(f"{HERE}?lang={tag}")
    clerk = signed_in(SLUG, "clerk")
    clerk.get(f"{HERE}?lang={tag}")
    clerk.post(f"{HERE}/keep", {"do": "close", "reason": "Enough"})
    clerk.get(f"{HERE}?lang={tag}")
    browser.get(f"{HERE}?lang={tag}")
