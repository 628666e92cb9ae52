// Lives of an instance as one.
import type { AccountingReply } from "../../../core/api.ts";
import type { Accounted } from "../../part/account.tsx";

/** Adds their accounts up. */
export function together(epochs: AccountingReply["epochs"]): Accounted {
  return {
    ...added(
      epochs.map(({ recorded, accepted, pending, unexplained, missing, duplicates }) => {
        return { recorded, accepted, pending, unexplained, missing, duplicates };
      }),
    ),
    dropped: added(epochs.map(({ dropped }) => dropped)),
    faults: added(epochs.map(({ faults }) => faults)),
  };
}

function added<K extends string>(all: readonly Readonly<Record<K, number>>[]): Record<K, number> {
  const sums = new Map<string, number>();
  for (const [name, count] of all.flatMap((each) => Object.entries<number>(each))) {
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries(sums) as Record<K, number>;
}
