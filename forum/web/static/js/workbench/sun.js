// Where the sun stands and what it leaves dark: as timezones/sun.py, from NOAA's "General Solar Position Calculations".
const STEP = 4;
const LEAST = 0.05;
const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;

export function sun(milliseconds) {
  const moment = new Date(milliseconds);
  const hours = moment.getUTCHours() + moment.getUTCMinutes() / 60 + moment.getUTCSeconds() / 3600;
  const day = Math.floor((milliseconds - Date.UTC(moment.getUTCFullYear(), 0, 1)) / 86_400_000);
  const year = ((2 * Math.PI) / 365) * (day + (hours - 12) / 24);
  const east = -15 * (hours - 12 + equationOfTime(year) / 60);
  return { latitude: degrees(declination(year)), longitude: ((((east + 180) % 360) + 360) % 360) - 180 };
}

function equationOfTime(year) {
  const { sin, cos } = Math;
  return 229.18 * (0.000075 + 0.001868 * cos(year) - 0.032077 * sin(year) - 0.014615 * cos(2 * year) - 0.040849 * sin(2 * year));
}

function declination(year) {
  const { sin, cos } = Math;
  const yearly = 0.006918 - 0.399912 * cos(year) + 0.070257 * sin(year);
  return yearly - 0.006758 * cos(2 * year) + 0.000907 * sin(2 * year) - 0.002697 * cos(3 * year) + 0.00148 * sin(3 * year);
}

// the half without sun as an SVG path over degrees, closed over the dark pole
export function night({ latitude, longitude }) {
  const north = Math.abs(latitude) >= LEAST ? latitude : LEAST;
  const line = [];
  for (let east = -180; east <= 180; east += STEP) {
    line.push([east, degrees(Math.atan(-Math.cos(radians(east - longitude)) / Math.tan(radians(north))))]);
  }
  const pole = north > 0 ? -90 : 90;
  const border = [[-180, pole], ...line, [180, pole]];
  return `M${border.map(([east, up]) => `${east} ${(-up).toFixed(2)}`).join("L")}z`;
}
