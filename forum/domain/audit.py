"""Audit tags: "subject:verb", one per kind of change; an entry is written in the transaction of the change itself."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import datetime


class Tag(enum.StrEnum):
    """The vocabulary of the audit trail (docs/audit.md)."""

    FORUM_CREATED = "forum:created"
    FORUM_EDITED = "forum:edited"
    ROSTER_IMPORTED = "people:imported"
    PERSON_EDITED = "person:edited"
    PERSON_DECLARED = "person:declared"
    ORGANIZATION_EDITED = "organization:edited"
    ROLE_GRANTED = "role:granted"
    ROLE_REVOKED = "role:revoked"
    SIGN_IN_SENT = "sign-in:sent"
    SIGNED_IN = "sign-in:used"
    SIGN_IN_FAILED = "sign-in:failed"
    SIGNED_OUT = "login:ended"
    ACCOUNT_LINKED = "account:linked"
    SITTING_ADDED = "sitting:added"
    SITTING_EDITED = "sitting:edited"
    SITTING_MOVED = "sitting:moved"
    SITTING_CANCELLED = "sitting:cancelled"
    SITTING_RESTORED = "sitting:restored"
    SITTING_DELAYED = "sitting:delayed"
    ROOM_EDITED = "room:edited"
    PLAN_MADE = "plan:made"
    PLAN_ACCEPTED = "plan:accepted"
    RELEASE_PUBLISHED = "programme:released"
    RULES_CHANGED = "rules:changed"
    SLOTS_ALLOCATED = "slots:allocated"
    SLOT_EDITED = "slot:edited"
    SLOTS_LISTED = "slots:listed"
    SLOTS_CLEARED = "slots:cleared"
    ALLOCATION_KEPT = "allocation:kept"
    SHORTAGE_SETTLED = "slots:settled"
    CONSULTATION_DRAFTED = "consultation:drafted"
    CONSULTATION_EDITED = "consultation:edited"
    CONSULTATION_SENT = "consultation:sent"
    CONSULTATION_ANSWERED = "consultation:answered"
    CONSULTATION_SETTLED = "consultation:settled"
    CONSULTATION_CLOSED = "consultation:closed"
    CONSULTATION_PUBLISHED = "consultation:published"
    FEED_ISSUED = "feed:issued"
    FEED_REVOKED = "feed:revoked"
    FEED_CHANGED = "feed:changed"
    MAIL_HELD = "mail:held"
    MAIL_FREED = "mail:freed"
    MAIL_HASTENED = "mail:hastened"
    MAIL_DROPPED = "mail:dropped"
    MAIL_SENT = "mail:sent"
    MAIL_RETURNED = "mail:returned"
    ANSWERED = "answer:given"
    LIST_SET = "speakers:set"
    LIST_LAST_CALL = "speakers:last-call"
    LIST_CLOSED = "speakers:closed"
    LIST_REOPENED = "speakers:reopened"
    LIST_HANDED_OVER = "speakers:handed-over"
    INSCRIBED = "inscription:made"
    INSCRIPTION_CHANGED = "inscription:changed"
    INSCRIPTION_WITHDRAWN = "inscription:withdrawn"
    INSCRIPTION_RESTORED = "inscription:restored"
    SWAP_OFFERED = "inscription:swap-offered"
    SWAP_DECLINED = "inscription:swap-declined"
    SWAPPED = "inscription:swapped"
    DEPUTY_STEPPED_IN = "inscription:deputy"
    PAPER_KEPT = "inscription:text-kept"
    PAPER_REMOVED = "inscription:text-removed"
    FLOOR_OPENED = "floor:opened"
    FLOOR_CLOSED = "floor:closed"
    FLOOR_TEXT_REDACTED = "floor:text-redacted"
    COMMITMENT_CAPTURED = "commitment:captured"
    COMMITMENT_EDITED = "commitment:edited"
    REACTION_RECORDED = "reaction:recorded"
    REPORT_HEADER_EDITED = "report:header-edited"
    REPORT_MADE = "report:made"
    JOB_CANCELLED = "job:cancelled"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Who changed what, when; `body` holds the values before and after, never a secret."""

    at: datetime
    tag: Tag
    subject: str
    forum_id: int | None = None
    account_id: int | None = None
    person_id: int | None = None
    body: dict[str, object] = field(default_factory=dict)
