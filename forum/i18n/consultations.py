"""The words of consultations: names of subjects, acts and positions, where one stands in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from forum.domain.consultation.record import Act, Addressee, Consultation, Position, Stage
from forum.domain.consultation.rules import held_by
from forum.domain.consultation.snapshots import Subject
from forum.i18n import moments, terms
from forum.i18n.catalogues import Words
from forum.i18n.terms import pgettext_noop

SUBJECTS: dict[Subject, str] = {
    Subject.SLOTS: pgettext_noop("consultation", "Speaking slots"),
    Subject.FORMAT: pgettext_noop("consultation", "Format of the sittings"),
    Subject.PRESENCE: pgettext_noop("consultation", "Presence in the room"),
    Subject.PROGRAMME: pgettext_noop("consultation", "Draft programme"),
}
ACTS: dict[Act, str] = {
    Act.DRAFTED: pgettext_noop("consultation step", "drafted"),
    Act.SENT: pgettext_noop("consultation step", "sent to the coordinators"),
    Act.COMMENTED: pgettext_noop("consultation step", "commented"),
    Act.PROPOSED: pgettext_noop("consultation step", "proposed a change"),
    Act.TAKEN_UP: pgettext_noop("consultation step", "proposal taken up"),
    Act.DECLINED: pgettext_noop("consultation step", "proposal not taken up"),
    Act.AGREED: pgettext_noop("consultation step", "agreed"),
    Act.OBJECTED: pgettext_noop("consultation step", "objected"),
    Act.CLOSED_AGREED: pgettext_noop("consultation step", "closed as agreed"),
    Act.CLOSED_NOTED: pgettext_noop("consultation step", "noted without agreement"),
    Act.PUBLISHED: pgettext_noop("consultation step", "published"),
}
POSITIONS: dict[Position, str] = {
    Position.AGREED: pgettext_noop("position of a group", "agrees"),
    Position.OBJECTED: pgettext_noop("position of a group", "objects"),
    Position.HEARD: pgettext_noop("position of a group", "has answered, and not agreed"),
    Position.NO_REPLY: pgettext_noop("position of a group", "no reply"),
}


def subject(value: Subject, words: Words) -> str:
    """What is consulted about."""
    return words.pgettext("consultation", SUBJECTS[value])


def act(value: Act, words: Words) -> str:
    """What a step did."""
    return words.pgettext("consultation step", ACTS[value])


def position(value: Position, words: Words) -> str:
    """Where a group stands."""
    return words.pgettext("position of a group", POSITIONS[value])


def group(value: Addressee, words: Words) -> str:
    """A group that is consulted: "Employers", "Governments, Africa"."""
    constituency = terms.constituency(value.constituency, words)
    if not value.group:
        return constituency
    return moments.enumerated([constituency, terms.region(value.group, words)], words.tag)


def groups(values: Iterable[Addressee], words: Words) -> str:
    """Several groups in one line: "Governments, Employers and Workers"."""
    return moments.listed([group(each, words) for each in values], words.tag)


def status(found: Consultation, words: Words, zone: str, city: str) -> str:
    """Where a consultation stands, in a sentence or two."""
    if found.stage is Stage.DRAFT:
        return words.gettext("This is a draft. No group has seen it yet.")
    if found.stage is Stage.SENT:
        return _running(found, words, zone, city)
    closed = found.closed
    assert closed is not None, "it is closed, so a step closed it"
    day = moments.long_day(moments.local_day(closed.at, zone), words.tag)
    if found.stage is Stage.AGREED:
        agreed = groups(held_by(found, Position.AGREED), words)
        said = words.gettext("Agreed with %(groups)s on %(day)s.", groups=agreed, day=day)
    else:
        said = words.gettext("Noted on %(day)s, without agreement.", day=day)
    if not closed.silent:
        return said
    return f"{said} {words.gettext('No reply came from: %(groups)s.', groups=groups(closed.silent, words))}"


def _running(found: Consultation, words: Words, zone: str, city: str) -> str:
    return words.ngettext(
        "Answers are asked for by %(moment)s. Of %(count)s group consulted, agreed: %(agreed)s.",
        "Answers are asked for by %(moment)s. Of %(count)s groups consulted, agreed: %(agreed)s.",
        len(found.draft.addressees),
        moment=moments.said(found.answer_by, zone, city, words.tag),
        agreed=len(held_by(found, Position.AGREED)),
    )
