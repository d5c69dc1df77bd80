"""The glossary that translators rely on: every term in every language, each with its source."""

import csv
import re
from collections import Counter
from pathlib import Path

from forum.domain.people import LANGUAGES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def terms() -> list[dict[str, str]]:
    with (DOCS / "glossary.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_term_has_a_meaning_and_a_word_in_each_language() -> None:
    columns = ["meaning", "source", *(language for language in LANGUAGES if language != "en")]
    assert [(row["term"], c) for row in terms() for c in columns if not row[c] or row[c] != row[c].strip()] == []


def test_no_term_stands_twice() -> None:
    assert [term for term, times in Counter(row["term"] for row in terms()).items() if times > 1] == []


def test_every_mark_of_a_source_is_explained() -> None:
    explained = set(re.findall(r"^\| ([A-Z]) \|", (DOCS / "glossary.md").read_text(encoding="utf-8"), re.M))
    assert {row["source"] for row in terms()} == explained


def test_words_are_written_in_the_script_of_their_language() -> None:
    scripts = {"ar": r"[؀-ۿ]", "zh": r"[一-鿿]", "ru": r"[Ѐ-ӿ]"}
    strays = [
        row["term"] for row in terms() for language, script in scripts.items() if not re.search(script, row[language])
    ]
    assert strays == []


def test_the_terms_of_the_ilo_are_those_it_prints() -> None:
    words = {row["term"]: row for row in terms()}
    assert (words["constituents"]["fr"], words["constituents"]["es"]) == ("mandants", "mandantes")
    assert words["Governing Body"]["de"] == "Verwaltungsrat"
    assert words["point of order"]["fr"] == "motion d'ordre"
    assert words["Employers' group"]["ru"] == "группа работодателей"
