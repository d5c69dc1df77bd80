"""The figures of fairness of the list of speakers: who is entitled to what, has what, used what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from forum.domain.people import TRIPARTITE, Constituency
from forum.domain.programme import Forum, Sitting
from forum.domain.speaking import voices
from forum.domain.speaking.lists import Part, SpeakersList
from forum.domain.speaking.measures import Figures, Speech, figures
from forum.domain.speaking.outline import in_time_order, stage_of
from forum.services.rulesets import current
from forum.services.slots.lists import list_of
from forum.services.slots.plans import entitled_in
from forum.services.unit import Work, reads
from forum.store import floor, people


@dataclass(frozen=True, kw_only=True, slots=True)
class Voices:
    """The figures of a forum's published list, or of one sitting; `sittings` are those that have one."""

    forum: Forum
    sittings: tuple[Sitting, ...]
    wanted: str
    figures: Figures
    is_used: bool


@reads
def voice(work: Work, slug: str, sitting_key: str = "") -> Voices:
    """The figures for whoever may read the list of speakers. Refuses `Unknown` for a sitting that is not published."""
    whole = list_of(work, slug, "")
    found = list_of(work, slug, sitting_key)
    given = voices.discreet(_speeches(work, found.forum, found.parts))
    counted = figures(given, _entitled(work, found))
    return Voices(
        forum=found.forum,
        sittings=tuple(part.sitting for part in whole.parts),
        wanted=sitting_key,
        figures=counted,
        is_used=voices.is_used(counted),
    )


def _speeches(work: Work, forum: Forum, parts: Iterable[Part]) -> list[Speech]:
    genders = people.genders(work.db, forum.id)
    given: list[Speech] = []
    for part in parts:
        state = floor.state(work.db, part.sitting.id)
        asked = {entry.person_id for entry in (*state.queue, *state.requests, *(turn.entry for turn in state.turns))}
        persons = people.persons_by_ids(work.db, forum.id, {each for each in asked if each is not None})
        given += voices.speeches(part.lines, state, persons, genders)
    return given


def _entitled(work: Work, found: SpeakersList) -> dict[str, int]:
    """Seconds by constituency over these sittings, by the rules in force."""
    ruleset, due = current(work, found.forum), Counter[str]()
    held = in_time_order(found.release.sittings) if found.release else []
    for part in found.parts:
        plan = tuple(line.slot for line in part.lines)
        given = entitled_in(part.sitting, stage_of(part.sitting, held), plan, ruleset, held)
        if given:
            due.update({each.value: given.entitled.of(each) for each in TRIPARTITE})
            due[Constituency.ORGANIZATION.value] += given.leaders
    return {key: seconds for key, seconds in due.items() if seconds}
