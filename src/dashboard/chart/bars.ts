// A bar for each point, for which uPlot's own have no least height: what is more than nothing is to be seen.
import type { UPlot } from "./plot.ts";

const LEAST_PX = 1.5;
const ROUND_PX = 2.5;

/** Builds the path of bars that are each `step` wide on the x scale, around their x. */
export function barsOf(step: number): UPlot.Series.PathBuilder {
  return (plot, series, from, to) => {
    const fill = new Path2D();
    const [times = [], totals = []] = [plot.data[0], plot.data[series]];
    const scale = devicePixelRatio;
    const zero = plot.valToPos(0, "y", true);
    for (let index = from; index <= to; index++) {
      const [at, total] = [times[index], totals[index]];
      if (at === undefined || !total) continue;
      const left = Math.round(plot.valToPos(at - step / 2, "x", true));
      const slot = Math.round(plot.valToPos(at + step / 2, "x", true)) - left;
      const gap = gapOf(slot / scale) * scale;
      const width = Math.max(1, slot - gap);
      const tall = Math.max(LEAST_PX * scale, Math.abs(plot.valToPos(total, "y", true) - zero));
      const radius = Math.min(ROUND_PX * scale, width / 4, tall);
      const round = total > 0 ? [radius, radius, 0, 0] : [0, 0, radius, radius];
      fill.roundRect(left + gap / 2, total > 0 ? zero - tall : zero, width, tall, round);
    }
    return { fill };
  };
}

/** Pixels between bars, where there is room for any. */
export const gapOf = (slot: number): number => Math.min(2, Math.floor(slot / 3.5));
