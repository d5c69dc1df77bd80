"""One picture of who bears which hour, planned beside held: every delegation by region, every sitting, as SVG or PNG.

Lightness is burden: a cell takes the shade of the dearest minute of the sitting on the delegation's own clock and shows
the local time. Text only, no script, no link, no other file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import typst

from forum.domain import burden
from forum.domain.burden import Line, Sheet
from forum.domain.programme import Forum, Sitting
from forum.formats import typefaces
from forum.i18n import cities, locales, moments, states, terms
from forum.i18n.catalogues import Words, words
from timezones.burden import DEFAULT
from timezones.problem import Problem, Scale

INK, SOFT, FAINT, PAPER, LINE = "#1b1838", "#4a4672", "#6b6791", "#ffffff", "#c9c7d8"
#: level -> shade, ink upon it
SHADES = {
    "day": ("#f3f2f9", INK),
    "early": ("#d3cfe9", INK),
    "late": ("#6f67b5", PAPER),
    "night": ("#2d2962", PAPER),
}
HELD = "#8b84c7"
TEMPLATE = Path(__file__).parent / "picture.typ"

#: sizes in pixels
MARGIN, ROW, NAME, CELL, BAR, GAP = 48, 17, 200, 48, 110, 24


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """What is drawn: the planned timetable, the held one where there is one, in one language."""

    forum: Forum
    sittings: tuple[Sitting, ...]
    scale: Scale
    planned: Sheet
    held: Sheet | None
    language: str
    is_proven: bool = False

    @property
    def words(self) -> Words:
        """The words of its language."""
        return words(self.language)

    @property
    def block(self) -> int:
        """Width of one delegation's line."""
        sheets = 2 if self.held else 1
        return NAME + sheets * (len(self.sittings) * CELL + BAR + GAP)

    @property
    def width(self) -> int:
        """Width of the whole: two columns of lines."""
        return 2 * MARGIN + 2 * self.block + GAP


def picture(
    forum: Forum,
    problem: Problem,
    sittings: Sequence[Sitting],
    *,
    held: Mapping[str, datetime] | None = None,
    language: str = "en",
    is_proven: bool = False,
) -> str:
    """The picture as SVG. `held` are the starts of the timetable to stand beside; it must name every sitting."""
    drawn = Picture(
        forum=forum,
        sittings=tuple(sorted(sittings, key=lambda each: each.start)),
        scale=replace(DEFAULT, rest_day=forum.rest_day_points),
        planned=burden.sheet(problem, tuple((each.key, each.start) for each in sittings)),
        held=burden.sheet(problem, tuple((each.key, held[each.key]) for each in sittings)) if held else None,
        language=language,
        is_proven=is_proven,
    )
    return _whole(drawn)


def as_png(svg: str, *, ppi: float = 110) -> bytes:
    """The same as a PNG, drawn by typst with the shipped typefaces."""
    made = typst.compile(
        TEMPLATE,
        font_paths=[typefaces.FOLDER],
        ignore_system_fonts=True,
        format="png",
        ppi=ppi,
        sys_inputs={"svg": svg},
    )
    return bytes(made)


def _whole(drawn: Picture) -> str:
    top = 250 + 22 * len(drawn.planned.score.by_region)
    columns = _columns(drawn)
    height = top + max(_height(column) for column in columns) + MARGIN
    body = [
        *_head(drawn),
        *_figures(drawn),
        *_regions(drawn, 214),
        *(
            piece
            for number, column in enumerate(columns)
            for piece in _column(drawn, column, MARGIN + number * (drawn.block + GAP), top)
        ),
    ]
    direction = locales.language(drawn.language).direction
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width} {height}" width="{drawn.width}" '
        f'height="{height}" font-family="Noto Sans, Noto Sans Arabic, Noto Sans SC, sans-serif" '
        f'xml:lang="{drawn.language}" data-direction="{direction}">\n'
        f"<title>{escape(_title(drawn))}</title>\n"
        f'<rect width="{drawn.width}" height="{height}" fill="{PAPER}"/>\n' + "\n".join(body) + "\n</svg>\n"
    )


def _text(x: float, y: float, said: str, size: float, fill: str = INK, anchor: str = "start", weight: int = 400) -> str:
    attributes = f'x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}" text-anchor="{anchor}" font-weight="{weight}"'
    return f"<text {attributes}>{escape(said)}</text>"


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{fill}"/>'


def _title(drawn: Picture) -> str:
    return drawn.words.gettext("Who bears which hour: %(forum)s", forum=drawn.forum.title)


def _head(drawn: Picture) -> Iterator[str]:
    gettext = drawn.words.gettext
    yield _text(MARGIN, 62, _title(drawn), 30, weight=700)
    sentence = (
        gettext("Proven: no timetable leaves its worst-off delegation better than the planned one.")
        if drawn.is_proven
        else gettext("The planned timetable on every delegation's own clock.")
    )
    if drawn.held:
        sentence += " " + gettext("The timetable as it was held stands beside it.")
    yield _text(MARGIN, 92, sentence, 17, SOFT)
    x = drawn.width - MARGIN - 4 * 150
    scale = drawn.scale
    for number, cost in enumerate(burden.costs(scale)):
        fill, ink = SHADES[burden.level_name(number, scale)]
        yield _box(x + number * 150, 44, 146, 26, fill)
        said = drawn.words.ngettext("%(count)s point a minute", "%(count)s points a minute", cost)
        yield _text(x + number * 150 + 73, 62, said, 13, ink, "middle")


def _figures(drawn: Picture) -> Iterator[str]:
    gettext, now, then = drawn.words.gettext, drawn.planned.score, drawn.held.score if drawn.held else None
    wanted: list[tuple[str, float, float | None]] = [
        (gettext("points, worst-off delegation"), now.worst, then.worst if then else None),
        (gettext("points per person on average"), round(now.mean), round(then.mean) if then else None),
        (
            gettext("people who sit at night"),
            now.heads_in_dearest_band,
            then.heads_in_dearest_band if then else None,
        ),
        (
            gettext("Jain index of waking minutes (1 is equal)"),
            round(now.jain, 3),
            round(then.jain, 3) if then else None,
        ),
    ]
    for number, (name, value, held) in enumerate(wanted):
        x = MARGIN + number * 330
        yield _text(x, 142, moments.number(value, drawn.language), 30, weight=700)
        yield _text(x, 162, name, 14, SOFT)
        if held is not None:
            yield _text(x, 180, gettext("held: %(value)s", value=moments.number(held, drawn.language)), 14, FAINT)


def _regions(drawn: Picture, top: int) -> Iterator[str]:
    """A bar per region: the average a head, planned above held."""
    now, then = drawn.planned.score.by_region, drawn.held.score.by_region if drawn.held else {}
    most = max([1.0, *(group.mean for group in now.values()), *(group.mean for group in then.values())])
    for number, (name, group) in enumerate(sorted(now.items(), key=lambda pair: -pair[1].mean)):
        y = top + 22 * number
        yield _text(MARGIN, y + 12, terms.region(name, drawn.words), 14, weight=600)
        yield _box(MARGIN + 230, y, 500 * group.mean / most, 9, SHADES["night"][0])
        said = moments.number(round(group.mean), drawn.language)
        if name in then:
            yield _box(MARGIN + 230, y + 10, 500 * then[name].mean / most, 5, HELD)
            said = drawn.words.gettext(
                "%(planned)s per person (held: %(held)s)",
                planned=said,
                held=moments.number(round(then[name].mean), drawn.language),
            )
        yield _text(MARGIN + 230 + 515, y + 12, said, 14, SOFT)


#: a region with its lines
Group = tuple[str, list[Line]]


def _columns(drawn: Picture) -> list[list[Group]]:
    """Regions in the order of their burden, cut into two columns of about equal length; a cut region goes on."""
    groups: dict[str, list[Line]] = {}
    for line in drawn.planned.lines:
        groups.setdefault(line.region, []).append(line)
    half, columns = len(drawn.planned.lines) / 2, [[], []]  # type: tuple[float, list[list[Group]]]
    placed = 0
    for name, lines in groups.items():
        here = min(len(lines), max(0, round(half) - placed))
        for column, part in zip(columns, (lines[:here], lines[here:]), strict=True):
            if part:
                column.append((name, part))
        placed += len(lines)
    return columns


def _height(column: Sequence[Group]) -> int:
    return sum(52 + ROW * len(lines) for _, lines in column)


def _column(drawn: Picture, column: Sequence[Group], x: int, top: int) -> Iterator[str]:
    y = top
    held = {line.id: line for line in drawn.held.lines} if drawn.held else {}
    for name, lines in column:
        yield from _heading(drawn, name, x, y)
        y += 44
        for line in lines:
            yield from _line(drawn, line, held.get(line.id), x, y)
            y += ROW
        y += 8


def _heading(drawn: Picture, name: str, x: int, y: int) -> Iterator[str]:
    yield _text(x, y + 36, terms.region(name, drawn.words), 13, weight=700)
    yield from _heads(drawn, drawn.words.gettext("planned"), {}, x + NAME, y)
    if drawn.held:
        starts = {cell.sitting: cell.start for line in drawn.held.lines for cell in line.cells}
        x += NAME + len(drawn.sittings) * CELL + BAR + GAP
        yield from _heads(drawn, drawn.words.gettext("as held"), starts, x, y)


def _heads(drawn: Picture, said: str, starts: Mapping[str, datetime], x: int, y: int) -> Iterator[str]:
    zone = drawn.forum.zone
    city = cities.venue(drawn.forum.city, zone, drawn.language)
    yield _text(x, y + 14, f"{said} · {city}", 11, FAINT)
    ordered = sorted(starts.get(each.key, each.start) for each in drawn.sittings)
    for number, start in enumerate(ordered):
        shown = f"{moments.weekday(start, zone, drawn.language)} {moments.clock(start, zone)}"
        yield _text(x + number * CELL + CELL / 2, y + 36, shown, 8.5, SOFT, "middle", 600)


def _line(drawn: Picture, line: Line, held: Line | None, x: int, y: int) -> Iterator[str]:
    name = states.state_name(line.state, drawn.language) if states.is_member_state(line.state) else line.id
    city = cities.city_of_zone(line.zone, line.state or None, drawn.language)
    shown = name if len(name) <= 26 else f"{name[:25]}…"
    whole = escape(moments.enumerated([name, city], drawn.language))
    place = f'<tspan fill="{FAINT}" font-size="8.5" dx="5">{escape(city)}</tspan><title>{whole}</title>'
    yield f'<text class="delegation" x="{x}" y="{y + 12}" font-size="10.5" fill="{INK}">{escape(shown)}{place}</text>'
    most = max(drawn.planned.score.worst, drawn.held.score.worst if drawn.held else 0, 1)
    yield from _cells(drawn, line, x + NAME, y, most, SHADES["night"][0])
    if held:
        yield from _cells(drawn, held, x + NAME + len(drawn.sittings) * CELL + BAR + GAP, y, most, HELD)


def _cells(drawn: Picture, line: Line, x: int, y: int, most: int, bar: str) -> Iterator[str]:
    for number, cell in enumerate(line.cells):
        fill, ink = SHADES[burden.level_name(cell.level, drawn.scale)]
        yield _box(x + number * CELL, y, CELL - 1, ROW - 1, fill)
        yield _text(x + number * CELL + CELL / 2, y + 12, moments.clock(cell.start, line.zone), 9.5, ink, "middle")
    x += len(line.cells) * CELL + 4
    yield _box(x, y + 4, (BAR - 36) * line.total / most, ROW - 9, bar)
    yield _text(x + BAR - 4, y + 12, moments.number(line.total, drawn.language), 9.5, SOFT, "end")
