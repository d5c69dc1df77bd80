// The grid: rows of one view, a column for each sitting, sorted, searched, walked through by the arrow keys.
import { rounded } from "./figures.js";
import { clockText, weekday } from "./time.js";

// a text on the page, written only where it changes: to write is dearer than to compute
class Said {
  constructor(element) {
    this.node = element.appendChild(document.createTextNode(""));
    this.said = "";
  }

  say(text) {
    if (text === this.said) return;
    this.said = text;
    this.node.data = text;
  }
}

export class Grid {
  constructor(root, bench) {
    Object.assign(this, { root, bench, body: root.tBodies[0], lines: [] });
    this.heads = [...root.tHead.rows[0].cells];
    this.order = document.getElementById("order");
    this.search = document.getElementById("q");
    this.choice = document.getElementById("rows");
    root.setAttribute("role", "grid");
    this.makeButtons();
    this.choice.addEventListener("change", () => this.show());
    this.order.addEventListener("change", () => this.sort());
    this.search.addEventListener("input", () => this.filter());
    root.addEventListener("keydown", (event) => this.walk(event));
    root.addEventListener("focusin", (event) => this.rove(event.target.closest("th, td")));
  }

  makeButtons() {
    for (const head of this.heads) {
      const button = document.createElement("button");
      button.type = "button";
      button.tabIndex = -1;
      button.append(head.firstElementChild);
      head.append(button);
      button.addEventListener("click", () => {
        this.order.value = head.dataset.order;
        this.sort();
      });
    }
    this.heads[0].firstElementChild.tabIndex = 0;
    this.current = this.heads[0];
  }

  // the rows of the view chosen, in the order of their names
  show() {
    const { data } = this.bench;
    const part = document.createDocumentFragment();
    const pattern = this.pattern(data.sittings.length);
    this.lines = data.views[this.choice.value].map(([name, place, region, isClock, members], rank) =>
      this.line(pattern, { name, place, words: `${name} ${place} ${region}`.toLowerCase(), isClock, rank, rows: members.map((at) => this.bench.table.rows[at]) }),
    );
    for (const line of this.lines) part.append(line.row);
    this.body.replaceChildren(part);
    this.current = this.heads[0];
    this.heads[0].firstElementChild.tabIndex = 0;
    this.draw();
    this.sort();
    this.filter();
  }

  pattern(count) {
    const row = document.createElement("tr");
    row.setAttribute("role", "row");
    row.innerHTML =
      '<th scope="row" role="rowheader"><span></span><span class="place"></span></th>' +
      '<td role="gridcell"><bdi dir="ltr"></bdi> <span class="wd"></span><span class="pt"><span></span> <span class="dots" aria-hidden="true"></span></span><span class="visually-hidden"></span></td>'.repeat(count) +
      '<td role="gridcell" class="total"><span class="points"></span><span class="held"></span></td>';
    return row;
  }

  line(pattern, line) {
    const row = pattern.cloneNode(true);
    const [head, ...cells] = row.cells;
    head.firstElementChild.textContent = line.name;
    head.lastElementChild.textContent = line.place;
    const [points, held] = [...cells.pop().children].map((each) => new Said(each));
    line.heads = line.rows.reduce((sum, { count }) => sum + count, 0);
    line.cells = cells.map((cell) => {
      const [hour, wd, pt, level] = cell.children;
      const [hourText, wdText, small, dots, levelText] = [hour, wd, ...pt.children, level].map((each) => new Said(each));
      return { cell, hour: hourText, wd: wdText, points: small, dots, said: levelText, level: null, value: null };
    });
    line.draft = line.rows.reduce((sum, row) => sum + row.count * this.bench.before.totalOf(row), 0) / line.heads;
    return { ...line, row, points, held };
  }

  // what has changed: the columns of these sittings, and the totals
  draw(indexes = this.bench.data.sittings.map((_, index) => index)) {
    const hours = new Map();
    for (const line of this.lines) {
      for (const index of indexes) this.cell(line, index, hours);
      this.total(line);
    }
    for (const index of indexes) this.headOf(index);
  }

  headOf(index) {
    const { starts, venue, words } = this.bench;
    const wall = venue.wallOf(starts[index]);
    const head = this.heads[index + 1];
    head.querySelector("[data-head-hour]").textContent = clockText(wall);
    head.querySelector("[data-head-day]").textContent = words.weekdays[weekday(this.bench.data.base + venue.first + wall)];
  }

  cell(line, index, hours) {
    const shown = line.isClock ? this.hour(line.rows[0].clock, index, hours) : this.mean(line, index);
    const parts = line.cells[index];
    parts.value = shown.points;
    parts.hour.say(shown.hour);
    parts.wd.say(shown.wd);
    parts.points.say(shown.small);
    if (shown.level === parts.level) return;
    const { data, words } = this.bench;
    parts.level = shown.level;
    parts.dots.say("•".repeat(shown.level));
    parts.said.say(` · ${words.levels[shown.level]}`);
    parts.cell.className = `band-${data.levels[shown.level]}`;
  }

  // what all rows of a clock show, found once
  hour(clock, index, hours) {
    const key = `${clock} ${index}`;
    if (!hours.has(key)) hours.set(key, this.hourOf(clock, index));
    return hours.get(key);
  }

  hourOf(clock, index) {
    const { starts, table, words, data } = this.bench;
    const { points, level } = table.columns[index][clock];
    const local = table.clocks[clock].local(starts[index]);
    return { points, level, hour: clockText(data.base + local), wd: words.weekdays[weekday(data.base + local)], small: words.number(points) };
  }

  mean(line, index) {
    const { table, words, data } = this.bench;
    const column = table.columns[index];
    const points = line.rows.reduce((sum, { clock, count }) => sum + count * column[clock].points, 0) / line.heads;
    const night = line.rows.reduce((sum, { clock, count }) => sum + (column[clock].night ? count : 0), 0);
    const minute = points / data.sittings[index].minutes;
    const level = data.costs.reduce((found, cost, at) => (at === 0 || cost <= minute ? at : found), 0);
    return { points, level, hour: words.number(rounded(points)), wd: "", small: words.fill(words.night, { count: words.number(night) }) };
  }

  total(line) {
    const { table, words } = this.bench;
    line.value = line.rows.reduce((sum, row) => sum + row.count * table.totalOf(row), 0) / line.heads;
    const [now, then] = [rounded(line.value), rounded(line.draft)];
    line.points.say(words.number(now));
    line.held.say(now === then ? "" : words.fill(words.draft, { value: words.number(then) }));
  }

  sort() {
    const key = this.order.value;
    const index = this.bench.data.sittings.findIndex((each) => each.key === key);
    const value = (line) => (key === "name" ? 0 : index < 0 ? line.value : line.cells[index].value);
    const sorted = [...this.lines].sort((one, other) => value(other) - value(one) || one.rank - other.rank);
    for (const head of this.heads) {
      if (head.dataset.order === key) head.setAttribute("aria-sort", key === "name" ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    if (sorted.some((line, at) => line !== this.shown?.[at]) || this.shown.length !== sorted.length) {
      const focused = document.activeElement;
      this.place(sorted);
      if (this.root.contains(focused) && focused !== document.activeElement) focused.focus();
    }
    this.shown = sorted;
  }

  // the rows in this order; those that stand right stay where they are
  place(sorted) {
    let next = this.body.firstElementChild;
    for (const { row } of sorted) {
      if (row === next) next = next.nextElementSibling;
      else this.body.insertBefore(row, next);
    }
  }

  filter() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const line of this.lines) {
      line.row.hidden = !words.every((word) => line.words.includes(word));
      shown += line.row.hidden ? 0 : 1;
    }
    document.querySelector("#grid-count [data-shown]").textContent = shown;
    document.querySelector("#grid-count [data-rows]").textContent = this.lines.length;
  }

  // one cell of the grid is in the tab order; heads carry a button
  target(cell) {
    return cell.parentElement.parentElement === this.root.tHead ? cell.firstElementChild : cell;
  }

  rove(cell) {
    if (!cell || cell === this.current) return;
    this.target(this.current).tabIndex = -1;
    this.target(cell).tabIndex = 0;
    this.current = cell;
  }

  walk(event) {
    const cell = event.target.closest("th, td");
    if (!cell || event.altKey || event.metaKey) return;
    const rows = [...this.root.rows].filter((row) => !row.hidden);
    const [row, column] = [rows.indexOf(cell.parentElement), cell.cellIndex];
    const ahead = document.documentElement.dir === "rtl" ? -1 : 1;
    const last = rows.length - 1;
    const width = this.heads.length - 1;
    const ways = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + ahead],
      ArrowLeft: [row, column - ahead],
      PageDown: [row + 10, column],
      PageUp: [row - 10, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? last : row, width],
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const next = rows[Math.min(Math.max(way[0], 0), last)].cells[Math.min(Math.max(way[1], 0), width)];
    this.rove(next);
    this.target(next).focus();
  }
}
