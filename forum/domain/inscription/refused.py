"""Why a list of speakers says no."""

from __future__ import annotations

from forum.domain.refusals import Kind, Refusal, Stale


class NoListYet(Refusal):
    """Nobody has set when the list of this sitting opens."""

    kind = Kind.CONFLICT


class WrongListTimes(Refusal):
    """It would close before it opens, or after the sitting begins; params: start (of the sitting)."""


class SittingNotHeld(Refusal):
    """The sitting has no time, or was cancelled, so that it can have no list; params: title."""

    kind = Kind.CONFLICT


class ListNotOpen(Refusal):
    """The list is not open yet; params: opens, zone."""

    kind = Kind.CONFLICT


class ListClosed(Refusal):
    """The list is closed; params: since, zone."""

    kind = Kind.CONFLICT


class ListStillOpen(Refusal):
    """Places are settled once the list is closed; params: closes, zone."""

    kind = Kind.CONFLICT


class ListIsSettled(Refusal):
    """The list was closed and its order published; it must be reopened first."""

    kind = Kind.CONFLICT


class NothingToHandOver(Refusal):
    """Nobody is on the list."""

    kind = Kind.CONFLICT


class ReasonNeeded(Refusal):
    """What is done out of the ordinary needs its reason, which is kept."""


class NotYourPerson(Refusal):
    """The actor may inscribe neither this person nor act on their entry."""

    kind = Kind.FORBIDDEN


class SourceNotYours(Refusal):
    """Only the clerk of the list types in a form, an e-mail or a hand."""

    kind = Kind.FORBIDDEN


class WayNotAllowed(Refusal):
    """The rules let others put names on this list, not whoever does it here."""

    kind = Kind.CONFLICT


class NotAmongSpeakers(Refusal):
    """The rules do not let this person speak, by constituency and role; params: name."""


class BehalfNotYours(Refusal):
    """The speaker does not belong to the group that they would speak for; params: group."""


class AlignedWithOneself(Refusal):
    """A State would align itself with its own statement; params: state."""


class DeputyOfAnotherState(Refusal):
    """The deputy is not of the speaker's delegation and constituency; params: name."""


class DeputyIsSpeaker(Refusal):
    """Nobody is their own deputy."""


class NoDeputy(Refusal):
    """The entry names no deputy who could step in."""

    kind = Kind.CONFLICT


class AlreadyInscribed(Refusal):
    """The person is on the list; params: name."""

    kind = Kind.CONFLICT


class ClaimTaken(Refusal):
    """The State in its constituency, or the group, has its speaker on this list."""

    kind = Kind.CONFLICT


class RecordingTooLate(Refusal):
    """The time by which recordings are due is over; params: due, zone."""

    kind = Kind.CONFLICT


class FormReused(Refusal):
    """The same form came with another content."""

    kind = Kind.CONFLICT


class NotOnList(Refusal):
    """The entry was withdrawn, or is still a draft."""

    kind = Kind.CONFLICT


class NotWithdrawn(Refusal):
    """Only what was withdrawn can be taken back."""

    kind = Kind.CONFLICT


class NotADraft(Refusal):
    """Only a draft can be handed in."""

    kind = Kind.CONFLICT


class NoSwapOffered(Stale):
    """The other has not offered their place, or no longer does."""


class SwapWithOneself(Refusal):
    """Two entries change places, not one."""


class SittingHasBegun(Refusal):
    """The sitting has begun: the floor runs the list now."""

    kind = Kind.CONFLICT


class UnsafePaper(Refusal):
    """Not a file that interpreters can open safely; params: allowed."""


class EmptyPaper(Refusal):
    """No file came, or an empty one."""


class PaperTooLarge(Refusal):
    """The file exceeds its cap; params: limit (MB)."""

    kind = Kind.TOO_LARGE
