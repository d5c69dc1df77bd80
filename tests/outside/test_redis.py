from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator

import pytest

from forum.outside.redis import RedisFault, ping

PASSWORD = "open-sesame"


class Answering(socketserver.StreamRequestHandler):
    """Speaks as much of the protocol as is asked here; wants the password first."""

    def handle(self) -> None:
        is_in = False
        while header := self.rfile.readline():
            words = []
            for _ in range(int(header[1:])):
                self.rfile.readline()
                words.append(self.rfile.readline().strip().decode())
            if words[0] == "AUTH":
                is_in = words[-1] == PASSWORD
                self.wfile.write(b"+OK\r\n" if is_in else b"-WRONGPASS\r\n")
            else:
                self.wfile.write(b"+PONG\r\n" if is_in else b"-NOAUTH\r\n")


class Silent(socketserver.BaseRequestHandler):
    """Hangs up at once."""


@pytest.fixture(params=[Answering])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), request.param) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def test_a_server_that_answers(port: int) -> None:
    ping(f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
    ping(f"redis://forum:{PASSWORD}@127.0.0.1:{port}/0")


def test_a_wrong_password_is_not_told(port: int) -> None:
    with pytest.raises(RedisFault, match="WRONGPASS") as fault:
        ping(f"redis://:another-secret@127.0.0.1:{port}")
    assert "another-secret" not in str(fault.value)
    with pytest.raises(RedisFault, match="NOAUTH"):
        ping(f"redis://127.0.0.1:{port}")


@pytest.mark.parametrize("port", [Silent], indirect=True)
def test_a_server_that_hangs_up(port: int) -> None:
    with pytest.raises(RedisFault):
        ping(f"redis://127.0.0.1:{port}")


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "http://127.0.0.1", "redis://"])
def test_no_server(url: str) -> None:
    with pytest.raises(RedisFault):
        ping(url)
