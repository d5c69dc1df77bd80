"""The rapporteur's line: parse and print are inverse, what is not known stays text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forum.domain.capture import CURRENCIES, GROUPS, KINDS, Line, LineKind, parse, resolve, seconds_since, show
from forum.domain.commitments import Kind, Party, Stance
from forum.domain.dues import NO_DUE, parse_due
from forum.domain.people import Constituency

HANDLES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
TEXTS = st.lists(st.sampled_from(["we", "shall", "double", "aid,", "给", "دعم", "@@", "(a)"]), max_size=6).map(" ".join)
DUES = st.sampled_from(["2023", "2023-Q2", "2024-02", "2024-02-03"]).map(parse_due) | st.just(NO_DUE)
SDGS = st.lists(st.sampled_from(["1", "1.3", "8", "8.a", "17", "8.10"]), unique=True, max_size=3).map(tuple)


@st.composite
def promises(draw: st.DrawFn) -> Line:
    kind = draw(st.sampled_from([LineKind.COMMITMENT, LineKind.ACTION]))
    lead, *partners = draw(st.lists(HANDLES, unique=True, max_size=3)) or [""]
    currency = draw(st.sampled_from(["", *CURRENCIES])).upper()
    return Line(
        kind=kind,
        commitment_kind=draw(st.sampled_from([None, *KINDS.values()])) if kind is LineKind.COMMITMENT else None,
        lead=lead,
        partners=tuple(partners),
        text=draw(TEXTS),
        theme=draw(HANDLES | st.just("")),
        due=draw(DUES),
        amount=draw(st.integers(0, 10**15)) if currency else None,
        currency=currency,
        sdgs=draw(SDGS),
    )


REACTIONS = st.builds(
    Line,
    kind=st.just(LineKind.REACTION),
    target=st.sampled_from(["", "C-003", "C-1204"]),
    stance=st.sampled_from(Stance),
    constituency=st.sampled_from(list(GROUPS.values())),
    text=TEXTS,
)


@given(promises() | REACTIONS)
def test_what_is_printed_is_read_back(line: Line) -> None:
    assert parse(show(line)) == line


@given(st.text() | st.from_regex(r"[crdats/:@+ #~?&-]{1,6}(joint|workers|C-1|usd:5m|due:2023|sdg1)?.*"))
@example("c joint @imf+@ilo: text #social-protection sdg1.3 due:2023 usd:5m")
@example("c: usd:1.5m usd:2m")
@example("c：#a #b")
@example("s/a//")
@example("r C-00000 − w: x")
def test_reading_is_stable(text: str) -> None:
    line = parse(text)
    assert parse(show(line)) == line


def test_the_example_of_the_card() -> None:
    line = parse("c joint @IMF+@ilo: Double the floor #Social-Protection sdg1.3 due:2023 usd:5m")
    assert line == Line(
        kind=LineKind.COMMITMENT,
        commitment_kind=Kind.JOINT_ACTION,
        lead="imf",
        partners=("ilo",),
        text="Double the floor",
        theme="social-protection",
        sdgs=("1.3",),
        due=parse_due("2023"),
        amount=5_000_000,
        currency="USD",
    )
    assert show(line) == "c joint @imf+@ilo: Double the floor #social-protection sdg1.3 due:2023 usd:5m"


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("d: The Forum took note", LineKind.DECISION, "The Forum took note"),
        ("t Just transition", LineKind.TOPIC, "Just transition"),
        ("a global accelerator was named", LineKind.SUMMARY, "a global accelerator was named"),
        ("a partir de 2023: más", LineKind.SUMMARY, "a partir de 2023: más"),
        ("c'est dit: oui", LineKind.SUMMARY, "c'est dit: oui"),
        ("", LineKind.SUMMARY, ""),
        ("c joint：支持", LineKind.COMMITMENT, "支持"),
        ("a @ilo: report back due:2023-06", LineKind.ACTION, "report back"),
    ],
)
def test_the_first_token_sets_the_kind(text: str, kind: LineKind, rest: str) -> None:
    line = parse(text)
    assert (line.kind, line.text) == (kind, rest)


@pytest.mark.parametrize(
    ("text", "stance", "constituency"),
    [
        ("r + workers: yes", Stance.SUPPORTS, Constituency.WORKER),
        ("r ~ e: yes", Stance.CONDITION, Constituency.EMPLOYER),
        ("r − governments: no", Stance.RESERVES, Constituency.GOVERNMENT),
        ("r ? g: how", Stance.ASKS, Constituency.GOVERNMENT),
        ("r & O: add", Stance.PROPOSES, Constituency.ORGANIZATION),
    ],
)
def test_reactions(text: str, stance: Stance, constituency: Constituency) -> None:
    line = parse(text)
    assert (line.kind, line.stance, line.constituency) == (LineKind.REACTION, stance, constituency)


@pytest.mark.parametrize(
    "text",
    ["grow by sdg99", "pay usd:1.0000000001", "see due:", "see due:soon", "wait xyz:5m", "sdg1.3 comes first", "go #"],
)
def test_what_is_not_known_stays_text(text: str) -> None:
    assert parse(f"c: {text}").text == text


def test_a_second_token_of_a_sort_stays_text() -> None:
    line = parse("c: x due:2022 #a sdg1 usd:1k usd:2.5k sdg1 #b due:2023")
    assert line.text == "x due:2022 #a sdg1 usd:1k"
    assert (line.due.code, line.theme, line.sdgs, line.amount) == ("2023", "b", ("1",), 2500)


def test_the_lead_is_not_a_partner_and_no_partner_stands_twice() -> None:
    line = parse("c @ilo+@imf+@ILO+@imf: x")
    assert (line.lead, line.partners) == ("ilo", ("imf",))


def test_a_correction_and_a_gap() -> None:
    assert parse("s/ten/twenty/") == parse("s/ten/twenty")
    assert parse("s/ten/twenty/") == Line(kind=LineKind.CORRECTION, old="ten", new="twenty")
    assert parse("c: raise @@ per cent").has_gap
    assert not parse("c: raise it").has_gap


A, B = Party(key="example-a"), Party(key="example-b")
PARTIES = {"example-a": [A], "exa": [A], "example-b": [B], "adb": [A, B]}


def test_handles_and_theme_are_looked_up() -> None:
    found = resolve(parse("c @exa+@example-b+@example-a: text #theme-1"), PARTIES, {"theme-1"})
    assert (found.lead, found.partners, found.line.theme, found.unknown) == (A, (B,), "theme-1", ())


def test_what_nobody_or_more_than_one_answers_to_stays_text() -> None:
    found = resolve(parse("c @adb+@nobody+@exa: text #theme-9"), PARTIES, {"theme-1"})
    assert (found.lead, found.partners) == (None, (A,))
    assert found.line.text == "@adb @nobody text #theme-9"
    assert found.unknown == ("@adb", "@nobody", "#theme-9")
    assert found.line.theme == ""


def test_a_line_without_text_stays_without() -> None:
    assert resolve(parse("c @exa:"), PARTIES, ()).line.text == ""


def test_seconds_count_from_a_start_that_was() -> None:
    start = datetime(2022, 2, 22, 12, tzinfo=UTC)
    assert seconds_since(start, start + timedelta(seconds=61, milliseconds=900)) == 61
    assert seconds_since(start, start - timedelta(milliseconds=1)) is None
    assert seconds_since(None, start) is None
    assert seconds_since(start, None) is None
