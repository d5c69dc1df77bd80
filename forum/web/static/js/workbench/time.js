// Wall clocks: minutes count from the data's base; a wall time is minutes after midnight of the forum's first day.
export const DAY = 1440;
const two = (number) => String(number).padStart(2, "0");

export const clockText = (minute) => `${two(Math.floor((((minute % DAY) + DAY) % DAY) / 60))}:${two((((minute % DAY) + DAY) % DAY) % 60)}`;

// the offset that holds at a minute: stretches are [first minute, offset]
export function offsetAt(stretches, minute) {
  let found = stretches[0][1];
  for (const [begin, offset] of stretches) if (begin <= minute) found = offset;
  return found;
}

export class Venue {
  constructor(venue) {
    Object.assign(this, venue);
    this.end = venue.days.length * DAY;
  }

  // the first minute at which the wall shows this, or null where a clock change skips it
  minuteOf(wall) {
    for (let index = 0; index < this.offsets.length; index += 1) {
      const [begin, offset] = this.offsets[index];
      const minute = this.first + wall - offset;
      const next = this.offsets[index + 1]?.[0] ?? Infinity;
      if ((index === 0 || minute >= begin) && minute < next) return minute;
    }
    return null;
  }

  wallOf(minute) {
    return minute + offsetAt(this.offsets, minute) - this.first;
  }

  dayOf(wall) {
    return this.days[Math.floor(wall / DAY)];
  }

  // the nearest wall time that exists and lies within the days, looking the way one moves
  allowed(wall, step) {
    let found = Math.min(Math.max(wall, 0), this.end - this.grid);
    while (this.minuteOf(found) === null) found += step < 0 ? -this.grid : this.grid;
    return found;
  }

  // one step of the grid later or earlier, back onto the grid where the sitting stands beside it
  stepped(wall, step) {
    const { grid } = this;
    return step > 0 ? Math.floor(wall / grid) * grid + grid : Math.ceil(wall / grid) * grid - grid;
  }
}

// the weekday of a local minute since the epoch, Monday 0 (1 January 1970 was a Thursday)
export const weekday = (minute) => (((Math.floor(minute / DAY) + 3) % 7) + 7) % 7;
