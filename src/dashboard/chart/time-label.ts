// What a moment on an axis is called, in the reader's zone and words.
import { clockTime, dayName, minuteTime } from "../text/format.ts";

const MINUTE = 60;
const DAY = 86_400;
const MONTH = 28 * DAY;

const month = new Intl.DateTimeFormat(undefined, { month: "short" });
const year = new Intl.DateTimeFormat(undefined, { year: "numeric" });

/** Of Unix seconds, `step` seconds from its neighbours: midnight has the name of its day, and January that of its year. */
export function timeLabel(at: number, step: number): string {
  const date = new Date(at * 1000);
  if (step >= MONTH) return (date.getMonth() === 0 ? year : month).format(date);
  const isMidnight = date.getHours() + date.getMinutes() + date.getSeconds() === 0;
  if (step >= DAY || isMidnight) return dayName(at * 1000);
  return (step < MINUTE ? clockTime : minuteTime)(at * 1000);
}
