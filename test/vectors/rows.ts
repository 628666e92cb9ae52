// What a vector file is to its runner: rows, judged one by one.

/** What became of one row. */
export interface RowResult {
  readonly name: string;
  readonly ok: boolean;
  /** What was expected and what came, for rows that failed. */
  readonly detail?: string;
}

/** Judges every row of one file, by its shape. */
export type FileRunner = (file: unknown) => Promise<RowResult[]>;

/** Where we differ from what was recorded: by rule, for rows that a runner may never have seen. */
export interface Decision {
  readonly rule: string;
  readonly why: string;
}

/** A row's result from what was expected and what came, compared as JSON with sorted members. */
export function compare(name: string, expected: unknown, came: unknown): RowResult {
  const [want, got] = [canonical(expected), canonical(came)];
  return want === got
    ? { name, ok: true }
    : { name, ok: false, detail: `want ${want}, got ${got}` };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    part && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
