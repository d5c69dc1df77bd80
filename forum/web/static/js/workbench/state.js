// What is being tried: wall times by sitting, with undo, redo and the way back to the draft.
export class Trial {
  constructor(sittings) {
    this.draft = new Map(sittings.map(({ key, before }) => [key, before]));
    this.walls = new Map(sittings.map(({ key, wall }) => [key, wall]));
    this.past = [];
    this.future = [];
  }

  // a provisional move while one drags: kept in no history
  slide(key, wall) {
    this.walls.set(key, wall);
  }

  move(key, wall, from = this.walls.get(key)) {
    if (wall === from) return;
    this.past.push([[key, from, wall]]);
    this.future = [];
    this.walls.set(key, wall);
  }

  reset() {
    const back = [...this.moves()].map(([key, wall]) => [key, wall, this.draft.get(key)]).filter(([, , wall]) => wall !== null);
    if (!back.length) return [];
    this.past.push(back);
    this.future = [];
    return this.apply(back.map(([key, , wall]) => [key, wall]));
  }

  undo() {
    const last = this.past.pop();
    if (!last) return [];
    this.future.push(last);
    return this.apply(last.map(([key, from]) => [key, from]));
  }

  redo() {
    const next = this.future.pop();
    if (!next) return [];
    this.past.push(next);
    return this.apply(next.map(([key, , wall]) => [key, wall]));
  }

  apply(changes) {
    for (const [key, wall] of changes) this.walls.set(key, wall);
    return changes.map(([key]) => key);
  }

  moves() {
    return [...this.walls].filter(([key, wall]) => wall !== this.draft.get(key));
  }
}
