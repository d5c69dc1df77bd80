"""Placing speakers in sittings: who may be placed, where, and what came of it, with the reason for each shortage."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from forum.domain.people import Constituency, Role
from forum.domain.speaking.apportion import Method, Tie, Ties
from forum.domain.speaking.outline import Outline
from forum.domain.speaking.rules import SlotKind, Stage
from forum.domain.speaking.slots import Slot

MINUTE = timedelta(minutes=1)
#: a stretch of time, first instant included, last excluded
Free = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Speaker:
    """Somebody who may speak; `zone` is the clock that counts for them, `turns` their slots in other sittings.

    `free` are the times at which they can take part (None: always). `accommodation` are seconds more on the clock for
    their presentation or statement, charged to no constituency. Before the draw count `is_carried` (unheard at the last
    sitting or forum), the band of the ruleset, the level of protocol (0 first) and the place on a list that is ordered
    already. `sittings` are those that they asked for (None: any).
    """

    id: int
    key: str
    constituency: Constituency
    zone: str
    roles: frozenset[Role]
    turns: int = 0
    free: tuple[Free, ...] | None = None
    accommodation: int = 0
    level: int = 0
    is_carried: bool = False
    place: int = 0
    sittings: frozenset[str] | None = None
    region: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """A sitting as the placing of speakers sees it; `turn` counts the sittings of the forum from 0.

    `is_open` says that it is to be planned now; the others are where somebody could speak instead. `set_aside` are
    minutes kept for accommodation: they are on the clock, and no constituency has them.
    """

    key: str
    start: datetime
    minutes: int
    stage: Stage
    turn: int = 0
    is_open: bool = True
    set_aside: int = 0

    @property
    def end(self) -> datetime:
        """When it ends."""
        return self.start + self.minutes * MINUTE

    @property
    def shared(self) -> int:
        """The minutes that the rules share out."""
        return self.minutes - self.set_aside


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """Somebody whose turn it was in a sitting that lies in their night, and who keeps it for another one."""

    person_id: int
    sitting: str


class Want(enum.StrEnum):
    """Why somebody finds no slot, or a slot nobody."""

    NO_SITTING = "no_sitting"
    NOT_FREE = "not_free"
    FULL = "full"
    ACCOMMODATION = "accommodation"
    NOBODY = "nobody"
    NOBODY_FREE = "nobody_free"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """A speaker without a slot, or a slot (`sitting`, `number`) without a speaker, and why.

    `FULL`: the `sittings` that this speaker could take part in hold `places` speakers and all are taken by speakers who
    can be nowhere else, or who go first; with this one they would be `places` + 1.
    """

    why: Want
    kind: SlotKind
    person_id: int | None = None
    sitting: str = ""
    number: int = 0
    sittings: tuple[str, ...] = ()
    places: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Regions:
    """How the statements of governments are apportioned among regions: by weight, what is not asked for released."""

    weights: Mapping[str, int]
    method: Method = Method.LARGEST_REMAINDER
    ties: Ties = field(default_factory=Ties)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """A region's statements of a kind: what it has a right to, what it may take after release, and the ties settled."""

    kind: SlotKind
    entitled: Mapping[str, int]
    granted: Mapping[str, int]
    ties: tuple[Tie, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Proof:
    """How good a placing is known to be: `figure` is the first figure of its order that is not proven.

    `value` is what was found for it, `bound` the proven least; equal, and `figure` empty, where all is proven.
    """

    is_proven: bool = True
    figure: str = ""
    value: int = 0
    bound: int = 0
    method: str = "flow"
    #: seconds until there was a first plan, and until the end
    first: float = field(default=0.0, compare=False)
    seconds: float = field(default=0.0, compare=False)

    @property
    def gap(self) -> float:
        """(value - bound) / max(1, value); 0 where all is proven."""
        return 0.0 if self.is_proven else (self.value - self.bound) / max(1, self.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Allocation:
    """The plans by sitting, who was moved out of the night, and which leaders no sitting can hold."""

    slots: Mapping[str, tuple[Slot, ...]]
    outlines: Mapping[str, Outline]
    moved: tuple[Moved, ...] = ()
    unplaced: tuple[int, ...] = ()
    shortages: tuple[Shortage, ...] = ()
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    quotas: tuple[Quota, ...] = ()
