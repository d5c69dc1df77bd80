// The workbench in the browser: a move changes every figure of the page at once, and nothing of the draft until it is kept.
import { rounded, Table } from "./figures.js";
import { Grid } from "./grid.js";
import { WorldMap } from "./map.js";
import { concerns, faults } from "./rules.js";
import { Sky } from "./sky.js";
import { Trial } from "./state.js";
import { clockText, DAY, Venue } from "./time.js";
import { Words } from "./words.js";

class Bench {
  constructor(data) {
    this.data = data;
    this.words = new Words(data.words);
    this.venue = new Venue(data.venue);
    this.trial = new Trial(data.sittings);
    this.table = new Table(data);
    this.before = new Table(data);
    this.starts = data.sittings.map(({ wall }) => this.venue.minuteOf(wall));
    this.starts.forEach((start, index) => this.table.place(index, start));
    data.sittings.forEach(({ before, wall }, index) => this.before.place(index, this.venue.minuteOf(before ?? wall)));
    this.skies = data.sittings.map(({ key }, index) => new Sky(document.getElementById(`sitting-${key}`), index, this));
    this.grid = new Grid(document.getElementById("grid"), this);
    this.listeners = [];
    this.chosen = 0;
    this.map = new WorldMap(document.getElementById("map"), this);
  }

  begin() {
    for (const part of document.querySelectorAll(".with-script")) part.hidden = false;
    for (const part of document.querySelectorAll(".without-script")) part.hidden = true;
    for (const button of document.querySelectorAll("[data-act]")) {
      button.addEventListener("click", () => this.moved(this.trial[button.dataset.act]()));
    }
    document.getElementById("grid-form").addEventListener("submit", (event) => event.preventDefault());
    this.grid.show();
    this.refresh(this.data.sittings.map((_, index) => index));
    document.documentElement.dataset.bench = "ready";
  }

  choose(index) {
    this.chosen = index;
    for (const listener of this.listeners) listener();
  }

  slide(key, wall) {
    this.trial.slide(key, wall);
    this.moved([key], false);
  }

  move(key, wall) {
    this.trial.move(key, wall);
    this.moved([key]);
  }

  moved(keys, isDone = true) {
    performance.mark("workbench-move");
    const indexes = keys.map((key) => this.data.sittings.findIndex((each) => each.key === key));
    if (indexes.length) this.chosen = indexes[0];
    this.refresh(indexes);
    if (isDone) this.grid.sort();
    this.remember();
    this.written = new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(this.shown()))));
  }

  // the address follows the picture: a browser takes longer to write it than all figures together
  shown() {
    performance.measure("workbench-shown", "workbench-move");
    this.write();
  }

  // every figure that these sittings touch
  refresh(indexes) {
    const tried = new Set(this.trial.moves().map(([key]) => key));
    for (const index of indexes) {
      const { key } = this.data.sittings[index];
      this.starts[index] = this.venue.minuteOf(this.trial.walls.get(key));
      this.table.place(index, this.starts[index]);
      this.skies[index].draw(this.starts[index], tried.has(key));
    }
    this.grid.draw(indexes);
    this.figures();
    this.rules();
    for (const listener of this.listeners) listener();
  }

  figures() {
    const score = this.table.score();
    const shown = { worst: score.worst, mean: rounded(score.mean), heads: score.heads, jain: rounded(score.jain, 3) };
    const { figures } = this.data.before;
    for (const [name, value] of Object.entries(shown)) {
      document.querySelector(`[data-figure="${name}"]`).textContent = this.words.number(value);
      const before = document.querySelector(`[data-figure-before="${name}"]`);
      before.hidden = value === figures[name];
      before.textContent = this.words.fill(this.words.draft, { value: this.words.number(figures[name]) });
    }
    for (const row of document.querySelectorAll("[data-region]")) {
      const region = score.regions.get(row.dataset.region);
      row.querySelector("[data-mean]").textContent = this.words.number(rounded(region.mean));
      row.querySelector("[data-worst]").textContent = this.words.number(region.worst);
    }
  }

  rules() {
    const sittings = this.data.sittings.map((each, index) => ({
      ...each,
      start: this.starts[index],
      wall: this.trial.walls.get(each.key),
    }));
    const { held, found } = faults(this.venue, sittings);
    for (const sitting of held) {
      const index = this.data.sittings.findIndex(({ key }) => key === sitting.key);
      this.skies[index].faults(found.filter((fault) => concerns(fault, sitting)).map((fault) => this.words.fault(fault)));
    }
  }

  get moves() {
    return this.trial.moves().map(([key, wall]) => `${key}@${this.venue.dayOf(wall)}T${clockText(wall % DAY)}`);
  }

  // what is tried stands in the address ...
  write() {
    const address = new URL(location.href);
    for (const name of ["at", "key", "day", "clock"]) address.searchParams.delete(name);
    for (const move of this.moves) address.searchParams.append("at", move);
    if (address.href !== location.href) history.replaceState(null, "", address);
  }

  // ... in the forms and in the sentence on top
  remember() {
    const { moves } = this;
    document.getElementById("bench-lead").textContent = this.words.moved[moves.length];
    this.carry(moves);
    for (const [name, line] of [["undo", this.trial.past], ["redo", this.trial.future], ["reset", moves]]) {
      document.querySelector(`[data-act="${name}"]`).disabled = !line.length;
    }
  }

  carry(moves) {
    const field = (move) => Object.assign(document.createElement("input"), { type: "hidden", name: "at", value: move });
    for (const place of document.querySelectorAll("[data-carried]")) place.replaceChildren(...moves.map(field));
    const keep = document.querySelector("[data-keep]");
    if (keep) keep.disabled = !moves.length;
  }
}

const bench = new Bench(JSON.parse(document.getElementById("bench-data").textContent));
window.workbench = bench;
bench.begin();
bench.remember();
bench.write();
