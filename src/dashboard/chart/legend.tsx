// What the lines of a chart are called.
import type { VNode } from "../preact.ts";
import { oneLine } from "../text/format.ts";
import { colourNames } from "./create-plot.ts";
import type { Line } from "./table.ts";

/** A piece of a line. */
export function Swatch({ ink, isPast }: { readonly ink: string; readonly isPast: boolean }): VNode {
  return <i class="chart-swatch" data-past={isPast} style={{ "--ink": `var(--${ink})` }} />;
}

/** Lines, and which of them are not to be seen. */
export interface LegendProps {
  readonly lines: readonly Line[];
  /** Their ids. */
  readonly hidden: readonly string[];
  readonly onHide: (hidden: readonly string[]) => void;
}

/** A button for each line, which hides it and shows it again. */
export function Legend({ lines, hidden, onHide }: LegendProps): VNode {
  const names = colourNames(lines);
  return (
    <ul class="chart-legend">
      {lines.map(({ id, name, isPast = false }, line) => {
        const isHidden = hidden.includes(id);
        const others = hidden.filter((each) => each !== id);
        return (
          <li key={id}>
            <button
              type="button"
              aria-pressed={!isHidden}
              title={oneLine(name)}
              onClick={() => onHide(isHidden ? others : [...others, id])}
            >
              <Swatch ink={names[line] ?? ""} isPast={isPast} />
              <span>{oneLine(name)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
