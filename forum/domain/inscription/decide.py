"""What may be done with an entry of a list of speakers, by whom and when; each answer is the entry as it then is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forum.domain.access import Actor
from forum.domain.inscription.refused import (
    AlignedWithOneself,
    AlreadyInscribed,
    BehalfNotYours,
    ClaimTaken,
    DeputyIsSpeaker,
    DeputyOfAnotherState,
    FormReused,
    ListClosed,
    ListNotOpen,
    ListStillOpen,
    NoDeputy,
    NoSwapOffered,
    NotADraft,
    NotAmongSpeakers,
    NotOnList,
    NotWithdrawn,
    ReasonNeeded,
    RecordingTooLate,
    SittingHasBegun,
    SourceNotYours,
    SwapWithOneself,
    WayNotAllowed,
)
from forum.domain.inscription.values import (
    AT_THE_DESK,
    INSCRIBER_OF,
    Behalf,
    BehalfKind,
    Entry,
    EntryState,
    ListRules,
    ListState,
    Presence,
    Source,
    SpeakersList,
    Wanted,
    dues,
)
from forum.domain.people import TRIPARTITE, Person, Role
from forum.domain.refusals import Stale
from forum.domain.regions import REGION_OF
from forum.domain.roster import UnknownState

#: who keeps the list
DESK = frozenset({Role.ORGANIZER, Role.CLERK})


@dataclass(frozen=True, kw_only=True, slots=True)
class Occasion:
    """What an entry is decided upon: the list, when its sitting starts, the rules, now, and the actor's own clock."""

    listing: SpeakersList
    start: datetime
    rules: ListRules
    now: datetime
    zone: str

    @property
    def state(self) -> ListState:
        """Where the list stands."""
        return self.listing.state(self.now)


def is_desk(actor: Actor) -> bool:
    """Whether the actor keeps the list."""
    return actor.is_operator or bool(actor.roles & DESK)


def inscribe(
    occasion: Occasion, wanted: Wanted, actor: Actor, *, same: Entry | None, rivals: Sequence[Entry], number: int
) -> Entry:
    """The entry that is made, or the one that the same form made before.

    `same` has the form's id; `rivals` are the entries of the list, drafts and withdrawn ones left out, that have the
    person or the claim; `number` is the next of the list. That the actor may act for the speaker is asked before.
    """
    digest = wanted.digest(actor.person_id)
    if same is not None:
        if same.digest != digest:
            raise FormReused
        return same
    source = source_of(actor, wanted)
    if occasion.rules.inscribers and INSCRIBER_OF[source] not in occasion.rules.inscribers:
        raise WayNotAllowed
    if wanted.is_carried and not is_desk(actor):
        raise SourceNotYours(field="carried")
    if not wanted.is_draft:
        _require_open(occasion, actor, wanted.reason)
    _check(occasion, wanted)
    if not wanted.is_draft:
        require_free(rivals, wanted.speaker, occasion.rules.claim(wanted.speaker, wanted.behalf))
    return _entry(occasion, wanted, actor, source, digest, number)


def _entry(occasion: Occasion, wanted: Wanted, actor: Actor, source: Source, digest: str, number: int) -> Entry:
    now = occasion.now
    return Entry(
        id=0,
        list_id=occasion.listing.id,
        number=number,
        person_id=wanted.speaker.id,
        constituency=wanted.speaker.constituency,
        state=EntryState.DRAFT if wanted.is_draft else EntryState.INSCRIBED,
        source=source,
        at=now,
        changed_at=now,
        client_id=wanted.client_id,
        digest=digest,
        claim=occasion.rules.claim(wanted.speaker, wanted.behalf),
        behalf=wanted.behalf,
        country=wanted.country,
        aligned=wanted.aligned,
        language=wanted.language,
        presence=wanted.presence,
        deputy_id=wanted.deputy.id if wanted.deputy else None,
        by_person_id=actor.person_id,
        note=wanted.note,
        reason=wanted.reason,
        video=wanted.video,
        level=wanted.level,
        is_carried=wanted.is_carried,
        place=number if occasion.listing.is_settled and not wanted.is_draft else None,
    )


def source_of(actor: Actor, wanted: Wanted) -> Source:
    """Where an inscription came from: what the desk says, otherwise what the actor is to the speaker.

    Refuses `SourceNotYours` where somebody else claims that a form, an e-mail or a hand came to the desk.
    """
    if is_desk(actor) and actor.person_id != wanted.speaker.id:
        return wanted.source if wanted.source in AT_THE_DESK else Source.HAND
    if wanted.source in AT_THE_DESK:
        raise SourceNotYours(field="source")
    if actor.person_id == wanted.speaker.id:
        return Source.SELF
    by_role = {Role.COORDINATOR: Source.COORDINATOR, Role.AIDE: Source.AIDE, Role.FOCAL_POINT: Source.FOCAL_POINT}
    return next((source for role, source in by_role.items() if role in actor.roles), Source.SELF)


def _require_open(occasion: Occasion, actor: Actor, reason: str) -> None:
    """Refuse `ListNotOpen`, `ListClosed`; the desk may add to a closed list, with a reason (`ReasonNeeded`)."""
    listing, zone = occasion.listing, occasion.zone
    if occasion.now >= occasion.start:
        raise SittingHasBegun
    if occasion.state is ListState.AHEAD:
        raise ListNotOpen(opens=listing.opens_at, zone=zone)
    if occasion.state is ListState.CLOSED:
        if not is_desk(actor):
            raise ListClosed(since=listing.closed_since(), zone=zone)
        if not reason:
            raise ReasonNeeded(field="reason")


def _check(occasion: Occasion, wanted: Wanted) -> None:
    if not occasion.rules.admits(wanted.speaker):
        raise NotAmongSpeakers(field="person", name=wanted.speaker.label)
    if wanted.behalf not in behalves(wanted.speaker):
        raise BehalfNotYours(field="behalf", group=wanted.behalf.name)
    check_aligned(wanted.aligned, wanted.speaker)
    check_deputy(wanted.deputy, wanted.speaker)
    check_presence(occasion, wanted.presence)


def behalves(person: Person) -> tuple[Behalf, ...]:
    """On whose behalf a person may speak: their own first, then the groups that they belong to."""
    found = [Behalf()]
    if person.constituency in TRIPARTITE:
        found.append(Behalf(kind=BehalfKind.CONSTITUENCY, name=person.constituency.value))
        if person.region:
            found.append(Behalf(kind=BehalfKind.REGION, name=person.region))
    return (*found, *(Behalf(kind=BehalfKind.GROUP, name=name) for name in person.groups))


def check_aligned(aligned: Iterable[str], speaker: Person) -> None:
    """Refuse what is no Member State (`UnknownState`), and the speaker's own (`AlignedWithOneself`)."""
    for state in aligned:
        if state not in REGION_OF:
            raise UnknownState(field="aligned", value=state)
        if state == speaker.state:
            raise AlignedWithOneself(field="aligned", state=state)


def check_deputy(deputy: Person | None, speaker: Person) -> None:
    """Refuse a deputy who is not of the same delegation and constituency."""
    if deputy is None:
        return
    if deputy.id == speaker.id:
        raise DeputyIsSpeaker(field="deputy")
    if _sender(deputy) != _sender(speaker):
        raise DeputyOfAnotherState(field="deputy", name=deputy.label)


def _sender(person: Person) -> tuple[object, ...]:
    return person.delegation_id, person.organization_id, person.constituency


def check_presence(occasion: Occasion, presence: Presence) -> None:
    """Refuse a recording where none can come in time any more."""
    due = dues(occasion.rules, occasion.start).video
    if presence is Presence.RECORDED and due is not None and occasion.now > due:
        raise RecordingTooLate(field="presence", due=due, zone=occasion.zone)


def require_free(rivals: Sequence[Entry], speaker: Person, claim: str, *, but: int = 0) -> None:
    """Refuse where another entry has the person (`AlreadyInscribed`) or the claim (`ClaimTaken`)."""
    others = [each for each in rivals if each.is_on_list and each.id != but]
    if any(each.person_id == speaker.id for each in others):
        raise AlreadyInscribed(field="person", name=speaker.label)
    if any(each.claim == claim for each in others):
        raise ClaimTaken(field="behalf")


def hand_in(occasion: Occasion, entry: Entry, speaker: Person, actor: Actor, rivals: Sequence[Entry], n: int) -> Entry:
    """The draft as an inscription of now, with the next number `n`."""
    if entry.state is not EntryState.DRAFT:
        raise NotADraft
    _require_open(occasion, actor, entry.reason)
    require_free(rivals, speaker, entry.claim, but=entry.id)
    place = n if occasion.listing.is_settled else None
    return changed(entry, occasion.now, state=EntryState.INSCRIBED, number=n, at=occasion.now, place=place)


def withdraw(occasion: Occasion, entry: Entry) -> Entry:
    """The entry taken back, until the sitting begins; a swap that it offered lapses. A draft is dropped for good."""
    _require_before(occasion)
    if entry.state is EntryState.DRAFT:
        return changed(entry, occasion.now, state=EntryState.DROPPED)
    if not entry.is_on_list:
        raise NotOnList
    return changed(entry, occasion.now, state=EntryState.WITHDRAWN, swap_with=None)


def restore(occasion: Occasion, entry: Entry, speaker: Person, actor: Actor, rivals: Sequence[Entry]) -> Entry:
    """The withdrawal taken back while the list is open: the entry has its old number again."""
    if entry.state is not EntryState.WITHDRAWN:
        raise NotWithdrawn
    _require_open(occasion, actor, entry.reason)
    require_free(rivals, speaker, entry.claim, but=entry.id)
    return changed(entry, occasion.now, state=EntryState.INSCRIBED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendment:
    """What may change in an entry: everything but who speaks and on whose behalf."""

    aligned: tuple[str, ...]
    language: str
    presence: Presence
    deputy: Person | None
    video: str = ""


def amend(occasion: Occasion, entry: Entry, speaker: Person, wanted: Amendment, *, revision: int) -> Entry:
    """The entry with other particulars; `revision` is the one that was seen (`Stale`)."""
    _require_before(occasion)
    if entry.revision != revision:
        raise Stale
    if entry.state in {EntryState.WITHDRAWN, EntryState.DROPPED}:
        raise NotOnList
    check_aligned(wanted.aligned, speaker)
    check_deputy(wanted.deputy, speaker)
    if wanted.presence is not entry.presence:
        check_presence(occasion, wanted.presence)
    return changed(
        entry,
        occasion.now,
        aligned=wanted.aligned,
        language=wanted.language,
        presence=wanted.presence,
        deputy_id=wanted.deputy.id if wanted.deputy else None,
        video=wanted.video,
    )


def step_in(occasion: Occasion, entry: Entry, rivals: Sequence[Entry]) -> Entry:
    """The deputy speaks, the speaker is their deputy; place and number stay."""
    _require_before(occasion)
    if not entry.is_on_list:
        raise NotOnList
    if entry.deputy_id is None:
        raise NoDeputy
    if any(each.is_on_list and each.person_id == entry.deputy_id for each in rivals):
        raise AlreadyInscribed(field="deputy", name="")
    return changed(entry, occasion.now, person_id=entry.deputy_id, deputy_id=entry.person_id)


def offer_swap(occasion: Occasion, mine: Entry, other: Entry) -> Entry:
    """The entry with its place offered to another."""
    _require_swappable(occasion, mine, other)
    return changed(mine, occasion.now, swap_with=other.id)


def take_back_offer(occasion: Occasion, entry: Entry) -> Entry:
    """The entry without its offer, taken back or declined. Refuses `NoSwapOffered`."""
    if entry.swap_with is None:
        raise NoSwapOffered
    return changed(entry, occasion.now, swap_with=None)


def swap(occasion: Occasion, mine: Entry, other: Entry) -> tuple[Entry, Entry]:
    """Both with each other's place: `other` offered it to `mine`, who consents."""
    _require_swappable(occasion, mine, other)
    if other.swap_with != mine.id:
        raise NoSwapOffered
    now = occasion.now
    return (
        changed(mine, now, place=other.place, swap_with=None),
        changed(other, now, place=mine.place, swap_with=None),
    )


def _require_swappable(occasion: Occasion, mine: Entry, other: Entry) -> None:
    _require_before(occasion)
    if not occasion.listing.is_settled:
        raise ListStillOpen(closes=occasion.listing.closes_at, zone=occasion.zone)
    if mine.id == other.id:
        raise SwapWithOneself
    if not (mine.is_on_list and other.is_on_list):
        raise NotOnList


def _require_before(occasion: Occasion) -> None:
    if occasion.now >= occasion.start:
        raise SittingHasBegun


def changed(entry: Entry, now: datetime, **values: object) -> Entry:
    """The entry with these values, one revision later."""
    return replace(entry, **values, changed_at=now, revision=entry.revision + 1)  # type: ignore[arg-type]
