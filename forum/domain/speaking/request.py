"""What is asked of the planner of slots: a forum's sittings and speakers, its rules, and what if time is short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from forum.domain.speaking.outline import outline
from forum.domain.speaking.placing import Occasion, Regions, Speaker
from forum.domain.speaking.rules import BudgetTooSmall, Ruleset


@dataclass(frozen=True, kw_only=True)
class SlotsRequest:
    """A whole request; sittings in the order of time, speakers in that of the file.

    `asked` are those who ask for a statement as an individual (None: whoever may speak is drawn), `commitment` is that
    of the draw where there was one. `must_place`: a speaker without a slot makes the request
    impossible.
    """

    title: str
    zone: str
    ruleset: Ruleset
    seed: str
    occasions: tuple[Occasion, ...]
    speakers: tuple[Speaker, ...]
    asked: frozenset[int] | None = None
    regions: Regions | None = None
    must_place: bool = False
    commitment: str = ""

    @cached_property
    def by_id(self) -> Mapping[int, Speaker]:
        """The speakers by their number."""
        return {speaker.id: speaker for speaker in self.speakers}

    @property
    def too_short(self) -> dict[str, BudgetTooSmall]:
        """The sittings that cannot hold even the shortest slots of their stage, and by how much."""
        found = {}
        for each in self.occasions:
            try:
                outline(self.ruleset, each.stage, minutes=each.shared, turn=each.turn)
            except BudgetTooSmall as refused:
                found[each.key] = refused
        return found
