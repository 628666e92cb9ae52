// Libraries of charts beside each other, and the dashboard's own chart, which is uPlot's within Preact: what they weigh,
// and how long they take to draw and to add a minute.
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import type { Page } from "playwright";
import { type Figure, median } from "./figure.ts";
import { type Pages, pageScript } from "./page.ts";

const COUNTS = [1_440, 86_400];
const ROUNDS = 25;
const WARM_UP = 3;
const MOST_MS = 100;

/** As the dashboard's bundle takes it: `npm run build` compiles it. */
const timeChart = fileURLToPath(
  new URL("../../node_modules/.cache/tallybeacon/dashboard/chart/time-chart.jsx", import.meta.url),
);

/** Each as its documentation says for many points: an area over time, 800 pixels wide, not animated. */
const SIDES: Readonly<Record<string, string>> = {
  uPlot: `
    import UPlot from "uplot";
    const columns = (points) => [points.map(({ ts }) => ts), points.map(({ total }) => total)];
    globalThis.side = (node, points) => {
      const series = [{}, { stroke: "#1d9487", fill: "#1d948724", width: 1.5, points: { show: false } }];
      const chart = new UPlot({ width: 800, height: 232, legend: { show: false }, series }, columns(points), node);
      return { add: (points) => chart.setData(columns(points)), close: () => chart.destroy() };
    };`,
  "chart.js": `
    import { Chart, Decimation, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip } from "chart.js";
    Chart.register(Decimation, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);
    const pairs = (points) => points.map(({ ts, total }) => ({ x: ts, y: total }));
    globalThis.side = (node, points) => {
      const canvas = document.createElement("canvas");
      canvas.width = 800;
      canvas.height = 232;
      node.append(canvas);
      const look = { borderColor: "#1d9487", backgroundColor: "#1d948724", borderWidth: 1.5, fill: true, pointRadius: 0 };
      const chart = new Chart(canvas, {
        type: "line",
        data: { datasets: [{ data: pairs(points), ...look }] },
        options: {
          responsive: false, animation: false, parsing: false, normalized: true,
          scales: { x: { type: "linear" } },
          plugins: { decimation: { enabled: true, algorithm: "min-max" } },
        },
      });
      const add = (points) => {
        chart.data.datasets[0].data = pairs(points);
        chart.update("none");
      };
      return { add, close: () => chart.destroy() };
    };`,
  "lightweight-charts": `
    import { AreaSeries, createChart } from "lightweight-charts";
    const of = ({ ts, total }) => ({ time: ts, value: total });
    globalThis.side = (node, points) => {
      const timeScale = { minBarSpacing: 0.001, timeVisible: true, enableConflation: true };
      const chart = createChart(node, { width: 800, height: 232, timeScale });
      const series = chart.addSeries(AreaSeries, { lineColor: "#1d9487", lineWidth: 1.5 });
      series.setData(points.map(of));
      chart.timeScale().fitContent();
      return { add: (points) => series.update(of(points.at(-1))), close: () => chart.remove() };
    };`,
  "the dashboard's": `
    import { h, render } from "preact";
    import { TimeChart } from ${JSON.stringify(timeChart)};
    globalThis.side = (node, points) => {
      const show = (points) =>
        render(h(TimeChart, { label: "a", lines: [{ id: "a", name: "a", points }], stepSeconds: 60 }), node);
      show(points);
      return { add: show, close: () => render(null, node) };
    };`,
};

/** What the dashboard takes of Preact. */
const PREACT = `
  import { createContext, Fragment, h, render } from "preact";
  import { useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
  globalThis.all = [createContext, Fragment, h, render, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState];`;

/** Frames are drawn when the bench says so, and pixels are asked for, or nothing would have to be painted. */
const MEASURE = `
  const frames = [];
  globalThis.requestAnimationFrame = (run) => frames.push(run);
  async function paint(node) {
    for (let turn = 0; turn < 4; turn++) {
      await null;
      for (const run of frames.splice(0)) run(performance.now());
    }
    const canvases = [...node.querySelectorAll("canvas")];
    const pixels = canvases.map((canvas) => canvas.getContext("2d").getImageData(canvas.width >> 1, 0, 1, canvas.height));
    if (!pixels.some(({ data }) => data.some((part) => part > 0))) throw new Error("nothing was drawn");
  }
  globalThis.measure = async (count) => {
    const minutes = Array.from({ length: count + 1 }, (_, at) => ({
      ts: 1790000040 + 60 * at,
      total: Math.round(500 + 400 * Math.sin(at / 230) + ((at * 7919) % 101)),
    }));
    const [points, next] = [minutes.slice(0, -1), minutes.slice(1)];
    const node = document.createElement("div");
    node.style.width = "800px";
    document.body.append(node);
    const times = [performance.now()];
    const chart = side(node, points);
    await paint(node);
    times.push(performance.now());
    chart.add(next);
    await paint(node);
    times.push(performance.now());
    chart.close();
    node.remove();
    return { drawMs: times[1] - times[0], addMs: times[2] - times[1] };
  };`;

interface Times {
  readonly drawMs: number;
  readonly addMs: number;
}

const inBrotli = (script: string): number => brotliCompressSync(script).length;

/** All in one run, by turns, each in a page of its own. */
export async function benchCharts(pages: Pages): Promise<Figure[]> {
  const figures: Figure[] = [];
  const opened = new Map<string, Page>();
  for (const [side, source] of Object.entries(SIDES)) {
    const script = await pageScript(source);
    figures.push({ name: `${side} chart, in brotli`, measured: inBrotli(script), unit: "B" });
    const page = await pages.open();
    await page.addScriptTag({ content: script });
    await page.addScriptTag({ content: MEASURE });
    opened.set(side, page);
  }
  const preact = inBrotli(await pageScript(PREACT));
  figures.push({ name: "Preact with hooks, in brotli", measured: preact, unit: "B" });
  for (const count of COUNTS) figures.push(...(await race(opened, count)));
  for (const page of opened.values()) await page.close();
  return figures;
}

async function race(opened: ReadonlyMap<string, Page>, count: number): Promise<Figure[]> {
  const times = new Map([...opened.keys()].map((side) => [side, [] as Times[]]));
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    const sides = round % 2 ? [...opened] : [...opened].reverse();
    for (const [side, page] of sides) {
      const found = await page.evaluate<Times>(`measure(${count})`);
      if (round >= WARM_UP) times.get(side)?.push(found);
    }
  }
  const points = `${count.toLocaleString("en")} points`;
  const of = (side: string, what: keyof Times): number[] =>
    (times.get(side) ?? []).map((found) => found[what]);
  return [...opened.keys()].flatMap((side): Figure[] => {
    const isOurs = side === "the dashboard's";
    const isPeer = !isOurs && side !== "uPlot";
    const compared = (what: keyof Times, bound?: Partial<Figure>): Figure[] => {
      const measured = median(
        of(side, what).map((ms, round) => ms / (of("uPlot", what)[round] ?? 0)),
      );
      return isPeer
        ? [{ name: `the same, ${side}, times uPlot`, measured, unit: "x", ...bound }]
        : [];
    };
    return [
      {
        name: `drawing ${points}, ${side} chart`,
        measured: median(of(side, "drawMs")),
        unit: "ms",
        ...(isOurs ? { bound: MOST_MS } : {}),
      },
      ...compared("drawMs", { bound: 1, atLeast: true }),
      {
        name: `adding one to ${points}, ${side} chart`,
        measured: median(of(side, "addMs")),
        unit: "ms",
      },
      ...compared("addMs"),
    ];
  });
}
