// The box beside the cursor of a chart.
import { useLayoutEffect, useRef, type VNode } from "../preact.ts";
import { Swatch } from "./legend.tsx";

const GAP_PX = 14;

/** What one line says at the cursor. */
export interface Reading {
  readonly id: string;
  readonly name: string;
  /** The custom property of its colour. */
  readonly ink: string;
  readonly isPast: boolean;
  readonly text: string;
}

/** What is under the cursor, and where that is. */
export interface ReadoutProps {
  readonly time: string;
  readonly readings: readonly Reading[];
  /** One line alone needs no name. */
  readonly isNamed: boolean;
  /** Pixels from the left of the chart. */
  readonly left: number;
}

/** Keeps to the side of the cursor that has more room, and within the chart. */
export function Readout({ time, readings, isNamed, left }: ReadoutProps): VNode {
  const node = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = node.current;
    const width = box?.parentElement?.clientWidth;
    if (!box || !width) return;
    const wanted = left > width / 2 ? left - box.offsetWidth - GAP_PX : left + GAP_PX;
    box.style.left = `${Math.max(0, Math.min(wanted, width - box.offsetWidth))}px`;
  });
  return (
    <div class="chart-readout" ref={node} aria-hidden="true">
      <p>{time}</p>
      {readings.map(({ id, name, ink, isPast, text }) => (
        <p key={id}>
          {isNamed && <Swatch ink={ink} isPast={isPast} />}
          {isNamed && <span>{name}</span>}
          <b>{text}</b>
        </p>
      ))}
    </div>
  );
}
