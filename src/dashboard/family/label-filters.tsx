// Narrows the series of a family by the values of their labels.
import { usePage } from "../app/page.ts";
import type { VNode } from "../preact.ts";
import { oneLine } from "../text/format.ts";
import { labelWord } from "./shown-series.ts";

/** As the address has it; the series that was chosen may not be among those that are left. */
export function LabelFilters({
  labels,
}: {
  readonly labels: ReadonlyMap<string, readonly string[]>;
}): VNode {
  const { address, go } = usePage();
  return (
    <div class="chips">
      {[...labels].map(([label, values]) => {
        const name = oneLine(label, 40);
        const options = [null, ...values];
        return (
          <select
            key={label}
            class="field"
            aria-label={`Label ${name}`}
            value={Math.max(0, options.indexOf(address.words.get(labelWord(label))))}
            onChange={({ currentTarget: { selectedIndex } }) =>
              go({ [labelWord(label)]: options[selectedIndex] ?? null, series: null })
            }
          >
            {options.map((value, at) => (
              <option key={value} value={at}>
                {name}: {value === null ? "any" : value === "" ? "none" : oneLine(value, 60)}
              </option>
            ))}
          </select>
        );
      })}
    </div>
  );
}
