// What stands beside a chart.
import { afterEach, beforeEach, expect, test } from "vitest";
import { axesOf } from "../../../../src/dashboard/chart/axes.ts";
import { UPlot } from "../../../../src/dashboard/chart/plot.ts";
import { tabulate } from "../../../../src/dashboard/chart/table.ts";

const { fillText } = CanvasRenderingContext2D.prototype;
/** Texts at the foot are centred, those at the left end at the axis. */
const written: { text: string; align: CanvasTextAlign }[] = [];
beforeEach(() => {
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    written.push({ text, align: this.textAlign });
    fillText.call(this, text, x, y);
  };
});
afterEach(() => {
  CanvasRenderingContext2D.prototype.fillText = fillText;
});

const NOON = new Date(2026, 10, 30, 12).getTime() / 1000;

/** Draws totals a minute apart from noon, and says what was written, below and beside. */
async function axes(
  totals: readonly number[],
  {
    width = 600,
    height = 232,
    format = (value: number): string => String(value),
    spanSeconds = undefined as number | undefined,
  } = {},
): Promise<{ plot: UPlot; times: string[]; values: string[] }> {
  written.length = 0;
  const points = totals.map((total, index) => ({ ts: NOON + 60 * index, total }));
  const table = tabulate([{ id: "a", name: "a", points }]);
  const picture = {
    table,
    stepSeconds: 60,
    spanSeconds,
    shape: "line",
    openTs: undefined,
    hidden: [],
    height,
    format,
  } as const;
  const ink = { colour: () => "black", stop: () => {} };
  const options = axesOf(() => picture, ink, "12px sans-serif");
  const data = [table.times, ...table.columns] as UPlot.AlignedData;
  const plot = new UPlot(
    { width, height, series: [{}, {}], legend: { show: false }, ...options },
    data,
  );
  await Promise.resolve();
  const texts = (wanted: CanvasTextAlign): string[] =>
    written.filter(({ align }) => align === wanted).map(({ text }) => text);
  const [times, values] = [texts("center"), texts("right")];
  plot.destroy();
  return { plot, times, values };
}

const clock = (hour: number, minute: number): string =>
  new Date(2026, 10, 30, hour, minute).toLocaleTimeString(undefined, {
    timeStyle: "short",
  });

test("times are those of the reader's clock, as many as there is room for", async () => {
  const hour = Array.from({ length: 60 }, () => 5);
  const wide = await axes(hour);
  expect(wide.times.slice(0, 3)).toEqual([clock(12, 0), clock(12, 10), clock(12, 20)]);
  const narrow = await axes(hour, { width: 300 });
  expect(narrow.times).toEqual([clock(12, 0), clock(12, 30), clock(13, 0)]);
});

test("times before the first that is known have their place where the axis is longer", async () => {
  const { plot } = await axes([5, 7], { spanSeconds: 300 });
  expect(plot.scales["x"]).toMatchObject({ min: NOON - 180, max: NOON + 120 });
  const { plot: full } = await axes([5, 7], { spanSeconds: 60 });
  expect(full.scales["x"]).toMatchObject({ min: NOON, max: NOON + 120 });
});

test("all of the last bucket is seen, and 0", async () => {
  const { plot } = await axes([5, 7]);
  expect(plot.scales["x"]).toMatchObject({ min: NOON, max: NOON + 120 });
  expect(plot.scales["y"]).toMatchObject({ min: 0 });
  expect(plot.scales["y"]?.max).toBeGreaterThan(7);
});

test.for([
  [
    [1, 2],
    ["0", "1", "2"],
  ],
  [[0.4], ["0", "0.1", "0.2", "0.3", "0.4"]],
  [
    [-3, 5],
    ["-2", "0", "2", "4"],
  ],
  [[0], ["0", "1"]],
] as const)("values of %j are %j", async ([totals, values]) => {
  expect((await axes(totals)).values.filter(Boolean)).toEqual(values);
});

test("values are written as is told, fewer of them where the chart is low", async () => {
  const { values } = await axes([80], { height: 100, format: (value) => `${value} %` });
  expect(values).toEqual(["0 %", "50 %"]);
});

test("days begin at midnight of the reader, and have their names", async () => {
  const { times } = await axes(Array.from({ length: 2 * 1_440 }, () => 5));
  expect(times).toContain(
    new Date(2026, 11, 1).toLocaleDateString(undefined, { day: "numeric", month: "short" }),
  );
});

test("nothing has no times", async () => {
  const { times, values } = await axes([]);
  expect({ times, values: values.filter(Boolean) }).toEqual({ times: [], values: ["0", "1"] });
});
