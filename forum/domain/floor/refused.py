"""Why the floor says no."""

from __future__ import annotations

from forum.domain.refusals import Kind, Refusal, Stale


class FloorClosed(Refusal):
    """The sitting is not open: not yet, or no longer; params: phase."""

    kind = Kind.CONFLICT


class SittingIsOpen(Refusal):
    """It was opened before."""

    kind = Kind.CONFLICT


class FarFromPlan(Refusal):
    """The planned start is further away than a chair opens by mistake; the command must confirm it; params: minutes."""

    kind = Kind.CONFLICT


class SittingWithoutTime(Refusal):
    """A sitting without a day and an hour, or a cancelled one, cannot be opened."""

    kind = Kind.CONFLICT


class ListIsClosed(Refusal):
    """The list of speakers is closed; only the table adds to it."""

    kind = Kind.CONFLICT


class AlreadyWaiting(Refusal):
    """That person has asked already, or is on the list."""

    kind = Kind.CONFLICT


class HasTheFloor(Refusal):
    """That person is speaking."""

    kind = Kind.CONFLICT


class SpeakerChanged(Stale):
    """Whom the command expected to be speaking is not."""


class EntryGone(Stale):
    """That entry no longer waits where the command expected it."""


class AnotherActionSince(Stale):
    """The last action of the table is another one than the command would undo."""


class NothingToUndo(Refusal):
    """No action of the table is left to take back."""

    kind = Kind.CONFLICT


class ClockIsHeld(Refusal):
    """The speaker's clock is paused already."""

    kind = Kind.CONFLICT


class ClockRuns(Refusal):
    """The speaker's clock runs already."""

    kind = Kind.CONFLICT


class WrongSeconds(Refusal):
    """Not a speaking time; params: shortest, longest (seconds)."""


class NothingToChange(Refusal):
    """It is as asked already."""

    kind = Kind.CONFLICT


class CommandReused(Refusal):
    """The same command id came with another body."""

    kind = Kind.CONFLICT


class UnknownCommand(Refusal):
    """No such command; params: name."""


class Malformed(Refusal):
    """A field of the command is not of its form."""


class TooManyMessages(Refusal):
    """One connection sends more than anybody could by hand."""

    kind = Kind.TOO_MANY
