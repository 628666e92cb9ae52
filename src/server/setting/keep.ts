// How long sums of each length are kept, as operators write it.
import type { Keep } from "../../core/tally.ts";
import type { Reader } from "./reader.ts";

const LEVELS: Readonly<Record<string, keyof Keep>> = {
  minute: "minute",
  "5m": "fiveMinutes",
  hour: "hour",
  day: "day",
};

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** Reads `minute=14d,5m=90d,hour=800d,day=forever`, or an object of the same with the members of `Keep`. */
export const keepReader: Reader<Partial<Keep>> = {
  text: (text) =>
    gather(
      text.split(",").map((part) => {
        const [name = "", time = "", ...more] = part.split("=").map((word) => word.trim());
        const level = Object.hasOwn(LEVELS, name) ? LEVELS[name] : undefined;
        if (level && more.length === 0) return [level, secondsOf(time)];
        throw new Error(`must be like minute=14d,5m=90d,hour=800d,day=forever: ${part}`);
      }),
    ),
  json(value) {
    if (typeof value === "string") return keepReader.text(value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Error(
        `must be like { "minute": "14d", "day": "forever" }: ${JSON.stringify(value)}`,
      );
    }
    return gather(
      Object.entries(value).map(([name, time]) => {
        const level = Object.values(LEVELS).find((each) => each === name);
        if (level) return [level, secondsOf(time)];
        const known = Object.values(LEVELS).join(", ");
        throw new Error(`must have no member but ${known}: ${name}`);
      }),
    );
  },
};

function gather(levels: readonly (readonly [keyof Keep, number])[]): Partial<Keep> {
  const keep = new Map<keyof Keep, number>();
  for (const [level, seconds] of levels) {
    if (keep.has(level)) throw new Error(`has ${level} twice`);
    keep.set(level, seconds);
  }
  return Object.fromEntries(keep);
}

/** Zero stands for ever. A number, as JSON has it, is of seconds already. */
function secondsOf(time: unknown): number {
  if (time === "forever" || time === 0) return 0;
  if (Number.isInteger(time) && Number(time) > 0) return time as number;
  const [, count = "", unit = ""] = /^([1-9]\d{0,5})([smhd])$/.exec(String(time)) ?? [];
  const seconds = Number(count) * (UNITS[unit] ?? 0);
  if (seconds > 0) return seconds;
  throw new Error(`must give times such as 90d, 12h or forever: ${JSON.stringify(time)}`);
}
