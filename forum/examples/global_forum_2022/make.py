"""Derives the roster and the planning request of 2022 from the list of Member States, so that nobody edits 800 rows.

`python -m forum.examples.global_forum_2022.make DIR` writes both into DIR; a test holds the shipped files to them.
"""

import csv
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from forum.examples.global_forum_2022 import text

Row = dict[str, str]

COLUMNS = (
    "id", "name", "function", "constituency", "state", "organization", "region", "groups", "role", "zone", "language",
    "mode", "email",
)  # fmt: skip

#: id of the delegate, name by function, function, constituency: two for the government, one each for the others
SEATS = (
    ("gov-1", "Government delegate, {state} (1)", "Government delegate", "government"),
    ("gov-2", "Government delegate, {state} (2)", "Government delegate", "government"),
    ("emp", "Employers' delegate, {state}", "Employers' delegate", "employer"),
    ("work", "Workers' delegate, {state}", "Workers' delegate", "worker"),
)

#: rows of the planning request: id, constituency, heads
BENCHES = (("gov", "government", 2), ("emp", "employer", 1), ("work", "worker", 1))

THEMES = ("theme-1", "theme-2", "theme-3", "theme-4")
BANDS = [
    ["00:00", "06:00", 6], ["06:00", "07:00", 3], ["07:00", "09:00", 1], ["09:00", "18:00", 0],
    ["18:00", "21:00", 1], ["21:00", "23:00", 3], ["23:00", "24:00", 6],
]  # fmt: skip


def table(name: str) -> list[Row]:
    """The rows of one of the example's CSV files."""
    return list(csv.DictReader(io.StringIO(text(name))))


def _accounts() -> dict[str, str]:
    """Person to demonstration account: the inverse of `accounts` in forum.json."""
    return {person: account for account, person in json.loads(text("forum.json"))["accounts"].items()}


def _delegation(state: Row, language: str, accounts: dict[str, str]) -> Iterator[Row]:
    for seat, name, function, constituency in SEATS:
        person = f"{state['iso2']}-{seat}"
        yield {
            "id": person,
            "name": name.format(state=state["name"]),
            "function": function,
            "constituency": constituency,
            "state": state["iso2"],
            "organization": "",
            "region": state["ilo_region"],
            "groups": "",
            "role": "delegate",
            "zone": state["capital_time_zone"],
            "language": language,
            "mode": "remote",
            "email": f"{accounts[person]}@example.org" if person in accounts else "",
        }


def delegates() -> list[Row]:
    """Four delegates of each Member State, by function."""
    languages = {row["iso2"]: row["language"] for row in table("languages.csv")}
    accounts = _accounts()
    return [
        row for state in table("member_states.csv") for row in _delegation(state, languages[state["iso2"]], accounts)
    ]


def others() -> list[Row]:
    """The secretariat and the groups by function, and the speakers whom public sources name (people.csv)."""
    regions = {row["iso2"]: row["ilo_region"] for row in table("member_states.csv")}
    given = {"groups": "", "mode": "remote"}
    people = [{**given, "region": regions.get(row["state"], ""), **row} for row in table("people.csv")]
    return [{column: row[column] for column in COLUMNS} for row in people]


def roster_csv() -> str:
    """The roster as the importer reads it: the secretariat and the speakers first, then the delegations."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*others(), *delegates()])
    return out.getvalue()


def _benches(state: Row) -> Iterator[dict[str, Any]]:
    for bench, constituency, heads in BENCHES:
        yield {
            "id": f"{state['iso2']}-{bench}",
            "zone": state["capital_time_zone"],
            "territory": state["iso2"],
            "constituency": constituency,
            "region": state["ilo_region"],
            "count": heads,
            "mode": "remote",
        }


def _sittings() -> list[dict[str, Any]]:
    themes = [{"id": theme, "minutes": 90, "after": ["opening"]} for theme in THEMES]
    return [{"id": "opening", "minutes": 90}, *themes, {"id": "closing", "minutes": 90, "after": ["opening", *THEMES]}]


def request() -> dict[str, Any]:
    """The planning request: the six sittings of 2022 and everyone who could have attended, each in their capital."""
    forum = json.loads(text("forum.json"))
    return {
        "version": 1,
        "forum": {
            "title": forum["title"],
            "zone": forum["zone"],
            "first_day": forum["first_day"],
            "last_day": forum["last_day"],
            "venue_hours": ["07:00", "22:00"],
            "grid_minutes": 15,
            "max_minutes_per_day": 240,
            "min_gap_minutes": 15,
        },
        "burden": {"bands": BANDS, "rest_day": 1},
        "people": [row for state in table("member_states.csv") for row in _benches(state)],
        "sittings": _sittings(),
        "policy": "leximin",
    }


def _lines(items: Iterable[Any]) -> str:
    return ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in items)


def request_json() -> str:
    """The planning request as text, one line per delegation and sitting."""
    parts = [
        f'  "{key}": [\n{_lines(value)}\n  ]' if isinstance(value, list) else f'  "{key}": {json.dumps(value)}'
        for key, value in request().items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def write(folder: Path) -> None:
    """Write `roster.csv` and `request.json` into a folder that exists."""
    (folder / "roster.csv").write_text(roster_csv(), encoding="utf-8", newline="")
    (folder / "request.json").write_text(request_json(), encoding="utf-8", newline="")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
