"""Two web processes on one port, as two workers of a server would be, and two clients of them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

from forum.settings import Settings

WORKERS = 2
#: requests of each client, and how long the workers may take until they answer, in seconds
REQUESTS, PATIENCE = 600, 60


@contextmanager
def two_workers(settings: Settings, database: str) -> Iterator[int]:
    """Two processes of `forum.web.serve` that share a port (SO_REUSEPORT); gives the port."""
    sockets = [_listening()]
    port: int = sockets[0].getsockname()[1]
    sockets += [_listening(port) for _ in range(WORKERS - 1)]
    environ = os.environ | {"FORUM_DATA": str(settings.data), "FORUM_DATABASE_URL": database}
    command = [sys.executable, "-m", "forum.web.serve", "127.0.0.1", str(port)]
    workers = [
        subprocess.Popen([*command, str(each.fileno())], pass_fds=[each.fileno()], env=environ) for each in sockets
    ]
    try:
        for _ in range(40):  # the kernel chooses the worker by the client's port: all have to be up
            _wait_for(port)
        yield port
    finally:
        for each in workers:
            each.terminate()
        for each in workers:
            each.wait(PATIENCE)
        for one in sockets:
            one.close()


def _listening(port: int = 0) -> socket.socket:
    one = socket.socket()
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind(("127.0.0.1", port))
    one.listen(128)
    return one


def _wait_for(port: int) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)  # it waits in the queue of the socket until then
    connection.request("GET", "/health")
    assert connection.getresponse().status == 200
    connection.close()


def rate(port: int, tags: dict[str, str], *, is_known: bool) -> float:
    """Requests per second of two clients together; `tags`: path -> its validator, sent where `is_known`."""
    lines = "".join(f"{path} {tag if is_known else '-'}\n" for path, tag in tags.items())
    command = [sys.executable, "-m", "tests.benchmarks.feed_workers", str(port)]
    clients = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(WORKERS)
    ]
    for each in clients:
        assert each.stdin is not None
        each.stdin.write(lines)
        each.stdin.close()
    return sum(float(each.stdout.read()) for each in clients if each.stdout is not None and each.wait() == 0)


def main(port: int) -> None:
    """One client: the addresses of standard input, over and over, a connection for each request; print the rate."""
    asked = [line.split() for line in sys.stdin]
    for path, tag in asked:  # the first round lets the workers get to know them
        _ask(port, path, tag)
    begin = time.perf_counter()
    for turn in range(REQUESTS):
        _ask(port, *asked[turn % len(asked)])
    print(REQUESTS / (time.perf_counter() - begin))


def _ask(port: int, path: str, tag: str) -> None:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers={} if tag == "-" else {"If-None-Match": tag})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == (200 if tag == "-" else 304)
    connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
