"""Signing in: one-time links and 6-digit codes; what is refused and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from forum.domain.refusals import Kind, Refusal

#: How long a mailed link or code may be used.
LINK_LIFE = timedelta(minutes=30)
#: How long a browser stays signed in.
LOGIN_LIFE = timedelta(days=30)
#: Wrong codes before the code of a link is void; the link itself (256 bits) still serves its owner.
MAX_FAILURES = 5
#: Links that one account may ask for within `LINK_LIFE`; counted per account, never per address on the network.
MAX_LINKS = 5


class LinkExpired(Refusal):
    """The sign-in link is too old; params: none."""

    kind = Kind.GONE


class LinkUsed(Refusal):
    """The sign-in link was used before."""

    kind = Kind.GONE


class LinkUnknown(Refusal):
    """No such sign-in link."""

    kind = Kind.GONE


class WrongCode(Refusal):
    """The 6-digit code does not match the newest link of that address."""


class TooManyLinks(Refusal):
    """This account has asked for too many links in a short time."""

    kind = Kind.TOO_MANY


class OnlyOnLoopback(Refusal):
    """A reusable demo link, opened from another machine."""

    kind = Kind.FORBIDDEN


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """Somebody who can sign in."""

    id: int
    login: str
    email: str = ""
    language: str | None = None
    zone: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignIn:
    """A sign-in link as kept: hashes only."""

    id: int
    account_id: int
    code_hash: str
    next_path: str
    is_reusable: bool
    failures: int
    expires_at: datetime
    used_at: datetime | None


def check_link(link: SignIn | None, *, now: datetime, is_loopback: bool) -> SignIn:
    """The link if it may be used now; otherwise the refusal that says why not."""
    if link is None:
        raise LinkUnknown
    if link.is_reusable:
        if not is_loopback:
            raise OnlyOnLoopback
        return link
    if link.used_at is not None:
        raise LinkUsed
    if now >= link.expires_at:
        raise LinkExpired
    return link
