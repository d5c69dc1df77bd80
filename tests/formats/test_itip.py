"""Replies and returned letters, read from whatever a mailbox holds. Numbers are those of docs/calendar.md."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.answers import NoAnswer, Reply
from forum.domain.people import Constituency, Person, Role
from forum.formats import itip, letters

SECRET = "a-secret-of-enough-random-characters-1234"
OBJECT = """BEGIN:VCALENDAR
PRODID:-//Another//EN
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTAMP:20220221T160000Z
DTSTART:20220222T140000Z
{attendees}
END:VEVENT
END:VCALENDAR
"""
ATTENDEE = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:Fiji@Example.org"


def mail(body: str, sender: str = "Fiji <fiji@example.org>", kind: str = "text/calendar; method=REPLY") -> bytes:
    return f"From: {sender}\nTo: forum@example.org\nMIME-Version: 1.0\nContent-Type: {kind}\n\n{body}".encode()


def reply(method: str = "REPLY", uid: str = "u-1", sequence: str = "2", attendees: str = ATTENDEE) -> str:
    return OBJECT.format(method=method, uid=uid, sequence=sequence, attendees=attendees)


def test_29_a_reply_says_who_answers_what() -> None:
    assert itip.read_reply(mail(reply())) == Reply(
        uid="u-1", address="fiji@example.org", partstat="ACCEPTED", sequence=2
    )


def test_29_a_reply_in_the_name_of_another_has_no_address() -> None:
    assert itip.read_reply(mail(reply(), sender="kenya@example.org")).address == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        mail("Thank you, I shall come.", kind="text/plain"),
        mail("no calendar at all"),
        mail(reply("REQUEST")),
        mail(reply(attendees="")),
        mail(reply(attendees=f"{ATTENDEE}\nATTENDEE:mailto:kenya@example.org")),
        mail(reply().replace("UID:u-1\n", "")),
        mail(reply().replace("END:VEVENT", "END:VEVENT\nBEGIN:VEVENT\nUID:u-2\nEND:VEVENT")),
        mail(reply(sequence="many")),
        b"x" * (itip.REPLY_BYTES + 1),
    ],
)
def test_29_anything_else_is_no_answer(raw: bytes) -> None:
    with pytest.raises(NoAnswer):
        itip.read_reply(raw)


@given(noise=st.binary(max_size=400))
def test_29_no_message_breaks_the_reader(noise: bytes) -> None:
    with pytest.raises(NoAnswer):
        itip.read_reply(mail("").rstrip() + b"\n\n" + noise)


@pytest.mark.parametrize(
    ("roles", "role"),
    [
        ({Role.CHAIR, Role.DELEGATE}, "CHAIR"),
        ({Role.DELEGATE}, "REQ-PARTICIPANT"),
        ({Role.OBSERVER}, "NON-PARTICIPANT"),
        ({Role.INTERPRETER}, "NON-PARTICIPANT"),
        ({Role.ORGANIZER}, "OPT-PARTICIPANT"),
        (set(), "REQ-PARTICIPANT"),
    ],
)
def test_22_the_part_of_a_person(roles: set[Role], role: str) -> None:
    person = Person(
        id=1,
        forum_id=1,
        key="p",
        name="",
        function="Delegate",
        constituency=Constituency.GOVERNMENT,
        zone="Pacific/Fiji",
        roles=frozenset(roles),
    )
    assert itip.role_of(person) == role


REPORT = """From: mailer-daemon@example.org
To: forum@example.org
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=part

--part
Content-Type: text/plain

It did not arrive.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; fiji@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such mailbox

--part
Content-Type: text/rfc822-headers

From: forum@example.org
Message-ID: {named}

--part--
"""


def report(action: str = "failed", named: str = "") -> bytes:
    return REPORT.format(action=action, named=named or letters.message_id(7, 12, SECRET, "example.org")).encode()


def test_a_returned_letter_is_known_by_its_identifier() -> None:
    assert letters.returned(report(), SECRET) == (7, 12, "smtp; 550 5.1.1 No such mailbox")


@pytest.mark.parametrize(
    "raw",
    [
        report("delayed"),
        report(named="<another@example.org>"),
        report(named=letters.message_id(7, 12, "another-secret", "example.org")),
        report(named=letters.message_id(7, 12, SECRET, "example.org").replace("-7-", "-8-")),
        mail("Thank you.", kind="text/plain"),
        b"",
    ],
)
def test_nothing_else_returns_a_letter(raw: bytes) -> None:
    assert letters.returned(raw, SECRET) is None


def test_identifiers_are_stable_and_sealed() -> None:
    named = letters.message_id(7, 12, SECRET, "example.org")
    assert named == letters.message_id(7, 12, SECRET, "example.org")
    assert letters.letter_named(f"In-Reply-To: {named}", SECRET) == (7, 12)
    assert letters.office_of("Secretariat <a@example.org>", "") == letters.Office(
        sender="a@example.org", replies="a@example.org"
    )
