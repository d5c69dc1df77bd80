"""Commitments: what was promised, by whom, in which sitting and second; what the constituencies said of it; its states.

Three state lines that are never mixed: editorial (a person's decision, allowed steps as data), implementation (what
came of it), freshness (computed from dates). "No reply" is never "confirmed". Kinds follow GB.343/INS/3/2, paragraphs
37-39(e); docs/commitments.md tells the rest.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from forum.domain.access import Actor
from forum.domain.dues import NO_DUE, Due
from forum.domain.people import Constituency, Role
from forum.domain.refusals import Kind as RefusalKind
from forum.domain.refusals import Refusal

#: Longest text of a commitment or reaction, in characters.
TEXT_LIMIT = 4_000


class Kind(enum.StrEnum):
    """What sort of promise; support alone is a kind, so that it does not pollute the score of the others."""

    NOT_STATED = "not_stated"
    JOINT_ACTION = "joint_action"
    ARRANGEMENT = "institutional_arrangement"
    POLICY = "policy"
    FINANCIAL = "financial"
    TECHNICAL = "technical"
    RESEARCH = "research"
    SUPPORT = "support"
    OPTION = "further_option"


class Editorial(enum.StrEnum):
    """How far the wording has come."""

    CAPTURED = "captured"
    TRIAGED = "triaged"
    SENT = "sent"
    CONFIRMED = "confirmed"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"
    PUBLISHED = "published"


class Implementation(enum.StrEnum):
    """What came of it."""

    NOT_STARTED = "not_started"
    PLANNING = "planning"
    IN_PROGRESS = "in_progress"
    PARTLY_DONE = "partly_done"
    FULFILLED = "fulfilled"
    DISCONTINUED = "discontinued"
    UNKNOWN = "unknown"


class Freshness(enum.StrEnum):
    """How old the last report is: under a year, over one, over two (the traffic light of UN DESA's register)."""

    FRESH = "fresh"
    DUE = "due"
    OVERDUE = "overdue"


class Stance(enum.StrEnum):
    """What a constituency says of a commitment."""

    SUPPORTS = "supports"
    CONDITION = "supports_with_condition"
    RESERVES = "reserves"
    ASKS = "asks"
    PROPOSES = "proposes"


class Visibility(enum.StrEnum):
    """Who may see it once its embargo is over."""

    INTERNAL = "internal"
    PARTICIPANTS = "participants"
    PUBLIC = "public"


class Fact(enum.StrEnum):
    """What a reader must be told beside the state."""

    TEXT_NEEDED = "text_needed"
    LEAD_NEEDED = "lead_needed"
    GAP = "gap"
    UNCONFIRMED = "unconfirmed"


#: Editorial state -> the states that a person may set next. An amended wording must be confirmed or published anew.
STEPS: dict[Editorial, tuple[Editorial, ...]] = {
    Editorial.CAPTURED: (Editorial.TRIAGED, Editorial.SENT, Editorial.WITHDRAWN),
    Editorial.TRIAGED: (Editorial.SENT, Editorial.WITHDRAWN),
    Editorial.SENT: (Editorial.CONFIRMED, Editorial.AMENDED, Editorial.NO_REPLY, Editorial.WITHDRAWN),
    Editorial.NO_REPLY: (Editorial.SENT, Editorial.CONFIRMED, Editorial.AMENDED, Editorial.WITHDRAWN),
    Editorial.CONFIRMED: (Editorial.PUBLISHED, Editorial.AMENDED, Editorial.WITHDRAWN),
    Editorial.AMENDED: (Editorial.CONFIRMED, Editorial.PUBLISHED, Editorial.WITHDRAWN),
    Editorial.PUBLISHED: (Editorial.AMENDED, Editorial.WITHDRAWN),
    Editorial.WITHDRAWN: (Editorial.TRIAGED,),
}

#: The states whose wording the organization itself has agreed to.
AGREED = frozenset({Editorial.CONFIRMED, Editorial.AMENDED, Editorial.PUBLISHED})


class StepNotAllowed(Refusal):
    """The editorial state does not lead there; params: state, wanted."""

    kind = RefusalKind.CONFLICT


class ClientIdReused(Refusal):
    """The same client-made id came with another line; params: client_id."""

    kind = RefusalKind.CONFLICT


class LeadIsPartner(Refusal):
    """One party is named both as lead and as partner; params: name."""


class NothingToCorrect(Refusal):
    """A correction names words that the last line does not hold; params: old."""


class UnknownParty(Refusal):
    """No organization or delegation answers to this handle, or more than one; params: handle."""


class UnknownSpeaker(Refusal):
    """Nobody of this forum has this roster id; params: person."""


class UnknownCommitment(Refusal):
    """A reaction names a number that the register does not have; params: number."""

    kind = RefusalKind.UNKNOWN


class NothingToReactTo(Refusal):
    """A reaction without a number, in a sitting that has no commitment yet."""

    kind = RefusalKind.UNKNOWN


@dataclass(frozen=True, kw_only=True, slots=True)
class Party:
    """An organization, or the delegation of a State, by its key in the forum; never a free acronym."""

    key: str
    name: str = ""
    state: str | None = None
    organization_id: int | None = None
    delegation_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """Where it was said: sitting, turn on the floor, speaker and capacity, and the first key press.

    `sitting_seconds` and `turn_seconds` count from the start of the sitting and of the turn; None where unknown.
    `citation` names the published source of an entry that was not captured here.
    """

    sitting_id: int | None = None
    sitting: str = ""
    sitting_title: str = ""
    turn: int | None = None
    speaker_id: int | None = None
    speaker: str = ""
    speaker_state: str | None = None
    capacity: Constituency | None = None
    at: datetime | None = None
    sitting_seconds: int | None = None
    turn_seconds: int | None = None
    citation: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reaction:
    """What a constituency said of a commitment, beside the text that it reacts to."""

    id: int
    constituency: Constituency
    stance: Stance
    text: str = ""
    at: datetime
    speaker: str = ""
    speaker_state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One change in the life of a commitment; steps are only ever added."""

    id: int
    at: datetime
    kind: str
    person: str = ""
    body: dict[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Commitment:
    """One row of the register."""

    id: int
    forum_id: int
    number: int
    kind: Kind
    text: str
    language: str = "en"
    lead: Party | None = None
    partners: tuple[Party, ...] = ()
    theme: str = ""
    due: Due = NO_DUE
    amount: int | None = None
    currency: str = ""
    measure: str = ""
    sdgs: tuple[str, ...] = ()
    source: Source = Source()
    reactions: tuple[Reaction, ...] = ()
    editorial: Editorial = Editorial.CAPTURED
    implementation: Implementation = Implementation.UNKNOWN
    reported_at: datetime | None = None
    visibility: Visibility = Visibility.PARTICIPANTS
    embargo_until: datetime | None = None
    version: int = 1
    created_at: datetime

    @property
    def key(self) -> str:
        """The stable name in the register: "C-001"."""
        return key_of(self.number)


def written(one: Commitment) -> dict[str, object]:
    """What an entry says, as its form shows it: names and values of that form's fields."""
    plain = ("text", "kind", "language", "theme", "amount", "currency", "measure", "sdgs", "visibility")
    return {name: getattr(one, name) for name in plain} | {
        "lead": one.lead.key if one.lead else "",
        "partners": tuple(each.key for each in one.partners),
        "due": one.due.code,
        "embargo_until": one.embargo_until and one.embargo_until.astimezone(UTC).isoformat(),
    }


def key_of(number: int) -> str:
    """The register name of a number."""
    return f"C-{number:03d}"


def number_of(key: str) -> int | None:
    """The number behind a register name, or None where it is none."""
    prefix, _, digits = key.upper().partition("-")
    return int(digits) if prefix == "C" and digits.isascii() and digits.isdecimal() and len(digits) <= 9 else None


def facts(commitment: Commitment) -> tuple[Fact, ...]:
    """What must be said beside the state: the text or the lead is needed, a gap stands open, nobody has confirmed."""
    found = (
        (Fact.TEXT_NEEDED, not commitment.text),
        (Fact.LEAD_NEEDED, commitment.lead is None),
        (Fact.GAP, "@@" in commitment.text),
        (Fact.UNCONFIRMED, commitment.editorial not in AGREED),
    )
    return tuple(fact for fact, holds in found if holds)


def require_step(state: Editorial, wanted: Editorial) -> None:
    """Refuse a step that the table does not hold."""
    if wanted not in STEPS[state]:
        raise StepNotAllowed(field="state", state=state.value, wanted=wanted.value)


def require_one_lead(lead: Party | None, partners: tuple[Party, ...]) -> None:
    """Exactly one party is accountable: the lead may not stand among the partners too."""
    if lead is not None and lead.key in {partner.key for partner in partners}:
        raise LeadIsPartner(field="partners", name=lead.name or lead.key)


def freshness(commitment: Commitment, now: datetime) -> Freshness:
    """Computed from the last report, or from the capture where there was none: a year is fresh, two are overdue."""
    age = now - (commitment.reported_at or commitment.created_at)
    if age < timedelta(days=365):
        return Freshness.FRESH
    return Freshness.DUE if age < timedelta(days=730) else Freshness.OVERDUE


@dataclass(frozen=True, kw_only=True, slots=True)
class Meter:
    """How many of the five letters of SMART are met, and the fields that are missing for the others."""

    met: int
    of: int
    missing: tuple[str, ...]


def meter(commitment: Commitment) -> Meter | None:
    """Specific, Measurable, Achievable by named means, Relevant, Time-bound; None for a statement of support.

    It names what is missing and never blocks capture.
    """
    if commitment.kind is Kind.SUPPORT:
        return None
    letters: tuple[tuple[tuple[str, bool], ...], ...] = (
        (
            ("text", bool(commitment.text)),
            ("kind", commitment.kind is not Kind.NOT_STATED),
            ("lead", commitment.lead is not None),
        ),
        (("measure", bool(commitment.measure)),),
        (("amount", commitment.amount is not None),),
        (("theme", bool(commitment.theme or commitment.sdgs)),),
        (("due", commitment.due.on is not None),),
    )
    missing = tuple(name for letter in letters for name, holds in letter if not holds)
    met = sum(all(holds for _, holds in letter) for letter in letters)
    return Meter(met=met, of=len(letters), missing=missing)


class View(enum.IntEnum):
    """How much of the register a reader may see."""

    PUBLIC = 1
    PARTICIPANT = 2
    SECRETARIAT = 3


#: Visibility -> the least view that sees it after its embargo; before, only the secretariat does.
SEEN_FROM = {
    Visibility.PUBLIC: View.PUBLIC,
    Visibility.PARTICIPANTS: View.PARTICIPANT,
    Visibility.INTERNAL: View.SECRETARIAT,
}


def view_of(actor: Actor, forum_id: int) -> View:
    """How much of the forum's register this actor may see."""
    if actor.is_operator:
        return View.SECRETARIAT
    if actor.forum_id != forum_id or actor.person_id is None:
        return View.PUBLIC
    return View.SECRETARIAT if actor.roles & {Role.RAPPORTEUR, Role.ORGANIZER} else View.PARTICIPANT


def is_visible(commitment: Commitment, view: View, now: datetime) -> bool:
    """Whether a reader with this view may know of it now."""
    if view is View.SECRETARIAT:
        return True
    is_embargoed = commitment.embargo_until is not None and now < commitment.embargo_until
    return not is_embargoed and view >= SEEN_FROM[commitment.visibility]
