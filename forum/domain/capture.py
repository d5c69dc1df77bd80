"""The rapporteur's line: one line of text in, a parsed line out, and back. Parse and print are inverse.

    c joint @imf+@ilo: text #social-protection sdg1.3 due:2023 usd:5m      commitment
    r C-003 + workers: text                                                reaction: + ~ - ? & (C-003 may be left out)
    d: text                                                                decision
    a @ilo: text due:2023-06                                               action
    t next topic                                                           topic
    s/old/new/                                                             correction of one's last line
    anything else                                                          summary

The codes are Latin letters in every language of the interface; the colon may be a full-width one. Tokens are read from
the end of the text backwards, so that a sentence stays whole; what is not known stays text. "@@" marks a gap.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from forum.domain.commitments import Kind, Party, Stance
from forum.domain.dues import NO_DUE, Due, parse_due
from forum.domain.people import Constituency
from forum.domain.refusals import Refusal

#: The mark of something missed.
GAP = "@@"


class LineKind(enum.StrEnum):
    """What a line is."""

    COMMITMENT = "commitment"
    REACTION = "reaction"
    DECISION = "decision"
    ACTION = "action"
    TOPIC = "topic"
    CORRECTION = "correction"
    SUMMARY = "summary"


KINDS = {
    "joint": Kind.JOINT_ACTION,
    "arrangement": Kind.ARRANGEMENT,
    "policy": Kind.POLICY,
    "finance": Kind.FINANCIAL,
    "technical": Kind.TECHNICAL,
    "research": Kind.RESEARCH,
    "support": Kind.SUPPORT,
    "option": Kind.OPTION,
}
STANCES = {
    "+": Stance.SUPPORTS,
    "~": Stance.CONDITION,
    "-": Stance.RESERVES,
    "?": Stance.ASKS,
    "&": Stance.PROPOSES,
}
GROUPS = {
    "governments": Constituency.GOVERNMENT,
    "employers": Constituency.EMPLOYER,
    "workers": Constituency.WORKER,
    "organizations": Constituency.ORGANIZATION,
}
CURRENCIES = ("usd", "eur", "chf", "gbp", "jpy", "cny", "cad", "aud", "sek", "nok", "dkk", "krw", "qar", "xdr")
_MULTIPLES = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9}
_SHORT = {"g": "governments", "e": "employers", "w": "workers", "o": "organizations"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A parsed line; `lead` and `partners` are handles, not yet looked up."""

    kind: LineKind
    text: str = ""
    commitment_kind: Kind | None = None
    lead: str = ""
    partners: tuple[str, ...] = ()
    theme: str = ""
    due: Due = NO_DUE
    amount: int | None = None
    currency: str = ""
    sdgs: tuple[str, ...] = ()
    stance: Stance | None = None
    constituency: Constituency | None = None
    target: str = ""
    old: str = ""
    new: str = ""

    @property
    def has_gap(self) -> bool:
        """Whether something was missed and is to be filled in later."""
        return GAP in self.text


@dataclass(frozen=True, kw_only=True, slots=True)
class Heard:
    """Who had the floor at a moment: the turn by its key in the floor's log, the person, since when.

    A walk-in who is not on the roster stands by the id of a text (`walk_in_id`). `opened_at` is when the floor
    of the sitting opened; everything is None where nobody had the floor.
    """

    turn: int | None = None
    person_id: int | None = None
    walk_in_id: int | None = None
    capacity: Constituency | None = None
    started_at: datetime | None = None
    opened_at: datetime | None = None


def seconds_since(start: datetime | None, at: datetime | None) -> int | None:
    """Whole seconds from start to moment; None where one of them is missing or the start lies ahead."""
    if start is None or at is None or at < start:
        return None
    return int((at - start).total_seconds())


@dataclass(frozen=True, kw_only=True, slots=True)
class Logged:
    """A saved line as the log shows it; `unknown` are the handles and themes that stayed text."""

    id: int
    client_id: str
    line: str
    kind: LineKind
    at: datetime
    speaker: str = ""
    speaker_state: str | None = None
    author: str = ""
    commitment: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """A line with its handles looked up; what was not found went back into the text."""

    line: Line
    lead: Party | None = None
    partners: tuple[Party, ...] = ()
    unknown: tuple[str, ...] = ()


def resolve(line: Line, parties: Mapping[str, Sequence[Party]], themes: Collection[str]) -> Resolved:
    """Look up handles and theme; a handle that nobody or more than one answers to stays text, and so does a theme."""
    handles = [handle for handle in (line.lead, *line.partners) if handle]
    known = {handle: parties[handle][0] for handle in handles if len(parties.get(handle, ())) == 1}
    unknown = tuple(f"@{handle}" for handle in handles if handle not in known)
    lost_theme = (f"#{line.theme}",) if line.theme and line.theme not in themes else ()
    text = " ".join((*unknown, *([line.text] if line.text else []), *lost_theme))
    lead = known.get(line.lead)
    partners = dict.fromkeys(known[handle] for handle in line.partners if handle in known)
    return Resolved(
        line=replace(line, text=text, theme="" if lost_theme else line.theme),
        lead=lead,
        partners=tuple(partner for partner in partners if partner != lead),
        unknown=(*unknown, *lost_theme),
    )


_HANDLES = r"@[A-Za-z0-9._-]+(?:\+@[A-Za-z0-9._-]+)*"
_COMMITMENT = re.compile(rf"c(?: (?P<kind>{'|'.join(KINDS)}))?(?: (?P<handles>{_HANDLES}))? ?[:：] ?(?P<text>.*)")
_REACTION = re.compile(
    r"r(?: (?P<target>C-[0-9]{1,9}))? (?P<stance>[+~?&−–-]) ?"
    rf"(?P<group>{'|'.join(GROUPS)}|[gewo]) ?[:：] ?(?P<text>.*)",
    re.IGNORECASE,
)
_ACTION = re.compile(rf"a(?: (?P<handles>{_HANDLES}))? ?[:：] ?(?P<text>.*)")
_DECISION = re.compile(r"d ?[:：] ?(?P<text>.*)")
_TOPIC = re.compile(r"t (?P<text>.+)")
_CORRECTION = re.compile(r"s/(?P<old>[^/]+)/(?P<new>[^/]*)/?")

_THEME = re.compile(r"#(?P<theme>[A-Za-z0-9_-]+)")
_SDG = re.compile(r"sdg(?P<goal>[1-9]|1[0-7])(?P<target>\.(?:[1-9][0-9]?|[a-d]))?", re.IGNORECASE)
_MONEY = re.compile(
    rf"(?P<currency>{'|'.join(CURRENCIES)}):(?P<whole>[0-9]{{1,15}})(?:\.(?P<part>[0-9]{{1,9}}))?(?P<multiple>k|m|bn)?",
    re.IGNORECASE,
)


def parse(text: str) -> Line:
    """The line that `text` says; never refuses, because what is not understood is a summary."""
    plain = " ".join(text.split())
    for pattern, read in _READERS:
        found = pattern.fullmatch(plain)
        if found is not None:
            return read(found)
    return Line(kind=LineKind.SUMMARY, text=plain)


def _read_commitment(found: re.Match[str]) -> Line:
    lead, partners = _handles(found["handles"])
    kind = KINDS[found["kind"]] if found["kind"] else None
    line = Line(kind=LineKind.COMMITMENT, commitment_kind=kind, lead=lead, partners=partners)
    return _with_tokens(line, found["text"])


def _read_action(found: re.Match[str]) -> Line:
    lead, partners = _handles(found["handles"])
    return _with_tokens(Line(kind=LineKind.ACTION, lead=lead, partners=partners), found["text"])


def _read_reaction(found: re.Match[str]) -> Line:
    group = found["group"].lower()
    return Line(
        kind=LineKind.REACTION,
        target=(found["target"] or "").upper(),
        stance=STANCES[found["stance"].replace("−", "-").replace("–", "-")],
        constituency=GROUPS[_SHORT.get(group, group)],
        text=found["text"],
    )


def _read_text(kind: LineKind) -> Callable[[re.Match[str]], Line]:
    return lambda found: Line(kind=kind, text=found["text"])


def _read_correction(found: re.Match[str]) -> Line:
    return Line(kind=LineKind.CORRECTION, old=found["old"], new=found["new"])


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Line]], ...] = (
    (_COMMITMENT, _read_commitment),
    (_REACTION, _read_reaction),
    (_ACTION, _read_action),
    (_DECISION, _read_text(LineKind.DECISION)),
    (_TOPIC, _read_text(LineKind.TOPIC)),
    (_CORRECTION, _read_correction),
)


def _handles(found: str | None) -> tuple[str, tuple[str, ...]]:
    if not found:
        return "", ()
    lead, *partners = (handle[1:].lower() for handle in found.split("+"))
    return lead, tuple(dict.fromkeys(partner for partner in partners if partner != lead))


def _with_tokens(line: Line, text: str) -> Line:
    """Take known tokens off the end of the text; a second one of the same sort ends the taking."""
    words = text.split(" ") if text else []
    while words:
        taken = _take(line, words[-1])
        if taken is None:
            break
        line = taken
        words.pop()
    return replace(line, text=" ".join(words))


def _take(line: Line, word: str) -> Line | None:
    for token in (_take_theme, _take_due, _take_sdg, _take_money):
        taken = token(line, word)
        if taken is not None:
            return taken
    return None


def _take_theme(line: Line, word: str) -> Line | None:
    found = _THEME.fullmatch(word)
    return replace(line, theme=found["theme"].lower()) if found and not line.theme else None


def _take_due(line: Line, word: str) -> Line | None:
    if not word.lower().startswith("due:") or len(word) == len("due:") or line.due.on:
        return None
    try:
        return replace(line, due=parse_due(word[len("due:") :]))
    except Refusal:
        return None


def _take_sdg(line: Line, word: str) -> Line | None:
    found = _SDG.fullmatch(word)
    code = f"{found['goal']}{(found['target'] or '').lower()}" if found else ""
    return replace(line, sdgs=(code, *line.sdgs)) if found and code not in line.sdgs else None


def _take_money(line: Line, word: str) -> Line | None:
    found = _MONEY.fullmatch(word)
    if found is None or line.currency:
        return None
    part = found["part"] or ""
    scaled = int(found["whole"] + part) * _MULTIPLES[(found["multiple"] or "").lower()]
    amount, rest = divmod(scaled, 10 ** len(part))
    return None if rest else replace(line, amount=amount, currency=found["currency"].upper())


def show(line: Line) -> str:
    """The line as it would be typed; `parse` reads it back unchanged."""
    return " ".join(piece for piece in _SHOWN[line.kind](line) if piece)


def _show_commitment(line: Line) -> tuple[str, ...]:
    kind = next((code for code, kind in KINDS.items() if kind is line.commitment_kind), "")
    head = " ".join(piece for piece in ("c", kind, _shown_handles(line)) if piece)
    return (f"{head}:", line.text, *_shown_tokens(line))


def _show_action(line: Line) -> tuple[str, ...]:
    head = " ".join(piece for piece in ("a", _shown_handles(line)) if piece)
    return (f"{head}:", line.text, *_shown_tokens(line))


def _show_reaction(line: Line) -> tuple[str, ...]:
    stance = next((code for code, stance in STANCES.items() if stance is line.stance), "")
    group = next((code for code, group in GROUPS.items() if group is line.constituency), "")
    return ("r", line.target, stance, f"{group}:", line.text)


_SHOWN: dict[LineKind, Callable[[Line], tuple[str, ...]]] = {
    LineKind.COMMITMENT: _show_commitment,
    LineKind.ACTION: _show_action,
    LineKind.REACTION: _show_reaction,
    LineKind.DECISION: lambda line: ("d:", line.text),
    LineKind.TOPIC: lambda line: ("t", line.text),
    LineKind.CORRECTION: lambda line: (f"s/{line.old}/{line.new}/",),
    LineKind.SUMMARY: lambda line: (line.text,),
}


def _shown_handles(line: Line) -> str:
    return "+".join(f"@{handle}" for handle in (line.lead, *line.partners) if handle)


def _shown_tokens(line: Line) -> tuple[str, ...]:
    return (
        f"#{line.theme}" if line.theme else "",
        *(f"sdg{code}" for code in line.sdgs),
        f"due:{line.due.code}" if line.due.on else "",
        f"{line.currency.lower()}:{_shown_amount(line.amount or 0)}" if line.currency else "",
    )


def _shown_amount(amount: int) -> str:
    for multiple in ("bn", "m", "k"):
        if amount and amount % _MULTIPLES[multiple] == 0:
            return f"{amount // _MULTIPLES[multiple]}{multiple}"
    return str(amount)
