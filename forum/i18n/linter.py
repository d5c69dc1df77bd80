"""What the linter says of a sitting, in the reader's language. A test finds a code without a sentence."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from forum.domain.speaking.linter import Code, Finding
from forum.domain.speaking.procedure import Capacity, Level
from forum.domain.speaking.rules import SlotKind
from forum.i18n import moments, rules, terms
from forum.i18n.catalogues import N_, Words
from forum.i18n.states import state_name

SENTENCES: dict[Code, str] = {
    Code.OVER_TIME: N_(
        "At the bare limits the %(minutes)s minutes do not suffice: they end before number %(nth)s of “%(kind)s” does."
    ),
    Code.OVER_TIME_IN_PRACTICE: N_(
        "In practice, at %(factor)s times the limit, the %(minutes)s minutes end before number %(nth)s of “%(kind)s”."
    ),
    Code.PARTNERS_DIFFER: N_("Employers have %(employers)s and workers %(workers)s. They must have the same."),
    Code.OUT_OF_ORDER: N_("“%(kind)s” comes after “%(before)s”, which the rules put later."),
    Code.NOT_IN_STAGE: N_("The rules have no “%(kind)s” in this sitting."),
    Code.REACTION_TO_NOTHING: N_("The presentation that this belongs to does not come before it."),
    Code.TOO_LONG: N_("This lasts %(seconds)s; the limit is %(most)s."),
    Code.TWICE: N_("%(who)s would speak more than once."),
    Code.NOT_ALLOWED: N_("In this capacity nobody may speak: %(capacity)s."),
    Code.NEEDS_AUTHORIZATION: N_("In this capacity one speaks only with authorization: %(capacity)s."),
    Code.BANDS_BROKEN: N_("The rank “%(level)s” comes after “%(before)s”, which the rules put later."),
    Code.TOO_MANY_REPLIES: N_("More replies than the rules allow a delegation: %(most)s."),
    Code.REPLY_TOO_LONG: N_("This reply lasts %(seconds)s; its limit is %(most)s."),
    Code.NOBODY_NAMED: N_("Slots without a speaker: %(count)s."),
    Code.OPEN_VALUES: N_("Values of these rules that no source states: %(count)s."),
}
TIMES = {"seconds", "most", "employers", "workers"}


def said(finding: Finding, words: Words) -> str:
    """The finding in one sentence."""
    return words.gettext(SENTENCES[finding.code], **{name: _said(finding, name, words) for name in _names(finding)})


def _names(finding: Finding) -> list[str]:
    return ["who"] if finding.code is Code.TWICE else list(finding.params)


def _said(finding: Finding, name: str, words: Words) -> str:
    value: Any = finding.params.get(name)
    if name == "who":
        state = str(finding.params["state"])
        return state_name(state, words.tag) if state else str(finding.params["key"])
    if name in {"kind", "before"} and finding.code is not Code.BANDS_BROKEN:
        return terms.slot_kind(SlotKind(value), words)
    if name in {"level", "before"}:
        return rules.word(Level(value), words)
    if name == "capacity":
        return rules.word(Capacity(value), words)
    if name in TIMES and finding.code is not Code.TOO_MANY_REPLIES:
        return moments.isolate(moments.minutes_seconds(value))
    return multiple(value, words.tag) if isinstance(value, Fraction) else str(value)


def multiple(value: Fraction, tag: str) -> str:
    """A factor such as 1.35, with the decimal sign of the language."""
    return moments.isolate(moments.number(float(value), tag))
