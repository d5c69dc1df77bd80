// A sitting over the sky of its day: dragged by pointer, moved by keys.
import { clockText, DAY } from "./time.js";

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };
const WIDTH = 1440;

export class Sky {
  constructor(item, index, bench) {
    Object.assign(this, { item, index, bench, sitting: bench.data.sittings[index] });
    this.handle = item.querySelector("[data-handle]");
    this.picture = this.handle.ownerSVGElement;
    const facts = { role: "slider", tabindex: "0", "aria-label": this.sitting.label, "aria-valuemin": 0, "aria-valuemax": bench.venue.end };
    for (const [name, value] of Object.entries(facts)) this.handle.setAttribute(name, value);
    this.handle.addEventListener("keydown", (event) => this.press(event));
    this.handle.addEventListener("pointerdown", (event) => this.grip(event));
    this.handle.addEventListener("focus", () => bench.choose(index));
    this.form = item.querySelector("[data-try]");
    this.form.addEventListener("submit", (event) => this.type(event));
    this.form.addEventListener("change", (event) => this.type(event));
  }

  get wall() {
    return this.bench.trial.walls.get(this.sitting.key);
  }

  press(event) {
    const { venue } = this.bench;
    const day = { PageUp: -DAY, PageDown: DAY }[event.key];
    const step = STEPS[event.key];
    if ((!day && !step) || event.altKey || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const wanted = day ? this.wall + day : event.shiftKey ? this.wall + step * 60 : venue.stepped(this.wall, step);
    if (wanted < 0 || wanted >= venue.end) return;
    this.bench.move(this.sitting.key, venue.allowed(wanted, day ?? step));
  }

  grip(event) {
    if (event.button) return;
    event.preventDefault();
    this.handle.focus({ preventScroll: true });
    const { venue, trial } = this.bench;
    const [from, begin] = [this.wall, event.clientX];
    const scale = WIDTH / this.picture.getBoundingClientRect().width;
    const slide = (moved) => {
      const away = (moved.clientX - begin) * scale;
      const wall = Math.abs(away) < venue.grid / 2 ? from : venue.allowed(Math.round((from + away) / venue.grid) * venue.grid, away);
      if (wall !== this.wall) this.bench.slide(this.sitting.key, wall);
    };
    const drop = (ended) => {
      this.handle.removeEventListener("pointermove", slide);
      this.handle.classList.remove("is-dragged");
      const wall = ended.type === "pointercancel" ? from : this.wall;
      trial.slide(this.sitting.key, from);
      this.bench.move(this.sitting.key, wall);
      if (wall === from) this.bench.refresh([this.index]);
    };
    this.handle.setPointerCapture(event.pointerId);
    this.handle.classList.add("is-dragged");
    this.handle.addEventListener("pointermove", slide);
    this.handle.addEventListener("lostpointercapture", drop, { once: true });
  }

  // the plain form: tried at once, without asking the server
  type(event) {
    event.preventDefault();
    const { venue } = this.bench;
    const [day, clock] = [this.form.elements.day.value, this.form.elements.clock.value];
    const number = venue.days.indexOf(day);
    if (number < 0 || !/^\d\d:\d\d$/.test(clock)) return;
    const wall = number * DAY + Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
    if (venue.minuteOf(wall) !== null) this.bench.move(this.sitting.key, wall);
  }

  draw(start, isTried) {
    const { venue, words } = this.bench;
    const wall = this.wall;
    const day = venue.dayOf(wall);
    const [from, to] = [clockText(wall), clockText(venue.wallOf(start + this.sitting.minutes))];
    this.item.querySelector("[data-hours]").textContent = `${from}–${to}`;
    this.item.querySelector("[data-day]").textContent = words.headings[day];
    this.item.classList.toggle("is-tried", isTried);
    this.item.querySelector(".tried-mark").hidden = !isTried;
    this.item.querySelector("[data-use]").setAttribute("href", `#sky-${Math.floor(wall / DAY)}`);
    this.handle.setAttribute("transform", `translate(${wall % DAY} 0)`);
    this.handle.setAttribute("aria-valuenow", wall);
    this.handle.setAttribute("aria-valuetext", words.fill(words.value, { day: words.headings[day], start: from, end: to }));
    this.form.elements.day.value = day;
    this.form.elements.clock.value = from;
  }

  faults(sentences) {
    const list = this.item.querySelector("[data-faults]");
    if ([...list.children].map((each) => each.textContent).join("\n") === sentences.join("\n")) return;
    list.replaceChildren(
      ...sentences.map((said) => {
        const line = document.createElement("li");
        line.textContent = said;
        return line;
      }),
    );
  }
}
