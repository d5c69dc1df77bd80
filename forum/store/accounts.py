"""Rows of accounts: one per mailbox or demo account; sign-in links, logins, calendar feeds. Only hashes of secrets."""

import datetime as dt

from sqlmodel import Field, SQLModel

from forum.store.engine import Instant


class AccountRow(SQLModel, table=True):
    """Somebody who can sign in; may be a person in several forums."""

    __tablename__ = "account"
    id: int | None = Field(default=None, primary_key=True)
    #: casefolded address, or a key such as "demo:chair" where there is no mailbox
    login: str = Field(unique=True)
    email: str = ""
    language: str | None = None
    zone: str | None = None
    created_at: dt.datetime = Field(sa_type=Instant)


class SignInRow(SQLModel, table=True):
    """A sign-in link with its 6-digit code; used once, except the demo's on loopback."""

    __tablename__ = "sign_in"
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    code_hash: str = ""
    next_path: str = ""
    is_reusable: bool = False
    failures: int = 0
    created_at: dt.datetime = Field(sa_type=Instant)
    expires_at: dt.datetime = Field(sa_type=Instant)
    used_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class LoginRow(SQLModel, table=True):
    """A signed-in browser."""

    __tablename__ = "login"
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    client: str = ""
    created_at: dt.datetime = Field(sa_type=Instant)
    expires_at: dt.datetime = Field(sa_type=Instant)
    ended_at: dt.datetime | None = Field(default=None, sa_type=Instant)


class FeedRow(SQLModel, table=True):
    """A personal calendar link, one per person and device label."""

    __tablename__ = "feed"
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    label: str = ""
    token_hash: str = Field(unique=True)
    created_at: dt.datetime = Field(sa_type=Instant)
    revoked_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    fetched_at: dt.datetime | None = Field(default=None, sa_type=Instant)
    fetched_by: str = ""
