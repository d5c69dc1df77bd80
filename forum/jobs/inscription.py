"""Jobs of lists of speakers: a list is closed when its time is over, and those on it are told by letter."""

from __future__ import annotations

from typing import Any

from forum.i18n import inscriptions
from forum.jobs.work import Task
from forum.services import inscription


def close(task: Task) -> dict[str, Any]:
    """Close the list whose time is over; nothing where it was closed, reopened or given another time meanwhile."""
    body = task.body
    is_closed = inscription.close_due(
        task.unit(), body["forum"], body["sitting"], body["revision"], inscriptions.alphabet()
    )
    return {"closed": is_closed}


def acknowledge(task: Task) -> dict[str, Any]:
    """Write to those whom an entry concerns: their place and the time that is estimated now."""
    body = task.body
    unit = task.unit()
    told = inscription.acknowledgement(unit, body["forum"], body["entry"], body["revision"])
    if told is None:
        return {"letters": 0}
    return {"letters": inscription.post(unit, told, task.settings.base_url)}


def tell(task: Task) -> dict[str, Any]:
    """Have everybody on a closed list told of their place, some at a time."""
    body, told, last = task.body, 0, 0
    while last := inscription.tell_some(task.unit(), body["forum"], body["list"], last):
        told = last
        task.progress(0.5)
    return {"last": told}
