"""The statement of fairness as a page and as a PDF: public where the release is, in the language asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.domain.access import OPERATOR
from forum.services import programme
from forum.services.unit import Unit
from forum.store.engine import Store
from tests import builders
from tests.web.pages import Browser

SLUG = "global-forum"
PAGE = f"/forums/{SLUG}/releases/1/fairness"


@pytest.fixture
def operator(sqlite_store: Store, now: dt.datetime) -> Unit:
    forum_id = builders.a_forum(sqlite_store, city="Geneva")
    builders.a_sitting(sqlite_store, forum_id, "opening", title="Opening <b>of all</b>")
    builders.a_person(sqlite_store, forum_id, "honolulu", state="US", zone="Pacific/Honolulu")
    builders.a_person(sqlite_store, forum_id, "washington", state="US", zone="America/New_York")
    return Unit(store=sqlite_store, actor=OPERATOR, now=now)


def test_the_page_says_who_sits_when_and_who_bears_the_night(operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG)
    page = browser.get(PAGE)
    assert page.heading == "Statement of fairness"
    assert "1 sitting. Delegates: 2, delegations: 1, each on their own clock." in page.text
    assert [h.text_content() for h in page.all("article h2")] == [
        "Who sits when", "Who bears the night", "What was proven", "What was traded", "How burden is counted",
    ]  # fmt: skip
    assert "Opening &lt;b&gt;of all&lt;/b&gt;" in page.html
    assert "being computed" in page.text
    assert "Nothing was proven" in page.text


def test_no_persons_zone_stands_on_it(operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG)
    article = browser.get(PAGE).one("article").text_content()
    assert "United States" in article
    for secret in ("Honolulu", "New_York", "New York"):
        assert secret not in article


def test_it_hangs_on_the_programme_and_on_every_release(operator: Unit, browser: Browser) -> None:
    programme.publish(operator, SLUG)
    for page in ("programme", "programme/releases", "programme/releases/1"):
        assert browser.get(f"/forums/{SLUG}/{page}").all(f"a[href='{PAGE}']")
    programme.cancel_sitting(operator, SLUG, "opening")
    programme.publish(operator, SLUG)
    assert browser.get(f"/forums/{SLUG}/programme").all("a[href$='/fairness']") == [], "nothing is held any more"
    browser.get(f"/forums/{SLUG}/releases/2/fairness", status=404)


@pytest.mark.parametrize(("tag", "words"), [("fr", "Déclaration d’équité"), ("ar", "بيان الإنصاف")])
def test_the_pdf_in_the_language_asked_for(operator: Unit, browser: Browser, tag: str, words: str) -> None:
    programme.publish(operator, SLUG)
    answer = browser.client.get(f"{PAGE}.pdf?lang={tag}")
    assert answer.content_type == "application/pdf"
    assert f"global-forum-fairness-1-{tag}.pdf" in answer.headers["Content-Disposition"]
    assert answer.data.startswith(b"%PDF-")
    assert words in browser.get(f"{PAGE}?lang={tag}").text


def test_a_rehearsal_is_marked_and_not_public(
    sqlite_store: Store, operator: Unit, browser: Browser, signed_in: Callable[..., Browser]
) -> None:
    forum_id = builders.a_forum(sqlite_store, "rehearsal", is_rehearsal=True)
    builders.a_sitting(sqlite_store, forum_id)
    builders.a_person(sqlite_store, forum_id, "fiji", state="FJ", zone="Pacific/Fiji")
    programme.publish(operator, "rehearsal")
    address = "/forums/rehearsal/releases/1/fairness"
    assert "/sign-in" in browser.client.get(address).headers["Location"]
    mine = signed_in("rehearsal", "fiji")
    assert "REHEARSAL" in mine.get(address).html
    answer = mine.client.get(f"{address}.pdf")
    assert "-REHEARSAL.pdf" in answer.headers["Content-Disposition"]
