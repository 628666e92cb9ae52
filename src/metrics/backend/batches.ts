// Many things as a few parcels.
import type { Parcel } from "../delivery/delivery.ts";

/** Parcels of the items of all groups, closed after the group with which it holds `max` or more. None is empty. */
export function* batches<T>(
  groups: Iterable<readonly T[]>,
  max: number,
  wrap: (batch: readonly T[]) => Parcel,
): Generator<Parcel> {
  let batch: T[] = [];
  for (const group of groups) {
    // One by one: a timer's buckets may be more than a call has arguments.
    for (const item of group) batch.push(item);
    if (batch.length < Math.max(max, 1)) continue;
    yield wrap(batch);
    batch = [];
  }
  if (batch.length > 0) yield wrap(batch);
}
