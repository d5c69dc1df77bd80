"""Rows of accounts: one per mailbox or demo account; sign-in links, logins, calendar feeds. Only hashes of secrets."""

import datetime as dt
from collections.abc import Iterable

from sqlmodel import Field, Session, SQLModel, col, select

from forum.domain.accounts import Account, SignIn
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
    #: minutes before a start at which the program is to ring, 0 for never
    alarm: int = 0
    #: whether the parts of RFC 9073 are wanted
    has_details: bool = False
    #: when either was changed after the link was made
    changed_at: dt.datetime | None = Field(default=None, sa_type=Instant)


def account_of(row: AccountRow) -> Account:
    """The domain value of a row."""
    return Account(id=row.id or 0, login=row.login, email=row.email, language=row.language, zone=row.zone)


def account_by_login(db: Session, login: str) -> Account | None:
    """The account with that (casefolded) login."""
    row = db.exec(select(AccountRow).where(AccountRow.login == login.casefold())).first()
    return account_of(row) if row else None


def add_account(db: Session, *, login: str, email: str, now: dt.datetime) -> Account:
    """A new account."""
    row = AccountRow(login=login.casefold(), email=email, created_at=now)
    db.add(row)
    db.flush()
    return account_of(row)


def set_preferences(db: Session, account_id: int, *, language: str | None = None, zone: str | None = None) -> None:
    """Keep the language or zone that the account chose."""
    row = db.get_one(AccountRow, account_id)
    row.language = language or row.language
    row.zone = zone or row.zone
    db.add(row)


def sign_in_of(row: SignInRow) -> SignIn:
    """The domain value of a row."""
    return SignIn(
        id=row.id or 0,
        account_id=row.account_id,
        code_hash=row.code_hash,
        next_path=row.next_path,
        is_reusable=row.is_reusable,
        failures=row.failures,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def sign_in_by_token(db: Session, token_hash: str) -> SignIn | None:
    """The link with that token."""
    row = db.exec(select(SignInRow).where(SignInRow.token_hash == token_hash)).first()
    return sign_in_of(row) if row else None


def sign_ins_since(db: Session, account_id: int, since: dt.datetime) -> list[SignIn]:
    """The mailed links of an account since a moment, newest first."""
    query = select(SignInRow).where(
        SignInRow.account_id == account_id,
        SignInRow.created_at >= since,
        col(SignInRow.is_reusable).is_(False),
    )
    return [sign_in_of(row) for row in db.exec(query.order_by(col(SignInRow.id).desc()))]


def count_failure(db: Session, sign_in_id: int) -> None:
    """One more wrong code for this link."""
    row = db.get_one(SignInRow, sign_in_id)
    row.failures += 1
    db.add(row)


def mark_used(db: Session, sign_in_id: int, now: dt.datetime) -> None:
    """The link is spent."""
    row = db.get_one(SignInRow, sign_in_id)
    row.used_at = now
    db.add(row)


def account_by_token(db: Session, token_hash: str, now: dt.datetime) -> Account | None:
    """Who is signed in with that login token now."""
    query = (
        select(AccountRow)
        .join(LoginRow, col(LoginRow.account_id) == AccountRow.id)
        .where(LoginRow.token_hash == token_hash, col(LoginRow.ended_at).is_(None), LoginRow.expires_at > now)
    )
    row = db.exec(query).first()
    return account_of(row) if row else None


def accounts_of_tokens(db: Session, token_hashes: Iterable[str], now: dt.datetime) -> dict[str, int]:
    """Of these login tokens those that are signed in now, each with its account."""
    query = select(LoginRow.token_hash, LoginRow.account_id).where(
        col(LoginRow.token_hash).in_(list(token_hashes)), col(LoginRow.ended_at).is_(None), LoginRow.expires_at > now
    )
    return dict(db.exec(query).all())


def end_login(db: Session, token_hash: str, now: dt.datetime) -> None:
    """Sign one browser out."""
    row = db.exec(select(LoginRow).where(LoginRow.token_hash == token_hash)).first()
    if row and row.ended_at is None:
        row.ended_at = now
        db.add(row)
