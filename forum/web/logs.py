"""Secrets in addresses (calendar links, sign-in links) never reach a log."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any

_SECRET = re.compile(r"(/(?:calendar|sign-in)/)[^\s/?#\"'.]+", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with the secret part of every such address replaced."""
    return _SECRET.sub(r"\1***", text)


class Masking:
    """Makes the records of every logger, of whichever package and level, with their secrets masked.

    A filter would not do: one on a logger sees nothing of the loggers below it, one on a handler only that handler.
    """

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make

    def __call__(self, *given: Any, **named: Any) -> logging.LogRecord:
        """A record whose message, arguments and traceback are masked."""
        record = self._make(*given, **named)
        if isinstance(record.msg, str):
            record.msg = mask(record.msg)
        if isinstance(record.args, Mapping):
            record.args = {name: _masked(value) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_masked(value) for value in record.args)
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = mask(_TRACEBACK.formatException(record.exc_info))
        return record


_TRACEBACK = logging.Formatter()


def _masked(value: object) -> object:
    """A number stays what it is, for `%d`; of anything else that would show a secret, its text."""
    text = value if isinstance(value, str) else str(value) if not isinstance(value, int | float) else ""
    return mask(text) if mask(text) != text else value


def attach() -> None:
    """Mask what is logged in this process from now on; doing it twice changes nothing."""
    make = logging.getLogRecordFactory()
    if not isinstance(make, Masking):
        logging.setLogRecordFactory(Masking(make))
