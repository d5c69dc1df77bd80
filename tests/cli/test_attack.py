"""The server as `forum serve` starts it, under attack: slow and idle visitors; secrets, sought where they may leak."""

from __future__ import annotations

import datetime as dt
import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import requests

from forum.domain.access import OPERATOR
from forum.services import accounts
from forum.services.unit import Unit
from forum.store.engine import Store
from forum.store.schema import migrate
from tests import builders
from tests.cli.conftest import Forum, started
from tests.cli.test_plan import small
from tests.cli.test_serve import free_port
from tests.cli.test_supervisor import until

SLUG = "global-forum"
#: what must be seen nowhere
MAIL_PASSWORD, DATABASE_PASSWORD = "mail-Zanzibarquartz", "base-Zanzibarquartz"
LINK, CODE = "link-Zanzibarquartz-0123456789abcdef", "482913"
KEY = "key-Zanzibarquartz-" + "0123456789abcdef" * 3
SLOW, IDLE, ASKED = 50, 200, 20


@dataclass(frozen=True)
class Server:
    """A server that runs, and whose output is kept."""

    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def listed(self) -> str:
        """Its processes as everybody on the machine may list them."""
        own = ["ps", "-ww", "-o", "args=", "--pid", str(self.process.pid), "--ppid", str(self.process.pid)]
        return subprocess.run(own, capture_output=True, text=True, check=True).stdout

    def stop(self) -> str:
        """End it; gives all that it said."""
        self.process.terminate()
        return "".join(self.process.communicate(timeout=30))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A forum with a chair, who has a mailbox and a link, behind a mail server that cannot be reached."""
    folder, port = tmp_path / "data", free_port()
    folder.mkdir()
    store = Store(f"sqlite:///{folder / 'forum.sqlite'}")
    migrate(store)
    forum_id = builders.a_forum(store, SLUG)
    builders.a_person(store, forum_id, "chair", "chair", email="chair@example.org")
    unit = Unit(store=store, actor=OPERATOR, now=dt.datetime.now(dt.UTC))
    accounts.issue_link(unit, SLUG, "chair", accounts.Secrets(token=LINK, code=CODE))
    store.dispose()
    environ = {
        "FORUM_SMTP_URL": f"smtp://user:{MAIL_PASSWORD}@127.0.0.1:1",
        "FORUM_SECRET_KEY": KEY,
        "PYTHONWARNINGS": "ignore",
    }
    process = started(folder, "serve", "--port", str(port), **environ)
    found = Server(port, process)
    until(lambda: answers(found) or process.poll() is not None, 40)
    yield found
    if process.poll() is None:
        found.stop()


def answers(server: Server) -> bool:
    try:
        return requests.get(f"{server.url}/health", timeout=5).status_code == 200
    except requests.RequestException:
        return False


def served_quickly(server: Server) -> float:
    """Seconds that the slowest of some requests took."""
    slowest = 0.0
    for _ in range(ASKED):
        begun = time.monotonic()
        assert requests.get(f"{server.url}/sign-in", timeout=20).status_code == 200
        slowest = max(slowest, time.monotonic() - begun)
    return slowest


def test_slow_and_idle_visitors_keep_nobody_waiting(server: Server) -> None:
    """Half of the slow ones have begun a head, the others a body; each sends a byte now and then."""
    head = b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
    body = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(IDLE):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
        slow = []
        for number in range(SLOW):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=20))
            line.sendall(body if number % 2 else head)
            slow.append(line)
        for _ in range(3):
            for line in slow:
                with suppress(ConnectionError):  # on a busy machine their time may be over
                    line.sendall(b"a")
            assert served_quickly(server) < 10, "a second or less on a quiet machine"
    assert server.process.poll() is None
    assert server.listed().count("forum.web.serve") == 1


def test_no_secret_is_told(server: Server) -> None:
    """Not in the process list, in an error page, in what the server writes; whether things go well or not."""
    said = [server.listed()]
    with requests.Session() as visitor:
        page = visitor.get(f"{server.url}/sign-in/{LINK}", timeout=20)
        form = {"csrf_token": token_of(page), "email": "chair@example.org", "code": "000000"}
        for address, data in (("/sign-in/code", form), ("/sign-in", form), (f"/sign-in/{LINK}", {})):
            said.append(visitor.post(f"{server.url}{address}", data=data, timeout=20).text.replace(address, ""))
        for address in (f"/calendar/{LINK}.ics", f"/calendar/{LINK}", f"/nothing/{LINK}", f"/forums/{LINK}/"):
            answer = visitor.get(f"{server.url}{address}", timeout=20)
            assert answer.status_code in {404, 403, 200}
            said.append(answer.text.replace(f"next=/forums/{LINK}/", "").replace(address, ""))
        signed = visitor.post(f"{server.url}/sign-in/{LINK}", data={"csrf_token": form["csrf_token"]}, timeout=20)
        assert signed.status_code == 200
        assert LINK not in signed.url
        said.append(signed.text)
    said.append(server.listed())
    written = server.stop()
    for secret in (MAIL_PASSWORD, KEY, CODE, LINK, "Zanzibarquartz"):
        assert [text[:200] for text in said if secret in text] == [], secret
        assert secret not in written, secret


def token_of(page: requests.Response) -> str:
    (field,) = lxml.html.document_fromstring(page.text).cssselect("main input[name=csrf_token]")
    return str(field.get("value"))


@pytest.mark.parametrize("command", [("init",), ("check",), ("serve", "--port", "1"), ("config",), ("migrate",)])
def test_the_password_of_the_database_is_in_no_complaint(forum: Forum, command: tuple[str, ...]) -> None:
    url = f"postgresql+psycopg://forum:{DATABASE_PASSWORD}@127.0.0.1:1/forum"
    result = forum(*command, FORUM_DATABASE_URL=url, FORUM_SMTP_URL=f"smtp://user:{MAIL_PASSWORD}@127.0.0.1:1")
    assert "Zanzibarquartz" not in result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr


ODD = ("\x1b[31mred", "\x1b]0;title\x07", "a\rb", "a\x08b", "\u202egnirts", "\x9b31m", "a\x00b")


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("place", ["people", "sittings", "region", "zone"])
def test_a_plan_file_steers_no_terminal(odd: str, place: str, forum: Forum, tmp_path: Path) -> None:
    """It is refused by its path, or shown without what a terminal would obey."""
    document: dict[str, Any] = small()
    if place in {"people", "sittings"}:
        document[place][0]["id"] = odd
        document["sittings"][1].pop("after", None)
    else:
        document["people"][0][place] = odd
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    for options in (("--format", "table"), ("--format", "json")):
        result = forum("plan", str(path), *options)
        assert result.exit_code in {0, 2}
        shown = result.stdout + result.stderr
        assert [each for each in shown if (not each.isprintable() and each != "\n") and each not in KEPT] == []


#: marks of direction that our own sentences bear
KEPT = "\u2066\u2067\u2068\u2069"
