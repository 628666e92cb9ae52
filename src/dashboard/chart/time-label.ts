// What a moment on an axis is called, in the reader's zone and words.

const MINUTE = 60;
const DAY = 86_400;
const MONTH = 28 * DAY;

const second = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const month = new Intl.DateTimeFormat(undefined, { month: "short" });
const year = new Intl.DateTimeFormat(undefined, { year: "numeric" });

/** Of Unix seconds, `step` seconds from its neighbours: midnight has the name of its day, and January that of its year. */
export function timeLabel(at: number, step: number): string {
  const date = new Date(at * 1000);
  if (step >= MONTH) return (date.getMonth() === 0 ? year : month).format(date);
  const isMidnight = date.getHours() + date.getMinutes() + date.getSeconds() === 0;
  if (step >= DAY || isMidnight) return day.format(date);
  return (step < MINUTE ? second : minute).format(date);
}
