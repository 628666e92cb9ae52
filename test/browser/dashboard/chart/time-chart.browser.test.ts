// A chart as readers meet it.
import axe from "axe-core";
import { afterEach, describe, expect, test } from "vitest";
import {
  type Line,
  TimeChart,
  type TimeChartProps,
} from "../../../../src/dashboard/chart/time-chart.tsx";
import { h } from "../../../../src/dashboard/preact.ts";
import { type Shown, showPart } from "../../../support/chart-page.ts";

const FROM = 1_790_000_040;
const line = (id: string, totals: readonly number[], from = FROM): Line => ({
  id,
  name: id,
  points: totals.map((total, index) => ({ ts: from + 60 * index, total })),
});
const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

let shown: Shown | undefined;
afterEach(() => shown?.close());

const part = (props: Partial<TimeChartProps>) =>
  h(TimeChart, { label: "cart.add", lines: [], stepSeconds: 60, ...props });

interface Chart {
  readonly node: HTMLElement;
  readonly slider: HTMLElement;
  change(props: Partial<TimeChartProps>): void;
  press(key: string, more?: KeyboardEventInit): Promise<void>;
  /** What is read out of the cursor's box. */
  readout(): string[];
}

async function open(props: Partial<TimeChartProps>): Promise<Chart> {
  shown = await showPart(part(props));
  const { node, show } = shown;
  const slider = node.querySelector("[role=slider]") as HTMLElement;
  return {
    node,
    slider,
    change: (next) => show(part(next)),
    async press(key, more = {}) {
      slider.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
      await settled();
    },
    readout: () => [...node.querySelectorAll(".chart-readout p")].map((p) => p.textContent),
  };
}
/** What is shown has caught up with what is known. */
const settled = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
const spoken = ({ slider }: Chart): string => slider.getAttribute("aria-valuetext") ?? "";
const button = ({ node }: Chart, name: string): HTMLButtonElement | undefined =>
  [...node.querySelectorAll("button")].find(({ textContent }) => textContent === name);

describe("the shape", () => {
  test.for([
    ["few points are bars", { lines: [line("a", count(130))] }, "bars"],
    ["many points are a line", { lines: [line("a", count(131))] }, "line"],
    [
      "few points are a line where that is wanted",
      { lines: [line("a", [1])], shape: "line" },
      "line",
    ],
    [
      "many points are bars where that is wanted",
      { lines: [line("a", count(200))], shape: "bars" },
      "bars",
    ],
    [
      "several lines are lines in any case",
      { lines: [line("a", [1]), line("b", [1])], shape: "bars" },
      "line",
    ],
  ] as const)("%s", async ([_name, props, shape]) => {
    expect((await open(props)).slider.dataset["shape"]).toBe(shape);
  });

  test("follows the room there is", async () => {
    const { node } = await open({ lines: [line("a", [1, 2, 3])] });
    const canvas = node.querySelector("canvas");
    expect(canvas?.clientWidth).toBe(600);
    node.style.width = "320px";
    await expect.poll(() => canvas?.clientWidth).toBe(320);
  });
});

describe("by keyboard", () => {
  test("keys walk through the buckets, and what is there is said and shown", async () => {
    const chart = await open({ lines: [line("a", count(40))] });
    for (const [key, value] of [
      ["ArrowLeft", 39],
      ["ArrowLeft", 38],
      ["PageDown", 28],
      ["Home", 0],
      ["ArrowRight", 1],
      ["End", 39],
    ] as const) {
      await chart.press(key);
      expect(chart.slider.getAttribute("aria-valuenow")).toBe(String(value));
      expect(spoken(chart)).toMatch(new RegExp(`: ${value}$`));
      expect(chart.readout()[1]).toBe(String(value));
    }
  });

  test("Escape clears, and is left to others when nothing is to be cleared", async () => {
    const chart = await open({ lines: [line("a", [1, 2])] });
    const heard: string[] = [];
    chart.node.addEventListener("keydown", ({ key }) => heard.push(key));
    await chart.press("End");
    await chart.press("Escape");
    expect(chart.readout()).toEqual([]);
    expect(heard).toEqual([]);
    await chart.press("Escape");
    expect(heard).toEqual(["Escape"]);
  });

  test("keys of the browser's are left alone", async () => {
    const chart = await open({ lines: [line("a", [1, 2])] });
    await chart.press("ArrowLeft", { altKey: true });
    await chart.press("Tab");
    expect(chart.readout()).toEqual([]);
  });

  test("a bucket stays chosen while the range moves on, until it is out of it", async () => {
    const chart = await open({ lines: [line("a", [5, 6, 7])] });
    await chart.press("Home");
    await chart.press("ArrowRight");
    chart.change({ lines: [line("a", [6, 7, 8], FROM + 60)] });
    await settled();
    expect(chart.slider.getAttribute("aria-valuenow")).toBe("0");
    expect(chart.readout()[1]).toBe("6");
    chart.change({ lines: [line("a", [7, 8, 9], FROM + 120)] });
    await settled();
    expect(chart.readout()).toEqual([]);
  });

  test("nobody's bucket is shown when the reader goes elsewhere", async () => {
    const chart = await open({ lines: [line("a", [5, 6, 7])] });
    chart.slider.focus();
    await chart.press("Home");
    chart.slider.blur();
    await settled();
    expect(chart.readout()).toEqual([]);
  });
});

describe("what is said", () => {
  test("is the last bucket at first, in the writing that is wanted", async () => {
    const chart = await open({
      lines: [line("a", [1, 0.5])],
      format: (value) => `${value * 100} %`,
    });
    expect(spoken(chart)).toMatch(/: 50 %$/);
    expect(chart.slider.getAttribute("aria-label")).toBe("cart.add");
  });

  test("is all lines by name, and what one lacks", async () => {
    const chart = await open({ lines: [line("a", [1, 2]), line("b", [1_234])] });
    expect(spoken(chart)).toMatch(/: a 2, b –$/);
    await chart.press("Home");
    expect(chart.readout().slice(1)).toEqual(["a1", "b1,234"]);
  });

  test.for([
    ["no lines", []],
    ["no points", [line("a", [])]],
    ["zeros", [line("a", [0, 0])]],
  ] as const)("of %s is that there is nothing", async ([_name, lines]) => {
    const { node } = await open({ lines });
    expect(node.querySelector(".chart-nothing")?.textContent).toBe("Nothing in this range");
  });

  test("is text, whatever a client called it", async () => {
    const hostile = "<img src=x onerror=alert(1)>";
    const chart = await open({ lines: [line(hostile, [1]), line("b\n\u202e", [1])] });
    await chart.press("End");
    expect(chart.node.querySelector("img")).toBeNull();
    expect(chart.readout()[1]).toContain(hostile);
  });
});

describe("the legend", () => {
  test("is left out for one line", async () => {
    expect((await open({ lines: [line("a", [1])] })).node.querySelector("button")).toBeNull();
  });

  test("hides a line and shows it again, in all that is said", async () => {
    const chart = await open({ lines: [line("a", [1]), line("b", [2])] });
    button(chart, "b")?.click();
    await settled();
    expect(button(chart, "b")?.getAttribute("aria-pressed")).toBe("false");
    expect(spoken(chart)).toMatch(/: a 1$/);
    button(chart, "b")?.click();
    await settled();
    expect(spoken(chart)).toMatch(/: a 1, b 2$/);
  });
});

describe("an update", () => {
  test("draws on the same canvas, and keeps no others", async () => {
    const chart = await open({ lines: [line("a", [1, 2])] });
    const canvas = chart.node.querySelector("canvas");
    for (const length of count(50))
      chart.change({ lines: [line("a", count(length))], isOpen: true });
    await settled();
    expect(chart.node.querySelector("canvas")).toBe(canvas);
    expect(chart.node.querySelectorAll("canvas")).toHaveLength(1);
  });

  test("of the lines themselves makes it anew", async () => {
    const chart = await open({ lines: [line("a", [1, 2])] });
    chart.change({ lines: [line("a", [1, 2]), line("b", [3, 4])] });
    await chart.press("End");
    expect(chart.readout().slice(1)).toEqual(["a2", "b4"]);
    expect(chart.node.querySelectorAll("canvas")).toHaveLength(1);
  });
});

test("what is dragged over goes to who asks by then", async () => {
  const zooms: string[] = [];
  const lines = [line("a", [1, 2, 3, 4])];
  const chart = await open({ lines, onZoom: () => zooms.push("old") });
  chart.change({ lines, onZoom: (from, to) => zooms.push(`${from - FROM}-${to - FROM}`) });
  const over = chart.node.querySelector(".u-over") as HTMLElement;
  const { left, top, width } = over.getBoundingClientRect();
  const mouse = (type: string, share: number): void => {
    const place = { clientX: left + share * width, clientY: top + 9, movementX: 9, bubbles: true };
    over.dispatchEvent(new MouseEvent(type, place));
  };
  mouse("mousemove", 0.1);
  mouse("mousedown", 0.1);
  mouse("mousemove", 0.4);
  mouse("mouseup", 0.4);
  expect(zooms).toEqual(["0-120"]);
});

describe("a stretch that the keyboard chooses", () => {
  const shift = { shiftKey: true };
  const lines = [line("a", count(10))];

  test.for<
    [name: string, keys: [key: string, more?: KeyboardEventInit][], zoom: string | undefined]
  >([
    [
      "begins where the cursor was",
      [["Home"], ["ArrowRight"], ["ArrowRight", shift], ["ArrowRight", shift]],
      "60-240",
    ],
    [
      "begins with the last bucket without one",
      [
        ["ArrowLeft", shift],
        ["PageDown", shift],
      ],
      "0-600",
    ],
    ["may be chosen backwards", [["End"], ["ArrowLeft", shift]], "480-600"],
    ["may be one bucket", [["End", shift]], "540-600"],
    [
      "is let go by a step without Shift",
      [["End"], ["ArrowLeft", shift], ["ArrowLeft"]],
      undefined,
    ],
    ["is let go by Escape", [["End", shift], ["Escape"]], undefined],
    [
      "is let go by Escape with Shift",
      [
        ["End", shift],
        ["Escape", shift],
      ],
      undefined,
    ],
  ])("%s", async ([_name, keys, zoom]) => {
    const zooms: string[] = [];
    const onZoom = (from: number, to: number) => zooms.push(`${from - FROM}-${to - FROM}`);
    const chart = await open({ lines, onZoom });
    for (const [key, more] of keys) await chart.press(key, more);
    expect(spoken(chart).includes("Enter zooms to")).toBe(zoom !== undefined);
    await chart.press("Enter");
    expect(zooms).toEqual(zoom === undefined ? [] : [zoom]);
    await chart.press("Enter");
    expect(zooms.length).toBeLessThan(2);
  });

  test("is told as it is chosen, and stays while the range moves on", async () => {
    const zooms: number[] = [];
    const onZoom = (...ends: number[]) => zooms.push(...ends.map((ts) => ts - FROM));
    const chart = await open({ lines, onZoom });
    await chart.press("Home");
    await chart.press("ArrowRight", shift);
    const told = chart.readout().at(-1) ?? "";
    expect(told).toMatch(/^Enter zooms to .*\d\W+\d/);
    expect(spoken(chart)).toMatch(/: 1, Enter zooms to /);
    expect(spoken(chart).endsWith(told)).toBe(true);
    // Its start leaves the range.
    chart.change({ lines: [line("a", count(10), FROM + 60)], onZoom });
    await settled();
    await chart.press("ArrowRight", shift);
    await chart.press("Enter");
    expect(zooms).toEqual([0, 180]);
  });

  test("is let go where the mouse takes over", async () => {
    const chart = await open({ lines, onZoom: () => {} });
    await chart.press("End", shift);
    chart.slider.dispatchEvent(new PointerEvent("pointermove"));
    await settled();
    expect(spoken(chart)).not.toContain("Enter");
  });

  test("is none where nobody zooms", async () => {
    const chart = await open({ lines });
    await chart.press("End", shift);
    expect(spoken(chart)).not.toContain("Enter");
    const heard: string[] = [];
    chart.node.addEventListener("keydown", ({ key }) => heard.push(key));
    await chart.press("Enter");
    expect(heard).toEqual(["Enter"]);
  });

  test("hands the keyboard to the chart of what it zoomed to, once", async () => {
    const isByKeyboard = { current: false };
    const chart = await open({ lines, onZoom: () => {}, isByKeyboard });
    await chart.press("End", shift);
    await chart.press("Enter");
    expect(isByKeyboard.current).toBe(true);
    shown?.close();
    const next = await open({ lines, onZoom: () => {}, isByKeyboard });
    expect(document.activeElement).toBe(next.slider);
    shown?.close();
    const last = await open({ lines, onZoom: () => {}, isByKeyboard });
    expect(document.activeElement).not.toBe(last.slider);
  });
});

test.for([
  ["counts of which there was none are", { lines: [line("a", [0, 0])] }, true],
  ["counts are not", { lines: [line("a", [0, 1])] }, false],
  ["values that are 0 are not", { lines: [line("a", [0, 0])], shape: "line" }, false],
  ["no values at all are", { lines: [line("a", [])], shape: "line" }, true],
] as const)("%s nothing", async ([_name, props, isNothing]) => {
  const { node } = await open(props);
  expect(node.querySelector(".chart-nothing") !== null).toBe(isNothing);
});

test("the box of the cursor stays within the chart", async () => {
  const chart = await open({ lines: [line("a".repeat(80), count(200)), line("b", count(200))] });
  for (const key of ["Home", "End"]) {
    await chart.press(key);
    const box = chart.node.querySelector(".chart-readout")?.getBoundingClientRect();
    const room = chart.slider.getBoundingClientRect();
    expect(box?.left).toBeGreaterThanOrEqual(room.left);
    expect(box?.right).toBeLessThanOrEqual(room.right);
  }
});

test.for([
  ["right of a cursor at the left", ["Home"]],
  ["right of one near the middle", ["Home", "PageUp", "PageUp", "PageUp", "PageUp"]],
  ["left of one at the right", ["End"]],
] as const)("the box of the cursor is %s", async ([_name, keys]) => {
  const chart = await open({ lines: [line("a".repeat(20), count(100)), line("b", count(100))] });
  for (const key of keys) await chart.press(key);
  const box = chart.node.querySelector(".chart-readout")?.getBoundingClientRect();
  const cursor = chart.node.querySelector(".u-cursor-x")?.getBoundingClientRect();
  if (keys[0] === "Home") expect(box?.left).toBeGreaterThan(cursor?.right ?? 0);
  else expect(box?.right).toBeLessThan(cursor?.left ?? 0);
});

test("nothing is left of it when it goes", async () => {
  const chart = await open({ lines: [line("a", [1])] });
  shown?.close();
  await settled();
  expect(chart.node.childElementCount).toBe(0);
});

test.for(["light", "dark"])("axe finds nothing: %s", async (scheme) => {
  const chart = await open({ lines: [line("a", count(40)), line("b", count(40))] });
  document.documentElement.style.colorScheme = scheme;
  chart.node.style.background = "var(--sheet)";
  await chart.press("End");
  button(chart, "b")?.click();
  await settled();
  const { violations } = await axe.run(chart.node);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});
