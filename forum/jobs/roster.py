"""The job `roster`: reads an uploaded roster, checks it whole and stages it for its confirmation, or keeps every fault.

Body: `slug`, `import_id`. Done by a worker, so that the process that carries the live floor reads no workbook. Begun
anew after a crash it starts from the file; the file is dropped with the end.
"""

from __future__ import annotations

from typing import Any

from forum.domain.refusals import Kind, Refusal
from forum.formats import roster as files
from forum.i18n.cities import zones_of_capitals
from forum.jobs.work import Task, TryAgain
from forum.services import roster

#: how far the work is once the file was read, and once it was checked
READ, CHECKED = 0.15, 0.4


def check(task: Task) -> dict[str, Any]:
    """Read, check and stage one upload. Where it was given up, or is done already, nothing is left to do."""
    slug, import_id = task.body["slug"], int(task.body["import_id"])
    try:
        return _staged(task, slug, import_id)
    except Refusal as refusal:
        if refusal.kind is Kind.UNKNOWN:
            return {}
        if refusal.kind is Kind.BUSY:
            raise TryAgain(refusal.code) from refusal
        roster.refuse_upload(task.unit(), slug, import_id, refusal)
        return {"refused": refusal.code}


def _staged(task: Task, slug: str, import_id: int) -> dict[str, Any]:
    filename, data = roster.file_of(task.unit(), slug, import_id)
    rows = files.read_roster(data, filename)
    task.progress(READ)
    if not roster.stage_upload(
        task.unit(),
        slug,
        import_id,
        rows,
        capital_zones=zones_of_capitals(),
        told=lambda share: task.progress(CHECKED + (1 - CHECKED) * share),
    ):
        raise TryAgain("another worker was at it")
    return {"rows": len(rows)}
