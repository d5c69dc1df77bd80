"""Mail about changes as organizers and participants meet it: what waits, what was not taken, who comes, what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forum.domain import invitations as rules
from forum.domain.access import Permission, Target
from forum.domain.answers import Answer, Given, Reply, accepted
from forum.domain.audit import Tag
from forum.domain.invitations import Notice, NoticeState, Verb
from forum.domain.letters import Addressed, Bundle, Letter, LetterState
from forum.domain.people import Person, Role
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import Unknown, UnknownChoice
from forum.services.letters import letter_to
from forum.services.notices import schedule
from forum.services.unit import Work, reads, writes
from forum.store import invitations, people, programme

#: notices that have gone out, or were dropped, that a page lists
MOST_PAST = 50
#: what of an audit trail each word of an organizer is
TAGS = {
    Verb.HOLD: Tag.MAIL_HELD,
    Verb.WAIT: Tag.MAIL_FREED,
    Verb.SEND: Tag.MAIL_HASTENED,
    Verb.DROP: Tag.MAIL_DROPPED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A notice that has not gone out, with how many people will get it, and in which languages."""

    notice: Notice
    recipients: int
    languages: tuple[tuple[str, int], ...]
    concerned: int

    @property
    def is_held(self) -> bool:
        """Whether an organizer holds it back."""
        return self.notice.state is NoticeState.HELD


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """A notice that went out or was dropped, with what became of its letters."""

    notice: Notice
    letters: Mapping[LetterState, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Turnout:
    """What people answered for a sitting as it is timed now; `before_change` counts those who answered before that."""

    sitting: Sitting
    answers: Mapping[Answer, int]
    before_change: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class MailDesk:
    """The organizer's page of mail."""

    forum: Forum
    waiting: tuple[Waiting, ...]
    past: tuple[Past, ...]
    unreached: tuple[tuple[Person, Letter], ...]
    turnout: tuple[Turnout, ...]
    without_address: int


@reads
def desk(work: Work, slug: str) -> MailDesk:
    """What waits, what went out, whom mail does not reach, who comes."""
    forum = work.forum(slug, Permission.PUBLISH)
    persons = people.persons(work.db, forum.id)
    found = invitations.notices(work.db, forum.id)
    counts = invitations.counts(work.db, forum.id)
    lost = invitations.unreached(work.db, forum.id)
    waiting = [_waiting(each, persons, work.now) for each in found if each.is_open]
    return MailDesk(
        forum=forum,
        waiting=tuple(sorted(waiting, key=lambda each: (each.is_held, each.notice.due_at or work.now))),
        past=tuple(Past(notice=n, letters=counts.get(n.id, {})) for n in found if not n.is_open)[:MOST_PAST],
        unreached=tuple((each, lost[each.id]) for each in persons if each.id in lost),
        turnout=_turnout(work, forum),
        without_address=sum(not each.email and Role.HALL not in each.roles for each in persons),
    )


def _waiting(notice: Notice, persons: list[Person], now: datetime) -> Waiting:
    whom = rules.recipients(notice, persons, max(now, notice.due_at or now))
    languages = Counter(each.language for each in whom)
    return Waiting(
        notice=notice,
        recipients=len(whom),
        languages=tuple(languages.most_common()),
        concerned=len(rules.concerned(notice, persons)),
    )


def _turnout(work: Work, forum: Forum) -> tuple[Turnout, ...]:
    held = _coming(work, forum)
    counts = invitations.answer_counts(work.db, held)
    found = ((each, *counts.get(each.id, ({}, 0))) for each in held)
    return tuple(Turnout(sitting=each, answers=current, before_change=before) for each, current, before in found)


def _coming(work: Work, forum: Forum) -> list[Sitting]:
    """Published sittings that will be held and are not over."""
    release = programme.latest_release(work.db, forum.id)
    return [each for each in (release.sittings if release else ()) if each.is_held and each.end >= work.now]


@reads
def preview(work: Work, slug: str, number: int, language: str) -> Bundle:
    """One letter of a notice in a language, as its first recipient would get it. Refuses `Unknown` where nobody would.

    It says so before it goes: nothing is kept.
    """
    forum = work.forum(slug, Permission.PUBLISH)
    notice = _notice(work, forum, number)
    whom = rules.recipients(notice, people.persons(work.db, forum.id), max(work.now, notice.due_at or work.now))
    person = next((each for each in whom if each.language == language), None)
    if person is None:
        raise Unknown(what="letter", key=number)
    given = next(iter(invitations.answers(work.db, [notice.after.id], [person.id])), None)
    letter = Addressed(letter=letter_to(notice, person), person=person, given=given)
    return Bundle(forum=forum, notice=notice, at=work.now, letters=(letter,))


def _notice(work: Work, forum: Forum, number: int) -> Notice:
    notice = invitations.notice(work.db, forum.id, number)
    if notice is None:
        raise Unknown(what="notice", key=number)
    return notice


@writes
def decide(work: Work, slug: str, number: int, verb: str, *, revision: int) -> Notice:
    """Hold, free, send at once or drop what waits. Refuses `Stale` where it is not what the organizer saw any more."""
    forum = work.forum(slug, Permission.PUBLISH)
    if verb not in set(Verb):
        raise UnknownChoice(field="do", value=verb, allowed=", ".join(Verb))
    before = _notice(work, forum, number)
    notice = rules.decided(before, Verb(verb), revision=revision, now=work.now)
    if notice != before:
        invitations.save(work.db, notice)
        schedule(work, notice)
        work.audit(TAGS[Verb(verb)], f"notice:{number}", forum_id=forum.id, sitting=notice.after.key)
    return notice


@reads
def fault_of(work: Work, slug: str, person_key: str) -> Letter | None:
    """A person's newest letter, if their mailbox did not take it; for them and for those who run the forum."""
    forum = work.forum(slug, Permission.SEE_FORUM)
    person = people.person_by_key(work.db, forum.id, person_key)
    work.require(Permission.SEE_OWN_PERSON, Target(forum_id=forum.id, person_id=person.id if person else None))
    return invitations.unreached(work.db, forum.id).get(person.id) if person else None


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnAnswer:
    """A coming sitting and what the person said of it; `before_change` is what they said of another time of it."""

    sitting: Sitting
    answer: Answer | None
    before_change: Answer | None = None


@reads
def own_answers(work: Work, slug: str) -> list[OwnAnswer]:
    """The acting person's answers for all sittings that are still to come."""
    forum, person_id = _own(work, slug)
    held = _coming(work, forum)
    given = {each.sitting_id: each for each in invitations.answers(work.db, [s.id for s in held], [person_id])}
    return [_own_answer(each, given.get(each.id)) for each in held]


def _own_answer(sitting: Sitting, given: Given | None) -> OwnAnswer:
    if given is None or given.is_for(sitting):
        return OwnAnswer(sitting=sitting, answer=given.answer if given else None)
    return OwnAnswer(sitting=sitting, answer=None, before_change=given.answer)


def _own(work: Work, slug: str) -> tuple[Forum, int]:
    forum = work.forum(slug, Permission.OWN_FEED, person_id=work.actor.person_id)
    if work.actor.person_id is None:
        raise Unknown(what="person")
    return forum, work.actor.person_id


@writes
def answer(work: Work, slug: str, wanted: Mapping[str, str]) -> int:
    """Keep the acting person's answers by the key of the sitting, "" for none; gives how many changed.

    What they said of another time stays, marked as such, until they answer anew. Refuses `UnknownChoice`. Sittings that
    are over, or that nobody knows, are passed by.
    """
    forum, person_id = _own(work, slug)
    held = {each.id: each for each in _coming(work, forum)}
    given = {each.sitting_id: each for each in invitations.answers(work.db, held, [person_id])}
    before = {number: _own_answer(each, given.get(number)).answer for number, each in held.items()}
    said = {number: _answer(wanted[each.key]) for number, each in held.items() if each.key in wanted}
    changed = {number: each for number, each in said.items() if before[number] != each}
    for number, each in changed.items():
        _keep_answer(work, person_id, held[number], each)
    if changed:
        work.audit(Tag.ANSWERED, f"person:{person_id}", forum_id=forum.id, sittings=len(changed))
    return len(changed)


def _answer(text: str) -> Answer | None:
    if text and text not in set(Answer):
        raise UnknownChoice(field="answer", value=text, allowed=", ".join(Answer))
    return Answer(text) if text else None


def _keep_answer(work: Work, person_id: int, sitting: Sitting, said: Answer | None, via: str = "page") -> Given | None:
    if said is None:
        invitations.take_answer_back(work.db, person_id, sitting.id)
        return None
    given = Given(
        person_id=person_id,
        sitting_id=sitting.id,
        answer=said,
        answered_at=work.now,
        starts_at=sitting.start,
        ends_at=sitting.end,
        via=via,
    )
    invitations.put_answer(work.db, given)
    return given


@reads
def unread(work: Work, slug: str) -> list[Notice]:
    """What changed close to a sitting, concerns the acting person, and was not seen yet; newest first."""
    forum, person_id = _own(work, slug)
    person = people.person_by_id(work.db, forum.id, person_id)
    since = people.seen_at(work.db, person_id)
    found: dict[tuple[int, str], Notice] = {}
    for each in invitations.changed_since(work.db, forum.id, since):
        if person and rules.concerned(each, [person]) and rules.is_soon(each, work.now):
            found.setdefault((each.after.id, each.slot_key), each)
    return list(found.values())


@writes
def mark_seen(work: Work, slug: str, until: datetime) -> None:
    """The acting person has seen what changed up to that moment; what changed after it stays new."""
    _, person_id = _own(work, slug)
    before = people.seen_at(work.db, person_id)
    if before is None or before < until <= work.now:
        people.mark_seen(work.db, person_id, min(until, work.now))


@dataclass(frozen=True, kw_only=True, slots=True)
class Events:
    """What letters of a forum told of: sittings as (number, key), speaking times as (number of the sitting, key)."""

    forum: Forum
    sittings: tuple[tuple[int, str], ...]
    slots: tuple[tuple[int, str], ...]


@reads
def events(work: Work, slug: str) -> Events:
    """What a reply from a mailbox may be about."""
    work.require(Permission.RUN_JOBS, Target())
    forum = work.known_forum(slug)
    found = invitations.notices(work.db, forum.id)
    return Events(
        forum=forum,
        sittings=tuple(sorted({(each.after.id, each.after.key) for each in found})),
        slots=tuple(sorted({(each.after.id, each.slot_key) for each in found if each.slot_key})),
    )


@writes
def take_reply(work: Work, slug: str, reply: Reply, identified: Mapping[str, tuple[int, str]]) -> Given:
    """Keep an answer that came by mail; `identified` names the sitting and the speaking time of each identifier.

    Refuses `NotInvited`, `OldReply`, `NoAnswer`.
    """
    work.require(Permission.RUN_JOBS, Target())
    forum = work.known_forum(slug)
    sitting_id, slot_key = identified.get(reply.uid, (0, ""))
    letter = invitations.invited(work.db, sitting_id, slot_key, reply.address)
    person_id = letter.person_id if letter else 0
    before = next(iter(invitations.answers(work.db, [sitting_id], [person_id])), None)
    said = accepted(
        reply,
        invited=letter.address if letter else "",
        sequence=letter.sequence if letter else 0,
        before=before.answer if before else None,
    )
    assert letter is not None, "the answer is accepted"
    told = _notice(work, forum, letter.notice_id).after  # it answers the time that the letter told of
    given = _keep_answer(work, person_id, told, said, via="mail")
    assert given is not None
    work.audit(Tag.ANSWERED, f"person:{person_id}", forum_id=forum.id, sittings=1, via="mail")
    return given
