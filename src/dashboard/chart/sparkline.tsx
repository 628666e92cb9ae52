// A line as small as a word, for a row of a table.
import type { VNode } from "../preact.ts";

const WIDTH = 96;
const HEIGHT = 24;
const COLUMNS = 48;
/** Half of the stroke, which is not to be cut off. */
const EDGE = 1;

/** What a row's line shows. */
export interface SparklineProps {
  /** Oldest first. */
  readonly points: readonly number[];
  /** For those who do not see it; left out where the row says it all. */
  readonly label?: string | undefined;
}

/** Draws a line from 0 up; of many points, the highest of those that fall together. */
export function Sparkline({ points, label }: SparklineProps): VNode {
  return (
    <svg
      class="sparkline"
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label ?? ""}
      aria-hidden={label === undefined}
    >
      <path d={pathOf(points)} />
    </svg>
  );
}

function pathOf(points: readonly number[]): string {
  const each = Math.ceil(points.length / COLUMNS);
  const tops: number[] = [];
  for (const [index, total] of points.entries()) {
    const column = Math.floor(index / each);
    tops[column] = Math.max(tops[column] ?? total, total);
  }
  const low = Math.min(0, ...tops);
  const high = Math.max(low + 1e-9, ...tops);
  const x = (WIDTH - 2 * EDGE) / Math.max(1, tops.length - 1);
  const y = (HEIGHT - 2 * EDGE) / (high - low);
  const places = tops.map((top, column) => [EDGE + column * x, EDGE + (high - top) * y]);
  // One point makes no line.
  if (places.length === 1) places.push([WIDTH - EDGE, places[0]?.[1] ?? 0]);
  return `M${places.map((place) => place.map((each) => each.toFixed(1)).join(" ")).join("L")}`;
}
