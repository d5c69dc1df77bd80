"""Every table, imported in one place, so that the metadata is whole whoever asks for it."""

from sqlmodel import SQLModel

from forum.store import (
    accounts,
    audit,
    capture,
    commitments,
    copies,
    fairness,
    floor,
    invitations,
    jobs,
    outbox,
    people,
    planning,
    programme,
    reports,
    slots,
    staging,
)

metadata = SQLModel.metadata

#: The modules that declare tables (kept so that the imports are seen to matter).
NOUNS = (
    accounts,
    audit,
    capture,
    commitments,
    copies,
    fairness,
    floor,
    invitations,
    jobs,
    outbox,
    people,
    planning,
    programme,
    reports,
    slots,
    staging,
)
