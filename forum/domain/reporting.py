"""What a follow-up report is made of: plain facts of a forum, gathered in one read, before any word is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from forum.domain import fields, inputs
from forum.domain.capture import LineKind
from forum.domain.commitments import AGREED, Commitment, Editorial, Stance
from forum.domain.people import LANGUAGES, TRIPARTITE, Constituency, Mode, Person
from forum.domain.programme import Forum
from forum.domain.refusals import Refusal, Refusals, UnknownLanguage


class MissingGlyphs(Refusal):
    """The shipped fonts hold no glyph for some characters of a document; params: glyphs."""


class MissingFont(Refusal):
    """A font file of ours is not there; params: name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """How many took part in one constituency or region: persons by mode, States and organizations behind them."""

    key: str
    in_person: int = 0
    remote: int = 0
    states: int = 0
    organizations: int = 0

    @property
    def persons(self) -> int:
        """All persons of the group."""
        return self.in_person + self.remote


@dataclass(frozen=True, kw_only=True, slots=True)
class Participation:
    """Who took part, counted by constituency and by region."""

    total: Group
    by_constituency: tuple[Group, ...] = ()
    by_region: tuple[Group, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """A turn on the floor: who, for whom, since when, for how many seconds."""

    turn: int
    speaker: str
    constituency: Constituency
    started_at: datetime
    seconds: int
    state: str | None = None
    organization: str = ""
    is_charged: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Note:
    """A line of the rapporteur that is no commitment: topic, summary, decision, action."""

    id: int
    kind: LineKind
    text: str
    speaker: str = ""
    state: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SittingHeld:
    """A sitting as planned and, where the floor kept a log, as held."""

    key: str
    title: str
    title_language: str
    zone: str
    planned_start: datetime | None = None
    planned_end: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    is_cancelled: bool = False
    statements: tuple[Statement, ...] = ()
    notes: tuple[Note, ...] = ()
    entitled: tuple[tuple[Constituency, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SpeakingTime:
    """Seconds entitled and used by a constituency over all sittings, points of order left out."""

    constituency: Constituency
    entitled: int
    used: int
    statements: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Fairness:
    """The figures of the plan behind the programme: burden points, Jain's index, heads in the dearest band."""

    policy: str
    is_proven: bool
    worst: int
    mean: float
    jain: float
    heads_in_dearest_band: int
    worst_rows: tuple[str, ...] = ()


#: longest text of a line of the header, in characters
HEADER_LIMIT = 1_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """What only the Office can say of the document itself, in `language`; an empty line is printed as to be completed.

    The fields stand in the order of a Governing Body document: its head, then the eight labelled lines.
    """

    language: str = "en"
    body: str = ""
    session: str = ""
    section: str = ""
    code: str = ""
    item: str = ""
    objective: str = ""
    outcome: str = ""
    policy: str = ""
    legal: str = ""
    financial: str = ""
    follow_up: str = ""
    author_unit: str = ""
    related: str = ""


#: the lines of the header that are typed
HEADER_LINES = tuple(name for name in Header.__slots__ if name != "language")


def facts(header: Header) -> dict[str, object]:
    """Every line of a header by its name."""
    return {name: getattr(header, name) for name in Header.__slots__}


def check_header(asked: Mapping[str, str]) -> Header:
    """The header with these lines, each on one line of text. Raises `Refusals` with every fault."""
    found: dict[str, str] = {}
    faults: list[Refusal] = []
    for name in HEADER_LINES:
        try:
            found[name] = fields.clean(inputs.text(asked.get(name), name, limit=HEADER_LIMIT))
        except Refusal as fault:
            faults.append(fault)
    language = asked.get("language") or "en"
    if language not in LANGUAGES:
        faults.append(UnknownLanguage(field="language", language=language[:40]))
    if faults:
        raise Refusals(faults)
    return Header(language=language, **found)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportData:
    """Everything that a report says, as plain data; `release` is the number of the published programme."""

    forum: Forum
    made_at: datetime
    participation: Participation
    sittings: tuple[SittingHeld, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    fairness: Fairness | None = None
    release: int | None = None
    header: Header = Header()

    @property
    def agreed(self) -> tuple[Commitment, ...]:
        """Commitments with a text that the organization itself has confirmed or amended."""
        return tuple(one for one in self._standing if one.text and one.editorial in AGREED)

    @property
    def unconfirmed(self) -> tuple[Commitment, ...]:
        """Commitments with a text that nobody has confirmed yet: listed apart."""
        return tuple(one for one in self._standing if one.text and one.editorial not in AGREED)

    @property
    def without_text(self) -> tuple[Commitment, ...]:
        """Commitments that are known to exist, but whose text is still needed."""
        return tuple(one for one in self._standing if not one.text)

    @property
    def _standing(self) -> tuple[Commitment, ...]:
        return tuple(one for one in self.commitments if one.editorial is not Editorial.WITHDRAWN)


def participation(persons: Iterable[Person]) -> Participation:
    """Count those who take part; the secretariat serves the forum and is not counted."""
    counted = [person for person in persons if person.constituency is not Constituency.SECRETARIAT]
    regions = sorted({person.region for person in counted if person.region})
    return Participation(
        total=_group("", counted),
        by_constituency=tuple(
            _group(constituency.value, [person for person in counted if person.constituency is constituency])
            for constituency in Constituency
            if constituency is not Constituency.SECRETARIAT
        ),
        by_region=tuple(
            _group(region, [person for person in counted if person.region == region]) for region in regions
        ),
    )


def _group(key: str, inside: list[Person]) -> Group:
    in_person = sum(person.mode is Mode.IN_PERSON for person in inside)
    return Group(
        key=key,
        in_person=in_person,
        remote=len(inside) - in_person,
        states=len({person.state for person in inside if person.state}),
        organizations=len({person.organization for person in inside if person.organization}),
    )


def speaking_time(sittings: Iterable[SittingHeld]) -> tuple[SpeakingTime, ...]:
    """Seconds entitled and used over these sittings; the three constituencies always stand in it, in their order."""
    entitled: dict[Constituency, int] = dict.fromkeys(TRIPARTITE, 0)
    used: dict[Constituency, int] = dict.fromkeys(TRIPARTITE, 0)
    count: dict[Constituency, int] = {}
    for sitting in sittings:
        for constituency, seconds in sitting.entitled:
            entitled[constituency] = entitled.get(constituency, 0) + seconds
        for statement in sitting.statements:
            if statement.is_charged:
                used[statement.constituency] = used.get(statement.constituency, 0) + statement.seconds
                count[statement.constituency] = count.get(statement.constituency, 0) + 1
    return tuple(
        SpeakingTime(
            constituency=constituency,
            entitled=entitled.get(constituency, 0),
            used=used.get(constituency, 0),
            statements=count.get(constituency, 0),
        )
        for constituency in dict.fromkeys((*entitled, *used))
    )


def stances(commitments: Iterable[Commitment]) -> dict[Constituency, dict[Stance, int]]:
    """How often each constituency took each stance."""
    found: dict[Constituency, dict[Stance, int]] = {constituency: {} for constituency in TRIPARTITE}
    for commitment in commitments:
        for reaction in commitment.reactions:
            row = found.setdefault(reaction.constituency, {})
            row[reaction.stance] = row.get(reaction.stance, 0) + 1
    return found
