// Keys as items of a list and as rows of a file.
import type { Switch } from "../../../core/controls.ts";
import type { Column } from "../../../core/csv.ts";
import type { KeySummary } from "../../../core/tally.ts";
import type { Item } from "../../part/item-list.tsx";

/** Of a key in a file. */
export const KEY_COLUMNS: readonly Column[] = [
  ["key", "text"],
  ["kind", "plain"],
  ["total", "plain"],
  ["members", "plain"],
  ["instances", "plain"],
  ["last_at", "plain"],
  ["state", "plain"],
];

/** Everything that has a switch, most counted first: what was counted, and what is off and may therefore be missing. */
export function listed(
  keys: readonly KeySummary[],
  switches: readonly Switch[] = [],
): readonly (Item & { readonly total: number })[] {
  const names = new Set(keys.map(({ key }) => key));
  const counted = [...keys]
    .sort((one, other) => other.total - one.total || (one.key < other.key ? -1 : 1))
    .map(({ key, kind, total, state }) => ({
      id: key,
      name: key,
      total,
      isOff: state === "off",
      ...(kind === "count" ? {} : { kind }),
    }));
  const off = switches.filter((each) => each.off && each.percent === 100).map(({ key }) => key);
  const gone = [...new Set(off)].filter((key) => !names.has(key));
  return [...counted, ...gone.map((key) => ({ id: key, name: key, total: 0, isOff: true }))];
}
