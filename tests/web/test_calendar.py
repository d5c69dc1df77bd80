"""Calendars as programs and people meet them over HTTP. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import icalendar
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from forum.domain.feeds import hash_of
from forum.domain.programme import SittingStatus
from forum.domain.refusals import Busy
from forum.store import audit, feeds, programme
from forum.store.engine import Db, Store
from forum.web import qr
from tests import builders
from tests.invitations import give_slot
from tests.web.pages import Browser

SLUG = "global-forum"
SECRET_LINK = "https://meet.example.org/secret-room"


@pytest.fixture
def forum_id(sqlite_store: Store) -> int:
    found = builders.a_forum(sqlite_store)
    builders.a_person(
        sqlite_store, found, "fiji", "delegate", zone="Pacific/Fiji", email="fiji@example.org", state="FJ"
    )
    builders.a_person(sqlite_store, found, "kenya", "delegate", zone="Africa/Nairobi", email="kenya@example.org")
    room = builders.a_room(sqlite_store, found, link=SECRET_LINK)
    builders.a_sitting(sqlite_store, found, "opening", clock=dt.time(10, 15), room_id=room)
    builders.a_sitting(sqlite_store, found, "closing", clock=dt.time(20))
    builders.a_release(sqlite_store, found)
    return found


@pytest.fixture
def fiji(forum_id: int, signed_in: Callable[..., Browser]) -> Browser:
    return signed_in(SLUG, "fiji")


def subscribe(browser: Browser, label: str = "My telephone") -> str:
    """Make a link as a person does; gives its path."""
    browser.get(f"/forums/{SLUG}/subscribe")
    page = browser.post(f"/forums/{SLUG}/subscribe", {"label": label})
    address = page.value("address")
    assert address.startswith("http://127.0.0.1:8000/calendar/")
    return urlsplit(address).path


def fetch(app: Flask, path: str, method: str = "GET", **headers: str) -> TestResponse:
    """Fetch as a calendar program does: no cookies, no Accept, no redirects."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    response = app.test_client(use_cookies=False).open(path, method=method, headers=named)
    response.close()
    return response


def publish(store: Store, forum_id: int, number: int, at: dt.datetime, **changes: object) -> None:
    def move(db: Db) -> None:
        from dataclasses import replace

        opening = programme.sitting_by_key(db, forum_id, "opening")
        assert opening is not None
        moved = replace(opening, sequence=opening.sequence + 1, modified_at=at, **changes)  # type: ignore[arg-type]
        programme.save_sittings(db, [moved], at)

    store.writing(move)
    builders.a_release(store, forum_id, number, published_at=at)


def test_05_06_a_program_without_cookies_and_accept_gets_the_calendar(app: Flask, fiji: Browser) -> None:
    response = fetch(app, subscribe(fiji))
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in response.headers
    events = icalendar.Calendar.from_ical(response.data).events
    assert [str(event["summary"]) for event in events] == ["Opening", "Closing"]
    assert SECRET_LINK.encode() not in response.data.replace(b"\r\n ", b"")


def test_31_validators_are_strong_and_either_gives_304(app: Flask, fiji: Browser) -> None:
    path = subscribe(fiji)
    first = fetch(app, path)
    tag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert not tag.startswith("W/")
    assert changed == "Mon, 10 Jan 2022 09:00:00 GMT"
    for headers in ({"If_None_Match": tag}, {"If_Modified_Since": changed}):
        again = fetch(app, path, **headers)
        assert (again.status_code, again.data) == (304, b"")
        assert (again.headers["ETag"], again.headers["Last-Modified"]) == (tag, changed)


def test_31_the_tag_wins_and_an_unreadable_date_means_the_whole(app: Flask, fiji: Browser) -> None:
    path = subscribe(fiji)
    changed = fetch(app, path).headers["Last-Modified"]
    assert fetch(app, path, If_None_Match='"other"', If_Modified_Since=changed).status_code == 200
    assert fetch(app, path, If_Modified_Since="yesterday").status_code == 200
    assert fetch(app, path, If_Modified_Since="Sun, 09 Jan 2022 09:00:00 GMT").status_code == 200


def test_31_a_304_is_answered_without_rendering(app: Flask, fiji: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    path = subscribe(fiji)
    tag = fetch(app, path).headers["ETag"]
    app.extensions["shelf"].settle()

    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("rendered")

    for name in ("ics.joined", "ics.written", "calendar.compose", "calendar.opening"):
        monkeypatch.setattr(f"forum.formats.{name}", never)
    monkeypatch.setattr("forum.services.feeds.feed_of", never)
    assert fetch(app, path, If_None_Match=tag).status_code == 304
    with pytest.raises(AssertionError, match="rendered"):
        fetch(app, path)


def test_32_head_no_cookie_no_redirect_and_a_private_copy(app: Flask, fiji: Browser) -> None:
    path = subscribe(fiji)
    whole, head = fetch(app, path), fetch(app, path, "HEAD")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
    for response in (whole, head):
        assert "Set-Cookie" not in response.headers
        assert response.headers["Cache-Control"] == "private, max-age=300"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Cookie" not in response.headers.get("Vary", "")


def test_32_compression_leaves_the_calendar_alone(app: Flask, fiji: Browser) -> None:
    response = fetch(app, subscribe(fiji), Accept_Encoding="gzip, br")
    assert "Content-Encoding" not in response.headers


def test_33_unknown_is_404_revoked_is_410_and_neither_is_a_calendar(app: Flask, fiji: Browser) -> None:
    path = subscribe(fiji)
    form = fiji.get(f"/forums/{SLUG}/subscribe").one("form[action$=revoke]")
    fiji.post(form.get("action"))
    gone = fetch(app, path)
    assert gone.status_code == 410
    assert "switched off" in gone.text
    missing = [
        fetch(app, other) for other in ("/calendar/x.ics", f"{path[:-5]}.ics", "/calendar/", "/calendar/a/b.ics")
    ]
    assert {response.status_code for response in missing} == {404}
    for response in (gone, *missing[:2]):
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.headers["Cache-Control"] == "no-store"
        assert "BEGIN" not in response.text
        with pytest.raises(ValueError, match=r"\w"):
            icalendar.Calendar.from_ical(response.data)


def test_12_14_17_a_moved_and_then_cancelled_sitting_keeps_its_identifier(
    app: Flask, fiji: Browser, sqlite_store: Store, forum_id: int, now: dt.datetime
) -> None:
    path = subscribe(fiji)
    first = fetch(app, path)
    publish(sqlite_store, forum_id, 2, now, clock=dt.time(16))
    second = fetch(app, path, If_None_Match=first.headers["ETag"])
    publish(sqlite_store, forum_id, 3, now + dt.timedelta(hours=1), status=SittingStatus.CANCELLED)
    third = fetch(app, path, If_Modified_Since=second.headers["Last-Modified"])
    assert [response.status_code for response in (first, second, third)] == [200, 200, 200]
    seen = []
    for response in (first, second, third):
        events = {str(event["summary"]): event for event in icalendar.Calendar.from_ical(response.data).events}
        event = events.get("Opening") or events["CANCELLED: Opening"]
        seen.append((str(event["uid"]), event["sequence"], str(event["status"]), event.start.hour))
    assert len({uid for uid, *_ in seen}) == 1
    assert [row[1:] for row in seen] == [(0, "CONFIRMED", 10), (1, "CONFIRMED", 16), (2, "CANCELLED", 16)]


def test_the_calendar_speaks_the_persons_language(app: Flask, sqlite_store: Store, forum_id: int) -> None:
    person_id = builders.a_person(sqlite_store, forum_id, "dakar", language="fr")
    token = "k" * 43
    sqlite_store.writing(lambda db: feeds.add(db, person_id, "x", hash_of(token), builders.EARLY))
    response = fetch(app, f"/calendar/{token}.ics", Accept_Language="de")
    assert b"DESCRIPTION;LANGUAGE=fr:" in response.data


def test_the_secret_is_shown_once_and_then_only_its_label(fiji: Browser) -> None:
    path = subscribe(fiji)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) == 43
    page = fiji.get(f"/forums/{SLUG}/subscribe")
    assert token not in page.html
    assert "My telephone" in page.html
    assert "Not fetched yet." in page.text


def test_each_program_has_its_way_to_add_the_link(fiji: Browser) -> None:
    fiji.get(f"/forums/{SLUG}/subscribe")
    page = fiji.post(f"/forums/{SLUG}/subscribe", {"label": "Desk"})
    address = page.value("address")
    webcal = address.replace("http://", "webcal://")
    links = {link.text_content(): link.get("href") for link in page.all("main .lines a")}
    assert links["Add to Apple Calendar"] == webcal
    assert links["Add to Thunderbird"] == webcal
    google = urlsplit(links["Add to Google Calendar"])
    assert (google.netloc, parse_qs(google.query)["cid"]) == ("calendar.google.com", [webcal])
    for name, host in (("Outlook.com", "outlook.live.com"), ("Microsoft 365", "outlook.office.com")):
        outlook = urlsplit(links[f"Add to {name}"])
        assert (outlook.netloc, parse_qs(outlook.query)["url"]) == (host, [address])
    assert "Google and Microsoft cannot" in page.text
    assert "4 to 24 hours" in page.text


def test_last_fetch_and_client_are_shown(app: Flask, fiji: Browser) -> None:
    fetch(app, subscribe(fiji), User_Agent="iOS/17.1 <b>dataaccessd</b>/1.0")
    page = fiji.get(f"/forums/{SLUG}/subscribe")
    assert "iOS/17.1 <b>dataaccessd</b>/1.0" in page.text
    assert "Last fetched Tue 22 February 2022 \u206621:00\u2069 \u2066UTC+12:00\u2069, Suva time." in page.text


def test_a_busy_database_fails_the_note_and_not_the_calendar(
    app: Flask, fiji: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = subscribe(fiji)
    store: Store = app.extensions["forum"].store

    def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(store, "writing", busy)
    assert fetch(app, path).status_code == 200
    app.extensions["shelf"].settle()
    assert "were not noted" in caplog.text
    assert path not in caplog.text


def test_reissue_gives_a_new_address_under_the_same_label(app: Flask, fiji: Browser) -> None:
    old = subscribe(fiji)
    (action,) = [
        form.get("action")
        for form in fiji.get(f"/forums/{SLUG}/subscribe").all("form")
        if "reissue" in form.get("action")
    ]
    new = urlsplit(fiji.post(action).value("address")).path
    assert (fetch(app, old).status_code, fetch(app, new).status_code) == (410, 200)
    assert len(fiji.get(f"/forums/{SLUG}/subscribe").all("main .lines form")) == 3


def test_nobody_switches_off_anothers_link(app: Flask, fiji: Browser, signed_in: Callable[..., Browser]) -> None:
    path = subscribe(fiji)
    kenya = signed_in(SLUG, "kenya")
    for act in ("revoke", "reissue"):
        kenya.post(f"/forums/{SLUG}/subscribe/1/{act}", status=404)
    assert fetch(app, path).status_code == 200


def test_an_empty_label_is_refused_in_words(fiji: Browser, sqlite_store: Store, forum_id: int) -> None:
    page = fiji.post(f"/forums/{SLUG}/subscribe", {"label": "  "}, status=422)
    assert "must not be empty" in page.text
    with sqlite_store.reading() as db:
        assert [entry for entry in audit.entries(db, forum_id) if entry.tag == "feed:issued"] == []


def test_subscribing_asks_to_sign_in(browser: Browser, forum_id: int) -> None:
    assert "Sign in" in browser.get(f"/forums/{SLUG}/subscribe").heading


def test_the_secret_is_in_no_log_and_on_no_error_page(
    app: Flask, fiji: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    path = subscribe(fiji)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    other = f"/calendar/{token[::-1]}.ics"
    with caplog.at_level(logging.DEBUG):
        answers = [fetch(app, path, "POST"), fetch(app, path, "DELETE"), fetch(app, path[:-4]), fetch(app, path + "/x")]
        answers += [fetch(app, other), fetch(app, path.upper()), fetch(app, path, "PUT", Accept="application/json")]
        app.logger.debug("asked for %s", path)
        assert fetch(app, path).status_code == 200
        app.extensions["shelf"].settle()
    assert {answer.status_code for answer in answers} <= {400, 404, 405}
    for answer in answers:
        assert token not in answer.text
        assert token[::-1] not in answer.text
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "asked for /calendar/***.ics" in caplog.text, "all that is written is looked at"
    assert token not in caplog.text


def test_a_fault_of_ours_shows_the_secret_neither_in_the_page_nor_in_the_log(
    app: Flask, fiji: Browser, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = subscribe(fiji), subscribe(fiji, "Desk")
    assert fetch(app, path).status_code == 200

    def broken(*_: object) -> None:
        raise RuntimeError(f"cannot give {path}")

    monkeypatch.setattr("forum.web.shelf.copies.look", broken)
    stale, none = fetch(app, path), fetch(app, other)
    assert (stale.status_code, stale.headers["Warning"]) == (200, '110 - "Response is Stale"')
    assert (none.status_code, none.headers["Content-Type"]) == (503, "text/plain; charset=utf-8")
    token, another = (each.removeprefix("/calendar/").removesuffix(".ics") for each in (path, other))
    assert another not in none.text
    assert "cannot give /calendar/***.ics" in caplog.text
    assert token not in caplog.text


def test_the_secret_travels_in_no_address_of_a_page(fiji: Browser) -> None:
    """What a browser would send as Referer, keep in its history or in a cache."""
    token = fiji.token()
    answer = fiji.client.post(f"/forums/{SLUG}/subscribe", data={"label": "Desk", "csrf_token": token})
    assert answer.headers["Location"] == f"/forums/{SLUG}/subscribe"
    shown = fiji.client.get(answer.headers["Location"])
    assert "/calendar/" in shown.text
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["Cache-Control"] == "no-store"


def test_neither_the_hash_nor_a_part_nor_another_spelling_of_a_secret_opens_the_calendar(
    app: Flask, fiji: Browser, sqlite_store: Store
) -> None:
    """Whoever has read the database, or guesses from what they saw, has nothing."""
    path = subscribe(fiji)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    with sqlite_store.reading() as db:
        assert feeds.by_hash(db, hash_of(token)) is not None
    others = [
        hash_of(token),
        hash_of(token)[:43],
        token[:-1],
        token + "A",
        token.swapcase(),
        f"{token}%00",
        f"%20{token}",
    ]
    others += [token.replace(token[0], "%25" + f"{ord(token[0]):02x}", 1), "", "%", "' OR 1=1 --", "*", "../" + token]
    found = [fetch(app, f"/calendar/{other}.ics") for other in others]
    assert {answer.status_code for answer in found} <= {404, 308}
    assert not [answer for answer in found if b"BEGIN" in answer.data or token in answer.text]
    assert fetch(app, path).status_code == 200


def test_the_links_of_others_are_as_unknown_as_those_that_never_were(
    fiji: Browser, signed_in: Callable[..., Browser]
) -> None:
    """Nobody learns by counting which links there are."""
    subscribe(fiji)
    kenya = signed_in(SLUG, "kenya")
    for act in ("", "/revoke", "/reissue"):
        pages = [kenya.post(f"/forums/{SLUG}/subscribe/{number}{act}", status=404).text for number in (1, 999)]
        assert pages[0].replace("1", "") == pages[1].replace("999", "")


def test_a_secret_that_was_replaced_is_no_use_again(app: Flask, fiji: Browser) -> None:
    """Replayed with the validators that it once had, too."""
    path = subscribe(fiji)
    first = fetch(app, path)
    actions = [form.get("action") for form in fiji.get(f"/forums/{SLUG}/subscribe").all("form")]
    fiji.post(next(action for action in actions if "reissue" in action))
    for headers in (
        {},
        {"If_None_Match": first.headers["ETag"]},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        for method in ("GET", "HEAD"):
            assert fetch(app, path, method, **headers).status_code == 410


def test_the_public_calendar_is_for_anybody_in_the_language_asked_for(app: Flask, forum_id: int) -> None:
    plain, french = fetch(app, f"/forums/{SLUG}/programme.ics"), fetch(app, f"/forums/{SLUG}/programme.ics?lang=fr")
    assert (plain.status_code, french.status_code) == (200, 200)
    assert b"LANGUAGE=fr" in french.data
    assert b"SOURCE;VALUE=URI:http://127.0.0.1:8000/forums/global-forum/programme.ics\r\n" in plain.data.replace(
        b"\r\n ", b""
    )
    assert "Set-Cookie" not in plain.headers
    assert plain.headers["ETag"] != french.headers["ETag"]
    assert fetch(app, "/forums/nowhere/programme.ics").status_code == 404


def test_the_public_calendar_of_a_rehearsal_is_nobodys(app: Flask, sqlite_store: Store) -> None:
    forum_id = builders.a_forum(sqlite_store, "played", is_rehearsal=True)
    builders.a_sitting(sqlite_store, forum_id)
    builders.a_release(sqlite_store, forum_id)
    assert fetch(app, "/forums/played/programme.ics").status_code == 404


def test_one_sitting_can_be_kept_as_a_file_with_the_same_identifier(app: Flask, fiji: Browser) -> None:
    file = fetch(app, f"/forums/{SLUG}/sittings/opening.ics")
    assert file.headers["Content-Disposition"] == 'attachment; filename="global-forum-opening.ics"'
    (event,) = icalendar.Calendar.from_ical(file.data).events
    whole = icalendar.Calendar.from_ical(fetch(app, subscribe(fiji)).data).events
    assert str(event["uid"]) in {str(other["uid"]) for other in whole}
    assert fetch(app, f"/forums/{SLUG}/sittings/nothing.ics").status_code == 404


def test_joining_leads_into_the_room_without_telling_where_from(fiji: Browser) -> None:
    response = fiji.client.get(f"/forums/{SLUG}/sittings/opening/join")
    assert (response.status_code, response.headers["Location"]) == (303, SECRET_LINK)
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_leaked_calendar_opens_no_room(app: Flask, browser: Browser, forum_id: int) -> None:
    page = browser.get(f"/forums/{SLUG}/sittings/opening/join")
    assert page.heading == "Sign in"
    assert SECRET_LINK not in page.html


def test_joining_too_early_says_when_in_both_clocks(fiji: Browser) -> None:
    page = fiji.get(f"/forums/{SLUG}/sittings/closing/join")
    assert page.heading == "Closing"
    assert "30 minutes before" in page.text
    assert "07:00–08:30" in page.text
    assert "The doors open at \u206606:30\u2069, Suva time." in page.text
    assert "Suva" in page.text
    assert "20:00–21:30" in page.text


def test_joining_a_cancelled_sitting_says_so(
    fiji: Browser, sqlite_store: Store, forum_id: int, now: dt.datetime
) -> None:
    publish(sqlite_store, forum_id, 2, now, status=SittingStatus.CANCELLED)
    assert "cancelled" in fiji.get(f"/forums/{SLUG}/sittings/opening/join", status=410).text
    fiji.get(f"/forums/{SLUG}/sittings/nothing/join", status=404)


def test_a_part_of_the_programme_is_a_calendar_of_its_own_with_the_same_identifiers(app: Flask, forum_id: int) -> None:
    whole = fetch(app, f"/forums/{SLUG}/programme.ics?lang=en")
    part = fetch(app, f"/forums/{SLUG}/programme.ics?lang=en&room=main&nonsense=1")
    uids = {str(event["summary"]): str(event["uid"]) for event in icalendar.Calendar.from_ical(whole.data).events}
    (event,) = icalendar.Calendar.from_ical(part.data).events
    assert str(event["uid"]) == uids["Opening"]
    assert part.headers["ETag"] != whole.headers["ETag"]
    assert b"programme.ics?lang=en&room=main\r\n" in part.data.replace(b"\r\n ", b"")
    nothing = fetch(app, f"/forums/{SLUG}/programme.ics?day=2021-01-01")
    assert (nothing.status_code, icalendar.Calendar.from_ical(nothing.data).events) == (200, [])


def test_31_a_public_calendar_is_written_once_and_confirmed_until_the_programme_changes(
    app: Flask, sqlite_store: Store, forum_id: int, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/forums/{SLUG}/programme.ics?room=main"
    first = fetch(app, path)
    publish(sqlite_store, forum_id, 2, now, clock=dt.time(16))
    second = fetch(app, path, If_None_Match=first.headers["ETag"])
    assert second.status_code == 200

    def never(*_: object, **__: object) -> bytes:
        raise AssertionError("rendered")

    monkeypatch.setattr("forum.services.feeds.public_feed", never)
    assert fetch(app, path, If_None_Match=second.headers["ETag"]).status_code == 304
    assert fetch(app, path).data == second.data
    publish(sqlite_store, forum_id, 3, now, clock=dt.time(17))
    stale = fetch(app, path)
    assert (stale.status_code, stale.data) == (200, second.data)
    assert stale.headers["Warning"] == '110 - "Response is Stale"'


def test_the_page_offers_what_its_sittings_are_and_the_part_as_a_calendar(browser: Browser, forum_id: int) -> None:
    page = browser.get(f"/forums/{SLUG}/programme?room=main")
    assert "Closing" not in [heading.text_content() for heading in page.all("main h3")]
    (link,) = [a for a in page.all("main details a") if "programme.ics" in a.get("href")]
    assert parse_qs(urlsplit(link.get("href")).query) == {"lang": ["en"], "room": ["main"]}
    assert link.text_content() == "This part as a calendar"
    none = browser.get(f"/forums/{SLUG}/programme?room=nowhere")
    assert "No sitting matches." in none.text
    assert not [a for a in none.all("main details a") if "programme.ics" in a.get("href")]


def test_the_page_shows_only_what_is_mine(
    fiji: Browser, sqlite_store: Store, signed_in: Callable[..., Browser]
) -> None:
    def shown(browser: Browser, **asked: str) -> list[str]:
        page = browser.get(f"/forums/{SLUG}/programme", query_string=asked)
        return [heading.text_content() for heading in page.all("main h3")]

    assert shown(fiji) == ["Opening", "Closing"]
    assert shown(fiji, mine="1") == []
    assert "No sitting matches." in fiji.get(f"/forums/{SLUG}/programme?mine=1").text
    fiji.get(f"/forums/{SLUG}/answers")
    fiji.post(f"/forums/{SLUG}/answers", {"sitting-opening": "not-coming", "sitting-closing": "perhaps"})
    assert shown(fiji, mine="1") == ["Closing"]
    give_slot(sqlite_store, "fiji")
    assert shown(fiji, mine="1") == ["Opening", "Closing"]
    assert shown(fiji, mine="1", room="main") == ["Opening"]
    page = fiji.get(f"/forums/{SLUG}/programme?mine=1&room=main")
    assert page.one("#mine").get("checked") is not None
    assert not [a for a in page.all("main details a") if "programme.ics" in a.get("href")], "it is no public calendar"
    assert shown(signed_in(SLUG, "kenya"), mine="1") == []


def test_a_stranger_has_nothing_of_their_own_to_ask_for(browser: Browser, forum_id: int) -> None:
    page = browser.get(f"/forums/{SLUG}/programme?mine=1")
    assert [heading.text_content() for heading in page.all("main h3")] == ["Opening", "Closing"]
    assert not page.all("#mine")


def test_a_fresh_link_stands_as_a_qr_code_that_is_shown_once(fiji: Browser) -> None:
    fiji.get(f"/forums/{SLUG}/subscribe")
    page = fiji.post(f"/forums/{SLUG}/subscribe", {"label": "Desk"})
    assert qr.picture(page.value("address")) in page.html
    assert page.one("figure.qr svg").get("width") is None, "as wide as the page allows"
    assert not fiji.get(f"/forums/{SLUG}/subscribe").all("figure.qr")


def test_25_26_reminder_and_details_can_be_changed_and_the_address_stays(
    app: Flask, fiji: Browser, signed_in: Callable[..., Browser]
) -> None:
    path = subscribe(fiji)
    plain = fetch(app, path)
    page = fiji.get(f"/forums/{SLUG}/subscribe")
    assert "Does not ring." in page.text
    action = page.one("main details form").get("action")
    page = fiji.post(action, {"alarm": "30", "details": "on"})
    assert "Rings 30 minutes before. With the place as a part of its own." in page.text
    assert page.one("main details option[selected]").get("value") == "30"
    assert page.one("main details input[type=checkbox]").get("checked") is not None
    for headers in ({"If_None_Match": plain.headers["ETag"]}, {"If_Modified_Since": plain.headers["Last-Modified"]}):
        rich = fetch(app, path, **headers)
        assert (rich.status_code, rich.data.count(b"TRIGGER:-PT30M\r\n")) == (200, 2)
        assert rich.data.count(b"BEGIN:VLOCATION") == 1
    stamps = [
        {str(event["uid"]): event["last-modified"].dt for event in icalendar.Calendar.from_ical(each.data).events}
        for each in (plain, rich)
    ]
    assert all(stamps[0][uid] < at for uid, at in stamps[1].items()), "what changes is revised"
    before = rich.headers["Last-Modified"]
    assert "Saved." in fiji.post(action, {"alarm": "30", "details": "on"}).text
    assert fetch(app, path, If_Modified_Since=before).status_code == 304, "the same again changes nothing"
    fiji.post(action, {"alarm": "7"}, status=422)
    signed_in(SLUG, "kenya").post(action, {"alarm": "5"}, status=404)
    assert fetch(app, path, If_Modified_Since=before).status_code == 304
    other = fetch(app, subscribe(fiji, "Desk"))
    assert other.data.count(b"BEGIN:VALARM") == 0, "each link its own"


def test_25_26_reminder_and_details_are_what_this_link_was_made_with(app: Flask, fiji: Browser) -> None:
    plain = fetch(app, subscribe(fiji))
    asked = fiji.post(f"/forums/{SLUG}/subscribe", {"label": "Phone", "alarm": "15", "details": "on"})
    rich = fetch(app, urlsplit(asked.value("address")).path)
    assert (plain.data.count(b"BEGIN:VALARM"), plain.data.count(b"BEGIN:VLOCATION")) == (0, 0)
    assert rich.data.count(b"TRIGGER:-PT15M\r\n") == 2
    assert rich.data.count(b"BEGIN:VLOCATION") == 1
    actions = [form.get("action") for form in fiji.get(f"/forums/{SLUG}/subscribe").all("form")]
    reissued = fiji.post([action for action in actions if "reissue" in action][-1])
    assert fetch(app, urlsplit(reissued.value("address")).path).data.count(b"BEGIN:VALARM") == 2
    assert "5, 15, 30, 60" in fiji.post(f"/forums/{SLUG}/subscribe", {"label": "x", "alarm": "7"}, status=422).text
