"""Import of 5,000 people through the web while the floor's commands go on: whole ones, by the service and over HTTP."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import OpenerDirector, Request

from forum.domain.people import Constituency, Person, Role
from forum.formats.roster import write_roster
from forum.i18n.cities import zone_of_capital
from forum.i18n.states import member_states
from forum.store.engine import Store
from tests.benchmarks import machine
from tests.benchmarks.floor_load import (
    SLUG,
    Measured,
    a_worker,
    commands,
    csrf_of,
    over_http,
    served,
    signed_in,
    through_the_service,
    token_of,
)

PEOPLE, SECONDS, WORST_WAIT = 5_000, 10.0, 0.250


def made_up_roster(count: int) -> list[Person]:
    """Delegates by function, spread over all Member States, each with a mailbox."""
    states = member_states()
    return [_delegate(number, states[number % len(states)]) for number in range(count)]


def _delegate(number: int, state: str) -> Person:
    return Person(
        id=0,
        forum_id=0,
        key=f"{state}-{number}",
        name=f"Delegate {number}",
        function="Delegate",
        constituency=(Constituency.GOVERNMENT, Constituency.EMPLOYER, Constituency.WORKER)[number % 3],
        zone=zone_of_capital(state),
        state=state,
        roles=frozenset({Role.DELEGATE}),
        email=f"delegate-{number}@example.org",
    )


#: seconds between two looks at the page that follows the check, and how long it may take at most
RHYTHM, PATIENCE = 1.0, 120.0
#: seconds for which the commands are measured without an import
ALONE = 5.0


def import_once(client: OpenerDirector, address: str, data: bytes, filename: str) -> float:
    """Upload one file, follow its check to the preview as the page does, confirm it; gives the seconds."""
    where = f"{address}/forums/{SLUG}/people/import"
    csrf = csrf_of(client.open(where).read().decode())
    begin = time.perf_counter()
    preview = client.open(upload(where, csrf, data, filename))
    page = preview.read().decode()
    while 'http-equiv="refresh"' in page and time.perf_counter() - begin < PATIENCE:
        time.sleep(RHYTHM)
        page = client.open(preview.url).read().decode()
    digest = page.split('name="digest" value="', 1)[1].split('"', 1)[0]
    body = urlencode({"csrf_token": csrf_of(page), "digest": digest}).encode()
    client.open(Request(preview.url, body)).close()
    return time.perf_counter() - begin


def upload(where: str, csrf: str, data: bytes, filename: str) -> Request:
    """The form with the file, as a browser sends it."""
    mark = "benchmark-boundary"
    parts = (
        f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{csrf}\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n\r\n'
    )
    body = parts.encode() + data + f"\r\n--{mark}--\r\n".encode()
    return Request(where, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})


def main() -> bool:
    """Print the figures of three imports (new as XLSX, all changed as CSV, unchanged); say whether targets were met.

    The commands are measured without any import first: on a busy machine the two lines tell what the import adds.
    """
    load = os.getloadavg()[0]
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder)) as (store, address),
        a_worker(Path(folder)),
    ):
        seconds, alone, measured = _measured(store, address)
    print(f"{machine.description()}; load of the machine when it began: {load:.1f}")
    for name, taken in seconds.items():
        print(f"import of {PEOPLE} people, {name}: {taken:.2f} s (target {SECONDS:.0f} s)")
    for each in alone:
        print(f"floor commands without an import, {each}")
    for each in measured:
        print(f"floor commands meanwhile, {each} (target {WORST_WAIT * 1000:.0f} ms)")
    return max(seconds.values()) <= SECONDS and max(each.worst for each in measured) <= WORST_WAIT


def _measured(store: Store, address: str) -> tuple[dict[str, float], list[Measured], list[Measured]]:
    client = signed_in(address, token_of(store, "organizer"))
    people = made_up_roster(PEOPLE)
    changed = [replace(person, language="fr") for person in people]
    files = {"new, xlsx": (people, "xlsx"), "changed, csv": (changed, "csv"), "same, csv": (changed, "csv")}
    written = {name: (write_roster(listed, kind), f"roster.{kind}") for name, (listed, kind) in files.items()}
    with _writers(store, address) as alone:
        time.sleep(ALONE)
    with _writers(store, address) as measured:
        seconds = {name: import_once(client, address, data, filename) for name, (data, filename) in written.items()}
    return seconds, alone, measured


@contextmanager
def _writers(store: Store, address: str) -> Iterator[list[Measured]]:
    """Whole commands by the service and over HTTP while the block runs."""
    with (
        commands("by the service", through_the_service, store.url, SLUG) as direct,
        commands("over HTTP", over_http, address, SLUG, token_of(store, "chair")) as web,
    ):
        yield [direct, web]
