"""The outbox, as the relay reads it; and what the relay sweeps away of it and of the keys of forms."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from forum.domain.access import Permission, Target
from forum.domain.jobs import Item
from forum.services.unit import Work, reads, writes
from forum.store import once, outbox

#: How long a row that was sent is kept, for whoever looks for what happened.
KEPT = timedelta(days=2)
#: How long the key of a form is kept (`Unit.once`): nobody sends the same rendering of a form again after that.
KEYS_KEPT = timedelta(days=1)


@reads
def waiting(work: Work, without: Collection[int] = ()) -> list[Item]:
    """What has not been sent yet, oldest first, but for the rows that are to be tried later."""
    work.require(Permission.RUN_JOBS, Target())
    return outbox.waiting(work.db, without=without)


@writes
def settle(work: Work, ids: list[int]) -> None:
    """Note that these rows went out."""
    work.require(Permission.RUN_JOBS, Target())
    outbox.mark_sent(work.db, ids, work.now)


@writes
def prune(work: Work) -> int:
    """Remove rows that were sent long ago; gives how many."""
    work.require(Permission.RUN_JOBS, Target())
    return outbox.prune(work.db, work.now - KEPT)


@writes
def prune_keys(work: Work) -> int:
    """Forget the keys of forms sent long ago; gives how many."""
    work.require(Permission.RUN_JOBS, Target())
    return once.prune(work.db, work.now - KEYS_KEPT)
