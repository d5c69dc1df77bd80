// What ical.js reads from a calendar: its own definitions of zones, wall time to UTC.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const root = new ICAL.Component(ICAL.parse(readFileSync(process.argv[2], "utf8")));
ICAL.TimezoneService.reset();
for (const zone of root.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);

function said(time) {
  if (time.isDate) return time.toICALString();
  if (time.zone === ICAL.Timezone.localTimezone) throw new Error(`floating: ${time}`);
  return time.convertToZone(ICAL.Timezone.utcTimezone).toICALString();
}

const found = root.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: said(event.startDate),
    end: said(event.endDate),
    status: component.getFirstPropertyValue("status"),
    sequence: event.sequence,
    summary: event.summary,
  };
});
const again = ICAL.parse(root.toString());
if (JSON.stringify(again) !== JSON.stringify(root.toJSON())) throw new Error("lost something when written again");
console.log(JSON.stringify(found));
