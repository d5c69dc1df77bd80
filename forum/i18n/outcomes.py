"""Names of kinds, states and stances of commitments, and whom a party or speaker is. One home for each word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forum.domain.capture import LineKind
from forum.domain.commitments import (
    Editorial,
    Fact,
    Freshness,
    Implementation,
    Kind,
    Party,
    Stance,
    Visibility,
)
from forum.domain.dues import Due, Precision
from forum.i18n import functions, moments
from forum.i18n.catalogues import Words
from forum.i18n.locales import babel_locale
from forum.i18n.states import is_member_state, state_name
from forum.i18n.terms import pgettext_noop

KINDS: dict[Kind, str] = {
    Kind.NOT_STATED: pgettext_noop("commitment", "kind not stated"),
    Kind.JOINT_ACTION: pgettext_noop("commitment", "joint action"),
    Kind.ARRANGEMENT: pgettext_noop("commitment", "enhanced institutional arrangement"),
    Kind.POLICY: pgettext_noop("commitment", "policy"),
    Kind.FINANCIAL: pgettext_noop("commitment", "financial"),
    Kind.TECHNICAL: pgettext_noop("commitment", "technical"),
    Kind.RESEARCH: pgettext_noop("commitment", "research and data"),
    Kind.SUPPORT: pgettext_noop("commitment", "statement of support"),
    Kind.OPTION: pgettext_noop("commitment", "further option for cooperation"),
}
EDITORIAL: dict[Editorial, str] = {
    Editorial.CAPTURED: pgettext_noop("editorial", "captured"),
    Editorial.TRIAGED: pgettext_noop("editorial", "triaged"),
    Editorial.SENT: pgettext_noop("editorial", "sent to the organization"),
    Editorial.CONFIRMED: pgettext_noop("editorial", "confirmed"),
    Editorial.AMENDED: pgettext_noop("editorial", "amended"),
    Editorial.WITHDRAWN: pgettext_noop("editorial", "withdrawn"),
    Editorial.NO_REPLY: pgettext_noop("editorial", "no reply"),
    Editorial.PUBLISHED: pgettext_noop("editorial", "published"),
}
IMPLEMENTATION: dict[Implementation, str] = {
    Implementation.NOT_STARTED: pgettext_noop("implementation", "not started"),
    Implementation.PLANNING: pgettext_noop("implementation", "in planning"),
    Implementation.IN_PROGRESS: pgettext_noop("implementation", "in progress"),
    Implementation.PARTLY_DONE: pgettext_noop("implementation", "partly done"),
    Implementation.FULFILLED: pgettext_noop("implementation", "fulfilled"),
    Implementation.DISCONTINUED: pgettext_noop("implementation", "discontinued"),
    Implementation.UNKNOWN: pgettext_noop("implementation", "not known"),
}
FRESHNESS: dict[Freshness, str] = {
    Freshness.FRESH: pgettext_noop("freshness", "no report is due yet"),
    Freshness.DUE: pgettext_noop("freshness", "a report is due"),
    Freshness.OVERDUE: pgettext_noop("freshness", "no report for two years"),
}
STANCES: dict[Stance, str] = {
    Stance.SUPPORTS: pgettext_noop("stance", "supports"),
    Stance.CONDITION: pgettext_noop("stance", "supports with a condition"),
    Stance.RESERVES: pgettext_noop("stance", "reserves its position"),
    Stance.ASKS: pgettext_noop("stance", "asks for clarification"),
    Stance.PROPOSES: pgettext_noop("stance", "proposes an addition"),
}
VISIBILITY: dict[Visibility, str] = {
    Visibility.INTERNAL: pgettext_noop("visibility", "secretariat only"),
    Visibility.PARTICIPANTS: pgettext_noop("visibility", "participants of the forum"),
    Visibility.PUBLIC: pgettext_noop("visibility", "public"),
}
FACTS: dict[Fact, str] = {
    Fact.TEXT_NEEDED: pgettext_noop("fact", "text needed"),
    Fact.LEAD_NEEDED: pgettext_noop("fact", "lead needed"),
    Fact.GAP: pgettext_noop("fact", "a gap is to be filled"),
    Fact.UNCONFIRMED: pgettext_noop("fact", "not confirmed by the organization"),
}
LINES: dict[LineKind, str] = {
    LineKind.COMMITMENT: pgettext_noop("line", "commitment"),
    LineKind.REACTION: pgettext_noop("line", "reaction"),
    LineKind.DECISION: pgettext_noop("line", "decision"),
    LineKind.ACTION: pgettext_noop("line", "action"),
    LineKind.TOPIC: pgettext_noop("line", "topic"),
    LineKind.CORRECTION: pgettext_noop("line", "correction"),
    LineKind.SUMMARY: pgettext_noop("line", "summary"),
}
MISSING: dict[str, str] = {
    "text": pgettext_noop("ingredient", "text"),
    "kind": pgettext_noop("ingredient", "kind"),
    "lead": pgettext_noop("ingredient", "lead"),
    "measure": pgettext_noop("ingredient", "what will be measured"),
    "amount": pgettext_noop("ingredient", "means"),
    "theme": pgettext_noop("ingredient", "theme or SDG target"),
    "due": pgettext_noop("ingredient", "date"),
}
STEPS: dict[str, str] = {
    "captured": pgettext_noop("step", "captured"),
    "edited": pgettext_noop("step", "edited"),
    "rebound": pgettext_noop("step", "bound to another speaker"),
    "editorial": pgettext_noop("step", "state of the wording changed"),
    "implementation": pgettext_noop("step", "progress noted"),
    "reaction": pgettext_noop("step", "reaction recorded"),
}
_NAMES: dict[str, Mapping[Any, str]] = {
    "commitment": KINDS,
    "editorial": EDITORIAL,
    "implementation": IMPLEMENTATION,
    "freshness": FRESHNESS,
    "stance": STANCES,
    "visibility": VISIBILITY,
    "fact": FACTS,
    "line": LINES,
    "ingredient": MISSING,
    "step": STEPS,
}


def name(context: str, value: str, words: Words) -> str:
    """The word for a value of one of the lists above: `name("editorial", Editorial.NO_REPLY, words)`."""
    return words.pgettext(context, _NAMES[context][value])


def party(value: Party | None, words: Words) -> str:
    """Whom a party is, in full: the organization's own name, or the State's as the UN prints it."""
    if value is None:
        return words.gettext("Lead to be named")
    if value.name:
        return value.name
    return state_name(value.state, words.tag) if value.state and is_member_state(value.state) else value.key


def speaker(label: str, state: str | None, words: Words) -> str:
    """A speaker in one line: "Government delegate, Fiji"; the State is not said twice."""
    country = state_name(state, words.tag) if state and is_member_state(state) else ""
    label = functions.said(label, words)
    if not country or country in label:
        return label
    return words.pgettext("speaker", "%(label)s, %(country)s", label=label, country=country)


def due(value: Due, words: Words) -> str:
    """A due date no more precise than it was said: "by the end of 2023"."""
    if value.on is None:
        return words.gettext("no date")
    if value.precision is Precision.YEAR:
        return words.gettext("by the end of %(year)s", year=value.on.year)
    if value.precision is Precision.QUARTER:
        quarter = (value.on.month - 1) // 3 + 1
        return words.gettext("by the end of quarter %(quarter)s of %(year)s", quarter=quarter, year=value.on.year)
    if value.precision is Precision.MONTH:
        return words.gettext("by the end of %(month)s", month=moments.month(value.on, words.tag))
    return words.gettext("by %(day)s", day=moments.long_day(value.on, words.tag))


def money(amount: int, currency: str, words: Words) -> str:
    """An amount with the code of its currency: "USD 5,000,000"; the code, because "$" is many currencies."""
    return moments.isolate(f"{currency} {moments.number(amount, words.tag)}")


def language_name(tag: str, said_in: str) -> str:
    """A language's name as another language says it, with a capital: "English"."""
    name = str(babel_locale(said_in).languages.get(tag, tag))
    return name[:1].upper() + name[1:]
