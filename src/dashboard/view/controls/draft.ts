// A change as it stands in the address, from where a link can bring it: `#/controls?key=cart.add&percent=10`.
import type { ControlsChange } from "../../../core/controls.ts";

/** What is to be done. */
export type Deed = "off" | "on" | "interval" | "stop";

/** A field of the form by the name that the server has for it, and what is wrong there. */
export interface Fault {
  readonly field: string;
  readonly text: string;
}

/** Units of an interval in milliseconds. */
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** How an interval is written, `10m` or `1.5 h`, as an expression. */
export const INTERVAL = "(\\d+(?:\\.\\d+)?) ?([smhd])";

/** What an address wants to be done: keys go off, if nothing else. */
export function deedOf(words: URLSearchParams): Deed {
  const deed = words.get("do");
  return deed === "on" || deed === "interval" || deed === "stop" ? deed : "off";
}

/** The change that an address asks for. What is wrong with it the server knows. */
export function changeOf(words: URLSearchParams): ControlsChange {
  const app = words.get("app");
  const of = app === null ? {} : { app };
  const deed = deedOf(words);
  if (deed === "stop") return { ...of, stop: true };
  if (deed === "interval") return { ...of, interval_ms: intervalOf(words.get("every")) };
  const keys = named(words, "key");
  if (deed === "on") return { ...of, enable: keys };
  const percent = words.get("percent");
  const instances = named(words, "instance");
  return {
    ...of,
    disable: keys,
    ...(percent && { percent: Number(percent) }),
    ...(instances.length > 0 && { instances }),
  };
}

function named(words: URLSearchParams, word: string): readonly string[] {
  return [...new Set(words.getAll(word).filter(Boolean))];
}

/** The milliseconds of `10m`; null of nothing, and what is too short to be taken of what is no interval. */
function intervalOf(every: string | null): number | null {
  if (!every) return null;
  const [, count = 0, unit = "s"] = new RegExp(`^${INTERVAL}$`).exec(every) ?? [];
  return Math.round(Number(count) * (UNITS[unit] as number));
}

/** An interval in its largest whole unit: `10m`. */
export function everyOf(ms: number): string {
  const unit = ["d", "h", "m"].find((each) => ms % (UNITS[each] as number) === 0) ?? "s";
  return ms / (UNITS[unit] as number) + unit;
}

/** The field that an answer of the server names, `disable[3]: must be …`; none where it is about all of it. */
export function faultOf(message: string): Fault {
  const [, field = "", text = message] = /^(\w+)(?:\[\d+\])?: (.*)$/s.exec(message) ?? [];
  return { field, text };
}
