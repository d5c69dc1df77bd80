"""The job `feeds`: writes the calendars of a forum anew after a change, and keeps them slice by slice.

Body: `forum`. A change that comes meanwhile brings a job of its own: this one then stops, so that nothing is written
twice.
"""

from __future__ import annotations

from typing import Any

from forum.formats.copies import Writer, edition
from forum.jobs.work import Task
from forum.services import copies

#: calendars kept in one transaction: the floor writes between two of them
SLICE = 100


def write(task: Task) -> dict[str, Any]:
    """Write what is outdated; gives how many calendars."""
    forum_id, base_url = int(task.body["forum"]), task.settings.base_url
    due = copies.outdated(task.unit(), forum_id, edition(base_url))
    writer, count = Writer(base_url), 0
    for some in (due[begin : begin + SLICE] for begin in range(0, len(due), SLICE)):
        if copies.version(task.unit(), forum_id) != some[0].stamp.forum:
            break
        written = [writer.write(data) for data in some]
        copies.keep(task.unit(), written, {each.part: writer.parts[each.part] for each in written})
        count += len(written)
        task.store.after_you()
    copies.prune(task.unit())
    return {"written": count}
