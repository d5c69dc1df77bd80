// Burdens and fairness, as timezones/fairness.py computes them on the server: the same whole numbers, the same quotients.
import { offsetAt } from "./time.js";

// a class of clocks: running sums at the minutes where the cost of a minute changes
class Clock {
  constructor({ offsets, steps }, dearest) {
    this.offsets = offsets;
    const count = steps.length / 3;
    for (const name of ["begins", "points", "levels", "sums", "nights"]) this[name] = new Array(count);
    let [begin, sum, night] = [0, 0, 0];
    for (let at = 0; at < count; at += 1) {
      const [length, points, level] = steps.slice(at * 3, at * 3 + 3);
      begin += length;
      if (at) {
        sum += length * this.points[at - 1];
        night += this.levels[at - 1] === dearest ? length : 0;
      }
      this.begins[at] = begin;
      this.points[at] = points;
      this.levels[at] = level;
      this.sums[at] = sum;
      this.nights[at] = night;
    }
    this.dearest = dearest;
  }

  // the place of the stretch that holds a minute
  at(minute) {
    let low = 0;
    let high = this.begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.begins[middle] <= minute) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  until(minute) {
    const at = this.at(minute);
    const length = minute - this.begins[at];
    return [this.sums[at] + length * this.points[at], this.nights[at] + (this.levels[at] === this.dearest ? length : 0)];
  }

  // points, minutes in the dearest band and the level of the dearest minute of a sitting
  sitting(start, minutes) {
    const [points, night] = this.until(start);
    const [pointsAfter, nightAfter] = this.until(start + minutes);
    let level = 0;
    for (let at = this.at(start); at < this.begins.length && this.begins[at] < start + minutes; at += 1) {
      level = Math.max(level, this.levels[at]);
    }
    return { points: pointsAfter - points, night: nightAfter - night, level };
  }

  level(minute) {
    return this.levels[this.at(minute)];
  }

  local(minute) {
    return minute + offsetAt(this.offsets, minute);
  }
}

export class Table {
  constructor(data) {
    this.data = data;
    this.clocks = data.clocks.map((each) => new Clock(each, data.levels.length - 1));
    this.rows = data.rows.map(([clock, count, ledger, region]) => ({ clock, count, ledger, region }));
    this.delegates = this.rows.slice(0, data.delegates);
    this.columns = data.sittings.map(() => null);
  }

  // a sitting's column: what it asks of each class of clocks
  place(index, start) {
    const { minutes } = this.data.sittings[index];
    this.columns[index] = this.clocks.map((clock) => clock.sitting(start, minutes));
  }

  totalOf({ clock, ledger }) {
    return this.columns.reduce((sum, column) => sum + column[clock].points, ledger);
  }

  score() {
    const lengths = this.data.sittings.reduce((sum, { minutes }) => sum + minutes, 0);
    const totals = this.clocks.map((_, clock) => this.totalOf({ clock, ledger: 0 }));
    const nights = this.clocks.map((_, clock) => this.columns.reduce((sum, column) => sum + column[clock].night, 0));
    const awake = this.delegates.map(({ clock }) => lengths - nights[clock]);
    const everybody = group(this.delegates, totals);
    const regions = Map.groupBy ? Map.groupBy(this.delegates, regionOf) : grouped(this.delegates);
    return {
      worst: everybody.worst,
      mean: everybody.mean,
      jain: jain(awake),
      heads: this.delegates.reduce((sum, { clock, count }) => sum + (nights[clock] > 0 ? count : 0), 0),
      regions: new Map([...regions].filter(([name]) => name).map(([name, rows]) => [name, group(rows, totals)])),
    };
  }
}

const regionOf = ({ region }) => region;

function grouped(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.region, [...(found.get(row.region) ?? []), row]);
  return found;
}

function group(rows, totals) {
  let [heads, points, worst] = [0, 0, -Infinity];
  for (const { clock, count, ledger } of rows) {
    heads += count;
    points += count * (totals[clock] + ledger);
    worst = Math.max(worst, totals[clock] + ledger);
  }
  return { heads, mean: points / heads, worst };
}

// Jain's index (sum x)^2 / (n sum x^2), 1 where all are 0. Squares beyond 2^53 are divided as whole numbers.
export function jain(values) {
  const sum = values.reduce((total, value) => total + value, 0);
  const squares = values.reduce((total, value) => total + value * value, 0);
  if (!squares) return 1;
  if (sum * sum <= Number.MAX_SAFE_INTEGER && values.length * squares <= Number.MAX_SAFE_INTEGER) {
    return (sum * sum) / (values.length * squares);
  }
  const scale = 1n << 60n;
  return Number((BigInt(sum) ** 2n * scale) / (BigInt(values.length) * BigInt(squares))) / Number(scale);
}

// as Python rounds: halves to the even neighbour
export function rounded(value, places = 0) {
  const scaled = value * 10 ** places;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  return (floor + (up ? 1 : 0)) / 10 ** places;
}
