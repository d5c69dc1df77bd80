"""What a list of speakers is made of: the list, its entries, what somebody asks for, and what the rules say of both."""

from __future__ import annotations

import enum
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.domain.people import Constituency, Person, Role
from forum.domain.speaking.procedure import Inscriber, Level, Once


class Source(enum.StrEnum):
    """How an inscription came: by the speaker, by somebody for them, or to the desk."""

    SELF = "self"
    FOCAL_POINT = "focal-point"
    COORDINATOR = "coordinator"
    AIDE = "aide"
    PAPER = "paper"
    MAIL = "mail"
    HAND = "hand"


#: what the clerk of the list types in for others
AT_THE_DESK = (Source.PAPER, Source.MAIL, Source.HAND)


#: source -> who puts the name on the list, in the words of a ruleset
INSCRIBER_OF = {
    Source.SELF: Inscriber.PERSON,
    Source.FOCAL_POINT: Inscriber.FOCAL_POINT,
    Source.COORDINATOR: Inscriber.COORDINATOR,
    Source.AIDE: Inscriber.AIDE,
    Source.PAPER: Inscriber.CLERK,
    Source.MAIL: Inscriber.CLERK,
    Source.HAND: Inscriber.CLERK,
}


class Presence(enum.StrEnum):
    """How the statement is made."""

    ROOM = "room"
    REMOTE = "remote"
    RECORDED = "recorded"


class BehalfKind(enum.StrEnum):
    """On whose behalf somebody speaks: their own State or organization, or one of the groups that they belong to."""

    OWN = "own"
    CONSTITUENCY = "constituency"
    REGION = "region"
    GROUP = "group"


class Order(enum.StrEnum):
    """How a list is ordered when it closes: as the ruleset says, or as was agreed for this list."""

    RULES = "rules"
    FIRST_COME = "first_come"
    DRAW = "draw"
    LEVEL = "level"
    ALPHABET = "alphabet"
    ROUND_ROBIN = "round_robin"


@dataclass(frozen=True, kw_only=True, slots=True)
class Behalf:
    """On whose behalf, and its name: a constituency, a region, a cross-regional group; empty for one's own."""

    kind: BehalfKind = BehalfKind.OWN
    name: str = ""

    @property
    def is_of_group(self) -> bool:
        """Whether a group speaks, not one State or organization."""
        return self.kind is not BehalfKind.OWN


#: for oneself, one's State or organization
OWN = Behalf()


class EntryState(enum.StrEnum):
    """A draft of a group is seen by that group alone; a withdrawn entry stays, so that it can come back.

    A draft that is dropped never comes back: it would have a number from before it was handed in.
    """

    DRAFT = "draft"
    INSCRIBED = "inscribed"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


class ListState(enum.StrEnum):
    """Where a list of speakers stands at a moment."""

    AHEAD = "ahead"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True, slots=True)
class ListRules:
    """What a ruleset says of a list: who may be on it, who has one statement only, what is due when.

    `text` and `video` are how long before the sitting the text and the recording are due; None: the rules say nothing.
    `inscribers`: who may put a name on the list; empty: the rules say nothing. `is_confidential`: who is on the list is
    told to others than their constituency only once it is published.
    """

    speakers: frozenset[tuple[Constituency, Role]]
    once: Once | None = None
    inscribers: frozenset[Inscriber] = frozenset()
    is_confidential: bool = True
    text: timedelta | None = None
    video: timedelta | None = None

    def admits(self, person: Person) -> bool:
        """Whether the person may be on the list, by constituency and role."""
        return any((person.constituency, role) in self.speakers for role in person.roles)

    def claim(self, speaker: Person, behalf: Behalf) -> str:
        """What one entry of a list has alone: a group, a State (in its constituency) if the rules say so, a person."""
        if behalf.is_of_group:
            return f"{behalf.kind.value}:{behalf.name}:{speaker.constituency.value}"
        country = speaker.state or speaker.organization_key
        if self.once is Once.STATE and country:
            return f"own:{country}"
        if self.once is Once.STATE_AND_CONSTITUENCY and country:
            return f"own:{country}:{speaker.constituency.value}"
        return f"person:{speaker.key}"


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakersList:
    """The list of speakers of one sitting.

    `commitment` is published from the beginning; `secret` and `seed` are empty until the list is closed, so that nobody
    can know the draw before; so are `ids`, who was drawn, and `letter`, the name that the alphabet began with.
    `closed_at` is when its order was settled. `shifted_at` is when places moved last.
    """

    id: int
    forum_id: int
    sitting_id: int
    opens_at: datetime
    closes_at: datetime
    commitment: str
    shifted_at: datetime
    order: Order = Order.RULES
    last_call_at: datetime | None = None
    closed_at: datetime | None = None
    handed_at: datetime | None = None
    secret: str = ""
    seed: str = ""
    ids: tuple[str, ...] = ()
    letter: str = ""
    revision: int = 0

    def state(self, now: datetime) -> ListState:
        """Where it stands: closed by the clock, or by hand before."""
        if self.closed_at is not None or now >= self.closes_at:
            return ListState.CLOSED
        return ListState.OPEN if now >= self.opens_at else ListState.AHEAD

    def closed_since(self) -> datetime:
        """The moment since which nobody can add to it."""
        return min(self.closed_at or self.closes_at, self.closes_at)

    @property
    def is_settled(self) -> bool:
        """Whether its order is settled and published."""
        return self.closed_at is not None


#: what was never on the list
NEVER_LISTED = frozenset({EntryState.DRAFT, EntryState.DROPPED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One inscription. `number` is its order of arrival, `place` its place once the list is closed.

    `source`, `note`, `by_person_id` and `at` say where it came from. `swap_with` is the entry that it offers its place.
    """

    id: int
    list_id: int
    number: int
    person_id: int
    constituency: Constituency
    state: EntryState
    source: Source
    at: datetime
    changed_at: datetime
    client_id: str
    digest: str
    claim: str
    behalf: Behalf = OWN
    country: str = ""
    aligned: tuple[str, ...] = ()
    language: str = "en"
    presence: Presence = Presence.REMOTE
    deputy_id: int | None = None
    by_person_id: int | None = None
    note: str = ""
    reason: str = ""
    video: str = ""
    level: Level = Level.DELEGATE
    is_carried: bool = False
    place: int | None = None
    swap_with: int | None = None
    revision: int = 0

    @property
    def is_on_list(self) -> bool:
        """Whether it counts: neither a draft nor withdrawn."""
        return self.state is EntryState.INSCRIBED


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What somebody asks for, its persons found; `client_id` is made by the form, so that it counts once."""

    speaker: Person
    client_id: str
    behalf: Behalf = OWN
    aligned: tuple[str, ...] = ()
    language: str = "en"
    presence: Presence = Presence.REMOTE
    deputy: Person | None = None
    source: Source | None = None
    note: str = ""
    reason: str = ""
    video: str = ""
    level: Level = Level.DELEGATE
    is_carried: bool = False
    is_draft: bool = False

    @property
    def country(self) -> str:
        """The State of the speaker, or their organization."""
        return self.speaker.state or self.speaker.organization_key

    def digest(self, by_person_id: int | None) -> str:
        """The fingerprint of all that is asked, and of who asks."""
        facts = [
            by_person_id, self.speaker.id, self.behalf.kind, self.behalf.name, self.aligned, self.language,
            self.presence, self.deputy.id if self.deputy else 0, self.source, self.note, self.reason, self.video,
            self.level, self.is_carried, self.is_draft,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Dues:
    """When the text and the recording of a statement are due, None where the rules say nothing."""

    text: datetime | None = None
    video: datetime | None = None


def dues(rules: ListRules, start: datetime) -> Dues:
    """The deadlines of a sitting that starts then."""
    return Dues(
        text=start - rules.text if rules.text is not None else None,
        video=start - rules.video if rules.video is not None else None,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """The text of a statement as it was handed in for the interpreters, without its bytes."""

    entry_id: int
    kind: str
    name: str
    size: int
    digest: str
    at: datetime
    is_late: bool = False
