"""The sentences of the statement of fairness: what was proven, what was traded, who is worst off."""

from __future__ import annotations

from collections.abc import Sequence

from forum.domain.fairness import RELEASED, YARDSTICK, Compared, Statement
from forum.i18n import moments, states
from forum.i18n.catalogues import N_, Words
from timezones.problem import DAY

#: so many worst-off delegations are named before the list is cut
MOST_NAMED = 8

#: what each policy asks of a timetable
MEANINGS = {
    "leximin": N_(
        "The rule: the worst-off delegation bears as little as possible; among all timetables that keep to this, the "
        "next worst-off bears as little as possible, and so on to the last."
    ),
    "minimax": N_(
        "The rule: the worst-off delegation bears as little as possible; then all delegates together bear as little as "
        "possible."
    ),
    "least_total": N_("The rule: all delegates together bear as little as possible, whoever it may be that bears it."),
    "fewest_hurt": N_(
        "The rule: as few delegates as possible sit at night; then all delegates together bear as little as possible."
    ),
    "region_leximin": N_(
        "The rule: the region that bears most on average bears as little as possible; then the next, and so on to the "
        "last."
    ),
}


def worst_off(said: Statement, say: Words, tag: str) -> str:
    """Who bears most, by delegation."""
    figures = said.figures
    names = [states.state_name(key, tag) if states.is_member_state(key) else key for key in figures.worst_off]
    names.sort(key=lambda name: states.collation_key(name, tag))
    return say.ngettext(
        "The worst-off delegation, %(names)s, bears %(points)s points per person.",
        "The %(count)s worst-off delegations bear %(points)s points per person each: %(names)s.",
        len(names),
        names=moments.listed(_cut(names, say), tag),
        points=moments.number(figures.worst, tag),
    )


def _cut(names: Sequence[str], say: Words) -> list[str]:
    rest = len(names) - MOST_NAMED
    if rest < 2:
        return list(names)
    return [*names[:MOST_NAMED], say.ngettext("%(count)s more", "%(count)s more", rest)]


def proven(said: Statement, say: Words, tag: str, city: str) -> list[str]:
    """What was proven, under which rules."""
    proof = said.proof
    if proof is None:
        return [
            say.gettext(
                "Nothing was proven of these times: they were set or moved by hand, or the people or the rules have "
                "changed since they were planned. The figures are counted in the same way."
            )
        ]
    if proof.status == "optimal":
        text = say.gettext(
            "Proven: no timetable within the rules below comes before this one. Every other one was tried, or left out "
            "because a lower bound showed that it could not be better."
        )
    else:
        text = say.gettext(
            "Not proven: the search was ended before its proof. What it showed is that no timetable can bring the "
            "first figure of the rule below %(bound)s; this one lies at most %(gap)s above the best.",
            bound=moments.number(round(proof.bound or 0), tag),
            gap=moments.percent(proof.gap, tag),
        )
    return [say.gettext(MEANINGS[proof.policy]), text, *_rules(said, say, tag, city)]


def _rules(said: Statement, say: Words, tag: str, city: str) -> list[str]:
    venue = said.problem.venue
    texts = [
        say.gettext(
            "Within these rules: sittings between %(opens)s and %(closes)s in %(city)s, starting every %(grid)s "
            "minutes, %(pause)s minutes apart at least.",
            opens=moments.isolate(_clock(venue.opens)),
            closes=moments.isolate(_clock(venue.closes)),
            city=city,
            grid=venue.grid_minutes,
            pause=venue.min_gap_minutes,
        )
    ]
    if venue.max_minutes_per_day is not None:
        texts.append(say.gettext("No day has more than %(cap)s minutes of sittings.", cap=venue.max_minutes_per_day))
    titles = [each.title for each in said.sittings if said.proof and each.key in said.proof.locked]
    if titles:
        texts.append(
            say.ngettext(
                "%(titles)s was kept at a day or hour fixed before.",
                "%(titles)s were kept at days or hours fixed before.",
                len(titles),
                titles=moments.listed(titles, tag),
            )
        )
    return texts


def _clock(minutes: int) -> str:
    """Minutes of a venue day as a wall clock shows them; past midnight it begins again."""
    shown = minutes if minutes <= DAY else minutes - DAY
    return f"{shown // 60:02d}:{shown % 60:02d}"


def traded(said: Statement, say: Words, tag: str) -> list[str]:
    """What these times cost and buy against the least burden in all and against what was held."""
    if not said.is_complete:
        return [say.gettext("The comparison with other timetables is being computed; it will stand here soon.")]
    lines = {line.name: line for line in said.figures.compared}
    ours, least, held = lines[RELEASED], lines.get(YARDSTICK), lines.get("held")
    texts = []
    if least and (least.worst, least.mean) != (ours.worst, ours.mean):
        texts.append(_against_least(ours, least, say, tag))
    if held and (held.worst, held.mean) != (ours.worst, ours.mean):
        texts.append(_against_held(ours, held, say, tag))
    return texts


def _against_least(ours: Compared, other: Compared, say: Words, tag: str) -> str:
    return say.gettext(
        "Difference from the timetable of least burden in all: worst-off delegation %(worst)s points, average %(mean)s "
        "points, delegates at night %(heads)s.",
        **_differences(ours, other, tag),
    )


def _against_held(ours: Compared, other: Compared, say: Words, tag: str) -> str:
    return say.gettext(
        "Difference from the timetable as it was held: worst-off delegation %(worst)s points, average %(mean)s points, "
        "delegates at night %(heads)s.",
        **_differences(ours, other, tag),
    )


def _differences(ours: Compared, other: Compared, tag: str) -> dict[str, str]:
    return {name: _signed(getattr(ours, name) - getattr(other, name), tag) for name in ("worst", "mean", "heads")}


def _signed(value: float, tag: str) -> str:
    """A difference with its sign, kept whole: "-1,650", "+517", "0"."""
    whole = round(value)
    sign = "-" if whole < 0 else "+" if whole else ""
    return moments.isolate(sign + moments.number(abs(whole), tag))
