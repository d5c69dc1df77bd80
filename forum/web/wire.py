"""Requests as they come over the wire: read within a time, and refused where two programs could read them differently.

A proxy in front of the server and the server itself must see the same request: what one takes for a header and the
other for a second request lets a visitor speak in another's name. Each connection carries one request.
"""

from __future__ import annotations

import io
import socket
import time
from email.message import Message
from typing import Any

from werkzeug.serving import WSGIRequestHandler

#: Seconds within which the head of a request must have come, and then its body (8 MB over a slow line), and the answer
#: must have been taken. A visitor who sends a byte now and then holds a thread no longer than that.
HEAD_SECONDS, BODY_SECONDS = 20.0, 300.0


class Timed(io.RawIOBase):
    """What a socket sends until a moment of the machine's steady clock; after it the visitor counts as gone."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        super().__init__()
        self._connection = connection
        self.give(seconds)

    def give(self, seconds: float) -> None:
        """Wait so many seconds from now on."""
        self._until = time.monotonic() + seconds

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Some bytes; none where the time is over."""
        left = self._until - time.monotonic()
        if left <= 0:
            return 0
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        except TimeoutError:
            return 0


class Lines(io.BufferedReader):
    """Reads lines, and knows whether each ended as HTTP wants it: a bare LF or CR is read differently elsewhere."""

    is_odd = False

    def readline(self, size: int | None = -1, /) -> bytes:
        """One line."""
        line = super().readline(-1 if size is None else size)
        if not line.endswith(b"\r\n") or b"\r" in line[:-2]:
            self.is_odd = True
        return line


class Handler(WSGIRequestHandler):
    """One request. Keeps no log of addresses (they hold the secrets of feeds and sign-in links), says no version."""

    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        """Read from now on within a time."""
        super().setup()
        self._timed = Timed(self.connection, HEAD_SECONDS)
        self.rfile = self._lines = Lines(self._timed)

    def parse_request(self) -> bool:
        """Read the head; refuse what is not the same request to everybody."""
        if not super().parse_request():
            return False
        if self._lines.is_odd or not is_plain(self.headers):
            self.send_error(400, "This request can be read in two ways")
            return False
        return True

    def make_environ(self) -> dict[str, Any]:
        """The head has come: time for the body and the answer. A socket that stays open is not hurried."""
        environ = super().make_environ()
        self._timed.give(BODY_SECONDS)
        is_to_stay = environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        self.connection.settimeout(None if is_to_stay else BODY_SECONDS)
        return environ

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""

    def log_error(self, format: str, *args: Any) -> None:  # noqa: A002 - the name that the server gives it
        """Nothing: what a visitor sent, secrets included, would stand in it."""

    def version_string(self) -> str:
        """What the header `Server` says."""
        return "forum"


def is_plain(headers: Message) -> bool:
    """Whether these say in one way only how long the body is."""
    lengths = headers.get_all("Content-Length", [])
    codings = headers.get_all("Transfer-Encoding", [])
    if codings:
        return not lengths and [each.strip().lower() for each in codings] == ["chunked"]
    return not lengths or (len(lengths) == 1 and lengths[0].isascii() and lengths[0].isdigit())
