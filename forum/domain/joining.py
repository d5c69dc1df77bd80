"""Joining a sitting: the stable address in every calendar gives the link at the click, and only to those who may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from forum.domain.people import Role
from forum.domain.programme import Sitting
from forum.domain.refusals import Kind, Refusal

#: the doors open this long before the start and close this long after the planned end (sittings run late)
OPENS_BEFORE, CLOSES_AFTER = timedelta(minutes=30), timedelta(hours=3)
#: those who prepare the room may enter before the doors open
EARLY = frozenset({Role.ORGANIZER, Role.CHAIR, Role.VICE_CHAIR, Role.CLERK, Role.RAPPORTEUR, Role.INTERPRETER})


class NotOpenYet(Refusal):
    """The doors are not open yet; params: minutes (how long before the start they open)."""

    kind: ClassVar[Kind] = Kind.CONFLICT


class SittingCancelled(Refusal):
    """The sitting will not be held."""

    kind: ClassVar[Kind] = Kind.GONE


class SittingOver(Refusal):
    """The sitting has ended."""

    kind: ClassVar[Kind] = Kind.GONE


class NoLinkYet(Refusal):
    """The organizer has not given the room a link that can be opened."""

    kind: ClassVar[Kind] = Kind.CONFLICT


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """A sitting and the link of its room, for somebody who may enter now."""

    sitting: Sitting
    link: str


def open_door(sitting: Sitting, now: datetime, roles: frozenset[Role] = frozenset()) -> Door:
    """The link, or the refusal that says why not now, for somebody with these roles."""
    if sitting.is_cancelled:
        raise SittingCancelled
    if now < sitting.start - OPENS_BEFORE and not roles & EARLY:
        raise NotOpenYet(minutes=int(OPENS_BEFORE.total_seconds() // 60))
    if now > sitting.end + CLOSES_AFTER:
        raise SittingOver
    link = sitting.room.link if sitting.room else ""
    if not link.startswith(("https://", "http://")):
        raise NoLinkYet
    return Door(sitting=sitting, link=link)
