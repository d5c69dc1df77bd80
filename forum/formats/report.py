"""The follow-up report of a forum: its facts laid out as a Governing Body document (GB.343/INS/3/2, paragraph 39(f)).

Header block, purpose, eight labelled lines, sections with the mark ▶, paragraphs numbered through the whole, lettered
lists, the draft decision last, annexes. What only the Office can say is marked as to be completed, never invented.
"""

from __future__ import annotations

from forum.domain.capture import LineKind
from forum.domain.people import Constituency
from forum.domain.reporting import Header, ReportData, SittingHeld
from forum.formats import report_tables
from forum.formats.document import (
    Annex,
    Block,
    Document,
    DraftDecision,
    Heading,
    Inline,
    LabelledLine,
    Masthead,
    Paragraph,
    bare,
    inline,
    with_footnote,
)
from forum.formats.report_commitments import commitments, reactions
from forum.formats.report_pen import Pen
from forum.i18n import moments, outcomes, terms
from forum.i18n.catalogues import N_, Words, words

#: The decision that asked for the Forum and for this report.
MANDATE = "GB.343/INS/3/2"


#: The code of the Institutional Section of the Governing Body.
CODE = "INS"


#: the eight labelled lines under the purpose
LABELS = {
    "objective": N_("Relevant strategic objective:"),
    "outcome": N_("Main relevant outcome:"),
    "policy": N_("Policy implications:"),
    "legal": N_("Legal implications:"),
    "financial": N_("Financial implications:"),
    "follow_up": N_("Follow-up action required:"),
    "author_unit": N_("Author unit:"),
    "related": N_("Related documents:"),
}


def build(data: ReportData, tag: str) -> Document:
    """The document tree of the report in one language; what the catalogue lacks is in English, marked."""
    pen = Pen(data=data, say=words(tag), tag=tag)
    body = [
        *_introduction(pen),
        *_participation(pen),
        *_proceedings(pen),
        *commitments(pen),
        *reactions(pen),
        *_fairness(pen),
        *_next_steps(pen),
        *_decision(pen),
        *_annexes(pen),
    ]
    title = pen.say.gettext("Report of the %(forum)s", forum=data.forum.title)
    return Document(
        title=bare(title),
        language=tag,
        masthead=_masthead(pen, data.header, title),
        blocks=(*_purpose(pen), *body),
        footnotes=tuple(pen.footnotes),
        mark=pen.say.gettext("REHEARSAL") if data.forum.is_rehearsal else "",
        subject=bare(pen.say.gettext("Follow-up report")),
        notes_heading=pen.say.gettext("Notes"),
        made_at=data.made_at,
    )


def _masthead(pen: Pen, header: Header, title: str) -> Masthead:
    say, forum = pen.say, pen.data.forum
    made = moments.long_day(moments.local_day(pen.data.made_at, forum.zone), pen.tag)
    return Masthead(
        body=header.body or say.gettext("Governing Body"),
        session=header.session or say.gettext("Session: to be completed by the Office"),
        section=header.section or say.gettext("Institutional Section"),
        code=header.code or CODE,
        dates=(
            LabelledLine(label=say.gettext("Date:"), content=inline(made)),
            LabelledLine(label=say.gettext("Original:"), content=inline(outcomes.language_name(pen.tag, pen.tag))),
        ),
        item=header.item or say.gettext("Item on the agenda: to be completed by the Office"),
        title=inline(title),
        subtitle=inline(moments.day_range(forum.first_day, forum.last_day, pen.tag)),
    )


def _purpose(pen: Pen) -> list[Block]:
    say, decision = pen.say, pen.paragraph_of["decision"]
    purpose = say.gettext(
        "This document reports on the %(forum)s: who took part, what was said, which proposals and commitments were "
        "made and how the constituents reacted to them. The Governing Body is invited to determine appropriate "
        "action in respect of the proposals arising from it (see the draft decision in paragraph %(decision)s).",
        forum=pen.data.forum.title,
        decision=decision,
    )
    return [
        Heading(level=1, content=inline(say.gettext("Purpose of the document")), id="purpose", is_marked=False),
        Paragraph(content=inline(purpose), id="purpose-text"),
        *_labelled(pen, decision),
    ]


def _labelled(pen: Pen, decision: int) -> list[LabelledLine]:
    say = pen.say
    later = say.gettext("To be completed by the Office.")
    action = say.gettext("Yes: see the draft decision in paragraph %(decision)s.", decision=decision)
    usual = {"follow_up": action, "related": MANDATE}
    return [
        LabelledLine(label=say.gettext(label), content=_line(pen, name, usual.get(name, later)))
        for name, label in LABELS.items()
    ]


def _line(pen: Pen, name: str, usual: str) -> Inline:
    """What was written for a line, in its own language; the usual words where nothing was."""
    header = pen.data.header
    written = getattr(header, name)
    return pen.own(written, header.language) if written else inline(usual)


def _introduction(pen: Pen) -> list[Block]:
    say, data = pen.say, pen.data
    convened = say.ngettext(
        "The %(forum)s was convened on %(days)s (%(city)s) with %(count)s sitting.",
        "The %(forum)s was convened on %(days)s (%(city)s) with %(count)s sittings.",
        len(data.sittings),
        forum=data.forum.title,
        days=moments.day_range(data.forum.first_day, data.forum.last_day, pen.tag),
        city=pen.city,
    )
    mandate = pen.footnote(say.gettext("%(symbol)s, paragraph 39.", symbol=MANDATE))
    made = moments.said(data.made_at, data.forum.zone, pen.city, pen.tag)
    blocks: list[Block] = [
        pen.heading(say.gettext("Introduction")),
        pen.paragraph(with_footnote(inline(convened), mandate), "introduction"),
        pen.paragraph(
            say.gettext(
                "This report was made from the record of the forum as it stood on %(moment)s. "
                "All times are those of %(city)s.",
                moment=made,
                city=pen.city,
            )
        ),
    ]
    if data.forum.is_rehearsal:
        blocks.append(
            pen.paragraph(
                say.gettext("This forum is a rehearsal: nothing in this report was said by anybody in earnest."),
                "rehearsal",
            )
        )
    return blocks


def _participation(pen: Pen) -> list[Block]:
    say, counted = pen.say, pen.data.participation
    total = say.gettext(
        "%(persons)s persons from %(states)s Member States and %(organizations)s organizations were registered: "
        "%(in_person)s in the room and %(remote)s remotely.",
        persons=moments.number(counted.total.persons, pen.tag),
        states=moments.number(counted.total.states, pen.tag),
        organizations=moments.number(counted.total.organizations, pen.tag),
        in_person=moments.number(counted.total.in_person, pen.tag),
        remote=moments.number(counted.total.remote, pen.tag),
    )
    return [
        pen.heading(say.gettext("Participation")),
        pen.paragraph(total, "participation"),
        report_tables.participation(pen.data, pen.say, by_region=False),
        *([report_tables.participation(pen.data, pen.say, by_region=True)] if counted.by_region else []),
    ]


def _proceedings(pen: Pen) -> list[Block]:
    blocks: list[Block] = [pen.heading(pen.say.gettext("Proceedings"))]
    for sitting in pen.data.sittings:
        blocks.append(Heading(level=2, content=pen.title_of(sitting), id=f"sitting-{sitting.key}"))
        blocks.append(pen.paragraph(_held(pen, sitting), f"held-{sitting.key}"))
        if sitting.statements:
            blocks.append(pen.paragraph(_heard(pen, sitting), f"heard-{sitting.key}", _by_group(pen, sitting)))
        blocks.extend(_notes(pen, sitting))
    return blocks


def _held(pen: Pen, sitting: SittingHeld) -> str:
    say, zone = pen.say, sitting.zone
    if sitting.is_cancelled:
        return say.gettext("This sitting was cancelled.")
    if sitting.opened_at and sitting.closed_at:
        when = moments.held(sitting.opened_at, sitting.closed_at, zone, pen.city, pen.tag)
        return say.gettext("The sitting was held on %(when)s.", when=when)
    if sitting.planned_start is None or sitting.planned_end is None:
        return say.gettext("This sitting has no time yet.")
    when = moments.held(sitting.planned_start, sitting.planned_end, zone, pen.city, pen.tag)
    if sitting.opened_at:
        return say.gettext("The sitting was planned for %(when)s; its floor has not been closed yet.", when=when)
    return say.gettext("The sitting was planned for %(when)s; the record holds no log of its floor.", when=when)


def _heard(pen: Pen, sitting: SittingHeld) -> str:
    seconds = sum(statement.seconds for statement in sitting.statements)
    return pen.say.ngettext(
        "%(count)s statement was made from the floor and took %(time)s.",
        "%(count)s statements were made from the floor and took %(time)s in all.",
        len(sitting.statements),
        time=moments.duration(seconds, pen.tag),
    )


def _by_group(pen: Pen, sitting: SittingHeld) -> list[Inline]:
    lines = []
    for constituency in Constituency:
        seconds = [one.seconds for one in sitting.statements if one.constituency is constituency]
        if seconds:
            lines.append(
                pen.say.ngettext(
                    "%(group)s: %(count)s statement, %(time)s",
                    "%(group)s: %(count)s statements, %(time)s",
                    len(seconds),
                    group=terms.constituency(constituency, pen.say),
                    time=moments.duration(sum(seconds), pen.tag),
                )
            )
    return [inline(line) for line in lines]


def _notes(pen: Pen, sitting: SittingHeld) -> list[Block]:
    blocks: list[Block] = []
    for note in sitting.notes:
        if note.kind is LineKind.TOPIC:
            blocks.append(pen.heading(note.text, level=3, identity=f"note-{note.id}"))
        elif note.kind is LineKind.DECISION:
            said = pen.say.gettext("It was decided: %(text)s", text=note.text)
            blocks.append(pen.paragraph(said, f"note-{note.id}"))
        elif note.kind is LineKind.SUMMARY:
            blocks.append(pen.paragraph(_attributed(pen.say, note.text, note.speaker, note.state), f"note-{note.id}"))
    return blocks


def _fairness(pen: Pen) -> list[Block]:
    say, data = pen.say, pen.data
    sentence = say.gettext(
        "The speaking time entitled and used by each constituency was as follows, points of order left out; employers "
        "and workers are entitled to the same."
    )
    blocks: list[Block] = [
        pen.heading(say.gettext("Fairness of the timetable and of the floor")),
        *([pen.paragraph(_timetable(pen), "timetable")] if data.fairness else []),
        pen.paragraph(sentence, "speaking-time"),
        report_tables.speaking_time(data, say),
    ]
    return blocks


def _timetable(pen: Pen) -> str:
    say, fair = pen.say, pen.data.fairness
    assert fair is not None
    proof = say.gettext("proven best") if fair.is_proven else say.gettext("not proven best")
    return say.gettext(
        "The sitting times were chosen by the policy “%(policy)s” (%(proof)s). The delegations worst off bear "
        "%(worst)s points of burden, the mean is %(mean)s; %(heads)s persons sit at least a minute in the dearest "
        "hours; Jain’s index is %(jain)s.",
        policy=say.gettext(terms.POLICY_NAMES[fair.policy]),
        proof=proof,
        worst=moments.number(fair.worst, pen.tag),
        mean=moments.number(round(fair.mean, 1), pen.tag),
        heads=moments.number(fair.heads_in_dearest_band, pen.tag),
        jain=moments.number(round(fair.jain, 3), pen.tag),
    )


def _next_steps(pen: Pen) -> list[Block]:
    say = pen.say
    actions = [note for sitting in pen.data.sittings for note in sitting.notes if note.kind is LineKind.ACTION]
    if not actions:
        sentence = say.gettext("No action was recorded beside the commitments above.")
        return [pen.heading(say.gettext("Next steps")), pen.paragraph(sentence, "next-steps")]
    lines = [inline(_attributed(pen.say, note.text, note.speaker, note.state)) for note in actions]
    sentence = say.gettext("The following actions were recorded:")
    return [pen.heading(say.gettext("Next steps")), pen.paragraph(sentence, "next-steps", lines)]


def _decision(pen: Pen) -> list[Block]:
    say = pen.say
    opening = say.gettext(
        "The Governing Body took note of the proceedings of the %(forum)s, including the related commitments, and "
        "requested the Director-General to:",
        forum=pen.data.forum.title,
    )
    requests = (
        say.gettext("take its guidance into account in giving effect to the proposals in this document;"),
        say.gettext("invite the organizations that have not yet confirmed their commitments to do so;"),
        say.gettext("report to it on the progress made."),
    )
    items = [inline(text, is_bold=True) for text in requests]
    paragraph = pen.paragraph(inline(opening, is_bold=True), "decision", items)
    return [pen.heading(say.gettext("Draft decision")), DraftDecision(paragraph=paragraph)]


def _annexes(pen: Pen) -> list[Block]:
    say, data = pen.say, pen.data
    tables = [
        (say.gettext("Annex I: Programme as held"), report_tables.programme(data, say, pen.city)),
        (say.gettext("Annex II: Speakers from the floor"), report_tables.speakers(data, say, pen.city)),
        (say.gettext("Annex III: Register of commitments"), report_tables.register(data, say, pen.paragraph_of)),
    ]
    return [Annex(title=inline(title), blocks=(table,)) for title, table in tables]


def _attributed(say: Words, text: str, speaker: str, state: str | None) -> str:
    if not speaker:
        return text
    return say.gettext("%(speaker)s: %(text)s", speaker=outcomes.speaker(speaker, state, say), text=text)
