"""Invitations as calendars understand them (RFC 5546, 6047): the object of one letter, and replies read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr
from urllib.parse import quote, unquote

import icalendar

from forum.domain.answers import NoAnswer, Reply, partstat
from forum.domain.feeds import FeedData, SpeakingTime, feed_data
from forum.domain.invitations import Method, Notice
from forum.domain.letters import Addressed, Bundle
from forum.domain.people import Person, Role
from forum.domain.programme import Forum, Release
from forum.formats import ics
from forum.formats.calendar import compose, uid_of
from forum.formats.ics import Item
from forum.i18n import functions
from forum.i18n.catalogues import words

#: characters that stand in the address of a mailbox as they are
_SAFE = "@!$&'*+-/=?^_`{|}~."
#: identifier of an event -> the sitting's number, the key of a speaking time or ""
Identified = dict[str, tuple[int, str]]
#: messages larger than this are no replies
REPLY_BYTES = 1024 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Office:
    """Who writes: the sender of the mail, and the mailbox that takes the replies (often the same)."""

    sender: str
    replies: str


def invitation(bundle: Bundle, addressed: Addressed, *, base_url: str, office: Office) -> bytes:
    """The calendar object of one letter: one event, one attendee, nothing that opens a room."""
    item = event(bundle, addressed.person, base_url)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{ics.PRODID}", "CALSCALE:GREGORIAN"]
    lines.append(f"METHOD:{addressed.letter.method.value}")
    lines += ics.zone_lines(item.zone, item.start.year - 1, item.end.year + 1)
    stamp = f"DTSTAMP:{max(bundle.at, item.revised_at).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    inner = [stamp if line.startswith("DTSTAMP") else line for line in ics.event_lines(item)]
    lines += [*inner[:-1], *_parties(bundle, addressed, office), inner[-1], "END:VCALENDAR"]
    return b"".join(map(ics.fold, lines))


def event(bundle: Bundle, person: Person, base_url: str) -> Item:
    """The event as the person's feed shows it, at the revision that is told of."""
    shown = compose(_shown(bundle.forum, bundle.notice, person, bundle.at), base_url=base_url)
    (item,) = (*shown.items, *shown.own)
    return replace(item, sequence=bundle.notice.sequence)


def _shown(forum: Forum, notice: Notice, person: Person, at: datetime) -> FeedData:
    sittings = () if notice.is_of_slot else (notice.after,)
    return feed_data(
        forum,
        Release(id=0, forum_id=forum.id, number=0, name="", published_at=at, sittings=sittings),
        language=person.language,
        since=at,
        person=person,
        speaking=(_speaking(notice),) if notice.is_of_slot else (),
    )


def _speaking(notice: Notice) -> SpeakingTime:
    """The speaking time; where it is taken away, the last one that was known, cancelled."""
    time = notice.slot_after
    assert time is not None, "a notice of a speaking time has one"
    return SpeakingTime(
        key=notice.slot_key,
        sitting=notice.after,
        start=time.start,
        minutes=time.minutes,
        sequence=time.sequence,
        modified_at=notice.changed_at,
        is_withdrawn=time.is_withdrawn,
    )


def _parties(bundle: Bundle, addressed: Addressed, office: Office) -> Iterator[str]:
    sent_by = "" if office.sender == office.replies else f';SENT-BY="mailto:{_mailbox(office.sender)}"'
    yield f'ORGANIZER;CN="{ics.parameter(bundle.forum.title)}"{sent_by}:mailto:{_mailbox(office.replies)}'
    person, is_request = addressed.person, addressed.letter.method is Method.REQUEST
    name = functions.said(person.label, words(person.language))
    facts = [
        "CUTYPE=INDIVIDUAL",
        f"ROLE={role_of(person)}",
        f"PARTSTAT={partstat(addressed.given, bundle.notice.after)}",
        f"RSVP={'TRUE' if is_request else 'FALSE'}",
        f'CN="{ics.parameter(name)}"',
    ]
    yield f"ATTENDEE;{';'.join(facts)}:mailto:{_mailbox(addressed.letter.address)}"


def _mailbox(address: str) -> str:
    return quote(ics.uri(address), safe=_SAFE)


def role_of(person: Person) -> str:
    """The part that calendars know: who presides, who is needed, who merely listens."""
    if Role.CHAIR in person.roles:
        return "CHAIR"
    if person.roles and person.roles <= {Role.OBSERVER, Role.INTERPRETER}:
        return "NON-PARTICIPANT"
    return "OPT-PARTICIPANT" if person.roles == {Role.ORGANIZER} else "REQ-PARTICIPANT"


def identifiers(forum: Forum, sittings: Iterable[tuple[int, str]], slots: Iterable[tuple[int, str]]) -> Identified:
    """By identifier of each event: the sitting's number and the key of the speaking time, "" for the sitting itself.

    `sittings` are (number, key), `slots` (number of the sitting, key of the speaking time).
    """
    found = {uid_of(forum, "sitting", key): (number, "") for number, key in sittings}
    return found | {uid_of(forum, "slot", key): (number, key) for number, key in slots}


def read_reply(raw: bytes) -> Reply:
    """The answer in a message from a mailbox. Refuses `NoAnswer` for anything else, however it is made.

    The address counts only where the sender of the message and the attendee are the same.
    """
    if len(raw) > REPLY_BYTES:
        raise NoAnswer(found="size")
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    sender = parseaddr(str(message.get("From", "")))[1].casefold()
    return _reply_in(_calendar_of(message), sender)


def _calendar_of(message: EmailMessage) -> icalendar.Calendar:
    part = next((each for each in message.walk() if each.get_content_type() == "text/calendar"), None)
    if part is None:
        raise NoAnswer(found=message.get_content_type())
    try:
        content = part.get_payload(decode=True)
        return icalendar.Calendar.from_ical(content if isinstance(content, bytes) else b"")
    except (ValueError, TypeError, KeyError, IndexError, LookupError) as problem:
        raise NoAnswer(found="text/calendar") from problem


def _reply_in(calendar: icalendar.Calendar, sender: str) -> Reply:
    events = list(calendar.walk("VEVENT"))
    if str(calendar.get("METHOD", "")).upper() != "REPLY" or len(events) != 1:
        raise NoAnswer(found=str(calendar.get("METHOD", "")))
    (event,) = events
    attendee = event.get("ATTENDEE")
    if attendee is None or isinstance(attendee, list) or "UID" not in event:
        raise NoAnswer(found="ATTENDEE")
    address = unquote(str(attendee).partition(":")[2]).casefold()
    return Reply(
        uid=str(event["UID"]),
        address=address if address == sender else "",
        partstat=str(attendee.params.get("PARTSTAT", "")),
        sequence=_sequence(event),
    )


def _sequence(event: icalendar.cal.Component) -> int:
    try:
        return int(event.get("SEQUENCE", 0))
    except ValueError as problem:
        raise NoAnswer(found="SEQUENCE") from problem
