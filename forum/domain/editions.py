"""What a form showed when it was opened, so that nobody overwrites unseen what somebody else changed meanwhile.

A form carries the mark of the facts that it shows. Who saves it brings the mark back; the service compares it, in the
transaction that saves, with the facts that stand now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from forum.domain.refusals import Stale


class ChangedMeanwhile(Stale):
    """Somebody else changed what this form shows since it was opened.

    params: fields (all that the other changed), clashing (those of them that this form changes as well).
    """


def mark(facts: Mapping[str, object]) -> str:
    """The mark of these facts: for each field a short digest of its value, in one line of text."""
    return " ".join(f"{name}:{_digest(value)}" for name, value in facts.items())


def _digest(value: object) -> str:
    plain = sorted(map(str, value)) if isinstance(value, tuple | list | frozenset) else "" if value is None else value
    return hashlib.sha256(str(plain).encode("utf-8", "backslashreplace")).hexdigest()[:12]


def fingerprint(facts: object) -> str:
    """The mark of a whole, where one field more or less does not matter: in one word of 16 characters."""
    return hashlib.sha256(repr(facts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def check(seen: str | None, now: Mapping[str, object], wanted: Mapping[str, object]) -> None:
    """Refuse `ChangedMeanwhile` where saving `wanted` would undo a change that its writer has not seen.

    `seen` is the mark that the form carried; None where nothing was shown before (the operator's commands). A field on
    which both agree is no change undone, so that the same form sent twice is refused by nobody.
    """
    if seen is None:
        return
    shown = dict(part.partition(":")[::2] for part in seen.split())
    undone = [
        name for name in wanted if shown.get(name) != (digest := _digest(now[name])) and _digest(wanted[name]) != digest
    ]
    if undone:
        raise ChangedMeanwhile(fields=tuple(undone), clashing=tuple(_touched(shown, wanted, undone)))


def _touched(shown: Mapping[str, str], wanted: Mapping[str, object], names: Iterable[str]) -> Iterable[str]:
    return (name for name in names if shown.get(name) != _digest(wanted[name]))
