"""Signing in and out, and who an account is in a forum. Secrets are arguments; only their hashes are kept."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from forum.domain.access import Actor, Permission, Target
from forum.domain.accounts import (
    LINK_LIFE,
    LOGIN_LIFE,
    MAX_FAILURES,
    MAX_LINKS,
    Account,
    SignIn,
    WrongCode,
    check_link,
)
from forum.domain.audit import Tag
from forum.domain.feeds import CLIENT_LENGTH, one_line
from forum.domain.people import LANGUAGES, Person
from forum.domain.programme import Forum
from forum.domain.refusals import Refusal, Unknown, UnknownLanguage, UnknownZone
from forum.services.unit import Work, reads, writes
from forum.store import accounts, people, programme
from timezones import zones

#: Demo links live as long as the demo's data folder.
FOREVER = timedelta(days=365 * 100)


@dataclass(frozen=True, kw_only=True, slots=True)
class Secrets:
    """What the edge drew at random: a link token (256 bits) and a 6-digit code."""

    token: str
    code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """Who an account is in one forum."""

    forum: Forum
    person: Person

    @property
    def actor(self) -> Actor:
        """The identity to act with there."""
        return people.actor_of(self.person)


def digest(secret: str) -> str:
    """The hash under which a secret is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()


@writes
def ask_for_link(work: Work, email: str, secrets: Secrets, *, next_path: str, link: str, language: str) -> None:
    """Mail a link and a code to that address, if it is known; the answer is the same if not, or if asked too often."""
    account = accounts.account_by_login(work.db, email.strip())
    if account is None or not account.email:
        return
    if len(accounts.sign_ins_since(work.db, account.id, work.now - LINK_LIFE)) >= MAX_LINKS:
        return
    _add_link(work, account.id, secrets, next_path=next_path)
    work.enqueue(
        "send-mail",
        template="sign-in",
        to=account.email,
        language=account.language or language,
        values={"link": link, "code": secrets.code, "minutes": int(LINK_LIFE.total_seconds() // 60)},
    )
    work.audit(Tag.SIGN_IN_SENT, f"account:{account.id}")


def _add_link(work: Work, account_id: int, secrets: Secrets, *, next_path: str = "", is_reusable: bool = False) -> None:
    work.db.add(
        accounts.SignInRow(
            account_id=account_id,
            token_hash=digest(secrets.token),
            code_hash=digest(f"{account_id}:{secrets.code}") if secrets.code else "",
            next_path=next_path,
            is_reusable=is_reusable,
            created_at=work.now,
            expires_at=work.now + (FOREVER if is_reusable else LINK_LIFE),
        )
    )


@writes
def issue_link(work: Work, slug: str, person_key: str, secrets: Secrets, *, is_reusable: bool = False) -> Account:
    """A link for a person, by the operator at the machine; makes the account where there is none.

    A reusable link serves the demo: any number of times, on loopback only.
    """
    forum = work.forum(slug, Permission.OPERATE)
    person = people.person_by_key(work.db, forum.id, person_key)
    if person is None:
        raise Unknown(what="person", key=person_key)
    account = _account_for(work, forum, person)
    _add_link(work, account.id, secrets, next_path=f"/forums/{slug}/", is_reusable=is_reusable)
    work.audit(Tag.SIGN_IN_SENT, f"account:{account.id}", forum_id=forum.id, by="operator")
    return account


def _account_for(work: Work, forum: Forum, person: Person) -> Account:
    """The account of the mailbox; without one, of the person in this very forum: the same id elsewhere is another."""
    login = person.email or f"person:{forum.slug}:{person.key}"
    known = accounts.account_by_login(work.db, login)
    account = known or accounts.add_account(work.db, login=login, email=person.email, now=work.now)
    if person.account_id != account.id:
        people.link_account(work.db, person.id, account.id)
    return account


@writes
def link_person(work: Work, slug: str, person_key: str, account_id: int) -> None:
    """Make an account also the person `person_key` of another forum (one account, a role in each)."""
    forum = work.forum(slug, Permission.OPERATE)
    person = people.person_by_key(work.db, forum.id, person_key)
    if person is None:
        raise Unknown(what="person", key=person_key)
    people.link_account(work.db, person.id, account_id)
    work.audit(Tag.ACCOUNT_LINKED, f"person:{person_key}", forum_id=forum.id, account=account_id)


@reads
def act_as(work: Work, slug: str, person_key: str) -> Actor:
    """Who a person of the roster is when acting, for the operator who plays a rehearsal."""
    forum = work.forum(slug, Permission.OPERATE)
    person = people.person_by_key(work.db, forum.id, person_key)
    if person is None:
        raise Unknown(what="person", key=person_key)
    return people.actor_of(person)


@reads
def look_at_link(work: Work, token: str, *, is_loopback: bool) -> SignIn:
    """Whether the link could be used now; looking never spends it (mail scanners open links)."""
    return check_link(accounts.sign_in_by_token(work.db, digest(token)), now=work.now, is_loopback=is_loopback)


@writes
def use_link(work: Work, token: str, login_token: str, *, client: str, is_loopback: bool) -> SignIn:
    """Sign in by link: spends it, and signs this browser in under `login_token`."""
    link = check_link(accounts.sign_in_by_token(work.db, digest(token)), now=work.now, is_loopback=is_loopback)
    _sign_in(work, link, login_token, client)
    return link


@writes
def use_code(work: Work, email: str, code: str, login_token: str, *, client: str) -> SignIn | Refusal:
    """Sign in by address and code. A wrong code is counted, so the refusal is given back, not raised."""
    account = accounts.account_by_login(work.db, email.strip())
    recent = accounts.sign_ins_since(work.db, account.id, work.now - LINK_LIFE) if account else []
    open_links = [s for s in recent if s.used_at is None and s.failures < MAX_FAILURES and s.code_hash]
    if account is None or not open_links:
        return WrongCode(field="code")
    wanted = digest(f"{account.id}:{code.strip()}")
    for link in open_links:
        if hmac.compare_digest(link.code_hash, wanted):
            _sign_in(work, link, login_token, client)
            return link
    for link in open_links:
        accounts.count_failure(work.db, link.id)
    work.audit(Tag.SIGN_IN_FAILED, f"account:{account.id}")
    return WrongCode(field="code")


def _sign_in(work: Work, link: SignIn, login_token: str, client: str) -> None:
    accounts.mark_used(work.db, link.id, work.now)
    work.db.add(
        accounts.LoginRow(
            account_id=link.account_id,
            token_hash=digest(login_token),
            client=one_line(client)[:CLIENT_LENGTH],
            created_at=work.now,
            expires_at=work.now + LOGIN_LIFE,
        )
    )
    work.audit(Tag.SIGNED_IN, f"account:{link.account_id}")


@writes
def sign_out(work: Work, login_token: str) -> None:
    """End this browser's login."""
    accounts.end_login(work.db, digest(login_token), work.now)
    work.audit(Tag.SIGNED_OUT, f"account:{work.actor.account_id}")


@reads
def account_signed_in(work: Work, login_token: str) -> Account | None:
    """Who holds this login token now."""
    return accounts.account_by_token(work.db, digest(login_token), work.now)


@reads
def membership(work: Work, account_id: int, slug: str) -> Membership | None:
    """Who the account is in that forum; None where it has no part."""
    forum = programme.forum_by_slug(work.db, slug)
    person = people.person_of_account(work.db, forum.id, account_id) if forum else None
    return Membership(forum=forum, person=person) if forum and person else None


@reads
def memberships(work: Work, account_id: int) -> list[Membership]:
    """Every forum in which the account has a part."""
    found = ((f, people.person_of_account(work.db, f.id, account_id)) for f in programme.forums(work.db))
    return [Membership(forum=forum, person=person) for forum, person in found if person]


@writes
def prefer(work: Work, *, language: str | None = None, zone: str | None = None) -> None:
    """Keep the reader's own language or zone with the account."""
    if language is not None and language not in LANGUAGES:
        raise UnknownLanguage(field="language", language=language)
    if zone is not None and not zones.is_known(zone):
        raise UnknownZone(field="zone", zone=zone)
    if work.actor.account_id is not None:
        accounts.set_preferences(work.db, work.actor.account_id, language=language, zone=zone)


@reads
def public_forums(work: Work) -> list[Forum]:
    """The forums with a published programme, for the front page."""
    found = programme.forums(work.db)
    return [f for f in found if not f.is_rehearsal and programme.is_published(work.db, f.id)]


@reads
def forum_seen(work: Work, slug: str) -> Forum:
    """The forum at that address, if this actor may know of it: its participants, and everybody once it is published."""
    forum = work.known_forum(slug)
    work.require(Permission.SEE_FORUM, Target(forum_id=forum.id, is_public=work.is_public(forum)))
    return forum
