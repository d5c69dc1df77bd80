// What is amiss with a timetable, as forum/domain/timetable.py finds it: [code, params, titles or day concerned].
import { clockText, DAY } from "./time.js";

const iso = (venue, day) => new Date(Date.parse(venue.days[0]) + day * 86_400_000).toISOString().slice(0, 10);

// the venue day whose hours hold the whole sitting, or null; counted from the first day
function venueDay(venue, sitting) {
  const begin = venue.wallOf(sitting.start);
  const end = venue.wallOf(sitting.end);
  const day = Math.floor(begin / DAY);
  return [day, day - 1].find((each) => venue.opens <= begin - each * DAY && end - each * DAY <= venue.closes) ?? null;
}

export function faults(venue, sittings) {
  const held = sittings
    .map((each) => ({ ...each, end: each.start + each.minutes }))
    .sort((one, other) => one.start - other.start || (one.key < other.key ? -1 : 1));
  for (const each of held) {
    each.within = venueDay(venue, each);
    each.counted = each.within ?? Math.floor(venue.wallOf(each.start) / DAY);
  }
  const rules = [overlaps, misplaced, crowded, overlong, disordered];
  return { held, found: rules.flatMap((rule) => [...rule(venue, held)]) };
}

function* pairs(held) {
  for (let at = 1; at < held.length; at += 1) yield [held[at - 1], held[at]];
}

function* overlaps(venue, held) {
  for (const [before, after] of pairs(held)) {
    if (after.start < before.end) {
      const params = { title: after.title, other: before.title, day: iso(venue, Math.floor(before.wall / DAY)), clock: clockText(before.wall) };
      yield ["SittingsOverlap", params];
    }
  }
}

function* misplaced(venue, held) {
  for (const each of held) {
    if (each.counted < 0 || each.counted > venue.last_day) {
      yield ["OutsideForum", { day: iso(venue, each.counted), first: iso(venue, 0), last: iso(venue, venue.last_day) }, each.counted];
    } else if (each.within === null) {
      const [opens, closes] = venue.hours;
      yield ["OutsideVenueHours", { title: each.title, clock: clockText(each.wall), opens, closes }];
    }
  }
}

function* crowded(venue, held) {
  for (const [before, after] of pairs(held)) {
    const gap = after.start - before.end;
    if (before.counted === after.counted && gap >= 0 && gap < venue.gap) {
      yield ["GapTooShort", { title: after.title, other: before.title, minutes: gap, gap: venue.gap }];
    }
  }
}

function* overlong(venue, held) {
  const minutes = new Map();
  for (const each of held) minutes.set(each.counted, (minutes.get(each.counted) ?? 0) + each.minutes);
  for (const [day, total] of minutes) {
    if (venue.cap !== null && total > venue.cap) yield ["DayTooLong", { day: iso(venue, day), minutes: total, cap: venue.cap }, day];
  }
}

function* disordered(_venue, held) {
  const line = new Map(held.map((each) => [each.key, each]));
  for (const each of held) {
    for (const key of each.after) {
      if (line.has(key) && line.get(key).end > each.start) yield ["OutOfOrder", { title: each.title, other: line.get(key).title }];
    }
  }
}

export const concerns = ([, params, day], sitting) =>
  day === undefined ? [params.title, params.other].includes(sitting.title) : day === sitting.counted;
