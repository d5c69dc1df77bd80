"""What may be done in a consultation: who is addressed, who answers for whom, what is agreed.

A draft is sent to the coordinators of the groups; they comment, propose, agree or object on behalf of their group; each
proposal is answered; it is closed as agreed, or noted without agreement: "in close consultation ... allowing for
statements by representatives of each group". "No reply" is never "agreed".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from forum.domain import inputs
from forum.domain.consultation.record import (
    ANSWERS,
    ENDS,
    SETTLEMENTS,
    STEPS,
    TEXT_LIMIT,
    TOLD,
    UNDECIDED,
    Act,
    ActNotAllowed,
    Addressee,
    AnswerByPast,
    Consultation,
    Draft,
    NobodyAgreed,
    NobodyAnswers,
    NotAddressed,
    NotAllAgreed,
    NotAProposal,
    PartnersApart,
    Position,
    ProposalsOpen,
    RoundOver,
    Stage,
    Standing,
    Step,
    StillOpen,
    UnknownGroup,
)
from forum.domain.consultation.snapshots import Subject
from forum.domain.people import TRIPARTITE, Constituency, Person, Role
from forum.domain.refusals import Missing, Stale, UnknownChoice


def facts(draft: Draft) -> dict[str, object]:
    """What a draft says, by the names of its form's fields."""
    return {
        "subject": draft.subject.value,
        "sitting": draft.sitting,
        "title": draft.title,
        "text": draft.text,
        "language": draft.language,
        "addressees": tuple(each.code for each in draft.addressees),
        "answer_by": draft.answer_by.isoformat(),
    }


def offered(persons: Iterable[Person]) -> tuple[Addressee, ...]:
    """The groups that can be addressed: the three constituencies, then each group that has a coordinator."""
    groups = {
        Addressee(constituency=person.constituency, group=group)
        for person in persons
        if Role.COORDINATOR in person.roles and person.constituency in TRIPARTITE
        for group in (person.region, *person.groups)
        if group
    }
    whole = [Addressee(constituency=each) for each in TRIPARTITE]
    return tuple(sorted({*whole, *groups}, key=_rank))


def _rank(addressee: Addressee) -> tuple[bool, int, str]:
    return bool(addressee.group), TRIPARTITE.index(addressee.constituency), addressee.group.casefold()


def speaks_for(person: Person, addressee: Addressee) -> bool:
    """Whether a person may answer for a group: a coordinator of that constituency, and of that group in it."""
    is_of_group = not addressee.group or addressee.group in {person.region, *person.groups}
    return Role.COORDINATOR in person.roles and person.constituency is addressee.constituency and is_of_group


def check_addressees(addressees: Collection[Addressee], known: Collection[Addressee]) -> tuple[Addressee, ...]:
    """The groups in their order. Refuses `Missing`, `UnknownGroup`, `PartnersApart`."""
    if not addressees:
        raise Missing(field="addressees")
    for each in addressees:
        if each not in known:
            raise UnknownGroup(field="addressees", group=each.code)
    employers, workers = (
        {each.group for each in addressees if each.constituency is partner}
        for partner in (Constituency.EMPLOYER, Constituency.WORKER)
    )
    if employers != workers:
        raise PartnersApart(field="addressees")
    return tuple(sorted(set(addressees), key=_rank))


def in_order(draft: Draft, known: Collection[Addressee]) -> Draft:
    """The draft with its texts trimmed and its groups in their order; see `check_addressees`."""
    groups = check_addressees(draft.addressees, known)
    return replace(draft, title=draft.title.strip(), text=draft.text.strip(), addressees=groups)


def bound(consultation: Consultation, wanted: Draft) -> Draft:
    """What may still be changed: once it was sent, subject, sitting and groups stay."""
    if consultation.stage is Stage.DRAFT:
        return wanted
    kept = consultation.draft
    return replace(wanted, subject=kept.subject, sitting=kept.sitting, addressees=kept.addressees)


def addressed_as(consultation: Consultation, code: str) -> Addressee:
    """The addressed group with that code. Refuses `NotAddressed`."""
    found = next((each for each in consultation.draft.addressees if each.code == code), None)
    if found is None:
        raise NotAddressed(field="behalf", group=code)
    return found


def allowed(consultation: Consultation, act: Act) -> Stage:
    """The stage that an act leads to. Refuses `ActNotAllowed`."""
    steps = STEPS[consultation.stage]
    if act not in steps or (act is Act.PUBLISHED and consultation.is_published):
        raise ActNotAllowed(stage=consultation.stage.value, act=act.value)
    return steps[act]


def require_unchanged(consultation: Consultation, seen: int) -> None:
    """Refuse `Stale` where somebody answered after the page was read; `seen` is the last step that it showed."""
    if seen != consultation.last:
        raise Stale


def check_sending(consultation: Consultation, persons: Sequence[Person], now: datetime) -> Stage:
    """Refuse what cannot be sent: `ActNotAllowed`, `AnswerByPast`, `NobodyAnswers`, `ProposalsOpen`."""
    stage = allowed(consultation, Act.SENT)
    if consultation.draft.answer_by <= now:
        raise AnswerByPast(field="answer_by")
    unheard = [
        each.code for each in consultation.draft.addressees if not any(speaks_for(person, each) for person in persons)
    ]
    if unheard:
        raise NobodyAnswers(field="addressees", groups=tuple(unheard))
    _require_settled(consultation)
    return stage


def chosen(text: str, acts: Sequence[Act]) -> Act:
    """One of these acts. Refuses `UnknownChoice`."""
    if text not in {each.value for each in acts}:
        raise UnknownChoice(field="do", value=text[:40], allowed=", ".join(acts))
    return Act(text)


def check_answer(consultation: Consultation, act: Act, person: Person, behalf: Addressee, round_: int) -> None:
    """Refuse an answer: `NotAddressed`, `ActNotAllowed`, `RoundOver`. A late one is taken until it is closed."""
    if behalf not in consultation.draft.addressees or not speaks_for(person, behalf):
        raise NotAddressed(field="behalf", group=behalf.code)
    allowed(consultation, act)
    if round_ != consultation.round:
        raise RoundOver(round=consultation.round)


def answer_text(act: Act, text: str) -> str:
    """What was written. Agreeing and taking up need no words. Refuses `Missing`, `TooLong`, `UnusableCharacter`."""
    is_needed = act not in {Act.AGREED, Act.TAKEN_UP, *ENDS}
    return inputs.text(text, "text", limit=TEXT_LIMIT, needed=is_needed)


def is_repeated(consultation: Consultation, step: Step) -> bool:
    """Whether a step says once more what was said last on that behalf: a form sent twice."""
    same = [each for each in consultation.steps if each.behalf == step.behalf and each.round == step.round]
    return bool(same) and _words(same[-1]) == _words(step)


def _words(step: Step) -> tuple[object, ...]:
    return step.act, step.text, step.of, step.about, step.person_id


def open_proposals(consultation: Consultation) -> tuple[Step, ...]:
    """The proposals that have no answer yet."""
    answered = {step.of for step in consultation.steps if step.act in SETTLEMENTS}
    return tuple(step for step in consultation.steps if step.act is Act.PROPOSED and step.number not in answered)


def check_settlement(consultation: Consultation, of: int, act: Act) -> None:
    """Refuse an answer to a proposal: `ActNotAllowed`, `NotAProposal`."""
    allowed(consultation, act)
    if of not in {step.number for step in open_proposals(consultation)}:
        raise NotAProposal(number=of)


def _require_settled(consultation: Consultation) -> None:
    waiting = len(open_proposals(consultation))
    if waiting:
        raise ProposalsOpen(count=waiting)


def standings(consultation: Consultation) -> tuple[Standing, ...]:
    """Where each addressed group stands in the present round, in the order of the groups."""
    return tuple(_standing(consultation, each) for each in consultation.draft.addressees)


def _standing(consultation: Consultation, addressee: Addressee) -> Standing:
    own = [
        step
        for step in consultation.steps
        if step.behalf == addressee and step.round == consultation.round and step.act in ANSWERS
    ]
    firm = [step for step in own if step.act in {Act.AGREED, Act.OBJECTED}]
    if firm:
        return Standing(addressee=addressee, position=Position(firm[-1].act.value), step=firm[-1])
    if own:
        return Standing(addressee=addressee, position=Position.HEARD, step=own[-1])
    return Standing(addressee=addressee, position=Position.NO_REPLY)


def held_by(consultation: Consultation, position: Position) -> tuple[Addressee, ...]:
    """The groups with that position now."""
    return tuple(each.addressee for each in standings(consultation) if each.position is position)


def check_closing(consultation: Consultation, act: Act, now: datetime) -> Stage:
    """Refuse an end that the answers do not bear: `ProposalsOpen`, `NotAllAgreed`, `StillOpen`, `NobodyAgreed`.

    Agreed means that every group has agreed; once the time for answers is over, those that did not reply are stated.
    """
    stage = allowed(consultation, act)
    _require_settled(consultation)
    if act is Act.CLOSED_AGREED:
        _require_agreement(consultation, now)
    return stage


def _require_agreement(consultation: Consultation, now: datetime) -> None:
    against = [*held_by(consultation, Position.OBJECTED), *held_by(consultation, Position.HEARD)]
    if against:
        raise NotAllAgreed(groups=tuple(each.code for each in against))
    silent = held_by(consultation, Position.NO_REPLY)
    if silent and now < consultation.answer_by:
        raise StillOpen(groups=tuple(each.code for each in silent))
    if len(silent) == len(consultation.draft.addressees):
        raise NobodyAgreed


def waits_for_secretariat(consultation: Consultation, now: datetime) -> bool:
    """Whether the organizer has something to do: answer a proposal, or close what everybody or time has decided."""
    if consultation.stage is not Stage.SENT:
        return False
    undecided = [each for each in standings(consultation) if each.position in UNDECIDED]
    return bool(open_proposals(consultation)) or not undecided or now >= consultation.answer_by


def of_slots(found: Iterable[Consultation], sitting: str) -> Consultation | None:
    """The newest consultation on the slots of a sitting that left its draft, or on those of the whole forum.

    `found` stand newest first.
    """
    return next((each for each in found if _is_of_slots(each.draft, sitting) and each.stage is not Stage.DRAFT), None)


def _is_of_slots(draft: Draft, sitting: str) -> bool:
    return draft.subject is Subject.SLOTS and draft.sitting in {"", sitting}


def as_published(consultation: Consultation) -> Consultation:
    """What everybody reads once it is published: not the comments, and not what a group wrote beside its yes or no."""
    told = (
        replace(step, text="") if step.act in {Act.AGREED, Act.OBJECTED} else step
        for step in consultation.steps
        if step.act in TOLD
    )
    return replace(consultation, steps=tuple(told))
