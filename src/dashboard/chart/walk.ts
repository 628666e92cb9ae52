// The cursor of a chart by keyboard.

const STEPS: ReadonlyMap<string, number> = new Map([
  ["ArrowLeft", -1],
  ["ArrowDown", -1],
  ["ArrowRight", 1],
  ["ArrowUp", 1],
  ["PageDown", -10],
  ["PageUp", 10],
  ["Home", -1e9],
  ["End", 1e9],
]);

/** Where a key leads from `index`, or from beyond the end where that is null; undefined for a key that does not walk. */
export function walk(key: string, index: number | null, length: number): number | undefined {
  const step = STEPS.get(key);
  if (step === undefined || length === 0) return undefined;
  return Math.min(Math.max((index ?? length) + step, 0), length - 1);
}
