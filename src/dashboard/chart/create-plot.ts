// A chart on its canvas: what uPlot is told, and what it tells.
import { axesOf } from "./axes.ts";
import { barsOf } from "./bars.ts";
import { createInk } from "./ink.ts";
import type { Picture } from "./picture.ts";
import { UPlot } from "./plot.ts";
import { type Run, runsOf } from "./runs.ts";
import type { Line } from "./table.ts";

const FONT_PX = 12;
const COLOURS = 6;
const OPEN_SHARE = 0.45;
const AREA_SHARE = 0.14;

/** Hears of what the reader does, and of the cursor whenever something was drawn. */
export interface Listener {
  /** The bucket under the cursor, and the pixels from the left of the node to its middle; null for none. */
  point(index: number | null, left: number): void;
  /** Unix seconds of a stretch that was dragged over; left out, none can be. */
  readonly zoom?: ((from: number, to: number) => void) | undefined;
}

/** A chart that is drawn, as wide as its node. */
export interface Plot {
  /** Shows other values of the same lines. */
  draw(picture: Picture): void;
  /** Moves the cursor to a bucket, or away, and marks all from another to it. */
  point(index: number | null, from?: number | null): void;
  destroy(): void;
}

/** The custom property that each line has its colour from. */
export function colourNames(lines: readonly Line[]): string[] {
  const present = lines.filter(({ isPast }) => !isPast);
  return lines.map((line) =>
    line.isPast ? "plot-past" : `plot-${(present.indexOf(line) % COLOURS) + 1}`,
  );
}

/** Pixels between which a line has nothing, from one end of the chart to the other. */
function gapsOf(plot: UPlot, runs: readonly Run[]): UPlot.Series.Gaps {
  // Whatever is cut out loses half of what runs along the top.
  if (runs[0]?.[0] === 0 && runs[0][1] === plot.data[0].length - 1) return [];
  const { left, width } = plot.bbox;
  const ends = runs.flat().map((index) => plot.valToPos(plot.data[0][index] ?? 0, "x", true));
  const edges = [left, ...ends, left + width];
  return Array.from({ length: edges.length / 2 }, (_, gap) => [
    edges[2 * gap] ?? 0,
    edges[2 * gap + 1] ?? 0,
  ]);
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
  let runs: Run[][] = [];
  const inks = colourNames(lines);
  // From the back to the front.
  const layers = lines
    .map(({ id, isPast = false }, index) => ({ id, isPast, index, ink: inks[index] ?? "" }))
    .sort((one, other) => Number(other.isPast) - Number(one.isPast));
  const isAlone = layers.filter(({ isPast }) => !isPast).length === 1;
  const isBars = (): boolean => now.shape === "bars";
  const linear = UPlot.paths.linear?.();
  const ink = createInk(node, () => plot.redraw(false));
  const font = `${FONT_PX}px ${getComputedStyle(node).fontFamily}`;

  function seriesOf({ isPast, ink: name }: (typeof layers)[number], at: number): UPlot.Series {
    /** Its colour, lighter from the bucket on that is running. */
    function shade(share: number): CanvasGradient | string {
      const colour = ink.colour(name);
      const { left, width } = plot.bbox;
      if (now.openTs === undefined || isPast || !width) return thin(colour, share);
      const from = isBars() ? now.openTs : now.openTs - now.stepSeconds / 2;
      const place = Math.min(1, Math.max(0, (plot.valToPos(from, "x", true) - left) / width));
      const gradient = plot.ctx.createLinearGradient(left, 0, left + width, 0);
      gradient.addColorStop(place, thin(colour, share));
      gradient.addColorStop(place, thin(colour, share * OPEN_SHARE));
      return gradient;
    }
    const stroke = (): CanvasGradient | string => shade(1);
    return {
      width: 1.5,
      ...(isPast && { dash: [4 * devicePixelRatio, 4 * devicePixelRatio] }),
      ...(isAlone && !isPast && { fill: () => shade(isBars() ? 1 : AREA_SHARE) }),
      fillTo: 0,
      stroke,
      paths: (self, series, from, to) =>
        (isBars() ? barsOf(now.stepSeconds) : linear)?.(self, series, from, to) ?? null,
      gaps: (self) => gapsOf(self, runs[at] ?? []),
      points: {
        size: 5,
        fill: stroke,
        show: false,
        // One value between two holes makes no line.
        filter: () =>
          isBars() ? null : (runs[at] ?? []).filter(([a, b]) => a === b).map(([a]) => a),
      },
    };
  }

  function data(): UPlot.AlignedData {
    const { table, stepSeconds, hidden } = now;
    // Each bucket is where its middle is.
    const middles = table.times.map((ts) => ts + stepSeconds / 2);
    const columns = layers.map(({ id, index }) =>
      hidden.includes(id) ? [] : (table.columns[index] ?? []),
    );
    runs = columns.map((column) => runsOf(table.times, column, stepSeconds));
    return [middles, ...columns] as UPlot.AlignedData;
  }

  const plot = new UPlot(
    {
      width: node.clientWidth,
      height: first.height,
      legend: { show: false },
      series: [{}, ...layers.map(seriesOf)],
      ...axesOf(() => now, ink, font),
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
          fill: (_self, series) => `var(--${layers[series - 1]?.ink})`,
          stroke: "var(--sheet)",
        },
        // Only the caller knows what all of it is.
        bind: { dblclick: () => null },
      },
      hooks: { setCursor: [tell], draw: [tell], setSelect: [zoom] },
    },
    data(),
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

  const middleOf = (index: number | null) => (index === null ? undefined : plot.data[0][index]);

  /** Shows all of the buckets from one to another as chosen, and no others. */
  function mark(one = Number.NaN, other = Number.NaN): void {
    const half = now.stepSeconds / 2;
    // Nowhere has no place: from 0 to 0 nothing is seen.
    const left = plot.valToPos(Math.min(one, other) - half, "x") || 0;
    const width = plot.valToPos(Math.max(one, other) + half, "x") - left || 0;
    plot.setSelect({ left, width, top: 0, height: plot.over.clientHeight }, false);
  }

  const resize = (): void => plot.setSize({ width: node.clientWidth, height: now.height });
  const size = new ResizeObserver(resize);
  size.observe(node);

  return {
    draw(picture) {
      if (picture === now) return;
      now = picture;
      plot.batch(() => plot.setData(data()));
      if (now.height !== plot.height) resize();
    },
    point(index, from = null) {
      const at = middleOf(index);
      const left = at === undefined ? -10 : plot.valToPos(at, "x");
      plot.setCursor({ left, top: Math.sign(left) });
      mark(at, middleOf(from));
    },
    destroy() {
      size.disconnect();
      ink.stop();
      plot.destroy();
    },
  };
}
