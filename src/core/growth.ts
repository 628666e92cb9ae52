// What counts up, and when that began anew: one rule for those who push and for those who add up.
import type { FamilyType } from "./family.ts";

/** Whether values of this type stand for now, and do not add up. */
export function isLevel(type: FamilyType | undefined): boolean {
  return type === "gauge" || type === "untyped";
}

/**
 * Whether so much more may have been counted, `[count, ...buckets]` or one value: nothing fell, and no bucket grew more
 * than the next, or the last one more than the count. What did began anew.
 */
export function isGrowth(more: readonly number[]): boolean {
  return more.every(
    (each, i) => each >= (i > 1 ? (more[i - 1] as number) : 0) && each <= (more[0] as number),
  );
}
