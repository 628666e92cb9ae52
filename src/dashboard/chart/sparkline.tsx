// A line as small as a word, for a row of a table that says the rest.
import type { VNode } from "../preact.ts";

const WIDTH = 96;
const HEIGHT = 24;
const COLUMNS = 48;
/** Half of the stroke, which is not to be cut off. */
const EDGE = 1;

/** Draws a line from 0 up, oldest first; of many points, the highest of those that fall together. */
export function Sparkline({ points }: { readonly points: readonly number[] }): VNode {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
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
  // One point makes no line.
  if (tops.length === 1) tops.push(...tops);
  const x = (WIDTH - 2 * EDGE) / (tops.length - 1);
  const y = (HEIGHT - 2 * EDGE) / (high - low);
  const place = (top: number, column: number): string =>
    `${(EDGE + column * x).toFixed(1)} ${(EDGE + (high - top) * y).toFixed(1)}`;
  return `M${tops.map(place).join("L")}`;
}
