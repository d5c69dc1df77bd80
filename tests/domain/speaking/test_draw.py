"""The draw: committed before the list closes, and computed again by a stranger with a shell."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.domain.speaking import draw

ROOT = Path(__file__).resolve().parents[3]
SECRET = "the secret of a draw, at least 32 characters, ä 秘密"
IDS = st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1), unique=True, max_size=8)


def recipe() -> str:
    """The shell lines that docs/speaking.md prints for strangers."""
    text = (ROOT / "docs" / "speaking.md").read_text(encoding="utf-8")
    found = re.search(r"```sh\n(# A draw.*?)```", text, re.DOTALL)
    assert found
    return found[1]


def test_a_stranger_with_sha256sum_computes_the_same_draw(tmp_path: Path) -> None:
    ids = ["fiji-gov", "été 2", "zürich", "Angola", "no-employer 1", "日本", "b:c", "fiji-emp"]
    (tmp_path / "secret.txt").write_text(SECRET + "\n", encoding="utf-8")
    (tmp_path / "list.txt").write_text("".join(f"{each}\n" for each in ids), encoding="utf-8")
    shown = subprocess.run(["sh", "-eu"], input=recipe(), cwd=tmp_path, capture_output=True, text=True, check=True)
    commitment, seed, *order = shown.stdout.splitlines()
    assert shown.stderr == ""
    assert commitment == draw.commitment(SECRET)
    assert seed == draw.seed(SECRET, ids)
    assert order == draw.drawn(ids, seed)


def test_the_recipe_is_short() -> None:
    assert len(recipe().splitlines()) <= 10


def test_the_figures_that_the_page_prints() -> None:
    """docs/speaking.md shows a draw of three: whoever follows the recipe finds these."""
    text = (ROOT / "docs" / "speaking.md").read_text(encoding="utf-8")
    secret = "0123456789abcdef0123456789abcdef"
    seed = draw.seed(secret, ["fiji", "kenya", "norway"])
    assert draw.commitment(secret)[:12] in text
    assert seed[:12] in text
    assert ", ".join(draw.drawn(["fiji", "kenya", "norway"], seed)) in text


@given(IDS, st.randoms())
def test_a_draw_depends_on_the_list_and_not_on_its_order(ids: list[str], chance: object) -> None:
    shuffled = list(ids)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    seed = draw.seed(SECRET, ids)
    assert seed == draw.seed(SECRET, shuffled)
    assert draw.drawn(ids, seed) == draw.drawn(shuffled, seed)
    assert sorted(draw.drawn(ids, seed)) == sorted(ids)


@given(IDS, st.text("abc", min_size=1))
def test_one_more_on_the_list_is_another_draw(ids: list[str], more: str) -> None:
    if more not in ids:
        assert draw.seed(SECRET, [*ids, more]) != draw.seed(SECRET, ids)


def test_neither_secret_nor_list_alone_decides() -> None:
    other = SECRET + "."
    assert draw.seed(SECRET, ["a", "b"]) != draw.seed(other, ["a", "b"])
    assert draw.commitment(SECRET) == hashlib.sha256(SECRET.encode()).hexdigest()
    assert draw.commitment(SECRET) not in draw.seed(SECRET, ["a"])


def test_another_secret_than_the_committed_is_refused() -> None:
    committed = draw.commitment(SECRET)
    draw.check(SECRET, committed)
    with pytest.raises(draw.WrongSecret):
        draw.check(SECRET + "x", committed)


@pytest.mark.parametrize("secret", ["", "x" * 31, "x" * 40 + "\n" + "y"])
def test_a_secret_that_could_be_guessed_or_split_is_refused(secret: str) -> None:
    with pytest.raises(draw.WrongSecret) as refused:
        draw.commitment(secret)
    assert refused.value.params == {"least": 32}


def test_lots_are_spread() -> None:
    """Over many seeds each of three is first about as often."""
    firsts = [draw.drawn(["a", "b", "c"], str(number))[0] for number in range(3000)]
    assert all(900 < firsts.count(each) < 1100 for each in "abc")
