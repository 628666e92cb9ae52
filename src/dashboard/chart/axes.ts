// The axes of a chart: how far they reach, and what stands beside them.
import type { Ink } from "./ink.ts";
import type { Picture } from "./picture.ts";
import type { UPlot } from "./plot.ts";
import { isAll } from "./table.ts";
import { timeLabel } from "./time-label.ts";

const CHAR_PX = 7;

/** Axes of whatever is shown at the moment: times at the foot, values from 0 or below at the left. */
export function axesOf(
  picture: () => Picture,
  ink: Ink,
  font: string,
): Pick<UPlot.Options, "axes" | "scales" | "padding"> {
  /** Whole ones for whole counts. */
  const filter: UPlot.Axis.Filter = (_self, splits) => {
    const isWhole = isAll(picture().table, Number.isInteger);
    return splits.map((value) => (isWhole && value % 1 ? null : value));
  };
  const axis: UPlot.Axis = {
    font,
    gap: 8,
    stroke: () => ink.colour("soft"),
    ticks: { show: false },
  };
  return {
    // Room for half of the last time, with its seconds.
    padding: [10, 28, 0, 0],
    axes: [
      {
        ...axis,
        size: 28,
        space: 84,
        grid: { show: false },
        values: (_self, splits, _axis, _space, step) =>
          picture().table.times.length ? splits.map((at) => timeLabel(at, step)) : [],
      },
      {
        ...axis,
        size: (_self, labels) =>
          CHAR_PX * Math.max(0, ...(labels ?? []).map((label) => label?.length ?? 0)) + 12,
        space: 32,
        grid: { stroke: () => ink.colour("line"), width: 1, filter },
        filter,
        values: (_self, splits) =>
          splits.map((value: number | null) => (value === null ? "" : picture().format(value))),
      },
    ],
    scales: {
      x: {
        range: () => {
          const { table, stepSeconds, spanSeconds = 0 } = picture();
          const from = table.times[0] ?? 0;
          const to = (table.times.at(-1) ?? from) + stepSeconds;
          return [Math.min(from, to - spanSeconds), to];
        },
      },
      y: {
        range: (_self, low, high) => {
          const [from, to] = [Math.min(0, low ?? 0) * 1.05, Math.max(0, high ?? 0) * 1.05];
          return [from, to > from ? to : 1];
        },
      },
    },
  };
}
