"""Secrets in addresses (calendar links, sign-in links) never reach a log."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

#: loggers through which servers and frameworks write the paths of requests
LOGGERS = ("werkzeug", "forum.web", "forum", "engineio.server", "socketio.server", "geventwebsocket", "gunicorn.access")
_SECRET = re.compile(r"(/(?:calendar|sign-in)/)[^\s/?#\"'.]+", re.IGNORECASE)


def mask(text: str) -> str:
    """The text with the secret part of every such address replaced."""
    return _SECRET.sub(r"\1***", text)


class MaskSecrets(logging.Filter):
    """Lets every record through, its secrets masked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message and its arguments."""
        if isinstance(record.msg, str):
            record.msg = mask(record.msg)
        if isinstance(record.args, Mapping):
            record.args = {name: _masked(value) for name, value in record.args.items()}
        elif record.args:
            record.args = tuple(_masked(value) for value in record.args)
        return True


def _masked(value: object) -> object:
    return mask(value) if isinstance(value, str) else value


def attach() -> None:
    """Put the filter on every logger that writes paths; doing it twice changes nothing."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(found, MaskSecrets) for found in logger.filters):
            logger.addFilter(MaskSecrets())
