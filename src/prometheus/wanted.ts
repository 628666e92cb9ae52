// What an encoder cannot do without.
import { TallybeaconError } from "../core/errors.ts";
import type { FamilyType, MetricFamily } from "../core/family.ts";

/** The type of a family; absent is counter. */
export function typeOf({ type = "counter" }: MetricFamily): FamilyType {
  return type;
}

/** The part of a metric that the type of its family wants. Throws `bad-value` where it is missing. */
export function wanted<T>(family: MetricFamily, part: T | undefined): T {
  if (part !== undefined) return part;
  const has = `has a metric that holds no ${typeOf(family)}`;
  throw new TallybeaconError("bad-value", `family "${family.name}" ${has}`);
}

/** Throws `bad-value` where a family has no name. */
export function checkNamed(family: MetricFamily): void {
  if (!family.name) throw new TallybeaconError("bad-value", "a family has no name");
}
