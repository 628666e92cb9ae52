// Ticks and sums: the arithmetic of the chart.

/** Browser part. Chooses ticks and sums up series. */
export const scale: string = `
/**
 * Round numbers that cover low to high, about four steps apart; whole ones for whole counts.
 * @param {number} low
 * @param {number} high
 * @param {boolean} whole
 * @returns {number[]}
 */
function valueTicks(low, high, whole) {
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const wanted = power * ([1, 2, 5].find((factor) => power * factor >= rough * 0.999) ?? 10);
  const step = whole ? Math.max(1, Math.round(wanted)) : wanted;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

const TICK_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200, 14400];

/**
 * Moments that a clock on the reader's wall would name, at most "most" of them. Counted in local time, so that
 * midnight stays midnight when the clocks change.
 * @param {number} fromMs
 * @param {number} toMs
 * @param {number} most
 * @returns {{ at: number, label: string }[]}
 */
function timeTicks(fromMs, toMs, most) {
  const minutes =
    TICK_MINUTES.find((step) => (toMs - fromMs) / (step * MINUTE_MS) <= most) ?? 14400;
  const start = new Date(fromMs);
  const ticks = [];
  for (let i = 0; ; i++) {
    const at = new Date(start.getFullYear(), start.getMonth(), start.getDate(), 0, i * minutes);
    if (at.getTime() > toMs) return ticks;
    if (at.getTime() < fromMs) continue;
    const midnight = at.getHours() === 0 && at.getMinutes() === 0;
    ticks.push({ at: at.getTime(), label: (midnight ? dayFormat : timeFormat).format(at) });
  }
}

/**
 * What a series comes to: its sum and its highest bucket.
 * @param {readonly Point[]} points
 */
function summary(points) {
  /** @type {Point | null} */
  let peak = null;
  let total = 0;
  for (const point of points) {
    total += point.total;
    if (point.total > (peak?.total ?? 0)) peak = point;
  }
  return { total, peak };
}

/**
 * How much comes in on average, by the unit that suits the range.
 * @param {number} total
 * @param {number} seconds
 */
function pace(total, seconds) {
  if (seconds <= 21600) return number(Math.round((total / seconds) * 600) / 10) + " / min";
  if (seconds <= 86400) return number(Math.round((total / seconds) * 36000) / 10) + " / h";
  return number(Math.round((total / seconds) * 864000) / 10) + " / day";
}

/**
 * A column as a path, its upper corners rounded where there is room.
 * @param {number} x
 * @param {number} y where it stands
 * @param {number} wide
 * @param {number} tall below zero it hangs
 */
function column(x, y, wide, tall) {
  const r = Math.min(2.5, wide / 4, Math.max(0, tall));
  const side = tall - r;
  return [
    "M" + x,
    y,
    "v" + -side,
    "q0",
    -r,
    r,
    -r,
    "h" + (wide - 2 * r),
    "q" + r,
    0,
    r,
    r,
    "v" + side,
    "z",
  ].join(" ");
}
`;
