"""Permissions: one table of tiny predicates; every route, socket command, feed, search and count names its row.

A permission is a list of alternatives; an alternative is a tuple of predicates that must all hold. The table can be
read aloud, and a test walks it whole, other forums' and other delegations' objects included.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from forum.domain.people import Constituency, Role
from forum.domain.refusals import Forbidden, SignInNeeded


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts, as seen in one forum; detached from the database, so that a socket may hold it."""

    account_id: int | None = None
    person_id: int | None = None
    forum_id: int | None = None
    delegation_id: int | None = None
    organization_id: int | None = None
    constituency: Constituency | None = None
    roles: frozenset[Role] = frozenset()
    is_operator: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether an account stands behind this actor."""
        return self.account_id is not None or self.is_operator


#: Nobody in particular.
ANONYMOUS = Actor()
#: The person at the machine's own terminal: owns the database file anyway.
OPERATOR = Actor(is_operator=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """What is acted on: its forum, and where they matter its delegation, constituency, person."""

    forum_id: int | None = None
    delegation_id: int | None = None
    organization_id: int | None = None
    constituency: Constituency | None = None
    person_id: int | None = None
    #: the persons whom a consultation was sent to
    addressed: frozenset[int] = frozenset()
    is_public: bool = False


class Permission(enum.StrEnum):
    """What may be done; the name is stable and documented in docs/permissions.md."""

    OPERATE = "machine:operate"
    CREATE_FORUM = "forum:create"
    SEE_FORUM = "forum:see"
    EDIT_FORUM = "forum:edit"
    SEE_PEOPLE = "people:see"
    EDIT_PEOPLE = "people:edit"
    SEE_OWN_PERSON = "person:see"
    EDIT_OWN_PERSON = "person:edit-own"
    DECLARE = "person:declare"
    SEE_PROGRAMME = "programme:see"
    SEE_DRAFT = "programme:see-draft"
    EDIT_PROGRAMME = "programme:edit"
    PUBLISH = "programme:publish"
    SEE_BURDEN = "programme:see-burden"
    JOIN_SITTING = "sitting:join"
    DELAY_SITTING = "sitting:delay"
    SEE_RULES = "rules:see"
    EDIT_RULES = "rules:edit"
    SEE_SLOTS = "slots:see"
    EDIT_SLOTS = "slots:edit"
    SEE_ALLOCATION = "allocation:see"
    LIST_CONSULTATIONS = "consultation:list"
    SEE_CONSULTATION = "consultation:see"
    ANSWER_CONSULTATION = "consultation:answer"
    RUN_CONSULTATION = "consultation:run"
    SEE_SPEAKERS = "speakers:see"
    SEE_GROUP_LIST = "speakers:see-group"
    INSCRIBE = "speakers:inscribe"
    KEEP_LIST = "speakers:keep"
    READ_PAPER = "speakers:read-text"
    WATCH_FLOOR = "floor:watch"
    RUN_FLOOR = "floor:run"
    ADD_TO_QUEUE = "floor:add"
    REQUEST_FLOOR = "floor:request"
    SHOW_HALL = "floor:hall"
    CAPTURE = "commitments:capture"
    SEE_REGISTER = "commitments:see"
    REACT = "commitments:react"
    EDIT_COMMITMENT = "commitments:edit"
    MAKE_REPORT = "report:make"
    OWN_FEED = "feed:own"
    SEE_AUDIT = "audit:see"
    FOLLOW_JOB = "job:follow"
    RUN_JOBS = "job:run"


Predicate = Callable[[Actor, Target], bool]


def of_this_forum(actor: Actor, target: Target) -> bool:
    """The actor is a participant of the target's forum."""
    return actor.person_id is not None and actor.forum_id is not None and actor.forum_id == target.forum_id


def self(actor: Actor, target: Target) -> bool:
    """The target is the actor's own person."""
    return actor.person_id is not None and actor.person_id == target.person_id


def own_constituency(actor: Actor, target: Target) -> bool:
    """The target belongs to the actor's constituency."""
    return actor.constituency is not None and actor.constituency == target.constituency


def addressed(actor: Actor, target: Target) -> bool:
    """The target was sent to the actor, for their group."""
    return actor.person_id is not None and actor.person_id in target.addressed


def own_delegation(actor: Actor, target: Target) -> bool:
    """The target belongs to the actor's delegation."""
    return actor.delegation_id is not None and actor.delegation_id == target.delegation_id


def own_organization(actor: Actor, target: Target) -> bool:
    """The target belongs to the actor's organization."""
    return actor.organization_id is not None and actor.organization_id == target.organization_id


def public(_actor: Actor, target: Target) -> bool:
    """The target has been made public."""
    return target.is_public


def has(*roles: Role) -> Predicate:
    """The actor holds one of these roles."""
    wanted = frozenset(roles)

    def holds(actor: Actor, _target: Target) -> bool:
        return bool(actor.roles & wanted)

    holds.__name__ = "has " + " or ".join(sorted(wanted))
    return holds


organizer = has(Role.ORGANIZER)
chair = has(Role.CHAIR, Role.VICE_CHAIR)
clerk = has(Role.CLERK)
rapporteur = has(Role.RAPPORTEUR)
coordinator = has(Role.COORDINATOR)
speaker = has(Role.DELEGATE, Role.COORDINATOR, Role.LEADER)
focal_point = has(Role.FOCAL_POINT)
aide = has(Role.AIDE)
interpreter = has(Role.INTERPRETER)
desk = has(Role.ORGANIZER, Role.CLERK)
staff = has(Role.ORGANIZER, Role.CHAIR, Role.VICE_CHAIR, Role.CLERK, Role.RAPPORTEUR)

#: Permission -> alternatives -> predicates. The operator at the machine is allowed everything.
TABLE: dict[Permission, tuple[tuple[Predicate, ...], ...]] = {
    Permission.OPERATE: (),
    Permission.CREATE_FORUM: ((of_this_forum, organizer),),
    Permission.SEE_FORUM: ((public,), (of_this_forum,)),
    Permission.EDIT_FORUM: ((of_this_forum, organizer),),
    Permission.SEE_PEOPLE: ((of_this_forum, staff),),
    Permission.EDIT_PEOPLE: ((of_this_forum, organizer),),
    Permission.SEE_OWN_PERSON: ((of_this_forum, self), (of_this_forum, staff)),
    Permission.EDIT_OWN_PERSON: ((of_this_forum, self), (of_this_forum, organizer)),
    Permission.DECLARE: ((of_this_forum, self),),
    Permission.SEE_PROGRAMME: ((public,), (of_this_forum,)),
    Permission.SEE_DRAFT: ((of_this_forum, organizer),),
    Permission.EDIT_PROGRAMME: ((of_this_forum, organizer),),
    Permission.PUBLISH: ((of_this_forum, organizer),),
    Permission.SEE_BURDEN: ((public,), (of_this_forum,)),
    Permission.JOIN_SITTING: ((of_this_forum,),),
    Permission.DELAY_SITTING: ((of_this_forum, organizer), (of_this_forum, chair), (of_this_forum, clerk)),
    Permission.SEE_RULES: ((public,), (of_this_forum,)),
    Permission.EDIT_RULES: ((of_this_forum, organizer),),
    Permission.SEE_SLOTS: ((of_this_forum,),),
    Permission.EDIT_SLOTS: ((of_this_forum, organizer), (of_this_forum, clerk)),
    Permission.SEE_ALLOCATION: ((of_this_forum, organizer), (of_this_forum, clerk), (of_this_forum, coordinator)),
    Permission.LIST_CONSULTATIONS: ((of_this_forum, organizer), (of_this_forum, clerk), (of_this_forum, coordinator)),
    Permission.SEE_CONSULTATION: (
        (public,),
        (of_this_forum, organizer),
        (of_this_forum, clerk),
        (of_this_forum, coordinator, addressed),
    ),
    Permission.ANSWER_CONSULTATION: ((of_this_forum, coordinator, addressed),),
    Permission.RUN_CONSULTATION: ((of_this_forum, organizer),),
    Permission.SEE_SPEAKERS: ((of_this_forum,),),
    Permission.SEE_GROUP_LIST: ((of_this_forum, desk), (of_this_forum, own_constituency)),
    Permission.INSCRIBE: (
        (of_this_forum, speaker, self),
        (of_this_forum, coordinator, own_constituency),
        (of_this_forum, focal_point, own_delegation, own_constituency),
        (of_this_forum, aide, own_organization),
        (of_this_forum, desk),
    ),
    Permission.KEEP_LIST: ((of_this_forum, desk),),
    Permission.READ_PAPER: (
        (of_this_forum, self),
        (of_this_forum, interpreter),
        (of_this_forum, focal_point, own_delegation, own_constituency),
        (of_this_forum, aide, own_organization),
        (of_this_forum, desk),
    ),
    Permission.WATCH_FLOOR: ((of_this_forum,),),
    Permission.RUN_FLOOR: ((of_this_forum, chair), (of_this_forum, clerk)),
    Permission.ADD_TO_QUEUE: ((of_this_forum, chair), (of_this_forum, clerk)),
    Permission.REQUEST_FLOOR: ((of_this_forum, speaker, self), (of_this_forum, coordinator, own_constituency)),
    Permission.SHOW_HALL: ((of_this_forum,),),
    Permission.CAPTURE: ((of_this_forum, rapporteur),),
    Permission.SEE_REGISTER: ((public,), (of_this_forum,)),
    Permission.REACT: ((of_this_forum, coordinator, own_constituency), (of_this_forum, rapporteur)),
    Permission.EDIT_COMMITMENT: ((of_this_forum, rapporteur),),
    Permission.MAKE_REPORT: ((of_this_forum, rapporteur), (of_this_forum, organizer)),
    Permission.OWN_FEED: ((of_this_forum, self),),
    Permission.SEE_AUDIT: ((of_this_forum, organizer),),
    Permission.FOLLOW_JOB: ((of_this_forum, self), (of_this_forum, organizer)),
    Permission.RUN_JOBS: (),
}


def may(actor: Actor, permission: Permission, target: Target) -> bool:
    """Whether the table allows `actor` to do `permission` to `target`."""
    if actor.is_operator:
        return True
    return any(all(holds(actor, target) for holds in alternative) for alternative in TABLE[permission])


def require(actor: Actor, permission: Permission, target: Target) -> None:
    """Refuse unless allowed: `SignInNeeded` for nobody in particular, `Forbidden` for anybody else."""
    if may(actor, permission, target):
        return
    raise (Forbidden if actor.is_signed_in else SignInNeeded)(permission=permission.value)
