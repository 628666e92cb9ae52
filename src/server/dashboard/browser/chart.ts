// The chart: bars over time, for pointers, keyboards and screen readers.

/** Browser part. Draws a series. */
export const chart: string = `
/** @typedef {{ points: readonly Point[], step: number, now: number }} ChartModel */

const CHART_HEIGHT = 232;
const CHART_TOP = 12;
const CHART_BOTTOM = 26;

/**
 * One bar a bucket. A slider to keyboards and screen readers: arrows walk through the buckets.
 * @param {string} label
 * @returns {Part<ChartModel> & { clear: () => void }}
 */
function createChart(label) {
  const grid = h("g", { class: "grid" });
  const bars = h("path", { class: "bars" });
  const open = h("path", { class: "bars open" });
  const mark = h("rect", { class: "mark", rx: 2 });
  const svg = h("svg", { "aria-hidden": "true", height: CHART_HEIGHT }, grid, mark, bars, open);
  const readout = h("p", { class: "readout", hidden: true, "aria-hidden": "true" });
  const readoutTotal = h("strong");
  const readoutTime = h("span");
  readout.append(readoutTotal, readoutTime);
  const nothing = h("p", { class: "nothing", hidden: true }, "Nothing in this range");
  const node = h("div", {
    class: "chart",
    role: "slider",
    tabindex: 0,
    "aria-label": label,
  });
  node.append(svg, nothing, readout);

  /** @type {ChartModel} */
  let model = { points: [], step: 60, now: 0 };
  let drawn = "";
  /** The bucket under the pointer or the keyboard, by its time: it stays chosen while the range moves on. */
  let chosenTs = Number.NaN;
  let left = 0;
  let slot = 1;

  const withDay = () => model.points.length * model.step > 86400;
  const chosen = () => model.points.findIndex((point) => point.ts === chosenTs);

  /** @param {number} y @param {string} text */
  const gridLine = (y, text) => [
    h("line", { x1: left, x2: "100%", y1: y, y2: y, class: "rule" }),
    h("text", { x: left - 8, y: y + 4, "text-anchor": "end" }, text),
  ];

  function draw() {
    const { points, step } = model;
    const width = node.clientWidth;
    const filling = (points.at(-1)?.ts ?? 0) + step > model.now / 1000;
    const signature = JSON.stringify([width, step, filling, points]);
    if (!width || signature === drawn) return;
    drawn = signature;
    const totals = points.map((point) => point.total);
    const ticks = valueTicks(
      Math.min(0, ...totals),
      Math.max(0, ...totals),
      totals.every(Number.isInteger),
    );
    const low = ticks[0] ?? 0;
    const high = ticks.at(-1) ?? 1;
    left = 14 + 7 * Math.max(...ticks.map((tick) => brief(tick).length));
    slot = (width - left) / Math.max(1, points.length);
    const floor = CHART_HEIGHT - CHART_BOTTOM;
    /** @param {number} value */
    const y = (value) => floor - ((value - low) / (high - low)) * (floor - CHART_TOP);
    const fromMs = (points[0]?.ts ?? 0) * 1000;
    const spanMs = Math.max(1, points.length * step * 1000);
    const times = timeTicks(fromMs, fromMs + spanMs, Math.max(2, Math.floor((width - left) / 68)));
    const places = times.map((tick) => ({
      ...tick,
      x: left + ((tick.at - fromMs) / spanMs) * (width - left),
    }));
    grid.replaceChildren(
      ...ticks.flatMap((tick) => gridLine(y(tick), brief(tick))),
      ...places
        .filter(
          ({ x, label }) => x + label.length * 3.5 <= width && x - label.length * 3.5 >= left - 8,
        )
        .map(({ x, label }) =>
          h("text", { x, y: CHART_HEIGHT - 6, "text-anchor": "middle" }, label),
        ),
    );
    const gap = slot > 6 ? 2 : slot > 3 ? 1 : 0;
    const shapes = points.map((point, i) => {
      if (point.total === 0) return "";
      // A bucket that holds anything is never too flat to be seen.
      const tall = Math.sign(point.total) * Math.max(1.5, Math.abs(y(point.total) - y(0)));
      return column(left + i * slot + gap / 2, y(0), slot - gap, tall);
    });
    assign(svg, { width, viewBox: "0 0 " + width + " " + CHART_HEIGHT });
    assign(bars, { d: (filling ? shapes.slice(0, -1) : shapes).join("") });
    assign(open, { d: filling ? (shapes.at(-1) ?? "") : "" });
    nothing.hidden = totals.some((total) => total !== 0);
    show();
  }

  function show() {
    const index = chosen();
    const point = model.points[index] ?? model.points.at(-1);
    const at = point ? bucket(point.ts, model.step, withDay()) : "";
    assign(node, {
      "aria-valuemin": 0,
      "aria-valuemax": Math.max(0, model.points.length - 1),
      "aria-valuenow": Math.max(0, index < 0 ? model.points.length - 1 : index),
      "aria-valuetext": point ? at + ": " + number(point.total) : "no data",
    });
    readout.hidden = index < 0;
    mark.style.display = index < 0 ? "none" : "";
    if (index < 0 || !point) return;
    assign(mark, {
      x: left + index * slot,
      y: CHART_TOP,
      width: slot,
      height: CHART_HEIGHT - CHART_TOP - CHART_BOTTOM,
    });
    say(readoutTotal, number(point.total));
    say(readoutTime, at);
    const half = readout.offsetWidth / 2;
    const middle = left + (index + 0.5) * slot;
    readout.style.left =
      Math.min(Math.max(middle, half), Math.max(half, node.clientWidth - half)) + "px";
  }

  /** @param {number} index */
  function choose(index) {
    const last = model.points.length - 1;
    chosenTs = model.points[Math.min(Math.max(index, 0), last)]?.ts ?? Number.NaN;
    show();
  }
  function clear() {
    chosenTs = Number.NaN;
    show();
  }

  /** @type {Record<string, (index: number) => number>} */
  const walks = {
    ArrowLeft: (index) => index - 1,
    ArrowDown: (index) => index - 1,
    ArrowRight: (index) => index + 1,
    ArrowUp: (index) => index + 1,
    PageDown: (index) => index - 10,
    PageUp: (index) => index + 10,
    Home: () => 0,
    End: () => Number.MAX_SAFE_INTEGER,
  };
  /** @param {PointerEvent} event */
  const point = (event) =>
    choose(Math.floor((event.clientX - node.getBoundingClientRect().left - left) / slot));
  assign(node, {
    onpointermove: point,
    onpointerdown: point,
    onpointerleave: clear,
    onblur: clear,
    /** @param {KeyboardEvent} event */
    onkeydown: (event) => {
      if (event.key === "Escape") return clear();
      const walk = Object.hasOwn(walks, event.key) ? walks[event.key] : undefined;
      if (!walk || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const index = chosen();
      choose(walk(index < 0 ? model.points.length : index));
    },
  });
  new ResizeObserver(draw).observe(node);
  return {
    node,
    clear,
    update(next) {
      model = next;
      draw();
    },
  };
}
`;
