// What several tell of the same thing, as one.
import { byCodePoint } from "../../core/code-point.ts";
import type { HeldValue } from "../../core/tally.ts";

/** What something comes to in all. */
export function total<T>(all: readonly T[], of: (each: T) => number): number {
  return all.reduce((sum, each) => sum + of(each), 0);
}

/** What they come to in all, by name. */
export function totals<N extends string>(
  all: readonly Readonly<Record<N, number>>[],
  ...names: readonly N[]
): Record<N, number> {
  const entries = names.map((name) => [name, total(all, (each) => each[name])]);
  return Object.fromEntries(entries) as Record<N, number>;
}

/** Two sums by name. */
export function sums(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const all = { ...one };
  for (const [name, more] of Object.entries(other)) {
    all[name] = (Object.hasOwn(all, name) ? (all[name] as number) : 0) + more;
  }
  return all;
}

/** Those of one name as one. */
export function joined<T, N extends keyof T>(
  all: readonly T[],
  name: N,
  join: (one: T, other: T) => T,
): T[] {
  const found = new Map<T[N], T>();
  for (const each of all) {
    const held = found.get(each[name]);
    found.set(each[name], held ? join(held, each) : each);
  }
  return [...found.values()];
}

/** Most widely held first. */
export function widest(values: readonly HeldValue[]): HeldValue[] {
  const texts = values.map((each) => ({ ...each, text: JSON.stringify(each.value) }));
  return joined(texts, "text", (one, other) => ({
    ...one,
    instances: one.instances + other.instances,
    last_at: Math.max(one.last_at, other.last_at),
  }))
    .sort(
      (one, other) =>
        other.instances - one.instances ||
        other.last_at - one.last_at ||
        byCodePoint(one.text, other.text),
    )
    .map(({ text: _, ...each }) => each);
}
