"""What a letter about a change says, in the language of whoever gets it: subject, sentence, facts, links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from forum.domain.answers import Answer, Given
from forum.domain.invitations import Notice
from forum.domain.letters import Addressed, Bundle, LetterState
from forum.domain.people import MailWish, Person
from forum.domain.programme import Forum, Sitting
from forum.domain.releases import ChangeKind
from forum.i18n import cities, moments
from forum.i18n.catalogues import N_, Words, words

SITTING_SUBJECTS = {
    ChangeKind.NEW: N_("New: %(title)s"),
    ChangeKind.MOVED: N_("Moved: %(title)s"),
    ChangeKind.CANCELLED: N_("Cancelled: %(title)s"),
    ChangeKind.CHANGED: N_("Changed: %(title)s"),
}
RESTORED = N_("Held after all: %(title)s")
RESTORED_SENTENCE = N_("This sitting is held after all.")
SLOT_SUBJECTS = {
    ChangeKind.NEW: N_("You are to speak: %(title)s"),
    ChangeKind.MOVED: N_("You speak at another time: %(title)s"),
    ChangeKind.CANCELLED: N_("You no longer speak: %(title)s"),
}
SITTING_SENTENCES = {
    ChangeKind.NEW: N_("This sitting has been added to the programme."),
    ChangeKind.MOVED: N_("This sitting is held at another time."),
    ChangeKind.CANCELLED: N_("This sitting will not be held."),
    ChangeKind.CHANGED: N_("What is said of this sitting in the programme has changed; its time stays."),
}
SLOT_SENTENCES = {
    ChangeKind.NEW: N_("You are on the list of speakers of this sitting."),
    ChangeKind.MOVED: N_("Your place on the list of speakers of this sitting has moved."),
    ChangeKind.CANCELLED: N_("You are no longer on the list of speakers of this sitting."),
}
RULES = N_("The rules for the clocks at the venue have changed: its hour there stays, elsewhere it moves.")
ESTIMATE = N_("This time is an estimate: it moves when those before you speak for longer or shorter.")
ANSWERS = {
    Answer.COMING: N_("Coming"),
    Answer.VIDEO: N_("Following by video"),
    Answer.PERHAPS: N_("Perhaps"),
    Answer.NOT_COMING: N_("Not coming"),
}
WISHES = {
    MailWish.NEVER: N_("Never"),
    MailWish.SOON: N_("Only of changes within 24 hours of a sitting"),
    MailWish.ALL: N_("Of every change"),
}
LETTER_STATES = {
    LetterState.WAITING: N_("to be sent"),
    LetterState.SENT: N_("handed to the mail server"),
    LetterState.REFUSED: N_("refused or returned"),
    LetterState.FAILED: N_("given up"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """A letter in words. `facts` are (name, value); `links` are (what for, address); the first leads into the room."""

    tag: str
    subject: str
    heading: str
    heading_language: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[tuple[str, str], ...]
    foot: str
    preference: str


def letter(bundle: Bundle, addressed: Addressed, base_url: str) -> Said:
    """The letter of a notice to a person."""
    person, notice, forum = addressed.person, bundle.notice, bundle.forum
    say = words(person.language)
    here = f"{base_url}/forums/{forum.slug}"
    return Said(
        tag=say.tag,
        subject=subject(notice, forum, say),
        heading=notice.after.title,
        heading_language=notice.after.title_language,
        sentence=sentence(notice, say),
        facts=(*_facts(notice, forum, person, say), *_answer(notice, addressed.given, say)),
        links=tuple(_links(notice, here, say)),
        foot=say.gettext("You get this letter because you take part in “%(forum)s”.", forum=forum.title),
        preference=f"{here}/person/{person.key}",
    )


def subject(notice: Notice, forum: Forum, say: Words) -> str:
    """The subject: what happened to which sitting."""
    if notice.is_of_slot:
        pattern = SLOT_SUBJECTS[notice.kind]
    else:
        pattern = RESTORED if _is_restored(notice) else SITTING_SUBJECTS[notice.kind]
    title = say.gettext(pattern, title=" ".join(notice.after.title.split()))
    return say.gettext("REHEARSAL: %(title)s", title=title) if forum.is_rehearsal else title


def _is_restored(notice: Notice) -> bool:
    return notice.before is not None and notice.before.is_cancelled and not notice.after.is_cancelled


def sentence(notice: Notice, say: Words) -> str:
    """What happened, in a sentence; a second one on its own line where it needs a caution."""
    if not notice.is_of_slot:
        told = say.gettext(RESTORED_SENTENCE if _is_restored(notice) else SITTING_SENTENCES[notice.kind])
        return f"{told}\n{say.gettext(RULES)}" if notice.is_by_rules else told
    told = say.gettext(SLOT_SENTENCES[notice.kind])
    return told if notice.kind is ChangeKind.CANCELLED else f"{told}\n{say.gettext(ESTIMATE)}"


def _facts(notice: Notice, forum: Forum, person: Person, say: Words) -> list[tuple[str, str]]:
    """Your time, the venue's, what it was before, the room."""
    known = (notice.slot_after or notice.slot_before) if notice.is_of_slot else notice.after
    assert known is not None, "a notice of nothing is dropped"
    facts = [(say.gettext("Your time"), _when(known.start, known.end, person.zone, forum, person, say))]
    if person.zone != notice.after.zone:
        facts.append((say.gettext("At the venue"), _when(known.start, known.end, notice.after.zone, forum, None, say)))
    is_same_hour = notice.was == (known.start, known.end) or (notice.is_by_rules and person.zone == notice.after.zone)
    if notice.kind is ChangeKind.MOVED and notice.was is not None and not is_same_hour:
        facts.append((say.gettext("Until now"), _when(*notice.was, person.zone, forum, person, say)))
    return facts + _room(notice.after, say)


def _answer(notice: Notice, given: Given | None, say: Words) -> list[tuple[str, str]]:
    """What they said of an hour that the sitting is not held at any more: they are asked anew."""
    if given is None or notice.after.is_cancelled or given.is_for(notice.after):
        return []
    said = say.gettext(
        "“%(answer)s”, given for another time. Please answer again.", answer=say.gettext(ANSWERS[given.answer])
    )
    return [(say.gettext("Your answer"), said)]


def _when(start: datetime, end: datetime, zone: str, forum: Forum, person: Person | None, say: Words) -> str:
    if zone == forum.zone:
        city = cities.venue(forum.city, zone, say.tag)
    else:
        city = cities.city_of_zone(zone, person.state if person else None, say.tag)
    return moments.capital(moments.held(start, end, zone, city, say.tag))


def _room(sitting: Sitting, say: Words) -> list[tuple[str, str]]:
    if sitting.room is None or sitting.is_cancelled:
        return []
    place = moments.enumerated(filter(None, [sitting.room.name, sitting.room.place]), say.tag)
    return [(say.gettext("Room"), place)]


def _links(notice: Notice, here: str, say: Words) -> list[tuple[str, str]]:
    programme = (say.gettext("The programme"), f"{here}/programme")
    if notice.after.is_cancelled:
        return [programme]
    join = (say.gettext("Join the sitting"), f"{here}/sittings/{notice.after.key}/join")
    return [join, (say.gettext("Say whether you come"), f"{here}/answers"), programme]
