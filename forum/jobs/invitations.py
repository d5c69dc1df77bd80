"""The job `send-letters`: the letters of one notice, each handed over once, on one connection to the mail server.

Body: `notice`, `revision`, and `turn` for the rounds after the first. Killed at any point it goes on where it stood:
letters are rows that are unique by notice and person, and each is marked as soon as the mail server has it. Where the
worker dies between the two, the letter goes again with the same Message-ID, so that readers see it once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from forum.domain.letters import Addressed, Bundle, pause
from forum.formats import letters as formats
from forum.jobs.mail import FOLDER
from forum.jobs.work import Task
from forum.outside import smtp
from forum.services import letters

#: letters that one transaction writes, and that are taken up at a time
SLICE = 200

HandOver = Callable[[EmailMessage, str], None]


def send(task: Task) -> dict[str, Any]:
    """Write the letters of a notice, and hand over those that are due."""
    number, revision, turn = task.body["notice"], task.body["revision"], task.body.get("turn", 0)
    if not letters.begin(task.unit(), number, revision):
        return {"sent": 0}
    if turn == 0:
        _write(task, number)
    count, is_away = _hand_over_all(task, number)
    wait = pause(turn + 1) if is_away else timedelta(0)
    is_done = letters.round_off(task.unit(), number, revision, turn, wait)
    return {"sent": count, "done": is_done}


def _write(task: Task, number: int) -> None:
    drafted = letters.drafted(task.unit(), number)
    for start in range(0, len(drafted), SLICE):
        letters.write(task.unit(), drafted[start : start + SLICE])
        task.store.after_you()


def _hand_over_all(task: Task, number: int) -> tuple[int, bool]:
    """How many the mail server took, and whether it is away."""
    count = 0
    try:
        with _office(task) as hand_over:
            while (bundle := letters.waiting(task.unit(), number, SLICE)).letters:
                for each in bundle.letters:
                    count += _hand_over(task, bundle, each, hand_over)
                    task.store.after_you()
                task.progress(0.5)
    except smtp.MailFault:
        return count, True
    return count, False


@contextmanager
def _office(task: Task) -> Iterator[HandOver]:
    """What hands a message over: to the mail server, or into the folder where none is set."""
    url = task.settings.smtp_url
    if url is None:
        yield lambda message, name: _keep(task, message, name)
        return
    with smtp.office(url) as hand_over:
        yield lambda message, _name: hand_over(message)


def _keep(task: Task, message: EmailMessage, name: str) -> None:
    smtp.write(task.settings.data / FOLDER, message, name)


def _hand_over(task: Task, bundle: Bundle, addressed: Addressed, hand_over: HandOver) -> bool:
    """Hand one letter over, and note at once what became of it; raises `MailFault` where the server is away."""
    letter = addressed.letter
    try:
        message = compose(task, bundle, addressed)
        hand_over(message, f"letter-{letter.notice_id}-{letter.person_id}")
    except ValueError as problem:  # an address that no message can bear
        letters.refused(task.unit(), letter, str(problem))
        return False
    except smtp.MailFault as fault:
        if fault.is_away:
            raise
        note = letters.refused if fault.is_lasting else letters.put_off
        note(task.unit(), letter, fault.answer)
        return False
    letters.handed_over(task.unit(), letter)
    return True


def compose(task: Task, bundle: Bundle, addressed: Addressed) -> EmailMessage:
    """The message of a letter, from this machine's settings."""
    settings = task.settings
    office = formats.office_of(settings.mail_from, settings.mail_replies)
    return formats.message(bundle, addressed, base_url=settings.base_url, office=office, secret=settings.secret_key())
