"""Whether a Redis or Valkey server answers: one PING, spoken by hand, so that asking needs no client library."""

from __future__ import annotations

import socket
import ssl
from contextlib import ExitStack
from urllib.parse import unquote, urlsplit

#: Seconds to wait for an answer.
TIMEOUT = 5.0


class RedisFault(Exception):
    """No answer, or not the one hoped for; the message is for the operator and holds no password."""


def ping(url: str) -> None:
    """Sign in where the URL says so and say PING; raises `RedisFault` unless the answer is PONG."""
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise RedisFault("FORUM_REDIS_URL must look like redis://:password@host:6379/0 or rediss://…")
    try:
        with ExitStack() as stack:
            line = stack.enter_context(socket.create_connection((parts.hostname, parts.port or 6379), TIMEOUT))
            if parts.scheme == "rediss":
                context = ssl.create_default_context()
                line = stack.enter_context(context.wrap_socket(line, server_hostname=parts.hostname))
            if parts.password:
                names = [unquote(parts.username)] if parts.username else []
                _expect(_say(line, "AUTH", *names, unquote(parts.password)), b"+OK")
            _expect(_say(line, "PING"), b"+PONG")
    except OSError as problem:
        raise RedisFault(str(problem) or type(problem).__name__) from problem


def _say(line: socket.socket, *words: str) -> bytes:
    raw = [word.encode() for word in words]
    line.sendall(b"*%d\r\n" % len(raw) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in raw))
    answer = b""
    while not answer.endswith(b"\r\n"):
        piece = line.recv(1024)
        if not piece:
            raise RedisFault("the connection was closed")
        answer += piece
    return answer.rstrip()


def _expect(answer: bytes, wanted: bytes) -> None:
    if answer != wanted:
        raise RedisFault(f"answered {answer.decode(errors='replace')[:200]!r}")
