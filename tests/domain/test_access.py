"""The permission table, walked whole: every permission, every role, own and foreign forums, delegations, persons."""

from __future__ import annotations

import dataclasses
import itertools

import pytest

from forum.domain.access import ANONYMOUS, OPERATOR, TABLE, Actor, Permission, Target, may, require
from forum.domain.people import Constituency, Role
from forum.domain.refusals import Forbidden, SignInNeeded

HERE, ELSEWHERE = 1, 2
PUBLIC = {
    Permission.SEE_FORUM,
    Permission.SEE_PROGRAMME,
    Permission.SEE_BURDEN,
    Permission.SEE_REGISTER,
    Permission.SEE_CONSULTATION,
    Permission.SEE_RULES,
}
EVERY_ROLE = frozenset(Role)
#: permission -> the roles that open it to a member for things of the whole forum; None: any member
OPEN_TO: dict[Permission, set[Role] | None] = {
    Permission.OPERATE: set(),
    Permission.CREATE_FORUM: {Role.ORGANIZER},
    Permission.SEE_FORUM: None,
    Permission.EDIT_FORUM: {Role.ORGANIZER},
    Permission.SEE_PEOPLE: {Role.ORGANIZER, Role.CHAIR, Role.VICE_CHAIR, Role.CLERK, Role.RAPPORTEUR},
    Permission.EDIT_PEOPLE: {Role.ORGANIZER},
    Permission.SEE_OWN_PERSON: {Role.ORGANIZER, Role.CHAIR, Role.VICE_CHAIR, Role.CLERK, Role.RAPPORTEUR},
    Permission.EDIT_OWN_PERSON: {Role.ORGANIZER},
    Permission.DECLARE: set(),
    Permission.SEE_PROGRAMME: None,
    Permission.SEE_DRAFT: {Role.ORGANIZER},
    Permission.EDIT_PROGRAMME: {Role.ORGANIZER},
    Permission.PUBLISH: {Role.ORGANIZER},
    Permission.SEE_BURDEN: None,
    Permission.JOIN_SITTING: None,
    Permission.DELAY_SITTING: {Role.ORGANIZER, Role.CHAIR, Role.VICE_CHAIR, Role.CLERK},
    Permission.SEE_RULES: None,
    Permission.EDIT_RULES: {Role.ORGANIZER},
    Permission.SEE_SLOTS: None,
    Permission.EDIT_SLOTS: {Role.ORGANIZER, Role.CLERK},
    Permission.SEE_ALLOCATION: {Role.ORGANIZER, Role.CLERK, Role.COORDINATOR},
    Permission.LIST_CONSULTATIONS: {Role.ORGANIZER, Role.CLERK, Role.COORDINATOR},
    Permission.SEE_CONSULTATION: {Role.ORGANIZER, Role.CLERK},
    Permission.ANSWER_CONSULTATION: set(),
    Permission.RUN_CONSULTATION: {Role.ORGANIZER},
    Permission.SEE_SPEAKERS: None,
    Permission.SEE_GROUP_LIST: {Role.ORGANIZER, Role.CLERK},
    Permission.INSCRIBE: {Role.ORGANIZER, Role.CLERK},
    Permission.KEEP_LIST: {Role.ORGANIZER, Role.CLERK},
    Permission.READ_PAPER: {Role.ORGANIZER, Role.CLERK, Role.INTERPRETER},
    Permission.WATCH_FLOOR: None,
    Permission.RUN_FLOOR: {Role.CHAIR, Role.VICE_CHAIR, Role.CLERK},
    Permission.ADD_TO_QUEUE: {Role.CHAIR, Role.VICE_CHAIR, Role.CLERK},
    Permission.REQUEST_FLOOR: set(),
    Permission.SHOW_HALL: None,
    Permission.CAPTURE: {Role.RAPPORTEUR},
    Permission.SEE_REGISTER: None,
    Permission.REACT: {Role.RAPPORTEUR},
    Permission.EDIT_COMMITMENT: {Role.RAPPORTEUR},
    Permission.MAKE_REPORT: {Role.RAPPORTEUR, Role.ORGANIZER},
    Permission.OWN_FEED: set(),
    Permission.SEE_AUDIT: {Role.ORGANIZER},
    Permission.FOLLOW_JOB: {Role.ORGANIZER},
    Permission.RUN_JOBS: set(),
}


def member(*roles: Role, forum: int = HERE, **facts: object) -> Actor:
    return Actor(account_id=7, person_id=7, forum_id=forum, roles=frozenset(roles), **facts)  # type: ignore[arg-type]


def test_every_permission_has_its_row_in_table_and_test() -> None:
    assert set(TABLE) == set(Permission) == set(OPEN_TO)


@pytest.mark.parametrize(("permission", "role"), list(itertools.product(Permission, Role)))
def test_what_each_role_may_in_its_own_forum(permission: Permission, role: Role) -> None:
    allowed = OPEN_TO[permission]
    assert may(member(role), permission, Target(forum_id=HERE)) is (allowed is None or role in allowed)


@pytest.mark.parametrize("permission", Permission)
def test_all_roles_together_mean_nothing_in_another_forum(permission: Permission) -> None:
    stranger = member(*EVERY_ROLE, forum=ELSEWHERE, delegation_id=3, constituency=Constituency.WORKER)
    target = Target(forum_id=HERE, delegation_id=3, constituency=Constituency.WORKER, person_id=7)
    assert not may(stranger, permission, target)


@pytest.mark.parametrize("permission", Permission)
def test_nobody_in_particular_sees_only_what_is_public(permission: Permission) -> None:
    assert not may(ANONYMOUS, permission, Target(forum_id=HERE))
    assert may(ANONYMOUS, permission, Target(forum_id=HERE, is_public=True)) is (permission in PUBLIC)


@pytest.mark.parametrize("permission", Permission)
def test_the_operator_may_everything(permission: Permission) -> None:
    assert may(OPERATOR, permission, Target(forum_id=HERE))


@pytest.mark.parametrize("permission", Permission)
def test_an_account_without_a_part_in_the_forum_may_no_more_than_the_public(permission: Permission) -> None:
    assert not may(Actor(account_id=9), permission, Target(forum_id=None))


def test_a_delegate_asks_for_the_floor_for_oneself_only() -> None:
    delegate = member(Role.DELEGATE)
    assert may(delegate, Permission.REQUEST_FLOOR, Target(forum_id=HERE, person_id=7))
    assert not may(delegate, Permission.REQUEST_FLOOR, Target(forum_id=HERE, person_id=8))
    assert not may(member(Role.OBSERVER), Permission.REQUEST_FLOOR, Target(forum_id=HERE, person_id=7))


def test_a_coordinator_asks_and_reacts_for_the_own_constituency() -> None:
    workers = member(Role.COORDINATOR, constituency=Constituency.WORKER)
    for permission in (Permission.REQUEST_FLOOR, Permission.REACT):
        assert may(workers, permission, Target(forum_id=HERE, constituency=Constituency.WORKER))
        assert not may(workers, permission, Target(forum_id=HERE, constituency=Constituency.EMPLOYER))
        assert not may(workers, permission, Target(forum_id=HERE))


def test_a_consultation_is_for_the_coordinators_whom_it_was_sent_to() -> None:
    sent = Target(forum_id=HERE, addressed=frozenset({7}))
    for permission in (Permission.SEE_CONSULTATION, Permission.ANSWER_CONSULTATION):
        assert may(member(Role.COORDINATOR), permission, sent)
        assert not may(member(Role.COORDINATOR), permission, Target(forum_id=HERE, addressed=frozenset({8})))
        assert not may(member(Role.DELEGATE), permission, sent)
    assert not may(member(Role.ORGANIZER), Permission.ANSWER_CONSULTATION, sent)


def test_whom_each_may_inscribe() -> None:
    """Delegates themselves, focal points their State in their constituency, aides their leader, coordinators theirs."""
    government, worker = Constituency.GOVERNMENT, Constituency.WORKER
    focal = member(Role.FOCAL_POINT, delegation_id=3, constituency=government)
    aide = member(Role.AIDE, organization_id=4, constituency=Constituency.ORGANIZATION)
    coordinator = member(Role.COORDINATOR, constituency=worker)
    own = Target(forum_id=HERE, person_id=8, delegation_id=3, constituency=government)
    allowed = {
        "oneself": may(member(Role.DELEGATE), Permission.INSCRIBE, Target(forum_id=HERE, person_id=7)),
        "own State": may(focal, Permission.INSCRIBE, own),
        "own leader": may(aide, Permission.INSCRIBE, Target(forum_id=HERE, organization_id=4)),
        "own constituency": may(coordinator, Permission.INSCRIBE, Target(forum_id=HERE, constituency=worker)),
    }
    refused = {
        "an observer oneself": may(member(Role.OBSERVER), Permission.INSCRIBE, Target(forum_id=HERE, person_id=7)),
        "a colleague": may(member(Role.DELEGATE, delegation_id=3), Permission.INSCRIBE, own),
        "another State": may(focal, Permission.INSCRIBE, dataclasses.replace(own, delegation_id=5)),
        "the workers of the State": may(focal, Permission.INSCRIBE, dataclasses.replace(own, constituency=worker)),
        "another leader": may(aide, Permission.INSCRIBE, Target(forum_id=HERE, organization_id=5)),
        "another constituency": may(coordinator, Permission.INSCRIBE, own),
    }
    assert (set(allowed.values()), set(refused.values())) == ({True}, {False})


def test_a_text_is_read_by_the_speaker_their_side_and_the_interpreters() -> None:
    target = Target(forum_id=HERE, person_id=8, delegation_id=3, constituency=Constituency.GOVERNMENT)
    focal = member(Role.FOCAL_POINT, delegation_id=3, constituency=Constituency.GOVERNMENT)
    assert may(focal, Permission.READ_PAPER, target)
    assert may(member(Role.INTERPRETER), Permission.READ_PAPER, target)
    assert may(member(Role.DELEGATE), Permission.READ_PAPER, dataclasses.replace(target, person_id=7))
    for role in (Role.DELEGATE, Role.CHAIR, Role.COORDINATOR, Role.RAPPORTEUR):
        same_side = member(role, delegation_id=3, constituency=Constituency.GOVERNMENT)
        assert not may(same_side, Permission.READ_PAPER, target)


def test_a_feed_is_its_owner_s_alone() -> None:
    assert may(member(Role.DELEGATE), Permission.OWN_FEED, Target(forum_id=HERE, person_id=7))
    assert not may(member(*EVERY_ROLE), Permission.OWN_FEED, Target(forum_id=HERE, person_id=8))


def test_nobody_declares_anything_for_somebody_else() -> None:
    assert may(member(Role.DELEGATE), Permission.DECLARE, Target(forum_id=HERE, person_id=7))
    assert not may(member(*EVERY_ROLE), Permission.DECLARE, Target(forum_id=HERE, person_id=8))


def test_refusing_tells_whether_signing_in_would_help() -> None:
    with pytest.raises(SignInNeeded):
        require(ANONYMOUS, Permission.SEE_PEOPLE, Target(forum_id=HERE))
    with pytest.raises(Forbidden) as refused:
        require(member(Role.DELEGATE), Permission.SEE_PEOPLE, Target(forum_id=HERE))
    assert refused.value.params == {"permission": "people:see"}
    require(member(Role.CHAIR), Permission.SEE_PEOPLE, Target(forum_id=HERE))
