"""The letters of a notice, as the worker writes them, hands them over and notes what became of each.

Every function is one short transaction, so that thousands of letters hold nobody up.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from forum.domain import invitations as rules
from forum.domain import letters as letter_rules
from forum.domain.access import Permission, Target
from forum.domain.audit import Tag
from forum.domain.invitations import Notice
from forum.domain.letters import Addressed, Bundle, Letter, LetterState
from forum.domain.people import Person
from forum.domain.refusals import Unknown
from forum.services.notices import JOB
from forum.services.unit import Work, reads, writes
from forum.store import invitations, people, programme


@writes
def begin(work: Work, number: int, revision: int) -> bool:
    """Let the letters of a notice go out; False where it was changed, held or dropped since, or has gone out."""
    notice = rules.begun(_notice(work, number), revision, work.now)
    if notice is None:
        return False
    invitations.save(work.db, notice)
    work.audit(Tag.MAIL_SENT, f"notice:{number}", forum_id=notice.forum_id, sitting=notice.after.key)
    return True


def _notice(work: Work, number: int) -> Notice:
    work.require(Permission.RUN_JOBS, Target())
    forum_id = invitations.forum_of_notice(work.db, number)
    notice = invitations.notice(work.db, forum_id, number) if forum_id else None
    if notice is None:
        raise Unknown(what="notice", key=number)
    return notice


@reads
def drafted(work: Work, number: int) -> list[Letter]:
    """The letters that a notice makes: one for each recipient."""
    notice = _notice(work, number)
    persons = people.persons(work.db, notice.forum_id)
    return [letter_to(notice, each) for each in rules.recipients(notice, persons, notice.begun_at or work.now)]


def letter_to(notice: Notice, person: Person) -> Letter:
    """The letter of a notice to a person."""
    return Letter(
        notice_id=notice.id,
        person_id=person.id,
        address=person.email,
        method=notice.method,
        sequence=notice.sequence,
    )


@writes
def write(work: Work, letters: Sequence[Letter]) -> int:
    """Keep letters that are not there yet; gives how many were new."""
    work.require(Permission.RUN_JOBS, Target())
    return invitations.add_letters(work.db, letters)


@reads
def waiting(work: Work, number: int, limit: int) -> Bundle:
    """Letters of a notice that may be handed over now, at most so many."""
    notice = _notice(work, number)
    found = invitations.waiting_letters(work.db, number, work.now, limit)
    ids = {each.person_id for each in found}
    persons = people.persons_by_ids(work.db, notice.forum_id, ids) if ids else {}
    given = {each.person_id: each for each in invitations.answers(work.db, [notice.after.id], ids)}
    forum = programme.forum_by_id(work.db, notice.forum_id)
    addressed = (
        Addressed(letter=each, person=persons[each.person_id], given=given.get(each.person_id)) for each in found
    )
    return Bundle(forum=forum, notice=notice, at=notice.begun_at or work.now, letters=tuple(addressed))


@writes
def handed_over(work: Work, letter: Letter) -> None:
    """The mail server has it."""
    _save(work, letter_rules.sent(letter, work.now))


@writes
def refused(work: Work, letter: Letter, fault: str) -> None:
    """The mail server does not take it, now or ever."""
    _save(work, letter_rules.refused(letter, fault, work.now))


@writes
def put_off(work: Work, letter: Letter, fault: str) -> None:
    """The mail server could not take it now."""
    _save(work, letter_rules.put_off(letter, fault, work.now))


def _save(work: Work, letter: Letter) -> None:
    work.require(Permission.RUN_JOBS, Target())
    invitations.save_letter(work.db, letter)


@writes
def round_off(work: Work, number: int, revision: int, turn: int, wait: timedelta) -> bool:
    """End a round of letters: the notice is sent, or what was put off is tried again; True where it is sent.

    `wait` is how long at least, where the mail server is away. After the sitting nothing is tried any more.
    """
    notice = _notice(work, number)
    if rules.is_past(notice, work.now):
        invitations.give_up(work.db, number, "", work.now)
    due = invitations.next_due(work.db, number)
    if due is None and not invitations.waiting_letters(work.db, number, work.now, 1):
        invitations.save(work.db, rules.ended(notice))
        return True
    key = f"letters-{number}-{revision}-{turn + 1}"
    facts = {"notice": number, "revision": revision, "turn": turn + 1}
    work.enqueue(JOB, key=key, forum_id=notice.forum_id, due_at=max(due or work.now, work.now + wait), **facts)
    return False


@writes
def returned(work: Work, notice_id: int, person_id: int, fault: str) -> Letter:
    """A letter came back from its mailbox. Refuses `Unknown` for one that was never sent; twice changes nothing."""
    work.require(Permission.RUN_JOBS, Target())
    letter = invitations.letter_to(work.db, notice_id, person_id)
    if letter is None or letter.state is LetterState.WAITING:
        raise Unknown(what="letter", key=f"{notice_id}-{person_id}")
    if letter.state is not LetterState.SENT:
        return letter
    lost = letter_rules.refused(letter, fault, work.now)
    invitations.save_letter(work.db, lost)
    forum_id = invitations.forum_of_notice(work.db, notice_id)
    work.audit(Tag.MAIL_RETURNED, f"notice:{notice_id}", forum_id=forum_id, person=person_id)
    return lost
