"""How long a planner on the command line may go on, and what Ctrl-C does to it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType


@dataclass(kw_only=True)
class Patience:
    """How long the command may go on: `seconds` from now, or until it is interrupted."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    is_interrupted: bool = False
    begun: float = field(init=False)

    def __post_init__(self) -> None:
        self.begun = self.clock()

    @property
    def spent(self) -> float:
        return self.clock() - self.begun

    @property
    def left(self) -> float:
        """Seconds that may still be used; none once interrupted."""
        return 0.0 if self.is_interrupted else max(0.0, self.seconds - self.spent)

    def is_over(self) -> bool:
        return self.is_interrupted or self.spent > self.seconds

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Ctrl-C ends the search with the best plan so far; pressed again, it ends the command."""

        def interrupt(_number: int, _frame: FrameType | None) -> None:
            if self.is_interrupted:
                raise KeyboardInterrupt
            self.is_interrupted = True

        before = signal.signal(signal.SIGINT, interrupt)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
