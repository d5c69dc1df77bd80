"""The wish to stop, as every step of the planner hears it."""

from __future__ import annotations

from collections.abc import Callable

#: asked often and cheaply; once it says True, it goes on saying so
IsOver = Callable[[], bool]


class OutOfTime(Exception):
    """The search was stopped before it could prove anything."""


def go_on(is_over: IsOver) -> None:
    """Raise OutOfTime if the search should stop."""
    if is_over():
        raise OutOfTime
