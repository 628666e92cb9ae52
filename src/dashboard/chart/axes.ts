// The axes of a chart: how far they reach, and what stands beside them.
import type { Ink } from "./ink.ts";
import type { Picture } from "./picture.ts";
import type { UPlot } from "./plot.ts";
import { type TimeTick, timeTicks, valueTicks } from "./ticks.ts";

const TIME_LABEL_PX = 84;
const VALUE_LABEL_PX = 48;
const GAP_PX = 8;
const RIGHT_PX = 6;

/** Axes of whatever is shown at the moment: times at the foot, values from 0 or below at the left. */
export function axesOf(
  picture: () => Picture,
  ink: Ink,
  font: string,
): Pick<UPlot.Options, "axes" | "scales" | "padding"> {
  let values: readonly number[] = [];
  let times: readonly TimeTick[] = [];

  function widthOf({ ctx }: UPlot, text: string): number {
    ctx.save();
    ctx.font = font;
    const { width } = ctx.measureText(text);
    ctx.restore();
    return width;
  }

  const axis: UPlot.Axis = {
    font,
    gap: GAP_PX,
    stroke: () => ink.colour("soft"),
    ticks: { show: false },
    grid: { stroke: () => ink.colour("line"), width: 1 },
  };
  const timeAxis: UPlot.Axis = {
    ...axis,
    size: 28,
    grid: { show: false },
    splits: ({ width }, _axis, from, to) => {
      const most = Math.max(2, Math.floor(width / TIME_LABEL_PX));
      times = picture().table.times.length ? timeTicks(from, to, most) : [];
      return times.map(({ at }) => at);
    },
    values: (self) => {
      const right = self.bbox.width / devicePixelRatio + RIGHT_PX;
      return times.map(({ at, label }) =>
        self.valToPos(at, "x") + widthOf(self, label) / 2 > right ? null : label,
      );
    },
  };
  const valueAxis: UPlot.Axis = {
    ...axis,
    size: (self, labels) =>
      Math.ceil(Math.max(0, ...(labels ?? []).map((label) => widthOf(self, label)))) + GAP_PX + 2,
    splits: () => [...values],
    values: (_self, splits) => splits.map(picture().format),
  };

  return {
    padding: [10, RIGHT_PX, 0, 0],
    axes: [timeAxis, valueAxis],
    scales: {
      x: {
        time: false,
        range: () => {
          const { table, stepSeconds } = picture();
          const from = table.times[0] ?? 0;
          return [from, (table.times.at(-1) ?? from) + stepSeconds];
        },
      },
      y: {
        range: (_self, low, high) => {
          const { table, height } = picture();
          const most = Math.max(1, Math.floor(height / VALUE_LABEL_PX));
          values = valueTicks(Math.min(0, low ?? 0), Math.max(0, high ?? 0), table.isWhole, most);
          return [values[0] ?? 0, values.at(-1) ?? 1];
        },
      },
    },
  };
}
