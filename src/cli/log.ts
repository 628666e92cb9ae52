// What a server says of itself while it runs: one line an event.
import { systemClock } from "../core/clock.ts";
import { TallybeaconError } from "../core/errors.ts";
import type { Clock } from "../core/ports.ts";

export type Level = "info" | "warn" | "error";
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** Where lines go, and how they look. */
export interface LogOptions {
  /** `{"at":"…","level":"info","event":"listening",…}`, or the same for people. */
  readonly form: "text" | "json";
  /** Leaves out what is only for information. */
  readonly isQuiet: boolean;
  readonly write: (line: string) => void;
  readonly clock?: Pick<Clock, "now">;
}

/** Says what happened. */
export interface Log {
  (level: Level, event: string, fields?: Fields): void;
  /** Says what went wrong: its code, its message, and that of its cause. */
  trouble(error: unknown): void;
}

/** Makes a log. */
export function createLog({ form, isQuiet, write, clock = systemClock }: LogOptions): Log {
  const log = (level: Level, event: string, fields: Fields = {}) => {
    if (isQuiet && level === "info") return;
    const at = new Date(clock.now()).toISOString();
    if (form === "json") return write(JSON.stringify({ at, level, event, ...fields }));
    const said = Object.entries(fields).filter(([, value]) => value !== undefined);
    const what = event === level ? [level] : [level, event];
    write([at, ...what, ...said.map(([name, value]) => `${name}=${shown(value)}`)].join(" "));
  };
  const trouble = (error: unknown) => {
    const fields = fieldsOf(error);
    // Keys beyond the limits are for the operator to know of; the server does what it is made for.
    log(fields["code"] === "buffer-full" ? "warn" : "error", "error", fields);
  };
  return Object.assign(log, { trouble });
}

function fieldsOf(error: unknown): Fields {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, message, cause, stack } = error as Error & { code?: string };
  return {
    code,
    message,
    cause: cause instanceof Error ? cause.message : undefined,
    // Nobody expected it, so it is ours to find.
    stack: error instanceof TallybeaconError ? undefined : stack,
  };
}

/** On one line, and as it is where that can be told apart from what follows. */
function shown(value: string | number | undefined): string {
  const text = String(value);
  return /^[\w.:/@-]+$/.test(text) ? text : JSON.stringify(text);
}
