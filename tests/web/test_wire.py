"""Requests byte by byte: ambiguous ones are refused, slow ones dropped, whole ones answered."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from flask import Flask

from forum.web import wire
from forum.web.serve import serve

HOST = b"Host: 127.0.0.1\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
#: a second request, as smugglers hide it in the body of the first
HIDDEN = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    server = serve(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join(10)
    server.server_close()


def sent(port: int, *parts: bytes) -> bytes:
    """What comes back, until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"".join(parts))
        return received(line)


def received(line: socket.socket) -> bytes:
    found = b""
    while True:
        try:
            more = line.recv(65536)
        except ConnectionError:
            return found
        if not more:
            return found
        found += more


def status(answer: bytes) -> int:
    assert answer.startswith(b"HTTP/1."), answer[:80]
    assert answer.count(b"HTTP/1.1 ") == 1, "one request, one answer"
    return int(answer.split(None, 2)[1])


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 5\r\nContent-Length: 50\r\n",
        b"Content-Length: 5\r\nContent-Length: 5\r\n",
        b"Content-Length: 5, 5\r\n",
        b"Content-Length: +5\r\n",
        b"Content-Length: -5\r\n",
        b"Content-Length: 0x5\r\n",
        b"Content-Length: \xb2\r\n",
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"Transfer-Encoding: xchunked\r\n",
        b"Transfer-Encoding: identity, chunked\r\n",
        b"X-Odd: a\nContent-Length: 5\r\n",
        b"X-Odd: a\rContent-Length: 5\r\n",
        b"X-Odd: a\r\r\nContent-Length: 5\r\n",
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(port: int, head: bytes) -> None:
    answer = sent(port, b"POST /sign-in HTTP/1.1\r\n", HOST, FORM, head, b"\r\n", b"email", HIDDEN)
    assert status(answer) == 400
    assert answer.endswith(b"400 This request can be read in two ways\n")


@pytest.mark.parametrize(
    "line", [b"GET / HTTP/1.1\n" + HOST + b"\r\n", b"GET / HTTP/1.1\r\n" + HOST + b"\n", b"GET / HTTP/1.1\r\n" + HOST]
)
def test_a_head_must_end_its_lines_as_http_wants_it(port: int, line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as visitor:
        visitor.sendall(line)
        visitor.shutdown(socket.SHUT_WR)
        assert status(received(visitor)) == 400


def test_plain_requests_pass(port: int) -> None:
    assert status(sent(port, b"GET /health HTTP/1.1\r\n", HOST, b"\r\n")) == 200
    body = b"email=a%40example.org"
    length = b"Content-Length: %d\r\n" % len(body)
    head = b"POST /sign-in HTTP/1.1\r\n" + HOST + FORM
    assert b"This form had expired" in sent(port, head, length, b"\r\n", body)
    chunked = b"Transfer-Encoding: Chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    assert b"This form had expired" in sent(port, head, chunked)


def test_a_second_request_on_the_same_connection_is_not_read(port: int) -> None:
    body = b"email=a"
    length = b"Content-Length: %d\r\n\r\n" % len(body)
    answer = sent(port, b"POST /sign-in HTTP/1.1\r\n", HOST, FORM, length, body, HIDDEN)
    assert status(answer) == 400
    assert b"Connection: close" in answer


@pytest.mark.parametrize(
    ("line", "head", "expected"),
    [
        (b"GET /" + b"a" * 70_000, b"", 414),
        (b"GET /", b"X-Long: " + b"a" * 70_000 + b"\r\n", 431),
        (b"GET /", b"".join(b"X-%d: a\r\n" % n for n in range(200)), 431),
    ],
)
def test_oversized_heads_are_refused(port: int, line: bytes, head: bytes, expected: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as visitor:
        with contextlib.suppress(ConnectionError):  # it may be refused before it has been sent whole
            visitor.sendall(line + b" HTTP/1.1\r\n" + HOST + head + b"\r\n")
        answer = received(visitor)
    assert answer == b"" or status(answer) == expected
    assert status(sent(port, b"GET /health HTTP/1.1\r\n", HOST, b"\r\n")) == 200


def test_what_a_visitor_sends_stands_in_no_log(port: int, caplog: pytest.LogCaptureFixture) -> None:
    for line in (
        b"GET /sign-in/SECRET1 HTTP/9.9",
        b"GET /sign-in/SECRET2 a b c d",
        b"\x1b[31mSECRET3",
        b"GET /SECRET4",
    ):
        sent(port, line, b"\r\n", HOST, b"X: SECRET5\n\r\n")
    assert "SECRET" not in caplog.text
    assert "\x1b" not in caplog.text


def test_a_head_that_does_not_come_to_its_end_is_dropped(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many bytes come meanwhile: the time is that of the whole head."""
    monkeypatch.setattr(wire, "HEAD_SECONDS", 0.6)
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as silent:
        assert received(silent) == b""
    assert 0.5 < time.monotonic() - begun < 10
    with socket.create_connection(("127.0.0.1", port), timeout=0.05) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        answer = b""
        for _ in range(200):
            try:
                slow.sendall(b"a")
                answer += slow.recv(1000)
            except TimeoutError:
                continue
            except ConnectionError:
                break
            else:
                break
        else:
            raise AssertionError("it was never dropped")
    assert answer == b"" or status(answer) == 400


def test_a_body_that_does_not_come_is_given_up(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.5)
    head = b"POST /sign-in HTTP/1.1\r\n" + HOST + FORM + b"Content-Length: 500\r\n\r\n"
    assert status(sent(port, head, b"email=")) == 400


def test_an_answer_that_nobody_takes_holds_no_thread(port: int, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_SECONDS", 0.5)
    app.add_url_rule("/long", "long", lambda: b"a" * 50_000_000)
    before = threading.active_count()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as idle:
        idle.sendall(b"GET /long HTTP/1.1\r\n" + HOST + b"\r\n")
        assert idle.recv(1) == b"H"
        until = time.monotonic() + 15
        while threading.active_count() > before and time.monotonic() < until:
            threading.Event().wait(0.05)
        assert threading.active_count() <= before
