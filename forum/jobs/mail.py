"""The job `send-mail`: one message to one address.

Body: `to`, and either `subject` and `text`, or `template` (a key of `forum.i18n.letters`), `language` and `values`.
Optional: `calendar` (`text`, `method`), for invitations (RFC 6047).
"""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

from forum.i18n import letters
from forum.i18n.catalogues import words
from forum.jobs.work import Task, TryAgain
from forum.outside import smtp

#: The folder inside the data folder into which mail is written where no server is set.
FOLDER = "mail"


def send(task: Task) -> dict[str, Any]:
    """Hand the message over. Sent again after a crash it bears the same Message-ID, so that readers see it once."""
    message = compose(task)
    url = task.settings.smtp_url
    if url is None:
        return {"file": smtp.write(task.settings.data / FOLDER, message, f"{task.job.id:08d}").name}
    try:
        smtp.send(url, message)
    except smtp.MailFault as fault:
        if fault.is_lasting:
            raise
        raise TryAgain(str(fault)) from fault
    return {"sent": True}


def compose(task: Task) -> EmailMessage:
    """The message as it goes out. Line breaks in an address or a subject are refused by the mail package."""
    body, settings = task.body, task.settings
    subject, text = _words_of(body)
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = body["to"]
    message["Subject"] = subject
    message["Date"] = format_datetime(task.job.created_at)
    message["Message-ID"] = f"<{task.job.key}@{urlsplit(settings.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = body.get("language", "en")
    message.set_content(text)
    if calendar := body.get("calendar"):
        message.add_alternative(calendar["text"], subtype="calendar", params={"method": calendar["method"]})
    return message


def _words_of(body: dict[str, Any]) -> tuple[str, str]:
    if "template" not in body:
        return body["subject"], body["text"]
    return letters.compose(body["template"], words(body.get("language", "en")), body.get("values", {}))
