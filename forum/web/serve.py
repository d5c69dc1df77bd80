"""The web process: `python -m forum.web.serve`, started by `forum serve`, which hands it a listening socket.

Werkzeug's threaded server with simple-websocket (docs/decisions/0007). The socket belongs to the supervisor, so that
visitors wait, and are not turned away, while a web process is started again.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from forum import settings
from forum.jobs.parent import end_with_parent
from forum.jobs.queue import Queue
from forum.jobs.relay import Relay
from forum.web import shelf
from forum.web.app import Desk, create_app
from forum.web.wire import Handler
from timezones.release import use_pinned_release

#: What ends the process.
STOPS = {signal.SIGTERM, signal.SIGINT}
#: After how many new objects the youngest are looked through, and after how many times of that the older ones.
COLLECTED_AFTER = (20_000, 20, 50)
#: Seconds after which a thread that only reckons lets another go on.
TURN = 0.001
#: Where nouns with live pages leave what tells their channel: prefix of the channel -> function(channel, body).
ANNOUNCERS = "forum.announcers"


def relay_of(app: Flask) -> Relay:
    """The relay that tells this process's listeners, and hands jobs to the queue."""
    desk: Desk = app.extensions["forum"]
    queue = Queue(desk.settings)
    announcers: dict[str, Callable[[str, dict[str, Any]], None]] = app.extensions.setdefault(ANNOUNCERS, {})

    def announce(channel: str, body: dict[str, Any]) -> None:
        tell = announcers.get(channel.partition(":")[0])
        if tell is not None:
            tell(channel, body)

    return Relay(desk.store, desk.clock, announce, lambda item: queue.hand_over(desk.store, desk.clock(), item))


def serve(app: Flask, host: str, port: int, fd: int | None = None) -> BaseWSGIServer:
    """A server for `app`, not yet serving; `fd` is a socket that listens already."""
    return make_server(host, port, app, threaded=True, request_handler=Handler, fd=fd)


def settle() -> None:
    """Look for garbage seldom, and never again among what was loaded at the start; let threads take short turns.

    A full search through all that a web process holds stops every thread of it, up to a second on a busy machine; an
    import of 5,000 people began dozens of them while commands of the floor waited. A command gives the interpreter away
    and asks for it again with each call of the database and each look at a socket: beside a long page each of these
    costs it a turn, which Python lets last 5 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    sys.setswitchinterval(TURN)


def main(host: str, port: str, fd: str) -> None:
    """Serve until SIGTERM; the relay sends what is left.

    The signals are waited for, not handled: a handler would interrupt a thread that may hold the very lock it needs.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    use_pinned_release()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s web %(levelname)s %(name)s: %(message)s")
    app = create_app(settings.load(os.environ))
    relay = relay_of(app)
    server = serve(app, host, int(port), int(fd))
    settle()
    end_with_parent()
    relay.start()
    threading.Thread(target=server.serve_forever, name="server", daemon=True).start()
    signal.sigwait(STOPS)
    server.shutdown()
    app.extensions[shelf.EXTENSION].settle()
    relay.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
