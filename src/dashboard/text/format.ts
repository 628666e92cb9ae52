// Numbers, times and values as the reader writes them.
import type { Json } from "../../core/json.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 2 });
const exact = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 6 });
const far = new Intl.NumberFormat(undefined, {
  notation: "scientific",
  maximumSignificantDigits: 6,
});
const compact = new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
const second = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayOfUtc = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const moment = new Intl.DateTimeFormat(undefined, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const whenever = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "long" });

/** `1,234.5`. */
export const number = (value: number): string => whole.format(value);

/** What would be a long row of zeros. */
const isFar = (value: number): boolean => {
  const size = Math.abs(value);
  return size >= 1e15 || (size > 0 && size < 1e-9);
};

/** Six digits that count, for what may be small: `0.00123457`. */
export const measure = (value: number): string =>
  isFar(value) ? far.format(value) : Number.isInteger(value) ? number(value) : exact.format(value);

/** For a narrow place: exact up to five digits, then `12.3K`. */
export const brief = (value: number): string =>
  Math.abs(value) < 100_000 ? number(value) : (isFar(value) ? far : compact).format(value);

/** Of 1: `12.5%`; what is more than nothing is not called nothing. */
export const share = (part: number): string =>
  part > 0 && part < 0.001 ? `<${percent.format(0.001)}` : percent.format(part);

/** `1 key`, `2 keys`. */
export const plural = (count: number, noun: string): string =>
  `${number(count)} ${noun}${count === 1 ? "" : "s"}`;

/** In the unit that fits: `1.2 MB`, by thousands. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  // Rounded first: 999,999 is a whole MB.
  const rounded = Number(count.toPrecision(3));
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, rounded)) / 3));
  return `${exact.format(rounded / 1_000 ** power)} ${units[power]}`;
}

/** A length of time in its largest unit: `45 s`, `3 min`, `2 h`, `5 d`. */
export function span(ms: number): string {
  if (ms < MINUTE_MS) return `${number(Math.max(0, Math.round(ms / 1000)))} s`;
  if (ms < HOUR_MS) return `${number(Math.round(ms / MINUTE_MS))} min`;
  if (ms < 2 * DAY_MS) return `${number(Math.round(ms / HOUR_MS))} h`;
  return `${number(Math.round(ms / DAY_MS))} d`;
}

/** An interval in its largest whole unit, exactly: `90 min`. */
export function wholeSpan(ms: number): string {
  const [unitMs, unit] = INTERVALS.find(([each]) => ms % each === 0) ?? [1_000, "s"];
  return `${number(ms / unitMs)} ${unit}`;
}
const INTERVALS = [
  [DAY_MS, "d"],
  [HOUR_MS, "h"],
  [MINUTE_MS, "min"],
] as const;

/** `now`, or `3 min ago`. */
export const ago = (atMs: number, nowMs: number): string =>
  nowMs - atMs < 2_000 ? "now" : `${span(nowMs - atMs)} ago`;

/** A time of day to the second, `13:45:10`. */
export const clockTime = (ms: number): string => second.format(ms);

/** To the minute, `13:45`. */
export const minuteTime = (ms: number): string => minute.format(ms);

/** `30 Nov`. */
export const dayName = (ms: number): string => day.format(ms);

/** Day and minute: `30 Nov, 13:45`. */
export const when = (ms: number): string => moment.format(ms);

/** All of it, with the zone. */
export const fully = (ms: number): string => whenever.format(ms);

/** Start and end of a bucket of `step` seconds, with its day where the stretch spans several; or its days, of UTC. */
export function bucket(ts: number, step: number, isLong: boolean): string {
  if (step >= DAY_MS / 1000) return dayOfUtc.formatRange(ts * 1000, (ts + step) * 1000 - 1);
  const short = step < 60 ? second : minute;
  return (isLong ? moment : short).formatRange(ts * 1000, (ts + step) * 1000);
}

/** Anything that a client sent as one short line. Control characters would be invisible. */
export function oneLine(text: string, max = 160): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut.replace(/\p{Cc}/gu, "·") || "(empty)";
}

/** All of it that somebody may read while pointing at its line; a client may send far more. */
export const hintOf = (text: string): string => text.slice(0, 400);

/** A value as people read it: strings bare, unless that would make them look like something else. */
export function readable(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  return /^(-?[0-9.]+([eE][-+]?[0-9]+)?|true|false|null)$/.test(value)
    ? JSON.stringify(value)
    : value;
}
