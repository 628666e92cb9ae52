// When an instance last sent which keys, as the column `keys` has it: { "<minute>": [key number, …] }.

/** Reads the column. */
export function keysByMinute(text: string): [minute: number, keys: number[]][] {
  const entries = Object.entries(JSON.parse(text) as Record<string, number[]>);
  return entries.map(([minute, keys]) => [Number(minute), keys]);
}

/** Writes the column: of each key its number, or none where it has none, and its minute. */
export function keysText(
  keys: ReadonlyMap<string, number>,
  idOf: (name: string) => number | undefined,
): string {
  const byMinute: Record<string, number[]> = {};
  for (const [name, minute] of keys) {
    const id = idOf(name);
    if (id === undefined) continue;
    byMinute[minute] ??= [];
    byMinute[minute].push(id);
  }
  return JSON.stringify(byMinute);
}
