// A change as it stands in the address, from where a link can bring it: `#/controls?key=cart.add&percent=10`.
import type { ControlsChange } from "../../../core/controls.ts";

/** What is to be done. */
export type Deed = "off" | "on" | "interval" | "stop";

/** What the form holds, as texts. */
export interface Draft {
  readonly deed: Deed;
  /** Absent: every app. */
  readonly app?: string;
  readonly keys: readonly string[];
  /** Undefined: for all instances. */
  readonly percent: string | undefined;
  readonly instances: readonly string[];
  /** `10m`; undefined asks for none. */
  readonly every: string | undefined;
}

/** A field of the form by the name that the server has for it, and what is wrong there. */
export interface Fault {
  readonly field: string;
  readonly text: string;
}

/** Units of an interval in milliseconds. */
export const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** The share that is offered first. */
const FIRST_PERCENT = "10";

/** What an address asks for. */
export function draftOf(words: URLSearchParams): Draft {
  const deed = words.get("do");
  const app = words.get("app");
  const instances = words.getAll("instance");
  return {
    deed: deed === "on" || deed === "interval" || deed === "stop" ? deed : "off",
    ...(app !== null && { app }),
    keys: words.getAll("key"),
    // As the server has it, who names some instances means these alone.
    percent: words.get("percent") ?? (instances.length > 0 ? "0" : undefined),
    instances,
    every: words.get("every") ?? undefined,
  };
}

/** The words that ask for all instances, or for some. */
export function scopeWords(isSome: boolean): Readonly<Record<string, string | null>> {
  return { percent: isSome ? FIRST_PERCENT : null, instance: null };
}

/** The change that a draft asks for, or what it lacks. What else may be wrong with it the server knows. */
export function changeOf(draft: Draft): ControlsChange | Fault {
  const { deed, keys, percent, instances, every, app } = draft;
  const of = app === undefined ? {} : { app };
  if (deed === "stop") return { ...of, stop: true };
  if (deed === "interval") {
    const interval_ms = every === undefined ? null : intervalOf(every);
    const text = "Say how often, as a number.";
    return interval_ms === undefined ? { field: "interval_ms", text } : { ...of, interval_ms };
  }
  const named = [...new Set(keys.filter(Boolean))];
  const field = deed === "on" ? "enable" : "disable";
  if (named.length === 0) return { field, text: "Name a key." };
  if (deed === "on") return { ...of, enable: named };
  if (percent === undefined) return { ...of, disable: named };
  const share = Number(percent || Number.NaN);
  if (Number.isNaN(share)) return { field: "percent", text: "Say how many, as a number." };
  const some = instances.filter(Boolean);
  if (share === 0 && some.length === 0) {
    return { field: "percent", text: "That is nobody: give a share, or name an instance." };
  }
  return {
    ...of,
    disable: named,
    percent: share,
    ...(some.length > 0 && { instances: some }),
  };
}

/** Whether it lacks something. */
export function isFault(made: ControlsChange | Fault): made is Fault {
  return "field" in made;
}

/** The milliseconds of `10m`. */
function intervalOf(every: string): number | undefined {
  const [, count, unit = ""] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(every) ?? [];
  return count === undefined ? undefined : Math.round(Number(count) * (UNITS[unit] as number));
}

/** An interval in its largest whole unit: `10m`. */
export function everyOf(ms: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, each]) => ms % each === 0) ?? [
    "s",
    1_000,
  ];
  return `${ms / size}${unit}`;
}

/** The field that an answer of the server names, `disable[3]: must be …`; none where it is about all of it. */
export function faultOf(message: string): Fault {
  const [, field = "", text = message] = /^(\w+)(?:\[\d+\])?: (.*)$/s.exec(message) ?? [];
  // The one that is checked by the store says its name as people do.
  if (/^interval of /.test(message)) return { field: "interval_ms", text: message };
  return { field, text };
}
