"""The words of allocation and shortage: what is shared among whom, how a tie was settled, what a policy does."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from forum.domain.speaking.allocation import Among, Measure, Weighing
from forum.domain.speaking.apportion import Tie
from forum.domain.speaking.shortage import Fate, Policy
from forum.i18n import moments
from forum.i18n.catalogues import Words
from forum.i18n.terms import pgettext_noop

MEASURES: dict[Measure, str] = {
    Measure.SEATS: pgettext_noop("allocation", "statements"),
    Measure.MINUTES: pgettext_noop("allocation", "minutes"),
}
CIRCLES: dict[Among, str] = {
    Among.CONSTITUENCIES: pgettext_noop("allocation", "constituencies"),
    Among.REGIONS: pgettext_noop("allocation", "regions"),
    Among.STATES: pgettext_noop("allocation", "States"),
}
WEIGHINGS: dict[Weighing, str] = {
    Weighing.RULES: pgettext_noop("allocation", "as the rules for speaking say"),
    Weighing.DELEGATIONS: pgettext_noop("allocation", "by number of delegations"),
    Weighing.TYPED: pgettext_noop("allocation", "as typed below"),
}
POLICIES: dict[Policy, str] = {
    Policy.CUT: pgettext_noop("shortage", "Shorten all limits"),
    Policy.EQUAL: pgettext_noop("shortage", "Share equally"),
    Policy.DRAW: pgettext_noop("shortage", "Draw"),
    Policy.WRITTEN: pgettext_noop("shortage", "The rest in writing"),
    Policy.CARRY_OVER: pgettext_noop("shortage", "Carry the rest over"),
}
MEANINGS: dict[Policy, str] = {
    Policy.CUT: pgettext_noop("shortage", "All limits are shortened in the same proportion, none below the shortest."),
    Policy.EQUAL: pgettext_noop(
        "shortage", "Everybody has the same time; what somebody does not need is shared again."
    ),
    Policy.DRAW: pgettext_noop("shortage", "Those who fit at their full limit, in the order of the draw."),
    Policy.WRITTEN: pgettext_noop(
        "shortage", "Those who fit, in the order of the list; the others hand in their statements in writing."
    ),
    Policy.CARRY_OVER: pgettext_noop(
        "shortage", "Those who fit, in the order of the list; the others go first in the next sitting."
    ),
}
FATES: dict[Fate, str] = {
    Fate.FULL: pgettext_noop("fate", "in full"),
    Fate.SHORTER: pgettext_noop("fate", "shorter"),
    Fate.UNHEARD: pgettext_noop("fate", "not heard"),
    Fate.WRITTEN: pgettext_noop("fate", "in writing"),
    Fate.CARRIED_OVER: pgettext_noop("fate", "carried over"),
}


def measure(value: Measure, words: Words) -> str:
    """What is shared."""
    return words.pgettext("allocation", MEASURES[value])


def among(value: Among, words: Words) -> str:
    """Who shares."""
    return words.pgettext("allocation", CIRCLES[value])


def weighing(value: Weighing, words: Words) -> str:
    """Where the weights come from."""
    return words.pgettext("allocation", WEIGHINGS[value])


def policy(value: Policy, words: Words) -> str:
    """What is done where time is short, in a few words."""
    return words.pgettext("shortage", POLICIES[value])


def meaning(value: Policy, words: Words) -> str:
    """The same in a sentence."""
    return words.pgettext("shortage", MEANINGS[value])


def fate(value: Fate, words: Words) -> str:
    """What becomes of an entry."""
    return words.pgettext("fate", FATES[value])


def tie(found: Tie, name_of: Callable[[str], str], words: Words) -> str:
    """Who tied for how much, and who has it."""
    names = moments.listed([name_of(key) for key in found.keys], words.tag)
    if not found.to:
        return words.ngettext(
            "%(names)s have the same right to the last one; nobody of them has it.",
            "%(names)s have the same right to the last %(count)s; nobody of them has them.",
            found.seats,
            names=names,
        )
    return words.ngettext(
        "%(names)s have the same right to the last one; by the rule for ties it goes to %(taken)s.",
        "%(names)s have the same right to the last %(count)s; by the rule for ties they go to %(taken)s.",
        found.seats,
        names=names,
        taken=moments.listed([name_of(key) for key in found.to], words.tag),
    )


def shares(given: Iterable[tuple[str, int]], words: Words) -> str:
    """Who has how much, in one line."""
    said = (words.pgettext("allocation", "%(name)s: %(count)s", name=name, count=count) for name, count in given)
    return moments.parted(said, words.tag)
