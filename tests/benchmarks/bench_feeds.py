"""5,000 delegates' calendars of 60 items: given out, put together, and all written anew after a release.

Beside ours, in the same run: icalendar for each request, strings joined by hand, and views that return constant bytes
from the same server.
"""

from __future__ import annotations

import datetime as dt
import http.client
import os
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import icalendar
import sqlalchemy as sa
from flask import Flask, Response

from forum.domain.access import OPERATOR
from forum.domain.feeds import FeedData, hash_of
from forum.domain.jobs import Job
from forum.formats import ics
from forum.formats.calendar import compose
from forum.formats.copies import Writer, edition
from forum.jobs.feeds import write
from forum.jobs.work import Task
from forum.services import copies, feeds, programme
from forum.services.unit import Unit
from forum.settings import Settings, load
from forum.store.accounts import FeedRow
from forum.store.engine import Store
from forum.store.people import PersonRow, RoleRow
from forum.store.schema import migrate
from forum.store.slots import SlotRow
from forum.web.app import create_app
from forum.web.serve import serve, settle
from tests.benchmarks import feed_workers, machine
from tests.benchmarks.floor_load import SITTING, commands, through_the_service
from tests.builders import a_forum, a_release, a_room, a_sitting
from tests.postgres import PostgresServer

DELEGATES, SITTINGS, OWN = 5_000, 58, 2
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru", "de")
SLUG = "benchmark"
#: requests of one run, and how often runs are taken turn by turn
REQUESTS, ROUNDS = 300, 7
#: the targets: parts of the constant view; milliseconds of processor; seconds; milliseconds that the floor may wait
PART_304, PART_200, ASSEMBLY_MS, ALL_S, FLOOR_MS = 0.90, 0.80, 0.5, 5.0, 250
#: unchanged calendars per second that pretalx gives out on two workers, measured elsewhere
PRETALX = 26.8
#: seconds for which the floor is measured alone
ALONE_S = 4.0
ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Row:
    """One line of the table."""

    case: str
    figure: str
    target: str
    is_met: bool | None = None

    def __str__(self) -> str:
        verdict = {True: "met", False: "**missed**", None: ""}[self.is_met]
        return f"| {self.case} | {self.figure} | {self.target} | {verdict} |"


def token_of(number: int) -> str:
    """The secret of a link of the benchmark."""
    return f"{number:06d}" + "k" * 37


def fill(store: Store) -> int:
    """A forum of 58 sittings, 5,000 delegates in seven languages, each with two speaking times and a link."""
    day = dt.date(2027, 3, 22)
    forum_id = a_forum(store, SLUG, first_day=day, last_day=day + dt.timedelta(days=9))
    room = a_room(store, forum_id, languages=["en", "fr", "es", "ar", "zh", "ru"])
    sittings = [_sitting(store, forum_id, room, day, number) for number in range(SITTINGS)]
    now = dt.datetime(2027, 1, 5, 12, tzinfo=dt.UTC)
    a_release(store, forum_id, published_at=now)

    def people(db: sa.orm.Session) -> None:
        numbers = range(1, DELEGATES + 1)
        connection = db.connection()
        connection.execute(sa.insert(PersonRow), [_person(forum_id, number) for number in numbers])
        connection.execute(sa.insert(RoleRow), [{"person_id": number, "role": "delegate"} for number in numbers])
        connection.execute(sa.insert(FeedRow), [_feed(number, now) for number in numbers])
        connection.execute(sa.insert(SlotRow), list(_slots(sittings, now)))

    store.writing(people)
    return forum_id


def _sitting(store: Store, forum_id: int, room: int, day: dt.date, number: int) -> int:
    clock = dt.time(8 + 2 * (number % 6))
    return a_sitting(
        store,
        forum_id,
        f"sitting-{number}" if number else SITTING,
        title=f"Thematic sitting {number}: skills, transitions; rights, wages and the future of work",
        day=day + dt.timedelta(days=number // 6),
        clock=clock,
        room_id=room,
        position=number,
    )


def _person(forum_id: int, number: int) -> dict[str, object]:
    plain = {
        "forum_id": forum_id,
        "key": f"P-{number}",
        "function": "Government delegate",
        "constituency": "government",
    }
    language = LANGUAGES[number % len(LANGUAGES)]
    rest = {"name": "", "region": "", "groups": [], "mode": "remote", "email": "", "revision": 0}
    return {**plain, **rest, "zone": "Pacific/Fiji", "language": language}


def _feed(number: int, now: dt.datetime) -> dict[str, object]:
    return {
        "person_id": number, "label": "Telephone", "token_hash": hash_of(token_of(number)), "created_at": now,
        "fetched_by": "", "alarm": 0, "has_details": False, "changed_at": None,
    }  # fmt: skip


def _slots(sittings: list[int], now: dt.datetime) -> Iterator[dict[str, object]]:
    numbers = dict.fromkeys(sittings, 0)
    for person in range(1, DELEGATES + 1):
        for turn in range(OWN):
            sitting = sittings[(person + turn * 29) % SITTINGS]
            numbers[sitting] += 1
            yield {
                "sitting_id": sitting, "number": numbers[sitting], "position": numbers[sitting], "kind": "open_floor",
                "constituency": "government", "person_id": person, "label": "", "seconds": 30,
                "start_offset": 30 * numbers[sitting], "is_fixed": False, "modified_at": now,
            }  # fmt: skip


def main() -> bool:
    """Print the table and write docs/feeds-benchmark.md; say whether every target was met."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{folder}/forum.sqlite")
        migrate(store)
        settings = load({}, FORUM_DATA=f"{folder}/data")
        forum_id = fill(store)
        rows = [*written(store, settings, forum_id), *assembled(store, settings), *given_out(store, settings)]
        rows += given_out_by_two(store, settings)
        store.dispose()
    rows += written_on_postgres()
    text = _table(rows)
    print(text)
    (ROOT / "docs/feeds-benchmark.md").write_text(text, encoding="utf-8")
    return all(row.is_met is not False for row in rows)


def _table(rows: list[Row]) -> str:
    load_now = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    what = f"icalendar {version('icalendar')}, werkzeug {version('werkzeug')}"
    return "\n".join(
        [
            "# Calendars: measured",
            "",
            f"Written by `make bench-feeds`. {DELEGATES:,} delegates in seven languages, {SITTINGS + OWN} items each:",
            f"{SITTINGS} sittings that all have alike and {OWN} speaking times of their own.",
            "",
            f"{machine.description()}; {what}. Load of the machine at the end (1, 5, 15 minutes): {load_now}.",
            "",
            "| case | measured | target | |",
            "|---|---|---|---|",
            *map(str, rows),
            "",
        ]
    )


# --- all of them after a release


def written(store: Store, settings: Settings, forum_id: int) -> Iterator[Row]:
    """All calendars, first with nothing at hand, then after a release that moved one sitting, the floor in use."""
    task = _task(store, settings, forum_id)
    cold = _timed(lambda: write(task))
    _move_one(store)
    with commands("floor", through_the_service, store.url, SLUG) as alone:
        time.sleep(ALONE_S)
    with commands("floor", through_the_service, store.url, SLUG) as floor:
        begin = time.process_time()
        took = _timed(lambda: write(task))
        cpu = time.process_time() - begin
    is_done = copies_current(store, settings, forum_id)
    figure, target = f"{took:.2f} s, {cpu:.2f} s of it on a processor", f"≤ {ALL_S:.0f} s"
    yield Row(f"all {DELEGATES:,} calendars after a release that moved one", figure, target, took <= ALL_S and is_done)
    yield Row("the same in a worker that has written nothing yet", f"{cold:.2f} s", "reported only")
    yield Row(
        "commands of the floor meanwhile, one every 20 ms",
        str(floor),
        f"≤ {FLOOR_MS} ms",
        floor.worst * 1000 <= FLOOR_MS,
    )
    yield Row("the same with nothing written beside", str(alone), "beside")


def copies_current(store: Store, settings: Settings, forum_id: int) -> bool:
    """Whether nothing is left to write."""
    unit = Unit(store=store, actor=OPERATOR, now=dt.datetime.now(dt.UTC))
    return not copies.outdated(unit, forum_id, edition(settings.base_url))


def _task(store: Store, settings: Settings, forum_id: int) -> Task:
    now = dt.datetime.now(dt.UTC)
    job = Job(key="benchmark", kind="feeds", created_at=now, body={"forum": forum_id})
    return Task(job=job, store=store, settings=settings, clock=lambda: dt.datetime.now(dt.UTC))


def _move_one(store: Store) -> None:
    unit = Unit(store=store, actor=OPERATOR, now=dt.datetime(2027, 1, 6, 12, tzinfo=dt.UTC))
    programme.move_sitting(unit, SLUG, "sitting-57", dt.date(2027, 3, 31), dt.time(20))
    programme.publish(unit, SLUG)


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


# --- one of them


def assembled(store: Store, settings: Settings) -> Iterator[Row]:
    """One person's 60 items from loaded data to bytes with their validator, three ways, processor time."""
    unit = Unit(store=store, actor=OPERATOR, now=dt.datetime.now(dt.UTC))
    data = [feeds.feed_of(unit, token_of(number)) for number in range(1, 15)]
    writer = Writer(settings.base_url)

    def ours(one: FeedData) -> bytes:
        copy = writer.write(one)
        return ics.joined(copy.head, writer.parts[copy.part], copy.own, source="https://example.org/x.ics")

    def piece_by_piece(one: FeedData) -> bytes:
        return ics.render(compose(one, base_url=settings.base_url))

    cases = {"ours": ours, "pieces": piece_by_piece, "icalendar": plain_icalendar, "hand": by_hand}
    took = {name: _cpu_ms(way, data) for name, way in cases.items()}
    yield Row(
        f"assembly of one person's {SITTINGS + OWN} items, fragments warm",
        f"{took['ours']:.3f} ms CPU",
        f"≤ {ASSEMBLY_MS} ms",
        took["ours"] <= ASSEMBLY_MS,
    )
    yield Row("the same event by event, nothing shared", f"{took['pieces']:.2f} ms CPU", "reported only")
    yield Row("the same with icalendar for each request", f"{took['icalendar']:.1f} ms CPU", "beside")
    yield Row("the same joined by hand for each request", f"{took['hand']:.2f} ms CPU", "beside")


def _cpu_ms(way: Callable[[FeedData], bytes], data: list[FeedData]) -> float:
    for one in data:
        way(one)
    took = []
    for _round in range(5):
        begin = time.process_time()
        for one in data:
            way(one)
        took.append((time.process_time() - begin) / len(data) * 1000)
    return statistics.median(took)


def plain_icalendar(data: FeedData) -> bytes:
    """A calendar as the library's own examples build it."""
    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", ics.PRODID)
    for item in _items(data):
        event = icalendar.Event()
        for name, value in _plain(item).items():
            event.add(name, value)
        calendar.add_component(event)
    return calendar.to_ical()


def by_hand(data: FeedData) -> bytes:
    """The same fields escaped, folded and joined without a library."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{ics.PRODID}"]
    for item in _items(data):
        lines.append("BEGIN:VEVENT")
        for name, value in _plain(item).items():
            text = f"{value:%Y%m%dT%H%M%SZ}" if isinstance(value, dt.datetime) else ics.escape(str(value))
            lines.append(f"{name.upper()}:{text}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return b"".join(map(ics.fold, lines))


def _plain(item: ics.Item) -> dict[str, object]:
    return {
        "uid": item.uid, "dtstamp": item.revised_at, "last-modified": item.revised_at, "sequence": item.sequence,
        "dtstart": item.start, "dtend": item.end, "summary": item.summary.text, "description": item.description.text,
        "location": item.location.text if item.location else "", "url": item.join, "status": "CONFIRMED",
        "transp": "OPAQUE",
    }  # fmt: skip


def _items(data: FeedData) -> tuple[ics.Item, ...]:
    calendar = compose(data, base_url="https://example.org")
    return (*calendar.items, *calendar.own)


# --- given out


def given_out(store: Store, settings: Settings) -> Iterator[Row]:
    """Requests per second of one client of one server, turn by turn, so that all of them see the same machine."""
    size = len(_written_once(store, settings))
    app, bare = create_app(settings, store), Flask("bare")
    for each in (app, bare):
        _constant(each, size)
    _plain_view(app, store)
    with _server(app) as port:
        tags = _tags(port)
        with _server(bare) as bare_port:
            settle()
            runs: dict[str, tuple[int, Callable[[int], tuple[str, dict[str, str]]]]] = {
                "304": (port, lambda n: (f"/calendar/{token_of(n)}.ics", {"If-None-Match": tags[n]})),
                "constant 304": (port, lambda n: ("/benchmark/constant-304", {})),
                "200": (port, lambda n: (f"/calendar/{token_of(n)}.ics", {})),
                "constant 200": (port, lambda n: ("/benchmark/constant-200", {})),
                "bare 304": (bare_port, lambda n: ("/benchmark/constant-304", {})),
                "bare 200": (bare_port, lambda n: ("/benchmark/constant-200", {})),
            }
            rates = _rates(runs, sorted(tags))
        slow = _rates(
            {"icalendar": (port, lambda n: (f"/benchmark/plain/{token_of(n)}", {}))}, sorted(tags)[:12], 12, 1
        )
    for status, least in (("304", PART_304), ("200", PART_200)):
        part = statistics.median(a / b for a, b in zip(rates[status], rates[f"constant {status}"], strict=True))
        ours, constant = (statistics.median(rates[name]) for name in (status, f"constant {status}"))
        figure = f"{part:.0%} of it: {ours:,.0f}/s beside {constant:,.0f}/s"
        yield Row(
            f"unchanged calendar, {status}",
            figure,
            f"≥ {least:.0%} of a view that returns constant bytes",
            part >= least,
        )
        bare_rate = statistics.median(rates[f"bare {status}"])
        yield Row(f"beside: a bare Flask application, constant {status}", f"{bare_rate:,.0f}/s", "reported only")
    yield Row("beside: icalendar for each request, 200", f"{slow['icalendar'][0]:,.1f}/s", "reported only")


def given_out_by_two(store: Store, settings: Settings) -> Iterator[Row]:
    """The same with two web processes and two clients on the same cores."""
    with feed_workers.two_workers(settings, store.url) as port:
        tags = {f"/calendar/{token_of(number)}.ics": tag for number, tag in _tags(port).items()}
        for status in ("304", "200"):
            found = feed_workers.rate(port, tags, is_known=status == "304")
            target = f"reported only; pretalx gives {PRETALX:.1f}/s on two" if status == "200" else "reported only"
            times = f", {found / PRETALX:.0f} times that" if status == "200" else ""
            yield Row(
                f"unchanged calendar, {status}, two web processes and two clients", f"{found:,.0f}/s{times}", target
            )


def written_on_postgres() -> Iterator[Row]:
    """All calendars after a release on PostgreSQL, nothing beside."""
    with tempfile.TemporaryDirectory(prefix="forum-postgres-") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        try:
            store = Store(server.keep("benchmark"))
            migrate(store)
            settings = load({}, FORUM_DATA=f"{folder}/data")
            task = _task(store, settings, fill(store))
            write(task)
            _move_one(store)
            took = _timed(lambda: write(task))
            store.dispose()
        finally:
            server.stop()
    yield Row("all of them after a release, on PostgreSQL", f"{took:.2f} s", "reported only")


def _written_once(store: Store, settings: Settings) -> bytes:
    unit = Unit(store=store, actor=OPERATOR, now=dt.datetime.now(dt.UTC))
    return ics.render(compose(feeds.feed_of(unit, token_of(1)), base_url=settings.base_url))


def _tags(port: int) -> dict[int, str]:
    """The validators of a few hundred links."""
    tags = {}
    for number in random.Random(4).sample(range(1, DELEGATES + 1), 300):
        status, headers, _body = _get(port, f"/calendar/{token_of(number)}.ics", {})
        assert status == 200
        tags[number] = headers["ETag"]
    return tags


def _constant(app: Flask, size: int) -> None:
    whole = b"x" * size
    headers = {"ETag": '"constant"', "Last-Modified": "Mon, 10 Jan 2022 09:00:00 GMT", "Cache-Control": "private"}

    def view(status: int) -> Callable[[], Response]:
        body = whole if status == 200 else b""
        return lambda: Response(body, status, headers, content_type=ics.CONTENT_TYPE)

    for status in (200, 304):
        app.add_url_rule(f"/benchmark/constant-{status}", f"constant-{status}", view(status))


def _plain_view(app: Flask, store: Store) -> None:
    def view(token: str) -> Response:
        unit = Unit(store=store, actor=OPERATOR, now=dt.datetime.now(dt.UTC))
        return Response(plain_icalendar(feeds.feed_of(unit, token)), content_type=ics.CONTENT_TYPE)

    app.add_url_rule("/benchmark/plain/<token>", "plain", view)


@contextmanager
def _server(app: Flask) -> Iterator[int]:
    server = serve(app, "127.0.0.1", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


Run = Callable[[int], tuple[str, dict[str, str]]]


def _rates(
    runs: dict[str, tuple[int, Run]], numbers: list[int], requests: int = REQUESTS, rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Requests per second of each run in each round; one client, a connection for each request as programs make it."""
    rates: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(rounds):
        for name, (port, ask) in runs.items():
            expected = 304 if "304" in name else 200
            begin = time.perf_counter()
            for number in range(requests):
                path, headers = ask(numbers[(turn + number) % len(numbers)])
                assert _get(port, path, headers)[0] == expected
            rates[name].append(requests / (time.perf_counter() - begin))
    return rates


def _get(port: int, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    found = answer.status, dict(answer.headers), answer.read()
    connection.close()
    return found


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
