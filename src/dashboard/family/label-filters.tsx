// Narrows the series of a family by the values of their labels.
import { usePage } from "../app/page.ts";
import type { VNode } from "../preact.ts";
import { oneLine } from "../text/format.ts";

/** As the address has it; the series that was chosen may not be among those that are left. */
export function LabelFilters({
  labels,
  where,
}: {
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly where: ReadonlyMap<string, string>;
}): VNode {
  const { go } = usePage();
  const choose = (label: string, value: string | undefined): void => {
    const next = new Map(where);
    if (value === undefined) next.delete(label);
    else next.set(label, value);
    go({ where: [...next].map(([name, text]) => `${name}=${text}`), series: null });
  };
  return (
    <div class="filters">
      {[...labels].map(([label, values]) => {
        const chosen = where.get(label);
        return (
          <select
            key={label}
            class="field"
            aria-label={`Label ${oneLine(label, 60)}`}
            value={chosen === undefined ? "any" : `is ${chosen}`}
            onChange={({ currentTarget: { selectedIndex } }) =>
              choose(label, selectedIndex === 0 ? undefined : values[selectedIndex - 1])
            }
          >
            <option value="any">{oneLine(label, 40)}: any</option>
            {values.map((value) => (
              <option key={value} value={`is ${value}`}>
                {oneLine(label, 40)}: {value === "" ? "none" : oneLine(value, 60)}
              </option>
            ))}
          </select>
        );
      })}
    </div>
  );
}
