"""Who speaks in which slot: leaders over sittings, constituencies by band and draw, nobody silently in their night.

Everything is decided by the input and a seed: the order of a draw is that of SHA-256("seed:key"), so that anybody can
compute it again. Night is the dearest band of the product's own burden scale, on the speaker's own clock where they
are remote, on the venue's where they are in the room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from forum.domain.speaking.draw import lot
from forum.domain.speaking.placing import Allocation, Occasion, Regions, Speaker
from forum.domain.speaking.rules import SINGLE_KINDS, Ruleset, SlotKind
from forum.planning.draft import Draft
from forum.planning.groups import place_groups, place_individuals
from forum.planning.leaders import place_leaders
from forum.planning.placing import Patience

#: the kinds in which individuals speak, as they are placed
INDIVIDUAL = tuple(kind for kind in SlotKind if kind in SINGLE_KINDS)


def drawn(speakers: Iterable[Speaker], seed: str) -> list[Speaker]:
    """The speakers in the order of the draw."""
    return sorted(speakers, key=lambda each: lot(each.key, seed))


def allocate(
    occasions: Sequence[Occasion],
    speakers: Iterable[Speaker],
    ruleset: Ruleset,
    *,
    seed: str,
    asked: frozenset[int] | None = None,
    regions: Regions | None = None,
    patience: Patience | None = None,
) -> Allocation:
    """Plan every open sitting of `occasions` (all sittings of the forum, in the order of time).

    `asked` are the ids of those who asked for a statement from the open floor; None: whoever may speak there is drawn,
    and nobody is called unheard. `regions` shares the governments' statements among regions. Without `patience` the
    first plan is the answer. Refuses `BudgetTooSmall` where a sitting cannot hold even the shortest slots of its stage.
    """
    draft = Draft(occasions, drawn(speakers, seed), ruleset, patience or Patience(), asked, regions)
    place_leaders(draft)
    for occasion in draft.open:
        place_groups(draft, occasion)
    for kind in INDIVIDUAL:
        for constituency in ruleset.order:
            place_individuals(draft, kind, constituency)
    return draft.finished()
