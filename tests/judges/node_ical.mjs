// What node-ical reads from a calendar.
import ical from "node-ical";

function said(moment) {
  const text = moment.toISOString().replace(/[-:]|\.\d+/g, "");
  if (!moment.dateOnly) return text;
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}${two(moment.getMonth() + 1)}${two(moment.getDate())}`;
}

const found = Object.values(ical.sync.parseFile(process.argv[2])).filter((part) => part.type === "VEVENT");
console.log(
  JSON.stringify(
    found.map((event) => ({
      uid: event.uid,
      start: said(event.start),
      end: said(event.end),
      status: event.status,
      sequence: Number(event.sequence),
      summary: event.summary.val ?? event.summary,
    })),
  ),
);
