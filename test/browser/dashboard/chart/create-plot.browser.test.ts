// A chart on its canvas.
import { afterEach, describe, expect, test } from "vitest";
import { colourNames, createPlot, type Plot } from "../../../../src/dashboard/chart/create-plot.ts";
import type { Picture } from "../../../../src/dashboard/chart/picture.ts";
import { type Line, tabulate } from "../../../../src/dashboard/chart/table.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";
import { rgb } from "../../../support/colour.ts";

const FROM = 1_790_000_040;
const line = (id: string, totals: readonly number[], isPast = false): Line => ({
  id,
  name: id,
  points: totals.map((total, index) => ({ ts: FROM + 60 * index, total })),
  isPast,
});
const picture = (lines: readonly Line[], changes: Partial<Picture> = {}): Picture => ({
  table: tabulate(lines),
  stepSeconds: 60,
  shape: "line",
  openTs: undefined,
  hidden: [],
  height: 200,
  format: String,
  ...changes,
});

let shown: Shown | undefined;
let plot: Plot | undefined;
afterEach(() => {
  plot?.destroy();
  shown?.close();
});

interface Drawn {
  readonly node: HTMLElement;
  readonly plot: Plot;
  readonly points: (number | null)[];
  readonly zooms: number[][];
  /** Colours that are seen, apart from the axes': `29,148,135`. */
  colours(): Set<string>;
}

async function draw(lines: readonly Line[], changes: Partial<Picture> = {}): Promise<Drawn> {
  shown = await showPart("");
  const { node } = shown;
  const points: (number | null)[] = [];
  const zooms: number[][] = [];
  plot = createPlot(node, lines, picture(lines, changes), {
    point: (index) => points.push(index),
    zoom: (from, to) => zooms.push([from - FROM, to - FROM]),
  });
  await Promise.resolve();
  const colours = (): Set<string> => {
    const canvas = node.querySelector("canvas");
    const { data = [] } = canvas?.getContext("2d")?.getImageData(50, 0, 500, canvas.height) ?? {};
    const found = new Set<string>();
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 255) found.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    }
    return found;
  };
  return { node, plot, points, zooms, colours };
}

/** What `--name` is at the moment. */
function named(name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return rgb(color).join();
}

function mouse(node: HTMLElement, type: string, share: number): void {
  const over = node.querySelector(".u-over") as HTMLElement;
  const { left, top, width } = over.getBoundingClientRect();
  const place = { clientX: left + share * width, clientY: top + 20, movementX: 9, bubbles: true };
  over.dispatchEvent(new MouseEvent(type, { ...place, button: 0 }));
}

describe("colours", () => {
  test("go by the place among what is not past, and come again after the sixth", () => {
    const lines = [
      line("a", []),
      line("b", [], true),
      ..."cdefgh".split("").map((id) => line(id, [])),
    ];
    expect(colourNames(lines)).toEqual([
      "plot-1",
      "plot-past",
      "plot-2",
      "plot-3",
      "plot-4",
      "plot-5",
      "plot-6",
      "plot-1",
    ]);
  });

  test("of all lines are seen, and of a hidden one are not", async () => {
    const lines = [line("a", [1, 1, 1]), line("b", [3, 3, 3])];
    const { plot, colours } = await draw(lines);
    expect(colours()).toContain(named("plot-1"));
    expect(colours()).toContain(named("plot-2"));
    plot.draw(picture(lines, { hidden: ["b"] }));
    await Promise.resolve();
    expect(colours()).toContain(named("plot-1"));
    expect(colours()).not.toContain(named("plot-2"));
  });

  test("of a line that is hidden from the start are not seen", async () => {
    const { colours } = await draw([line("a", [1, 1]), line("b", [3, 3])], { hidden: ["b"] });
    expect(colours()).toContain(named("plot-1"));
    expect(colours()).not.toContain(named("plot-2"));
  });

  test("follow the scheme of the page", async () => {
    const { colours } = await draw([line("a", [1, 2])], { shape: "bars" });
    const light = named("plot");
    expect(colours()).toContain(light);
    document.documentElement.style.colorScheme = "dark";
    document.documentElement.dataset["theme"] = "dark";
    await expect.poll(colours).toContain(named("plot"));
    expect(colours()).not.toContain(light);
  });

  test("of the bucket that is running are lighter", async () => {
    const lines = [line("a", [5])];
    const { plot, colours } = await draw(lines, { shape: "bars" });
    expect(colours()).toContain(named("plot"));
    plot.draw(picture(lines, { shape: "bars", openTs: FROM }));
    await Promise.resolve();
    expect(colours()).not.toContain(named("plot"));
  });
});

describe("what is missing", () => {
  /** The share of all columns of pixels in which a line's colour is. */
  async function covered(lines: readonly Line[], name: string): Promise<number> {
    const { node } = await draw(lines);
    const canvas = node.querySelector("canvas") as HTMLCanvasElement;
    const wanted = named(name);
    const pen = canvas.getContext("2d");
    let found = 0;
    for (let x = 0; x < canvas.width; x++) {
      const { data = [] } = pen?.getImageData(x, 0, 1, canvas.height) ?? {};
      const has = Array.from({ length: canvas.height }, (_, y) => data.slice(4 * y, 4 * y + 3));
      if (has.some((colour) => colour.join() === wanted)) found += 1;
    }
    return found / canvas.width;
  }
  const all = Array.from({ length: 100 }, () => 5);
  const without = (from: number, to: number): Line => {
    const { points, ...rest } = line("a", all);
    return { ...rest, points: points.filter((_, index) => index < from || index >= to) };
  };

  test.for([
    ["nothing", [without(0, 0)], 0.9, 1],
    ["the middle", [without(25, 75)], 0.4, 0.6],
    ["the end, which another line has", [without(50, 100), line("b", all, true)], 0.4, 0.6],
    ["all but one", [without(1, 100), line("b", all, true)], 0.003, 0.02],
  ] as const)("is a hole: %s", async ([_name, lines, least, most]) => {
    const share = await covered(lines, "plot-1");
    expect(share).toBeGreaterThan(least);
    expect(share).toBeLessThan(most);
  });
});

describe("the cursor", () => {
  test("is in a bucket where the mouse is in it, and goes with the mouse", async () => {
    const { node, points } = await draw([line("a", [1, 2, 3, 4])]);
    for (const share of [0.01, 0.24, 0.26, 0.99]) {
      mouse(node, "mousemove", share);
    }
    mouse(node, "mouseleave", 0.99);
    expect(points.filter((index, at) => at === 0 || index !== points[at - 1])).toEqual([
      null,
      0,
      1,
      3,
      null,
    ]);
  });

  test("goes where it is told to", async () => {
    const { plot, points } = await draw([line("a", [1, 2, 3, 4])]);
    for (const index of [2, 0, null]) {
      plot.point(index);
      expect(points.at(-1)).toBe(index);
    }
  });

  test.for([
    ["from one before it", 2, 1, [0.25, 0.75]],
    ["from one after it", 1, 2, [0.25, 0.75]],
    ["alone", 3, 3, [0.75, 1]],
    ["away", null, 1, [0, 0]],
  ] as const)("marks whole buckets: %s", async ([_name, index, from, wanted]) => {
    const { plot, node } = await draw([line("a", [1, 2, 3, 4])]);
    plot.point(index, from);
    const { left, width } = (node.querySelector(".u-over") as HTMLElement).getBoundingClientRect();
    const marked = (node.querySelector(".u-select") as HTMLElement).getBoundingClientRect();
    expect([marked.left - left, marked.right - left].map((px) => px / width)).toEqual(
      wanted.map((share) => expect.closeTo(share, 2)),
    );
    plot.point(0);
    const { offsetWidth } = node.querySelector(".u-select") as HTMLElement;
    expect(offsetWidth).toBe(0);
  });

  test("follows a finger", async () => {
    const { node, points } = await draw([line("a", [1, 2, 3, 4])]);
    const over = node.querySelector(".u-over") as HTMLElement;
    const { left, width } = over.getBoundingClientRect();
    const place = { clientX: left + 0.6 * width, pointerType: "touch" };
    over.dispatchEvent(new PointerEvent("pointerdown", place));
    expect(points.at(-1)).toBe(2);
  });
});

test("a stretch that is dragged over is told by whole buckets, from either side", async () => {
  const { node, zooms } = await draw([line("a", [1, 2, 3, 4])]);
  for (const [from, to] of [
    [0.3, 0.7],
    [0.7, 0.3],
  ] as const) {
    mouse(node, "mousemove", from);
    mouse(node, "mousedown", from);
    mouse(node, "mousemove", to);
    mouse(node, "mouseup", to);
  }
  expect(zooms).toEqual([
    [60, 180],
    [60, 180],
  ]);
});

test("a click zooms nowhere", async () => {
  const { node, zooms } = await draw([line("a", [1, 2, 3, 4])]);
  mouse(node, "mousemove", 0.3);
  mouse(node, "mousedown", 0.3);
  mouse(node, "mouseup", 0.3);
  expect(zooms).toEqual([]);
});

test("other values and another size take the same canvas", async () => {
  const { node, plot } = await draw([line("a", [1, 2])]);
  const canvas = node.querySelector("canvas");
  plot.draw(picture([line("a", [3, 4, 5])], { height: 120 }));
  node.style.width = "300px";
  await expect.poll(() => [canvas?.clientWidth, canvas?.clientHeight]).toEqual([300, 120]);
  expect(node.querySelector("canvas")).toBe(canvas);
});

test("nothing is drawn without a fault", async () => {
  const { plot, points, colours } = await draw([], { openTs: FROM });
  plot.point(0);
  expect(points.at(-1)).toBeNull();
  expect(colours()).not.toContain(named("plot"));
});

test("is gone when it is destroyed", async () => {
  const { node, plot } = await draw([line("a", [1])]);
  plot.destroy();
  expect(node.childElementCount).toBe(0);
});
