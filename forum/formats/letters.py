"""A letter about a change as a message (RFC 6047): text, HTML and calendar object, and the object again as a file."""

from __future__ import annotations

import hashlib
import hmac
import re
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape

from forum.domain.letters import Addressed, Bundle
from forum.formats import itip
from forum.formats.itip import Office
from forum.i18n import invitations
from forum.i18n.catalogues import words
from forum.i18n.invitations import Said
from forum.i18n.locales import language

#: characters of an identifier's seal: nobody can name a letter that was not sent to them
SEAL_LENGTH = 20
_MESSAGE_ID = re.compile(r"<letter-(\d+)-(\d+)-([0-9a-f]{20})@[^<>@\s]+>")

#: no picture, no script, nothing fetched from elsewhere; both themes
STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 24px 16px; background: #ffffff; color: #1c1f2e;
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", sans-serif; }
main { max-width: 34em; margin: 0 auto; }
h1 { font-size: 22px; line-height: 1.3; margin: 0 0 4px; }
dl { margin: 20px 0; border-top: 1px solid #c9ccd8; }
dt { color: #565b70; font-size: 14px; padding-top: 10px; }
dd { margin: 0; padding-bottom: 10px; border-bottom: 1px solid #c9ccd8; font-variant-numeric: tabular-nums; }
a { color: #26316b; }
.first { font-weight: 600; }
.foot { color: #565b70; font-size: 14px; margin-top: 28px; }
@media (prefers-color-scheme: dark) {
  body { background: #12141f; color: #e6e8f2; }
  dt, .foot { color: #a8adc2; }
  dl, dd { border-color: #3a3f55; }
  a { color: #aab6ff; }
}
"""


def message(bundle: Bundle, addressed: Addressed, *, base_url: str, office: Office, secret: str) -> EmailMessage:
    """The message of one letter: the same bytes' worth at every attempt, under the same Message-ID.

    A line break in an address is refused by the mail package (`ValueError`).
    """
    said = invitations.letter(bundle, addressed, base_url)
    calendar = itip.invitation(bundle, addressed, base_url=base_url, office=office)
    letter = _headed(bundle, addressed, said, office, secret)
    _add_text(letter, plain(said), "plain")
    _add_text(letter, html(said), "html")
    letter.add_alternative(
        calendar.decode(), subtype="calendar", cte="base64", params={"method": addressed.letter.method.value}
    )
    letter.add_attachment(calendar, maintype="application", subtype="ics", filename="invitation.ics")
    letter["Content-Language"] = said.tag  # of the whole: set earlier it would move into the first part
    return letter


def _headed(bundle: Bundle, addressed: Addressed, said: Said, office: Office, secret: str) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(_clean(bundle.forum.title), addr_spec=office.sender)
    letter["To"] = addressed.letter.address
    if office.replies != office.sender:
        letter["Reply-To"] = office.replies
    letter["Subject"] = _clean(said.subject)
    letter["Date"] = format_datetime(bundle.at)
    domain = office.sender.rpartition("@")[2] or "localhost"
    letter["Message-ID"] = message_id(addressed.letter.notice_id, addressed.person.id, secret, domain)
    letter["Auto-Submitted"] = "auto-generated"
    letter["List-Unsubscribe"] = f"<{said.preference}>"
    return letter


def _clean(text: str) -> str:
    """One printable line: a title is anybody's text.

    "=?" begins an encoded word (RFC 2047), which mail programs and Python's own package decode, hidden line ends and
    all: a title could add a `Bcc` to the letter.
    """
    return " ".join("".join(each if each.isprintable() else " " for each in text).split()).replace("=?", "= ?")


def _add_text(letter: EmailMessage, text: str, subtype: str) -> None:
    """Quoted-printable for what is mostly Latin, base64 for the rest: both keep lines short."""
    is_latin = sum(each < "\x80" for each in text) * 2 > len(text)
    encoding = "quoted-printable" if is_latin else "base64"
    if subtype == "plain":
        letter.set_content(text, cte=encoding)
    else:
        letter.add_alternative(text, subtype=subtype, cte=encoding)


def message_id(notice_id: int, person_id: int, secret: str, domain: str) -> str:
    """The identifier of a letter: stable over attempts, and not to be guessed."""
    return f"<letter-{notice_id}-{person_id}-{_seal(notice_id, person_id, secret)}@{domain}>"


def _seal(notice_id: int, person_id: int, secret: str) -> str:
    named = f"letter {notice_id} {person_id}".encode()
    return hmac.new(secret.encode(), named, hashlib.sha256).hexdigest()[:SEAL_LENGTH]


def letter_named(text: str, secret: str) -> tuple[int, int] | None:
    """(notice, person) of the first identifier of ours in a text whose seal is right."""
    for found in _MESSAGE_ID.finditer(text):
        notice_id, person_id = int(found[1]), int(found[2])
        if hmac.compare_digest(found[3], _seal(notice_id, person_id, secret)):
            return notice_id, person_id
    return None


def plain(said: Said) -> str:
    """The letter without marks."""
    say = words(said.tag)
    facts = "\n".join(say.gettext("%(name)s: %(value)s", name=name, value=value) for name, value in said.facts)
    links = "\n\n".join(f"{name}\n{address}" for name, address in said.links)
    choose = say.gettext("Choose which letters you get")
    return f"{said.heading}\n{said.sentence}\n\n{facts}\n\n{links}\n\n-- \n{said.foot}\n{choose}\n{said.preference}\n"


def html(said: Said) -> str:
    """The letter with marks, in its own direction."""
    choose = words(said.tag).gettext("Choose which letters you get")
    sentences = "\n".join(f"<p>{escape(line)}</p>" for line in said.sentence.splitlines())
    facts = "".join(f"<dt>{escape(name)}</dt>\n<dd>{escape(value)}</dd>\n" for name, value in said.facts)
    links = "\n".join(
        f'<p{" class=first" if nth == 0 else ""}><a href="{escape(address)}">{escape(name)}</a></p>'
        for nth, (name, address) in enumerate(said.links)
    )
    return f"""<!doctype html>
<html lang="{said.tag}" dir="{language(said.tag).direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{escape(said.subject)}</title>
<style>{STYLE}</style></head>
<body><main>
<h1><bdi lang="{escape(said.heading_language)}">{escape(said.heading)}</bdi></h1>
{sentences}
<dl>
{facts}</dl>
{links}
<p class="foot">{escape(said.foot)} <a href="{escape(said.preference)}">{escape(choose)}</a></p>
</main></body></html>
"""


def returned(raw: bytes, secret: str) -> tuple[int, int, str] | None:
    """(notice, person, what the server said) of a letter of ours that a message says was not delivered (RFC 3464).

    None for anything else: a delay, a receipt, somebody's note, a letter that we did not write.
    """
    report = message_from_bytes(raw)
    if report.get_content_type() != "multipart/report":
        return None
    status = next((each for each in report.walk() if each.get_content_type() == "message/delivery-status"), None)
    blocks = status.get_payload() if status else []
    fields = [each for each in blocks if isinstance(each, Message) and "Action" in each]
    failed = [each for each in fields if str(each["Action"]).strip().casefold() == "failed"]
    named = letter_named(raw.decode("ascii", "replace"), secret)
    if not failed or named is None:
        return None
    return *named, str(failed[0].get("Diagnostic-Code") or failed[0].get("Status") or "")


def office_of(sender: str, replies: str) -> Office:
    """Who writes, from the settings: "Secretariat <forum@example.org>" or the address alone."""
    address = parseaddr(sender)[1] or sender
    return Office(sender=address, replies=parseaddr(replies)[1] or address)
