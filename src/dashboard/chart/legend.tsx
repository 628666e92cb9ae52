// What the lines of a chart are called.
import type { VNode } from "../preact.ts";
import { oneLine } from "../text/format.ts";
import { colourNames } from "./create-plot.ts";
import type { Line } from "./table.ts";

/** A name beside a piece of its line. */
export function LineName({ line, ink }: { readonly line: Line; readonly ink: string }): VNode {
  const { name, isPast = false } = line;
  return (
    <>
      <i class="chart-swatch" data-past={isPast} style={{ "--ink": `var(--${ink})` }} />
      <span>{oneLine(name)}</span>
    </>
  );
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
  const inks = colourNames(lines);
  return (
    <ul class="chart-legend">
      {lines.map((line, at) => {
        const others = hidden.filter((each) => each !== line.id);
        const isSeen = others.length === hidden.length;
        return (
          <li key={line.id}>
            <button
              type="button"
              aria-pressed={isSeen}
              title={oneLine(line.name)}
              onClick={() => onHide(isSeen ? [...others, line.id] : others)}
            >
              <LineName line={line} ink={inks[at] ?? ""} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
