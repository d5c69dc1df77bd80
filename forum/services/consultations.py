"""Consultations: drafted and sent by the organizer, answered by the coordinators, closed, published; read by both.

Each writing service appends one step, in the transaction that decides it. Letters name no content: who opens the link
signs in first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forum.domain import editions, inputs
from forum.domain.access import Permission, Target, may
from forum.domain.audit import Tag
from forum.domain.consultation import rules, snapshots
from forum.domain.consultation.record import (
    ANSWERS,
    ENDS,
    SETTLEMENTS,
    TEXT_LIMIT,
    TITLE_LIMIT,
    UNDECIDED,
    Act,
    Addressee,
    Consultation,
    Draft,
    Position,
    Stage,
    Standing,
    Step,
)
from forum.domain.consultation.snapshots import Difference, Line, Subject
from forum.domain.people import LANGUAGES, Person, Role
from forum.domain.programme import Forum, Sitting
from forum.domain.refusals import SignInNeeded, Unknown, UnknownLanguage
from forum.domain.speaking.outline import in_time_order
from forum.services.unit import Work, reads, writes
from forum.store import consultations, people, programme, slots

#: letter -> its template
SENT_LETTER, CLOSED_LETTER = "consultation-sent", "consultation-closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """A consultation in the list: where its groups stand, and whether it waits for this reader.

    `is_changed`: what it is about is no longer as it was sent (known only where one page asks for it).
    """

    consultation: Consultation
    standings: tuple[Standing, ...]
    is_waiting: bool
    is_changed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """What a new consultation can be about, and who can be addressed."""

    forum: Forum
    addressees: tuple[Addressee, ...]
    sittings: tuple[Sitting, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One consultation as a reader may see it.

    `lines` is what was sent, or today's state while it is a draft; `differences` what has changed since it was sent.
    `names` are the persons in lines and steps, `behalf` the groups for which this reader may answer, `coordinators` the
    persons who answer for each group, by its code; `offer` stands where this reader may run it.
    """

    forum: Forum
    consultation: Consultation
    standings: tuple[Standing, ...]
    lines: tuple[Line, ...]
    differences: tuple[Difference, ...]
    names: Mapping[int, Person]
    behalf: tuple[Addressee, ...]
    coordinators: Mapping[str, tuple[Person, ...]]
    offer: Offer | None
    is_inside: bool

    @property
    def waiting(self) -> tuple[Step, ...]:
        """The proposals that have no answer yet."""
        return rules.open_proposals(self.consultation)


@reads
def index(work: Work, slug: str) -> list[Glance]:
    """The consultations that this reader may see, newest first."""
    return glances(work, work.known_forum(slug))


def glances(work: Work, forum: Forum) -> list[Glance]:
    """The consultations of a forum that the actor may see, newest first."""
    found = consultations.of_forum(work.db, forum.id)
    persons = _coordinators(work, forum) if found else []
    seen = [each for each in found if may(work.actor, Permission.SEE_CONSULTATION, _target(each, persons))]
    return [_glance(work, each, persons) for each in seen]


def _coordinators(work: Work, forum: Forum) -> list[Person]:
    return people.persons_of_role(work.db, forum.id, Role.COORDINATOR)


def _glance(work: Work, found: Consultation, persons: Iterable[Person]) -> Glance:
    """A consultation waits for a coordinator while a group of theirs has decided nothing."""
    mine, standings = _behalf(work, found, persons), rules.standings(found)
    undecided = any(each.addressee in mine and each.position in UNDECIDED for each in standings)
    return Glance(consultation=found, standings=standings, is_waiting=undecided and found.stage is Stage.SENT)


def _target(found: Consultation, persons: Iterable[Person]) -> Target:
    """Drafts are addressed to nobody yet; what is published is for whoever may know of the forum."""
    sent = found.draft.addressees if found.stage is not Stage.DRAFT else ()
    addressed = frozenset(person.id for person in persons if any(rules.speaks_for(person, each) for each in sent))
    return Target(forum_id=found.forum_id, addressed=addressed, is_public=found.is_published)


def _behalf(work: Work, found: Consultation, persons: Iterable[Person]) -> tuple[Addressee, ...]:
    """The groups for which the actor may answer."""
    me = next((person for person in persons if person.id == work.actor.person_id), None)
    if me is None or found.stage is Stage.DRAFT:
        return ()
    return tuple(each for each in found.draft.addressees if rules.speaks_for(me, each))


@reads
def offer(work: Work, slug: str) -> Offer:
    """What can be consulted about, and with whom."""
    return _offer(work, work.forum(slug, Permission.RUN_CONSULTATION))


def _offer(work: Work, forum: Forum) -> Offer:
    sittings = tuple(in_time_order(programme.draft(work.db, forum.id)))
    return Offer(forum=forum, addressees=rules.offered(_coordinators(work, forum)), sittings=sittings)


@reads
def show(work: Work, slug: str, number: int) -> Seen:
    """One consultation; whoever it is kept from learns nothing. Refuses `Unknown`."""
    forum = work.known_forum(slug)
    persons = _coordinators(work, forum)
    found = _seen(work, forum, number, persons)
    target, sent, now = _target(found, persons), found.sent, _lines(work, forum, found.draft)
    is_inside = may(work.actor, Permission.SEE_CONSULTATION, replace(target, is_public=False))
    shown = found if is_inside else rules.as_published(found)
    lines = sent.lines if sent else now
    return Seen(
        forum=forum,
        consultation=shown,
        standings=rules.standings(shown),
        lines=lines,
        differences=snapshots.differences(found.draft.subject, lines, now) if is_inside else (),
        names=_names(work, forum, shown, (*lines, *now)) if is_inside else {},
        behalf=_behalf(work, found, persons),
        coordinators={
            each.code: tuple(person for person in persons if rules.speaks_for(person, each))
            for each in found.draft.addressees
        },
        offer=_offer(work, forum) if may(work.actor, Permission.RUN_CONSULTATION, target) else None,
        is_inside=is_inside,
    )


def _seen(work: Work, forum: Forum, number: int, persons: Iterable[Person]) -> Consultation:
    """The consultation, if this reader may know of it. Refuses `Unknown`; `SignInNeeded` to nobody in particular."""
    found = consultations.by_number(work.db, forum.id, number)
    if found is not None and may(work.actor, Permission.SEE_CONSULTATION, _target(found, persons)):
        return found
    raise Unknown(what="consultation", key=number) if work.actor.is_signed_in else SignInNeeded()


def _found(work: Work, forum: Forum, number: int) -> Consultation:
    found = consultations.by_number(work.db, forum.id, number)
    if found is None:
        raise Unknown(what="consultation", key=number)
    return found


def _names(work: Work, forum: Forum, found: Consultation, lines: Iterable[Line]) -> dict[int, Person]:
    """The persons who stand in the lines, and those who took the steps."""
    wanted = {line.facts.get("person") for line in lines} | {step.person_id for step in found.steps}
    return people.persons_by_ids(work.db, forum.id, {each for each in wanted if isinstance(each, int)})


def _lines(work: Work, forum: Forum, draft: Draft) -> tuple[Line, ...]:
    """Today's state of what is consulted about."""
    if draft.subject is Subject.PRESENCE:
        return snapshots.of_presence(people.persons(work.db, forum.id))
    sittings = programme.draft(work.db, forum.id)
    wanted = [each for each in sittings if draft.sitting in {"", each.key}]
    if draft.subject is Subject.PROGRAMME:
        return snapshots.of_programme(wanted)
    if draft.subject is Subject.FORMAT:
        return snapshots.of_format(wanted)
    persons = {person.id: person for person in people.persons(work.db, forum.id)}
    return snapshots.of_slots(in_time_order(wanted), slots.of_forum(work.db, forum.id), persons)


@reads
def on_slots(work: Work, slug: str, sitting_key: str) -> Glance | None:
    """The newest consultation on the slots of a sitting, as far as this reader may know of it."""
    forum = work.known_forum(slug)
    found = rules.of_slots(consultations.of_forum(work.db, forum.id), sitting_key)
    if found is None:
        return None
    persons = _coordinators(work, forum)
    if not may(work.actor, Permission.SEE_CONSULTATION, _target(found, persons)):
        return None
    sent, now = (snapshots.of_one(lines, sitting_key) for lines in (found.sent_lines, _lines(work, forum, found.draft)))
    is_changed = bool(snapshots.differences(Subject.SLOTS, sent, now))
    return replace(_glance(work, found, persons), is_changed=is_changed)


@writes
def draft(work: Work, slug: str, wanted: Draft) -> int:
    """Begin a consultation; gives its number. Refuses what `_checked` refuses."""
    forum = work.forum(slug, Permission.RUN_CONSULTATION)
    found = consultations.add(work.db, forum.id, _checked(work, forum, wanted))
    _take(work, found, Act.DRAFTED, Stage.DRAFT)
    _audit(work, Tag.CONSULTATION_DRAFTED, found, about=wanted.subject.value, title=wanted.title)
    return found.number


def _checked(work: Work, forum: Forum, wanted: Draft) -> Draft:
    """Refuses `Missing`, `TooLong`, `UnknownLanguage`, `NotAddressed`, `PartnersApart`, `Unknown` for a sitting."""
    inputs.text(wanted.title, "title", limit=TITLE_LIMIT, needed=True)
    inputs.text(wanted.text, "text", limit=TEXT_LIMIT)
    if wanted.language not in LANGUAGES:
        raise UnknownLanguage(field="language", language=wanted.language)
    if wanted.sitting and programme.sitting_by_key(work.db, forum.id, wanted.sitting) is None:
        raise Unknown(what="sitting", key=wanted.sitting)
    return rules.in_order(wanted, rules.offered(_coordinators(work, forum)))


@writes
def edit(work: Work, slug: str, number: int, wanted: Draft, *, seen: str | None = None) -> None:
    """Change what is to be sent: a draft, or the next round of one that was sent. `seen`: see `editions.check`."""
    forum = work.forum(slug, Permission.RUN_CONSULTATION)
    found = _found(work, forum, number)
    rules.allowed(found, Act.SENT)
    after = _checked(work, forum, rules.bound(found, wanted))
    before, asked = rules.facts(found.draft), rules.facts(after)
    editions.check(seen, before, asked)
    changes = {name: value for name, value in asked.items() if before[name] != value}
    if changes:
        consultations.save_draft(work.db, found, after)
        old = {name: before[name] for name in changes}
        _audit(work, Tag.CONSULTATION_EDITED, found, before=old, after=changes)


@writes
def send(work: Work, slug: str, number: int, *, seen: int, link: str) -> None:
    """Send it to the coordinators, with what it is about frozen as it stands; again, with another round."""
    forum = work.forum(slug, Permission.RUN_CONSULTATION)
    found, persons = _found(work, forum, number), _coordinators(work, forum)
    rules.require_unchanged(found, seen)
    stage = rules.check_sending(found, persons, work.now)
    lines = _lines(work, forum, found.draft)
    wanted = found.draft
    frozen: dict[str, Any] = {"title": wanted.title, "text": wanted.text, "lines": lines, "answer_by": wanted.answer_by}
    _take(work, found, Act.SENT, stage, round_=found.round + 1, **frozen)
    _write(work, forum, wanted, persons, SENT_LETTER, link)
    _audit(work, Tag.CONSULTATION_SENT, found, round=found.round + 1, lines=len(lines))


def _write(work: Work, forum: Forum, sent: Draft, persons: Iterable[Person], template: str, link: str) -> None:
    """A letter to each coordinator who has an address, in their own language and on their own clock."""
    for person in persons:
        if person.email and any(rules.speaks_for(person, each) for each in sent.addressees):
            by = {"instant": sent.answer_by.isoformat(), "zone": person.zone, "state": person.state}
            values = {"link": link, "forum": forum.title, "title": sent.title, "moment": by}
            work.enqueue("send-mail", template=template, to=person.email, language=person.language, values=values)


@writes
def answer(
    work: Work, slug: str, number: int, deed: str, *, behalf: str, round_: int, text: str = "", about: str = ""
) -> None:
    """Agree, object, propose or comment (`deed`) on behalf of a group. A form sent twice is taken once."""
    forum = work.known_forum(slug)
    persons = _coordinators(work, forum)
    found = _seen(work, forum, number, persons)
    work.require(Permission.ANSWER_CONSULTATION, _target(found, persons))
    me = next(person for person in persons if person.id == work.actor.person_id)
    act, group = rules.chosen(deed, ANSWERS), rules.addressed_as(found, behalf)
    rules.check_answer(found, act, me, group, round_)
    step = _step(work, found, act, behalf=group, text=rules.answer_text(act, text), about=_about(found, about))
    if not rules.is_repeated(found, step):
        consultations.add_step(work.db, found, step, Stage.SENT)
        _audit(work, Tag.CONSULTATION_ANSWERED, found, act=act.value, behalf=behalf, round=found.round)


def _about(found: Consultation, key: str) -> str:
    """The line of what was sent that an answer names; anything else is about the whole."""
    return key if found.sent and key in {line.key for line in found.sent.lines} else ""


@writes
def settle(work: Work, slug: str, number: int, of: int, deed: str, text: str) -> None:
    """Answer a proposal (`deed`): taken up, or not, and why."""
    forum = work.forum(slug, Permission.RUN_CONSULTATION)
    found, act = _found(work, forum, number), rules.chosen(deed, SETTLEMENTS)
    rules.check_settlement(found, of, act)
    _take(work, found, act, Stage.SENT, text=rules.answer_text(act, text), of=of)
    _audit(work, Tag.CONSULTATION_SETTLED, found, act=act.value, proposal=of)


@writes
def close(work: Work, slug: str, number: int, deed: str, *, seen: int, text: str = "", link: str) -> None:
    """End it (`deed`): agreed, or noted without agreement; who had not replied is stated."""
    forum = work.forum(slug, Permission.RUN_CONSULTATION)
    found, act = _found(work, forum, number), rules.chosen(deed, ENDS)
    rules.require_unchanged(found, seen)
    stage = rules.check_closing(found, act, work.now)
    silent = rules.held_by(found, Position.NO_REPLY)
    _take(work, found, act, stage, text=rules.answer_text(act, text), silent=silent)
    _write(work, forum, replace(found.draft, title=found.title), _coordinators(work, forum), CLOSED_LETTER, link)
    _audit(work, Tag.CONSULTATION_CLOSED, found, act=act.value, silent=[each.code for each in silent])


@writes
def publish(work: Work, slug: str, number: int) -> None:
    """Let everybody who may know of the forum read the result, the proposals and the answers to them."""
    forum = work.forum(slug, Permission.RUN_CONSULTATION)
    found = _found(work, forum, number)
    _take(work, found, Act.PUBLISHED, rules.allowed(found, Act.PUBLISHED))
    _audit(work, Tag.CONSULTATION_PUBLISHED, found)


def _take(work: Work, found: Consultation, act: Act, stage: Stage, **said: Any) -> None:
    consultations.add_step(work.db, found, _step(work, found, act, **said), stage)


def _step(work: Work, found: Consultation, act: Act, *, round_: int | None = None, **said: Any) -> Step:
    """A step of now, signed by whoever acts."""
    me = people.person_by_id(work.db, found.forum_id, work.actor.person_id) if work.actor.person_id else None
    return Step(
        number=found.last + 1,
        at=work.now,
        act=act,
        round=found.round if round_ is None else round_,
        person_id=work.actor.person_id,
        function=(me.function or me.name) if me else "",
        **said,
    )


def _audit(work: Work, tag: Tag, found: Consultation, **body: object) -> None:
    """The trail names what was done; what a group wrote stands with the consultation alone."""
    work.audit(tag, f"consultation:{found.number}", forum_id=found.forum_id, **body)
