"""Progress of work that takes more than a second, on standard error: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

#: A step shorter than this is not worth a line of its own, in seconds.
WORTH = 1.0
#: Notes of a running step come no more often than this on paper, in seconds.
RHYTHM = 2.0
BAR = 20
WIDTH = 100


class Progress:
    """Tells one after another the steps of a piece of work whose number is known."""

    def __init__(self, steps: int, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._steps, self._step = steps, 0
        self._stream = stream if stream is not None else sys.stderr
        self._is_terminal = self._stream.isatty()
        self._clock = clock
        self._title, self._told_at = "", 0.0

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """One step: said when it begins, its seconds when it took more than one."""
        self._step += 1
        self._title, begun = title, self._clock()
        self._told_at = begun
        self._show("")
        yield
        seconds = self._clock() - begun
        if self._is_terminal:
            self._write("\r\x1b[K")
        elif seconds >= WORTH:
            self._write(f"  ... {seconds:.1f} s\n")

    def note(self, text: str) -> None:
        """How the running step stands."""
        now = self._clock()
        if self._is_terminal or now - self._told_at >= RHYTHM:
            self._told_at = now
            self._show(text)

    def _show(self, note: str) -> None:
        if self._is_terminal:
            done = BAR * (self._step - 1) // max(1, self._steps)
            line = f"[{'#' * done}{'.' * (BAR - done)}] {self._title}" + (f": {note}" if note else "")
            self._write(f"\r\x1b[K{line[:WIDTH]}")
        else:
            self._write(f"  ... {note}\n" if note else f"[{self._step}/{self._steps}] {self._title}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
