"""The organizer's page of mail, a person's wish, answers and news, as people meet them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from forum.services import invitations, people
from forum.store.engine import Store
from tests.conftest import NOW
from tests.invitations import SECRET_LINK, SLUG, a_forum_with_mail, move, operator
from tests.web.pages import Browser

BASE = f"/forums/{SLUG}"


@pytest.fixture
def moved(sqlite_store: Store) -> Store:
    """A change that waits, on the very day."""
    a_forum_with_mail(sqlite_store)
    move(sqlite_store, dt.time(15), now=NOW)
    return sqlite_store


@pytest.fixture
def organizer(moved: Store, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(SLUG, "organizer")


def test_the_organizer_sees_who_gets_what_before_it_goes(organizer: Browser) -> None:
    page = organizer.get(f"{BASE}/mail")
    said = page.text
    assert "3 people of 5 get a letter." in said
    assert "One change waits to be told" in said
    links = [each.get("href") for each in page.all("a") if "/letter" in (each.get("href") or "")]
    assert sorted(link.rpartition("=")[2] for link in links) == ["ar", "en", "fr"]
    answer = organizer.client.get(f"{BASE}/mail/1/letter?language=ar")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert 'dir="rtl"' in answer.text
    text = organizer.client.get(f"{BASE}/mail/1/letter?language=fr&as=text").text
    assert text.startswith("Déplacé")
    assert SECRET_LINK not in text + answer.text
    assert organizer.client.get(f"{BASE}/mail/1/letter?language=de").status_code == 404
    assert organizer.client.get(f"{BASE}/mail/9/letter").status_code == 404


def test_hold_let_go_and_drop(organizer: Browser, moved: Store) -> None:
    page = organizer.get(f"{BASE}/mail")
    page = organizer.post(f"{BASE}/mail/1", {"do": "hold", "revision": "1"})
    assert "held back until you let" in page.text
    answer = organizer.client.post(
        f"{BASE}/mail/1", data={"do": "send", "revision": "1", "csrf_token": page_token(organizer)}
    )
    assert answer.status_code == 409
    organizer.post(f"{BASE}/mail/1", {"do": "drop", "revision": "2"})
    desk = invitations.desk(operator(moved, NOW), SLUG)
    assert (desk.waiting, len(desk.past)) == ((), 1)
    answer = organizer.client.post(f"{BASE}/mail/1", data={"do": "burn", "csrf_token": page_token(organizer)})
    assert answer.status_code in {400, 422}


def page_token(browser: Browser) -> str:
    return browser.token()


def test_only_organizers_see_mail(moved: Store, signed_in: Callable[..., Browser]) -> None:
    fiji = signed_in(SLUG, "fiji")
    for path in ("mail", "mail/1/letter"):
        answer = fiji.client.get(f"{BASE}/{path}")
        assert answer.status_code == 403
        assert "kenya" not in answer.text


def test_a_person_chooses_which_letters_they_get(moved: Store, signed_in: Callable[..., Browser]) -> None:
    fiji = signed_in(SLUG, "fiji")
    page = fiji.get(f"{BASE}/person/fiji")
    assert "fiji@example.org" in page.text
    fiji.post(f"{BASE}/person/fiji", {"zone": "Pacific/Fiji", "language": "en", "mail": "never"})
    assert people.show_person(operator(moved, NOW), SLUG, "fiji").mail == "never"
    (waiting,) = invitations.desk(operator(moved, NOW), SLUG).waiting
    assert waiting.recipients == 2
    answer = fiji.client.post(f"{BASE}/person/kenya", data={"mail": "never", "csrf_token": fiji.token()})
    assert answer.status_code == 403


def test_answers_and_news(moved: Store, signed_in: Callable[..., Browser]) -> None:
    fiji = signed_in(SLUG, "fiji")
    home = fiji.get(f"{BASE}/")
    assert "Changed since you last looked" in home.text
    until = home.one("input[name=until]").get("value")
    fiji.post(f"{BASE}/seen", {"until": until or ""})
    assert "Changed since you last looked" not in fiji.get(f"{BASE}/").text
    for wrong in ("yesterday", "2022-02-22T10:00"):
        answer = fiji.client.post(f"{BASE}/seen", data={"until": wrong, "csrf_token": fiji.token()})
        assert answer.status_code in {400, 422}
    assert "2 sittings wait for your answer." in fiji.get(f"{BASE}/answers").text
    page = fiji.post(f"{BASE}/answers", {"sitting-opening": "video", "sitting-closing": "coming"})
    assert "You have answered for every sitting." in page.text
    move(moved, dt.time(17), now=NOW)
    page = fiji.get(f"{BASE}/answers")
    assert "One sitting waits for your answer." in page.text
    assert "answered before the change" in page.text
    assert "You said “Following by video” for another time of this sitting. Please answer again." in page.text
    assert not page.one("#sitting-opening").cssselect("option[selected]")
    organizer = signed_in(SLUG, "organizer")
    (row,) = [row for row in organizer.get(f"{BASE}/mail").all("tr") if "Opening" in row.text_content()]
    assert [cell.text_content() for cell in row.cssselect("td")] == ["0", "0", "0", "0", "1"]
    assert "You have answered" in fiji.post(f"{BASE}/answers", {"sitting-opening": "coming"}).text
    answer = fiji.client.post(f"{BASE}/answers", data={"sitting-opening": "x", "csrf_token": fiji.token()})
    assert answer.status_code in {400, 422}
