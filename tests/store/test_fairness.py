"""Rows of statements: what goes in comes back, figures once."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from forum.domain.fairness import Proof, Record
from forum.domain.programme import Release
from forum.store import fairness, programme
from forum.store.engine import Db, Store
from tests import builders, statements

NOW = dt.datetime(2022, 2, 1, 12, tzinfo=dt.UTC)


def test_a_record_comes_back_and_is_completed_once(store: Store) -> None:
    forum_id = builders.a_forum(store)
    proof = Proof(policy="minimax", status="feasible", bound=1500.0, gap=0.05, locked=("opening",))

    def keep(db: Db) -> Record:
        release = programme.add_release(db, Release(id=0, forum_id=forum_id, number=1, name="", published_at=NOW))
        record = Record(release_id=release.id, question={"version": 1}, proof=proof, tz_release="2026b")
        fairness.add(db, record, NOW)
        return record

    record = store.writing(keep)
    with store.reading() as db:
        assert fairness.by_release(db, record.release_id) == record
        assert fairness.exists(db, record.release_id)
        assert fairness.by_release(db, 99) is None
        assert not fairness.exists(db, 99)
    figures = statements.a_statement().figures
    for given in (figures, replace(figures, worst=0)):
        store.writing(lambda db, given=given: fairness.complete(db, record.release_id, given))
    with store.reading() as db:
        assert fairness.by_release(db, record.release_id) == replace(record, figures=figures)
