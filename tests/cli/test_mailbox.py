"""`forum bounces` and `forum reply`, upon letters that were sent."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from forum.cli import main
from forum.formats import letters
from forum.services import invitations
from forum.store import people, programme
from forum.store.engine import Store
from tests.formats.test_itip import mail, report
from tests.invitations import SLUG, a_forum_with_mail, as_person, event_of, message_of, move, operator, works

TEN = dt.timedelta(minutes=10)


@pytest.fixture
def sent(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A forum that has written its letters into the folder; gives the letter to Fiji."""
    a_forum_with_mail(sqlite_store)
    with works(sqlite_store, tmp_path) as found:
        move(sqlite_store, dt.time(15))
        found.run(TEN)
    monkeypatch.setenv("FORUM_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FORUM_DATABASE_URL", sqlite_store.url)
    with sqlite_store.reading() as db:
        forum = programme.forum_by_slug(db, SLUG)
        assert forum is not None
        person = people.person_by_key(db, forum.id, "fiji")
    assert person is not None
    return tmp_path / "data" / "mail" / f"letter-1-{person.id}.eml"


def run(*words: str, given: bytes) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*words, "--json"], input=given)
    return done.exit_code, done.output


def test_a_returned_letter_is_shown_to_the_organizer(sent: Path, sqlite_store: Store, tmp_path: Path) -> None:
    secret = (tmp_path / "data" / "secret.key").read_text().strip()
    person_id = int(sent.stem.split("-")[2])
    named = letters.message_id(1, person_id, secret, "example.org")
    for _ in range(2):
        status, said = run("bounces", given=report(named=named))
        assert (status, json.loads(said)["address"]) == (0, "fiji@example.org")
    ((who, letter),) = invitations.desk(operator(sqlite_store), SLUG).unreached
    assert (who.key, letter.fault) == ("fiji", "smtp; 550 5.1.1 No such mailbox")
    for other in (report(), report(named=letters.message_id(1, 999, secret, "example.org"))):
        assert json.loads(run("bounces", given=other)[1]) == {"noted": False}


def test_a_reply_is_taken_only_for_what_was_sent_to_that_address(sent: Path, sqlite_store: Store) -> None:
    event = event_of(message_of(sent))
    body = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nMETHOD:REPLY\nBEGIN:VEVENT\n"
        f"UID:{event['UID']}\nSEQUENCE:{event['SEQUENCE']}\nDTSTAMP:20220221T160000Z\n"
        "ATTENDEE;PARTSTAT=DECLINED:mailto:{who}@example.org\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    status, said = run("reply", "--forum", SLUG, given=mail(body.format(who="fiji"), sender="fiji@example.org"))
    assert (status, json.loads(said)) == (0, {"address": "fiji@example.org", "answer": "not-coming"})
    own = {each.sitting.key: each.answer for each in invitations.own_answers(as_person(sqlite_store, "fiji"), SLUG)}
    assert own["opening"] == "not-coming"
    for who, sender in (("nobody", "nobody@example.org"), ("kenya", "fiji@example.org")):
        assert run("reply", "--forum", SLUG, given=mail(body.format(who=who), sender=sender))[0] != 0
    old = body.format(who="fiji").replace(f"SEQUENCE:{event['SEQUENCE']}", "SEQUENCE:0")
    assert run("reply", "--forum", SLUG, given=mail(old, sender="fiji@example.org"))[0] != 0
