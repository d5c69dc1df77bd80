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

  // days as the reader writes them, texts kept in their own direction inside right-to-left words
  shown(value) {
    if (this.days[value]) return this.days[value];
    const isForeign = typeof value === "string" && document.documentElement.dir === "rtl";
    return isForeign ? `\u2068${value}\u2069` : value;
  }

  fault([code, params]) {
    const shown = Object.entries(params).map(([name, value]) => [name, this.shown(value)]);
    const said = this.fill(this.faults[code], Object.fromEntries(shown));
    return said.charAt(0).toLocaleUpperCase(document.documentElement.lang) + said.slice(1);
  }
}
