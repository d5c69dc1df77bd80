// Sentences and numbers in the page's language: the server sent them, here they are filled in.
export class Words {
  constructor(given) {
    Object.assign(this, given);
  }

  fill(sentence, params) {
    return sentence.replace(/%\((\w+)\)s/g, (_, name) => params[name]);
  }

  number(value) {
    const [group, decimal] = this.separators;
    const [whole, rest] = String(Math.abs(value)).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
    return `${value < 0 ? "-" : ""}${grouped}${rest ? decimal + rest : ""}`;
  }

  fault([code, params]) {
    const shown = Object.entries(params).map(([name, value]) => [name, this.days[value] ?? value]);
    return this.fill(this.faults[code], Object.fromEntries(shown));
  }
}
