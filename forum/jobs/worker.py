"""The worker process: `python -m forum.jobs.worker`, started by `forum serve`."""

from __future__ import annotations

import logging
import os
import threading
from datetime import UTC, datetime

from forum import settings
from forum.jobs.parent import end_with_parent
from forum.jobs.queue import Queue
from forum.jobs.work import Worker
from forum.services.unit import Store
from timezones.release import use_pinned_release

log = logging.getLogger(__name__)
#: How often stranded jobs are looked for, in seconds.
EVERY = 5.0
#: Jobs done at the same time: a long plan does not hold up the mail.
THREADS = 2


def main() -> None:
    """Work until told to stop; a graceful stop lets the jobs at hand end."""
    use_pinned_release()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s worker %(levelname)s %(name)s: %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    given = settings.load(os.environ)
    store, queue = Store(given.database_url), Queue(given)
    worker = Worker(store=store, settings=given, clock=lambda: datetime.now(UTC), queue=queue)
    queue.on_message(worker.run)
    threading.Thread(target=keep_rescuing, args=(worker,), name="rescue", daemon=True).start()
    end_with_parent()
    options = {
        "workers": THREADS,
        "periodic": False,
        "initial_delay": 0.05,
        "max_delay": 0.5,
        "graceful_signal": "TERM",
    }
    queue.huey.create_consumer(**options).run()
    store.dispose()


def keep_rescuing(worker: Worker) -> None:
    """Every few seconds, put stranded jobs into the queue again, and drop what imports left behind."""
    pause = threading.Event()
    while True:
        for look in (worker.rescue, worker.tidy):
            try:
                look()
            except Exception:
                log.exception("stranded jobs and old imports could not be looked for (%s)", look.__name__)
        pause.wait(EVERY)


if __name__ == "__main__":
    main()
