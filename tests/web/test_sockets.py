"""The floor's wire: who may join and command, what is told to whom, and what is done with floods and junk."""

from __future__ import annotations

import datetime as dt
import json
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import socketio as client_library
from flask import Flask
from flask_socketio import SocketIOTestClient

from forum.domain.access import OPERATOR
from forum.services import accounts
from forum.services.unit import Unit
from forum.store.engine import Db, Store
from forum.store.people import RoleRow
from forum.web.serve import relay_of, serve
from forum.web.sockets import BURST, MAX_MESSAGE, NAMESPACE, PER_LOGIN, Floor
from tests.forums import make_forum, person
from tests.web.pages import Browser

HERE = {"forum": "test-forum", "sitting": "opening"}
START = dt.datetime(2022, 2, 22, 12, 0, tzinfo=dt.UTC)
SECRET = "because of the Secret matter"


class Line:
    """A socket in the test client, as somebody's browser would open it."""

    def __init__(self, floor: Floor, browser: Browser) -> None:
        self.client = SocketIOTestClient(
            floor.app, floor.socketio, namespace=NAMESPACE, flask_test_client=browser.client
        )
        self.count = 0

    def ask(self, name: str, message: Any = None) -> dict[str, Any]:
        """Send a message; gives the answer."""
        found: dict[str, Any] = self.client.emit(name, message, namespace=NAMESPACE, callback=True)
        return found

    def join(self, channel: str) -> dict[str, Any]:
        """Listen to a channel of the opening sitting."""
        return self.ask("join", {**HERE, "channel": channel})

    def command(self, name: str, id_: str = "", **fields: Any) -> dict[str, Any]:
        """Do one command."""
        self.count += 1
        return self.ask(
            "command", {**HERE, "id": id_ or f"cmd-{id(self)}-{self.count}", "name": name, "fields": fields}
        )

    def heard(self) -> list[dict[str, Any]]:
        """The views told since the last look."""
        return [each["args"][0] for each in self.client.get_received(NAMESPACE) if each["name"] == "floor"]

    @property
    def is_open(self) -> bool:
        """Whether the server still holds it."""
        return bool(self.client.is_connected(NAMESPACE))


@pytest.fixture
def now() -> dt.datetime:
    """The planned start of the opening sitting."""
    return START


@pytest.fixture
def floor(app: Flask, sqlite_store: Store) -> Iterator[Floor]:
    """The open sockets of the application, with the test forum behind it."""
    make_forum(sqlite_store)
    found: Floor = app.extensions["floor"]
    yield found
    found.stop()


@pytest.fixture
def line(floor: Floor, signed_in: Callable[..., Browser]) -> Callable[[str], Line]:
    """`line("chair")`: an open socket of that person."""
    return lambda who: Line(floor, signed_in("test-forum", who))


def relay(floor: Floor) -> None:
    """Tell what waits in the outbox, as the relay's thread does after each commit."""
    relay_of(floor.app).drain()


def test_joining_gives_the_present(line: Callable[[str], Line]) -> None:
    answer = line("observer").join("hall")
    assert (answer["status"], answer["view"]["seq"], answer["view"]["phase"]) == ("joined", 0, "awaited")
    assert answer["server_time"] == int(START.timestamp() * 1000)


def test_a_command_reaches_every_screen_as_its_own_view(line: Callable[[str], Line], floor: Floor) -> None:
    chair, hall, fiji = line("chair"), line("observer"), line("fji-g1")
    for each, channel in ((chair, "table"), (hall, "hall"), (fiji, "delegate")):
        each.join(channel)
    assert chair.command("OpenSitting")["status"] == "accepted"
    entry = chair.command("AddToQueue", person="fji-g1", seconds=60)["seq"]
    turn = chair.command("GiveFloor", entry=entry)["seq"]
    assert chair.command("Extend", turn=turn, seconds=30, reason=SECRET)["seq"] == 4
    assert fiji.command("RequestFloor")["code"] == "HasTheFloor"
    relay(floor)
    told = {channel: each.heard() for channel, each in (("table", chair), ("hall", hall), ("delegate", fiji))}
    assert {channel: [message["view"]["seq"] for message in heard] for channel, heard in told.items()} == {
        "table": [4],
        "hall": [4],
        "delegate": [4],
    }
    assert told["hall"][0]["view"]["turn"]["function"] == "Government delegate"
    assert "undo" in told["table"][0]["view"]
    for channel in ("hall", "delegate"):
        assert SECRET not in json.dumps(told[channel])
        assert "undo" not in told[channel][0]["view"]
        assert '"source"' not in json.dumps(told[channel])


def test_an_old_announcement_is_not_told_again(line: Callable[[str], Line], floor: Floor) -> None:
    chair = line("chair")
    chair.join("table")
    chair.command("OpenSitting")
    relay(floor)
    assert [message["view"]["seq"] for message in chair.heard()] == [1]
    floor.announce("floor:1", {**HERE, "seq": 1})
    floor.announce("register:1", {})
    assert chair.heard() == []
    floor.announce("floor:1", {**HERE, "seq": 1, "again": True})
    assert len(chair.heard()) == 1


def test_since_gives_the_facts_and_the_present(line: Callable[[str], Line]) -> None:
    chair, hall = line("chair"), line("observer")
    chair.command("OpenSitting")
    chair.command("CloseList")
    answer = hall.ask("since", {**HERE, "channel": "hall", "seq": 1})
    assert answer["facts"] == [{"seq": 2, "kind": "ListClosed", "at": int(START.timestamp() * 1000)}]
    assert answer["view"]["is_list_open"] is False


def test_the_same_command_again_is_done_once(line: Callable[[str], Line]) -> None:
    fiji = line("fji-g1")
    first = fiji.command("RequestFloor", id_="resent-0001")
    assert (first["status"], fiji.command("RequestFloor", id_="resent-0001")["seq"]) == ("accepted", first["seq"])
    assert fiji.command("Withdraw", id_="resent-0001", entry=1)["code"] == "CommandReused"


def test_a_stale_command_says_so(line: Callable[[str], Line]) -> None:
    chair = line("chair")
    chair.command("OpenSitting")
    answer = chair.command("Pause", turn=99)
    assert (answer["status"], answer["code"]) == ("stale", "SpeakerChanged")
    assert answer["said"].startswith("The speaker has changed")


@pytest.mark.parametrize(
    ("name", "message", "code"),
    [
        ("join", {**HERE, "channel": "table"}, "Forbidden"),
        ("join", {**HERE, "channel": "no-such"}, "Unknown"),
        ("join", {"forum": "no-such", "sitting": "opening", "channel": "hall"}, "SignInNeeded"),
        ("join", {"forum": "test-forum", "sitting": "no-such", "channel": "hall"}, "Unknown"),
        ("join", {"forum": ["x"], "sitting": "opening", "channel": "hall"}, "Unknown"),
        ("join", "junk", "Unknown"),
        ("command", {**HERE, "id": "forged-001", "name": "OpenSitting", "fields": {}}, "Forbidden"),
        ("command", {**HERE, "id": "forged-001", "name": "RequestFloor", "fields": {"person": "ken-g1"}}, "Forbidden"),
        ("command", {**HERE, "id": "forged-001", "name": "RequestFloor", "fields": {"actor": "chair"}}, "Malformed"),
        ("command", {**HERE, "id": "forged-001", "name": "RequestFloor", "fields": "junk"}, "Malformed"),
        ("command", {**HERE, "id": 7, "name": "RequestFloor"}, "Malformed"),
        ("command", {**HERE, "id": "forged-001", "name": "Explode"}, "UnknownCommand"),
        ("command", None, "Unknown"),
        ("since", {**HERE, "channel": "table", "seq": 0}, "Forbidden"),
        ("since", {**HERE, "channel": "no-such", "seq": 0}, "Unknown"),
        ("since", {**HERE, "channel": "hall", "seq": -1}, "Malformed"),
        ("since", {**HERE, "channel": "hall", "seq": True}, "Malformed"),
    ],
)
def test_what_is_forged_foreign_or_junk_is_refused(
    line: Callable[[str], Line], name: str, message: Any, code: str
) -> None:
    fiji = line("fji-g1")
    answer = fiji.ask(name, message)
    assert (answer["status"], answer["code"]) == ("refused", code)
    assert fiji.is_open
    assert line("observer").join("hall")["view"]["seq"] == 0


@pytest.mark.parametrize("odd", ["\ud800", "a\0b", "x" * 300, ["opening"], None])
@pytest.mark.parametrize("name", ["forum", "sitting"])
def test_an_address_that_no_database_can_be_asked_for_is_refused(
    line: Callable[[str], Line], name: str, odd: object
) -> None:
    chair = line("chair")
    answer = chair.ask("join", {**HERE, "channel": "table", name: odd})
    assert (answer["status"], answer["code"]) == ("refused", "Unknown")
    assert chair.is_open


def test_another_forums_chair_is_nobody_here(
    floor: Floor, sqlite_store: Store, signed_in: Callable[..., Browser]
) -> None:
    make_forum(sqlite_store, "other-forum")
    foreign = Line(floor, signed_in("other-forum", "chair"))
    assert foreign.join("table")["code"] in {"Forbidden", "SignInNeeded"}
    assert foreign.command("OpenSitting")["code"] == "Forbidden"


def test_nobody_signed_in_gets_no_socket(floor: Floor, browser: Browser) -> None:
    assert not Line(floor, browser).is_open


def test_a_flood_is_bounded_and_others_are_undisturbed(line: Callable[[str], Line]) -> None:
    flooder, chair = line("fji-g1"), line("chair")
    codes = [flooder.ask("clock").get("code") for _ in range(BURST + 10)]
    assert codes[: BURST // 2] == [None] * (BURST // 2)
    assert codes[-1] == "TooManyMessages"
    assert chair.command("OpenSitting")["status"] == "accepted"


def test_who_never_stops_is_closed(line: Callable[[str], Line]) -> None:
    flooder = line("fji-g1")
    for _ in range(BURST + 150):
        if not flooder.is_open:
            break
        flooder.client.emit("join", "junk", namespace=NAMESPACE)
    assert not flooder.is_open


def test_one_login_opens_only_so_many(floor: Floor, signed_in: Callable[..., Browser]) -> None:
    browser = signed_in("test-forum", "fji-g1")
    lines = [Line(floor, browser) for _ in range(PER_LOGIN + 1)]
    assert [each.is_open for each in lines] == [True] * PER_LOGIN + [False]
    lines[0].client.disconnect(NAMESPACE)
    assert Line(floor, browser).is_open


def take_role(store: Store, key: str) -> None:
    def take(db: Db) -> None:
        db.delete(db.get_one(RoleRow, (person(store, key).id, key)))

    store.writing(take)


def test_a_role_taken_away_closes_the_socket_and_nothing_else(
    line: Callable[[str], Line], floor: Floor, sqlite_store: Store
) -> None:
    chair, clerk, fiji = line("chair"), line("clerk"), line("fji-g1")
    chair.join("table")
    clerk.join("table")
    fiji.join("delegate")
    assert floor.sweep() == 0
    take_role(sqlite_store, "chair")
    assert chair.command("OpenSitting")["code"] == "Forbidden"
    assert floor.sweep() == 1
    assert (chair.is_open, clerk.is_open, fiji.is_open) == (False, True, True)


def test_signing_out_closes_the_socket(floor: Floor, signed_in: Callable[..., Browser], sqlite_store: Store) -> None:
    browser = signed_in("test-forum", "fji-g1")
    fiji = Line(floor, browser)
    fiji.join("delegate")
    browser.get("/")
    browser.post("/sign-out")
    assert floor.sweep() == 1
    assert not fiji.is_open


def test_changing_the_channel_leaves_the_old_one(line: Callable[[str], Line], floor: Floor) -> None:
    chair = line("chair")
    chair.join("table")
    chair.join("hall")
    chair.command("OpenSitting")
    relay(floor)
    assert ["undo" in message["view"] for message in chair.heard()] == [False]


# ---- a real server, real sockets


@pytest.fixture
def server(app: Flask, floor: Floor) -> Iterator[str]:
    """The application on a free port of loopback, with its relay running."""
    found = serve(app, "127.0.0.1", 0)
    thread = threading.Thread(target=found.serve_forever, daemon=True)
    sender = relay_of(app)
    thread.start()
    sender.start()
    yield f"http://127.0.0.1:{found.server_port}"
    sender.stop()
    found.shutdown()
    found.server_close()


class Wire:
    """A real Socket.IO client with the cookie of a browser."""

    def __init__(self, address: str, browser: Browser, transports: list[str], **headers: str) -> None:
        cookie = browser.client.get_cookie("forum")
        assert cookie is not None
        self.heard: queue.Queue[dict[str, Any]] = queue.Queue()
        self.client = client_library.Client(reconnection=False)
        self.client.on("floor", self.heard.put, namespace=NAMESPACE)
        self.client.connect(
            address,
            headers={"Cookie": f"forum={cookie.value}", **headers},
            namespaces=[NAMESPACE],
            transports=transports,
            wait_timeout=10,
        )

    def ask(self, name: str, message: Any) -> dict[str, Any]:
        """Send a message; gives the answer."""
        found: dict[str, Any] = self.client.call(name, message, namespace=NAMESPACE, timeout=10)
        return found


@pytest.mark.parametrize("transports", [["websocket"], ["polling"]], ids=["websocket", "polling"])
def test_real_sockets_see_the_chairs_command(
    server: str, signed_in: Callable[..., Browser], transports: list[str]
) -> None:
    chair = Wire(server, signed_in("test-forum", "chair"), transports)
    fiji = Wire(server, signed_in("test-forum", "fji-g1"), transports)
    try:
        assert fiji.ask("join", {**HERE, "channel": "delegate"})["status"] == "joined"
        order = {**HERE, "id": "open-00001", "name": "OpenSitting", "fields": {}}
        assert chair.ask("command", order)["status"] == "accepted"
        message = fiji.heard.get(timeout=10)
        assert (message["view"]["seq"], message["view"]["phase"]) == (1, "open")
    finally:
        chair.client.disconnect()
        fiji.client.disconnect()


def test_another_origin_is_refused_before_anything_is_read(server: str, signed_in: Callable[..., Browser]) -> None:
    browser = signed_in("test-forum", "chair")
    with pytest.raises(client_library.exceptions.ConnectionError):
        Wire(server, browser, ["polling"], Origin="https://elsewhere.example")
    forwarded = {"Origin": "https://elsewhere.example", "X-Forwarded-Host": "elsewhere.example"}
    with pytest.raises(client_library.exceptions.ConnectionError):
        Wire(server, browser, ["polling"], **forwarded, **{"X-Forwarded-Proto": "https"})
    own = Wire(server, browser, ["polling"], Origin=server)
    own.client.disconnect()


def test_an_oversize_message_ends_only_its_own_connection(server: str, signed_in: Callable[..., Browser]) -> None:
    rude = Wire(server, signed_in("test-forum", "fji-g1"), ["websocket"])
    chair = Wire(server, signed_in("test-forum", "chair"), ["websocket"])
    closed = threading.Event()
    rude.client.on("disconnect", lambda *_: closed.set(), namespace=NAMESPACE)
    rude.client.emit("command", {**HERE, "id": "x" * (MAX_MESSAGE + 10)}, namespace=NAMESPACE)
    assert closed.wait(10)
    assert chair.ask("join", {**HERE, "channel": "table"})["status"] == "joined"
    chair.client.disconnect()


def test_an_account_that_is_nobody_here_may_not_join(floor: Floor, sqlite_store: Store, app: Flask) -> None:
    unit = Unit(store=sqlite_store, actor=OPERATOR, now=START)
    make_forum(sqlite_store, "other-forum")
    accounts.issue_link(unit, "other-forum", "observer", accounts.Secrets(token="t" * 32))
    browser = Browser(app)
    browser.get("/sign-in/" + "t" * 32)
    browser.client.post("/sign-in/" + "t" * 32, data={"csrf_token": browser.token()})
    assert Line(floor, browser).join("hall")["code"] == "SignInNeeded"
