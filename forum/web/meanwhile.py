"""Forms that carry the mark of what they show, and say beside each field what somebody else made of it meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from flask import request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from forum.domain import editions
from forum.domain.editions import ChangedMeanwhile
from forum.domain.refusals import Refusal

#: the field in which a form carries its mark
FIELD = "mark"


def mark_of(facts: Mapping[str, object], theirs: Collection[str] | None = None) -> Markup:
    """The hidden field with the mark of the facts that a form shows.

    `theirs` is given for the form that was just tried. Refused for another fault, it keeps the mark that it had: what
    somebody else changed has not been shown yet.
    """
    is_kept = request.method == "POST" and theirs is not None and not theirs
    mark = seen() if is_kept else editions.mark(facts)
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, mark)


def seen() -> str:
    """The mark that came back with the form; empty where it brought none, which passes for nothing seen."""
    return request.form.get(FIELD, "")


def changed(refusal: Refusal | None) -> frozenset[str]:
    """The fields that somebody else changed meanwhile."""
    return _fields(refusal, "fields")


def typed(refusal: Refusal | None) -> MultiDict[str, str]:
    """What was typed, to be shown again: without the fields that only the other changed, so that theirs is shown."""
    form: MultiDict[str, str] = MultiDict(request.form if refusal else {})
    for name in left_alone(refusal):
        form.poplist(name)
    return form


def left_alone(refusal: Refusal | None) -> frozenset[str]:
    """The fields that only the other changed."""
    return changed(refusal) - _fields(refusal, "clashing")


def _fields(refusal: Refusal | None, name: str) -> frozenset[str]:
    found = refusal.params[name] if isinstance(refusal, ChangedMeanwhile) else ()
    return frozenset(found if isinstance(found, tuple) else ())
