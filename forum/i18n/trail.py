"""What each entry of the audit trail says. A test finds a tag without words."""

from __future__ import annotations

from forum.domain.audit import Tag
from forum.i18n.catalogues import N_, Words

SAYINGS: dict[Tag, str] = {
    Tag.FORUM_CREATED: N_("Forum created"),
    Tag.FORUM_EDITED: N_("Facts of the forum changed"),
    Tag.ROSTER_IMPORTED: N_("Roster imported"),
    Tag.PERSON_EDITED: N_("Person changed"),
    Tag.PERSON_DECLARED: N_("Declared something of oneself"),
    Tag.ORGANIZATION_EDITED: N_("Organization changed"),
    Tag.ROLE_GRANTED: N_("Role given"),
    Tag.ROLE_REVOKED: N_("Role taken away"),
    Tag.SIGN_IN_SENT: N_("Sign-in link issued"),
    Tag.SIGNED_IN: N_("Signed in"),
    Tag.SIGN_IN_FAILED: N_("Wrong sign-in code"),
    Tag.SIGNED_OUT: N_("Signed out"),
    Tag.ACCOUNT_LINKED: N_("Account given to a person"),
    Tag.SITTING_ADDED: N_("Sitting added"),
    Tag.SITTING_EDITED: N_("Sitting changed"),
    Tag.SITTING_MOVED: N_("Sitting moved"),
    Tag.SITTING_CANCELLED: N_("Sitting cancelled"),
    Tag.SITTING_RESTORED: N_("Sitting restored"),
    Tag.SITTING_DELAYED: N_("Sitting started late; what follows was moved"),
    Tag.ROOM_EDITED: N_("Room changed"),
    Tag.PLAN_MADE: N_("Timetable proposed"),
    Tag.PLAN_ACCEPTED: N_("Timetable accepted"),
    Tag.RELEASE_PUBLISHED: N_("Programme published"),
    Tag.RULES_CHANGED: N_("Rules for speaking changed"),
    Tag.SLOTS_ALLOCATED: N_("Speaking slots allocated"),
    Tag.SLOT_EDITED: N_("Speaking slot changed"),
    Tag.SLOTS_LISTED: N_("Speaking slots taken over from a list"),
    Tag.SLOTS_CLEARED: N_("Speaking slots cleared"),
    Tag.CONSULTATION_DRAFTED: N_("Consultation drafted"),
    Tag.CONSULTATION_EDITED: N_("Draft of a consultation changed"),
    Tag.CONSULTATION_SENT: N_("Consultation sent to the coordinators"),
    Tag.CONSULTATION_ANSWERED: N_("Consultation answered by a group"),
    Tag.CONSULTATION_SETTLED: N_("Proposal of a group answered"),
    Tag.CONSULTATION_CLOSED: N_("Consultation closed"),
    Tag.CONSULTATION_PUBLISHED: N_("Consultation published"),
    Tag.FEED_ISSUED: N_("Calendar link issued"),
    Tag.FEED_REVOKED: N_("Calendar link revoked"),
    Tag.FEED_CHANGED: N_("Calendar link changed"),
    Tag.MAIL_HELD: N_("Letters about a change held back"),
    Tag.MAIL_FREED: N_("Letters about a change no longer held back"),
    Tag.MAIL_HASTENED: N_("Letters about a change sent without waiting"),
    Tag.MAIL_DROPPED: N_("Letters about a change dropped"),
    Tag.MAIL_SENT: N_("Letters about a change sent"),
    Tag.MAIL_RETURNED: N_("A letter came back"),
    Tag.ANSWERED: N_("Answered whether they come"),
    Tag.COMMITMENT_CAPTURED: N_("Commitment captured"),
    Tag.COMMITMENT_EDITED: N_("Commitment changed"),
    Tag.REACTION_RECORDED: N_("Reaction recorded"),
    Tag.REPORT_HEADER_EDITED: N_("Header of the report changed"),
    Tag.REPORT_MADE: N_("Report made"),
    Tag.FLOOR_OPENED: N_("Floor opened"),
    Tag.FLOOR_CLOSED: N_("Floor closed"),
    Tag.FLOOR_TEXT_REDACTED: N_("Text of the floor redacted"),
    Tag.JOB_CANCELLED: N_("Long work cancelled"),
}


def said(tag: Tag, words: Words) -> str:
    """The entry's kind in the reader's language."""
    return words.gettext(SAYINGS[tag])
