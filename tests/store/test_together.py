"""Works that wait at one turn share a transaction; what one refuses undoes nothing of the others."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from forum.domain.refusals import Missing, Stale
from forum.store import outbox
from forum.store.engine import Db, Store
from forum.store.together import MOST, Meeting, Request
from tests.builders import EARLY

SOON = 20.0


def noting(number: int, problem: Exception | None = None) -> Any:
    """A work that writes a row and gives its number, or fails after it has written."""

    def work(db: Db, _shared: dict[object, Any]) -> int:
        outbox.append(db, "announce", f"row-{number}", {}, EARLY)
        if problem is not None:
            db.flush()
            raise problem
        return number

    return work


def names(store: Store) -> list[str]:
    with store.reading() as db:
        return [each.name for each in outbox.waiting(db)]


def test_alone_it_is_an_ordinary_write(store: Store) -> None:
    assert store.together(noting(1), "turn") == 1
    with pytest.raises(Missing):
        store.together(noting(2, Missing(field="x")), "turn")
    assert names(store) == ["row-1"]


def met(store: Store, works: list[Any], turns: list[str]) -> list[Any]:
    """What becomes of works that all wait while the first holds the turn."""
    is_held, is_free = threading.Event(), threading.Event()

    def hold(_db: Db, _shared: dict[object, Any]) -> None:
        is_held.set()
        assert is_free.wait(SOON)

    found: list[Any] = [None] * len(works)

    def call(place: int) -> None:
        try:
            found[place] = store.together(works[place], turns[place])
        except Exception as problem:
            found[place] = problem

    first = threading.Thread(target=lambda: store.together(hold, turns[0]))
    first.start()
    assert is_held.wait(SOON)
    meeting = store._meetings[hash(turns[0]) % len(store._meetings)]
    crew = []
    for place in range(len(works)):
        crew.append(threading.Thread(target=call, args=(place,)))
        crew[-1].start()
        until = threading.Event()
        while len(meeting._waiting) <= place and not until.wait(0.001):
            pass
    is_free.set()
    for thread in (first, *crew):
        thread.join(SOON)
    return found


def test_those_who_wait_share_a_transaction_in_their_order(store: Store) -> None:
    commits: list[int] = []
    store.on_commit.append(lambda: commits.append(1))
    found = met(store, [noting(number) for number in range(10)], ["turn"] * 10)
    assert found == list(range(10))
    assert names(store) == [f"row-{number}" for number in range(10)]
    assert len(commits) == 2, "the one who held the turn, and all who waited"


def test_the_fault_of_one_undoes_only_its_own(store: Store) -> None:
    works = [noting(1), noting(2, Stale()), noting(3), noting(4, ValueError("ours")), noting(5)]
    found = met(store, works, ["turn"] * 5)
    assert [each if isinstance(each, int) else type(each) for each in found] == [1, Stale, 3, ValueError, 5]
    assert names(store) == ["row-1", "row-3", "row-5"]


def test_a_long_queue_is_done_in_parts(store: Store) -> None:
    commits: list[int] = []
    store.on_commit.append(lambda: commits.append(1))
    count = MOST + 3
    assert met(store, [noting(number) for number in range(count)], ["turn"] * count) == list(range(count))
    assert len(commits) == 3


def test_they_share_what_they_loaded(store: Store) -> None:
    def work(_db: Db, shared: dict[object, Any]) -> int:
        shared["seen"] = shared.get("seen", 0) + 1
        return int(shared["seen"])

    assert met(store, [work] * 3, ["turn"] * 3) == [1, 2, 3]
    assert store.together(work, "turn") == 1, "nothing is shared beyond a transaction"


def test_when_nothing_could_be_kept_all_of_them_are_told() -> None:
    meeting, problem = Meeting(), RuntimeError("the disk is full")

    def fails(_batch: Any) -> None:
        raise problem

    with pytest.raises(RuntimeError, match="disk"):
        meeting.run(Request(name="a", work=noting(1)), fails)
    done: list[str] = []
    meeting.run(Request(name="a", work=noting(1)), lambda batch: done.extend(each.name for each in batch))
    assert done == ["a"], "and the next is led again"


def test_other_names_are_another_transaction() -> None:
    meeting, batches = Meeting(), []
    for name in "aab":
        meeting._waiting.append(Request(name=name, work=noting(1)))
    while meeting._waiting:
        batches.append([each.name for each in meeting._batch()])
    assert batches == [["a", "a"], ["b"]]


def test_no_row_is_left_behind_by_a_fault(store: Store) -> None:
    def work(db: Db, _shared: dict[object, Any]) -> None:
        outbox.append(db, "announce", "row-1", {}, EARLY)
        raise Missing(field="x")

    found = met(store, [work, noting(2)], ["turn"] * 2)
    assert (type(found[0]), found[1]) == (Missing, 2)
    with store.reading() as db:
        assert db.connection().execute(sa.text("SELECT count(*) FROM outbox")).scalar_one() == 1
