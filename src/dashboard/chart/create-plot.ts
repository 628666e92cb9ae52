// A chart on its canvas: what uPlot is told, and what it tells.
import { barsOf } from "./bars.ts";
import { createInk } from "./ink.ts";
import { UPlot } from "./plot.ts";
import type { Line, Table } from "./table.ts";
import { type TimeTick, timeTicks, valueTicks } from "./ticks.ts";

const TIME_LABEL_PX = 84;
const VALUE_LABEL_PX = 48;
const FONT_PX = 12;
const COLOURS = 6;
const OPEN_SHARE = 0.45;
const AREA_SHARE = 0.14;

/** What is to be seen. */
export interface Picture {
  readonly table: Table;
  readonly stepSeconds: number;
  readonly shape: "bars" | "line";
  /** The last bucket is running. */
  readonly isOpen: boolean;
  /** Ids of lines. */
  readonly hidden: readonly string[];
  readonly height: number;
  /** A value on its axis. */
  readonly format: (value: number) => string;
}

/** Hears of what the reader does, and of the cursor whenever something was drawn. */
export interface Listener {
  /** The bucket under the cursor, and the pixels from the left of the node to its middle; null for none. */
  point(index: number | null, left: number): void;
  /** Unix seconds of a stretch that was dragged over; left out, none can be. */
  readonly zoom?: ((from: number, to: number) => void) | undefined;
}

/** A chart that is drawn. */
export interface Plot {
  /** Shows other values of the same lines. */
  draw(picture: Picture): void;
  /** Fits it into its node again. */
  fit(): void;
  /** Moves the cursor to a bucket, or away. */
  point(index: number | null): void;
  destroy(): void;
}

/** The custom property that each line has its colour from. */
export function colourNames(lines: readonly Line[]): string[] {
  let count = 0;
  return lines.map(({ isPast }) => {
    if (isPast) return "plot-past";
    count += 1;
    return `plot-${((count - 1) % COLOURS) + 1}`;
  });
}

const thin = (colour: string, share: number): string =>
  `color-mix(in srgb, ${colour} ${share * 100}%, transparent)`;

/** Draws lines in `node`, as wide as that is. */
export function createPlot(
  node: HTMLElement,
  lines: readonly Line[],
  first: Picture,
  listener: Listener,
): Plot {
  let now = first;
  let values: readonly number[] = [];
  let times: readonly TimeTick[] = [];
  const names = colourNames(lines);
  const linear = UPlot.paths.linear?.();
  const ink = createInk(node, () => plot.redraw(false));
  const font = `${FONT_PX}px ${getComputedStyle(node).fontFamily}`;

  /** A colour, lighter where the bucket is that is running. */
  function shade(index: number, share: number): CanvasGradient | string {
    const colour = ink.colour(names[index] ?? "");
    const last = now.table.times.at(-1);
    const { left, width } = plot.bbox;
    if (!now.isOpen || last === undefined || !width) return thin(colour, share);
    const opened = now.shape === "bars" ? last : last - now.stepSeconds / 2;
    const place = (plot.valToPos(opened, "x", true) - left) / width;
    const gradient = plot.ctx.createLinearGradient(left, 0, left + width, 0);
    gradient.addColorStop(Math.max(0, place), thin(colour, share));
    gradient.addColorStop(Math.max(0, place), thin(colour, share * OPEN_SHARE));
    return gradient;
  }

  function seriesOf({ isPast = false }: Line, index: number): UPlot.Series {
    const isBars = (): boolean => now.shape === "bars" && !isPast;
    const isFilled = !isPast && lines.every((line, at) => line.isPast || at === index);
    return {
      width: isPast ? 1.5 : 2,
      ...(isPast ? { dash: [4, 4] } : {}),
      ...(isFilled ? { fill: () => shade(index, isBars() ? 1 : AREA_SHARE) } : {}),
      fillTo: 0,
      stroke: () => shade(index, 1),
      paths: (self, at, from, to) =>
        (isBars() ? barsOf(now.stepSeconds) : linear)?.(self, at, from, to) ?? null,
      // One point makes no line.
      points: { show: () => !isBars() && now.table.times.length === 1, size: 6 },
    };
  }

  const axis: UPlot.Axis = {
    font,
    gap: 8,
    stroke: () => ink.colour("soft"),
    ticks: { show: false },
    grid: { stroke: () => ink.colour("line"), width: 1 },
  };
  const timeAxis: UPlot.Axis = {
    ...axis,
    size: 28,
    grid: { show: false },
    splits: ({ width }, _axis, from, to) => {
      times = timeTicks(from, to, Math.max(2, Math.floor(width / TIME_LABEL_PX)));
      return times.map(({ at }) => at);
    },
    values: () => times.map(({ label }) => label),
  };
  const valueAxis: UPlot.Axis = {
    ...axis,
    size: ({ ctx }, labels) => {
      ctx.font = font;
      const widths = (labels ?? []).map((label) => ctx.measureText(label).width);
      return Math.ceil(Math.max(0, ...widths)) + 10;
    },
    splits: () => [...values],
    values: (_self, splits) => splits.map(now.format),
  };

  const plot = new UPlot(
    {
      width: node.clientWidth,
      height: first.height,
      padding: [10, 16, 0, 0],
      legend: { show: false },
      series: [{}, ...lines.map(seriesOf)],
      axes: [timeAxis, valueAxis],
      scales: {
        x: {
          time: false,
          range: () => {
            const from = now.table.times[0] ?? 0;
            return [from, (now.table.times.at(-1) ?? from) + now.stepSeconds];
          },
        },
        y: {
          range: (_self, low, high) => {
            const most = Math.max(1, Math.floor(now.height / VALUE_LABEL_PX));
            const { isWhole } = now.table;
            values = valueTicks(Math.min(0, low ?? 0), Math.max(0, high ?? 0), isWhole, most);
            return [values[0] ?? 0, values.at(-1) ?? 1];
          },
        },
      },
      cursor: {
        y: false,
        drag: { x: Boolean(listener.zoom), y: false, setScale: false, dist: 4 },
        // In the middle of a bucket; what is dragged over starts and ends there, too.
        move: (self, left, top) => {
          const middle = self.data[0][self.posToIdx(left)];
          return [left < 0 || middle === undefined ? left : self.valToPos(middle, "x"), top];
        },
        // Where a line has nothing it shows nothing, and not what is next to it.
        dataIdx: (_self, _series, index) => index,
        points: {
          size: 9,
          width: 2,
          fill: (_self, series) => `var(--${names[series - 1]})`,
          stroke: "var(--sheet)",
        },
        // Only the caller knows what all of it is.
        bind: { dblclick: () => null },
      },
      hooks: { setCursor: [tell], draw: [tell], setSelect: [zoom] },
    },
    dataOf(first),
    node,
  );

  // uPlot itself follows mice only.
  const touch = ({ pointerType, clientX }: PointerEvent): void => {
    if (pointerType !== "mouse") plot.setCursor({ left: clientX - plot.rect.left, top: 0 });
  };
  plot.over.addEventListener("pointerdown", touch);
  plot.over.addEventListener("pointermove", touch);

  function tell(self: UPlot): void {
    const index = self.cursor.idx ?? null;
    const slot = self.valToPos(now.stepSeconds, "x") - self.valToPos(0, "x");
    node.style.setProperty("--slot", `${slot}px`);
    const middle = index === null ? 0 : self.valToPos(self.data[0][index] ?? 0, "x");
    listener.point(index, self.bbox.left / devicePixelRatio + middle);
  }

  function zoom(self: UPlot): void {
    const { left, width } = self.select;
    const half = now.stepSeconds / 2;
    const [from, to] = [self.posToVal(left, "x"), self.posToVal(left + width, "x")];
    self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (to > from) listener.zoom?.(Math.round(from - half), Math.round(to + half));
  }

  return {
    draw(picture) {
      if (picture === now) return;
      now = picture;
      plot.batch(() => {
        for (const [index, { id }] of lines.entries()) {
          const show = !now.hidden.includes(id);
          if (plot.series[index + 1]?.show !== show) plot.setSeries(index + 1, { show });
        }
        plot.setData(dataOf(now));
      });
      if (plot.height !== now.height) this.fit();
    },
    fit: () => plot.setSize({ width: node.clientWidth, height: now.height }),
    point(index) {
      const at = index === null ? undefined : plot.data[0][index];
      const left = at === undefined ? -10 : plot.valToPos(at, "x");
      plot.setCursor({ left, top: Math.sign(left) });
    },
    destroy() {
      ink.stop();
      plot.destroy();
    },
  };
}

/** Each bucket is where its middle is. */
function dataOf({ table, stepSeconds }: Picture): UPlot.AlignedData {
  const middles = table.times.map((ts) => ts + stepSeconds / 2);
  return [middles, ...table.columns] as UPlot.AlignedData;
}
