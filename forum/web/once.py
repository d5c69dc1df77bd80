"""Forms that count once: a form that would add something again when it is sent again carries a token of its own.

The template puts `{{ once() }}` beside `{{ csrf() }}`; the handler calls its service with `once.unit(slug)` and says
within `once.saved(...)` what the reader is told. A second sending of the same rendering is answered like the first.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import flash, request
from markupsafe import Markup

from forum.domain.refusals import AlreadyDone
from forum.i18n.refusals import sentence
from forum.services.unit import Unit
from forum.web import context

#: the field in which a form carries its token
FIELD = "once"
#: what a form holds that may differ between two sendings of the same form
NOT_MEANT = {"csrf_token"}


def field() -> Markup:
    """The hidden field of a form that counts once: another token each time that the form is shown."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, secrets.token_urlsafe(12))


def key() -> str:
    """What stands for this sending: who sent what to where. Empty for a form without a token, which always counts."""
    if not request.form.get(FIELD):
        return ""
    who = context.account()
    body = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_MEANT]
    sent = json.dumps([who.id if who else None, request.path, body])
    return hashlib.sha256(sent.encode("utf-8", "backslashreplace")).hexdigest()


def unit(slug: str | None = None) -> Unit:
    """The unit of this request, for the one service that does what the form asks: it does it once."""
    return replace(context.unit(slug), once=key())


def name(kind: str) -> str:
    """A name for what this form begins, such as a search: the same when the same form is sent again."""
    return f"{kind}-{(key() or secrets.token_hex(8))[:16]}"


@contextmanager
def saved(said: str = "") -> Iterator[None]:
    """Tell the reader that it is done; of a form that was sent again, that it was done before."""
    try:
        yield
    except AlreadyDone as refusal:
        flash(sentence(refusal, context.words()), "done")
        return
    if said:
        flash(said, "done")
