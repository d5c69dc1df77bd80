// Day and night over the delegations at an hour of the chosen sitting's day.
import { night, sun } from "./sun.js";
import { clockText, DAY } from "./time.js";

export class WorldMap {
  constructor(root, bench) {
    Object.assign(this, { root, bench });
    this.points = [...root.querySelectorAll("circle")];
    this.shade = root.querySelector("[data-night]");
    this.sitting = document.getElementById("map-sitting");
    this.instant = document.getElementById("map-instant");
    this.said = document.getElementById("map-said");
    this.wall = null;
    this.sitting.addEventListener("change", () => bench.choose(this.sitting.selectedIndex));
    this.instant.addEventListener("input", () => this.draw());
    bench.listeners.push(() => this.follow());
  }

  // to the start of the sitting that was chosen or moved
  follow() {
    const { data, trial, chosen } = this.bench;
    const wall = trial.walls.get(data.sittings[chosen].key);
    if (wall === this.wall && this.sitting.selectedIndex === chosen) return;
    this.wall = wall;
    this.sitting.selectedIndex = chosen;
    this.instant.value = wall % DAY;
    this.draw();
  }

  draw() {
    const { venue, data, table, words } = this.bench;
    const day = Math.floor(this.wall / DAY);
    const wall = venue.allowed(day * DAY + Number(this.instant.value), 1);
    const minute = venue.minuteOf(wall);
    const heads = data.levels.map(() => 0);
    data.map.points.forEach(([clock, count], index) => {
      const level = table.clocks[clock].level(minute);
      heads[level] += count;
      this.points[index].setAttribute("class", `point point-${data.levels[level]}`);
    });
    this.shade.setAttribute("d", night(sun((data.base + minute) * 60_000)));
    const shown = { day: words.headings[venue.days[day]], clock: clockText(wall) };
    this.said.querySelector("[data-instant]").textContent = words.fill(words.instant, shown);
    heads.forEach((count, level) => {
      this.said.querySelector(`[data-heads="${level}"]`).textContent = words.number(count);
    });
    this.instant.setAttribute("aria-valuetext", words.fill(words.instant, shown));
  }
}
