"""Every table, imported in one place, so that the metadata is whole whoever asks for it."""

from sqlmodel import SQLModel

from forum.store import (  # noqa: F401 - each declares its tables when it is imported
    accounts,
    allocation,
    audit,
    capture,
    commitments,
    consultations,
    copies,
    fairness,
    floor,
    inscription,
    invitations,
    jobs,
    once,
    outbox,
    people,
    planning,
    programme,
    reports,
    rulesets,
    slots,
    staging,
)

metadata = SQLModel.metadata
