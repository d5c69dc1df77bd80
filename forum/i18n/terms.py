"""Names of the fixed terms of the domain: constituencies, regions, roles, kinds of sitting. One home for each word."""

from __future__ import annotations

from forum.domain.people import Constituency, Mode, Region, Role
from forum.domain.programme import SittingKind
from forum.domain.speaking.measures import Gender
from forum.domain.speaking.rules import SlotKind
from forum.domain.speaking.slots import NightReason
from forum.i18n.catalogues import N_, Words


def pgettext_noop(context: str, message: str) -> str:
    """Mark a term for extraction together with its context."""
    assert context
    return message


ROLE_NAMES: dict[Role, str] = {
    Role.ORGANIZER: pgettext_noop("role", "organizer"),
    Role.CHAIR: pgettext_noop("role", "chair"),
    Role.VICE_CHAIR: pgettext_noop("role", "vice-chair"),
    Role.CLERK: pgettext_noop("role", "clerk of the list"),
    Role.RAPPORTEUR: pgettext_noop("role", "rapporteur"),
    Role.COORDINATOR: pgettext_noop("role", "group coordinator"),
    Role.DELEGATE: pgettext_noop("role", "delegate"),
    Role.LEADER: pgettext_noop("role", "invited leader"),
    Role.FOCAL_POINT: pgettext_noop("role", "focal point"),
    Role.AIDE: pgettext_noop("role", "aide of a leader"),
    Role.INTERPRETER: pgettext_noop("role", "interpreter"),
    Role.OBSERVER: pgettext_noop("role", "observer"),
    Role.HALL: pgettext_noop("role", "hall display"),
}

CONSTITUENCY_NAMES: dict[Constituency, str] = {
    Constituency.GOVERNMENT: pgettext_noop("constituency", "Governments"),
    Constituency.EMPLOYER: pgettext_noop("constituency", "Employers"),
    Constituency.WORKER: pgettext_noop("constituency", "Workers"),
    Constituency.ORGANIZATION: pgettext_noop("constituency", "Invited organizations"),
    Constituency.OBSERVER: pgettext_noop("constituency", "Observers"),
    Constituency.SECRETARIAT: pgettext_noop("constituency", "Secretariat"),
}

REGION_NAMES: dict[Region, str] = {
    Region.AFRICA: pgettext_noop("region", "Africa"),
    Region.AMERICAS: pgettext_noop("region", "Americas"),
    Region.ARAB_STATES: pgettext_noop("region", "Arab States"),
    Region.ASIA_PACIFIC: pgettext_noop("region", "Asia and the Pacific"),
    Region.EUROPE_CENTRAL_ASIA: pgettext_noop("region", "Europe and Central Asia"),
}

MODE_NAMES: dict[Mode, str] = {
    Mode.REMOTE: pgettext_noop("mode", "remote"),
    Mode.IN_PERSON: pgettext_noop("mode", "in the room"),
}


def constituency(value: Constituency, words: Words) -> str:
    """The constituency in the reader's language."""
    return words.pgettext("constituency", CONSTITUENCY_NAMES[value])


def region(value: str, words: Words) -> str:
    """The region in the reader's language; a name that is not one of the ILO's five stays as it is."""
    return words.pgettext("region", REGION_NAMES[Region(value)]) if value in set(Region) else value


SITTING_KIND_NAMES: dict[SittingKind, str] = {
    SittingKind.OPENING: pgettext_noop("sitting", "Opening"),
    SittingKind.THEME: pgettext_noop("sitting", "Thematic sitting"),
    SittingKind.CLOSING: pgettext_noop("sitting", "Closing: next steps"),
    SittingKind.OTHER: pgettext_noop("sitting", "Other sitting"),
}

#: what each policy of the planner minimises first
POLICY_NAMES: dict[str, str] = {
    "leximin": N_("the worst-off first, then the next, to the last"),
    "minimax": N_("the worst-off delegation only"),
    "least_total": N_("the least burden in all"),
    "fewest_hurt": N_("as few people as possible at night"),
    "region_leximin": N_("the worst-off region first, then the next"),
}


def policy(name: str, words: Words) -> str:
    """What a policy minimises first, at the head of a line."""
    said = words.gettext(POLICY_NAMES[name])
    return said[:1].upper() + said[1:]


SLOT_KIND_NAMES: dict[SlotKind, str] = {
    SlotKind.PRESENTATION: pgettext_noop("slot", "Presentation"),
    SlotKind.OPENING_STATEMENT: pgettext_noop("slot", "Opening statement"),
    SlotKind.REACTION: pgettext_noop("slot", "Reaction"),
    SlotKind.ANSWER: pgettext_noop("slot", "Answer"),
    SlotKind.OPEN_FLOOR: pgettext_noop("slot", "Open floor"),
    SlotKind.NEXT_STEPS: pgettext_noop("slot", "Next steps"),
    SlotKind.REPORT: pgettext_noop("slot", "Report of Chairperson and Reporter"),
    SlotKind.SPOKESPERSON: pgettext_noop("slot", "Spokesperson"),
    SlotKind.GROUP_STATEMENT: pgettext_noop("slot", "Statement of a group"),
    SlotKind.STATEMENT: pgettext_noop("slot", "Individual statement"),
    SlotKind.REPLY: pgettext_noop("slot", "Right of reply"),
}

NIGHT_REASONS: dict[NightReason, str] = {
    NightReason.ONLY_ONE: pgettext_noop("night", "nobody else may take this slot"),
    NightReason.ALL_ASLEEP: pgettext_noop("night", "it is night for everybody who could take this slot"),
    NightReason.EVERY_SITTING: pgettext_noop("night", "every sitting of this forum lies in this speaker’s night"),
    NightReason.OTHERS_FULL: pgettext_noop("night", "the sittings by day are full"),
    NightReason.BY_HAND: pgettext_noop("night", "chosen by hand"),
    NightReason.TIMES_CHANGED: pgettext_noop("night", "the times have changed since the slots were allocated"),
}


GENDER_NAMES: dict[Gender, str] = {
    Gender.WOMAN: pgettext_noop("gender", "woman"),
    Gender.MAN: pgettext_noop("gender", "man"),
    Gender.OTHER: pgettext_noop("gender", "another"),
    Gender.NOT_STATED: pgettext_noop("gender", "not stated"),
}


def gender(value: Gender, words: Words) -> str:
    """A gender as the reader calls it."""
    return words.pgettext("gender", GENDER_NAMES[value])


def slot_kind(value: SlotKind, words: Words) -> str:
    """The kind of a slot in the reader's language."""
    return words.pgettext("slot", SLOT_KIND_NAMES[value])


def night_reason(value: NightReason, words: Words) -> str:
    """Why somebody speaks in their own night, in the reader's language."""
    return words.pgettext("night", NIGHT_REASONS[value])
