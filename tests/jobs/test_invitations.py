"""Letters about changes through a real mail server. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from forum.domain.answers import Answer
from forum.domain.invitations import AlreadySent
from forum.domain.letters import LetterState
from forum.domain.releases import ChangeKind
from forum.formats.calendar import compose
from forum.services import feeds, invitations, letters, people, programme, slots
from forum.store.engine import Store
from tests.invitations import (
    EVE,
    LONG_BEFORE,
    SECRET_LINK,
    SLUG,
    Post,
    Works,
    a_forum_with_mail,
    as_person,
    calendar_of,
    cancel,
    event_of,
    give_slot,
    move,
    operator,
    server,
    set_email,
    set_title,
    works,
)
from tests.outside.test_smtp import free_port

TEN = dt.timedelta(minutes=10)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def url(post: Post) -> Iterator[str]:
    with server(post) as found:
        yield found


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path, url: str) -> Iterator[Works]:
    a_forum_with_mail(sqlite_store)
    with works(sqlite_store, tmp_path, url) as found:
        yield found


def addresses(post: Post) -> list[str]:
    return sorted(to for to, _raw in post.taken)


def parts(message: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def test_28_a_letter_has_text_html_calendar_and_the_file(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    assert sorted(to for to, _raw in post.taken) == ["egypt@example.org", "fiji@example.org", "kenya@example.org"]
    (letter,) = post.messages("fiji@example.org")
    assert parts(letter) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    part = next(each for each in letter.walk() if each.get_content_type() == "text/calendar")
    assert (part.get_param("method"), part.get_param("charset")) == ("REQUEST", "utf-8")
    assert str(calendar_of(letter)["METHOD"]) == "REQUEST"
    assert len(calendar_of(letter).events) == 1
    attached = next(letter.iter_attachments())
    assert attached.get_payload(decode=True) == part.get_payload(decode=True)
    assert attached.get_filename() == "invitation.ics"


def test_28_no_line_is_too_long_and_no_passcode_goes_out(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    for _to, raw in post.taken:
        assert max(map(len, raw.split(b"\r\n"))) <= 998
    for letter in post.messages():
        decoded = "".join(str(each.get_payload(decode=True)) for each in letter.walk())
        assert SECRET_LINK not in decoded
        assert "passcode" not in decoded
        assert "/sittings/opening/join" in decoded.replace("\\r\\n ", "")


def test_22_one_attendee_the_recipient_and_an_organizer_who_can_be_written_to(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    for who in ("fiji", "kenya", "egypt"):
        (letter,) = post.messages(f"{who}@example.org")
        event = event_of(letter)
        attendee, organizer = event["ATTENDEE"], event["ORGANIZER"]
        assert str(attendee) == f"mailto:{who}@example.org"
        assert {name: attendee.params[name] for name in ("CUTYPE", "ROLE", "PARTSTAT", "RSVP")} == {
            "CUTYPE": "INDIVIDUAL",
            "ROLE": "REQ-PARTICIPANT",
            "PARTSTAT": "NEEDS-ACTION",
            "RSVP": "TRUE",
        }
        assert str(organizer) == "mailto:forum@example.org"
        assert organizer.params["CN"] == "Global Forum"
        others = {"fiji", "kenya", "egypt"} - {who}
        assert not any(f"{other}@example.org" in letter.as_string() for other in others)


def test_30_the_sender_is_the_organizer_and_every_body_is_encoded(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    for letter in post.messages():
        assert letter["From"].addresses[0].addr_spec == "forum@example.org"
        assert "SENT-BY" not in event_of(letter)["ORGANIZER"].params
        encodings = {part["Content-Transfer-Encoding"] for part in letter.walk() if not part.is_multipart()}
        assert encodings <= {"quoted-printable", "base64"}
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter["List-Unsubscribe"].startswith("<https://forum.example.org/forums/global-forum/person/")


def test_30_replies_to_another_mailbox_are_sent_by_the_sender(
    sqlite_store: Store, tmp_path: Path, url: str, post: Post
) -> None:
    a_forum_with_mail(sqlite_store)
    with works(sqlite_store, tmp_path, url, FORUM_MAIL_REPLIES="answers@forum.example.net") as found:
        move(sqlite_store, dt.time(15))
        found.run(TEN)
    (letter,) = post.messages("fiji@example.org")
    organizer = event_of(letter)["ORGANIZER"]
    assert str(organizer) == "mailto:answers@forum.example.net"
    assert organizer.params["SENT-BY"] == "mailto:forum@example.org"
    assert letter["Reply-To"] == "answers@forum.example.net"


def test_28_29_request_update_and_cancel_are_one_event(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    later = EVE + dt.timedelta(hours=1)
    move(sqlite_store, dt.time(16, 30), now=later)
    office.run(dt.timedelta(hours=1))
    last = EVE + dt.timedelta(hours=3)
    cancel(sqlite_store, now=last)
    office.run(dt.timedelta(hours=2))
    letters = post.messages("kenya@example.org")
    events = [event_of(each) for each in letters]
    assert [str(calendar_of(each)["METHOD"]) for each in letters] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for event in events] == [1, 2, 3]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event.start.hour for event in events] == [15, 16, 16]
    stamps = [event["DTSTAMP"].dt for event in events]
    assert stamps == sorted(stamps)
    assert str(events[2]["ATTENDEE"]) == "mailto:kenya@example.org"
    assert "ORGANIZER" in events[2]
    assert [each["Subject"] for each in letters] == ["Déplacé : Opening", "Déplacé : Opening", "Annulé : Opening"]


def test_12_the_identifier_is_that_of_the_feed(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    feed = compose(feeds.feed_of_person(operator(sqlite_store), SLUG, "fiji"), base_url="https://forum.example.org")
    event = event_of(post.messages("fiji@example.org")[0])
    (shown,) = [item for item in feed.items if item.uid == str(event["UID"])]
    assert (shown.sequence, shown.start) == (event["SEQUENCE"], event.start)


def test_what_waits_is_quiet_and_edits_make_one_letter(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    office.run(dt.timedelta(minutes=9))
    assert post.taken == []
    move(sqlite_store, dt.time(16), now=office.now)
    office.run(dt.timedelta(minutes=9))
    assert post.taken == []
    office.run(dt.timedelta(minutes=1))
    assert addresses(post) == ["egypt@example.org", "fiji@example.org", "kenya@example.org"]
    assert event_of(post.messages()[0]).start.hour == 16
    office.run(dt.timedelta(hours=2))
    assert len(post.taken) == 3


def test_a_change_that_is_undone_is_told_to_nobody(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    move(sqlite_store, dt.time(13), now=EVE + dt.timedelta(minutes=5))
    office.run(dt.timedelta(hours=2))
    assert post.taken == []


def test_a_change_long_before_goes_only_to_those_who_want_all(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15), now=LONG_BEFORE)
    assert invitations.desk(operator(sqlite_store), SLUG).waiting == ()
    people.edit_person(operator(sqlite_store), SLUG, "kenya", {"mail": "all"})
    people.edit_person(operator(sqlite_store), SLUG, "fiji", {"mail": "never"})
    move(sqlite_store, dt.time(16), now=LONG_BEFORE)
    office.now = LONG_BEFORE
    office.run(TEN)
    assert addresses(post) == ["kenya@example.org"]
    move(sqlite_store, dt.time(15))
    office.now = EVE
    office.run(TEN)
    assert addresses(post) == ["egypt@example.org", "kenya@example.org", "kenya@example.org"]


def test_what_is_held_goes_when_it_is_let_go_and_what_is_dropped_never(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    move(sqlite_store, dt.time(15))
    (waiting,) = invitations.desk(operator(sqlite_store), SLUG).waiting
    assert (waiting.recipients, waiting.concerned) == (3, 5)
    assert dict(waiting.languages) == {"en": 1, "fr": 1, "ar": 1}
    held = invitations.decide(operator(sqlite_store), SLUG, waiting.notice.id, "hold", revision=1)
    office.run(dt.timedelta(hours=3))
    assert post.taken == []
    invitations.decide(operator(sqlite_store, office.now), SLUG, held.id, "send", revision=held.revision)
    office.run()
    assert len(post.taken) == 3
    with pytest.raises(AlreadySent):
        invitations.decide(operator(sqlite_store, office.now), SLUG, held.id, "drop", revision=held.revision + 1)
    move(sqlite_store, dt.time(17), now=office.now)
    (other,) = invitations.desk(operator(sqlite_store, office.now), SLUG).waiting
    invitations.decide(operator(sqlite_store, office.now), SLUG, other.notice.id, "drop", revision=1)
    office.run(dt.timedelta(hours=3))
    assert len(post.taken) == 3


def test_a_double_click_sends_once(sqlite_store: Store, office: Works, post: Post) -> None:
    move(sqlite_store, dt.time(15))
    for _ in range(2):
        invitations.decide(operator(sqlite_store), SLUG, 1, "send", revision=1)
    office.run()
    invitations.decide(operator(sqlite_store), SLUG, 1, "send", revision=1)
    office.run(dt.timedelta(hours=1))
    assert len(post.taken) == 3


class Killed(BaseException):
    """The worker dies here."""


@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("where", ["handed_over", "write", "round_off"])
def test_a_killed_worker_sends_each_letter_once(
    sqlite_store: Store, office: Works, post: Post, monkeypatch: pytest.MonkeyPatch, where: str, after: int
) -> None:
    """Killed before it could note that a letter went, it goes again: the same letter, under the same Message-ID."""
    move(sqlite_store, dt.time(15))
    real, calls = getattr(letters, where), iter(range(100))

    def dying(*given: Any) -> Any:
        if next(calls) == after:
            raise Killed
        return real(*given)

    monkeypatch.setattr(letters, where, dying)
    with suppress(Killed):
        office.run(TEN)
    monkeypatch.setattr(letters, where, real)
    office.run(dt.timedelta(minutes=1))
    by_id = {str(each["Message-ID"]): each for each in post.messages()}
    assert sorted(str(each["To"]) for each in by_id.values()) == [
        "egypt@example.org",
        "fiji@example.org",
        "kenya@example.org",
    ]
    assert len(post.taken) <= 4
    bodies = {(str(each["Message-ID"]), str(event_of(each)["DTSTAMP"].dt)) for each in post.messages()}
    assert len(bodies) == 3


def test_a_refused_mailbox_is_shown_with_what_was_said(sqlite_store: Store, office: Works, post: Post) -> None:
    post.answers["kenya@example.org"] = "550 5.1.1 No such mailbox"
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    assert addresses(post) == ["egypt@example.org", "fiji@example.org"]
    ((who, letter),) = invitations.desk(operator(sqlite_store), SLUG).unreached
    assert (who.key, letter.state, letter.fault) == ("kenya", LetterState.REFUSED, "550 5.1.1 No such mailbox")
    post.answers.clear()
    move(sqlite_store, dt.time(16), now=office.now)
    office.run(TEN)
    assert invitations.desk(operator(sqlite_store), SLUG).unreached == ()


def test_a_mailbox_that_is_full_for_now_is_tried_again(sqlite_store: Store, office: Works, post: Post) -> None:
    post.answers["kenya@example.org"] = "451 4.7.1 Greylisted, come back later"
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    assert len(post.taken) == 2
    post.answers.clear()
    office.run(dt.timedelta(minutes=2))
    assert addresses(post) == ["egypt@example.org", "fiji@example.org", "kenya@example.org"]


def test_a_mail_server_that_is_away_is_waited_for_until_the_sitting_is_over(
    sqlite_store: Store, tmp_path: Path, post: Post
) -> None:
    a_forum_with_mail(sqlite_store)
    port = free_port()
    with works(sqlite_store, tmp_path, f"smtp://127.0.0.1:{port}") as found:
        move(sqlite_store, dt.time(15))
        found.run(TEN)
        found.run(dt.timedelta(hours=2))
        controller = Controller(post, hostname="127.0.0.1", port=port)
        controller.start()
        found.run(dt.timedelta(hours=1))
        controller.stop()
        assert len(post.taken) == 3
        move(sqlite_store, dt.time(16), now=found.now)
        found.run(TEN)
        found.run(dt.timedelta(days=2))
        (lost,) = invitations.desk(operator(sqlite_store, found.now), SLUG).past[:1]
        assert dict(lost.letters) == {LetterState.FAILED: 3}


def test_no_header_is_smuggled_in(sqlite_store: Store, office: Works, post: Post) -> None:
    title = "Opening\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>\x00\u202e"
    set_title(sqlite_store, title)
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    for letter in post.messages():
        assert letter["Bcc"] is None
        assert "\n" not in str(letter["Subject"])
        page = next(each for each in letter.walk() if each.get_content_type() == "text/html").get_content()
        assert "<script" not in page
        assert "src=" not in page
        assert len(calendar_of(letter).events) == 1
    assert addresses(post) == ["egypt@example.org", "fiji@example.org", "kenya@example.org"]


def test_an_address_that_no_letter_can_bear_stops_nobody_else(sqlite_store: Store, office: Works, post: Post) -> None:
    set_email(sqlite_store, "kenya", "kenya@example.org\r\nBcc: all@example.org")
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    assert addresses(post) == ["egypt@example.org", "fiji@example.org"]
    ((who, letter),) = invitations.desk(operator(sqlite_store), SLUG).unreached
    assert (who.key, letter.state) == ("kenya", LetterState.REFUSED)


def test_a_letter_speaks_the_language_and_the_clock_of_its_reader(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    (fiji,), (egypt,) = post.messages("fiji@example.org"), post.messages("egypt@example.org")
    text = fiji.get_body(("plain",))
    assert text is not None
    said = re.sub("[\u2066-\u2069]", "", text.get_content())
    assert "Wednesday 23 February 2022, 02:00–03:30" in said
    assert "Tuesday 22 February 2022, 15:00–16:30" in said
    assert "Suva" in said
    assert "https://forum.example.org/forums/global-forum/sittings/opening/join" in said
    page = egypt.get_body(("html",))
    assert page is not None
    assert '<html lang="ar" dir="rtl">' in page.get_content()
    assert egypt["Subject"] == "تغيّر الموعد: Opening"
    assert egypt["Content-Language"] == "ar"


def attendee(letter: EmailMessage) -> tuple[str, str]:
    found = event_of(letter)["ATTENDEE"].params
    return found["PARTSTAT"], found["RSVP"]


def turnout(store: Store) -> dict[str, tuple[dict[Answer, int], int]]:
    found = invitations.desk(operator(store), SLUG).turnout
    return {each.sitting.key: (dict(each.answers), each.before_change) for each in found}


def test_22_the_answer_on_the_page_goes_with_the_next_invitation(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    fiji = as_person(sqlite_store, "fiji")
    assert invitations.answer(fiji, SLUG, {"opening": "video", "closing": "not-coming", "unknown": "coming"}) == 2
    assert invitations.answer(fiji, SLUG, {"opening": "video"}) == 0
    set_title(sqlite_store, "Opening of the forum")
    programme.publish(operator(sqlite_store), SLUG)
    office.run(TEN)
    assert attendee(post.messages("fiji@example.org")[0]) == ("ACCEPTED", "TRUE")
    assert turnout(sqlite_store) == {"opening": ({Answer.VIDEO: 1}, 0), "closing": ({Answer.NOT_COMING: 1}, 0)}
    invitations.answer(fiji, SLUG, {"opening": ""})
    assert [each.answer for each in invitations.own_answers(fiji, SLUG)] == [None, Answer.NOT_COMING]


def test_22_a_move_asks_everybody_anew_and_remembers_what_they_said_of_the_other_time(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    fiji = as_person(sqlite_store, "fiji")
    invitations.answer(fiji, SLUG, {"opening": "video", "closing": "coming"})
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    (letter,) = post.messages("fiji@example.org")
    assert attendee(letter) == ("NEEDS-ACTION", "TRUE")
    body = letter.get_body(("plain",))
    assert body is not None
    assert "Your answer: “Following by video”, given for another time. Please answer again." in body.get_content()
    assert turnout(sqlite_store) == {"opening": ({}, 1), "closing": ({Answer.COMING: 1}, 0)}
    opening, closing = invitations.own_answers(fiji, SLUG)
    assert (opening.answer, opening.before_change) == (None, Answer.VIDEO)
    assert (closing.answer, closing.before_change) == (Answer.COMING, None)
    assert invitations.answer(fiji, SLUG, {"opening": "", "closing": "coming"}) == 0, "no answer takes nothing back"
    assert turnout(sqlite_store)["opening"] == ({}, 1)
    assert invitations.answer(fiji, SLUG, {"opening": "video"}) == 1, "the same, of the new time"
    assert turnout(sqlite_store)["opening"] == ({Answer.VIDEO: 1}, 0)
    move(sqlite_store, dt.time(16), now=office.now)
    cancel(sqlite_store, now=office.now)
    office.run(TEN)
    last = post.messages("fiji@example.org")[-1]
    assert str(calendar_of(last)["METHOD"]) == "CANCEL"
    assert "Your answer" not in str(last.get_body(("plain",)))


def test_news_stay_new_until_they_are_seen(sqlite_store: Store) -> None:
    a_forum_with_mail(sqlite_store)
    move(sqlite_store, dt.time(15))
    nobody = as_person(sqlite_store, "nobody")
    (news,) = invitations.unread(nobody, SLUG)
    assert news.kind is ChangeKind.MOVED
    invitations.mark_seen(nobody, SLUG, news.changed_at)
    assert invitations.unread(nobody, SLUG) == []
    assert len(invitations.unread(as_person(sqlite_store, "kenya"), SLUG)) == 1
    cancel(sqlite_store, now=EVE + dt.timedelta(minutes=5))
    (again,) = invitations.unread(as_person(sqlite_store, "nobody", EVE + dt.timedelta(minutes=6)), SLUG)
    assert again.kind is ChangeKind.CANCELLED
    assert invitations.unread(as_person(sqlite_store, "nobody", EVE + dt.timedelta(days=3)), SLUG) == []


def test_28_the_judges_read_every_letter(sqlite_store: Store, office: Works, post: Post, tmp_path: Path) -> None:
    """khal takes each object over; dateutil judges the definition of the zone under another name."""
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    cancel(sqlite_store, now=office.now)
    office.run(TEN)
    for number, letter in enumerate(post.messages()):
        part = next(each for each in letter.walk() if each.get_content_type() == "text/calendar")
        raw = part.get_payload(decode=True)
        assert isinstance(raw, bytes)
        listed = khal_lists(raw, tmp_path / str(number))
        assert "2022-02-22 15:00" in listed
        (zone,) = calendar_of(letter).walk("VTIMEZONE")
        judged = zone.to_tz(lookup_tzid=False)
        assert dt.datetime(2022, 2, 22, 15, tzinfo=judged).utcoffset() == dt.timedelta(hours=1)
        assert dt.datetime(2022, 7, 22, 15, tzinfo=judged).utcoffset() == dt.timedelta(hours=2)


def khal_lists(raw: bytes, folder: Path) -> str:
    """What khal shows after it has imported the object."""
    (folder / "calendar").mkdir(parents=True)
    (folder / "letter.ics").write_bytes(raw)
    config = folder / "config"
    config.write_text(
        f"[calendars]\n[[letters]]\npath = {folder / 'calendar'}\n[sqlite]\npath = {folder / 'khal.db'}\n"
        "[locale]\nlocal_timezone = Europe/Zurich\ndefault_timezone = Europe/Zurich\ntimeformat = %H:%M\n"
        "dateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n"
        "longdatetimeformat = %Y-%m-%d %H:%M\n[default]\ndefault_calendar = letters\n"
    )
    khal = [sys.executable, "-m", "khal", "-c", str(config)]
    subprocess.run([*khal, "import", "--batch", "-a", "letters", str(folder / "letter.ics")], check=True)
    shown = subprocess.run(
        [*khal, "list", "2022-02-20", "5d", "--format", "{start-long} {title} {status}"],
        check=True,
        capture_output=True,
        text=True,
    )
    return shown.stdout


def test_29_a_speaker_is_told_when_their_time_moves_and_when_it_is_taken_away(
    sqlite_store: Store, office: Works, post: Post
) -> None:
    give_slot(sqlite_store, "fiji")
    move(sqlite_store, dt.time(15))
    office.run(TEN)
    by_subject = {str(each["Subject"]).partition(":")[0]: each for each in post.messages("fiji@example.org")}
    assert sorted(by_subject) == ["Moved", "You speak at another time"]
    moved = event_of(by_subject["You speak at another time"])
    assert moved.start.hour == 15
    slots.clear(operator(sqlite_store, office.now), SLUG, "opening")
    office.run(TEN)
    last = post.messages("fiji@example.org")[-1]
    lost = event_of(last)
    assert (str(calendar_of(last)["METHOD"]), str(lost["STATUS"])) == ("CANCEL", "CANCELLED")
    assert lost["UID"] == moved["UID"]
    assert lost["SEQUENCE"] > moved["SEQUENCE"]
    assert len(post.messages("kenya@example.org")) == 1
    feed = compose(feeds.feed_of_person(operator(sqlite_store), SLUG, "fiji"), base_url="https://forum.example.org")
    (shown,) = [item for item in feed.own if item.uid == str(lost["UID"])]
    assert (shown.sequence, shown.is_cancelled, shown.start) == (lost["SEQUENCE"], True, lost.start)


def test_on_each_kind_of_database(store: Store, tmp_path: Path, url: str, post: Post) -> None:
    a_forum_with_mail(store)
    give_slot(store, "fiji")
    post.answers["kenya@example.org"] = "550 5.1.1 No such mailbox"
    with works(store, tmp_path, url) as found:
        move(store, dt.time(15))
        found.run(TEN)
        cancel(store, now=found.now)
        found.run(TEN)
        desk = invitations.desk(operator(store, found.now), SLUG)
    assert [who.key for who, _letter in desk.unreached] == ["kenya"]
    assert sum(each.letters.get(LetterState.SENT, 0) for each in desk.past) == len(post.taken) == 6
    invitations.answer(as_person(store, "fiji"), SLUG, {"closing": "coming"})
    assert invitations.desk(operator(store), SLUG).turnout[-1].answers == {Answer.COMING: 1}
    assert len(invitations.unread(as_person(store, "fiji"), SLUG)) == 2
