// Where an axis has its ticks: round values, and moments that a clock or a calendar names.

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;
const MONTH = 31 * DAY;
const YEAR = 12 * MONTH;

/** In seconds; from `MONTH` on by the calendar. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 7, 14].map((days) => days * DAY),
  ...[1, 2, 3, 6].map((months) => months * MONTH),
  ...[1, 2, 5, 10].map((years) => years * YEAR),
];

const second = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const month = new Intl.DateTimeFormat(undefined, { month: "short" });
const year = new Intl.DateTimeFormat(undefined, { year: "numeric" });

/** Round numbers that cover low to high, at most about `most` steps apart; whole ones for whole counts. */
export function valueTicks(low: number, high: number, isWhole: boolean, most = 4): number[] {
  const rough = (high - low || 1) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const wanted = power * ([1, 2, 5].find((factor) => power * factor >= rough * 0.999) ?? 10);
  const step = isWhole ? Math.max(1, Math.round(wanted)) : wanted;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** A moment in Unix seconds, and what it is called. */
export interface TimeTick {
  readonly at: number;
  readonly label: string;
}

/**
 * At most `most` moments between two, in the reader's zone and words. The same ones while the stretch moves on, and
 * midnight stays midnight when the clocks change.
 */
export function timeTicks(from: number, to: number, most: number): TimeTick[] {
  const step = STEPS.find((each) => (to - from) / each <= most) ?? 10 * YEAR;
  const moment = moments(new Date(from * 1000), step);
  const ticks: TimeTick[] = [];
  for (let index = 0; ; index++) {
    const date = moment(index);
    const at = date.getTime() / 1000;
    if (at > to) return ticks;
    // The hour that is left out in spring is the next one.
    if (at >= from && at !== ticks.at(-1)?.at) ticks.push({ at, label: called(date, step) });
  }
}

/** The moments of a step, counted from the last one before `start` or earlier. */
function moments(start: Date, step: number): (index: number) => Date {
  const [y, m, d] = [start.getFullYear(), start.getMonth(), start.getDate()];
  if (step < DAY) return (index) => new Date(y, m, d, 0, 0, index * step);
  if (step < MONTH) {
    // Counted from a Monday, so that weeks start as calendars do.
    const days = Math.round((Date.UTC(y, m, d) - Date.UTC(2024, 0, 1)) / (DAY * 1000));
    const every = step / DAY;
    const first = Math.floor(days / every);
    return (index) => new Date(2024, 0, 1 + (first + index) * every);
  }
  const every = step / MONTH;
  const first = Math.floor((12 * y + m) / every);
  return (index) => new Date(y, (first + index) * every - 12 * y);
}

function called(date: Date, step: number): string {
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
  if (step >= MONTH) return (date.getMonth() === 0 ? year : month).format(date);
  if (step >= DAY || isMidnight) return day.format(date);
  return (step < MINUTE ? second : minute).format(date);
}
