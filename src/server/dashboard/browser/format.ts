// Numbers, times and values as the reader writes them.

/** Browser part. Formats numbers, times and values. */
export const format: string = String.raw`
const MINUTE_MS = 60000;
const HOUR_MS = 3600000;
const DAY_MS = 86400000;

const wholeFormat = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const compactFormat = new Intl.NumberFormat(undefined, {
  notation: "compact",
  maximumFractionDigits: 1,
});
const shareFormat = new Intl.NumberFormat(undefined, {
  style: "percent",
  maximumFractionDigits: 1,
});
const secondFormat = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const timeFormat = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const dayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const momentFormat = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** @param {number} value */
const number = (value) => wholeFormat.format(value);

/**
 * A number for a narrow place: exact up to five digits, then 12.3K.
 * @param {number} value
 */
const brief = (value) => (Math.abs(value) < 100000 ? number(value) : compactFormat.format(value));

/**
 * "1 key", "2 keys".
 * @param {number} count
 * @param {string} noun
 */
const plural = (count, noun) => number(count) + " " + noun + (count === 1 ? "" : "s");

/**
 * A length of time in its largest unit: "45 s", "3 min", "2 h", "5 d".
 * @param {number} ms
 */
function span(ms) {
  if (ms < MINUTE_MS) return number(Math.max(0, Math.round(ms / 1000))) + " s";
  if (ms < HOUR_MS) return number(Math.round(ms / MINUTE_MS)) + " min";
  if (ms < 2 * DAY_MS) return number(Math.round(ms / HOUR_MS)) + " h";
  return number(Math.round(ms / DAY_MS)) + " d";
}

/**
 * @param {number} atMs
 * @param {number} nowMs
 */
const ago = (atMs, nowMs) => (nowMs - atMs < 2000 ? "now" : span(nowMs - atMs) + " ago");

/**
 * When a bucket is: its start and end, with the day where the range spans several.
 * @param {number} ts
 * @param {number} step
 * @param {boolean} withDay
 */
function bucket(ts, step, withDay) {
  const format =
    step >= 86400 ? dayFormat : withDay ? momentFormat : step < 60 ? secondFormat : timeFormat;
  return format.formatRange(ts * 1000, (ts + step) * 1000);
}

/**
 * Anything a client sent as one short line of text. Control characters would be invisible.
 * @param {string} text
 * @param {number} [max]
 */
function oneLine(text, max = 160) {
  const cut = text.length > max ? text.slice(0, max) + "…" : text;
  return cut.replace(/\p{Cc}/gu, "·") || "(empty)";
}

/**
 * A value as people read it: strings bare, unless that would make them look like something else.
 * @param {Json} value
 */
function readable(value) {
  if (typeof value !== "string") return JSON.stringify(value);
  return /^(-?[0-9.]+([eE][-+]?[0-9]+)?|true|false|null)$/.test(value)
    ? JSON.stringify(value)
    : value;
}
`;
