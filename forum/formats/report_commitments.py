"""The part of the report on commitments: one numbered paragraph each, the reactions lettered beneath."""

from __future__ import annotations

from collections.abc import Iterable

from forum.domain.commitments import Commitment, Fact, facts
from forum.formats import report_tables
from forum.formats.document import Block, Inline, Paragraph, Run, inline, woven
from forum.formats.report_pen import Pen
from forum.i18n import moments, outcomes, terms


def commitments(pen: Pen) -> list[Block]:
    say, data = pen.say, pen.data
    total = len(data.agreed) + len(data.unconfirmed) + len(data.without_text)
    intro = say.ngettext(
        "The register of the forum holds %(total)s entry: %(agreed)s confirmed by the organization itself, "
        "%(captured)s captured and not confirmed, %(without)s whose text is still needed. Silence is not taken for "
        "confirmation.",
        "The register of the forum holds %(total)s entries: %(agreed)s confirmed by the organizations themselves, "
        "%(captured)s captured and not confirmed, %(without)s whose text is still needed. Silence is not taken for "
        "confirmation.",
        total,
        total=moments.number(total, pen.tag),
        agreed=moments.number(len(data.agreed), pen.tag),
        captured=moments.number(len(data.unconfirmed), pen.tag),
        without=moments.number(len(data.without_text), pen.tag),
    )
    blocks: list[Block] = [pen.heading(say.gettext("Proposals and commitments")), pen.paragraph(intro, "register")]
    blocks += _group(pen, say.gettext("Confirmed by the organizations"), data.agreed)
    blocks += _group(pen, say.gettext("Captured, not yet confirmed"), data.unconfirmed)
    if data.without_text:
        blocks.append(pen.heading(say.gettext("Text still needed"), level=2))
        leads = [_lead_line(pen, one) for one in data.without_text]
        sentence = say.gettext(
            "Published sources name these commitments and statements of support without giving their text:"
        )
        blocks.append(pen.paragraph(sentence, "without-text", leads))
    return blocks


def _group(pen: Pen, title: str, entries: Iterable[Commitment]) -> list[Block]:
    paragraphs = [commitment_paragraph(pen, one) for one in entries]
    return [pen.heading(title, level=2), *paragraphs] if paragraphs else []


def _lead_line(pen: Pen, one: Commitment) -> Inline:
    return inline(
        pen.say.gettext(
            "%(lead)s: %(kind)s (%(key)s)",
            lead=outcomes.party(one.lead, pen.say),
            kind=outcomes.name("commitment", one.kind, pen.say),
            key=moments.isolate(one.key),
        )
    )


def commitment_paragraph(pen: Pen, one: Commitment) -> Paragraph:
    """A commitment: lead, words as spoken, terms, source (speaker, sitting, time), state; reactions lettered below."""
    content = woven(
        pen.say.pgettext("commitment", "%(lead)s: %(text)s %(terms)s"),
        lead=(Run(text=outcomes.party(one.lead, pen.say), is_bold=True),),
        text=pen.own(one.text, one.language),
        terms=inline(_terms(pen, one)),
    )
    return pen.paragraph(content, one.key, [_reaction(pen, one, place) for place in range(len(one.reactions))])


def _terms(pen: Pen, one: Commitment) -> str:
    say = pen.say
    parts = [outcomes.name("commitment", one.kind, say)]
    if one.partners:
        names = moments.listed([outcomes.party(partner, say) for partner in one.partners], pen.tag)
        parts.append(say.gettext("with %(partners)s", partners=names))
    if one.due.on:
        parts.append(outcomes.due(one.due, say))
    if one.amount is not None:
        parts.append(outcomes.money(one.amount, one.currency, say))
    open_facts = [fact for fact in facts(one) if fact is not Fact.TEXT_NEEDED]
    parts.extend(outcomes.name("fact", fact, say) for fact in open_facts)
    return say.gettext(
        "[%(key)s: %(terms)s. %(source)s]",
        key=moments.isolate(one.key),
        terms=moments.parted(parts, pen.tag),
        source=_source(pen, one),
    )


def _source(pen: Pen, one: Commitment) -> str:
    say, source = pen.say, one.source
    if source.at is None:
        return say.gettext("Source: %(citation)s.", citation=source.citation or say.gettext("not stated"))
    at = moments.said(source.at, pen.data.forum.zone, pen.city, pen.tag)
    if not source.speaker:
        return say.gettext("Said at “%(sitting)s”, %(at)s.", sitting=source.sitting_title, at=at)
    speaker = outcomes.speaker(source.speaker, source.speaker_state, say)
    return say.gettext(
        "Said by %(speaker)s at “%(sitting)s”, %(at)s.", speaker=speaker, sitting=source.sitting_title, at=at
    )


def _reaction(pen: Pen, one: Commitment, place: int) -> Inline:
    reaction = one.reactions[place]
    group = terms.constituency(reaction.constituency, pen.say)
    stance = outcomes.name("stance", reaction.stance, pen.say)
    if not reaction.text:
        return inline(pen.say.gettext("%(group)s: %(stance)s", group=group, stance=stance))
    said = pen.say.gettext("%(group)s: %(stance)s. %(text)s", group=group, stance=stance, text=reaction.text)
    return inline(said)


def reactions(pen: Pen) -> list[Block]:
    say = pen.say
    entries = [one for one in (*pen.data.agreed, *pen.data.unconfirmed) if one.reactions]
    if not entries:
        sentence = say.gettext("No reaction of a constituency to a commitment was recorded.")
        return [pen.heading(say.gettext("Reactions of the groups")), pen.paragraph(sentence, "reactions")]
    where = moments.listed([str(pen.paragraph_of[one.key]) for one in entries], pen.tag)
    sentence = say.ngettext(
        "The groups reacted to the commitment in paragraph %(paragraphs)s, as recorded there.",
        "The groups reacted to the commitments in paragraphs %(paragraphs)s, as recorded there.",
        len(entries),
        paragraphs=where,
    )
    return [
        pen.heading(say.gettext("Reactions of the groups")),
        pen.paragraph(sentence, "reactions"),
        report_tables.stances(pen.data, pen.say),
    ]
