"""The words of rulesets: what each rule is called, and each word of its vocabularies, in the reader's language."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

from forum.domain.people import Constituency, Role
from forum.domain.speaking.apportion import Method, TieRule
from forum.domain.speaking.ordering import Rule
from forum.domain.speaking.procedure import Capacity, Inscriber, Leave, Level, Motion, Once, ReplyTime
from forum.domain.speaking.rules import Odd, SlotKind, Stage
from forum.i18n import moments, terms
from forum.i18n.catalogues import N_, Words
from forum.i18n.terms import pgettext_noop

Names = Mapping[Any, str]

#: first part of a path -> the heading under which its rules stand
HEADINGS: dict[str, str] = {
    "stages": N_("What a sitting consists of"),
    "speakers": N_("Who may speak"),
    "limits": N_("Time limits"),
    "counts": N_("How many statements there are"),
    "sharing": N_("How the time is shared"),
    "ordering": N_("In which order people speak"),
    "capacities": N_("In which capacity one speaks"),
    "reply": N_("Right of reply"),
    "motions": N_("Procedural motions"),
    "paperwork": N_("Inscription"),
    "factor": N_("Planning factor"),
}

#: path of a rule that is not named by a word of a vocabulary -> heading, name
RULE_NAMES: dict[str, tuple[str, str]] = {
    "reserve": ("sharing", N_("The chair’s part of a sitting")),
    "discussion": ("sharing", N_("Least part of the rest for the open floor")),
    "grain": ("sharing", N_("Slots are cut in steps of")),
    "equal_part": ("sharing", N_("Part shared equally, the rest by weight")),
    "weights": ("sharing", N_("Weights of the constituencies")),
    "odd": ("sharing", N_("What employers and workers cannot share equally goes to")),
    "order": ("sharing", N_("Constituencies in turn")),
    "alternating": ("sharing", N_("Employers and workers take turns at going first")),
    "method": ("sharing", N_("Method of apportionment")),
    "ties": ("sharing", N_("Who goes first where claims tie")),
    "ordering": ("ordering", N_("Rules of order, the weightiest first")),
    "bands": ("ordering", N_("Ranks in bands: equal within a band")),
    "once": ("capacities", N_("One statement only for each")),
    "reply.count": ("reply", N_("Most replies of one delegation")),
    "reply.seconds": ("reply", N_("Length of the first reply, the second …")),
    "reply.when": ("reply", N_("When replies are given")),
    "inscribers": ("paperwork", N_("Who may put a name on the list")),
    "paperwork.text": ("paperwork", N_("Text due before the sitting")),
    "paperwork.video": ("paperwork", N_("Recorded statement due before the sitting")),
    "paperwork.closes": ("paperwork", N_("The list closes before the sitting")),
    "paperwork.credentials": ("paperwork", N_("A slot is confirmed only after credentials")),
    "factor": ("factor", N_("What a statement takes, as a multiple of its limit")),
}

#: name of a value within its rule -> what it is called; "value" alone has no name
VALUE_NAMES: dict[str, str] = {
    "blocks": pgettext_noop("rule", "slots, in this order"),
    "roles": pgettext_noop("rule", "roles, the first band first"),
    "least": pgettext_noop("rule", "least"),
    "most": pgettext_noop("rule", "most"),
    "by": pgettext_noop("rule", "most, by capacity"),
    "government": pgettext_noop("rule", "Governments"),
    "partner": pgettext_noop("rule", "Employers and Workers each"),
    "seconded": pgettext_noop("rule", "must be seconded"),
    "before": pgettext_noop("rule", "comes before"),
    "value": pgettext_noop("rule", "value"),
    "source": pgettext_noop("rule", "source"),
    "open": pgettext_noop("rule", "open"),
}

STAGE_NAMES: Names = {
    Stage.OPENING: pgettext_noop("sitting", "Opening"),
    Stage.THEME: pgettext_noop("sitting", "Thematic sitting"),
    Stage.LAST: pgettext_noop("sitting", "Closing: next steps"),
    Stage.OTHER: pgettext_noop("sitting", "Other sitting"),
}

#: vocabulary -> context of its words, word -> what it is called
VOCABULARIES: dict[type[enum.StrEnum], tuple[str, Names]] = {
    Stage: ("sitting", STAGE_NAMES),
    SlotKind: ("slot", terms.SLOT_KIND_NAMES),
    Role: ("role", terms.ROLE_NAMES),
    Constituency: ("constituency", terms.CONSTITUENCY_NAMES),
    Odd: (
        "odd",
        {
            Odd.GOVERNMENT: pgettext_noop("odd", "the governments"),
            Odd.RESERVE: pgettext_noop("odd", "the chair’s reserve"),
        },
    ),
    Method: (
        "method",
        {
            Method.LARGEST_REMAINDER: pgettext_noop("method", "largest remainder"),
            Method.DHONDT: pgettext_noop("method", "D’Hondt"),
            Method.SAINTE_LAGUE: pgettext_noop("method", "Sainte-Laguë"),
            Method.HUNTINGTON_HILL: pgettext_noop("method", "Huntington-Hill"),
        },
    ),
    TieRule: (
        "tie",
        {
            TieRule.AS_LISTED: pgettext_noop("tie", "who is listed first"),
            TieRule.ALPHABET: pgettext_noop("tie", "the alphabet decides"),
            TieRule.DRAWN: pgettext_noop("tie", "the draw decides"),
            TieRule.RESERVE: pgettext_noop("tie", "nobody: it goes to the reserve"),
        },
    ),
    Rule: (
        "order",
        {
            Rule.CARRIED_OVER: pgettext_noop("order", "those carried over first"),
            Rule.GROUPS_FIRST: pgettext_noop("order", "groups before individuals"),
            Rule.LEVEL: pgettext_noop("order", "by rank"),
            Rule.DRAW: pgettext_noop("order", "by draw"),
            Rule.ALPHABET: pgettext_noop("order", "by alphabet from a drawn letter"),
            Rule.FIRST_COME: pgettext_noop("order", "first come, first served"),
            Rule.ROUND_ROBIN: pgettext_noop("order", "constituencies in turn"),
            Rule.ALTERNATE_REGIONS: pgettext_noop("order", "regions alternate"),
            Rule.ALTERNATE_VIEWS: pgettext_noop("order", "views alternate"),
        },
    ),
    Level: (
        "rank",
        {
            Level.HEAD_OF_STATE: pgettext_noop("rank", "Head of State"),
            Level.VICE_PRESIDENT: pgettext_noop("rank", "Vice-President"),
            Level.CROWN_PRINCE: pgettext_noop("rank", "Crown Prince or Princess"),
            Level.HEAD_OF_GOVERNMENT: pgettext_noop("rank", "Head of Government"),
            Level.DEPUTY_HEAD_OF_GOVERNMENT: pgettext_noop("rank", "Deputy Head of Government"),
            Level.MINISTER: pgettext_noop("rank", "Minister"),
            Level.VICE_MINISTER: pgettext_noop("rank", "Vice-Minister"),
            Level.PERMANENT_REPRESENTATIVE: pgettext_noop("rank", "Permanent Representative"),
            Level.DELEGATE: pgettext_noop("rank", "Delegate"),
        },
    ),
    Capacity: (
        "capacity",
        {
            Capacity.DELEGATE: pgettext_noop("capacity", "delegate"),
            Capacity.ADVISER: pgettext_noop("capacity", "adviser"),
            Capacity.SUBSTITUTE: pgettext_noop("capacity", "adviser appointed deputy"),
            Capacity.MINISTER: pgettext_noop("capacity", "minister"),
            Capacity.HEAD_OF_STATE: pgettext_noop("capacity", "visiting Head of State or Government"),
            Capacity.MEMBER: pgettext_noop("capacity", "member of the body"),
            Capacity.CONCERNED: pgettext_noop("capacity", "State concerned"),
            Capacity.OBSERVER: pgettext_noop("capacity", "observer"),
            Capacity.ORGANIZATION: pgettext_noop("capacity", "organization"),
        },
    ),
    Leave: (
        "leave",
        {
            Leave.OF_RIGHT: pgettext_noop("leave", "speaks of right"),
            Leave.AUTHORIZED: pgettext_noop("leave", "needs authorization"),
            Leave.NOT: pgettext_noop("leave", "may not speak"),
        },
    ),
    Once: (
        "once",
        {
            Once.PERSON: pgettext_noop("once", "person"),
            Once.STATE: pgettext_noop("once", "State"),
            Once.STATE_AND_CONSTITUENCY: pgettext_noop("once", "constituency of a State"),
        },
    ),
    ReplyTime: (
        "reply",
        {
            ReplyTime.AT_ONCE: pgettext_noop("reply", "at once"),
            ReplyTime.END_OF_SITTING: pgettext_noop("reply", "at the end of the sitting"),
            ReplyTime.END_OF_DAY: pgettext_noop("reply", "at the end of the day"),
        },
    ),
    Motion: (
        "motion",
        {
            Motion.POINT_OF_ORDER: pgettext_noop("motion", "Point of order"),
            Motion.REFER_BACK: pgettext_noop("motion", "To refer the question back"),
            Motion.POSTPONE: pgettext_noop("motion", "To postpone the question"),
            Motion.ADJOURN_SITTING: pgettext_noop("motion", "To adjourn the sitting"),
            Motion.ADJOURN_DEBATE: pgettext_noop("motion", "To adjourn the debate"),
            Motion.NEXT_ITEM: pgettext_noop("motion", "To take up the next item"),
            Motion.ASK_OPINION: pgettext_noop("motion", "To ask for the opinion of the President or the Legal Adviser"),
            Motion.CLOSURE: pgettext_noop("motion", "Closure of the debate"),
        },
    ),
    Inscriber: (
        "inscriber",
        {
            Inscriber.PERSON: pgettext_noop("inscriber", "each delegate for themselves"),
            Inscriber.FOCAL_POINT: pgettext_noop("inscriber", "focal point of a State"),
            Inscriber.COORDINATOR: pgettext_noop("inscriber", "group coordinator"),
            Inscriber.AIDE: pgettext_noop("inscriber", "aide of a leader"),
            Inscriber.CLERK: pgettext_noop("inscriber", "clerk of the list"),
        },
    ),
}

#: first part of a path -> the vocabulary that its second part is a word of
NAMED_BY: dict[str, type[enum.StrEnum]] = {
    "stages": Stage,
    "speakers": SlotKind,
    "limits": SlotKind,
    "counts": SlotKind,
    "capacities": Capacity,
    "motions": Motion,
}


def word(value: enum.StrEnum, words: Words) -> str:
    """A word of a vocabulary in the reader's language."""
    context, names = VOCABULARIES[type(value)]
    return words.pgettext(context, names[value])


def heading_of(path: str) -> str:
    """The key of the heading under which a rule stands."""
    return RULE_NAMES[path][0] if path in RULE_NAMES else path.partition(".")[0]


def name(path: str, words: Words) -> str:
    """What a rule is called."""
    if path in RULE_NAMES:
        return words.gettext(RULE_NAMES[path][1])
    group, _, key = path.partition(".")
    said = word(NAMED_BY[group](key), words)
    return said[:1].upper() + said[1:]


def full_name(path: str, words: Words) -> str:
    """What a rule is called away from its heading: "Time limits, Individual statement"."""
    own = name(path, words)
    if path in RULE_NAMES:
        return own
    return moments.enumerated([words.gettext(HEADINGS[heading_of(path)]), own], words.tag)


def value_name(key: str, words: Words) -> str:
    """What a value is called within its rule."""
    return words.pgettext("rule", VALUE_NAMES[key])


#: how a version came to be
ACTS: dict[str, str] = {
    "adopted": N_("A preset was adopted: %(subject)s"),
    "edited": N_("Changed: %(subject)s"),
    "uploaded": N_("A file was uploaded: %(subject)s"),
    "restored": N_("Version %(subject)s was restored"),
    "inherited": N_("Taken over from the forum %(subject)s"),
}


def act(version_act: str, subject: str, words: Words) -> str:
    """How a version came to be, in the reader's language."""
    is_path = version_act == "edited"
    return words.gettext(ACTS[version_act], subject=full_name(subject, words) if is_path else subject)
