"""The floor over Socket.IO (docs/protocol.md): join, command, since, clock; one view per channel and announcement.

Whoever connects must be signed in; who they are is looked up again at every command, from the login in their cookie.
Nothing that a client says of itself is believed, and whoever loses their role or login is closed within `SWEEP_EVERY`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Flask, current_app, request, session
from flask_socketio import ConnectionRefusedError as ConnectionRefused
from flask_socketio import SocketIO, disconnect, join_room, leave_room

from forum.domain.access import OPERATOR
from forum.domain.floor import refused, wire
from forum.domain.refusals import Kind, Refusal, SignInNeeded, Unknown
from forum.i18n.refusals import sentence
from forum.services import accounts, floor
from forum.services.floor import CHANNELS, Listener
from forum.services.unit import Unit
from forum.web import context
from forum.web.floor import server_time
from forum.web.readings import reading

NAMESPACE = "/floor"
#: a message larger than this closes its connection; the largest command is far below
MAX_MESSAGE = 16 * 1024
#: messages that a connection may send at once, and per second after that
BURST, PER_SECOND = 40, 10
#: refused messages in a row after which a connection is closed
PATIENCE = 100
#: connections that one login may hold open
PER_LOGIN = 20
#: seconds between two looks at who may still listen
SWEEP_EVERY = 2.0

Answer = dict[str, Any]
Handler = Callable[[Any], Answer]


@dataclass
class Connection:
    """One open socket: whose login, what it listens to, and how much it has sent."""

    login: str
    person_id: int = 0
    slug: str = ""
    channel: str = ""
    room: str = ""
    tokens: float = BURST
    refreshed: float = field(default_factory=time.monotonic)
    faults: int = 0

    def take(self) -> bool:
        """Whether one more message is within bounds now."""
        now = time.monotonic()
        self.tokens = min(BURST, self.tokens + (now - self.refreshed) * PER_SECOND) - 1
        self.refreshed = now
        if self.tokens < 0:
            self.tokens = 0
            return False
        return True


class Floor:
    """The open sockets of this process, and what was last sent to whom; at `app.extensions["floor"]`."""

    def __init__(self, app: Flask, socketio: SocketIO) -> None:
        self.app = app
        self.socketio = socketio
        self.connections: dict[str, Connection] = {}
        self._sent: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()
        self._sweeper: threading.Thread | None = None
        self._stopping = threading.Event()

    def announce(self, name: str, body: dict[str, Any]) -> None:
        """Tell every channel of a sitting its new view, the table first; drop what is older than what was sent."""
        if not name.startswith("floor:"):
            return
        slug, key = body["forum"], body["sitting"]
        with self._lock, self.app.app_context():
            if body["seq"] <= self._sent.get((slug, key), 0) and not body.get("again"):
                return
            views = floor.broadcast(_operator(), slug, key, reading())
            for channel in ("table", "delegate", "hall"):
                answer = {"view": views[channel], "server_time": server_time()}
                self.socketio.emit("floor", answer, to=room(slug, key, channel), namespace=NAMESPACE)
            self._sent[slug, key] = views["table"]["seq"]

    def sweep(self) -> int:
        """Close the sockets of those who may no longer listen; gives how many."""
        groups: dict[tuple[str, str], list[tuple[str, Connection]]] = {}
        for sid, connection in list(self.connections.items()):
            if connection.room:
                groups.setdefault((connection.slug, connection.channel), []).append((sid, connection))
        return sum(self._sweep_group(slug, channel, group) for (slug, channel), group in groups.items())

    def _sweep_group(self, slug: str, channel: str, group: list[tuple[str, Connection]]) -> int:
        who = {sid: Listener(login=each.login, person_id=each.person_id) for sid, each in group}
        with self.app.app_context():
            welcome = floor.still_allowed(_operator(), slug, channel, list(who.values()))
        gone = [sid for sid, listener in who.items() if listener not in welcome]
        for sid in gone:
            self.socketio.server.disconnect(sid, namespace=NAMESPACE)
        return len(gone)

    def watch_over(self) -> None:
        """Begin to sweep with the first connection."""
        with self._lock:
            if self._sweeper is None:
                self._sweeper = threading.Thread(target=self._run, name="floor-sweeper", daemon=True)
                self._sweeper.start()

    def stop(self) -> None:
        """End the sweeping."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(SWEEP_EVERY):
            try:
                self.sweep()
            except Exception:
                self.app.logger.exception("the sweep of the floor's sockets failed; it is tried again")


def attach(app: Flask) -> SocketIO:
    """Serve the floor's sockets beside the pages. Gives the SocketIO whose `run` (or WSGI middleware) serves both."""
    redis_url = app.extensions["forum"].settings.redis_url
    socketio = SocketIO(
        app,
        async_mode="threading",
        manage_session=False,
        message_queue=redis_url,
        max_http_buffer_size=MAX_MESSAGE,
        cors_allowed_origins=None,  # the same origin only, as Engine.IO reads it from the request
        cookie=None,
    )
    app.extensions["floor"] = Floor(app, socketio)
    app.extensions.setdefault("forum.announcers", {})["floor"] = app.extensions["floor"].announce
    socketio.on_event("connect", _connect, namespace=NAMESPACE)
    socketio.on_event("disconnect", _disconnect, namespace=NAMESPACE)
    for name, handler in {"join": _join, "command": _command, "since": _since, "clock": _clock}.items():
        socketio.on_event(name, _answered(handler), namespace=NAMESPACE)
    return socketio


def room(slug: str, key: str, channel: str) -> str:
    """The Socket.IO room of a sitting's channel."""
    return f"floor/{slug}/{key}/{channel}"


def _operator() -> Unit:
    return Unit(store=context.desk().store, actor=OPERATOR, now=context.now())


def _floor() -> Floor:
    found: Floor = current_app.extensions["floor"]
    return found


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _connect(_auth: Any = None) -> None:
    login = accounts.digest(session.get(context.LOGIN, ""))
    if context.account() is None:
        raise ConnectionRefused("SignInNeeded")
    connections = _floor().connections
    if sum(each.login == login for each in list(connections.values())) >= PER_LOGIN:
        raise ConnectionRefused("TooManyMessages")
    connections[_sid()] = Connection(login=login)
    _floor().watch_over()


def _disconnect(_reason: Any = None) -> None:
    _floor().connections.pop(_sid(), None)


def _answered(handler: Handler) -> Callable[..., Answer]:
    """Bound what comes in, and turn refusals into answers."""

    @wraps(handler)
    def answer(message: Any = None, *_rest: Any) -> Answer:
        connection = _floor().connections.get(_sid())
        if connection is None:
            disconnect()
            return {}
        try:
            if not connection.take():
                raise refused.TooManyMessages
            found = handler(message if isinstance(message, dict) else {})
        except Refusal as refusal:
            return _refused(connection, refusal)
        connection.faults = 0
        return found

    return answer


def _refused(connection: Connection, refusal: Refusal) -> Answer:
    connection.faults += 1
    if connection.faults >= PATIENCE:
        current_app.logger.warning("a socket was closed after %s refused messages in a row", connection.faults)
        disconnect()
    status = "stale" if refusal.kind is Kind.STALE else "refused"
    said = sentence(refusal, context.words())
    return {"status": status, "code": refusal.code, "field": refusal.field, "said": said, "server_time": server_time()}


def _address(message: dict[str, Any]) -> tuple[str, str]:
    slug, key = message.get("forum"), message.get("sitting")
    if not isinstance(slug, str) or not isinstance(key, str) or not _is_key(slug) or not _is_key(key):
        raise Unknown(what="sitting", key="")
    return slug, key


def _is_key(text: str) -> bool:
    """Whether a database can be asked for it: no NUL, no half of a character."""
    return len(text) <= 200 and text.isprintable()


def _join(message: dict[str, Any]) -> Answer:
    """Listen to a channel of a sitting: the answer holds its present view."""
    slug, key = _address(message)
    channel = str(message.get("channel"))
    unit = context.unit(slug)
    if unit.actor.person_id is None:
        raise SignInNeeded
    connection = _floor().connections[_sid()]
    if connection.room:
        leave_room(connection.room)
        connection.room = ""
    _enter(connection, unit, slug, key, channel)
    return _present(slug, key, channel)


def _enter(connection: Connection, unit: Unit, slug: str, key: str, channel: str) -> None:
    """Enter the room before the view is read: what happens in between is then told twice rather than never."""
    floor.watch(unit, slug, key, channel, reading())
    assert unit.actor.person_id is not None
    connection.person_id, connection.slug, connection.channel = unit.actor.person_id, slug, channel
    connection.room = room(slug, key, channel)
    join_room(connection.room)


def _present(slug: str, key: str, channel: str) -> Answer:
    seen = floor.watch(context.unit(slug), slug, key, channel, reading())
    return {"status": "joined", "view": seen.view, "server_time": server_time()}


def _command(message: dict[str, Any]) -> Answer:
    """Do one command; the same id and body again answers as before."""
    slug, key = _address(message)
    order = wire.checked(message.get("id"), message.get("name"), message.get("fields", {}))
    accepted = floor.handle(context.unit(slug), slug, key, order, reading())
    return {"status": "accepted", "id": order.id, "seq": accepted.seq, "server_time": server_time()}


def _since(message: dict[str, Any]) -> Answer:
    """What happened after a number, and the present view of the channel."""
    slug, key = _address(message)
    channel, seq = str(message.get("channel")), message.get("seq")
    if channel not in CHANNELS:
        raise Unknown(what="channel", key=channel[:40])
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 0:
        raise refused.Malformed(field="seq")
    facts = floor.since(context.unit(slug), slug, key, min(seq, wire.LARGEST))
    told = [{"seq": each.seq, "kind": each.kind, "at": each.at_ms} for each in facts]
    return {**_present(slug, key, channel), "status": "since", "facts": told}


def _clock(_message: dict[str, Any]) -> Answer:
    """The server's clock, for the client's estimate of it."""
    return {"status": "clock", "server_time": server_time()}
