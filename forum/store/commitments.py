"""Rows of the register: commitments, their partners, reactions and steps."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, SQLModel, col, select

from forum.domain.commitments import (
    SEEN_FROM,
    Commitment,
    Editorial,
    Implementation,
    Kind,
    Party,
    Reaction,
    Source,
    Stance,
    Step,
    View,
    Visibility,
    number_of,
)
from forum.domain.dues import Due, Precision
from forum.domain.people import Constituency
from forum.store import copies
from forum.store.engine import Db, Instant
from forum.store.floor import FloorTextRow
from forum.store.people import DelegationRow, OrganizationRow, PersonRow
from forum.store.programme import SittingRow


class CommitmentRow(SQLModel, table=True):
    """One commitment as it stands now; what it was before stands in its steps."""

    __tablename__ = "commitment"
    __table_args__ = (sa.UniqueConstraint("forum_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    forum_id: int = Field(foreign_key="forum.id", index=True)
    number: int
    kind: str
    text: str = ""
    language: str = "en"
    lead_organization_id: int | None = Field(default=None, foreign_key="organization.id", index=True)
    lead_delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    theme: str = ""
    due_on: dt.date | None = None
    due_precision: str = "none"
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    currency: str = ""
    measure: str = ""
    sdgs: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    sitting_id: int | None = Field(default=None, foreign_key="sitting.id", index=True)
    turn: int | None = None
    speaker_id: int | None = Field(default=None, foreign_key="person.id")
    walk_in_id: int | None = Field(default=None, foreign_key="floor_text.id")
    capacity: str | None = None
    spoken_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    sitting_seconds: int | None = None
    turn_seconds: int | None = None
    citation: str = ""
    editorial: str = "captured"
    implementation: str = "unknown"
    reported_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    visibility: str = "participants"
    embargo_until: dt.datetime | None = Field(default=None, sa_type=Instant)
    version: int = 1
    created_at: dt.datetime = Field(sa_type=Instant)
    created_by: int | None = None


@event.listens_for(CommitmentRow, "after_insert")
@event.listens_for(CommitmentRow, "after_update")
def _outdate_calendars(_mapper: Any, connection: sa.Connection, row: CommitmentRow) -> None:
    """A due date stands in the calendars of whoever promised: they change with all that is said of it."""
    due = sa.inspect(row).attrs.due_on.history
    if row.due_on is not None or any(due.deleted or ()):
        copies.outdate_by(connection, forum_id=row.forum_id)


class PartnerRow(SQLModel, table=True):
    """A partner of a commitment; the lead stands in the commitment itself, so that there is exactly one."""

    __tablename__ = "commitment_partner"
    __table_args__ = (sa.UniqueConstraint("commitment_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    position: int
    organization_id: int | None = Field(default=None, foreign_key="organization.id")
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")


class ReactionRow(SQLModel, table=True):
    """What a constituency said of a commitment."""

    __tablename__ = "commitment_reaction"
    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    constituency: str
    stance: str
    text: str = ""
    turn: int | None = None
    speaker_id: int | None = Field(default=None, foreign_key="person.id")
    at: dt.datetime = Field(sa_type=Instant)
    created_by: int | None = None


class StepRow(SQLModel, table=True):
    """One change of a commitment: append only."""

    __tablename__ = "commitment_step"
    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    at: dt.datetime = Field(sa_type=Instant)
    kind: str
    person_id: int | None = Field(default=None, foreign_key="person.id")
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """What of the register is wanted; an empty field does not narrow. `search` is looked for in text and names."""

    theme: str = ""
    lead: str = ""
    kind: Kind | None = None
    editorial: Editorial | None = None
    implementation: Implementation | None = None
    sitting_id: int | None = None
    search: str = ""


def next_number(db: Db, forum_id: int) -> int:
    """The number of the next commitment of a forum; the writing transaction keeps it ours."""
    query = select(sa.func.max(CommitmentRow.number)).where(CommitmentRow.forum_id == forum_id)
    return (db.exec(query).first() or 0) + 1


def row_by_key(db: Db, forum_id: int, key: str) -> CommitmentRow | None:
    """The row with that register name in that forum."""
    number = number_of(key)
    query = select(CommitmentRow).where(CommitmentRow.forum_id == forum_id, CommitmentRow.number == number)
    return db.exec(query).first() if number is not None else None


def latest_row(db: Db, forum_id: int, sitting_id: int) -> CommitmentRow | None:
    """The commitment captured last in a sitting: what a reaction without a target is about."""
    query = (
        select(CommitmentRow)
        .where(CommitmentRow.forum_id == forum_id, CommitmentRow.sitting_id == sitting_id)
        .order_by(col(CommitmentRow.number).desc())
    )
    return db.exec(query).first()


def commitments(db: Db, forum_id: int, view: View, now: dt.datetime, wanted: Filter | None = None) -> list[Commitment]:
    """The register as this reader may see it, by number; what is hidden takes part in nothing."""
    narrowed = (*_visible(view, now), *_narrowed(wanted or Filter()))
    query = select(CommitmentRow).where(CommitmentRow.forum_id == forum_id, *narrowed)
    rows = list(db.exec(query.order_by(col(CommitmentRow.number))))
    return _Gathered(db, forum_id, rows).commitments()


def commitment(db: Db, forum_id: int, view: View, now: dt.datetime, key: str) -> Commitment | None:
    """One commitment, if this reader may know of it."""
    query = select(CommitmentRow).where(CommitmentRow.forum_id == forum_id, CommitmentRow.number == number_of(key))
    rows = list(db.exec(query.where(*_visible(view, now)))) if number_of(key) is not None else []
    return next(iter(_Gathered(db, forum_id, rows).commitments()), None)


def _visible(view: View, now: dt.datetime) -> list[Any]:
    """The same rule as `forum.domain.commitments.is_visible`, as conditions."""
    if view is View.SECRETARIAT:
        return []
    seen = [visibility.value for visibility, least in SEEN_FROM.items() if view >= least]
    embargo = col(CommitmentRow.embargo_until)
    return [col(CommitmentRow.visibility).in_(seen), sa.or_(embargo.is_(None), embargo <= now)]


def _narrowed(wanted: Filter) -> list[Any]:
    equal = {
        CommitmentRow.theme: wanted.theme,
        CommitmentRow.kind: wanted.kind,
        CommitmentRow.editorial: wanted.editorial,
        CommitmentRow.implementation: wanted.implementation,
        CommitmentRow.sitting_id: wanted.sitting_id,
    }
    conditions: list[Any] = [column == value for column, value in equal.items() if value]
    if wanted.lead:
        conditions.append(_led_by(OrganizationRow.key == wanted.lead, DelegationRow.key == wanted.lead))
    if wanted.search:
        conditions.append(_found(wanted.search))
    return conditions


def _led_by(of_organization: Any, of_delegation: Any) -> Any:
    return sa.or_(
        col(CommitmentRow.lead_organization_id).in_(select(OrganizationRow.id).where(of_organization)),
        col(CommitmentRow.lead_delegation_id).in_(select(DelegationRow.id).where(of_delegation)),
    )


def _found(search: str) -> Any:
    organization, delegation = col(OrganizationRow.name), col(DelegationRow.key)
    return sa.or_(
        col(CommitmentRow.text).icontains(search, autoescape=True),
        _led_by(organization.icontains(search, autoescape=True), delegation.icontains(search, autoescape=True)),
        sa.false() if number_of(search) is None else col(CommitmentRow.number) == number_of(search),
    )


class _Gathered:
    """Rows and everything that they name, loaded in a handful of queries whatever their number."""

    def __init__(self, db: Db, forum_id: int, rows: Sequence[CommitmentRow]) -> None:
        self.rows = rows
        ids = [row.id for row in rows]
        organizations = select(OrganizationRow).where(OrganizationRow.forum_id == forum_id)
        delegations = select(DelegationRow).where(DelegationRow.forum_id == forum_id)
        sittings = select(SittingRow).where(SittingRow.forum_id == forum_id)
        partners = select(PartnerRow).where(col(PartnerRow.commitment_id).in_(ids)).order_by(col(PartnerRow.position))
        reactions = select(ReactionRow).where(col(ReactionRow.commitment_id).in_(ids)).order_by(col(ReactionRow.id))
        self.organizations = {row.id: row for row in db.exec(organizations)}
        self.delegations = {row.id: row for row in db.exec(delegations)}
        self.sittings = {row.id: row for row in db.exec(sittings)}
        self.partners = list(db.exec(partners)) if ids else []
        self.reactions = list(db.exec(reactions)) if ids else []
        speakers = {row.speaker_id for row in rows} | {row.speaker_id for row in self.reactions}
        texts = select(FloorTextRow).where(col(FloorTextRow.id).in_({row.walk_in_id for row in rows}))
        self.texts = {row.id: row.body for row in db.exec(texts)}
        self.persons = {row.id: row for row in db.exec(select(PersonRow).where(col(PersonRow.id).in_(speakers)))}

    def commitments(self) -> list[Commitment]:
        partners: dict[int, list[Party]] = {}
        reactions: dict[int, list[Reaction]] = {}
        for partner in self.partners:
            party = self.party(partner.organization_id, partner.delegation_id)
            if party:
                partners.setdefault(partner.commitment_id, []).append(party)
        for reaction in self.reactions:
            reactions.setdefault(reaction.commitment_id, []).append(self.reaction(reaction))
        return [
            self.commitment(row, tuple(partners.get(row.id or 0, ())), tuple(reactions.get(row.id or 0, ())))
            for row in self.rows
        ]

    def party(self, organization_id: int | None, delegation_id: int | None) -> Party | None:
        organization = self.organizations.get(organization_id)
        if organization is not None:
            return Party(key=organization.key, name=organization.name, organization_id=organization.id)
        delegation = self.delegations.get(delegation_id)
        if delegation is None:
            return None
        behind = self.organizations.get(delegation.organization_id)
        name = behind.name if behind else ""
        return Party(key=delegation.key, name=name, state=delegation.state, delegation_id=delegation.id)

    def speaker(self, person_id: int | None) -> tuple[str, str | None]:
        person = self.persons.get(person_id)
        if person is None:
            return "", None
        delegation = self.delegations.get(person.delegation_id)
        return person.name or person.function, delegation.state if delegation else None

    def walk_in(self, text_id: int) -> tuple[str, str | None]:
        body = self.texts.get(text_id, {})
        return body.get("name") or body.get("function") or "", body.get("state") or None

    def reaction(self, row: ReactionRow) -> Reaction:
        name, state = self.speaker(row.speaker_id)
        return Reaction(
            id=row.id or 0,
            constituency=Constituency(row.constituency),
            stance=Stance(row.stance),
            text=row.text,
            at=row.at,
            speaker=name,
            speaker_state=state,
        )

    def source(self, row: CommitmentRow) -> Source:
        name, state = self.walk_in(row.walk_in_id) if row.walk_in_id else self.speaker(row.speaker_id)
        sitting = self.sittings.get(row.sitting_id)
        return Source(
            sitting_id=row.sitting_id,
            sitting=sitting.key if sitting else "",
            sitting_title=sitting.title if sitting else "",
            turn=row.turn,
            speaker_id=row.speaker_id,
            speaker=name,
            speaker_state=state,
            capacity=Constituency(row.capacity) if row.capacity else None,
            at=row.spoken_at,
            sitting_seconds=row.sitting_seconds,
            turn_seconds=row.turn_seconds,
            citation=row.citation,
        )

    def commitment(
        self, row: CommitmentRow, partners: tuple[Party, ...], reactions: tuple[Reaction, ...]
    ) -> Commitment:
        return Commitment(
            id=row.id or 0,
            forum_id=row.forum_id,
            number=row.number,
            kind=Kind(row.kind),
            text=row.text,
            language=row.language,
            lead=self.party(row.lead_organization_id, row.lead_delegation_id),
            partners=partners,
            theme=row.theme,
            due=Due(precision=Precision(row.due_precision), on=row.due_on),
            amount=row.amount,
            currency=row.currency,
            measure=row.measure,
            sdgs=tuple(row.sdgs),
            source=self.source(row),
            reactions=reactions,
            editorial=Editorial(row.editorial),
            implementation=Implementation(row.implementation),
            reported_at=row.reported_at,
            visibility=Visibility(row.visibility),
            embargo_until=row.embargo_until,
            version=row.version,
            created_at=row.created_at,
        )


def set_parties(db: Db, row: CommitmentRow, lead: Party | None, partners: Sequence[Party]) -> None:
    """Name the one lead and the partners anew."""
    row.lead_organization_id = lead.organization_id if lead else None
    row.lead_delegation_id = lead.delegation_id if lead else None
    db.connection().execute(sa.delete(PartnerRow).where(col(PartnerRow.commitment_id) == row.id))
    for position, partner in enumerate(partners):
        db.add(
            PartnerRow(
                commitment_id=row.id or 0,
                position=position,
                organization_id=partner.organization_id,
                delegation_id=partner.delegation_id,
            )
        )


def add_step(
    db: Db, commitment_id: int, kind: str, at: dt.datetime, person_id: int | None, body: dict[str, Any]
) -> None:
    """Keep one change."""
    db.add(StepRow(commitment_id=commitment_id, kind=kind, at=at, person_id=person_id, body=body))


def steps(db: Db, commitment_id: int) -> list[Step]:
    """The life of a commitment, oldest first."""
    query = (
        select(StepRow, PersonRow)
        .join(PersonRow, col(PersonRow.id) == StepRow.person_id, isouter=True)
        .where(StepRow.commitment_id == commitment_id)
        .order_by(col(StepRow.id))
    )
    return [
        Step(
            id=row.id or 0,
            at=row.at,
            kind=row.kind,
            person=(person.name or person.function) if person else "",
            body=row.body,
        )
        for row, person in db.exec(query)
    ]
