"""Characters that no text has, and numbers that no row has, are refused before a database or document meets them."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request

from forum.domain.inputs import require_text, unusable
from forum.domain.refusals import Unknown

#: the largest number that a row of a database has
LARGEST = 2**31 - 1


def attach(app: Flask) -> None:
    """Look at the address, the query and the form of every request."""
    app.before_request(_refuse)


def _refuse() -> None:
    if not all(value <= LARGEST if isinstance(value, int) else not unusable(value) for value in _names()):
        raise Unknown(what="address")
    for field, value in _given():
        require_text(value, None if unusable(field) else field)


def _names() -> Iterator[str | int]:
    """The variable parts of the address; a secret is never looked up as it stands, so it may be anything."""
    return (value for name, value in (request.view_args or {}).items() if name != "token")


def _given() -> Iterator[tuple[str, str]]:
    yield from request.args.items(multi=True)
    yield from request.form.items(multi=True)
    yield from ((name, sent.filename or "") for name, sent in request.files.items(multi=True))
