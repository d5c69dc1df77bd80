"""An answer as a table for people, in a terminal and in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forum.formats.plan_answer import Answer, clash_said
from forum.formats.plan_words import change_said, clock_said, day_said, isolated, rule_said, start_said
from forum.formats.terminal import rows
from forum.i18n.catalogues import N_, Words
from forum.i18n.moments import weekday
from forum.i18n.terms import POLICY_NAMES, region
from timezones.fairness import Ledger, Score
from timezones.problem import Problem, Starts

STATUS = {
    "optimal": N_("Proven: no timetable is better by this policy."),
    "feasible": N_("Found, not proven: the first figure is at least %(bound)s (gap %(gap)s %%)."),
    "infeasible": N_("Impossible: these rules clash."),
}
REDONE = {
    "optimal": N_("Proven: no timetable that keeps the rules moves fewer sittings, or moves as few by fewer minutes."),
    "feasible": N_("Found, not proven: at least %(moves)s sittings must move."),
}
MOST_NAMES = 8


def table_of(answer: Answer, words: Words) -> str:
    """Who sits when, the figures, who bears the night, why each hour, what else it might cost, what was proven."""
    title = answer.problem.title or words.gettext("Plan")
    if answer.plan.score is None:
        parts = [[words.gettext(STATUS["infeasible"])], _clash(answer, words), _blocks(answer, words)]
    else:
        parts = [
            [_proof(answer, words)],
            _sittings(answer, words),
            _moves(answer, words),
            figures(answer.plan.score, words),
            _nights(answer.problem, answer.plan.starts, words),
            _why(answer, words),
            _prices(answer, words),
            [_bound(each.begins, each.ends, each.of, each.at_most, words) for each in answer.inside],
            _blocks(answer, words),
        ]
    return "\n\n".join("\n".join(part) for part in [[title], *parts] if part) + "\n"


def _proof(answer: Answer, words: Words) -> str:
    plan, redone = answer.plan, answer.redone
    if redone is not None:
        return words.gettext(REDONE[plan.status], moves=redone.least_moves or 0)
    bound = "" if plan.bound is None else f"{float(plan.bound):g}"
    return words.gettext(STATUS[plan.status], bound=bound, gap=f"{plan.gap * 100:.1f}")


def _clash(answer: Answer, words: Words) -> list[str]:
    """The rules that clash in words, and what to do about each, the cheapest first."""
    said = zip(clash_said(answer, words), answer.plan.reasons, strict=True)
    lines = [f"  {rule} ({path})" for rule, path in said]
    if answer.relaxed:
        lines += ["", words.gettext("What would make it possible, the cheapest first:")]
        lines += [f"  {change_said(answer.problem, each, words)}" for each in answer.relaxed.lines]
        if answer.relaxed.together:
            together = [f"  {rule_said(answer.problem, path, words)}" for path in answer.relaxed.together]
            lines += ["", words.gettext("These rules have to give way together:"), *together]
        if not answer.relaxed.is_settled:
            lines += ["", words.gettext("Time ran out before every remedy was looked at.")]
    return lines


def _sittings(answer: Answer, words: Words) -> list[str]:
    problem, tag = answer.problem, words.tag
    head = [words.gettext("Sitting"), "", problem.venue.zone, "UTC"]
    repeats = {sitting.id: sitting.repeat for sitting in problem.sittings}
    found = [
        [
            each.id,
            str(each.instance) if repeats[each.id] > 1 else "",
            start_said(each.start, problem.venue.zone, tag),
            f"{weekday(each.start, 'UTC', tag)} {isolated(f'{each.start:%H:%M}', tag)}",
        ]
        for each in answer.plan.placements
    ]
    return rows([head, *found])


def _moves(answer: Answer, words: Words) -> list[str]:
    if answer.redone is None:
        return []
    redone, zone, tag = answer.redone, answer.problem.venue.zone, words.tag
    said = words.ngettext(
        "%(count)s published sitting moves, by %(minutes)s minutes in all.",
        "%(count)s published sittings move, by %(minutes)s minutes in all.",
        redone.moved, minutes=redone.minutes,
    )  # fmt: skip
    new = words.gettext("not published before")
    lines = []
    for each in redone.moves:
        before = start_said(each.before, zone, tag) if each.before else new
        lines.append([each.id, before, "→", start_said(each.after, zone, tag)])
    return [said, *rows(lines)]


def figures(score: Score, words: Words) -> list[str]:
    """The summary, by region and constituency too."""
    lines = rows(
        [
            [words.gettext("Worst total"), str(score.worst), named(score.worst_ids)],
            [words.gettext("Mean per head"), f"{score.mean:.1f}", ""],
            [words.gettext("Jain's index"), f"{score.jain:.4f}", ""],
            [words.gettext("Heads in the dearest hours"), str(score.heads_in_dearest_band), ""],
        ]
    )
    regions = {region(name, words): group for name, group in score.by_region.items()}
    for groups in (regions, score.by_constituency):
        if groups:
            header = ["", words.gettext("Heads"), words.gettext("Mean"), words.gettext("Worst")]
            found = [[name, str(each.heads), f"{each.mean:.1f}", str(each.worst)] for name, each in groups.items()]
            lines += ["", *rows([header, *found])]
    return lines


def named(ids: Iterable[str]) -> str:
    """Some names; dots say that there are more."""
    known = list(ids)
    return ", ".join(known[:MOST_NAMES]) + (" ..." if len(known) > MOST_NAMES else "")


def _nights(problem: Problem, starts: Starts, words: Words) -> list[str]:
    """For each sitting how many heads sit in the dearest hours, and whose they are."""
    dearest = Ledger(problem, starts).dearest_minutes
    lines = [[words.gettext("Who bears the night"), words.gettext("Heads"), ""]]
    for column, sitting in enumerate(problem.sittings):
        hurt = [problem.people[row] for row in dearest[:, column].nonzero()[0].tolist()]
        lines.append([sitting.id, str(sum(person.count for person in hurt)), named(person.id for person in hurt)])
    return rows(lines)


def _why(answer: Answer, words: Words) -> list[str]:
    """For each instance its next best hour, who would gain by it and who would pay."""
    counts = {person.id: person.count for person in answer.problem.people}
    head = [
        N_("Why this hour"),
        N_("Next best"),
        N_("Heads that gain"),
        N_("Points"),
        N_("Heads that pay"),
        N_("Points"),
    ]
    lines = [[words.gettext(each) for each in head]]
    for each in answer.why:
        if each.next_best is None:
            lines.append([each.id, words.gettext("no other start is free"), "", "", "", ""])
            continue
        when = start_said(each.next_best, answer.problem.venue.zone, words.tag)
        lines.append([each.id, when, *_both(each.who_gains, counts), *_both(each.who_pays, counts)])
    return rows(lines) if answer.why else []


def _both(points: Mapping[str, int], counts: Mapping[str, int]) -> tuple[str, str]:
    """Heads, and their points together."""
    heads = sum(counts[name] for name in points)
    return str(heads), str(sum(counts[name] * each for name, each in points.items()))


def _prices(answer: Answer, words: Words) -> list[str]:
    """All policies side by side, and what moving from this one to another changes."""
    prices, own = answer.prices, answer.problem.policy
    if prices is None:
        return []
    head = [N_("Worst"), N_("Mean"), N_("Heads in the dearest hours"), N_("Jain's index")]
    lines = [[words.gettext("The price of each policy"), "", *(words.gettext(each) for each in head), ""]]
    for each in prices.lines:
        score, proof = each.score, "" if each.status == "optimal" else words.gettext("not proven")
        cells = [str(score.worst), f"{score.mean:.1f}", str(score.heads_in_dearest_band), f"{score.jain:.4f}"]
        lines.append([*_policy(each.name, words), *cells, proof])
    lines += [[*_policy(policy, words), *[""] * 4, words.gettext("nothing found")] for policy in prices.missing]
    if all(each.name != own for each in prices.lines):
        return rows(lines)
    head = [*head[:3], N_("Rows that gain"), N_("Rows that pay")]
    change = [[words.gettext("From this policy to"), "", *(words.gettext(each) for each in head)]]
    for trade in prices.trades_from(own):
        cells = [f"{trade.worst:+d}", f"{trade.mean:+.1f}", f"{trade.heads:+d}"]
        change.append([*_policy(trade.after, words), *cells, str(len(trade.who_gains)), str(len(trade.who_pays))])
    return [*rows(lines), "", *rows(change)]


def _policy(name: str, words: Words) -> tuple[str, str]:
    """A policy as the file spells it, and what it minimises first."""
    return name, words.gettext(POLICY_NAMES[name]) if name in POLICY_NAMES else ""


def _bound(begins: int, ends: int, of: int, at_most: int, words: Words) -> str:
    hours = {"from": clock_said(begins), "to": clock_said(ends), "sittings": of, "most": at_most}
    said = N_("Proven: of %(sittings)s sittings no timetable gives everybody more than %(most)s "
              "between %(from)s and %(to)s of their own clock.")  # fmt: skip
    return words.gettext(said, **hours)


def _blocks(answer: Answer, words: Words) -> list[str]:
    """The best days, by rest days lost and busy calendars."""
    if not answer.blocks:
        return []
    head = [
        N_("Days"),
        "",
        N_("Heads on a weekend"),
        N_("Heads on a holiday"),
        N_("Calendars that clash"),
        N_("Busy minutes"),
    ]
    lines = [[words.gettext(each) if each else "" for each in head]]
    for each in answer.blocks:
        days = [day_said(each.first_day, words.tag), day_said(each.last_day, words.tag)]
        lines.append([*days, *map(str, (each.weekend_heads, each.holiday_heads, each.calendars, each.busy_minutes))])
    return rows(lines)
